/* Configuration becomes part of the journal: what the files say now against what was
 * in force, and their difference as one event. */
#include <stdlib.h>
#include <string.h>

#include "daemon/engine/audit.h"
#include "daemon/engine/index.h"
#include "daemon/engine/revoked.h"

struct adoption {
    struct engine *engine;
    const struct rules_settings *rules;
    struct complaint *complaint;
    struct settings_file *before; /* as the journal knew it; NULL: not yet */
    instant_t instant;            /* of the CONFIG event */
    day_t today;
};

static enum status read_adopted_text(struct engine *engine, uint64_t number, struct bytes *text) {
    struct event event;
    enum status status = store_journal_read(engine->txn, number, engine->work, &event);
    if (status == STATUS_OK)
        *text = event.body;
    return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
}

enum status engine_adopted(struct engine *engine, struct settings_file **file) {
    *file = NULL;
    if (engine->region.config_event == 0)
        return STATUS_OK;
    return engine_adopted_at(engine, engine->region.config_event, file);
}

enum status engine_adopted_at(struct engine *engine, uint64_t event, struct settings_file **file) {
    struct bytes text;
    enum status status = read_adopted_text(engine, event, &text);
    return status == STATUS_OK ? engine_read_rules(engine, text, file) : status;
}

enum status engine_read_rules(struct engine *engine, struct bytes text,
                              struct settings_file **file) {
    struct complaint complaint = {""};
    char *terminated = arena_alloc(engine->work, text.size + 1);
    if (terminated == NULL)
        return STATUS_NO_MEMORY;
    memcpy(terminated, text.at, text.size);
    enum status status = settings_parse_canonical(terminated, file, &complaint);
    if (status != STATUS_BAD_CONFIG)
        return status;
    char room[LOG_QUOTE_SIZE];
    log_event(LOG_LEVEL_ERROR, "configuration.damaged", "why=%s",
              log_quote(bytes_of_text(complaint.text), room));
    return STATUS_DAMAGED;
}

static bool same_norm(const struct norm *a, const struct norm *b) {
    return strcmp(a->id, b->id) == 0 && a->from == b->from && a->months == b->months &&
           a->days == b->days && a->inclusive == b->inclusive &&
           memcmp(a->levels, b->levels, sizeof a->levels) == 0 &&
           a->warning_days == b->warning_days;
}

static size_t begun_count(const struct rules_settings *rules, day_t evaluated) {
    size_t count = 0;
    while (count < rules->norm_count && rules->norms[count].from <= evaluated)
        count++;
    return count;
}

/* A norm takes effect on a day not yet evaluated (rules.md section 7). */
static enum status check_norms(const struct adoption *a, const struct rules_settings *before) {
    day_t evaluated = a->engine->region.evaluated;
    char day[DAY_TEXT_SIZE];
    size_t begun = begun_count(a->rules, evaluated);
    bool same = begun == begun_count(before, evaluated);
    /* Before the first norm began, the first one is in force all the same. */
    if (same && begun == 0)
        begun = 1;
    for (size_t i = 0; same && i < begun; i++)
        same = same_norm(&a->rules->norms[i], &before->norms[i]);
    if (same)
        return STATUS_OK;
    return complain(a->complaint, STATUS_BAD_CONFIG,
                    "the norms up to %s have been applied already and cannot be changed: leave "
                    "them as they were and add a norm section with a later `from`",
                    day_text(evaluated, day));
}

/* Named as a successor by the files, which the journal does not know yet. */
static bool is_yet_to_succeed(const struct adoption *a, const struct agb *agb) {
    struct aanbieder_head predecessor;
    for (size_t i = 0; i < a->rules->participant_count; i++) {
        const struct aanbieder *entry = participant_aanbieder(&a->rules->participants[i], agb);
        if (entry == NULL || entry->opvolger_van.text[0] == '\0')
            continue;
        return state_load_head(a->engine, &entry->opvolger_van, &predecessor) != STATUS_OK ||
               strcmp(predecessor.opgevolgd.text, agb->text) != 0;
    }
    return false;
}

static enum status refuse_succession(const struct adoption *a, const struct aanbieder *successor,
                                     const char *why) {
    return complain(a->complaint, STATUS_BAD_CONFIG, "aanbieder %s cannot succeed %s: %s",
                    successor->agb.text, successor->opvolger_van.text, why);
}

/* Rules.md 4.5: refused while either has a snapshot held or the successor has had one
 * applied. */
