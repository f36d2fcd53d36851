/* Days: what the passing of time makes true (rules.md 1.1, 6 and 7). Every day is
 * evaluated once, in order, in an event of its own. */
#include "daemon/domain/codec.h"
#include "daemon/engine/audit.h"
#include "daemon/engine/hold.h"
#include "daemon/engine/retain.h"
#include "daemon/engine/state.h"

struct evaluation {
    struct engine *engine;
    day_t day;
    instant_t instant;
    const struct norm *norm;
    bool on_time;
};

typedef bool place_rule(struct book *book, struct known_place *known);

/* Whether any place is no longer what it was. */
static bool apply_rule(struct places_maker *maker, struct book *book, place_rule *rule) {
    bool any = false;
    for (size_t i = 0; i < maker->from.count; i++) {
        struct known_place place = maker->from.at[i];
        bool changed = rule(book, &place);
        if (changed)
            places_add(maker, &place);
        else
            places_keep(maker, i);
        any |= changed;
    }
    return any;
}

/* One rule over the open places of one aanbieder; saved when any changed. */
static enum status each_place(struct evaluation *e, const struct agb *agb, place_rule *rule) {
    struct aanbieder_state state;
    struct places_maker maker;
    const struct alert_ref *refs;
    enum status status = state_load(e->engine, agb, &state);
    if (status == STATUS_OK)
        status = places_make(&maker, state.open, state.open.count, e->engine->work);
    if (status != STATUS_OK)
        return status;
    day_t was_due = state.head.next_due;
    struct book book = engine_book(e->engine, &state.head, e->day, e->instant);
    bool changed = apply_rule(&maker, &book, rule);
    state.open = places_made(&maker);
    status = engine_publish(e->engine, &book, &refs);
    if (status == STATUS_OK && changed)
        status = state_save(e->engine, &state, was_due);
    return status;
}

/* A code list is kept outside `work`, which is given back after each aanbieder. */
static enum status each_aanbieder(struct evaluation *e, struct agb *agbs, size_t count,
                                  place_rule *rule) {
    enum status status = STATUS_OK;
    struct bytes kept = arena_copy(e->engine->batch, bytes_of(agbs, count * sizeof *agbs));
    if (kept.at == NULL)
        return STATUS_NO_MEMORY;
    const struct agb *codes = (const struct agb *)kept.at;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        arena_reset(e->engine->work);
        status = each_place(e, &codes[i], rule);
    }
    return status;
}

/* Rules.md 7: on the first day of a norm every open place is settled. */
static enum status settle_norm(struct evaluation *e) {
    struct agb *agbs;
    size_t count;
    if (e->norm->from == e->engine->region.norm_from)
        return STATUS_OK;
    e->engine->region.norm_from = e->norm->from;
    engine_note(e->engine, LOG_LEVEL_WARN, "norm.changed", "norm=%s", e->norm->id);
    enum status status = state_every_aanbieder(e->engine, &agbs, &count);
    return status == STATUS_OK ? each_aanbieder(e, agbs, count, book_norm) : status;
}

static enum status alert_what_is_due(struct evaluation *e) {
    struct agb *agbs;
    size_t count;
    enum status status = state_due(e->engine, e->day, &agbs, &count);
    return status == STATUS_OK ? each_aanbieder(e, agbs, count, book_day) : status;
}

/* Our own outage is not the aanbieder's silence: only days evaluated on time count. */
static bool fell_silent(const struct evaluation *e, const struct aanbieder_head *head) {
    uint32_t days = e->engine->region.on_time_days - head->received_count;
    return head->active && head->opgevolgd.text[0] == '\0' && head->stil == 0 &&
           days > head->interval_days;
}

static enum status judge_silence(struct evaluation *e, const struct agb *agb) {
    struct aanbieder_state state;
    const struct alert_ref *refs;
    enum status status = state_load_head(e->engine, agb, &state.head);
    if (status != STATUS_OK || !fell_silent(e, &state.head))
        return status;
    status = state_load(e->engine, agb, &state);
    if (status != STATUS_OK)
        return status;
    struct book book = engine_book(e->engine, &state.head, e->day, e->instant);
    state.head.stil = book_stil(&book, &state.head);
    engine_note(e->engine, LOG_LEVEL_WARN, "aanbieder.silent", "aanbieder=%s interval_days=%u",
                agb->text, state.head.interval_days);
    status = engine_publish(e->engine, &book, &refs);
    return status == STATUS_OK ? state_save(e->engine, &state, state.head.next_due) : status;
}

static enum status alert_silence(struct evaluation *e) {
    struct agb *agbs;
    size_t count;
    if (!e->on_time)
        return STATUS_OK;
    e->engine->region.on_time_days++;
    enum status status = state_every_aanbieder(e->engine, &agbs, &count);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = judge_silence(e, &agbs[i]);
    return status;
}

static enum status append_day(struct evaluation *e) {
    struct codec codec = codec_writer(e->engine->work);
    struct bytes body;
    codec_day(&codec, &e->day);
    enum status status = codec_written(&codec, &body);
    if (status == STATUS_OK)
        engine_append(e->engine, EVENT_DAY, e->instant, body);
    return status;
}

enum status engine_evaluate_next_day(struct engine *engine) {
    const day_t day = engine->region.evaluated + 1;
    const struct rules_settings *rules = engine_rules(engine);
    struct evaluation e = {.engine = engine,
                           .day = day,
                           .instant = engine_next_instant(engine),
                           .norm = norm_on(rules->norms, rules->norm_count, day)};
    uint64_t before = store_log_head(engine->txn, TABLE_ALERT);
    char text[DAY_TEXT_SIZE];
    arena_reset(engine->work);
    e.on_time = day_of_instant(e.instant) == day;
    enum status status = append_day(&e);
    if (status == STATUS_OK)
        status = settle_norm(&e);
    if (status == STATUS_OK)
        status = alert_what_is_due(&e);
    if (status == STATUS_OK)
        status = alert_silence(&e);
    if (status != STATUS_OK)
        return status;
    engine->region.evaluated = day;
    engine_note(engine, LOG_LEVEL_INFO, "day.evaluated", "day=%s on_time=%d alerts=%llu",
                day_text(day, text), e.on_time,
                (unsigned long long)(store_log_head(engine->txn, TABLE_ALERT) - before));
    return engine_save_region(engine);
}

enum status engine_evaluate_days(struct engine *engine) {
    enum status status = engine_watch_clock(engine);
    if (status != STATUS_OK || engine_is_held(engine))
        return status;
    day_t today = day_of_instant(engine_next_instant(engine));
    while (status == STATUS_OK && engine->region.evaluated < today) {
        status = engine_evaluate_next_day(engine);
        if (status == STATUS_OK)
            status = engine_retain(engine);
        if (status == STATUS_OK)
            status = engine_audit_forget(engine);
    }
    return status;
}
