#include "daemon/domain/codec.h"

#include <string.h>

enum { FIRST_ROOM = 512, MAX_VARINT = 10 };

struct codec codec_writer(struct arena *arena) {
    return (struct codec){.arena = arena, .writing = true};
}

struct codec codec_reader(struct bytes record, struct arena *arena) {
    return (struct codec){.arena = arena, .rest = record};
}

void codec_fail(struct codec *codec, enum status status) {
    if (codec->failure == STATUS_OK)
        codec->failure = status;
}

enum status codec_written(const struct codec *codec, struct bytes *out) {
    if (codec->failure == STATUS_OK)
        *out = bytes_of(codec->room, codec->used);
    return codec->failure;
}

enum status codec_read(const struct codec *codec) {
    if (codec->failure != STATUS_OK)
        return codec->failure;
    return codec->rest.size == 0 ? STATUS_OK : STATUS_DAMAGED;
}

static bool make_room(struct codec *codec, size_t size) {
    if (codec->failure != STATUS_OK)
        return false;
    if (codec->capacity - codec->used >= size)
        return true;
    size_t capacity = codec->capacity ? codec->capacity * 2 : FIRST_ROOM;
    while (capacity - codec->used < size)
        capacity *= 2;
    uint8_t *larger = arena_alloc(codec->arena, capacity);
    if (larger == NULL) {
        codec_fail(codec, STATUS_NO_MEMORY);
        return false;
    }
    if (codec->used)
        memcpy(larger, codec->room, codec->used);
    codec->room = larger;
    codec->capacity = capacity;
    return true;
}

static const uint8_t *take(struct codec *codec, size_t size) {
    if (codec->failure != STATUS_OK || codec->rest.size < size) {
        codec_fail(codec, STATUS_DAMAGED);
        return NULL;
    }
    const uint8_t *at = codec->rest.at;
    codec->rest.at += size;
    codec->rest.size -= size;
    return at;
}

static void write_u64(struct codec *codec, uint64_t value) {
    if (!make_room(codec, MAX_VARINT))
        return;
    uint8_t *at = codec->room + codec->used;
    while (value >= 0x80) {
        *at++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *at++ = (uint8_t)value;
    codec->used = (size_t)(at - codec->room);
}

static uint64_t read_u64(struct codec *codec) {
    uint64_t value = 0;
    const uint8_t *at = codec->rest.at;
    const size_t most = codec->rest.size < MAX_VARINT ? codec->rest.size : MAX_VARINT;
    for (size_t i = 0; i < most && codec->failure == STATUS_OK; i++) {
        value |= (uint64_t)(at[i] & 0x7f) << 7 * i;
        if (at[i] < 0x80) {
            codec->rest = bytes_of(at + i + 1, codec->rest.size - i - 1);
            return value;
        }
    }
    codec_fail(codec, STATUS_DAMAGED);
    return 0;
}

void codec_u64(struct codec *codec, uint64_t *value) {
    if (codec->writing)
        write_u64(codec, *value);
    else
        *value = read_u64(codec);
}

void codec_u32(struct codec *codec, uint32_t *value) {
    uint64_t wide = *value;
    codec_u64(codec, &wide);
    if (wide > UINT32_MAX)
        codec_fail(codec, STATUS_DAMAGED);
    *value = (uint32_t)wide;
}

uint32_t codec_version(struct codec *codec, uint32_t newest) {
    uint32_t version = newest;
    codec_u32(codec, &version);
    if (version < 1 || version > newest)
        codec_fail(codec, STATUS_DAMAGED);
    return version;
}

void codec_count(struct codec *codec, size_t *value) {
    uint64_t wide = *value;
    codec_u64(codec, &wide);
    if (!codec->writing && wide > codec->rest.size) {
        codec_fail(codec, STATUS_DAMAGED);
        wide = 0;
    }
    *value = (size_t)wide;
}

void codec_code(struct codec *codec, unsigned *value, unsigned count) {
    uint32_t code = *value;
    codec_u32(codec, &code);
    if (code >= count) {
        codec_fail(codec, STATUS_DAMAGED);
        code = 0;
    }
    *value = code;
}

void codec_bool(struct codec *codec, bool *value) {
    unsigned code = *value;
    codec_code(codec, &code, 2);
    *value = code != 0;
}

void codec_i64(struct codec *codec, int64_t *value) {
    uint64_t bits = (uint64_t)*value;
    uint64_t zigzag = (bits << 1) ^ (*value < 0 ? UINT64_MAX : 0);
    codec_u64(codec, &zigzag);
    bits = (zigzag >> 1) ^ (zigzag & 1 ? UINT64_MAX : 0);
    memcpy(value, &bits, sizeof bits);
}

/* DAY_NONE is 0, so that an absent date costs one byte. */
void codec_day(struct codec *codec, day_t *day) {
    int64_t wide = *day;
    uint64_t zigzag =
        *day == DAY_NONE ? 0 : (((uint64_t)wide << 1) ^ (wide < 0 ? UINT64_MAX : 0)) + 1;
    codec_u64(codec, &zigzag);
    if (zigzag > (uint64_t)UINT32_MAX)
        codec_fail(codec, STATUS_DAMAGED);
    if (zigzag == 0) {
        *day = DAY_NONE;
        return;
    }
    zigzag--;
    *day = (day_t)((int64_t)(zigzag >> 1) ^ -(int64_t)(zigzag & 1));
}

void codec_raw(struct codec *codec, void *at, size_t size) {
    if (codec->writing) {
        if (make_room(codec, size) && size) {
            memcpy(codec->room + codec->used, at, size);
            codec->used += size;
        }
        return;
    }
    const uint8_t *from = take(codec, size);
    if (from && size)
        memcpy(at, from, size);
}

void codec_copy(struct codec *codec, struct bytes packed) {
    if (make_room(codec, packed.size) && packed.size) {
        memcpy(codec->room + codec->used, packed.at, packed.size);
        codec->used += packed.size;
    }
}

void codec_bytes(struct codec *codec, struct bytes *bytes) {
    codec_count(codec, &bytes->size);
    if (codec->writing) {
        codec_copy(codec, *bytes);
        return;
    }
    bytes->at = take(codec, bytes->size);
    if (bytes->at == NULL)
        bytes->size = 0;
}

void codec_epoch(struct codec *codec, uint8_t epoch[EPOCH_BYTES]) {
    bool near = codec->near_epoch && memcmp(epoch, codec->near_epoch, EPOCH_BYTES) == 0;
    codec_bool(codec, &near);
    if (!near)
        codec_raw(codec, epoch, EPOCH_BYTES);
    else if (codec->near_epoch)
        memcpy(epoch, codec->near_epoch, EPOCH_BYTES);
    else
        codec_fail(codec, STATUS_DAMAGED);
}

void *codec_array(struct codec *codec, size_t count, size_t size) {
    if (codec->writing || codec->failure != STATUS_OK)
        return NULL;
    void *array = arena_array(codec->arena, count, size);
    if (array == NULL)
        codec_fail(codec, STATUS_NO_MEMORY);
    return array;
}
