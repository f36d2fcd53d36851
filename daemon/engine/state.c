#include "daemon/engine/state.h"

#include "daemon/engine/left.h"

#include <stdlib.h>
#include <string.h>

#include "proto/model/limits.h"

static struct bytes agb_key(const struct agb *agb) {
    return bytes_of(agb->text, AGB_DIGITS);
}

struct bytes state_place_key(const struct engine *engine, const struct agb *agb, struct bytes id,
                             uint8_t key[PLACE_KEY_BYTES]) {
    memcpy(key, agb->text, AGB_DIGITS);
    store_blind(engine->store, "plek", id, key + AGB_DIGITS, STORE_BLIND_BYTES);
    return bytes_of(key, PLACE_KEY_BYTES);
}

enum status state_load_into(struct engine *engine, const struct agb *agb, struct arena *arena,
                            struct aanbieder_state *state) {
    struct bytes record;
    enum status status = store_get(engine->txn, TABLE_AANBIEDER, agb_key(agb), arena, &record);
    if (status != STATUS_OK)
        return status;
    status = unpack_aanbieder(record, arena, &state->head, &state->open);
    if (status == STATUS_OK)
        state->was = state_attention(&state->head);
    return status;
}

enum status state_load(struct engine *engine, const struct agb *agb,
                       struct aanbieder_state *state) {
    return state_load_into(engine, agb, engine->work, state);
}

enum status state_load_head(struct engine *engine, const struct agb *agb,
                            struct aanbieder_head *head) {
    struct bytes record;
    enum status status =
        store_get(engine->txn, TABLE_AANBIEDER, agb_key(agb), engine->work, &record);
    if (status != STATUS_OK)
        return status;
    return unpack_head(record, engine->work, head);
}

static void move_due(struct engine *engine, const struct agb *agb, day_t from, day_t to) {
    uint8_t key[4 + AGB_DIGITS];
    if (from == to)
        return;
    memcpy(key + 4, agb->text, AGB_DIGITS);
    if (from != DAY_NONE) {
        store_key_day(key, from);
        store_delete(engine->txn, TABLE_DUE, bytes_of(key, sizeof key));
    }
    if (to != DAY_NONE) {
        store_key_day(key, to);
        store_put(engine->txn, TABLE_DUE, bytes_of(key, sizeof key), (struct bytes){NULL, 0});
    }
}

static day_t earliest_due(struct known_places open) {
    day_t earliest = DAY_NONE;
    for (size_t i = 0; i < open.count; i++) {
        day_t due = open.at[i].next_due;
        if (due != DAY_NONE && (earliest == DAY_NONE || due < earliest))
            earliest = due;
    }
    return earliest;
}

static void meter_attention(struct engine *engine, struct aanbieder_state *state) {
    const struct attention now = state_attention(&state->head), was = state->was;
    meters_note_standing(&engine->meters, now.silent - was.silent, now.held - was.held);
    state->was = now;
}

enum status state_save(struct engine *engine, struct aanbieder_state *state, day_t was_due) {
    struct bytes record;
    state->head.open_count = (uint32_t)state->open.count;
    state->head.next_due = earliest_due(state->open);
    enum status status = pack_aanbieder(&state->head, state->open, engine->work, &record);
    if (status != STATUS_OK)
        return status;
    store_put(engine->txn, TABLE_AANBIEDER, agb_key(&state->head.agb), record);
    move_due(engine, &state->head.agb, was_due, state->head.next_due);
    meter_attention(engine, state);
    return store_failure(engine->txn);
}

