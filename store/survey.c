/* Every table from its first key to its last, as LMDB gives them: in order, reached by
 * their keys, numbered without gaps, adding up to the head's sum, opening. What is found is
 * told, and the survey goes on with what can still be trusted. */
#include "store/survey.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "store/check.h"
#include "store/forget.h"
#include "store/kept.h"

/* No smaller than a page of LMDB ever is. */
#define PAGE_BYTES 4096
/* The largest content of a body, and what it hangs on. */
#define ARENA_BYTES (4 * MAX_SQUEEZED_BYTES)

struct survey_state {
    struct store_txn *txn;
    struct arena *arena;
    struct kept *kept;
    enum store_depth depth;
    struct survey_place *place;
    const struct store_listener *listener;
    uint32_t format;
    size_t findings;

    /* Of the table at hand. */
    enum store_table table;
    struct table_sum sum;
    uint64_t next_number;
    struct log_link link;              /* of a chained log */
    uint8_t last[STORE_MAX_KEY_BYTES]; /* key, */
    size_t last_size;                  /* 0: none yet, */
    const uint8_t *last_at;            /* ... and where its value stands */
    bool broken;                       /* it cannot be gone over to its end */

    uint64_t told_headers; /* the record of which was told last that it does not fit */
};

static void tell(struct survey_state *s, struct bytes key, const char *what, ...) PRINTF_LIKE(3, 4);

static void tell(struct survey_state *s, struct bytes key, const char *what, ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, what);
    vsnprintf(text, sizeof text, what, arguments);
    va_end(arguments);
    const struct store_finding finding = {s->table, key, text};
    s->findings++;
    s->listener->found(s->listener->context, &finding);
}

static const struct bytes no_key = {NULL, 0};

/* Before the record is touched: what may kill us is the next thing we do. */
static void mark(struct survey_state *s, struct bytes key) {
    atomic_store(&s->place->key_size, 0);
    atomic_store(&s->place->table, (unsigned)s->table);
    if (key.size <= STORE_MAX_KEY_BYTES) {
        memcpy(s->place->key, key.at, key.size);
        atomic_store(&s->place->key_size, (unsigned)key.size);
    }
    atomic_fetch_add(&s->place->done, 1);
}

/* ---- one record */

/* A size that was changed may lead out of the file. Better here than where it is needed. */
static void touch_end(struct bytes sealed) {
    if (sealed.size > 0)
        (void)*(const volatile uint8_t *)(sealed.at + sealed.size - 1);
}

static struct bytes last_key(const struct survey_state *s) {
    return bytes_of(s->last, s->last_size);
}

/* Whoever asks for this key comes here. */
static void check_reached(struct survey_state *s, struct bytes key, const uint8_t *at) {
    struct bytes found = {NULL, 0};
    enum status status = disk_get(&s->txn->disk, s->table, key, &found);
    if (status != STATUS_OK || found.at != at)
        tell(s, key, "is there, but its key does not lead to it");
}

/* What leads astray is a branch of the tree, which stands between two pages of records: so the
 * last key of a page and the first of the next one tell. */
static void check_border(struct survey_state *s, struct bytes key, const uint8_t *at) {
    if (s->last_size > 0 && (uintptr_t)s->last_at / PAGE_BYTES == (uintptr_t)at / PAGE_BYTES)
        return;
    if (s->last_size > 0)
        check_reached(s, last_key(s), s->last_at);
    check_reached(s, key, at);
}

/* A body may be gone on purpose, which its header and the store's mark tell. */
static bool is_forgotten(struct survey_state *s, uint64_t number) {
    const enum status status =
        s->table == TABLE_BODY ? forget_explain(s->txn, number) : STATUS_ABSENT;
    s->txn->failure = STATUS_OK;
    return status == STATUS_FORGOTTEN;
}

static void tell_missing(struct survey_state *s, uint64_t before) {
    s->link.known = s->link.known && s->next_number >= before;
    for (uint8_t room[8]; s->next_number < before; s->next_number++)
        if (!is_forgotten(s, s->next_number))
            tell(s, table_number_key(s->next_number, room), "is missing");
}

