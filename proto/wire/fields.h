/* A protobuf message as a row of fields in the bytes, before anybody gives them a
 * meaning. Pure; copies nothing. */
#ifndef WACHTPOST_WIRE_FIELDS_H
#define WACHTPOST_WIRE_FIELDS_H

#include "proto/model/arena.h"

enum wire_type { WIRE_VARINT = 0, WIRE_64BIT = 1, WIRE_LENGTH = 2, WIRE_32BIT = 5 };

struct field {
    uint32_t number; /* never 0 */
    enum wire_type type;
    struct bytes whole; /* tag, length and value */
    struct bytes value; /* without tag and length */
};

/* Takes one field off the front of `rest`. False: no honest field stands there (a
 * length beyond the end, a varint over ten bytes or 64 bits, number 0, a group);
 * `rest` is then untouched. */
bool field_take(struct bytes *rest, struct field *field);
bool field_take_varint(struct bytes *rest, uint64_t *value);

/* How often a field stands in a message whose fields are all honest. */
size_t field_count(struct bytes body, uint32_t number);
/* Their values, in order, pointing into `body`; `values` has room for all of them. */
void field_values(struct bytes body, uint32_t number, struct bytes *values);
/* The message without the fields first..last, copied to the arena.
 * STATUS_NO_MEMORY only. */
enum status field_leave_out(struct bytes body, uint32_t first, uint32_t last, struct arena *arena,
                            struct bytes *kept) MUST_CHECK;

/* Writes a length-delimited field: how many bytes that takes, and the writing itself,
 * which returns the byte after it. */
size_t field_size(uint32_t number, struct bytes value);
uint8_t *field_write(uint8_t *at, uint32_t number, struct bytes value);
/* A singular number, which takes at most 15 bytes; 0 is not written. */
uint8_t *field_write_number(uint8_t *at, uint32_t number, uint64_t value);
/* A bare number, as in a packed list: at most 10 bytes. */
uint8_t *field_write_varint(uint8_t *at, uint64_t value);

#endif
