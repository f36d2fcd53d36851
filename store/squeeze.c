#include "store/squeeze.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { CODEC_RAW = 0, CODEC_ZSTD = 1, LEVEL = 1 };

struct squeeze {
    ZSTD_CCtx *compressor;
    ZSTD_DCtx *decompressor;
    uint8_t *buffer;
    size_t buffer_bytes;
};

struct squeeze *squeeze_new(void) {
    struct squeeze *squeeze = calloc(1, sizeof *squeeze);
    if (squeeze == NULL)
        return NULL;
    squeeze->compressor = ZSTD_createCCtx();
    squeeze->decompressor = ZSTD_createDCtx();
    if (squeeze->compressor == NULL || squeeze->decompressor == NULL)
        squeeze_free(&squeeze);
    return squeeze;
}

void squeeze_free(struct squeeze **squeeze) {
    if (*squeeze == NULL)
        return;
    ZSTD_freeCCtx((*squeeze)->compressor);
    ZSTD_freeDCtx((*squeeze)->decompressor);
    free((*squeeze)->buffer);
    free(*squeeze);
    *squeeze = NULL;
}

uint8_t *squeeze_room(struct squeeze *squeeze, size_t size) {
    if (size <= squeeze->buffer_bytes && squeeze->buffer)
        return squeeze->buffer;
    uint8_t *larger = malloc(size ? size : 1);
    if (larger == NULL)
        return NULL;
    free(squeeze->buffer);
    squeeze->buffer = larger;
    squeeze->buffer_bytes = size;
    return larger;
}

enum status squeeze_pack(struct squeeze *squeeze, struct bytes content, struct bytes *packed) {
    ENSURE(content.size <= MAX_SQUEEZED_BYTES);
    const size_t bound = ZSTD_compressBound(content.size);
    uint8_t *at = squeeze_room(squeeze, 1 + bound);
    if (at == NULL)
        return STATUS_NO_MEMORY;
    size_t size =
        ZSTD_compressCCtx(squeeze->compressor, at + 1, bound, content.at, content.size, LEVEL);
    if (ZSTD_isError(size) && ZSTD_getErrorCode(size) == ZSTD_error_memory_allocation)
        return STATUS_NO_MEMORY;
    at[0] = CODEC_ZSTD;
    if (ZSTD_isError(size) || size >= content.size) {
        at[0] = CODEC_RAW;
        size = content.size;
        if (size)
            memcpy(at + 1, content.at, size);
    }
    *packed = bytes_of(at, 1 + size);
    return STATUS_OK;
}

static bool content_bytes(struct bytes packed, size_t *size) {
    if (packed.size < 1 || packed.at[0] > CODEC_ZSTD)
        return false;
    unsigned long long recorded = packed.size - 1;
    if (packed.at[0] == CODEC_ZSTD)
        recorded = ZSTD_getFrameContentSize(packed.at + 1, packed.size - 1);
    if (recorded > MAX_SQUEEZED_BYTES) /* also zstd's "unknown" and "error" */
        return false;
    *size = (size_t)recorded;
    return true;
}

static bool unpack_into(struct squeeze *squeeze, struct bytes packed, uint8_t *at, size_t size) {
    if (packed.at[0] == CODEC_RAW) {
        memcpy(at, packed.at + 1, size);
        return true;
    }
    return ZSTD_decompressDCtx(squeeze->decompressor, at, size, packed.at + 1, packed.size - 1) ==
           size;
}

enum status squeeze_unpack(struct squeeze *squeeze, struct bytes packed, struct arena *arena,
                           struct bytes *content) {
    size_t size;
    if (!content_bytes(packed, &size))
        return STATUS_DAMAGED;
    uint8_t *at = arena_alloc(arena, size);
    if (at == NULL)
        return STATUS_NO_MEMORY;
    if (!unpack_into(squeeze, packed, at, size))
        return STATUS_DAMAGED;
    *content = bytes_of(at, size);
    return STATUS_OK;
}
