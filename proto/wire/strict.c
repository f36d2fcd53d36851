#include "proto/wire/strict.h"

#include "proto/model/text.h"

/* Which singular fields were seen is kept in one word. */
enum { MAX_FIELDS = 64 };

static enum wire_type type_on_the_wire(ProtobufCType type) {
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        return WIRE_LENGTH;
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return WIRE_64BIT;
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
        return WIRE_32BIT;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_BOOL:
    case PROTOBUF_C_TYPE_ENUM:
        return WIRE_VARINT;
    }
    return WIRE_VARINT;
}

static bool strict_packed(enum wire_type type, struct bytes value) {
    uint64_t number;
    if (type == WIRE_64BIT)
        return value.size % 8 == 0;
    if (type == WIRE_32BIT)
        return value.size % 4 == 0;
    while (value.size > 0)
        if (!field_take_varint(&value, &number))
            return false;
    return true;
}

static bool strict_string(struct bytes value) {
    return value.size == 0 || (memchr(value.at, 0, value.size) == NULL && text_is_utf8(value));
}

static bool strict_value(const ProtobufCFieldDescriptor *contract, const struct field *field,
                         size_t *fields) {
    enum wire_type expected = type_on_the_wire(contract->type);
    bool repeated = contract->label == PROTOBUF_C_LABEL_REPEATED;
    if (repeated && expected != WIRE_LENGTH && field->type == WIRE_LENGTH)
        return strict_packed(expected, field->value);
    if (field->type != expected)
        return false;
    if (contract->type == PROTOBUF_C_TYPE_STRING)
        return strict_string(field->value);
    if (contract->type == PROTOBUF_C_TYPE_MESSAGE)
        return strict_message(contract->descriptor, field->value, fields);
    return true;
}

/* Fields mostly come as the contract names them, or the same one again; looking one up takes
 * longer than all the rest. NULL: unknown. */
static const ProtobufCFieldDescriptor *find(struct strict *strict, uint32_t number) {
    const ProtobufCMessageDescriptor *contract = strict->contract;
    for (unsigned at = strict->at; at < contract->n_fields && at <= strict->at + 1; at++)
        if (contract->fields[at].id == number) {
            strict->at = at;
            return &contract->fields[at];
        }
    const ProtobufCFieldDescriptor *known =
        protobuf_c_message_descriptor_get_field(contract, number);
    if (known)
        strict->at = (unsigned)(known - contract->fields);
    return known;
}

struct strict strict_begin(const ProtobufCMessageDescriptor *contract) {
    ENSURE(contract->n_fields <= MAX_FIELDS);
    return (struct strict){.contract = contract};
}

bool strict_field(struct strict *strict, const struct field *field, size_t *fields) {
    ++*fields;
    const ProtobufCFieldDescriptor *known = find(strict, field->number);
    if (known == NULL)
        return true;
    uint64_t bit = UINT64_C(1) << strict->at;
    if (known->label != PROTOBUF_C_LABEL_REPEATED && (strict->seen & bit))
        return false;
    strict->seen |= bit;
    return strict_value(known, field, fields);
}

bool strict_message(const ProtobufCMessageDescriptor *contract, struct bytes body, size_t *fields) {
    struct strict strict = strict_begin(contract);
    struct field field;
    while (body.size > 0)
        if (!field_take(&body, &field) || !strict_field(&strict, &field, fields))
            return false;
    return true;
}
