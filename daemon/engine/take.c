/* TAKE: who has a place, or what stands in the way (domain.md section 6). On record as an
 * event of its own; everyone in scope sees it. */
#include "daemon/engine/takings.h"

#include <stdio.h>
#include <string.h>

#include "daemon/domain/pack_said.h"
#include "daemon/engine/audit.h"
#include "daemon/engine/rows.h"
#include "proto/model/limits.h"
#include "proto/model/list.h"
#include "proto/wire/questions.h"

struct take {
    struct engine *engine;
    struct take_request asked;
    const struct sender *sender;
    struct aanbieder_state state;
    const struct known_place *known;
};

/* Open, and this coordinator's; else DENIED. */
static enum status find_place(struct take *t, enum answer *answer) {
    enum status status = state_load(t->engine, &t->asked.agb, &t->state);
    if (status != STATUS_OK && status != STATUS_ABSENT)
        return status;
    if (status == STATUS_OK)
        t->known = known_places_find(t->state.open, t->asked.place_id);
    struct party party = t->known ? party_of(&t->known->place) : (struct party){.gemeente = ""};
    if (t->known == NULL ||
        !authority_admits_place(MATTER_TAKE, t->sender->participant, &t->asked.agb, &party, 1))
        *answer = engine_out_of_scope(t->engine);
    return STATUS_OK;
}

/* ---- what the same coordinator said of the place lately */

struct lately {
    bool repeated; /* these very bytes */
    struct taking said;
    size_t today;
};

/* The last taking of the place at or before an event. STATUS_ABSENT: there is none. */
static enum status load_last(struct take *t, uint64_t event, struct taking *taking) {
    uint8_t upto[PLACE_EVENT_KEY_BYTES], found[PLACE_EVENT_KEY_BYTES] = {0};
    const struct bytes key = bytes_of(found, sizeof found);
    struct bytes record;
    const struct bytes place = state_place_key(t->engine, &t->asked.agb, t->asked.place_id, upto);
    store_key_u64(upto + PLACE_KEY_BYTES, event);
    enum status status =
        store_find_last(t->engine->txn, TABLE_TAKEN, place, bytes_of(upto, sizeof upto), found);
    if (status == STATUS_OK)
        status = store_get(t->engine->txn, TABLE_TAKEN, key, t->engine->work, &record);
    if (status == STATUS_OK)
        status = unpack_taking(record, t->engine->work, taking);
    if (status == STATUS_OK)
        taking->event = state_event_of_key(key);
    return status;
}

static enum status compare_request(struct take *t, const struct taking *said, struct bytes body,
                                   bool *same) {
    struct event event;
    if (said->state != t->asked.state || said->obstacle != t->asked.obstacle)
        return STATUS_OK;
    enum status status = store_journal_read(t->engine->txn, said->event, t->engine->work, &event);
    *same = status == STATUS_OK && bytes_equal(event.body, body);
    return status;
}

