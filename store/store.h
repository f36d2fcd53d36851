/* The store: one LMDB environment, every value sealed, and the journal in it.
 *
 * Always true: only this folder includes <lmdb.h>; LMDB's default, crash-safe flags;
 * one process per store (flock on DIR/lock); the journal's headers form a hash chain
 * whose head stands in the store's own head record; what should be there and is not
 * is STATUS_DAMAGED, never "no data". Keys hold no place id and no pseudonym in the
 * clear (store_blind). FORMAT.md describes every table.
 *
 * The store knows tables, keys, seals and the chain; what a value means is packed
 * and unpacked above it. One thread writes; one other may read beside it, in a
 * transaction of its own. What asks no transaction and changes nothing (store_is_virtual,
 * store_incarnation, store_fork_of, store_blind) either may call; all else is the writer's. */
#ifndef WACHTPOST_STORE_STORE_H
#define WACHTPOST_STORE_STORE_H

#include "proto/model/arena.h"
#include "proto/model/day.h"
#include "proto/model/status.h"

struct store;
struct store_txn;

#define STORE_INCARNATION_BYTES 16
#define STORE_BLIND_BYTES 16
#define STORE_KEY_BYTES 32
#define STORE_STAMP_BYTES 24
#define STORE_LOG_HASH_BYTES 32
#define STORE_EVENT_HASH_BYTES 32

struct store_options {
    const char *directory; /* must exist for open; made by create; to read, a backup's file too */
    const char *key_file;  /* the key ring (FORMAT.md §1), mode 0600 */
    size_t map_bytes;      /* 0: 64 GiB */
};

/* Makes directory (0700), environment and head record; `virtual_clock` marks it for
 * ever. STATUS_BUSY: there is one already. The key file must exist. */
enum status store_create(const struct store_options *options, bool virtual_clock,
                         struct complaint *complaint) MUST_CHECK;
/* Opens and checks: lock, format, key, head record, and that the journal's last
 * header and the alert log's last record are what the head says. A store of an older
 * format is brought to this one, which no older version opens; STATUS_FULL when there is
 * no room for that, and it stays what it was.
 * STATUS_ABSENT, _BUSY, _WRONG_KEY, _WRONG_FORMAT, _DAMAGED, _BAD_INPUT (the key file
 * is none, or everybody may read it); the complaint says what to do. */
enum status store_open(const struct store_options *options, struct store **store,
                       struct complaint *complaint) MUST_CHECK;
/* The same, to read only, beside a daemon that has it open or not: it is not locked and not
 * changed, and only store_begin_read begins on it. Meanwhile whoever writes may write, open and
 * close. STATUS_WRONG_FORMAT also when it has an older format, which only store_open brings
 * to this one. A process that dies leaves a reader's slot, which store_reap_readers of
 * another frees. One process opens one store once. */
enum status store_open_beside(const struct store_options *options, struct store **store,
                              struct complaint *complaint) MUST_CHECK;
void store_close(struct store **store);
/* A new random key file of 64 digits, mode 0600; STATUS_BUSY when it exists. */
enum status store_key_create(const char *path, struct complaint *complaint) MUST_CHECK;

/* Where a store that was restored from a backup parted from what it had been: of what was told
 * under the earlier incarnation, this store holds what was told up to there. */
struct store_fork {
    uint8_t incarnation[STORE_INCARNATION_BYTES]; /* the earlier one */
    uint64_t events, alerts;                      /* the last of each that both have */
    instant_t instant;                            /* of that event; 0: none */
};
/* Of an earlier incarnation of this store, whatever came in between. False: it has none of that
 * name. */
bool store_fork_of(const struct store *store, const uint8_t incarnation[STORE_INCARNATION_BYTES],
                   struct store_fork *fork) MUST_CHECK;

bool store_is_virtual(const struct store *store);
void store_incarnation(const struct store *store, uint8_t incarnation[STORE_INCARNATION_BYTES]);
/* A keyed hash under the store's own key (BLAKE2b, domain-separated by `purpose`):
 * what stands in keys instead of an id, and what a pseudonym becomes before it is
 * kept. `size` is 16 to 64. */
