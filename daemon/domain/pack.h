/* The daemon's own records, packed for the store and back. What stands in each record
 * is listed in store/FORMAT.md; a record begins with its version. Pure.
 *
 * Packing: STATUS_NO_MEMORY only. Unpacking: STATUS_DAMAGED or STATUS_NO_MEMORY; what
 * was unpacked points into `record`, which must live as long. */
#ifndef WACHTPOST_DOMAIN_PACK_H
#define WACHTPOST_DOMAIN_PACK_H

#include "daemon/domain/book.h"
#include "daemon/domain/hold.h"

/* TABLE_AANBIEDER: the head and the open places. */
enum status pack_aanbieder(const struct aanbieder_head *head, struct known_places open,
                           struct arena *arena, struct bytes *record) MUST_CHECK;
enum status unpack_aanbieder(struct bytes record, struct arena *arena, struct aanbieder_head *head,
                             struct known_places *open) MUST_CHECK;
/* Only the head of such a record: what STIL and STATUS ask. */
enum status unpack_head(struct bytes record, struct arena *arena,
                        struct aanbieder_head *head) MUST_CHECK;

/* TABLE_LEFT, version 1: one place that is not open. Now left.h packs it. */
enum status unpack_place(struct bytes record, struct arena *arena,
                         struct known_place *known) MUST_CHECK;

/* What became so about one place id (or, without one, about the aanbieder), from when to when, by
 * one event. Rows are only added; what is so at a peilmoment is the last row that covers it. They
 * stand in TABLE_HISTORY together (pack_rows.h); here is one alone, as in versions 1 and 2. */
enum history_kind {
    HISTORY_APPLIED,   /* a snapshot was applied for `from`; no place of its own */
    HISTORY_STATE,     /* `known` holds from `from` until before `until` */
    HISTORY_COMPLETED, /* the leaving shown by event `leaving` got `reden` and `datum` */
    HISTORY_PASSED,    /* came and left in between, shown at `from`; leaves no state */
    /* This code succeeded another at `from`: peilmomenten up to `until` are the other's. */
    HISTORY_SUCCESSOR,
    HISTORY_SUCCEEDED, /* this code was succeeded at `from` */
    HISTORY_KIND_COUNT
};

struct history_row {
    enum history_kind kind;
    uint64_t event; /* that recorded it; packed alone, only in its key */
    instant_t from, until;
    struct known_place known; /* STATE and PASSED; what history keeps of it (history.h) */
    uint64_t leaving;         /* COMPLETED */
    uint64_t voided;          /* COMPLETED: the wait that never was, by name; else 0 */
    enum uitstroomreden reden;
    day_t datum;
    /* APPLIED: enum aanname per hulpvorm, HULPVORM_COUNT of them; NULL: none was given. */
    const uint8_t *aanname;
};
enum status pack_history(const struct history_row *row, struct arena *arena,
                         struct bytes *record) MUST_CHECK;
enum status unpack_history(struct bytes record, struct arena *arena,
                           struct history_row *row) MUST_CHECK;

/* TABLE_ALERT: the alert as it travels, and who may have it. */
struct routed_alert {
    enum alert_kind kind;
    struct agb agb;
    size_t party_count;
    const struct party *parties;
    struct bytes alert; /* wire_encode_alert */
};
enum status pack_routed(const struct routed_alert *routed, struct arena *arena,
                        struct bytes *record) MUST_CHECK;
enum status unpack_routed(struct bytes record, struct arena *arena,
                          struct routed_alert *routed) MUST_CHECK;

/* TABLE_NUMBER: the events that so many numbers of one epoch were used for, one after the
 * other: numbers are used without a gap. */
#define NUMBERS_IN_RECORD 64
struct used_numbers {
    size_t count;
    uint64_t events[NUMBERS_IN_RECORD]; /* ascending */
};
enum status pack_used(const struct used_numbers *used, struct arena *arena,
                      struct bytes *record) MUST_CHECK;
enum status unpack_used(struct bytes record, struct used_numbers *used) MUST_CHECK;
/* Format 1 had a record for each number: the hash of what came with it, and the event. */
enum status unpack_used_once(struct bytes record, uint64_t *event) MUST_CHECK;

/* TABLE_STATE "region": what concerns nobody in particular. */
struct region {
    day_t evaluated;       /* every day up to here was evaluated */
    uint32_t on_time_days; /* days evaluated on their own civil day, so far */
    uint64_t config_event; /* the CONFIG event in force; 0: none yet */
    day_t norm_from;       /* of the norm that was in force on `evaluated` */
    /* What was forgotten (retain.h). Zeros, and DAY_NONE: nothing was yet. */
    day_t settled_until; /* the first day of which places are still known */
    uint64_t stripped;   /* receipts up to this event name no place any more */
    uint64_t names;      /* that were given to places and jeugdigen instead of their own */
    struct clock_trust clock;
};
enum status pack_region(const struct region *region, struct arena *arena,
                        struct bytes *record) MUST_CHECK;
enum status unpack_region(struct bytes record, struct arena *arena,
                          struct region *region) MUST_CHECK;

/* TABLE_JEUGDIGE: how many open places one jeugdige holds. */
enum status pack_count(uint32_t count, struct arena *arena, struct bytes *record) MUST_CHECK;
enum status unpack_count(struct bytes record, struct arena *arena, uint32_t *count) MUST_CHECK;

#endif
