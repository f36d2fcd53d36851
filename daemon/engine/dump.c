#include "daemon/engine/dump.h"

#include <stdio.h>

#include "daemon/domain/left.h"
#include "daemon/engine/rows.h"
#include "proto/keys/keys.h"
#include "proto/model/list.h"

/* By name. */
static const enum store_table dumped[] = {
    TABLE_ALERT,     TABLE_BLOCK,       TABLE_JEUGDIGE, TABLE_CONFIG, TABLE_DUE,    TABLE_DUIDING,
    TABLE_FORMER,    TABLE_HISTORY,     TABLE_JOURNAL,  TABLE_LEFT,   TABLE_NUMBER, TABLE_OUTCOME,
    TABLE_AANBIEDER, TABLE_PUBLICATION, TABLE_STATE,    TABLE_TAKEN,
};
enum { DUMPED_COUNT = sizeof dumped / sizeof dumped[0] };

/* One record: far more than the largest present of an aanbieder. */
enum { RECORD_MEMORY_BYTES = 64 * 1024 * 1024, MAX_KEY_BYTES = 64 };

static const struct bytes everything = {NULL, 0};

/* Which bodies hang on which is as little said by an event as how they are packed: where an
 * older version wrote the first ones, counting began later. */
static enum status aanbieder_now(struct bytes value, struct arena *arena, struct bytes *now) {
    struct aanbieder_head head;
    struct known_places open;
    enum status status = unpack_aanbieder(value, arena, &head, &open);
    head.bodies = (struct bodies){0};
    open.packed = NULL; /* as it would be packed now */
    return status == STATUS_OK ? pack_aanbieder(&head, open, arena, now) : status;
}

/* What was told of a place was once kept with all else that is known of it. */
static enum status left_now(struct bytes value, struct arena *arena, struct bytes *now) {
    struct known_place known;
    enum status status = unpack_left(value, arena, &known);
    if (status == STATUS_OK)
        status = pack_left(&known, arena, now);
    return status == STATUS_OK && now->size == 0 ? STATUS_ABSENT : status;
}

/* ---- lines: what is held against each other */

/* A record as it would be packed now, or one of the rows or headers that it holds. */
struct line {
    uint8_t room[MAX_KEY_BYTES];
    size_t key_bytes;
    struct bytes value;
};

/* A record of rows: one with another key is none, and a line as it is. */
static bool has_rows(enum store_table table, struct bytes key) {
    return table == TABLE_HISTORY && key.size == ROW_KEY_BYTES;
}

static enum status add_line(struct list *lines, struct bytes key, struct bytes value) {
    struct line *line = list_add(lines);
    if (line == NULL)
        return STATUS_NO_MEMORY;
    memcpy(line->room, key.at, key.size);
    line->key_bytes = key.size;
    line->value = value;
    return STATUS_OK;
}

/* How rows share records depends on how old the version was that began them. */
static enum status add_rows(struct list *lines, struct bytes key, struct bytes value) {
    struct past_rows rows;
    uint8_t row_key[ROW_KEY_BYTES];
    struct bytes packed;
    enum status status = rows_of_record(key, value, lines->arena, &rows);
    for (size_t i = 0; status == STATUS_OK && i < rows.count; i++) {
        rows_key(key, rows.at[i].event, row_key);
        status = pack_history(&rows.at[i], lines->arena, &packed);
        if (status == STATUS_OK)
            status = add_line(lines, bytes_of(row_key, sizeof row_key), packed);
    }
    return status;
}

/* A record of headers: an event a line. */
static bool has_headers(enum store_table table, struct bytes key) {
    return table == TABLE_JOURNAL && key.size == 8;
}

static enum status add_headers(struct list *lines, struct bytes key, struct bytes value) {
    struct store_headers headers;
    uint8_t number[8];
    enum status status = store_headers_of(key, value, &headers);
    for (size_t i = 0; status == STATUS_OK && i < headers.count; i++) {
        const struct bytes header =
            arena_copy(lines->arena, bytes_of(headers.at[i], sizeof headers.at[i]));
        store_key_u64(number, headers.first + i);
        status =
            header.at ? add_line(lines, bytes_of(number, sizeof number), header) : STATUS_NO_MEMORY;
    }
    return status;
}

static enum status find_header(struct store_txn *txn, struct bytes key, struct arena *arena,
                               struct bytes *value) {
    const uint64_t number = store_u64_of_key(key.at);
    struct store_headers headers;
    struct bytes record;
    uint8_t room[8];
    store_key_headers(room, number);
    enum status status = store_get(txn, TABLE_JOURNAL, bytes_of(room, sizeof room), arena, &record);
    if (status == STATUS_OK)
        status = store_headers_of(bytes_of(room, sizeof room), record, &headers);
    if (status != STATUS_OK || number - headers.first >= headers.count)
        return status == STATUS_OK ? STATUS_ABSENT : status;
    *value = arena_copy(arena, bytes_of(headers.at[number - headers.first],
                                        sizeof headers.at[number - headers.first]));
    return value->at ? STATUS_OK : STATUS_NO_MEMORY;
}