static int compare_ids(const void *a, const void *b) {
    return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

enum status state_line_ids(struct engine *engine, const struct snapshot *snapshot,
                           struct bytes **ids, size_t *count) {
    size_t all = snapshot->too_many_lines ? 0 : snapshot->place_count + snapshot->outflow_count;
    *ids = arena_array(engine->work, all, sizeof **ids);
    *count = 0;
    if (*ids == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < all; i++) {
        struct bytes id = i < snapshot->place_count
                              ? snapshot->places[i].id
                              : snapshot->outflow[i - snapshot->place_count].id;
        if (id.size > 0 && id.size <= MAX_ID_BYTES)
            (*ids)[(*count)++] = id;
    }
    if (*count > 1)
        qsort(*ids, *count, sizeof **ids, compare_ids);
    return STATUS_OK;
}

enum status state_known_now(struct engine *engine, const struct aanbieder_state *state,
                            const struct snapshot *snapshot, struct known_places *known) {
    struct bytes *ids;
    size_t id_count, open_at = 0, count = 0;
    enum status status = state_line_ids(engine, snapshot, &ids, &id_count);
    if (status != STATUS_OK)
        return status;
    struct known_place *all = arena_array(engine->work, state->open.count + id_count, sizeof *all);
    if (all == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < id_count; i++) {
        if (i > 0 && bytes_equal(ids[i], ids[i - 1]))
            continue;
        while (open_at < state->open.count &&
               bytes_compare(state->open.at[open_at].place.id, ids[i]) < 0)
            all[count++] = state->open.at[open_at++];
        if (open_at < state->open.count && bytes_equal(state->open.at[open_at].place.id, ids[i]))
            continue;
        status = state->head.left_count == 0
                     ? STATUS_ABSENT
                     : left_load(engine, &state->head.agb, ids[i], &all[count]);
        if (status != STATUS_OK && status != STATUS_ABSENT)
            return status;
        count += status == STATUS_OK;
    }
    while (open_at < state->open.count)
        all[count++] = state->open.at[open_at++];
    *known = (struct known_places){.count = count, .at = all};
    return STATUS_OK;
}

static enum status write_left(struct engine *engine, struct aanbieder_state *state,
                              const struct change *change) {
    bool was_left = change->before && !change->before->open;
    bool is_left = !change->after.open;
    state->head.left_count += (uint32_t)is_left - (uint32_t)was_left;
    if (is_left)
        return left_save(engine, &state->head.agb, &change->after);
    return was_left ? left_forget(engine, &state->head.agb, change->after.place.id) : STATUS_OK;
}

static void jeugdige_key(struct engine *engine, uint32_t epoch,
                         const uint8_t pseudonym[PSEUDONYM_BYTES], uint8_t key[STORE_BLIND_BYTES]) {
    uint8_t whole[8 + PSEUDONYM_BYTES];
    store_key_u64(whole, epoch);
    memcpy(whole + 8, pseudonym, PSEUDONYM_BYTES);
    store_blind(engine->store, "jeugdige", bytes_of(whole, sizeof whole), key, STORE_BLIND_BYTES);
}

enum status state_places_of_jeugdige(struct engine *engine, uint32_t epoch,
                                     const uint8_t pseudonym[PSEUDONYM_BYTES], uint32_t *count) {
    uint8_t key[STORE_BLIND_BYTES];
    struct bytes record;
    jeugdige_key(engine, epoch, pseudonym, key);
    *count = 0;
    enum status status =
        store_get(engine->txn, TABLE_JEUGDIGE, bytes_of(key, sizeof key), engine->work, &record);
    if (status == STATUS_ABSENT)
        return STATUS_OK;
    return status == STATUS_OK ? unpack_count(record, engine->work, count) : status;
}

static enum status count_jeugdige(struct engine *engine, const struct place *place, int step) {
    uint8_t key[STORE_BLIND_BYTES];
    uint32_t count;
    struct bytes record;
    if (!place->has_pseudonym)
        return STATUS_OK;
    enum status status =
        state_places_of_jeugdige(engine, place->pseudonym_epoch, place->pseudonym, &count);
    if (status != STATUS_OK)
        return status;
    if (step < 0 && count == 0) /* a count is missing: the store cannot notice that */
        return STATUS_DAMAGED;
    count += (uint32_t)step;
    jeugdige_key(engine, place->pseudonym_epoch, place->pseudonym, key);
    if (count == 0) {
        store_delete(engine->txn, TABLE_JEUGDIGE, bytes_of(key, sizeof key));
        return store_failure(engine->txn);
    }
    status = pack_count(count, engine->work, &record);
    if (status != STATUS_OK)
        return status;
    store_put(engine->txn, TABLE_JEUGDIGE, bytes_of(key, sizeof key), record);
    return store_failure(engine->txn);
}

static bool same_jeugdige(const struct place *a, const struct place *b) {
    if (!a->has_pseudonym || !b->has_pseudonym)
        return a->has_pseudonym == b->has_pseudonym;
    return a->pseudonym_epoch == b->pseudonym_epoch &&
           memcmp(a->pseudonym, b->pseudonym, PSEUDONYM_BYTES) == 0;
}

static enum status write_jeugdige(struct engine *engine, const struct change *change) {
    bool was_open = change->before && change->before->open, is_open = change->after.open;
    if (was_open && is_open && same_jeugdige(&change->before->place, &change->after.place))
        return STATUS_OK;
    enum status status = STATUS_OK;
    if (was_open)
        status = count_jeugdige(engine, &change->before->place, -1);
    if (status == STATUS_OK && is_open)
        status = count_jeugdige(engine, &change->after.place, 1);
    return status;
}

/* The old open places with the changes merged in. */
static enum status merge_open(struct engine *engine, struct aanbieder_state *state,
                              const struct applied *applied) {
    struct places_maker maker;
    const struct known_places open = state->open;
    size_t old = 0;
    enum status status =
        places_make(&maker, open, open.count + applied->change_count, engine->work);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < applied->change_count; i++) {
        const struct known_place *after = &applied->changes[i].after;
        while (old < open.count && bytes_compare(open.at[old].place.id, after->place.id) < 0)
            places_keep(&maker, old++);
        if (old < open.count && bytes_equal(open.at[old].place.id, after->place.id))
            old++;
        if (after->open)
            places_add(&maker, after);
    }
    while (old < open.count)
        places_keep(&maker, old++);
    ENSURE(maker.count == applied->open_after);
    state->open = places_made(&maker);
    return STATUS_OK;
}

