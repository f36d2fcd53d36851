/* DUIDING: dated notes that explain a figure, and breaks in a series. */
#include <stdio.h>
#include <string.h>

#include "daemon/domain/pack_said.h"
#include "daemon/engine/audit.h"
#include "daemon/engine/figures.h"
#include "proto/model/limits.h"
#include "proto/model/list.h"
#include "proto/model/text.h"

/* Beheer about everything, an aanbieder about its own figures. */
static bool may_explain(const struct participant *who, const struct duiding *duiding) {
    return authority_admits_aanbieder(MATTER_DUIDING, who, &duiding->agb);
}

static bool is_possible(const struct duiding *duiding) {
    struct bytes gemeente = bytes_of_text(duiding->gemeente);
    return duiding->from != DAY_NONE && duiding->until >= duiding->from && duiding->text.size > 0 &&
           duiding->text.size <= MAX_DUIDING_BYTES && !text_has_control(duiding->text) &&
           !text_holds_bsn(duiding->text) &&
           (gemeente.size == 0 || gemeente_naam(gemeente) != NULL);
}

/* ---- what the same participant said lately */

struct lately {
    bool repeated; /* these very bytes */
    uint64_t event;
    instant_t recorded_at;
    size_t today;
};

/* The last note at or before an event, in scratch. STATUS_ABSENT: there is none. */
static enum status load_last(struct engine *engine, uint64_t event, struct duiding *note) {
    const struct bytes any = {NULL, 0};
    uint8_t upto[8], found[8] = {0};
    struct bytes record;
    store_key_u64(upto, event);
    arena_reset(engine->scratch);
    enum status status =
        store_find_last(engine->txn, TABLE_DUIDING, any, bytes_of(upto, sizeof upto), found);
    if (status == STATUS_OK)
        status = store_get(engine->txn, TABLE_DUIDING, bytes_of(found, sizeof found),
                           engine->scratch, &record);
    if (status == STATUS_OK)
        status = unpack_duiding(record, engine->scratch, note);
    if (status == STATUS_OK)
        note->event = store_u64_of_key(found);
    return status;
}

static enum status compare_request(struct engine *engine, const struct duiding *note,
                                   const struct duiding *asked, struct bytes body,
                                   struct lately *lately) {
    struct event event;
    if (!bytes_equal(note->text, asked->text))
        return STATUS_OK;
    enum status status = store_journal_read(engine->txn, note->event, engine->scratch, &event);
    lately->repeated = status == STATUS_OK && bytes_equal(event.body, body);
    lately->event = note->event;
    lately->recorded_at = note->recorded_at;
    return status;
}

/* Beheer may explain many years at once; whoever speaks for itself only, some of it a day. */
static bool is_for_all(const struct participant *who) {
    return authority_reach(MATTER_DUIDING, who->roles) == REACH_ALL;
}

static bool is_enough(const struct participant *who, const struct lately *lately) {
    return !is_for_all(who) && lately->today >= MAX_DUIDING_PER_DAY;
}

