/* What writing and reading blocks have in common. Private to block*.c. */
#ifndef WACHTPOST_DOMAIN_BLOCK_PARTS_H
#define WACHTPOST_DOMAIN_BLOCK_PARTS_H

#include "daemon/domain/block.h"
#include "daemon/domain/traits.h"

enum { BLOCK_VERSION = 1 };

/* A moment's first byte. */
enum {
    MOMENT_APPLIED = 1 << 0,
    MOMENT_INHERITED = 1 << 1,
    MOMENT_AANNAME = 1 << 2, /* other than before: it follows */
    MOMENT_UNIT_SHIFT = 3,   /* of the time since the one before: index in moment_units, */
    MOMENT_UNITS = 3,        /* ... or else it is as much as that was after the one before it */
    MOMENT_BITS = 5
};
extern const instant_t moment_units[3];

/* A turn's first byte: kind, a flag, reason. */
enum {
    TURN_KIND_MASK = 3,
    TURN_FLAG = 1 << 2,       /* LEFT and PASSED: last; else: reinstated */
    TURN_REDEN_SHIFT = 3,     /* LEFT and PASSED */
    TURN_SAME_START = 1 << 3, /* CHANGED: as before, and so on */
    TURN_SAME_WHERE = 1 << 4, /* where, and GI */
    TURN_SAME_TRAITS = 1 << 5
};

/* Traits, in three parts: where (traits_where) and GI (traits_gi) by their codes in this block, the
 * rest (traits_rest) as it is, and above it the GI's code, or that it follows. */
enum { WHERE_BYTES = 3, GI_BYTES = 4, REST_BYTES = 3, GI_FOLLOWS = 7 };
_Static_assert(TRAIT_WHERE_BITS <= 8 * WHERE_BYTES && TRAIT_REST_BITS + 3 == 8 * REST_BYTES,
               "each part fits its bytes, and the rest leaves three bits");

/* What a block begins with: the peilmoment in force. */
enum { CARRY_PEIL = 1 << 0, CARRY_INHERITED = 1 << 1 };

/* The dates of a place that a clock or a phase can ask for, in the order of the record. */
enum { BLOCK_DATES = 7 };
day_t *block_date(struct place *place, unsigned index);
static inline day_t block_date_of(const struct place *place, unsigned index) {
    struct place copy = *place;
    return *block_date(&copy, index);
}

/* Reading bytes that may be anybody's. The fast path of codec.h's letters. */
struct cursor {
    const uint8_t *at, *end;
    bool damaged;
};

/* A number of more than one byte, and where the next stands; NULL: damaged. By value, so that a
 * cursor whose address is nobody else's can stay in registers. */
struct long_number {
    uint64_t value;
    const uint8_t *next;
};
struct long_number cursor_long(const uint8_t *at, const uint8_t *end);
static inline uint64_t cursor_u64(struct cursor *cursor) {
    if (cursor->at < cursor->end && *cursor->at < 0x80)
        return *cursor->at++;
    const struct long_number number = cursor_long(cursor->at, cursor->end);
    cursor->damaged |= number.next == NULL;
    cursor->at = number.next ? number.next : cursor->end;
    return number.value;
}
static inline int64_t cursor_i64(struct cursor *cursor) {
    uint64_t zigzag = cursor_u64(cursor);
    return (int64_t)(zigzag >> 1) ^ -(int64_t)(zigzag & 1);
}
/* A number below `limit`. */
static inline size_t cursor_below(struct cursor *cursor, size_t limit) {
    uint64_t value = cursor_u64(cursor);
    if (value < limit)
        return (size_t)value;
    cursor->damaged = true;
    return 0;
}
/* A day that is `by` from `base`; damaged when that is none. */
static inline day_t cursor_shift(struct cursor *cursor, day_t base, int64_t by) {
    const bool is_far = by > UINT32_MAX || by < -(int64_t)UINT32_MAX; /* from any day to any */
    const int64_t day = is_far ? DAY_NONE : (int64_t)base + by;
    if (day > INT32_MAX || day <= DAY_NONE) {
        cursor->damaged = true;
        return base;
    }
    return (day_t)day;
}
/* `size` bytes where they stand; NULL: damaged. */
static inline const uint8_t *cursor_take(struct cursor *cursor, size_t size) {
    const uint8_t *at = cursor->at;
    if ((size_t)(cursor->end - at) < size) {
        cursor->damaged = true;
        return NULL;
    }
    cursor->at += size;
    return at;
}
static inline void cursor_copy(struct cursor *cursor, uint8_t *to, size_t size) {
    if ((size_t)(cursor->end - cursor->at) < size) {
        cursor->damaged = true;
        return;
    }
    memcpy(to, cursor->at, size);
    cursor->at += size;
}

/* A number of `size` bytes, at most 4, little end first. */
static inline uint32_t cursor_bytes(struct cursor *cursor, unsigned size) {
    const uint8_t *at = cursor_take(cursor, size);
    uint32_t value = 0;
    for (unsigned i = 0; at && i < size; i++)
        value |= (uint32_t)at[i] << (8 * i);
    return value;
}
static inline struct cursor cursor_of(struct bytes bytes) {
    return (struct cursor){bytes.at, bytes.at + bytes.size, bytes.size == 0};
}

/* The heading of a slim record; the cursor then stands at what the block begins with. */
void cursor_heading(struct cursor *cursor, struct block_heading *heading);
/* HULPVORM_COUNT codes where they stand, or NULL for none. */
const uint8_t *cursor_aanname(struct cursor *cursor);

static inline day_t block_first_day(day_t number) {
    return number * BLOCK_DAYS;
}

#endif
