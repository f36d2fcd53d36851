/* Playing a slim record: what it begins with, then moment by moment, turn by turn. Every
 * position, code and count that comes out of here is in range; check `slim.damaged` after
 * the last one. Private to block*.c. */
#ifndef WACHTPOST_DOMAIN_BLOCK_PLAY_H
#define WACHTPOST_DOMAIN_BLOCK_PLAY_H

#include "daemon/domain/block_parts.h"

/* Numbers that have a code in this block, in the order of their codes. */
struct play_codes {
    uint32_t count, room; /* room: for as many as the record can hold */
    uint32_t *numbers;    /* NULL: nobody asks what they are */
};

struct play {
    struct cursor slim;
    day_t base; /* the block's first day */
    instant_t at;
    instant_t step; /* since the moment before; or since the block's beginning */
    uint64_t event; /* that said the last moment that was applied */
    struct play_codes wheres, gis;
    size_t open_count, position;
};

/* What a block begins with, up to its entries, of which each is read by play_carried. */
struct carry {
    bool has_peil, inherited;
    instant_t peil_at;
    const uint8_t *aanname;
    const uint8_t *wheres, *gis; /* as many as have a code */
    size_t count, bytes;         /* of the entries */
};

struct carried {
    struct traits traits;
    day_t start;
    bool reinstated;
};

struct played_moment {
    bool applied, inherited, new_aanname;
    const uint8_t *aanname; /* with new_aanname */
    size_t turn_count;
};

struct played_turn {
    enum block_turn_kind kind;
    bool flag;
    enum uitstroomreden reden;
    size_t position;
    bool same_start, same_where, same_traits; /* CHANGED: as before, and not said here */
    struct traits traits;
    day_t start, datum;
};

void play_begin(struct play *play, struct bytes slim, day_t number, struct block_heading *heading,
                struct carry *carry);
/* Before the first entry, for who wants to know traits, which else say nothing. False: no memory.
 */
bool play_traits(struct play *play, const struct carry *carry, struct arena *arena) MUST_CHECK;

static inline bool play_has_more(const struct play *play) {
    return !play->slim.damaged && play->slim.at < play->slim.end;
}

static inline day_t play_start(struct play *play, uint64_t zigzag) {
    return cursor_shift(&play->slim, play->base, (int64_t)(zigzag >> 1) ^ -(int64_t)(zigzag & 1));
}

/* What the code stands for, which may be a new one: then it follows. */
static inline uint32_t play_code(struct play *play, struct play_codes *codes, uint32_t code,
                                 unsigned size) {
    if (code < codes->count)
        return codes->numbers ? codes->numbers[code] : 0;
    const uint32_t number = cursor_bytes(&play->slim, size);
    const bool fits = codes->numbers == NULL || code < codes->room;
    if (code > codes->count || !fits || play->slim.damaged) {
        play->slim.damaged = true;
        return 0;
    }
    if (codes->numbers)
        codes->numbers[code] = number;
    codes->count++;
    return number;
}

static inline uint32_t play_where(struct play *play) {
    const uint32_t code = (uint32_t)cursor_below(&play->slim, (size_t)play->wheres.count + 1);
    const uint32_t where = play_code(play, &play->wheres, code, WHERE_BYTES);
    play->slim.damaged |= where >> TRAIT_WHERE_BITS != 0;
    return where;
}

static inline struct traits play_whole_traits(struct play *play) {
    const uint32_t where = play_where(play), rest = cursor_bytes(&play->slim, REST_BYTES);
    uint32_t code = rest >> TRAIT_REST_BITS;
    if (code == GI_FOLLOWS)
        code += (uint32_t)cursor_below(&play->slim, (size_t)play->gis.count + 1);
    const uint32_t gi = play_code(play, &play->gis, code, GI_BYTES);
    play->slim.damaged |= gi > TRAIT_AGB_LIMIT;
    return traits_of_parts(where, rest & ((1U << TRAIT_REST_BITS) - 1), gi);
}

static inline void play_carried(struct play *play, struct carried *carried) {
    carried->traits = play_whole_traits(play);
    uint64_t start = cursor_u64(&play->slim);
    carried->reinstated = start & 1;
    carried->start = play_start(play, start >> 1);
}

