#include "daemon/domain/block.h"

#include <assert.h>

#include "daemon/domain/block_parts.h"

const instant_t moment_units[3] = {1, MICROSECONDS_PER_SECOND, 60 * MICROSECONDS_PER_SECOND};

day_t block_of_day(day_t day) {
    return day / BLOCK_DAYS - (day % BLOCK_DAYS < 0);
}

/* ---- traits: the commonest first, so that most are short */

enum { GEMEENTE_LIMIT = 10000, AGB_LIMIT = 100000000 };

static_assert(HULPVORM_COUNT <= 32 && MAATREGEL_COUNT <= 16 && URGENTIE_COUNT <= 8 &&
                  OVERBRUGGING_COUNT <= 8 && LEEFTIJDSBAND_COUNT <= 8,
              "the bits of traits");

static unsigned number_of(const char *digits, size_t count) {
    unsigned number = 0;
    for (size_t i = 0; i < count; i++) {
        ENSURE(digits[i] >= '0' && digits[i] <= '9');
        number = number * 10 + (unsigned)(digits[i] - '0');
    }
    return number;
}

static void write_digits(unsigned number, char *digits, size_t count) {
    for (size_t i = count; i > 0; i--, number /= 10)
        digits[i - 1] = (char)('0' + number % 10);
}

static void push(uint64_t *bits, unsigned *used, unsigned value, unsigned width) {
    ENSURE(value < 1U << width);
    *bits |= (uint64_t)value << *used;
    *used += width;
}

struct traits traits_of(const struct place *place) {
    struct traits traits = {0, 0};
    unsigned used = 0;
    push(&traits.bits, &used, place->hulpvorm, 5);
    push(&traits.bits, &used, number_of(place->gemeente, GEMEENTE_DIGITS), 14);
    push(&traits.bits, &used, place->maatregel, 4);
    push(&traits.bits, &used, place->urgentie, 3);
    push(&traits.bits, &used, place->overbrugging, 3);
    push(&traits.bits, &used, place->eigen_wens, 1);
    push(&traits.bits, &used, place->leeftijdsband, 3);
    push(&traits.bits, &used, place->productcategorie, 7);
    if (place->gi.text[0])
        traits.gi = number_of(place->gi.text, AGB_DIGITS) + 1;
    return traits;
}

static unsigned pull(uint64_t *bits, unsigned width) {
    unsigned value = (unsigned)(*bits & ((UINT64_C(1) << width) - 1));
    *bits >>= width;
    return value;
}

bool traits_possible(struct traits traits) {
    uint64_t rest = traits.bits;
    bool possible = pull(&rest, 5) < HULPVORM_COUNT;
    possible &= pull(&rest, 14) < GEMEENTE_LIMIT;
    possible &= pull(&rest, 4) < MAATREGEL_COUNT;
    possible &= pull(&rest, 3) < URGENTIE_COUNT;
    possible &= pull(&rest, 3) < OVERBRUGGING_COUNT;
    pull(&rest, 1);
    possible &= pull(&rest, 3) < LEEFTIJDSBAND_COUNT;
    pull(&rest, 7);
    return possible && rest == 0 && traits.gi <= AGB_LIMIT;
}

void traits_read(struct traits traits, struct place *place) {
    uint64_t rest = traits.bits;
    *place = (struct place){.maatregel_start = DAY_NONE,
                            .urgentie_datum = DAY_NONE,
                            .overbrugging_sinds = DAY_NONE,
                            .laatst_geverifieerd = DAY_NONE,
                            .oorspronkelijke_aanmelddatum = DAY_NONE,
                            .aanmelddatum = DAY_NONE,
                            .verwijsdatum = DAY_NONE,
                            .toewijzingsdatum = DAY_NONE,
                            .compleet_datum = DAY_NONE,
                            .intakedatum = DAY_NONE};
    place->hulpvorm = (enum hulpvorm)pull(&rest, 5);
    write_digits(pull(&rest, 14), place->gemeente, GEMEENTE_DIGITS);
    place->maatregel = (enum maatregel)pull(&rest, 4);
    place->urgentie = (enum urgentie)pull(&rest, 3);
    place->overbrugging = (enum overbrugging)pull(&rest, 3);
    place->eigen_wens = pull(&rest, 1);
    place->leeftijdsband = (enum leeftijdsband)pull(&rest, 3);
    place->productcategorie = pull(&rest, 7);
    if (traits.gi)
        write_digits(traits.gi - 1, place->gi.text, AGB_DIGITS);
}

day_t *block_date(struct place *place, unsigned index) {
    day_t *const dates[BLOCK_DATES] = {
        &place->aanmelddatum,     &place->verwijsdatum, &place->compleet_datum,
        &place->toewijzingsdatum, &place->intakedatum,  &place->oorspronkelijke_aanmelddatum,
        &place->maatregel_start};
    return dates[index];
}

static bool same_jeugdige(const struct place *a, const struct place *b) {
    if (!a->has_pseudonym || !b->has_pseudonym)
        return a->has_pseudonym == b->has_pseudonym;
    return a->pseudonym_epoch == b->pseudonym_epoch &&
           memcmp(a->pseudonym, b->pseudonym, BLOCK_NAME_BYTES) == 0;
}

bool block_entry_same(const struct block_entry *a, const struct block_entry *b) {
    for (unsigned i = 0; i < BLOCK_DATES; i++)
        if (block_date_of(a->place, i) != block_date_of(b->place, i))
            return false;
    return a->start == b->start && same_jeugdige(a->place, b->place) &&
           traits_same(traits_of(a->place), traits_of(b->place));
}

/* ---- reading */

uint64_t cursor_long(struct cursor *cursor) {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && cursor->at < cursor->end; shift += 7) {
        uint8_t byte = *cursor->at++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
    cursor->damaged = true;
    cursor->at = cursor->end;
    return 0;
}

static day_t read_day(struct cursor *cursor) {
    uint64_t zigzag = cursor_u64(cursor);
    if (zigzag == 0)
        return DAY_NONE;
    zigzag--;
    return cursor_shift(cursor, 0, (int64_t)(zigzag >> 1) ^ -(int64_t)(zigzag & 1));
}

void cursor_heading(struct cursor *cursor, struct block_heading *heading) {
    cursor->damaged |= cursor_u64(cursor) != BLOCK_VERSION;
    heading->first_day = read_day(cursor);
    heading->last_day = read_day(cursor);
    heading->last_moment = cursor_i64(cursor);
    heading->open_count = (size_t)cursor_u64(cursor);
}

enum status block_read_heading(struct bytes slim, struct block_heading *heading) {
    struct cursor cursor = cursor_of(slim);
    struct block_heading found;
    cursor_heading(&cursor, &found);
    if (cursor.damaged)
        return STATUS_DAMAGED;
    *heading = found;
    return STATUS_OK;
}

struct traits cursor_traits(struct cursor *cursor) {
    struct traits traits = {.bits = cursor_u64(cursor)};
    traits.gi = (uint32_t)cursor_below(cursor, UINT32_MAX);
    return traits;
}

const uint8_t *cursor_aanname(struct cursor *cursor) {
    size_t count = cursor_below(cursor, HULPVORM_COUNT + 1);
    const uint8_t *aanname = cursor_take(cursor, count);
    cursor->damaged |= count != 0 && count != HULPVORM_COUNT;
    for (size_t i = 0; !cursor->damaged && i < count; i++)
        cursor->damaged |= aanname[i] >= AANNAME_COUNT;
    return cursor->damaged || count == 0 ? NULL : aanname;
}
