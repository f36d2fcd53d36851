/* DUIDING: dated notes that explain a figure, and breaks in a series. */
#include <string.h>

#include "daemon/domain/pack_said.h"
#include "daemon/engine/figures.h"
#include "proto/model/limits.h"
#include "proto/model/list.h"
#include "proto/model/text.h"

/* Beheer about everything, an aanbieder about its own figures. */
static bool may_explain(const struct participant *who, const struct duiding *duiding) {
    return who->roles & ROLE_BEHEER || participant_aanbieder(who, &duiding->agb) != NULL;
}

static bool is_possible(const struct duiding *duiding) {
    struct bytes gemeente = bytes_of_text(duiding->gemeente);
    return duiding->from != DAY_NONE && duiding->until >= duiding->from && duiding->text.size > 0 &&
           duiding->text.size <= MAX_DUIDING_BYTES && !text_has_control(duiding->text) &&
           !text_holds_bsn(duiding->text) &&
           (gemeente.size == 0 || gemeente_naam(gemeente) != NULL);
}

/* Notes of this participant today, from the last one back; `most` is enough. */
static enum status count_today(struct engine *engine, const struct participant *who, size_t most,
                               size_t *count) {
    const struct bytes any = {NULL, 0};
    const day_t today = day_of_instant(engine->now);
    uint8_t upto[8], found[8];
    struct bytes record;
    struct duiding duiding;
    enum status status = STATUS_OK;
    store_key_u64(upto, store_journal_head(engine->txn));
    for (*count = 0; *count < most;) {
        status = store_find_last(engine->txn, TABLE_DUIDING, any, bytes_of(upto, 8), found);
        if (status == STATUS_OK)
            status =
                store_get(engine->txn, TABLE_DUIDING, bytes_of(found, 8), engine->work, &record);
        if (status == STATUS_OK)
            status = unpack_duiding(record, engine->work, &duiding);
        if (status != STATUS_OK || day_of_instant(duiding.recorded_at) < today)
            break;
        *count += bytes_equal(duiding.who, bytes_of_text(who->name));
        store_key_u64(upto, store_u64_of_key(found) - 1);
    }
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

/* Beheer may explain many years at once; whoever speaks for itself only, some of it a day. */
static enum status is_enough(struct engine *engine, const struct participant *who, bool *enough) {
    size_t count;
    *enough = false;
    if (who->roles & ROLE_BEHEER || engine->refolding)
        return STATUS_OK;
    enum status status = count_today(engine, who, MAX_DUIDING_PER_DAY, &count);
    *enough = status == STATUS_OK && count == MAX_DUIDING_PER_DAY;
    return status;
}

static enum status write_down(struct engine *engine, const struct sender *sender,
                              struct duiding *duiding) {
    struct bytes body, record;
    uint8_t key[8];
    duiding->recorded_at = engine_next_instant(engine);
    duiding->who = bytes_of_text(sender->participant->name);
    enum status status = engine_pack_request(sender, engine->work, &body);
    if (status == STATUS_OK)
        status = pack_duiding(duiding, engine->work, &record);
    if (status != STATUS_OK)
        return status;
    duiding->event = engine_append(engine, EVENT_DUIDING, duiding->recorded_at, body);
    store_key_u64(key, duiding->event);
    store_put(engine->txn, TABLE_DUIDING, bytes_of(key, sizeof key), record);
    engine_note(engine, LOG_LEVEL_INFO, "duiding.added", "deelnemer=%s event=%llu",
                sender->participant->name, (unsigned long long)duiding->event);
    return store_failure(engine->txn);
}

enum status engine_duiding(struct engine *engine, const struct link_request *request,
                           struct arena *arena, struct bytes *reply) {
    struct duiding_request asked;
    struct duiding_reply out = {.duiding = {.from = DAY_NONE, .until = DAY_NONE}};
    struct sender sender;
    enum status status = wire_decode_duiding_request(request->body, engine->work, &asked);
    if (status == STATUS_NO_MEMORY)
        return status;
    enum answer answer = status == STATUS_OK
                             ? engine_admit(engine, request, "DUIDING", asked.made_at, &sender)
                             : engine_refused_body(engine);
    if (answer == ANSWER_OK && !may_explain(sender.participant, &asked.duiding))
        answer = engine_out_of_scope(engine);
    if (answer == ANSWER_OK && !is_possible(&asked.duiding))
        answer = engine_refused_body(engine);
    status = STATUS_OK;
    bool enough = false;
    if (answer == ANSWER_OK)
        status = is_enough(engine, sender.participant, &enough);
    if (enough)
        answer = ANSWER_LATER;
    if (status == STATUS_OK && answer == ANSWER_OK) {
        status = write_down(engine, &sender, &asked.duiding);
        out.duiding = asked.duiding;
    }
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
