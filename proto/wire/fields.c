#include "proto/wire/fields.h"

enum { MAX_VARINT_BYTES = 10, TYPE_BITS = 3, TYPE_MASK = 7 };

static void skip(struct bytes *rest, size_t size) {
    rest->at += size;
    rest->size -= size;
}

bool field_take_varint(struct bytes *rest, uint64_t *value) {
    uint64_t sum = 0;
    for (size_t i = 0; i < rest->size && i < MAX_VARINT_BYTES; i++) {
        uint8_t byte = rest->at[i];
        /* Of the tenth byte only one bit still fits. */
        if (i == MAX_VARINT_BYTES - 1 && byte > 1)
            return false;
        sum |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            *value = sum;
            skip(rest, i + 1);
            return true;
        }
    }
    return false;
}

static bool take_fixed(struct bytes *rest, uint64_t size, struct bytes *value) {
    if (size > rest->size)
        return false;
    *value = bytes_of(rest->at, (size_t)size);
    skip(rest, (size_t)size);
    return true;
}

static bool take_value(struct bytes *rest, uint32_t type, struct bytes *value) {
    const uint8_t *start = rest->at;
    uint64_t number;
    switch (type) {
    case WIRE_VARINT:
        if (!field_take_varint(rest, &number))
            return false;
        *value = bytes_of(start, (size_t)(rest->at - start));
        return true;
    case WIRE_64BIT:
        return take_fixed(rest, 8, value);
    case WIRE_LENGTH:
        return field_take_varint(rest, &number) && take_fixed(rest, number, value);
    case WIRE_32BIT:
        return take_fixed(rest, 4, value);
    }
    return false; /* groups, and types nobody ever gave a meaning */
}

bool field_take(struct bytes *rest, struct field *field) {
    struct bytes after = *rest;
    struct field found;
    uint64_t tag;
    if (!field_take_varint(&after, &tag) || tag > UINT32_MAX || tag >> TYPE_BITS == 0)
        return false;
    if (!take_value(&after, tag & TYPE_MASK, &found.value))
        return false;
    found.number = (uint32_t)(tag >> TYPE_BITS);
    found.type = (enum wire_type)(tag & TYPE_MASK);
    found.whole = bytes_of(rest->at, rest->size - after.size);
    *field = found;
    *rest = after;
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