static void check_number(struct survey_state *s, struct bytes key) {
    const uint64_t count = txn_count(s->txn, s->table);
    const uint64_t number = key.size == 8 ? store_u64_of_key(key.at) : 0;
    if (number < txn_first(s->txn, s->table) || number > count) {
        tell(s, key, "should not be there");
        return;
    }
    tell_missing(s, number);
    s->next_number = number + 1;
}

/* A body is opened with its event, and a header with its successor. */
static bool is_opened_here(const struct survey_state *s) {
    return s->depth == VERIFY_CONTENT && s->table != TABLE_JOURNAL && s->table != TABLE_BODY;
}

/* From a line that does not fit on the chain is held against itself again. */
static void check_link(struct survey_state *s, struct bytes key, struct bytes line) {
    if (log_follow(&s->link, &line))
        return;
    tell(s, key, "does not follow the line before it: one of the two was changed or moved");
    s->link.known = false;
    if (!log_follow(&s->link, &line))
        tell(s, key, "is too short for a line");
}

/* NULL: it does not open, and was told. */
static const uint8_t *open_record(struct survey_state *s, struct bytes key, struct bytes sealed) {
    const uint8_t number = seal_number(sealed);
    const struct ring_key *with = txn_key(s->txn, number);
    uint8_t *plain = arena_alloc(s->arena, seal_plain_bytes(sealed));
    if (plain && with && seal_read(&with->with, s->table, key, sealed, plain))
        return plain;
    tell(s, key,
         with || number == 0 ? "does not open"
                             : "is sealed with a key that the key file does not have (any more)");
    return NULL;
}

static void check_opens(struct survey_state *s, struct bytes key, struct bytes sealed) {
    arena_reset(s->arena);
    const uint8_t *plain = open_record(s, key, sealed);
    if (plain == NULL)
        s->link.known = false;
    else if (s->table == TABLE_AUDIT && s->format > 1)
        check_link(s, key, bytes_of(plain, seal_plain_bytes(sealed)));
}

static bool look(void *context, struct bytes key, struct bytes sealed) {
    struct survey_state *s = context;
    mark(s, key);
    s->broken = key.size == 0 || key.size > STORE_MAX_KEY_BYTES ||
                (s->last_size > 0 && bytes_compare(last_key(s), key) >= 0);
    if (s->broken)
        return false;
    touch_end(sealed);
    check_border(s, key, sealed.at);
    if (table_is_numbered(s->table))
        check_number(s, key);
    if (sum_add(&s->sum, &s->txn->ring->root, s->table, key, sealed) != STATUS_OK)
        tell(s, key, "is too short to be sealed");
    else if (is_opened_here(s))
        check_opens(s, key, sealed);
    memcpy(s->last, key.at, s->last_size = key.size);
    s->last_at = sealed.at;
    return true;
}

/* ---- one table */

static void check_sum(struct survey_state *s) {
    const struct table_sum *should = &s->txn->head.sums[s->table];
    const uint64_t count = s->sum.count;
    if (s->format == 1 || sum_equal(&s->sum, should))
        return;
    if (count < should->count)
        tell(s, no_key, "should have %" PRIu64 " records, of which %" PRIu64 " are missing",
             should->count, should->count - count);
    else if (count > should->count)
        tell(s, no_key, "should have %" PRIu64 " records and has %" PRIu64 " more", should->count,
             count - should->count);
    else
        tell(s, no_key,
             "does not hold what was put there last: a record of it was changed, came "
             "from an older state of the store, or is under another key");
}

static void survey_table(struct survey_state *s, enum store_table table) {
    s->table = table;
    s->sum = (struct table_sum){0};
    s->next_number = table_is_numbered(table) ? txn_first(s->txn, table) : 1;
    s->link = log_link_before(s->txn, s->next_number);
    s->last_size = 0;
    s->last_at = NULL;
    s->broken = false;
    enum status status = disk_walk(&s->txn->disk, table, no_key, look, s);
    if (status != STATUS_OK || s->broken) {
        tell(s, last_key(s), "is the last that can be read: behind it the file is damaged");
        return;
    }
    if (s->last_size > 0)
        check_reached(s, last_key(s), s->last_at);
    if (table_is_numbered(table))
        tell_missing(s, txn_count(s->txn, table) + 1);
    check_sum(s);
}

/* What the store notes of itself is in no sum, and some of it is needed late. NULL: no store makes
 * such a note. */