void store_blind(const struct store *store, const char *purpose, struct bytes value, uint8_t *out,
                 size_t size);

/* The key ring. Every write is sealed with the newest key of the key file. When a month has
 * a key of its own, everything older has been sealed anew and the old keys have left the
 * file, then nothing that was removed before can be read any more: not from pages of the
 * file that LMDB freed, not from an old copy of it. So once a day: store_period_begin;
 * store_reseal, bit by bit, until there is no more; store_retire_keys.
 *
 * These are the writer's, between transactions (ENSUREd); the reader keeps the keys that it
 * began with. The key file is replaced as a whole, durably, before anything relies on it, and
 * needs a folder in which we may write: STATUS_IO (or _NO_MEMORY) leaves file and store
 * as they were, and the complaint says why. One key file belongs to one store. */

/* From the first `day` of another month than that of the newest key on (or when that has no
 * day, as in a file of 64 digits) a new random key seals. Else nothing changes, also when
 * `day` lies before. STATUS_FULL: there is no number left for a key, since none was retired. */
enum status store_period_begin(struct store *store, day_t day,
                               struct complaint *complaint) MUST_CHECK;
/* The same on any day: what was sealed until now need not wait for the month's end to become
 * unreadable, since something in it was removed at somebody's wish. */
enum status store_period_cut(struct store *store, day_t day,
                             struct complaint *complaint) MUST_CHECK;
/* In a transaction: the key that seals now must be followed by another before the month ends,
 * since something was removed at somebody's wish. The store keeps that until another one seals.
 * A failure is remembered. */
void store_replace_key(struct store_txn *txn);
/* Whether that was asked and has not been done: then store_period_cut. Fails as a read does. */
enum status store_key_is_to_go(struct store *store, bool *is_to_go) MUST_CHECK;
/* The number of the key that seals, 1 to 255: another one than before asks for a new copy of
 * the key file elsewhere. */
unsigned store_key_number(const struct store *store);
/* Seals records of older keys with the newest, in one transaction of its own that looks at
 * about `limit_bytes`, and one record at least; what they say stays the same to the byte.
 * `more`: not all has been looked at yet. Costs nothing once all has. How far it came is
 * forgotten at the close. STATUS_DAMAGED: a record does not open; else as store_commit, and
 * as for the key file when it meets a record under a key that was thought unused. */
enum status store_reseal(struct store *store, size_t limit_bytes, bool *more,
                         struct complaint *complaint) MUST_CHECK;
/* Once nothing is left to reseal: notes in the key file since which day older keys seal
 * nothing, and removes those that have not for `keep_days`: how long backups are kept, since
 * those still need them. Before that it does nothing. */
enum status store_retire_keys(struct store *store, day_t day, int keep_days,
                              struct complaint *complaint) MUST_CHECK;

/* Clears readers that died; call at start and every minute. */
void store_reap_readers(struct store *store);

/* How large it is; from any thread. STATUS_IO. */
struct store_measure {
    uint64_t map_bytes, used_bytes; /* room there is (map_bytes above); of the file's pages */
    uint32_t readers, most_readers; /* transactions that read, of any process; how many may */
};
enum status store_measure(const struct store *store, struct store_measure *measure) MUST_CHECK;

enum store_table {
    TABLE_STATE,       /* one record per name: "region" */
    TABLE_AANBIEDER,   /* agb (8) -> the aanbieder's present: head and open places */
    TABLE_LEFT,        /* agb (8) | blind id (16) -> what was told of a place that left */
    TABLE_HISTORY,     /* agb (8) | blind id (16) | first event (8) -> what became so, in rows */
    TABLE_NUMBER,      /* agb (8) | epoch (16) | of 64 numbers (4) -> their events: DUPLICATE */
    TABLE_DUE,         /* day (4) | agb (8) -> nothing: who has something due */
    TABLE_JEUGDIGE,    /* blind pseudonym (16) -> open places of one jeugdige */
    TABLE_ALERT,       /* number (8) -> routing and alert */
    TABLE_AUDIT,       /* number (8) -> who saw or did what */
    TABLE_JOURNAL,     /* number (8) -> 16 headers (kept for ever) */
    TABLE_BODY,        /* number (8) -> body of an event, compressed */
    TABLE_OUTCOME,     /* number (8) -> what left the house: the receipt */
    TABLE_TAKEN,       /* agb (8) | blind id (16) | event (8) -> who has this place */
    TABLE_DUIDING,     /* event (8) -> a note that explains a figure */
    TABLE_PUBLICATION, /* name -> a publication as it was fixed */
    TABLE_CONFIG,      /* event (8) -> nothing: which events were CONFIG */
    TABLE_BLOCK,       /* agb (8) | block (4) -> its past as known now: slim and detail */
    TABLE_FORMER,      /* agb (8) | block (4) | event (8) -> what both said until that event */
    TABLE_COUNT
};
/* As it is called on disk (FORMAT.md); static. */
const char *store_table_name(enum store_table table);

