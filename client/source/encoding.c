#include "client/source/encoding.h"

#include "client/source/fold.h"
#include "proto/model/text.h"

/* CP1252's 80 to 9F; 0: not in use. The rest is Latin-1. */
static const uint16_t cp1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool encoding_parse(struct bytes name, enum encoding *encoding) {
    char room[FOLDED_SIZE];
    const char *known = folded(name, room);
    if (strcmp(known, "utf8") == 0)
        *encoding = ENCODING_UTF8;
    else if (strcmp(known, "cp1252") == 0 || strcmp(known, "windows1252") == 0)
        *encoding = ENCODING_CP1252;
    else
        return false;
    return true;
}

/* At most four bytes; returns behind them. */
static uint8_t *put_utf8(uint8_t *at, uint32_t point) {
    if (point < 0x80) {
        *at++ = (uint8_t)point;
        return at;
    }
    int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const uint8_t first[] = {0, 0xC0, 0xE0, 0xF0};
    *at++ = (uint8_t)(first[more] | point >> (6 * more));
    while (more-- > 0)
        *at++ = (uint8_t)(0x80 | (point >> (6 * more) & 0x3F));
    return at;
}

/* The next code point of UTF-16; false: half a pair. */
static bool next_point(const uint8_t **at, const uint8_t *end, bool big, uint32_t *point) {
    uint32_t unit = (uint32_t)((*at)[big ? 0 : 1] << 8 | (*at)[big ? 1 : 0]);
    *at += 2;
    *point = unit;
    if (unit < 0xD800 || unit > 0xDFFF)
        return true;
    if (unit > 0xDBFF || end - *at < 2)
        return false;
    uint32_t low = (uint32_t)((*at)[big ? 0 : 1] << 8 | (*at)[big ? 1 : 0]);
    *at += 2;
    *point = 0x10000 + ((unit & 0x3FF) << 10 | (low & 0x3FF));
    return low >= 0xDC00 && low <= 0xDFFF;
}

enum status encoding_widen(struct bytes content, struct arena *arena, struct bytes *text) {
    bool big = content.size >= 2 && memcmp(content.at, "\xFE\xFF", 2) == 0;
    bool little = content.size >= 2 && memcmp(content.at, "\xFF\xFE", 2) == 0;
    *text = content;
    if (!big && !little)
        return STATUS_OK;
    if (content.size % 2 != 0)
        return STATUS_MALFORMED;
    /* A unit of two bytes takes at most three. */
    uint8_t *start = arena_array(arena, content.size / 2, 3), *out = start;
    if (!start)
        return STATUS_NO_MEMORY;
    for (const uint8_t *at = content.at + 2, *end = content.at + content.size; at < end;) {
        uint32_t point;
        if (!next_point(&at, end, big, &point))
            return STATUS_MALFORMED;
        out = put_utf8(out, point);
    }
    *text = bytes_of(start, (size_t)(out - start));
    return STATUS_OK;
}

bool encoding_field(enum encoding encoding, struct arena *arena, struct bytes *field,
                    bool *no_memory) {
    if (text_is_utf8(*field) && encoding != ENCODING_CP1252)
        return true;
    if (encoding == ENCODING_UTF8)
        return false;
    uint8_t *start = arena_array(arena, field->size, 3), *out = start;
    *no_memory = *no_memory || !start;
    if (!start)
        return false;
    for (size_t i = 0; i < field->size; i++) {
        uint8_t byte = field->at[i];
        uint32_t point = byte >= 0x80 && byte < 0xA0 ? cp1252[byte - 0x80] : byte;
        if (point == 0 && byte != 0)
            return false;
        out = put_utf8(out, point);
    }
    *field = bytes_of(start, (size_t)(out - start));
    return true;
}