static enum status check_succession(const struct adoption *a, const struct aanbieder *successor) {
    struct aanbieder_head old, heir = {.peilmoment = PEILMOMENT_NONE};
    if (successor->opvolger_van.text[0] == '\0')
        return STATUS_OK;
    enum status status = state_load_head(a->engine, &successor->opvolger_van, &old);
    if (status == STATUS_ABSENT)
        return refuse_succession(a, successor, "that code was never enrolled");
    if (status != STATUS_OK || strcmp(old.opgevolgd.text, successor->agb.text) == 0)
        return status;
    if (old.opgevolgd.text[0] != '\0')
        return refuse_succession(a, successor, "another already did");
    status = state_load_head(a->engine, &successor->agb, &heir);
    if (status != STATUS_OK && status != STATUS_ABSENT)
        return status;
    if (old.held.event != 0 || heir.held.event != 0)
        return refuse_succession(a, successor,
                                 "a snapshot of either is held; confirm or discard it first");
    if (heir.has_applied || heir.peilmoment != PEILMOMENT_NONE || heir.opgevolgd.text[0] != '\0')
        return refuse_succession(a, successor, "it has a wachtlijst of its own");
    if (is_yet_to_succeed(a, &successor->opvolger_van))
        return refuse_succession(a, successor,
                                 "that one succeeds another in the same change; let the first "
                                 "succession take effect first");
    return STATUS_OK;
}

typedef enum status aanbieder_step(const struct adoption *a, const struct aanbieder *aanbieder);

/* Of whoever is not shut out. */
static enum status each_aanbieder(const struct adoption *a, aanbieder_step *step) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < a->rules->participant_count; i++) {
        const struct participant *participant = &a->rules->participants[i];
        if (participant_is_revoked(participant))
            continue;
        for (size_t k = 0; k < participant->aanbieder_count && status == STATUS_OK; k++)
            status = step(a, &participant->aanbieders[k]);
    }
    return status;
}

static enum status enrol(const struct adoption *a, const struct aanbieder *aanbieder) {
    struct aanbieder_state state = {
        .head = {.agb = aanbieder->agb, .peilmoment = PEILMOMENT_NONE, .next_due = DAY_NONE}};
    enum status status = state_load_head(a->engine, &aanbieder->agb, &state.head);
    if (status == STATUS_OK && state.head.active &&
        state.head.interval_days == aanbieder->interval_days)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = state_load(a->engine, &aanbieder->agb, &state);
    if (status != STATUS_OK && status != STATUS_ABSENT)
        return status;
    if (!state.head.active) {
        state.head.active = true;
        state.head.has_received = false;
        state.head.received_on = a->today;
        state.head.received_count = a->engine->region.on_time_days;
    }
    state.head.interval_days = aanbieder->interval_days;
    return state_save(a->engine, &state, state.head.next_due);
}

static bool delivers(const struct participant *participant, const struct agb *agb) {
    return !participant_is_revoked(participant) && participant_aanbieder(participant, agb) != NULL;
}

/* Who is no longer in the files, or is shut out, delivers no more, and so is not silent; what is
 * known of it stays. */
static enum status retire_others(const struct adoption *a) {
    struct agb *agbs;
    size_t count;
    enum status status = state_every_aanbieder(a->engine, &agbs, &count);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct aanbieder_state state;
        bool named = false;
        for (size_t p = 0; p < a->rules->participant_count && !named; p++)
            named = delivers(&a->rules->participants[p], &agbs[i]);
        if (named)
            continue;
        status = state_load_head(a->engine, &agbs[i], &state.head);
        if (status != STATUS_OK || !state.head.active)
            continue;
        status = state_load(a->engine, &agbs[i], &state);
        if (status != STATUS_OK)
            return status;
        state.head.active = false;
        status = state_save(a->engine, &state, state.head.next_due);
    }
    return status;
}

/* A snapshot received under the old code counts for the new one. */
static void inherit_reception(struct aanbieder_head *heir, const struct aanbieder_head *old) {
    if (!old->has_received || (heir->has_received && heir->received_count >= old->received_count))
        return;
    heir->has_received = true;
    heir->received_on = old->received_on;
    heir->received_count = old->received_count;
}

/* Rules.md 4.5: the old code's places, waits, leavings and what stands become the new
 * one's; nobody left and nobody is new. */