/* Time goes on, and not beyond what an instant holds. */
static inline void play_time(struct play *play, unsigned unit) {
    int64_t at = 0;
    if (unit < MOMENT_UNITS) {
        const uint64_t by = cursor_u64(&play->slim);
        const uint64_t most = (uint64_t)(INSTANT_MAX - 1) / (uint64_t)moment_units[unit];
        play->slim.damaged |= by > most;
        play->step = by > most ? 0 : (instant_t)by * moment_units[unit];
    }
    if (__builtin_add_overflow(play->at, play->step, &at)) {
        play->slim.damaged = true;
        return;
    }
    play->at = at;
}

static inline void play_moment(struct play *play, struct played_moment *moment) {
    struct cursor *slim = &play->slim;
    unsigned flags = (unsigned)cursor_below(slim, 1U << MOMENT_BITS);
    unsigned unit = flags >> MOMENT_UNIT_SHIFT;
    *moment = (struct played_moment){.applied = flags & MOMENT_APPLIED,
                                     .inherited = flags & MOMENT_INHERITED,
                                     .new_aanname = flags & MOMENT_AANNAME};
    play_time(play, unit);
    if (moment->applied)
        play->event += (uint64_t)cursor_i64(slim);
    if (moment->new_aanname)
        moment->aanname = cursor_aanname(slim);
    moment->turn_count = cursor_below(slim, (size_t)(slim->end - slim->at) + 1);
    play->position = 0;
}

static inline void play_entry(struct play *play, struct played_turn *turn, unsigned first) {
    const bool changed = turn->kind == TURN_CHANGED;
    turn->same_start = changed && (first & TURN_SAME_START);
    turn->same_where = changed && (first & TURN_SAME_WHERE);
    turn->same_traits = changed && (first & TURN_SAME_TRAITS);
    if (turn->same_where)
        turn->traits = traits_of_parts(0, cursor_bytes(&play->slim, REST_BYTES), 0);
    else if (!turn->same_traits)
        turn->traits = play_whole_traits(play);
    if (!turn->same_start)
        turn->start = play_start(play, cursor_u64(&play->slim));
}

/* All of what a turn says of somebody who had `traits` and `start` before. */
static inline void play_complete(struct played_turn *turn, struct traits traits, day_t start) {
    if (turn->same_traits)
        turn->traits = traits;
    else if (turn->same_where)
        turn->traits = traits_of_parts(traits_where(traits), traits_rest(turn->traits),
                                       (uint32_t)traits_gi(traits));
    if (turn->same_start)
        turn->start = start;
}

static inline void play_leaving(struct play *play, struct played_turn *turn, unsigned first) {
    uint64_t datum = cursor_u64(&play->slim);
    unsigned reden = first >> TURN_REDEN_SHIFT;
    play->slim.damaged |= reden >= UITSTROOMREDEN_COUNT;
    turn->reden = reden < UITSTROOMREDEN_COUNT ? (enum uitstroomreden)reden : REDEN_ONBEKEND;
    turn->datum = datum ? play_start(play, datum - 1) : DAY_NONE;
}

/* False: damaged. */
static inline bool play_turn(struct play *play, struct played_turn *turn) {
    unsigned first = (unsigned)cursor_below(&play->slim, 256);
    turn->kind = (enum block_turn_kind)(first & TURN_KIND_MASK);
    turn->flag = first & TURN_FLAG;
    turn->position = 0;
    if (turn->kind != TURN_PASSED) {
        size_t room = play->open_count - play->position + (turn->kind == TURN_OPENED);
        turn->position = play->position + cursor_below(&play->slim, room);
        play->position = turn->position + (turn->kind != TURN_LEFT);
        play->open_count += turn->kind == TURN_OPENED;
        play->open_count -= turn->kind == TURN_LEFT;
    }
    if (turn->kind != TURN_LEFT)
        play_entry(play, turn, first);
    if (turn->kind >= TURN_LEFT)
        play_leaving(play, turn, first);
    return !play->slim.damaged;
}

#endif
