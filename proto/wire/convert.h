/* Between protobuf-c's structs and ours: memory from the arena only, and a chain of
 * conversions that keeps its first failure, so that each message reads straight
 * down and is asked once, at the end. */
#ifndef WACHTPOST_WIRE_CONVERT_H
#define WACHTPOST_WIRE_CONVERT_H

#include "proto/model/alert.h"
#include "proto/model/arena.h"

#include <protobuf-c/protobuf-c.h>

struct conversion {
    struct arena *arena;
    enum status status; /* the first failure */
};

static inline struct conversion convert_in(struct arena *arena) {
    return (struct conversion){arena, STATUS_OK};
}
void convert_fail(struct conversion *c, enum status status);

/* Zeroed; NULL when there is no room (also remembered). */
void *convert_array(struct conversion *c, size_t count, size_t size);

/* Towards protobuf-c. A message is initialised, NULL when there is no room. Text is
 * copied to get its NUL and never NULL; data stay where they are. */
void *convert_message(struct conversion *c, const ProtobufCMessageDescriptor *contract);
char *convert_text(struct conversion *c, struct bytes text);
ProtobufCBinaryData convert_data(struct bytes data);

/* From protobuf-c. Each refusal is STATUS_MALFORMED: a code outside 0..count-1, a date
 * that is none, data of another size, text that is neither empty nor of digits. */
struct bytes convert_bytes(ProtobufCBinaryData data);
/* A place id somebody asks about: malformed over MAX_ID_BYTES, so that it fits a key. */
struct bytes convert_id(struct conversion *c, ProtobufCBinaryData data);
int convert_code(struct conversion *c, int value, int count);
day_t convert_day(struct conversion *c, uint32_t number);
void convert_fixed(struct conversion *c, ProtobufCBinaryData data, uint8_t *out, size_t size);
/* The same, or absent: then `out` is zero. */
void convert_fixed_or_absent(struct conversion *c, ProtobufCBinaryData data, uint8_t *out,
                             size_t size);
void convert_agb(struct conversion *c, const char *text, struct agb *agb);
void convert_gemeente(struct conversion *c, const char *text, char gemeente[GEMEENTE_DIGITS + 1]);

/* Unpacks into the arena a body that is known to be strict. */
enum status convert_unpack(const ProtobufCMessageDescriptor *contract, struct bytes body,
                           struct arena *arena, void *message) MUST_CHECK;
/* The whole of the way in: not empty, strict, unpacked. */
enum status convert_decode(const ProtobufCMessageDescriptor *contract, struct bytes body,
                           struct arena *arena, void *message) MUST_CHECK;

/* Sub-messages that travel as the bytes they are stored in. */
struct embedded {
    uint32_t number; /* their field */
    size_t count;
    const struct bytes *parts;
};

/* The way out: the message packed, the embedded ones (NULL: none) after it; or the
 * failure the conversion met. */
enum status convert_pack(struct conversion *c, const ProtobufCMessage *message,
                         const struct embedded *embedded, struct bytes *out) MUST_CHECK;
/* The same without a message: fields that are written already and lists after them, in
 * the order given. Empty when an earlier step failed or there is no room (remembered). */
struct bytes convert_join(struct conversion *c, struct bytes fields, const struct embedded *lists,
                          size_t list_count);

/* The way in for a message with embedded ones: `message` without them, and the parts
 * as they came, all in the arena. Strict, embedded ones included. */
enum status convert_decode_embedded(const ProtobufCMessageDescriptor *contract, struct bytes body,
                                    struct arena *arena, void *message,
                                    struct embedded *embedded) MUST_CHECK;

#endif
