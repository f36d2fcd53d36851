#include "proto/wire/fields.h"

enum { MAX_VARINT_BYTES = 10, TYPE_BITS = 3, TYPE_MASK = 7 };

/* Each step returns the byte after what it took; NULL: it is not there. Bare pointers, since
 * this is what every byte of a stranger's costs us. */

static const uint8_t *pass_long_varint(const uint8_t *at, const uint8_t *end, uint64_t *value) {
    uint64_t sum = 0;
    for (unsigned i = 0; at < end && i < MAX_VARINT_BYTES; i++) {
        uint8_t byte = *at++;
        /* Of the tenth byte only one bit still fits. */
        if (i == MAX_VARINT_BYTES - 1 && byte > 1)
            return NULL;
        sum |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            *value = sum;
            return at;
        }
    }
    return NULL;
}

/* Nearly all tags and lengths are of one byte. */
static inline const uint8_t *pass_varint(const uint8_t *at, const uint8_t *end, uint64_t *value) {
    if (at == end || *at >= 0x80)
        return pass_long_varint(at, end, value);
    *value = *at;
    return at + 1;
}

static inline const uint8_t *pass_fixed(const uint8_t *at, const uint8_t *end, uint64_t size) {
    return size <= (uint64_t)(end - at) ? at + size : NULL;
}

/* `*value` is moved behind the length, if there is one. */
static inline const uint8_t *pass_value(const uint8_t **value, const uint8_t *end, uint32_t type) {
    uint64_t number;
    switch (type) {
    case WIRE_VARINT:
        return pass_varint(*value, end, &number);
    case WIRE_64BIT:
        return pass_fixed(*value, end, 8);
    case WIRE_LENGTH:
        *value = pass_varint(*value, end, &number);
        return *value ? pass_fixed(*value, end, number) : NULL;
    case WIRE_32BIT:
        return pass_fixed(*value, end, 4);
    }
    return NULL; /* groups, and types nobody ever gave a meaning */
}

bool field_take_varint(struct bytes *rest, uint64_t *value) {
    if (rest->size == 0)
        return false;
    const uint8_t *end = rest->at + rest->size, *after = pass_varint(rest->at, end, value);
    if (after == NULL)
        return false;
    *rest = bytes_of(after, (size_t)(end - after));
    return true;
}

bool field_take(struct bytes *rest, struct field *field) {
    if (rest->size == 0)
        return false;
    const uint8_t *start = rest->at, *end = start + rest->size;
    uint64_t tag;
    const uint8_t *value = pass_varint(start, end, &tag);
    if (value == NULL || tag > UINT32_MAX || tag >> TYPE_BITS == 0)
        return false;
    const uint8_t *after = pass_value(&value, end, tag & TYPE_MASK);
    if (after == NULL)
        return false;
    field->number = (uint32_t)(tag >> TYPE_BITS);
    field->type = (enum wire_type)(tag & TYPE_MASK);
    field->whole = bytes_of(start, (size_t)(after - start));
    field->value = bytes_of(value, (size_t)(after - value));
    rest->at = after;
    rest->size = (size_t)(end - after);
    return true;
}

size_t field_count(struct bytes body, uint32_t number) {
    size_t count = 0;
    struct field field;
    while (field_take(&body, &field))
        count += field.number == number;
    return count;
}

void field_values(struct bytes body, uint32_t number, struct bytes *values) {
    struct field field;
    while (field_take(&body, &field))
        if (field.number == number)
            *values++ = field.value;
}

enum status field_leave_out(struct bytes body, uint32_t first, uint32_t last, struct arena *arena,
                            struct bytes *kept) {
    uint8_t *room = arena_alloc(arena, body.size), *end = room;
    struct field field;
    if (room == NULL)
        return STATUS_NO_MEMORY;
    while (field_take(&body, &field)) {
        if (field.number >= first && field.number <= last)
            continue;
        memcpy(end, field.whole.at, field.whole.size);
        end += field.whole.size;
    }
    *kept = bytes_of(room, (size_t)(end - room));
    return STATUS_OK;
}

static size_t varint_size(uint64_t value) {
    size_t size = 1;
    while (value >>= 7)
        size++;
    return size;
}

uint8_t *field_write_varint(uint8_t *at, uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        *at++ = (uint8_t)(value | 0x80);
    *at++ = (uint8_t)value;
    return at;
}

static uint64_t length_tag(uint32_t number) {
    return (uint64_t)number << TYPE_BITS | WIRE_LENGTH;
}

size_t field_size(uint32_t number, struct bytes value) {
    return varint_size(length_tag(number)) + varint_size(value.size) + value.size;
}

uint8_t *field_write(uint8_t *at, uint32_t number, struct bytes value) {
    at = field_write_varint(at, length_tag(number));
    at = field_write_varint(at, value.size);
    if (value.size)
        memcpy(at, value.at, value.size);
    return at + value.size;
}

uint8_t *field_write_number(uint8_t *at, uint32_t number, uint64_t value) {
    if (value == 0)
        return at;
    at = field_write_varint(at, (uint64_t)number << TYPE_BITS | WIRE_VARINT);
    return field_write_varint(at, value);
}
