#include "daemon/domain/block.h"

#include "daemon/domain/block_parts.h"
#include "daemon/domain/codec.h"

const instant_t moment_units[3] = {1, MICROSECONDS_PER_SECOND, 60 * MICROSECONDS_PER_SECOND};

day_t block_of_day(day_t day) {
    return day / BLOCK_DAYS - (day % BLOCK_DAYS < 0);
}

day_t *block_date(struct place *place, unsigned index) {
    day_t *const dates[BLOCK_DATES] = {&place->aanmelddatum,   &place->verwijsdatum,
                                       &place->compleet_datum, &place->toewijzingsdatum,
                                       &place->intakedatum,    &place->oorspronkelijke_aanmelddatum,
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

/* ---- both parts */

enum status block_join(const struct block_record *record, struct arena *arena,
                       struct bytes *joined) {
    struct codec codec = codec_writer(arena);
    struct bytes slim = record->slim;
    codec_bytes(&codec, &slim);
    codec_copy(&codec, record->detail);
    return codec_written(&codec, joined);
}

enum status block_split(struct bytes joined, struct block_record *record) {
    struct cursor cursor = cursor_of(joined);
    const size_t size = (size_t)cursor_u64(&cursor);
    const uint8_t *slim = cursor_take(&cursor, size);
    if (cursor.damaged || size == 0 || cursor.at == cursor.end)
        return STATUS_DAMAGED;
    record->slim = bytes_of(slim, size);
    record->detail = bytes_of(cursor.at, (size_t)(cursor.end - cursor.at));
    return STATUS_OK;
}

/* ---- reading */

struct long_number cursor_long(const uint8_t *at, const uint8_t *end) {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && at < end; shift += 7) {
        uint8_t byte = *at++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return (struct long_number){value, at};
    }
    return (struct long_number){0, NULL};
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
    heading->first_event = heading->first_day == DAY_NONE ? 0 : cursor_u64(cursor);
    heading->last_day = read_day(cursor);
    heading->last_event = heading->last_day == DAY_NONE ? 0 : cursor_u64(cursor);
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

const uint8_t *cursor_aanname(struct cursor *cursor) {
    size_t count = cursor_below(cursor, HULPVORM_COUNT + 1);
    const uint8_t *aanname = cursor_take(cursor, count);
    cursor->damaged |= count != 0 && count != HULPVORM_COUNT;
    for (size_t i = 0; !cursor->damaged && i < count; i++)
        cursor->damaged |= aanname[i] >= AANNAME_COUNT;
    return cursor->damaged || count == 0 ? NULL : aanname;
}
