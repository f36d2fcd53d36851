#include "daemon/domain/block_play.h"

static void play_carry(struct play *play, struct carry *carry) {
    struct cursor *slim = &play->slim;
    unsigned flags = (unsigned)cursor_below(slim, (CARRY_PEIL | CARRY_INHERITED) + 1);
    *carry = (struct carry){.has_peil = flags & CARRY_PEIL, .inherited = flags & CARRY_INHERITED};
    if (carry->has_peil) {
        carry->peil_at = cursor_i64(slim);
        carry->aanname = cursor_aanname(slim);
    }
    size_t count = cursor_below(slim, (size_t)(slim->end - slim->at) / TRAITS_BYTES + 1);
    carry->traits = cursor_take(slim, count * TRAITS_BYTES);
    play->traits_count = (uint32_t)count;
    carry->count = cursor_below(slim, (size_t)(slim->end - slim->at) + 1);
    carry->bytes = cursor_below(slim, (size_t)(slim->end - slim->at) + 1);
}

void play_begin(struct play *play, struct bytes slim, day_t number, struct block_heading *heading,
                struct carry *carry) {
    *play = (struct play){.slim = cursor_of(slim)};
    /* Far within what day_t holds, so that no day of it overflows. */
    if (number > INT32_MAX / BLOCK_DAYS - 1 || number < INT32_MIN / BLOCK_DAYS + 1)
        play->slim.damaged = true;
    else
        play->base = block_first_day(number);
    play->at = instant_of_day(play->base);
    cursor_heading(&play->slim, heading);
    play_carry(play, carry);
    play->open_count = carry->count;
}

/* Time goes on, and not beyond what an instant holds. */
static void pass_time(struct play *play, unsigned unit) {
    uint64_t by = cursor_u64(&play->slim);
    uint64_t most = (uint64_t)(INSTANT_MAX - 1) / (uint64_t)moment_units[unit];
    int64_t at = 0;
    if (by > most || __builtin_add_overflow(play->at, (int64_t)by * moment_units[unit], &at)) {
        play->slim.damaged = true;
        return;
    }
    play->at = at;
}

void play_moment(struct play *play, struct played_moment *moment) {
    struct cursor *slim = &play->slim;
    unsigned flags = (unsigned)cursor_below(slim, 1U << MOMENT_BITS);
    unsigned unit = flags >> MOMENT_UNIT_SHIFT;
    slim->damaged |= unit > 2;
    *moment = (struct played_moment){.applied = flags & MOMENT_APPLIED,
                                     .inherited = flags & MOMENT_INHERITED,
                                     .new_aanname = flags & MOMENT_AANNAME};
    pass_time(play, unit > 2 ? 0 : unit);
    if (moment->applied)
        play->event += (uint64_t)cursor_i64(slim);
    if (moment->new_aanname)
        moment->aanname = cursor_aanname(slim);
    moment->turn_count = cursor_below(slim, (size_t)(slim->end - slim->at) + 1);
    play->position = 0;
}

enum status block_is_known(const struct block_record *record, uint64_t event, bool *known) {
    struct block_heading heading;
    struct carry carry;
    struct play play;
    struct played_moment moment;
    play_begin(&play, record->slim, record->number, &heading, &carry);
    bool any = cursor_take(&play.slim, carry.bytes) && play_has_more(&play);
    if (any)
        play_moment(&play, &moment);
    if (play.slim.damaged)
        return STATUS_DAMAGED;
    *known = !any || play.event <= event;
    return STATUS_OK;
}
