#include "daemon/engine/dump.h"

#include <stdio.h>

#include "daemon/domain/pack.h"

/* By name. */
static const enum store_table dumped[] = {
    TABLE_ALERT,     TABLE_JEUGDIGE,    TABLE_CONFIG,  TABLE_DETAIL, TABLE_DUE,    TABLE_DUIDING,
    TABLE_FORMER,    TABLE_HISTORY,     TABLE_JOURNAL, TABLE_LEFT,   TABLE_NUMBER, TABLE_OUTCOME,
    TABLE_AANBIEDER, TABLE_PUBLICATION, TABLE_SLIM,    TABLE_STATE,  TABLE_TAKEN,
};
enum { DUMPED_COUNT = sizeof dumped / sizeof dumped[0] };

/* One record: far more than the largest present of an aanbieder. */
enum { RECORD_MEMORY_BYTES = 64 * 1024 * 1024, MAX_KEY_BYTES = 64 };

static const struct bytes everything = {NULL, 0};

static enum status history_now(struct bytes value, struct arena *arena, struct bytes *now) {
    struct history_row row;
    enum status status = unpack_history(value, arena, &row);
    return status == STATUS_OK ? pack_history(&row, arena, now) : status;
}

/* Which bodies hang on which is as little said by an event as how they are packed: where an
 * older version wrote the first ones, counting began later. */
static enum status aanbieder_now(struct bytes value, struct arena *arena, struct bytes *now) {
    struct aanbieder_head head;
    struct known_places open;
    enum status status = unpack_aanbieder(value, arena, &head, &open);
    head.bodies = (struct bodies){0};
    return status == STATUS_OK ? pack_aanbieder(&head, open, arena, now) : status;
}

/* A record may be older than how its like are packed now. STATUS_DAMAGED, _NO_MEMORY. */
static enum status as_packed_now(enum store_table table, struct bytes value, struct arena *arena,
                                 struct bytes *now) {
    if (table == TABLE_HISTORY)
        return history_now(value, arena, now);
    if (table == TABLE_AANBIEDER)
        return aanbieder_now(value, arena, now);
    *now = value;
    return STATUS_OK;
}

/* ---- one store */

struct dump {
    dump_visit *visit;
    void *context;
    struct arena *arena; /* one value */
    enum store_table table;
    size_t key_bytes; /* of the last record */
    uint8_t key[MAX_KEY_BYTES];
    bool stopped;
    enum status failure;
};

static bool show(void *context, struct bytes key, struct bytes value) {
    struct dump *dump = context;
    struct bytes shown;
    arena_reset(dump->arena);
    dump->failure = as_packed_now(dump->table, value, dump->arena, &shown);
    if (dump->failure != STATUS_OK)
        return false;
    dump->key_bytes = key.size;
    memcpy(dump->key, key.at, key.size);
    dump->stopped = !dump->visit(dump->context, dump->table, key, shown);
    return !dump->stopped;
}

static enum status complain_of(const struct dump *dump, enum status status,
                               struct complaint *complaint) {
    char key[2 * MAX_KEY_BYTES + 1] = "";
    const char *table = store_table_name(dump->table);
    for (size_t i = 0; i < dump->key_bytes; i++)
        snprintf(key + 2 * i, 3, "%02x", dump->key[i]);
    if (dump->key_bytes == 0)
        return complain(complaint, status, "table %s, from its beginning: %s", table,
                        status_text(status));
    return complain(complaint, status, "table %s, after the record with key %s: %s", table, key,
                    status_text(status));
}

enum status dump_store(struct store *store, dump_visit *visit, void *context,
                       struct complaint *complaint) {
    struct dump dump = {.visit = visit, .context = context};
    struct store_txn *txn = NULL;
    dump.arena = arena_new(RECORD_MEMORY_BYTES);
    enum status status = dump.arena ? store_begin_read(store, &txn) : STATUS_NO_MEMORY;
    for (size_t i = 0; i < DUMPED_COUNT && status == STATUS_OK && !dump.stopped; i++) {
        dump.table = dumped[i];
        dump.key_bytes = 0;
        status = store_walk(txn, dump.table, everything, everything, show, &dump);
        if (status == STATUS_OK)
            status = dump.failure;
    }
    store_rollback(&txn);
    arena_free(&dump.arena);
    return status == STATUS_OK ? status : complain_of(&dump, status, complaint);
}

/* ---- two stores */

struct comparing {
    struct store *first;
    struct store_txn *first_txn, *second_txn;
    struct arena *arena; /* one record */
    difference_visit *visit;
    void *context;
    enum store_table table;
    bool unreadable; /* some of this table, in the first store */
    bool stopped;
    uint64_t records;
    enum status failure;
};

