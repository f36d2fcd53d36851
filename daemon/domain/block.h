/* Blocks: one aanbieder's past as it was known at some event, 64 days at a time, packed so
 * that a question need not be counted from every row of its history. Derived: what past.h
 * makes of the rows is the truth, and blocks say the same. Pure; memory in an arena.
 *
 * A block begins with who was there, then tells moment by moment who came, changed and
 * left. So a new moment is more bytes at the end, a question about one day plays one
 * block, and one about years sees each change once. A record has two parts: *slim*
 * has what counting needs, *detail* what tells places, waits and jeugdigen apart and the
 * dates besides the start day.
 *
 * Each moment names the event that said the last word about it, so that what was added
 * later can be left out: as long as blocks only grew, what was known earlier is how they
 * begin. What a block said before it was made anew is kept beside it (block_former.h).
 *
 * Those who are there stand in the order of their ids; a turn names one by its position,
 * which is how blocks get by without ids. */
#ifndef WACHTPOST_DOMAIN_BLOCK_H
#define WACHTPOST_DOMAIN_BLOCK_H

#include "daemon/domain/past.h"

#define BLOCK_DAYS 64

/* The block a day is in: block n holds the days n * BLOCK_DAYS and on. */
day_t block_of_day(day_t day);

/* So much of a place's key, and of a pseudonym, is kept: both are keyed hashes, and among
 * the places of one snapshot of one aanbieder, or the jeugdigen of a region, two that
 * agree in 64 bits are not to be expected (a million pseudonyms: 1 in 37 million). */
#define BLOCK_NAME_BYTES 8

/* A wait that is open, as blocks know it. */
struct block_entry {
    const struct place *place; /* with its id, unless it came out of a block */
    const struct place_key *key;
    uint64_t wait;
    day_t start;
    bool reinstated;
};

/* Whether blocks tell them apart at all; both are of one wait, and reinstated or not alike. */
bool block_entry_same(const struct block_entry *a, const struct block_entry *b);

enum block_turn_kind {
    TURN_OPENED,
    TURN_CHANGED, /* the same wait with other fields */
    TURN_LEFT,
    TURN_PASSED, /* came and left at one moment */
    TURN_KIND_COUNT
};

struct block_turn {
    enum block_turn_kind kind;
    size_t position;           /* after the turns before it; not for PASSED */
    struct block_entry entry;  /* not for LEFT */
    enum uitstroomreden reden; /* LEFT and PASSED, as in struct flow */
    day_t datum;
    bool last;
};

struct block_moment {
    instant_t at;
    bool applied; /* a peilmoment; else only something that ends here */
    bool inherited;
    uint64_t event;         /* with applied: that said the last word about it */
    const uint8_t *aanname; /* as in struct peil */
    size_t turn_count;
    const struct block_turn *turns; /* ascending by id */
};

/* As it is kept, by number. */
struct block_record {
    day_t number;
    struct bytes slim, detail; /* detail: may be empty when only slim is read */
};

/* As it stands in the store: both parts, of which slim is read without detail. STATUS_NO_MEMORY. */
enum status block_join(const struct block_record *record, struct arena *arena,
                       struct bytes *joined) MUST_CHECK;
/* Both parts, where they stand; `number` stays. STATUS_DAMAGED. */
enum status block_split(struct bytes joined, struct block_record *record) MUST_CHECK;

/* What a record says about itself without being played. */
struct block_heading {
    day_t first_day, last_day; /* as in struct past */
    uint64_t first_event, last_event;
    instant_t last_moment; /* INT64_MIN: there is none */
    size_t open_count;     /* after it */
};
/* STATUS_DAMAGED. */
enum status block_read_heading(struct bytes slim, struct block_heading *heading) MUST_CHECK;

/* ---- writing */

/* All of an aanbieder's blocks, ascending; none of one that nothing is known of. Spells and flows
 * have their ids and keys. STATUS_NO_MEMORY. */
enum status block_write_past(const struct past *past, struct arena *arena,
                             struct block_record **records, size_t *count) MUST_CHECK;
/* `record` with one moment more, later than all in it: *record becomes what replaces it, or
 * one after it. A record without slim: there was none yet. `open`: those who are there before
 * it, as many as the heading says; their keys are asked for when a new block begins. Who was
 * reinstated, the record knows. STATUS_DAMAGED, STATUS_NO_MEMORY. */
enum status block_write_moment(struct block_record *record, const struct block_entry *open,
                               size_t open_count, const struct block_moment *moment,
                               struct arena *arena) MUST_CHECK;

/* `record` with its last moment told anew, by another snapshot of that moment, which finds as
 * many there as the heading says. False in *written, and nothing done: it does not only say
 * other fields of those who are there. STATUS_DAMAGED, STATUS_NO_MEMORY. */
enum status block_write_again(struct block_record *record, const struct block_moment *moment,
                              struct arena *arena, bool *written) MUST_CHECK;

/* A block that no longer changes, with the days of its code (struct past) as they are now.
 * STATUS_DAMAGED, STATUS_NO_MEMORY. */
enum status block_write_days(struct bytes slim, const struct past *days, struct arena *arena,
                             struct bytes *written) MUST_CHECK;

/* ---- reading */

struct block_range {
    day_t first, last; /* the days whose ends are asked about; last INT32_MAX: all later ones */
    bool flows;        /* those shown on first..last, at least */
    bool all_flows;    /* those of all days; the block that is read first is the first there is */
    bool detail;       /* else places know no id, jeugdige or dates, and nothing tells apart a
                        * wait from itself when only these changed */
};

struct block_reader;
/* What was known at `event`. NULL: no memory. Keeps `range`. */
struct block_reader *block_reader_new(const struct block_range *range, uint64_t event,
                                      struct arena *arena);
/* Before the first block: whoever is to hear the past piece by piece, which is then not kept. */
void block_reader_tell(struct block_reader *reader, const struct past_listener *listener);
/* Before the first block, where blocks are settled: from this one on they may still be made anew,
 * those before it no longer change. So it may begin with others than those ended with, and what
 * it says of who is there begins with it. */
void block_reader_seam(struct block_reader *reader, day_t number);
/* In order: the last one at or before the first day that says anything that was known then
 * (block_is_known), if there is one, and those after it up to the last day; with all_flows all
 * there are. The record may be forgotten afterwards. STATUS_DAMAGED, STATUS_NO_MEMORY. */
enum status block_reader_add(struct block_reader *reader,
                             const struct block_record *record) MUST_CHECK;
/* Whether anything that a block tells was known at `event`. STATUS_DAMAGED. */
enum status block_is_known(const struct block_record *record, uint64_t event,
                           bool *known) MUST_CHECK;
/* The past, right for the range: spells of who is there at its end come in the order of their
 * ids, after all others; they may begin at a block's beginning or go on for ever
 * where that changes nothing within it; the peilmoment that a block begins with has no event.
 * Fills everything but agb, expected, interval_days and takings; of what was told, the days
 * only. STATUS_NO_MEMORY. */
enum status block_reader_finish(struct block_reader *reader, struct past *past) MUST_CHECK;
/* Hands each spell what was said of it; the past was read with detail. STATUS_NO_MEMORY. */
enum status block_attach_takings(struct past *past, const struct past_takings *takings,
                                 uint64_t known_event, struct arena *arena) MUST_CHECK;

#endif
