/* The roll of a block: who was there from which moment to which, as slim tells it. A block is
 * played once and its roll kept, since the same blocks are asked about again and again; rolls
 * that follow each other are called up as one past. Pure.
 *
 * Of what a past can be told, a roll knows peilmomenten, without their aanname, and spells. */
#ifndef WACHTPOST_DOMAIN_BLOCK_ROLL_H
#define WACHTPOST_DOMAIN_BLOCK_ROLL_H

#include "daemon/domain/block.h"

/* Later than every moment. */
#define ROLL_ON UINT32_MAX

/* Moments are counted from 1; 0 is the block's beginning. */
struct roll_spell {
    uint64_t traits_low;
    uint8_t traits_high; /* all that blocks keep of it */
    bool reinstated;
    day_t start;
    uint32_t from, until; /* moments; ROLL_ON: it goes on */
};

struct roll_moment {
    instant_t at;
    bool applied, inherited; /* as in struct block_moment */
};

struct roll {
    day_t first_day, last_day; /* as in struct past */
    bool has_peil, inherited;  /* the peilmoment in force at the beginning */
    instant_t peil_at;
    uint32_t moment_count, spell_count, carried_count, end_count;
    const struct roll_moment *moments;
    const struct roll_spell *spells; /* first those who were there at the beginning, by position */
    const uint32_t *ends;            /* who is there at the end, by position: which spell */
};

/* In the arena. STATUS_DAMAGED, STATUS_NO_MEMORY. */
enum status roll_make(const struct block_record *record, struct arena *arena,
                      struct roll *roll) MUST_CHECK;
/* What a copy takes besides the struct itself. */
size_t roll_bytes(const struct roll *roll);
/* Points into `room` of roll_bytes, aligned for any type. */
struct roll roll_copy(const struct roll *roll, void *room);

/* ---- calling up */

struct roll_call;
/* For a range without detail and flows; keeps both. NULL: no memory. */
struct roll_call *roll_call_new(const struct block_range *range,
                                const struct past_listener *listener, struct arena *arena);
/* As block_reader_seam: the instant at which the first block begins that is not settled. */
void roll_call_seam(struct roll_call *call, instant_t at);
/* In order, as block_reader_add has them; lives until the next one is added, or the call ends.
 * STATUS_DAMAGED: it does not follow the one before; STATUS_NO_MEMORY. */
enum status roll_call_add(struct roll_call *call, const struct roll *roll) MUST_CHECK;
/* Tells of those who are still there. */
void roll_call_finish(struct roll_call *call);

#endif
