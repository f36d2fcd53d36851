/* Any bytes as a packed body, and any as the content it hangs on: prefix size (2), prefix,
 * packed form. For libFuzzer (WACHTPOST_FUZZ) and for the replay of what it once found. */
#include "store/squeeze.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t size);

#define ARENA_BYTES (4 * MAX_SQUEEZED_BYTES)

/* What was unpacked can be packed against the same, and is then the same again. */
static void pack_again(struct squeeze *squeeze, struct bytes content, uint64_t back,
                       struct bytes prefix, struct arena *arena) {
    struct bytes packed, again;
    uint64_t found;
    ENSURE(squeeze_pack(squeeze, content, back, prefix, &packed) == STATUS_OK);
    ENSURE(packed.size <= 1 + content.size);
    ENSURE(squeeze_back(packed, &found) == STATUS_OK);
    ENSURE(found == 0 || found == back);
    ENSURE(squeeze_unpack(squeeze, packed, prefix, arena, &again) == STATUS_OK);
    ENSURE(bytes_equal(again, content));
}

static void unpack(struct squeeze *squeeze, struct bytes packed, struct bytes prefix,
                   struct arena *arena) {
    struct bytes content, again;
    uint64_t back;
    enum status status = squeeze_unpack(squeeze, packed, prefix, arena, &content);
    ENSURE(status == STATUS_OK || status == STATUS_DAMAGED);
    ENSURE(squeeze_unpack(squeeze, packed, prefix, NULL, &again) == status);
    if (status != STATUS_OK)
        return;
    ENSURE(bytes_equal(content, again));
    ENSURE(squeeze_back(packed, &back) == STATUS_OK);
    pack_again(squeeze, content, back, prefix, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t size) {
    if (size < 2)
        return 0;
    size_t prefix_size = (size_t)at[0] << 8 | at[1];
    if (prefix_size > size - 2)
        prefix_size = size - 2;
    struct squeeze *squeeze = squeeze_new();
    struct arena *arena = arena_new(ARENA_BYTES);
    ENSURE(squeeze && arena);
    unpack(squeeze, bytes_of(at + 2 + prefix_size, size - 2 - prefix_size),
           bytes_of(at + 2, prefix_size), arena);
    arena_free(&arena);
    squeeze_free(&squeeze);
    return 0;
}
