/* Playing a slim record: what it begins with, then moment by moment, turn by turn. Every
 * position, code and count that comes out of here is in range; check `slim.damaged` after
 * the last one. Private to block*.c. */
#ifndef WACHTPOST_DOMAIN_BLOCK_PLAY_H
#define WACHTPOST_DOMAIN_BLOCK_PLAY_H

#include "daemon/domain/block_parts.h"

struct play {
    struct cursor slim;
    day_t base; /* the block's first day */
    instant_t at;
    uint64_t event;        /* that said the last moment that was applied */
    uint32_t traits_count; /* known so far */
    size_t open_count, position;
};

/* What a block begins with, up to its entries, of which each is read by play_carried. */
struct carry {
    bool has_peil, inherited;
    instant_t peil_at;
    const uint8_t *aanname;
    const uint8_t *traits; /* `traits_count` times TRAITS_BYTES */
    size_t count, bytes;   /* of the entries */
};

struct carried {
    uint32_t code; /* of its traits */
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
    uint32_t code;
    bool new_traits; /* `code` is new, for these */
    struct traits traits;
    day_t start, datum;
};

void play_begin(struct play *play, struct bytes slim, day_t number, struct block_heading *heading,
                struct carry *carry);

static inline bool play_has_more(const struct play *play) {
    return !play->slim.damaged && play->slim.at < play->slim.end;
}

static inline day_t play_start(struct play *play, uint64_t zigzag) {
    return cursor_shift(&play->slim, play->base, (int64_t)(zigzag >> 1) ^ -(int64_t)(zigzag & 1));
}

static inline void play_carried(struct play *play, struct carried *carried) {
    carried->code = (uint32_t)cursor_below(&play->slim, play->traits_count);
    uint64_t start = cursor_u64(&play->slim);
    carried->reinstated = start & 1;
    carried->start = play_start(play, start >> 1);
}

/* Time goes on, and not beyond what an instant holds. */
static inline void play_time(struct play *play, unsigned unit) {
    uint64_t by = cursor_u64(&play->slim);
    uint64_t most = (uint64_t)(INSTANT_MAX - 1) / (uint64_t)moment_units[unit];
    int64_t at = 0;
    if (by > most || __builtin_add_overflow(play->at, (int64_t)by * moment_units[unit], &at)) {
        play->slim.damaged = true;
        return;
    }
    play->at = at;
}

static inline void play_moment(struct play *play, struct played_moment *moment) {
    struct cursor *slim = &play->slim;
    unsigned flags = (unsigned)cursor_below(slim, 1U << MOMENT_BITS);
    unsigned unit = flags >> MOMENT_UNIT_SHIFT;
    slim->damaged |= unit > 2;
    *moment = (struct played_moment){.applied = flags & MOMENT_APPLIED,
                                     .inherited = flags & MOMENT_INHERITED,
                                     .new_aanname = flags & MOMENT_AANNAME};
    play_time(play, unit > 2 ? 0 : unit);
    if (moment->applied)
        play->event += (uint64_t)cursor_i64(slim);
    if (moment->new_aanname)
        moment->aanname = cursor_aanname(slim);
    moment->turn_count = cursor_below(slim, (size_t)(slim->end - slim->at) + 1);
    play->position = 0;
}

static inline void play_entry(struct play *play, struct played_turn *turn) {
    turn->code = (uint32_t)cursor_below(&play->slim, (size_t)play->traits_count + 1);
    turn->new_traits = turn->code == play->traits_count;
    if (turn->new_traits) {
        const uint8_t *traits = cursor_take(&play->slim, TRAITS_BYTES);
        turn->traits = play->slim.damaged ? (struct traits){0, 0} : traits_at(traits);
        play->traits_count++;
    }
    turn->start = play_start(play, cursor_u64(&play->slim));
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
    turn->new_traits = false;
    turn->position = 0;
    turn->code = 0;
    if (turn->kind != TURN_PASSED) {
        size_t room = play->open_count - play->position + (turn->kind == TURN_OPENED);
        turn->position = play->position + cursor_below(&play->slim, room);
        play->position = turn->position + (turn->kind != TURN_LEFT);
        play->open_count += turn->kind == TURN_OPENED;
        play->open_count -= turn->kind == TURN_LEFT;
    }
    if (turn->kind != TURN_LEFT)
        play_entry(play, turn);
    if (turn->kind >= TURN_LEFT)
        play_leaving(play, turn, first);
    return !play->slim.damaged;
}

#endif