/* One write transaction at a time. It remembers its first failure: after it every
 * call returns that failure and commit does too, having rolled back. A read that
 * finds no memory returns that and is not remembered: it spoils one answer, not the
 * batch. Keys are 1 to 64 bytes. STATUS_DAMAGED: the file no longer is as it was committed last. */
enum status store_begin(struct store *store, struct store_txn **txn) MUST_CHECK;
/* For the reading thread, one at a time: the store as it was last committed, whatever is
 * written meanwhile. Everything that reads works on it as on the other; a write or a
 * commit is our own mistake (ENSUREd). Ended by store_rollback, within about a second:
 * pages it may still look at cannot be used again, and the file grows. Fails as a read
 * does (STATUS_DAMAGED). */
enum status store_begin_read(struct store *store, struct store_txn **txn) MUST_CHECK;
/* Lets the snapshot go and reads on in a newer one, between two steps of what takes
 * longer. Whoever needs both steps to be of one moment asks by event number. A failure is
 * remembered. */
enum status store_renew(struct store_txn *txn) MUST_CHECK;
/* From any thread, for the end: whatever reads beside the writer finds STATUS_BUSY from
 * now on, so that it need not be waited for. */
void store_interrupt(struct store *store);
/* Durable when STATUS_OK. Consumes *txn in any case. STATUS_FULL is survivable (the
 * store reads on and may be tried again); any other failure: exit without answering. */
enum status store_commit(struct store_txn **txn) MUST_CHECK;
void store_rollback(struct store_txn **txn); /* accepts NULL */
enum status store_failure(const struct store_txn *txn);
/* After STATUS_DAMAGED: the number of the key with which the record is sealed and that the key
 * file does not have (any more); 0: it was not that. */
unsigned store_missing_key(const struct store_txn *txn);

/* STATUS_ABSENT when there is no such record; STATUS_DAMAGED when by the head there
 * should be (logs and journal). The value is in the arena. */
enum status store_get(struct store_txn *txn, enum store_table table, struct bytes key,
                      struct arena *arena, struct bytes *value) MUST_CHECK;
/* Failures are remembered by the transaction, so a chain of writes reads on. Not for
 * logs, journal and bodies, which have their own. Deleting what is not there is fine. */
void store_put(struct store_txn *txn, enum store_table table, struct bytes key, struct bytes value);
void store_delete(struct store_txn *txn, enum store_table table, struct bytes key);

/* How many writes were asked of this transaction so far, of any kind. */
uint64_t store_write_count(const struct store_txn *txn);

/* Every record whose key starts with `prefix`, from `from` (inclusive, itself starting
 * with prefix; empty: from the prefix) in key order, until `visit` returns false.
 * Key and value live until the visit returns; do not write to `table` meanwhile.
 * Logs and journal are walked without a prefix: a missing number is STATUS_DAMAGED,
 * and so are too few records in a whole walk over any other table. */
typedef bool store_visit(void *context, struct bytes key, struct bytes value);
enum status store_walk(struct store_txn *txn, enum store_table table, struct bytes prefix,
                       struct bytes from, store_visit *visit, void *context) MUST_CHECK;

/* The same without opening what they hold: `visit` gets an empty value. */
enum status store_walk_keys(struct store_txn *txn, enum store_table table, struct bytes prefix,
                            struct bytes from, store_visit *visit, void *context) MUST_CHECK;