/* STATUS_ABSENT: there would be no record. */
static enum status as_packed_now(enum store_table table, struct bytes value, struct arena *arena,
                                 struct bytes *now) {
    if (table == TABLE_AANBIEDER)
        return aanbieder_now(value, arena, now);
    if (table == TABLE_LEFT && left_is_whole(value))
        return left_now(value, arena, now);
    *now = value;
    return STATUS_OK;
}

/* Adds the lines of one record. STATUS_DAMAGED, _NO_MEMORY. */
static enum status add_lines(enum store_table table, struct bytes key, struct bytes value,
                             struct list *lines) {
    struct bytes now;
    if (has_rows(table, key))
        return add_rows(lines, key, value);
    if (has_headers(table, key))
        return add_headers(lines, key, value);
    enum status status = as_packed_now(table, value, lines->arena, &now);
    if (status == STATUS_ABSENT)
        return STATUS_OK;
    return status == STATUS_OK ? add_line(lines, key, now) : status;
}

/* The value of the line with this key. STATUS_ABSENT. */
static enum status find_line(struct store_txn *txn, enum store_table table, struct bytes key,
                             struct arena *arena, struct bytes *value) {
    struct history_row row;
    struct bytes record;
    if (has_headers(table, key))
        return find_header(txn, key, arena, value);
    if (has_rows(table, key)) {
        enum status found = rows_find(txn, key, arena, &row);
        return found == STATUS_OK ? pack_history(&row, arena, value) : found;
    }
    enum status status = store_get(txn, table, key, arena, &record);
    return status == STATUS_OK ? as_packed_now(table, record, arena, value) : status;
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

static bool show_line(struct dump *dump, const struct line *line) {
    const struct bytes key = bytes_of(line->room, line->key_bytes);
    dump->key_bytes = key.size;
    memcpy(dump->key, key.at, key.size);
    dump->stopped = !dump->visit(dump->context, dump->table, key, line->value);
    return !dump->stopped;
}

static bool show(void *context, struct bytes key, struct bytes value) {
    struct dump *dump = context;
    arena_reset(dump->arena);
    struct list lines = LIST_OF(dump->arena, struct line);
    dump->failure = add_lines(dump->table, key, value, &lines);
    const struct line *at = lines.items;
    for (size_t i = 0; dump->failure == STATUS_OK && i < lines.count; i++)
        if (!show_line(dump, &at[i]))
            return false;
    return dump->failure == STATUS_OK;
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

static enum status show_all(struct store_txn *txn, struct dump *dump) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < DUMPED_COUNT && status == STATUS_OK && !dump->stopped; i++) {
        dump->table = dumped[i];
        dump->key_bytes = 0;
        status = store_walk(txn, dump->table, everything, everything, show, dump);
        if (status == STATUS_OK)
            status = dump->failure;
    }
    return status;
}

enum status dump_store(struct store *store, dump_visit *visit, void *context,
                       struct complaint *complaint) {
    struct dump dump = {.visit = visit, .context = context};
    struct store_txn *txn = NULL;
    dump.arena = arena_new(RECORD_MEMORY_BYTES);
    enum status status = dump.arena ? store_begin_read(store, &txn) : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = show_all(txn, &dump);
    store_rollback(&txn);
    arena_free(&dump.arena);
    return status == STATUS_OK ? status : complain_of(&dump, status, complaint);
}

/* ---- all of it, in a few bytes */

struct hashing {
    uint8_t hash[DUMP_HASH_BYTES];
    struct arena *arena;
    bool out_of_memory;
};

static uint8_t *append(uint8_t *at, const void *from, size_t size) {
    if (size > 0)
        memcpy(at, from, size);
    return at + size;
}

static bool hash_line(void *context, enum store_table table, struct bytes key, struct bytes value) {
    struct hashing *h = context;
    const char *name = store_table_name(table);
    const size_t name_size = strlen(name) + 1;
    uint8_t key_size[8];
    arena_reset(h->arena);
    uint8_t *line =
        arena_alloc(h->arena, sizeof h->hash + name_size + sizeof key_size + key.size + value.size);
    h->out_of_memory = line == NULL;
    if (line == NULL)
        return false;
    store_key_u64(key_size, key.size);
    uint8_t *end = append(line, h->hash, sizeof h->hash);
    end = append(end, name, name_size);
    end = append(end, key_size, sizeof key_size);
    end = append(end, key.at, key.size);
    end = append(end, value.at, value.size);
    keys_hash(bytes_of(line, (size_t)(end - line)), h->hash);
    return true;
}

