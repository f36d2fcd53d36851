/* The roll of a block: who was there from which moment to which, as slim tells it. A block is
 * played once and its roll kept, since the same blocks are asked about again and again; rolls
 * that follow each other are called up as one past. Pure.
 *
 * Of what a past can be told, a roll knows peilmomenten, without their aanname, and spells. */
#ifndef WACHTPOST_DOMAIN_BLOCK_ROLL_H
#define WACHTPOST_DOMAIN_BLOCK_ROLL_H

#include "daemon/domain/block.h"

/* Later than everything. */
#define ROLL_ON UINT32_MAX

/* What counting knows of somebody who waits. */
struct roll_who {
    uint64_t traits_low;
    uint8_t traits_high; /* all that blocks keep of it */
    bool reinstated;
    day_t start;
};

static inline struct traits roll_traits(const struct roll_who *who) {
    return (struct traits){who->traits_low, who->traits_high};
}

/* From and until where, in a row of beginnings: those of whom the block began with, by position,
 * then its moments. The first moment is the block's own beginning. */
struct roll_spell {
    struct roll_who who;
    uint32_t from, until;
};

struct roll_moment {
    instant_t at;
    bool applied, inherited; /* as in struct block_moment */
};

struct roll {
    day_t first_day, last_day; /* as in struct past */
    bool has_peil, inherited;  /* the peilmoment in force at the beginning */
    instant_t peil_at;
    uint32_t carried_count; /* whom the block began with */
    uint32_t moment_count, ended_count, staying_count;
    const struct roll_moment *moments;
    const struct roll_spell *ended; /* those that end here */
    /* Who is there at the end, by position, and from where; apart, since of a row of rolls only the
     * last one is asked who they are. */
    const struct roll_who *staying;
    const uint32_t *staying_from;
};

/* In the arena. STATUS_DAMAGED, STATUS_NO_MEMORY. */
enum status roll_make(const struct block_record *record, struct arena *arena,
                      struct roll *roll) MUST_CHECK;
/* What a copy takes besides the struct itself. */
size_t roll_bytes(const struct roll *roll);
/* Points into `room` of roll_bytes, aligned for any type. */
struct roll roll_copy(const struct roll *roll, void *room);

/* ---- calling up */

/* Who hears rolls called up as one past, many spells at once: the quick way to what a
 * past_listener hears. First `days`, when anything is told at all. */
struct roll_listener {
    void *context;
    void (*days)(void *context, day_t first_day, day_t last_day); /* as in struct past */
    /* The next moment, ascending; the first is a peilmoment or a beginning. Answers the number by
     * which the listener wants to hear of it: not ROLL_ON, ascending too. */
    uint32_t (*moment)(void *context, const struct roll_moment *moment);
    /* From and until such numbers. Every moment before their end was told. They live until this
     * returns. */
    void (*spells)(void *context, const struct roll_spell *spells, size_t count);
    /* Last of all, those who are there until further notice: until ROLL_ON. */
    void (*staying)(void *context, const struct roll_spell *spells, size_t count);
};

/* Who hears what blocks say, in whichever way they say it. */
struct block_listener {
    struct past_listener each;
    struct roll_listener many;
};

struct roll_call;
/* For a range without detail and flows; keeps the listener. NULL: no memory. */
struct roll_call *roll_call_new(const struct block_range *range,
                                const struct roll_listener *listener, struct arena *arena);
/* As block_reader_seam: the next roll may begin with others than the last one ended with, which
 * is there still. */
void roll_call_seam(struct roll_call *call);
/* In order, as block_reader_add has them; nothing of it is needed when the next is added.
 * STATUS_DAMAGED: it does not follow the one before; STATUS_NO_MEMORY. */
enum status roll_call_add(struct roll_call *call, const struct roll *roll) MUST_CHECK;
/* Tells of those who are still there. The last one added is there still. */
void roll_call_finish(struct roll_call *call);

#endif