enum status state_write_changes(struct engine *engine, struct aanbieder_state *state,
                                const struct applied *applied, const struct snapshot *snapshot,
                                const struct snapshot_ref *ref) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < applied->change_count && status == STATUS_OK; i++) {
        const struct change *change = &applied->changes[i];
        status = history_note_change(engine, &state->head.agb, change, ref->event, ref->peilmoment,
                                     INSTANT_MAX);
        if (status != STATUS_OK || change->flags & CHANGE_PASSED)
            continue;
        status = write_left(engine, state, change);
        if (status == STATUS_OK)
            status = write_jeugdige(engine, change);
    }
    if (status == STATUS_OK)
        status = history_note_applied(engine, &state->head.agb, snapshot, ref->event);
    return status == STATUS_OK ? merge_open(engine, state, applied) : status;
}

/* The same place with the completed leaving replaced. STATUS_ABSENT: it holds no such
 * leaving. */
static enum status with_completed(struct engine *engine, const struct known_place *known,
                                  const struct change *change, struct known_place *completed) {
    for (size_t i = 0; i < known->departure_count; i++) {
        if (known->departures[i].event != change->departure.event)
            continue;
        struct departure *copy = arena_array(engine->work, known->departure_count, sizeof *copy);
        if (copy == NULL)
            return STATUS_NO_MEMORY;
        memcpy(copy, known->departures, known->departure_count * sizeof *copy);
        copy[i].reden = change->last->reden;
        copy[i].datum = change->last->datum;
        *completed = *known;
        completed->departures = copy;
        return STATUS_OK;
    }
    return STATUS_ABSENT;
}

static enum status complete_one(struct engine *engine, const struct agb *agb,
                                struct places_maker *open, const struct change *change) {
    const struct bytes id = change->after.place.id;
    const struct known_places now = places_made(open);
    const struct known_place *found = known_places_find(now, id);
    struct known_place completed;
    if (found == NULL)
        return left_renew(engine, agb, id);
    enum status status = with_completed(engine, found, change, &completed);
    if (status == STATUS_OK)
        places_replace(open, (size_t)(found - now.at), &completed);
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

enum status state_complete_late(struct engine *engine, struct aanbieder_state *state,
                                const struct applied *applied) {
    struct places_maker open;
    enum status status = places_make(&open, state->open, state->open.count, engine->work);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < state->open.count; i++)
        places_keep(&open, i);
    for (size_t i = 0; i < applied->change_count && status == STATUS_OK; i++)
        if (applied->changes[i].flags & CHANGE_COMPLETED)
            status = complete_one(engine, &state->head.agb, &open, &applied->changes[i]);
    if (status == STATUS_OK)
        state->open = places_made(&open);
    return status;
}