static bool tell(struct comparing *c, enum difference_kind kind, struct bytes key,
                 const struct difference *values) {
    struct difference difference = *values;
    difference.kind = kind;
    difference.table = c->table;
    difference.key = key;
    c->stopped = !c->visit(c->context, &difference);
    return !c->stopped;
}

static bool tell_value(struct comparing *c, struct bytes key, struct bytes first,
                       struct bytes second) {
    struct difference values = {.first_bytes = first.size, .second_bytes = second.size};
    while (values.at < first.size && values.at < second.size &&
           first.at[values.at] == second.at[values.at])
        values.at++;
    return tell(c, DIFFERENCE_VALUE, key, &values);
}

/* A transaction that met damage reads no further; the next one does. */
static bool tell_unreadable(struct comparing *c, struct bytes key, struct bytes second) {
    const struct difference values = {.second_bytes = second.size};
    c->unreadable = true;
    store_rollback(&c->first_txn);
    c->failure = store_begin_read(c->first, &c->first_txn);
    return c->failure == STATUS_OK && tell(c, DIFFERENCE_UNREADABLE, key, &values);
}

/* Says the same, and may be packed otherwise. */
static bool compare_values(struct comparing *c, struct bytes key, struct bytes first,
                           struct bytes second) {
    struct bytes ours, theirs;
    if (bytes_equal(first, second))
        return true;
    enum status status = as_packed_now(c->table, first, c->arena, &ours);
    if (status == STATUS_DAMAGED)
        return tell_unreadable(c, key, second);
    if (status == STATUS_OK)
        status = as_packed_now(c->table, second, c->arena, &theirs);
    c->failure = status;
    return status == STATUS_OK && (bytes_equal(ours, theirs) || tell_value(c, key, ours, theirs));
}

/* What the second store has, in the first. */
static bool look_up_in_first(void *context, struct bytes key, struct bytes second) {
    struct comparing *c = context;
    struct bytes first;
    c->records++;
    arena_reset(c->arena);
    enum status status = store_get(c->first_txn, c->table, key, c->arena, &first);
    if (status == STATUS_OK)
        return compare_values(c, key, first, second);
    if (status == STATUS_ABSENT)
        return tell(c, DIFFERENCE_MISSING, key, &(struct difference){.second_bytes = second.size});
    if (status == STATUS_DAMAGED)
        return tell_unreadable(c, key, second);
    c->failure = status;
    return false;
}

/* What the first store has, in the second. */
static bool look_up_in_second(void *context, struct bytes key, struct bytes first) {
    struct comparing *c = context;
    struct bytes second;
    arena_reset(c->arena);
    enum status status = store_get(c->second_txn, c->table, key, c->arena, &second);
    if (status == STATUS_ABSENT)
        return tell(c, DIFFERENCE_EXTRA, key, &(struct difference){.first_bytes = first.size});
    c->failure = status;
    return status == STATUS_OK;
}

/* Damage stops the walk over the first store: it has been told already, or it is of something
 * that the second does not have. */
static enum status find_extra(struct comparing *c) {
    enum status status =
        store_walk(c->first_txn, c->table, everything, everything, look_up_in_second, c);
    if (status != STATUS_DAMAGED || c->failure != STATUS_OK)
        return status == STATUS_OK ? c->failure : status;
    store_rollback(&c->first_txn);
    status = store_begin_read(c->first, &c->first_txn);
    if (status == STATUS_OK && !c->unreadable)
        tell(c, DIFFERENCE_TABLE, everything, &(struct difference){0});
    return status;
}

static enum status compare_table(struct comparing *c) {
    c->unreadable = false;
    enum status status =
        store_walk(c->second_txn, c->table, everything, everything, look_up_in_first, c);
    if (status == STATUS_OK)
        status = c->failure;
    return status == STATUS_OK && !c->stopped ? find_extra(c) : status;
}

enum status dump_compare(struct store *first, struct store *second, difference_visit *visit,
                         void *context, uint64_t *records) {
    struct comparing c = {.first = first, .visit = visit, .context = context};
    c.arena = arena_new(RECORD_MEMORY_BYTES);
    enum status status = c.arena ? store_begin_read(first, &c.first_txn) : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = store_begin_read(second, &c.second_txn);
    for (size_t i = 0; i < DUMPED_COUNT && status == STATUS_OK && !c.stopped; i++) {
        c.table = dumped[i];
        status = compare_table(&c);
    }
    store_rollback(&c.first_txn);
    store_rollback(&c.second_txn);
    arena_free(&c.arena);
    *records = c.records;
    return status;
}
