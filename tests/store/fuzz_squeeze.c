/* Any bytes as a packed body, and any as the content it hangs on: prefix size (2), prefix,
 * packed form. For libFuzzer (WACHTPOST_FUZZ) and for the replay of what it once found. */
#include "store/squeeze.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t size);

#define ARENA_BYTES (4 * MAX_SQUEEZED_BYTES)

/* What was unpacked can be packed against the same, and is then the same again. */
static void pack_again(struct squeeze *squeeze, struct bytes content,
                       const struct event_prefix *prefix, struct arena *arena) {
    struct bytes packed, back;
    uint64_t number;
    ENSURE(squeeze_pack(squeeze, content, prefix, &packed) == STATUS_OK);
    ENSURE(packed.size <= 1 + content.size);
    ENSURE(squeeze_prefix(packed, &number) == STATUS_OK);
    ENSURE(number == 0 || number == prefix->number);
    ENSURE(squeeze_unpack(squeeze, packed, prefix->body, arena, &back) == STATUS_OK);
    ENSURE(bytes_equal(back, content));
}

static void unpack(struct squeeze *squeeze, struct bytes packed, struct bytes body,
                   struct arena *arena) {
    struct bytes content, again;
    struct event_prefix prefix = {.body = body};
    enum status status = squeeze_unpack(squeeze, packed, body, arena, &content);
    ENSURE(status == STATUS_OK || status == STATUS_DAMAGED);
    ENSURE(squeeze_unpack(squeeze, packed, body, NULL, &again) == status);
    if (status != STATUS_OK)
        return;
    ENSURE(bytes_equal(content, again));
    ENSURE(squeeze_prefix(packed, &prefix.number) == STATUS_OK);
    pack_again(squeeze, content, &prefix, arena);
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
