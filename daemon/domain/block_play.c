#include "daemon/domain/block_play.h"

static const uint8_t *take_codes(struct cursor *slim, size_t size, struct play_codes *codes) {
    const size_t count = cursor_below(slim, (size_t)(slim->end - slim->at) / size + 1);
    codes->count = (uint32_t)count;
    return cursor_take(slim, count * size);
}

static void play_carry(struct play *play, struct carry *carry) {
    struct cursor *slim = &play->slim;
    unsigned flags = (unsigned)cursor_below(slim, (CARRY_PEIL | CARRY_INHERITED) + 1);
    *carry = (struct carry){.has_peil = flags & CARRY_PEIL, .inherited = flags & CARRY_INHERITED};
    if (carry->has_peil) {
        carry->peil_at = cursor_i64(slim);
        carry->aanname = cursor_aanname(slim);
    }
    carry->wheres = take_codes(slim, WHERE_BYTES, &play->wheres);
    carry->gis = take_codes(slim, GI_BYTES, &play->gis);
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

/* Whatever says a new one takes so many bytes more, but for the last in a record that is cut. */
enum { ENTRY_BYTES = 5 };

static bool know_codes(struct play_codes *codes, const uint8_t *at, unsigned size, size_t bytes,
                       struct arena *arena) {
    struct cursor cursor = {at, at + (size_t)codes->count * size, false};
    const size_t room = codes->count + bytes / (size + ENTRY_BYTES) + 1;
    codes->numbers = arena_array(arena, room, sizeof *codes->numbers);
    codes->room = (uint32_t)room;
    if (codes->numbers == NULL)
        return false;
    for (uint32_t i = 0; i < codes->count; i++)
        codes->numbers[i] = cursor_bytes(&cursor, size);
    return true;
}

bool play_traits(struct play *play, const struct carry *carry, struct arena *arena) {
    const size_t bytes = (size_t)(play->slim.end - play->slim.at);
    ENSURE(!play->slim.damaged);
    return know_codes(&play->wheres, carry->wheres, WHERE_BYTES, bytes, arena) &&
           know_codes(&play->gis, carry->gis, GI_BYTES, bytes, arena);
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
