#include "daemon/domain/block_detail.h"

#include "daemon/domain/block_names.h"

/* An entry's first byte. */
enum {
    GIVEN_NAME = 1 << 0, /* new: its name is a number (block_names.h) */
    SAME_DATES = 1 << 0, /* not new */
    OPENED_NOW = 1 << 1, /* new: its wait is this event */
    JEUGDIGE_SHIFT = 2,
    JEUGDIGE_MASK = 3 << JEUGDIGE_SHIFT,
    USUAL_DATES = 1 << 4, /* these two, and no others */
    SINCE_FIRST = 1 << 5, /* the first date is the start */
    FIRST_BITS = 6
};
enum { USUAL = 1 << 0 | 1 << 1 };

/* How a jeugdige is written, SHIFTed: one whose name was given as a number besides. */
enum { JEUGDIGE_GIVEN = JEUGDIGE_SAME + 1 };

static uint64_t zigzag(int64_t value) {
    return ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0);
}

static void put(struct codec *codec, uint64_t value) {
    codec_u64(codec, &value);
}

static void put_name(struct codec *codec, const uint8_t name[BLOCK_NAME_BYTES]) {
    codec_raw(codec, (void *)(uintptr_t)name, BLOCK_NAME_BYTES);
}

/* ---- writing */

static unsigned first_byte(const struct detail_entry *entry, uint64_t event) {
    const bool is_given =
        entry->jeugdige == JEUGDIGE_NAMED && block_name_is_given(entry->pseudonym);
    unsigned first = (is_given ? JEUGDIGE_GIVEN : (unsigned)entry->jeugdige) << JEUGDIGE_SHIFT;
    if (entry->is_new && block_name_is_given(entry->name))
        first |= GIVEN_NAME;
    if (entry->is_new && entry->wait == event)
        first |= OPENED_NOW;
    if (!entry->is_new && entry->same_dates)
        return first | SAME_DATES;
    if (entry->there == USUAL)
        first |= USUAL_DATES;
    if ((entry->there & 1) && entry->since[0] == 0)
        first |= SINCE_FIRST;
    return first;
}

/* A number near which the jeugdige's is, when it was given as well. */
static uint64_t put_new(struct codec *codec, const struct detail_entry *entry, unsigned first) {
    const uint64_t number = block_given_number(entry->name);
    if (first & GIVEN_NAME)
        put(codec, number);
    else
        put_name(codec, entry->name);
    if (!(first & OPENED_NOW))
        put(codec, entry->wait);
    return first & GIVEN_NAME ? number : 0;
}

static void put_jeugdige(struct codec *codec, const struct detail_entry *entry, unsigned how,
                         uint64_t near) {
    if (how == JEUGDIGE_NONE || how == JEUGDIGE_SAME)
        return;
    put(codec, entry->epoch);
    if (how == JEUGDIGE_NAMED)
        put_name(codec, entry->pseudonym);
    else
        put(codec, zigzag((int64_t)block_given_number(entry->pseudonym) - (int64_t)near));
}

static void put_dates(struct codec *codec, const struct detail_entry *entry, unsigned first) {
    if (!(first & USUAL_DATES))
        put(codec, entry->there);
    for (unsigned i = first & SINCE_FIRST ? 1 : 0; i < BLOCK_DATES; i++)
        if (entry->there & (1U << i))
            put(codec, zigzag(entry->since[i]));
}

void detail_put(struct codec *codec, const struct detail_entry *entry, uint64_t event) {
    const unsigned first = first_byte(entry, event);
    put(codec, first);
    const uint64_t near = entry->is_new ? put_new(codec, entry, first) : 0;
    put_jeugdige(codec, entry, (first & JEUGDIGE_MASK) >> JEUGDIGE_SHIFT, near);
    if (entry->is_new || !entry->same_dates)
        put_dates(codec, entry, first);
}

enum status detail_whole(const struct codec *carry, const struct codec *turns, struct arena *arena,
                         struct bytes *detail) {
    struct codec whole = codec_writer(arena);
    codec_fail(&whole, carry->failure);
    codec_fail(&whole, turns->failure);
    put(&whole, BLOCK_VERSION);
    put(&whole, carry->used);
    codec_raw(&whole, carry->room, carry->used);
    codec_raw(&whole, turns->room, turns->used);
    return codec_written(&whole, detail);
}

/* ---- reading */

static uint64_t take_new(struct cursor *detail, unsigned first, uint64_t event,
                         struct detail_entry *entry) {
    uint64_t number = 0;
    if (first & GIVEN_NAME) {
        number = cursor_below(detail, (size_t)UINT32_MAX + 1);
        block_set_number(number, entry->name);
    } else {
        cursor_copy(detail, entry->name, BLOCK_NAME_BYTES);
    }
    entry->wait = first & OPENED_NOW ? event : cursor_u64(detail);
    return number;
}

static void take_jeugdige(struct cursor *detail, unsigned how, uint64_t near,
                          struct detail_entry *entry) {
    entry->jeugdige = how == JEUGDIGE_GIVEN ? JEUGDIGE_NAMED : (enum detail_jeugdige)how;
    detail->damaged |= how == JEUGDIGE_SAME && entry->is_new;
    if (entry->jeugdige != JEUGDIGE_NAMED)
        return;
    entry->epoch = (uint32_t)cursor_below(detail, (size_t)UINT32_MAX + 1);
    if (how == JEUGDIGE_NAMED) {
        cursor_copy(detail, entry->pseudonym, BLOCK_NAME_BYTES);
        return;
    }
    const uint64_t number = near + (uint64_t)cursor_i64(detail);
    detail->damaged |= number > UINT32_MAX;
    block_set_number(number & UINT32_MAX, entry->pseudonym);
}

static void take_dates(struct cursor *detail, unsigned first, struct detail_entry *entry) {
    entry->there = first & USUAL_DATES ? USUAL : (unsigned)cursor_below(detail, 1U << BLOCK_DATES);
    detail->damaged |= (first & SINCE_FIRST) && !(entry->there & 1);
    entry->since[0] = 0;
    for (unsigned i = first & SINCE_FIRST ? 1 : 0; i < BLOCK_DATES; i++)
        if (entry->there & (1U << i))
            entry->since[i] = cursor_i64(detail);
}

void detail_take(struct cursor *detail, bool is_new, uint64_t event, struct detail_entry *entry) {
    const unsigned first = (unsigned)cursor_below(detail, 1U << FIRST_BITS);
    entry->is_new = is_new;
    const uint64_t near = is_new ? take_new(detail, first, event, entry) : 0;
    take_jeugdige(detail, (first & JEUGDIGE_MASK) >> JEUGDIGE_SHIFT, near, entry);
    entry->same_dates = !is_new && (first & SAME_DATES);
    entry->there = 0;
    if (!entry->same_dates)
        take_dates(detail, first, entry);
}