static const char *name_of_note(struct bytes key) {
    static const char *const names[] = {"format", "head", "forks", "forgotten", "replace"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (bytes_equal(key, bytes_of_text(names[i])))
            return names[i];
    return NULL;
}

static bool note_opens(struct survey_state *s, struct bytes key, struct bytes sealed) {
    arena_reset(s->arena);
    uint8_t *plain = arena_alloc(s->arena, seal_plain_bytes(sealed));
    const bool opens = bytes_equal(key, format_key()) ||
                       (plain && txn_unseal(s->txn, TABLE_META, key, sealed, plain) == STATUS_OK);
    s->txn->failure = STATUS_OK; /* it is told */
    return opens;
}

/* They are few: opened also where nothing else is. */
static bool look_at_note(void *context, struct bytes key, struct bytes sealed) {
    struct survey_state *s = context;
    const char *name = name_of_note(key);
    mark(s, key);
    touch_end(sealed);
    if (name == NULL)
        tell(s, no_key, "notes something of itself that no store notes");
    else if (!note_opens(s, key, sealed))
        tell(s, no_key, "what it notes as `%s` does not open", name);
    return true;
}

static void survey_notes(struct survey_state *s) {
    s->table = TABLE_META;
    if (disk_walk(&s->txn->disk, TABLE_META, no_key, look_at_note, s) != STATUS_OK)
        tell(s, no_key, "what it notes of itself cannot be read to its end");
}

/* ---- events */

/* One that is not there was told already. */
static bool is_there(struct survey_state *s, enum store_table table, struct bytes key) {
    struct bytes sealed;
    return disk_get(&s->txn->disk, table, key, &sealed) == STATUS_OK;
}

/* Of the record that an event's header stands in. */
static uint64_t headers_of(const struct survey_state *s, uint64_t number) {
    return s->format > 1 ? headers_record_of(number) : number;
}

/* Of several headers in one record none fits when one does not. */
static void check_header(struct survey_state *s, uint64_t number) {
    uint8_t room[8];
    const uint64_t record = headers_of(s, number);
    const struct bytes key = table_number_key(record, room);
    s->table = TABLE_JOURNAL;
    if (s->told_headers != record && is_there(s, TABLE_JOURNAL, key))
        tell(s, key, "does not fit the chain, or the record behind it does not open");
    s->told_headers = record;
}

/* Something of it cannot be read. */
static void explain_event(struct survey_state *s, uint64_t number) {
    uint8_t room[8];
    const struct bytes key = table_number_key(number, room);
    struct header header;
    const bool fits = header_read(s->txn, number, &header) == STATUS_OK;
    s->txn->failure = STATUS_OK;
    s->table = TABLE_BODY;
    if (!fits)
        check_header(s, number);
    else if (is_there(s, TABLE_BODY, key))
        tell(s, key, "is not the body of its event, or hangs on one that cannot be read");
}

static void check_event(struct survey_state *s, uint64_t number) {
    uint8_t room[8];
    struct event event;
    s->table = TABLE_JOURNAL;
    mark(s, table_number_key(headers_of(s, number), room));
    arena_reset(s->arena);
    const struct known_bodies known = kept_bodies(s->kept);
    enum status status = store_journal_read_knowing(s->txn, number, &known, s->arena, &event);
    if (status == STATUS_OK)
        kept_put(s->kept, number, event.body);
    s->txn->failure = STATUS_OK; /* it was told; the next event may be whole */
    if (status != STATUS_OK && status != STATUS_FORGOTTEN)
        explain_event(s, number);
}

static void check_events(struct survey_state *s) {
    for (uint64_t number = 1; number <= s->txn->head.journal; number++)
        check_event(s, number);
}

static void check_log(struct survey_state *s, enum store_table table, const struct log_head *log) {
    uint8_t room[8], hash[STORE_HASH_BYTES];
    struct bytes last;
    const struct bytes key = table_number_key(log->count, room);
    s->table = table;
    arena_reset(s->arena);
    if (log->count < txn_first(s->txn, table) ||
        store_get(s->txn, table, key, s->arena, &last) != STATUS_OK) {
        s->txn->failure = STATUS_OK; /* it does not open, or is missing: told */
        return;
    }
    seal_hash(last, hash);
    if (memcmp(hash, log->last_hash, sizeof hash) != 0)
        tell(s, key, "is not the last that the head knows");
}

/* ---- all of it */

static uint64_t records_of(const struct head *head) {
    uint64_t records = 0;
    for (int table = 0; table < TABLE_COUNT; table++)
        records += head->sums[table].count;
    return records;
}

static void survey_tables(struct survey_state *s) {
    const struct head *head = &s->txn->head;
    atomic_store(&s->place->total,
                 records_of(head) + (s->depth == VERIFY_CONTENT ? head->journal : 0));
    for (int table = 0; table < TABLE_COUNT; table++)
        if (table_since((enum store_table)table) <= s->format)
            survey_table(s, (enum store_table)table);
    survey_notes(s);
    if (s->depth == VERIFY_CONTENT)
        check_events(s);
    check_log(s, TABLE_ALERT, &head->alert);
    check_log(s, TABLE_AUDIT, &head->audit);
}

static struct store_facts facts_of(const struct store_txn *txn) {
    const struct head *head = &txn->head;
    struct store_facts facts = {.virtual_clock = head->identity.virtual_clock,
                                .records = records_of(head),
                                .events = head->journal,
                                .alerts = head->alert.count,
                                .audit_lines = head->audit.count,
                                .instant = head->instant};
    memcpy(facts.incarnation, head->identity.incarnation, sizeof facts.incarnation);
    memcpy(facts.key_check, txn->ring->root.check, sizeof facts.key_check);
    return facts;
}

/* With roots that lead astray a transaction may not even begin. */
static enum status begin(struct survey_state *s, struct store *store) {
    if (disk_check_roots(store->disk) != STATUS_OK)
        tell(s, no_key,
             "the file's two roots are not of two commits in a row, as they say, or of a far "
             "larger file, so what was committed last may be lost");
    return txn_begin(store, DISK_READ, &s->txn);
}

/* What LMDB believes of its own file. Not STATUS_OK: it could not be looked at. */
static enum status survey_file(struct survey_state *s) {
    const enum status status = disk_check_pages(&s->txn->disk);
    if (status != STATUS_DAMAGED)
        return status;
    tell(s, no_key,
         "a page of the file has two uses, is in use and listed as free, is not the one that it "
         "says, or has less room than it says, so what is written next may be written over it");
    return STATUS_OK;
}

/* Without these nothing else can be held against anything. */
static enum status survey_basics(struct survey_state *s, const char *path,
                                 struct complaint *complaint) {
    const char *what = "first transaction";
    enum status status = survey_file(s);
    if (status == STATUS_OK)
        status = check_basics(s->txn, s->arena, &s->format, &what);
    const unsigned missing_key = store_missing_key(s->txn);
    if (status == STATUS_DAMAGED) {
        s->txn->failure = STATUS_OK;
        s->table = TABLE_META;
        if (missing_key > 0)
            tell(
                s, no_key,
                "the %s is sealed with key %u, which the key file does not have (any more): a copy "
                "of that file from then may have it",
                what, missing_key);
        else
            tell(s, no_key, "the %s is damaged, so the rest cannot be told", what);
        return status;
    }
    return status == STATUS_OK ? status : check_explain(status, path, what, complaint);
}

enum status survey(const struct store_options *options, enum store_depth depth,
                   struct survey_place *place, const struct store_listener *listener,
                   struct store_facts *facts, struct complaint *complaint) {
    struct store *store = NULL;
    struct survey_state s = {.depth = depth,
                             .place = place,
                             .listener = listener,
                             .table = TABLE_META,
                             .arena = arena_new(ARENA_BYTES),
                             .kept = kept_new()};
    enum status status = s.arena && s.kept ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = store_open_unchecked(options, DISK_READ, &store, complaint);
    if (status == STATUS_OK)
        status = begin(&s, store);
    if (status == STATUS_OK)
        status = survey_basics(&s, options->directory, complaint);
    if (status == STATUS_OK) {
        survey_tables(&s);
        *facts = facts_of(s.txn);
    }
    store_rollback(&s.txn);
    store_close(&store);
    arena_free(&s.arena);
    kept_free(&s.kept);
    return s.findings > 0 ? STATUS_DAMAGED : status;
}