static enum status succeed(const struct adoption *a, const struct aanbieder *successor) {
    struct aanbieder_state old, heir;
    struct known_places none = {0};
    if (successor->opvolger_van.text[0] == '\0')
        return STATUS_OK;
    enum status status = state_load(a->engine, &successor->opvolger_van, &old);
    if (status != STATUS_OK || old.head.opgevolgd.text[0] != '\0')
        return status;
    status = state_load(a->engine, &successor->agb, &heir);
    if (status != STATUS_OK)
        return status;
    day_t old_due = old.head.next_due, new_due = heir.head.next_due;
    heir.open = old.open;
    heir.head.left_count = old.head.left_count;
    heir.head.peilmoment = old.head.peilmoment;
    if (heir.head.stil == 0)
        heir.head.stil = old.head.stil;
    inherit_reception(&heir.head, &old.head);
    old.open = none;
    old.head.left_count = 0;
    old.head.stil = 0;
    old.head.opgevolgd = successor->agb;
    engine_note(a->engine, LOG_LEVEL_WARN, "aanbieder.succeeded", "aanbieder=%s successor=%s",
                old.head.agb.text, heir.head.agb.text);
    status = state_save(a->engine, &old, old_due);
    if (status == STATUS_OK)
        status = state_save(a->engine, &heir, new_due);
    if (status == STATUS_OK)
        status = state_move_left(a->engine, &old.head.agb, &heir.head.agb);
    if (status == STATUS_OK)
        status = history_inherit(a->engine, &old.head.agb, &heir.head.agb);
    if (status == STATUS_OK)
        status = history_note_succession(a->engine, &old.head.agb, &heir.head.agb,
                                         a->engine->region.config_event, a->instant,
                                         heir.head.peilmoment);
    if (status == STATUS_OK)
        status = index_rebuild(a->engine, &old.head.agb);
    return status == STATUS_OK ? index_rebuild(a->engine, &heir.head.agb) : status;
}

static enum status check(struct adoption *a) {
    enum status status = engine_adopted(a->engine, &a->before);
    if (status == STATUS_OK && a->before)
        status = check_norms(a, &settings_of(a->before)->rules);
    if (status == STATUS_OK)
        status = revoked_check(a->engine, a->rules, a->complaint);
    return status == STATUS_OK ? each_aanbieder(a, check_succession) : status;
}

/* The event, and that it was one of this kind. */
static uint64_t append_config(struct engine *engine, instant_t instant, struct bytes text) {
    uint8_t key[8];
    uint64_t number = engine_append(engine, EVENT_CONFIG, instant, text);
    store_key_u64(key, number);
    store_put(engine->txn, TABLE_CONFIG, bytes_of(key, sizeof key), (struct bytes){NULL, 0});
    return number;
}

static enum status take_over(struct adoption *a, struct bytes text) {
    struct region *region = &a->engine->region;
    a->instant = engine_next_instant(a->engine);
    a->today = day_of_instant(a->instant);
    if (region->config_event == 0) {
        region->evaluated = a->today;
        region->norm_from = norm_on(a->rules->norms, a->rules->norm_count, a->today)->from;
    }
    region->config_event = append_config(a->engine, a->instant, text);
    enum status status = engine_save_region(a->engine);
    if (status == STATUS_OK)
        status = revoked_keep(a->engine, a->rules, region->config_event);
    if (status == STATUS_OK)
        status = each_aanbieder(a, enrol);
    if (status == STATUS_OK)
        status = retire_others(a);
    return status == STATUS_OK ? each_aanbieder(a, succeed) : status;
}

static enum status put_on_record(const struct adoption *a) {
    const struct rules_settings *before = a->before ? &settings_of(a->before)->rules : NULL;
    return engine_audit_config(a->engine, a->engine->region.config_event, before, a->rules);
}

enum status engine_take_over(struct engine *engine, const struct rules_settings *rules,
                             struct bytes text, struct complaint *complaint) {
    struct adoption a = {.engine = engine, .rules = rules, .complaint = complaint};
    enum status status = check(&a);
    if (status == STATUS_OK)
        status = take_over(&a, text);
    if (status == STATUS_OK)
        status = put_on_record(&a);
    if (status == STATUS_OK)
        engine_note(engine, LOG_LEVEL_INFO, "configuration.adopted", "participants=%zu norms=%zu",
                    rules->participant_count, rules->norm_count);
    settings_free(&a.before);
    return status;
}

enum status engine_adopt(struct engine *engine, const struct rules_settings *rules,
                         struct complaint *complaint) {
    struct bytes adopted = {NULL, 0};
    char *text = settings_canonical(rules);
    enum status status = text ? STATUS_OK : STATUS_NO_MEMORY;
    arena_reset(engine->work);
    if (status == STATUS_OK && engine->region.config_event != 0)
        status = read_adopted_text(engine, engine->region.config_event, &adopted);
    if (status == STATUS_OK && !bytes_equal(adopted, bytes_of_text(text)))
        status = engine_take_over(engine, rules, bytes_of_text(text), complaint);
    free(text);
    return status;
}
