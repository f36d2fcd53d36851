/* What stores of format 1 did not write down: where a succession cuts history. Found again in
 * the configurations of the journal, once, at the first opening. */
#include <string.h>

#include "daemon/engine/rows.h"
#include "daemon/engine/state.h"
#include "proto/model/list.h"

struct succession {
    struct agb old, heir;
    instant_t inherited_until;
};

struct amending {
    struct engine *engine;
    struct list successions; /* that history says nothing of */
    struct list configs;     /* events, ascending */
};

static enum status is_written(struct engine *engine, const struct agb *old, bool *written) {
    const struct place_key own = rows_own_key();
    struct past_rows rows;
    arena_reset(engine->scratch);
    enum status status = rows_load(engine->txn, old, &own, engine->scratch, &rows);
    if (status != STATUS_OK)
        return status;
    *written = false;
    for (size_t i = 0; i < rows.count; i++)
        *written |= rows.at[i].kind == HISTORY_SUCCEEDED;
    return STATUS_OK;
}

static enum status look_at_aanbieder(struct amending *a, const struct agb *agb) {
    struct aanbieder_head head;
    bool written;
    enum status status = state_load_head(a->engine, agb, &head);
    if (status != STATUS_OK || head.opgevolgd.text[0] == '\0')
        return status;
    status = is_written(a->engine, agb, &written);
    if (status != STATUS_OK || written)
        return status;
    struct succession *succession = list_add(&a->successions);
    if (succession == NULL)
        return STATUS_NO_MEMORY;
    *succession = (struct succession){*agb, head.opgevolgd, head.peilmoment};
    return STATUS_OK;
}

static bool note_config(void *context, struct bytes key, struct bytes value) {
    (void)value;
    uint64_t *event = list_add(context);
    if (event)
        *event = store_u64_of_key(key.at);
    return event != NULL;
}

static bool names_succession(const struct rules_settings *rules,
                             const struct succession *succession) {
    for (size_t i = 0; i < rules->participant_count; i++) {
        const struct aanbieder *entry =
            participant_aanbieder(&rules->participants[i], &succession->heir);
        if (entry && strcmp(entry->opvolger_van.text, succession->old.text) == 0)
            return true;
    }
    return false;
}

static enum status write_row(struct amending *a, const struct succession *succession,
                             uint64_t event) {
    instant_t instant;
    enum status status = store_event_instant(a->engine->txn, event, &instant);
    if (status != STATUS_OK)
        return status;
    a->engine->wrote = true;
    engine_note(a->engine, LOG_LEVEL_INFO, "history.amended", "aanbieder=%s successor=%s",
                succession->old.text, succession->heir.text);
    return history_note_succession(a->engine, &succession->old, &succession->heir, event, instant,
                                   succession->inherited_until);
}

/* It took effect in the first configuration that names it. */
static enum status amend(struct amending *a, const struct succession *succession) {
    const uint64_t *events = a->configs.items;
    bool found = false;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < a->configs.count && status == STATUS_OK && !found; i++) {
        struct settings_file *file = NULL;
        status = engine_adopted_at(a->engine, events[i], &file);
        found = status == STATUS_OK && names_succession(&settings_of(file)->rules, succession);
        settings_free(&file);
        if (found)
            status = write_row(a, succession, events[i]);
    }
    return status == STATUS_OK && !found ? STATUS_DAMAGED : status;
}

enum status engine_amend_history(struct engine *engine) {
    const struct bytes all = {NULL, 0};
    struct agb *agbs;
    size_t count;
    struct amending a = {.engine = engine,
                         .successions = LIST_OF(engine->batch, struct succession),
                         .configs = LIST_OF(engine->batch, uint64_t)};
    enum status status = state_every_aanbieder(engine, &agbs, &count);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = look_at_aanbieder(&a, &agbs[i]);
    if (status != STATUS_OK || a.successions.count == 0)
        return status;
    status = store_walk(engine->txn, TABLE_CONFIG, all, all, note_config, &a.configs);
    if (a.configs.out_of_memory)
        status = STATUS_NO_MEMORY;
    const struct succession *successions = a.successions.items;
    for (size_t i = 0; i < a.successions.count && status == STATUS_OK; i++)
        status = amend(&a, &successions[i]);
    return status;
}
