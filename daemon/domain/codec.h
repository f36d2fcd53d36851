/* One description of a record serves both ways: a codec either writes the value it is
 * shown or fills it from bytes, so that what was packed is what is unpacked. Little
 * numbers are short (LEB128), days and instants zigzag. The first failure is
 * remembered and asked for once, at the end. Pure. */
#ifndef WACHTPOST_DOMAIN_CODEC_H
#define WACHTPOST_DOMAIN_CODEC_H

#include "proto/model/arena.h"
#include "proto/model/day.h"
#include "proto/model/snapshot.h"

struct codec {
    struct arena *arena; /* what is written, and what is read out of line */
    bool writing;
    enum status failure;
    uint8_t *room; /* writing */
    size_t used, capacity;
    struct bytes rest;         /* reading */
    const uint8_t *near_epoch; /* of EPOCH_BYTES: written as one byte; may be NULL */
};

struct codec codec_writer(struct arena *arena);
/* `record` must outlive what is read from it. */
struct codec codec_reader(struct bytes record, struct arena *arena);

/* STATUS_OK and what was written. STATUS_NO_MEMORY. */
enum status codec_written(const struct codec *codec, struct bytes *out) MUST_CHECK;
/* STATUS_OK when all was read and nothing is left; STATUS_DAMAGED, STATUS_NO_MEMORY. */
enum status codec_read(const struct codec *codec) MUST_CHECK;

/* Which version wrote a record, so that a newer one can tell them apart: `newest` when
 * writing; reading refuses any but 1..newest. */
uint32_t codec_version(struct codec *codec, uint32_t newest);
void codec_u64(struct codec *codec, uint64_t *value);
void codec_u32(struct codec *codec, uint32_t *value);
/* A count of things of at least one byte each; reading refuses more than can be there. */
void codec_count(struct codec *codec, size_t *value);
void codec_bool(struct codec *codec, bool *value);
/* An enum's value below `count`. */
void codec_code(struct codec *codec, unsigned *value, unsigned count);
void codec_i64(struct codec *codec, int64_t *value);
void codec_day(struct codec *codec, day_t *day);
/* Exactly `size` bytes in place; and a view, its bytes staying in the record. */
void codec_raw(struct codec *codec, void *at, size_t size);
void codec_bytes(struct codec *codec, struct bytes *bytes);
/* Writing: what was packed before, as it is. */
void codec_copy(struct codec *codec, struct bytes packed);
void codec_epoch(struct codec *codec, uint8_t epoch[EPOCH_BYTES]);

/* Reading: room for `count` values, zeroed; NULL on failure or when writing. */
void *codec_array(struct codec *codec, size_t count, size_t size);
void codec_fail(struct codec *codec, enum status status);

/* An enum field: CODEC_CODE(codec, &place->hulpvorm, HULPVORM_COUNT). */
#define CODEC_CODE(codec, field, count)                                                            \
    do {                                                                                           \
        unsigned code_ = (unsigned)*(field);                                                       \
        codec_code((codec), &code_, (count));                                                      \
        *(field) = code_;                                                                          \
    } while (0)

#endif