/* The same, and what each value is sealed with, STORE_STAMP_BYTES of it, instead of the value:
 * where that is what it was, so is the content. */
enum status store_walk_stamps(struct store_txn *txn, enum store_table table, struct bytes prefix,
                              struct bytes from, store_visit *visit, void *context) MUST_CHECK;
/* The last key that starts with `prefix` and is at or before `upto`, which starts with it too
 * and is as long: copied into `found`. STATUS_ABSENT. Not for logs and journal. */
enum status store_find_last(struct store_txn *txn, enum store_table table, struct bytes prefix,
                            struct bytes upto, uint8_t *found) MUST_CHECK;

/* Counted logs: TABLE_ALERT and TABLE_AUDIT, numbered from 1 without gaps; the store's
 * head keeps the last number. Append: `number` must be head + 1.
 *
 * TABLE_AUDIT is a chain: a walk that opens its values shows STATUS_DAMAGED before the
 * first line that does not follow the one before it, and at the end when that is not the
 * line the head knows. Only walks read it: in store_get a line still has its link, the
 * hash of the line before, in front of it. */
uint64_t store_log_head(const struct store_txn *txn, enum store_table table);
/* The first number there still is; beyond the head when there is none. */
uint64_t store_log_first(const struct store_txn *txn, enum store_table table);
/* The hash of the last line of TABLE_AUDIT, which covers all before it, also those that are
 * forgotten; zeros when there never was one. */
void store_log_hash(const struct store_txn *txn, uint8_t hash[STORE_LOG_HASH_BYTES]);
void store_log_append(struct store_txn *txn, enum store_table table, uint64_t number,
                      struct bytes value);
/* What an alert said is said with less. Only of TABLE_ALERT, up to its head. */
void store_alert_replace(struct store_txn *txn, uint64_t number, struct bytes value);
/* Removes the lines up to and including `upto`, at most the head, of TABLE_AUDIT. The head
 * goes on knowing how many they were and the hash of the last, so that the first line left
 * still has something to follow. Nothing when they are gone already. The arena is for
 * reading one line. Failures of a read; those of a write are remembered. */
enum status store_log_forget(struct store_txn *txn, enum store_table table, uint64_t upto,
                             struct arena *arena) MUST_CHECK;

/* The journal. */
enum event_kind {
    EVENT_NONE,
    EVENT_SNAPSHOT,
    EVENT_DAY,
    EVENT_CONFIRM,
    EVENT_DISCARD,
    EVENT_CONFIG,
    EVENT_TAKEN,
    EVENT_DUIDING,
    EVENT_PUBLICATION,
    EVENT_RETAIN,     /* what is too old was forgotten */
    EVENT_WIS,        /* all of one place was forgotten, before its time */
    EVENT_CHECKPOINT, /* what the store held then */
    EVENT_BOOT,       /* the machine was started, and its clock is trusted */
    EVENT_HOLD,       /* its clock is not, until */
    EVENT_RELEASE,    /* an operator said it is */
    EVENT_KIND_COUNT
};

/* An earlier body that another is packed against, and is then never read without. */
struct event_prefix {
    uint64_t number;   /* of its event; 0: none */
    struct bytes body; /* as it was appended; not filled in by a read */
};

/* How many other bodies it may take to read one. */
#define STORE_MAX_PREFIXES 16

struct event {
    uint64_t number;
    instant_t instant;
    uint32_t rules_version;
    enum event_kind kind;
    struct bytes body; /* compressed by the store */
    struct event_prefix prefix;
};

uint64_t store_journal_head(const struct store_txn *txn);
/* The instant of the last event; 0 when the journal is empty. */
instant_t store_last_instant(const struct store_txn *txn);
/* `number` must be head + 1, `instant` later than the last and the prefix an earlier
 * event; all ENSUREd. That its body is that event's own, and hangs on fewer than
 * STORE_MAX_PREFIXES others, is for the caller to see to. Writes header (chained,
 * covering the body's hash, whatever it is packed against) and body. */