/* Back to the first of today; and as far as what is in time now may have been heard before. */
static enum status look_back(struct engine *engine, const struct participant *who,
                             const struct duiding *asked, struct bytes body,
                             struct lately *lately) {
    const instant_t since = engine->now - 2 * MAX_CLOCK_SKEW_US;
    const day_t today = day_of_instant(engine->now);
    struct duiding note;
    enum status status = load_last(engine, UINT64_MAX, &note);
    while (status == STATUS_OK) {
        const bool is_today = day_of_instant(note.recorded_at) >= today;
        const bool is_recent = note.recorded_at >= since;
        const bool is_his = bytes_equal(note.who, bytes_of_text(who->name));
        const bool counts = is_today && !is_for_all(who) && !is_enough(who, lately);
        if (!counts && !is_recent)
            return STATUS_OK;
        lately->today += is_his && is_today;
        const uint64_t before = note.event - 1;
        if (is_his && is_recent)
            status = compare_request(engine, &note, asked, body, lately);
        if (status != STATUS_OK || lately->repeated)
            return status;
        status = load_last(engine, before, &note);
    }
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

/* ---- saying it */

static enum status write_down(struct engine *engine, const struct sender *sender, struct bytes body,
                              struct duiding *duiding) {
    struct bytes record;
    uint8_t key[8];
    duiding->recorded_at = engine_next_instant(engine);
    enum status status = pack_duiding(duiding, engine->work, &record);
    if (status != STATUS_OK)
        return status;
    duiding->event = engine_append(engine, EVENT_DUIDING, duiding->recorded_at, body);
    store_key_u64(key, duiding->event);
    store_put(engine->txn, TABLE_DUIDING, bytes_of(key, sizeof key), record);
    engine_note(engine, LOG_LEVEL_INFO, "duiding.added", "deelnemer=%s event=%llu",
                sender->participant->name, (unsigned long long)duiding->event);
    return store_failure(engine->txn);
}

static enum status audit(struct engine *engine, const struct participant *who,
                         const struct duiding *duiding) {
    char question[32];
    struct audit_line line = {
        .act = bytes_of_text("DUIDING"), .outcome = ANSWER_OK, .agb = duiding->agb};
    snprintf(question, sizeof question, "event=%llu", (unsigned long long)duiding->event);
    line.question = bytes_of_text(question);
    return engine_audit(engine, who, &line);
}

/* What comes twice is said once, as with TAKE. A journal that is folded again has its repeats
 * from before that was so. */
static enum status say(struct engine *engine, const struct sender *sender, struct duiding *duiding,
                       enum answer *answer) {
    struct lately lately = {.repeated = false};
    struct bytes body;
    enum status status = engine_pack_request(sender, engine->work, &body);
    duiding->who = bytes_of_text(sender->participant->name);
    if (status == STATUS_OK && !engine->refolding)
        status = look_back(engine, sender->participant, duiding, body, &lately);
    if (status != STATUS_OK)
        return status;
    if (lately.repeated) {
        duiding->event = lately.event;
        duiding->recorded_at = lately.recorded_at;
    } else if (is_enough(sender->participant, &lately)) {
        *answer = ANSWER_LATER;
    } else {
        status = write_down(engine, sender, body, duiding);
        if (status == STATUS_OK)
            status = audit(engine, sender->participant, duiding);
    }
    return status;
}

enum status engine_duiding(struct engine *engine, const struct sender *sender, struct arena *arena,
                           struct bytes *reply) {
    struct duiding_request asked;
    struct duiding_reply out = {.duiding = {.from = DAY_NONE, .until = DAY_NONE}};
    enum status status = wire_decode_duiding_request(sender->request->body, engine->work, &asked);
    if (status == STATUS_NO_MEMORY)
        return status;
    enum answer answer =
        status == STATUS_OK ? engine_admit(engine, asked.made_at) : engine_refused_body(engine);
    if (answer == ANSWER_OK && !may_explain(sender->participant, &asked.duiding))
        answer = engine_out_of_scope(engine);
    if (answer == ANSWER_OK && !is_possible(&asked.duiding))
        answer = engine_refused_body(engine);
    status = answer == ANSWER_OK ? say(engine, sender, &asked.duiding, &answer) : STATUS_OK;
    if (answer == ANSWER_OK)
        out.duiding = asked.duiding;
    out.head = engine_head(engine, answer);
    return status == STATUS_OK ? wire_encode_duiding_reply(&out, arena, reply) : status;
}

/* ---- with the figures they touch */

struct search {
    struct arena *arena;
    const struct figures_question *question;
    uint64_t known_event;
    const struct participant *limited;
    struct list found;
    enum status failure;
};

static bool touches(const struct search *s, const struct duiding *duiding) {
    const struct filter *filter = &s->question->filter;
    struct place about = {.hulpvorm = duiding->hulpvorm};
    struct filter places = {.gemeente_count = duiding->gemeente[0] ? filter->gemeente_count : 0,
                            .gemeenten = filter->gemeenten,
                            .hulpvormen = duiding->hulpvorm ? filter->hulpvormen : 0};
    bool has_agb = duiding->agb.text[0] != '\0';
    memcpy(about.gemeente, duiding->gemeente, sizeof about.gemeente);
    if (s->limited && has_agb && participant_aanbieder(s->limited, &duiding->agb) == NULL)
        return false;
    return duiding->from <= s->question->until && s->question->from <= duiding->until &&
           (!has_agb || filter_admits_aanbieder(filter, &duiding->agb)) &&
           filter_admits_place(&places, &about);
}

static bool look_at(void *context, struct bytes key, struct bytes value) {
    struct search *s = context;
    struct duiding duiding;
    uint64_t event = store_u64_of_key(key.at);
    struct bytes record = arena_copy(s->arena, value);
    s->failure = record.at ? unpack_duiding(record, s->arena, &duiding) : STATUS_NO_MEMORY;
    if (s->failure != STATUS_OK || event > s->known_event)
        return false;
    duiding.event = event;
    struct duiding *kept = touches(s, &duiding) ? list_add(&s->found) : NULL;
    if (kept)
        *kept = duiding;
    return true;
}

enum status duiding_touching(struct engine *engine, const struct figures_question *question,
                             uint64_t known_event, const struct participant *limited,
                             const struct duiding **duiding, size_t *count) {
    const struct bytes all = {NULL, 0};
    struct search s = {.arena = engine->work,
                       .question = question,
                       .known_event = known_event,
                       .limited = limited,
                       .found = LIST_OF(engine->work, struct duiding)};
    enum status status = store_walk(engine->txn, TABLE_DUIDING, all, all, look_at, &s);
    if (status == STATUS_OK)
        status = s.found.out_of_memory ? STATUS_NO_MEMORY : s.failure;
    *duiding = s.found.items;
    *count = s.found.count;
    return status;
}
