#include "store/squeeze.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "store/record.h"

enum { CODEC_RAW = 0, CODEC_ZSTD = 1, CODEC_ZSTD_PREFIX = 2, CODEC_FORGOTTEN = 3 };

/* Beside a prefix the slower one still takes little time. */
enum { LEVEL_ALONE = 1, LEVEL_WITH_PREFIX = 3 };

#define MAX_LEB128_BYTES 10
#define MAGIC_BYTES 4

/* What zstd refers back to. The largest two contents fit in the window that its decoder
 * takes without being asked; a larger table of positions finds no more in them. */
enum { MIN_WINDOW_LOG = 10, MAX_WINDOW_LOG = 27, MAX_TABLE_LOG = 20 };
_Static_assert(2 * MAX_SQUEEZED_BYTES <= (size_t)1 << MAX_WINDOW_LOG, "two contents, one window");

struct room {
    uint8_t *at;
    size_t bytes;
};

struct squeeze {
    ZSTD_CCtx *compressor;
    ZSTD_DCtx *decompressor;
    struct room packed, frame, contents[2];
    unsigned turn; /* of the two contents: the one to be overwritten next */
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
    free((*squeeze)->packed.at);
    free((*squeeze)->frame.at);
    free((*squeeze)->contents[0].at);
    free((*squeeze)->contents[1].at);
    free(*squeeze);
    *squeeze = NULL;
}

static uint8_t *room_for(struct room *room, size_t size) {
    if (size <= room->bytes && room->at)
        return room->at;
    uint8_t *larger = malloc(size ? size : 1);
    if (larger == NULL)
        return NULL;
    free(room->at);
    *room = (struct room){larger, size};
    return larger;
}

struct bytes squeeze_forgotten(void) {
    static const uint8_t packed[] = {CODEC_FORGOTTEN};
    return bytes_of(packed, sizeof packed);
}

uint8_t *squeeze_room(struct squeeze *squeeze, size_t size) {
    return room_for(&squeeze->packed, size);
}

static bool is_out_of_memory(size_t result) {
    return ZSTD_isError(result) && ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation;
}

/* ---- packing */

static void set(ZSTD_CCtx *compressor, ZSTD_cParameter parameter, int value) {
    ENSURE(!ZSTD_isError(ZSTD_CCtx_setParameter(compressor, parameter, value)));
}

static int window_log(size_t bytes) {
    int log = MIN_WINDOW_LOG;
    while (log < MAX_WINDOW_LOG && (size_t)1 << log < bytes)
        log++;
    return log;
}

/* The window reaches over all of both. zstd's own tables of positions for this level are
 * for text: in a long list of places they would have forgotten all but the last of the
 * prefix's before the content begins. */
static void set_prefix(ZSTD_CCtx *compressor, struct bytes prefix, size_t content_bytes) {
    const int log = window_log(prefix.size + content_bytes);
    const int table_log = log - 1 < MAX_TABLE_LOG ? log - 1 : MAX_TABLE_LOG;
    set(compressor, ZSTD_c_windowLog, log);
    set(compressor, ZSTD_c_hashLog, table_log);
    set(compressor, ZSTD_c_chainLog, table_log);
    ENSURE(!ZSTD_isError(ZSTD_CCtx_refPrefix(compressor, prefix.at, prefix.size)));
}

/* Nothing of the body before is left: a frame depends on its content and prefix alone. */
static size_t compress(ZSTD_CCtx *compressor, struct bytes content, const struct bytes *prefix,
                       uint8_t *at, size_t room) {
    ENSURE(!ZSTD_isError(ZSTD_CCtx_reset(compressor, ZSTD_reset_session_and_parameters)));
    set(compressor, ZSTD_c_compressionLevel, prefix ? LEVEL_WITH_PREFIX : LEVEL_ALONE);
    if (prefix)
        set_prefix(compressor, *prefix, content.size);
    return ZSTD_compress2(compressor, at, room, content.at, content.size);
}

static size_t write_form(uint64_t back, uint8_t *at) {
    write_u8(at, back ? CODEC_ZSTD_PREFIX : CODEC_ZSTD);
    return back ? (size_t)(write_leb128(at + 1, back) - at) : 1;
}

/* What every frame begins with need not be kept of each. */
static size_t drop_magic(uint8_t *frame, size_t size) {
    memmove(frame, frame + MAGIC_BYTES, size - MAGIC_BYTES);
    return size - MAGIC_BYTES;
}