/* Back to the first of today; and as far as what is in time now may have been heard before. */
static enum status look_back(struct take *t, struct bytes body, struct lately *lately) {
    const instant_t since = t->engine->now - 2 * MAX_CLOCK_SKEW_US;
    const day_t today = day_of_instant(t->engine->now);
    const struct bytes who = bytes_of_text(t->sender->participant->name);
    struct taking *said = &lately->said;
    enum status status = load_last(t, UINT64_MAX, said);
    while (status == STATUS_OK && lately->today < MAX_TAKINGS_PER_DAY) {
        const bool is_today = day_of_instant(said->recorded_at) >= today;
        const bool is_recent = said->recorded_at >= since;
        const bool is_his = bytes_equal(said->who, who);
        if (!is_today && !is_recent)
            return STATUS_OK;
        if (is_his && is_recent)
            status = compare_request(t, said, body, &lately->repeated);
        if (status != STATUS_OK || lately->repeated)
            return status;
        lately->today += is_his && is_today;
        status = load_last(t, said->event - 1, said);
    }
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

/* ---- saying it */

static enum status write_down(struct take *t, struct bytes body, struct taken *taken) {
    struct engine *engine = t->engine;
    struct bytes record;
    uint8_t key[PLACE_EVENT_KEY_BYTES];
    struct taking taking = {.recorded_at = engine_next_instant(engine),
                            .wait = t->known->wait.name,
                            .state = t->asked.state,
                            .obstacle = t->asked.obstacle,
                            .who = bytes_of_text(t->sender->participant->name)};
    enum status status = pack_taking(&taking, engine->work, &record);
    if (status != STATUS_OK)
        return status;
    taking.event = engine_append(engine, EVENT_TAKEN, taking.recorded_at, body);
    state_place_key(engine, &t->asked.agb, t->asked.place_id, key);
    store_key_u64(key + PLACE_KEY_BYTES, taking.event);
    store_put(engine->txn, TABLE_TAKEN, bytes_of(key, sizeof key), record);
    engine_note(engine, LOG_LEVEL_INFO, "place.taken", "deelnemer=%s aanbieder=%s state=%s",
                t->sender->participant->name, t->asked.agb.text, taken_state_name(taking.state));
    *taken = taken_of(&taking);
    return store_failure(engine->txn);
}

static enum status audit(const struct take *t, const struct taken *taken) {
    char question[96];
    struct audit_line line = {.act = bytes_of_text("TAKE"),
                              .outcome = ANSWER_OK,
                              .agb = t->asked.agb,
                              .has_plek = true,
                              .plek = rows_place_key(t->engine->store, t->asked.place_id)};
    snprintf(question, sizeof question, "state=%s obstacle=%s event=%llu",
             taken_state_name(taken->state), obstacle_name(taken->obstacle),
             (unsigned long long)taken->event);
    line.question = bytes_of_text(question);
    return engine_audit(t->engine, t->sender->participant, &line);
}

/* What comes twice is said once: it may come late, after he said something else. A journal
 * that is folded again holds nothing twice. */
static enum status say(struct take *t, struct taken *taken, enum answer *answer) {
    struct lately lately = {.repeated = false};
    struct bytes body;
    enum status status = engine_pack_request(t->sender, t->engine->work, &body);
    if (status == STATUS_OK && !t->engine->refolding)
        status = look_back(t, body, &lately);
    if (status != STATUS_OK)
        return status;
    if (lately.repeated) {
        *taken = taken_of(&lately.said);
    } else if (lately.today == MAX_TAKINGS_PER_DAY) {
        *answer = ANSWER_LATER;
    } else {
        status = write_down(t, body, taken);
        if (status == STATUS_OK)
            status = audit(t, taken);
    }
    return status;
}

enum status engine_take(struct engine *engine, const struct sender *sender, struct arena *arena,
                        struct bytes *reply) {
    struct take t = {.engine = engine, .sender = sender};
    struct take_reply out = {0};
    enum status status = wire_decode_take_request(sender->request->body, engine->work, &t.asked);
    if (status == STATUS_NO_MEMORY)
        return status;
    enum answer answer =
        status == STATUS_OK ? engine_admit(engine, t.asked.made_at) : engine_refused_body(engine);
    if (answer == ANSWER_OK && t.asked.state == TAKEN_NOBODY)
        answer = engine_refused_body(engine);
    status = answer == ANSWER_OK ? find_place(&t, &answer) : STATUS_OK;
    if (status == STATUS_OK && answer == ANSWER_OK)
        status = say(&t, &out.taken, &answer);
    out.head = engine_head(engine, answer);
    return status == STATUS_OK ? wire_encode_take_reply(&out, arena, reply) : status;
}

/* ---- what was said of one place */

struct gathering {
    struct list takings;
    enum status failure;
};

static bool gather(void *context, struct bytes key, struct bytes value) {
    struct gathering *g = context;
    struct bytes record = arena_copy(g->takings.arena, value);
    struct taking *taking = record.at ? list_add(&g->takings) : NULL;
    g->failure = taking ? unpack_taking(record, g->takings.arena, taking) : STATUS_NO_MEMORY;
    if (taking)
        taking->event = state_event_of_key(key);
    return g->failure == STATUS_OK;
}

enum status takings_of(struct engine *engine, const struct agb *agb, struct bytes id,
                       struct arena *arena, const struct taking **takings, size_t *count) {
    uint8_t key[PLACE_KEY_BYTES];
    struct gathering g = {.takings = LIST_OF(arena, struct taking)};
    enum status status = store_walk(engine->txn, TABLE_TAKEN, state_place_key(engine, agb, id, key),
                                    (struct bytes){NULL, 0}, gather, &g);
    *takings = g.takings.items;
    *count = g.takings.count;
    return status == STATUS_OK ? g.failure : status;
}

static bool stop_at_first(void *context, struct bytes key, struct bytes value) {
    (void)key;
    (void)value;
    *(bool *)context = true;
    return false;
}

enum status takings_any(struct engine *engine, struct bytes agb, bool *any) {
    *any = false;
    return store_walk(engine->txn, TABLE_TAKEN, agb, (struct bytes){NULL, 0}, stop_at_first, any);
}

struct taken taken_of(const struct taking *taking) {
    if (taking == NULL)
        return (struct taken){.state = TAKEN_NOBODY};
    return (struct taken){taking->state, taking->obstacle, taking->who, taking->recorded_at,
                          taking->event};
}
