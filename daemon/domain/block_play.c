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
