/* Whether bytes are a message of the contract, to the letter. protobuf-c alone lets
 * too much through: NULs and bad UTF-8 in strings, fields that come twice, nothing
 * at all. Nothing is copied and no memory is taken; nesting is as deep as the
 * contract, which has no recursive message. */
#ifndef WACHTPOST_WIRE_STRICT_H
#define WACHTPOST_WIRE_STRICT_H

#include "proto/wire/fields.h"

#include <protobuf-c/protobuf-c.h>

/* Every field honest (fields.h) and of the type the contract gives it (repeated
 * numbers packed or not), no singular field twice, strings valid UTF-8 without NUL.
 * Unknown fields are passed over. An empty sub-message is in order; whether an empty
 * body is, the caller decides. Adds to *fields how many there are, at every depth:
 * what unpacking costs goes by that, not by the bytes. */
bool strict_message(const ProtobufCMessageDescriptor *contract, struct bytes body, size_t *fields);

/* The same field by field, for who looks at more than their form: a message is in order when
 * each of its fields is. */
struct strict {
    const ProtobufCMessageDescriptor *contract;
    uint64_t seen; /* singular fields, by their place in the contract */
    unsigned at;   /* the place of the last one that is known */
};
struct strict strict_begin(const ProtobufCMessageDescriptor *contract);
bool strict_field(struct strict *strict, const struct field *field, size_t *fields);

#endif