enum status squeeze_pack(struct squeeze *squeeze, struct bytes content, uint64_t back,
                         struct bytes prefix, struct bytes *packed) {
    ENSURE(content.size <= MAX_SQUEEZED_BYTES && (back == 0 || prefix.size <= MAX_SQUEEZED_BYTES));
    const size_t bound = ZSTD_compressBound(content.size);
    uint8_t *at = squeeze_room(squeeze, 1 + MAX_LEB128_BYTES + bound);
    if (at == NULL)
        return STATUS_NO_MEMORY;
    size_t before = write_form(back, at);
    size_t size = compress(squeeze->compressor, content, back ? &prefix : NULL, at + before, bound);
    if (is_out_of_memory(size))
        return STATUS_NO_MEMORY;
    if (back && !ZSTD_isError(size))
        size = drop_magic(at + before, size);
    if (ZSTD_isError(size) || before + size >= 1 + content.size) {
        before = 1;
        size = content.size;
        write_u8(at, CODEC_RAW);
        if (size)
            memcpy(at + before, content.at, size);
    }
    *packed = bytes_of(at, before + size);
    return STATUS_OK;
}

/* ---- unpacking */

struct form {
    uint8_t codec;
    uint64_t back;
    struct bytes frame; /* codec 0: the content itself; codec 2: without its first bytes */
};

static bool read_form(struct bytes packed, struct form *form) {
    if (packed.size < 1)
        return false;
    *form = (struct form){.codec = packed.at[0], .frame = {packed.at + 1, packed.size - 1}};
    if (form->codec != CODEC_ZSTD_PREFIX)
        return form->codec == CODEC_RAW || form->codec == CODEC_ZSTD;
    return read_leb128(&form->frame, &form->back) && form->back != 0;
}

enum status squeeze_back(struct bytes packed, uint64_t *back) {
    struct form form;
    if (!read_form(packed, &form))
        return STATUS_DAMAGED;
    *back = form.back;
    return STATUS_OK;
}

/* As zstd wants it: from its first byte, little end first. */
static enum status complete_frame(struct squeeze *squeeze, struct form *form) {
    if (form->codec != CODEC_ZSTD_PREFIX)
        return STATUS_OK;
    const size_t size = MAGIC_BYTES + form->frame.size;
    uint8_t *at = room_for(&squeeze->frame, size);
    if (at == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < MAGIC_BYTES; i++)
        at[i] = (uint8_t)(ZSTD_MAGICNUMBER >> 8 * i);
    if (form->frame.size)
        memcpy(at + MAGIC_BYTES, form->frame.at, form->frame.size);
    form->frame = bytes_of(at, size);
    return STATUS_OK;
}

static bool content_bytes(const struct form *form, size_t *size) {
    unsigned long long recorded = form->frame.size;
    if (form->codec != CODEC_RAW)
        recorded = ZSTD_getFrameContentSize(form->frame.at, form->frame.size);
    if (recorded > MAX_SQUEEZED_BYTES) /* also zstd's "unknown" and "error" */
        return false;
    *size = (size_t)recorded;
    return true;
}

static enum status decompress(ZSTD_DCtx *decompressor, const struct form *form, struct bytes prefix,
                              uint8_t *at, size_t size) {
    if (form->codec == CODEC_RAW) {
        if (size)
            memcpy(at, form->frame.at, size);
        return STATUS_OK;
    }
    if (form->codec == CODEC_ZSTD)
        prefix = (struct bytes){NULL, 0};
    size_t result = ZSTD_DCtx_refPrefix(decompressor, prefix.at, prefix.size);
    if (!ZSTD_isError(result))
        result = ZSTD_decompressDCtx(decompressor, at, size, form->frame.at, form->frame.size);
    if (is_out_of_memory(result))
        return STATUS_NO_MEMORY;
    return result == size ? STATUS_OK : STATUS_DAMAGED;
}

enum status squeeze_unpack(struct squeeze *squeeze, struct bytes packed, struct bytes prefix,
                           struct arena *arena, struct bytes *content) {
    struct form form;
    size_t size;
    if (!read_form(packed, &form))
        return STATUS_DAMAGED;
    enum status status = complete_frame(squeeze, &form);
    if (status != STATUS_OK)
        return status;
    if (!content_bytes(&form, &size))
        return STATUS_DAMAGED;
    struct room *room = &squeeze->contents[squeeze->turn];
    uint8_t *at = arena ? arena_alloc(arena, size) : room_for(room, size);
    if (at == NULL)
        return STATUS_NO_MEMORY;
    if (arena == NULL)
        squeeze->turn ^= 1;
    status = decompress(squeeze->decompressor, &form, prefix, at, size);
    if (status == STATUS_OK)
        *content = bytes_of(at, size);
    return status;
}