enum status dump_hash(struct store_txn *txn, uint8_t hash[DUMP_HASH_BYTES]) {
    struct hashing hashing = {.arena = arena_new(RECORD_MEMORY_BYTES)};
    struct dump dump = {
        .visit = hash_line, .context = &hashing, .arena = arena_new(RECORD_MEMORY_BYTES)};
    enum status status = hashing.arena && dump.arena ? show_all(txn, &dump) : STATUS_NO_MEMORY;
    if (status == STATUS_OK && hashing.out_of_memory)
        status = STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        memcpy(hash, hashing.hash, sizeof hashing.hash);
    arena_free(&hashing.arena);
    arena_free(&dump.arena);
    return status;
}

/* ---- two stores */

struct comparing {
    struct store *first;
    struct store_txn *first_txn, *second_txn;
    struct arena *arena; /* the lines of one record */
    struct arena *other; /* the line that one of them is held against */
    difference_visit *visit;
    void *context;
    enum store_table table;
    bool unreadable;             /* some of this table, in the first store */
    uint8_t told[MAX_KEY_BYTES]; /* the last key of those */
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

static bool of_one_record(const uint8_t told[8], const uint8_t key[8]) {
    uint8_t first[8], second[8];
    store_key_headers(first, store_u64_of_key(told));
    store_key_headers(second, store_u64_of_key(key));
    return memcmp(first, second, sizeof first) == 0;
}

/* Of many rows or headers in one record that does not open the first is named. */
static bool was_told(const struct comparing *c, struct bytes key) {
    if (c->unreadable && has_headers(c->table, key))
        return of_one_record(c->told, key.at);
    return c->unreadable && has_rows(c->table, key) && rows_of_one_place(c->told, key.at);
}

/* A transaction that met damage reads no further; the next one does. */
static bool tell_unreadable(struct comparing *c, struct bytes key, struct bytes second) {
    const struct difference values = {.second_bytes = second.size};
    bool told = was_told(c, key);
    c->unreadable = true;
    memcpy(c->told, key.at, key.size);
    store_rollback(&c->first_txn);
    c->failure = store_begin_read(c->first, &c->first_txn);
    return c->failure == STATUS_OK && (told || tell(c, DIFFERENCE_UNREADABLE, key, &values));
}

/* A line of the second store, in the first. */
static bool compare_line(struct comparing *c, struct bytes key, struct bytes second) {
    struct bytes first;
    c->records++;
    arena_reset(c->other);
    enum status status = find_line(c->first_txn, c->table, key, c->other, &first);
    if (status == STATUS_OK)
        return bytes_equal(first, second) || tell_value(c, key, first, second);
    if (status == STATUS_ABSENT)
        return tell(c, DIFFERENCE_MISSING, key, &(struct difference){.second_bytes = second.size});
    if (status == STATUS_DAMAGED)
        return tell_unreadable(c, key, second);
    c->failure = status;
    return false;
}

/* A line of the first store, in the second. */
static bool look_up_line(struct comparing *c, struct bytes key, struct bytes first) {
    struct bytes second;
    arena_reset(c->other);
    enum status status = find_line(c->second_txn, c->table, key, c->other, &second);
    if (status == STATUS_ABSENT)
        return tell(c, DIFFERENCE_EXTRA, key, &(struct difference){.first_bytes = first.size});
    c->failure = status;
    return status == STATUS_OK;
}

typedef bool line_visit(struct comparing *c, struct bytes key, struct bytes value);

static bool each_line(struct comparing *c, struct bytes key, struct bytes value,
                      line_visit *visit) {
    arena_reset(c->arena);
    struct list lines = LIST_OF(c->arena, struct line);
    c->failure = add_lines(c->table, key, value, &lines);
    const struct line *at = lines.items;
    bool goes_on = c->failure == STATUS_OK;
    for (size_t i = 0; goes_on && i < lines.count; i++)
        goes_on = visit(c, bytes_of(at[i].room, at[i].key_bytes), at[i].value);
    return goes_on;
}

static bool look_up_in_first(void *context, struct bytes key, struct bytes second) {
    return each_line(context, key, second, compare_line);
}

/* What does not unpack was told already, unless the second knows nothing of it. */
static bool look_up_in_second(void *context, struct bytes key, struct bytes first) {
    struct comparing *c = context;
    bool goes_on = each_line(c, key, first, look_up_line);
    return c->failure == STATUS_DAMAGED ? look_up_line(c, key, first) : goes_on;
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
    c.other = arena_new(RECORD_MEMORY_BYTES);
    enum status status =
        c.arena && c.other ? store_begin_read(first, &c.first_txn) : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = store_begin_read(second, &c.second_txn);
    for (size_t i = 0; i < DUMPED_COUNT && status == STATUS_OK && !c.stopped; i++) {
        c.table = dumped[i];
        status = compare_table(&c);
    }
    store_rollback(&c.first_txn);
    store_rollback(&c.second_txn);
    arena_free(&c.arena);
    arena_free(&c.other);
    *records = c.records;
    return status;
}
