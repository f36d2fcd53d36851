#include "daemon/domain/block_names.h"

#include "daemon/domain/block_detail.h"
#include "daemon/domain/block_play.h"

enum { ZERO_BYTES = 4 };

void block_give_name(uint64_t number, uint8_t name[BLOCK_NAME_BYTES]) {
    ENSURE(number >= 1);
    block_set_number(number, name);
}

void block_set_number(uint64_t number, uint8_t name[BLOCK_NAME_BYTES]) {
    ENSURE(number <= UINT32_MAX);
    memset(name, 0, BLOCK_NAME_BYTES);
    for (unsigned i = 0; i < BLOCK_NAME_BYTES - ZERO_BYTES; i++)
        name[BLOCK_NAME_BYTES - 1 - i] = (uint8_t)(number >> (8 * i));
}

bool block_name_is_given(const uint8_t name[BLOCK_NAME_BYTES]) {
    static const uint8_t zeros[ZERO_BYTES];
    return memcmp(name, zeros, sizeof zeros) == 0;
}

uint64_t block_given_number(const uint8_t name[BLOCK_NAME_BYTES]) {
    uint64_t number = 0;
    for (unsigned i = ZERO_BYTES; i < BLOCK_NAME_BYTES; i++)
        number = number << 8 | name[i];
    return number;
}

/* Detail as it is read, and as it becomes. */
struct renaming {
    const struct block_record *record;
    block_rename *rename;
    void *context;
    struct cursor detail;
    struct codec carry, turns; /* entries that the block begins with, and those of its turns */
    bool out_of_memory;
};

static void rename_one(struct renaming *r, enum block_name kind, uint8_t name[BLOCK_NAME_BYTES]) {
    if (!r->detail.damaged && !r->out_of_memory)
        r->out_of_memory = !r->rename(r->context, kind, name);
}

static void rename_entry(struct renaming *r, bool is_new, uint64_t event, struct codec *renamed) {
    struct detail_entry entry;
    detail_take(&r->detail, is_new, event, &entry);
    if (is_new)
        rename_one(r, BLOCK_NAME_PLACE, entry.name);
    if (entry.jeugdige == JEUGDIGE_NAMED)
        rename_one(r, BLOCK_NAME_JEUGDIGE, entry.pseudonym);
    if (!r->detail.damaged)
        detail_put(renamed, &entry, event);
}

static void rename_turns(struct renaming *r, struct play *play) {
    struct played_moment moment;
    struct played_turn turn = {0};
    while (play_has_more(play) && !r->detail.damaged) {
        play_moment(play, &moment);
        for (size_t i = 0; i < moment.turn_count && play_turn(play, &turn); i++)
            if (turn.kind != TURN_LEFT)
                rename_entry(r, turn.kind != TURN_CHANGED, play->event, &r->turns);
    }
}

static bool rename_block(struct renaming *r) {
    struct block_heading heading;
    struct carry carry;
    struct play play;
    play_begin(&play, r->record->slim, r->record->number, &heading, &carry);
    const bool known = cursor_u64(&r->detail) == BLOCK_VERSION;
    cursor_u64(&r->detail); /* the bytes of what it begins with */
    for (size_t i = 0; i < carry.count && !r->detail.damaged && !play.slim.damaged; i++)
        rename_entry(r, true, 0, &r->carry);
    cursor_take(&play.slim, carry.bytes);
    rename_turns(r, &play);
    return known && !r->detail.damaged && !play.slim.damaged;
}

enum status block_rename_all(const struct block_record *record, block_rename *rename, void *context,
                             struct arena *arena, struct bytes *detail) {
    struct renaming r = {.record = record,
                         .rename = rename,
                         .context = context,
                         .detail = cursor_of(record->detail),
                         .carry = codec_writer(arena),
                         .turns = codec_writer(arena)};
    const bool renamed = rename_block(&r);
    if (r.out_of_memory)
        return STATUS_NO_MEMORY;
    return renamed ? detail_whole(&r.carry, &r.turns, arena, detail) : STATUS_DAMAGED;
}
