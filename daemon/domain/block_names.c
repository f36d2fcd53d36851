#include "daemon/domain/block_names.h"

#include "daemon/domain/block_play.h"

enum { ZERO_BYTES = 4 };

void block_give_name(uint64_t number, uint8_t name[BLOCK_NAME_BYTES]) {
    ENSURE(number >= 1 && number <= UINT32_MAX);
    memset(name, 0, BLOCK_NAME_BYTES);
    for (unsigned i = 0; i < BLOCK_NAME_BYTES - ZERO_BYTES; i++)
        name[BLOCK_NAME_BYTES - 1 - i] = (uint8_t)(number >> (8 * i));
}

bool block_name_is_given(const uint8_t name[BLOCK_NAME_BYTES]) {
    static const uint8_t zeros[ZERO_BYTES];
    return memcmp(name, zeros, sizeof zeros) == 0;
}

/* Detail as it is read, and its copy, in which names stand at the same places. */
struct renaming {
    const struct block_record *record;
    block_rename *rename;
    void *context;
    struct cursor detail;
    uint8_t *copy;
    bool out_of_memory;
};

static void rename_next(struct renaming *r, enum block_name kind) {
    const size_t at = (size_t)(r->detail.at - r->record->detail.at);
    if (cursor_take(&r->detail, BLOCK_NAME_BYTES) && !r->out_of_memory)
        r->out_of_memory = !r->rename(r->context, kind, r->copy + at);
}

static void rename_entry(struct renaming *r, bool is_named) {
    if (is_named) {
        rename_next(r, BLOCK_NAME_PLACE);
        cursor_u64(&r->detail);
    }
    if (cursor_below(&r->detail, JEUGDIGE_SAME + 1) == JEUGDIGE_NAMED) {
        cursor_u64(&r->detail);
        rename_next(r, BLOCK_NAME_JEUGDIGE);
    }
    for (size_t dates = cursor_below(&r->detail, 1U << BLOCK_DATES); dates; dates &= dates - 1)
        cursor_u64(&r->detail);
}

static void rename_turns(struct renaming *r, struct play *play) {
    struct played_moment moment;
    struct played_turn turn = {0};
    while (play_has_more(play) && !r->detail.damaged) {
        play_moment(play, &moment);
        for (size_t i = 0; i < moment.turn_count && play_turn(play, &turn); i++)
            if (turn.kind != TURN_LEFT)
                rename_entry(r, turn.kind != TURN_CHANGED);
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
        rename_entry(r, true);
    cursor_take(&play.slim, carry.bytes);
    rename_turns(r, &play);
    return known && !r->detail.damaged && !play.slim.damaged;
}

enum status block_rename_all(const struct block_record *record, block_rename *rename, void *context,
                             struct arena *arena, struct bytes *detail) {
    const struct bytes copy = arena_copy(arena, record->detail);
    struct renaming r = {.record = record,
                         .rename = rename,
                         .context = context,
                         .detail = cursor_of(record->detail),
                         .copy = (uint8_t *)(uintptr_t)copy.at};
    if (copy.at == NULL)
        return STATUS_NO_MEMORY;
    const bool renamed = rename_block(&r);
    if (r.out_of_memory)
        return STATUS_NO_MEMORY;
    if (renamed)
        *detail = copy;
    return renamed ? STATUS_OK : STATUS_DAMAGED;
}
