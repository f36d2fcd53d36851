#include "proto/wire/convert.h"

#include "proto/model/limits.h"
#include "proto/model/text.h"
#include "proto/wire/fields.h"
#include "proto/wire/strict.h"

void convert_fail(struct conversion *c, enum status status) {
    if (c->status == STATUS_OK)
        c->status = status;
}

void *convert_array(struct conversion *c, size_t count, size_t size) {
    void *at = arena_array(c->arena, count, size);
    if (at == NULL)
        convert_fail(c, STATUS_NO_MEMORY);
    return at;
}

void *convert_message(struct conversion *c, const ProtobufCMessageDescriptor *contract) {
    ProtobufCMessage *message = convert_array(c, 1, contract->sizeof_message);
    if (message)
        protobuf_c_message_init(contract, message);
    return message;
}

char *convert_text(struct conversion *c, struct bytes text) {
    char *at = text.size ? convert_array(c, text.size + 1, 1) : NULL;
    if (at == NULL)
        return (char *)protobuf_c_empty_string;
    return memcpy(at, text.at, text.size);
}

ProtobufCBinaryData convert_data(struct bytes data) {
    /* protobuf-c only reads it when packing. */
    return (ProtobufCBinaryData){data.size, (uint8_t *)(uintptr_t)data.at};
}

struct bytes convert_bytes(ProtobufCBinaryData data) {
    return bytes_of(data.data, data.len);
}

struct bytes convert_id(struct conversion *c, ProtobufCBinaryData data) {
    if (data.len > MAX_ID_BYTES)
        convert_fail(c, STATUS_MALFORMED);
    return convert_bytes(data);
}

int convert_code(struct conversion *c, int value, int count) {
    if (value >= 0 && value < count)
        return value;
    convert_fail(c, STATUS_MALFORMED);
    return 0;
}

day_t convert_day(struct conversion *c, uint32_t number) {
    day_t day = number ? day_of_number(number) : DAY_NONE;
    if (number && day == DAY_NONE)
        convert_fail(c, STATUS_MALFORMED);
    return day;
}

void convert_fixed(struct conversion *c, ProtobufCBinaryData data, uint8_t *out, size_t size) {
    if (data.len == size)
        memcpy(out, data.data, size);
    else
        convert_fail(c, STATUS_MALFORMED);
}

void convert_fixed_or_absent(struct conversion *c, ProtobufCBinaryData data, uint8_t *out,
                             size_t size) {
    memset(out, 0, size);
    if (data.len != 0)
        convert_fixed(c, data, out, size);
}

void convert_agb(struct conversion *c, const char *text, struct agb *agb) {
    *agb = (struct agb){""};
    if (*text != '\0' && !agb_parse(bytes_of_text(text), agb))
        convert_fail(c, STATUS_MALFORMED);
}

void convert_gemeente(struct conversion *c, const char *text, char gemeente[GEMEENTE_DIGITS + 1]) {
    struct bytes code = bytes_of_text(text);
    memset(gemeente, 0, GEMEENTE_DIGITS + 1);
    if (code.size == 0)
        return;
    if (text_is_digits(code, GEMEENTE_DIGITS))
        memcpy(gemeente, text, GEMEENTE_DIGITS);
    else
        convert_fail(c, STATUS_MALFORMED);
}

struct appetite {
    struct arena *arena;
    bool exhausted;
};

static void *give(void *allocator_data, size_t size) {
    struct appetite *appetite = allocator_data;
    void *at = arena_alloc(appetite->arena, size);
    if (at == NULL)
        appetite->exhausted = true;
    return at;
}

static void take_back(void *allocator_data, void *at) {
    /* The arena forgets everything at once. */
    (void)allocator_data;
    (void)at;
}

enum status convert_unpack(const ProtobufCMessageDescriptor *contract, struct bytes body,
                           struct arena *arena, void *message) {
    struct appetite appetite = {arena, false};
    ProtobufCAllocator allocator = {give, take_back, &appetite};
    ProtobufCMessage *unpacked =
        protobuf_c_message_unpack(contract, &allocator, body.size, body.at);
    if (unpacked == NULL)
        return appetite.exhausted ? STATUS_NO_MEMORY : STATUS_MALFORMED;
    memcpy(message, unpacked, contract->sizeof_message);
    return STATUS_OK;
}

enum status convert_decode(const ProtobufCMessageDescriptor *contract, struct bytes body,
                           struct arena *arena, void *message) {
    size_t fields = 0;
    if (body.size == 0 || !strict_message(contract, body, &fields))
        return STATUS_MALFORMED;
    return convert_unpack(contract, body, arena, message);
}

static size_t embedded_size(const struct embedded *embedded) {
    size_t size = 0;
    for (size_t i = 0; i < embedded->count; i++)
        size += field_size(embedded->number, embedded->parts[i]);
    return size;
}

static uint8_t *write_embedded(uint8_t *at, const struct embedded *embedded) {
    for (size_t i = 0; i < embedded->count; i++)
        at = field_write(at, embedded->number, embedded->parts[i]);
    return at;
}

enum status convert_pack(struct conversion *c, const ProtobufCMessage *message,
                         const struct embedded *embedded, struct bytes *out) {
    static const struct embedded none;
    if (embedded == NULL)
        embedded = &none;
    if (c->status != STATUS_OK)
        return c->status;
    size_t size = protobuf_c_message_get_packed_size(message) + embedded_size(embedded);
    uint8_t *room = convert_array(c, size, 1);
    if (room == NULL)
        return c->status;
    write_embedded(room + protobuf_c_message_pack(message, room), embedded);
    *out = bytes_of(room, size);
    return STATUS_OK;
}

struct bytes convert_join(struct conversion *c, struct bytes fields, const struct embedded *lists,
                          size_t list_count) {
    size_t size = fields.size;
    if (c->status != STATUS_OK)
        return bytes_of(NULL, 0);
    for (size_t i = 0; i < list_count; i++)
        size += embedded_size(&lists[i]);
    uint8_t *room = convert_array(c, size, 1);
    if (room == NULL)
        return bytes_of(NULL, 0);
    if (fields.size > 0)
        memcpy(room, fields.at, fields.size);
    uint8_t *at = room + fields.size;
    for (size_t i = 0; i < list_count; i++)
        at = write_embedded(at, &lists[i]);
    return bytes_of(room, size);
}

enum status convert_decode_embedded(const ProtobufCMessageDescriptor *contract, struct bytes body,
                                    struct arena *arena, void *message, struct embedded *embedded) {
    size_t fields = 0;
    if (body.size == 0 || !strict_message(contract, body, &fields))
        return STATUS_MALFORMED;
    struct bytes rest, copy = arena_copy(arena, body);
    size_t count = field_count(body, embedded->number);
    struct bytes *parts = arena_array(arena, count, sizeof *parts);
    if (copy.at == NULL || parts == NULL)
        return STATUS_NO_MEMORY;
    enum status status = field_leave_out(copy, embedded->number, embedded->number, arena, &rest);
    if (status == STATUS_OK)
        status = convert_unpack(contract, rest, arena, message);
    if (status != STATUS_OK)
        return status;
    field_values(copy, embedded->number, parts);
    embedded->count = count;
    embedded->parts = parts;
    return STATUS_OK;
}