void store_journal_append(struct store_txn *txn, const struct event *event);
/* The stored fact that left the house, once per event. */
void store_put_outcome(struct store_txn *txn, uint64_t number, struct bytes outcome);
/* Header and body of one event; STATUS_ABSENT beyond the head, STATUS_FORGOTTEN when its body is
 * gone on purpose (below), STATUS_DAMAGED when it should be there and is not, or does not fit its
 * header, or hangs on a body of which that is so. The body is in the arena. */
enum status store_journal_read(struct store_txn *txn, uint64_t number, struct arena *arena,
                               struct event *event) MUST_CHECK;

/* Bodies that whoever reads still has. */
struct known_bodies {
    /* False: not that of this event. What is found stays until the read returns. */
    bool (*find)(void *context, uint64_t number, struct bytes *body);
    void *context;
};
/* The same; but what it hangs on is not read where it is known. */
enum status store_journal_read_knowing(struct store_txn *txn, uint64_t number,
                                       const struct known_bodies *known, struct arena *arena,
                                       struct event *event) MUST_CHECK;

/* ---- forgetting: what a body said is gone, that and when there was an event stays in the chain */

/* Whether bodies of this kind lead to a child, and are forgotten one day. */
bool store_kind_is_forgotten(enum event_kind kind);
/* Up to which event all bodies of such kinds are gone; 0: none is yet. */
enum status store_bodies_forgotten(struct store_txn *txn, uint64_t *upto) MUST_CHECK;
/* Removes them up to and including `upto`, before the head. Whatever hangs on one of them must have
 * been packed anew. Failures are remembered; STATUS_DAMAGED: more is gone already. */
void store_forget_bodies(struct store_txn *txn, uint64_t upto);
/* Removes the body of one event of such a kind, before the head; the same holds. */
void store_forget_body(struct store_txn *txn, uint64_t number);
/* The event whose body this one's is packed against; 0: none. STATUS_FORGOTTEN: it has none. */
enum status store_body_prefix(struct store_txn *txn, uint64_t number, uint64_t *prefix) MUST_CHECK;
/* Packs an event's body, which must be `body`, against another one. */
void store_repack_body(struct store_txn *txn, uint64_t number, struct bytes body,
                       const struct event_prefix *prefix);

/* What the chain says up to an event: whoever has the same has the same events. STATUS_ABSENT:
 * there is none with that number. STATUS_DAMAGED. */
enum status store_event_hash(struct store_txn *txn, uint64_t number,
                             uint8_t hash[STORE_EVENT_HASH_BYTES]) MUST_CHECK;
/* What an event was, by its header alone; as store_event_instant. */
enum status store_event_kind(struct store_txn *txn, uint64_t number,
                             enum event_kind *kind) MUST_CHECK;

/* For whoever looks at records one by one (dump.h): what stands in one of TABLE_JOURNAL, each
 * header as the chain hashes it. */
#define STORE_HEADER_BYTES 85
#define STORE_HEADERS_IN_RECORD 16
struct store_headers {
    uint64_t first; /* its event */
    size_t count;   /* of events in a row */
    uint8_t at[STORE_HEADERS_IN_RECORD][STORE_HEADER_BYTES];
};
/* STATUS_DAMAGED. */
enum status store_headers_of(struct bytes key, struct bytes value,
                             struct store_headers *headers) MUST_CHECK;
/* The key of the record in which an event's header stands. */
void store_key_headers(uint8_t at[8], uint64_t number);

/* When an event was recorded, by its header alone. STATUS_ABSENT: there is none with that
 * number; STATUS_DAMAGED. */
enum status store_event_instant(struct store_txn *txn, uint64_t number,
                                instant_t *instant) MUST_CHECK;
/* The last event recorded at or before an instant; 0: none was. STATUS_DAMAGED. */
enum status store_event_at(struct store_txn *txn, instant_t instant, uint64_t *number) MUST_CHECK;

/* Big-endian, so that byte order is number order. Days are shifted so that
 * negative ones sort first. */
void store_key_u64(uint8_t at[8], uint64_t value);
void store_key_day(uint8_t at[4], day_t day);
uint64_t store_u64_of_key(const uint8_t at[8]);
day_t store_day_of_key(const uint8_t at[4]);

#endif
