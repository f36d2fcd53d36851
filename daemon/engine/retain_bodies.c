/* Bodies of the journal: before one goes, what hangs on it is packed anew (store/FORMAT.md 3). */
#include "daemon/engine/contents.h"
#include "daemon/engine/numbers.h"
#include "daemon/engine/retain_parts.h"

#include <stdlib.h>

static int compare_events(const void *a, const void *b) {
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

struct loosening {
    struct engine *engine;
    uint64_t last;            /* on nothing up to here anything later may hang */
    struct event_prefix root; /* the first that did, now on nothing */
};

/* The first by itself, the others against that one. */
static enum status pack_anew(struct loosening *l, uint64_t number) {
    struct event event;
    struct store_txn *txn = l->engine->txn;
    enum status status = store_journal_read(txn, number, l->engine->work, &event);
    if (status != STATUS_OK)
        return status;
    store_repack_body(txn, number, event.body, &l->root);
    if (l->root.number == 0)
        l->root = (struct event_prefix){number, event.body};
    return store_failure(txn);
}

/* Whatever comes after one that hangs on nothing hangs on that one or later ones, also where this
 * was done before; and there is one in so many. */
static enum status loosen_later(struct loosening *l, const uint64_t *events, size_t count) {
    enum status status = STATUS_OK;
    uint64_t prefix = 1;
    for (size_t i = 0; i < count && status == STATUS_OK && prefix != 0; i++) {
        if (events[i] <= l->last)
            continue;
        status = store_body_prefix(l->engine->txn, events[i], &prefix);
        if (status == STATUS_OK && prefix != 0 && prefix <= l->last)
            status = pack_anew(l, events[i]);
        if (status == STATUS_FORGOTTEN)
            status = STATUS_OK;
    }
    return status;
}

/* The next one hangs on nothing when it would on one that goes. */
static enum status loosen_next(const struct loosening *l, const struct agb *agb) {
    struct aanbieder_state state;
    bool named = false;
    enum status status = state_load(l->engine, agb, &state);
    if (status != STATUS_OK)
        return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
    for (size_t level = 0; level < BODY_LEVELS; level++) {
        const uint64_t last = state.head.bodies.last[level];
        if (last == 0 || last > l->last)
            continue;
        contents_drop(l->engine->contents, last);
        named = true;
    }
    if (!named)
        return STATUS_OK;
    state.head.bodies = (struct bodies){0};
    return state_save(l->engine, &state, state.head.next_due);
}

enum status retain_loosen(struct engine *engine, const struct agb *agb, uint64_t last) {
    struct loosening l = {.engine = engine, .last = last};
    struct list events = LIST_OF(engine->work, uint64_t);
    enum status status = numbers_events(engine, agb, &events);
    if (status != STATUS_OK)
        return status;
    if (events.count > 1)
        qsort(events.items, events.count, sizeof(uint64_t), compare_events);
    status = loosen_later(&l, events.items, events.count);
    return status == STATUS_OK ? loosen_next(&l, agb) : status;
}

/* Whose bodies go, by the receipts of their events. */
static enum status find_owners(struct engine *engine, uint64_t first, uint64_t last,
                               struct intern *owners) {
    enum status status = STATUS_OK;
    for (uint64_t event = first; event <= last && status == STATUS_OK; event++) {
        uint8_t key[8];
        uint32_t number;
        struct bytes outcome;
        struct receipt receipt;
        store_key_u64(key, event);
        arena_reset(engine->scratch);
        status = store_get(engine->txn, TABLE_OUTCOME, bytes_of(key, sizeof key), engine->scratch,
                           &outcome);
        if (status == STATUS_ABSENT) {
            status = STATUS_OK;
            continue;
        }
        if (status == STATUS_OK)
            status = wire_decode_receipt(outcome, engine->scratch, &receipt);
        if (status == STATUS_OK &&
            !intern_number(owners, bytes_of(receipt.agb.text, AGB_DIGITS), &number))
            status = STATUS_NO_MEMORY;
    }
    return status == STATUS_MALFORMED ? STATUS_DAMAGED : status;
}

static enum status loosen_owners(struct engine *engine, uint64_t first, uint64_t last,
                                 struct arena *arena) {
    struct intern owners = intern_of(arena);
    enum status status = find_owners(engine, first, last, &owners);
    for (uint32_t i = 0; i < intern_count(&owners) && status == STATUS_OK; i++) {
        struct agb agb = {.text = ""};
        memcpy(agb.text, intern_name(&owners, i).at, AGB_DIGITS);
        arena_reset(engine->work);
        status = retain_loosen(engine, &agb, last);
    }
    return status;
}

enum status retain_bodies(struct engine *engine, uint64_t upto) {
    uint64_t before;
    enum status status = store_bodies_forgotten(engine->txn, &before);
    struct arena *arena = arena_new(RETAIN_MEMORY_BYTES);
    if (status == STATUS_OK && arena == NULL)
        status = STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = loosen_owners(engine, before + 1, upto, arena);
    arena_free(&arena);
    if (status != STATUS_OK)
        return status;
    store_forget_bodies(engine->txn, upto);
    return store_failure(engine->txn);
}
