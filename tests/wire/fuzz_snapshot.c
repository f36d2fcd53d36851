/* Any bytes as the body of PUSH. For libFuzzer (WACHTPOST_FUZZ) and for the replay of
 * what it once found (replay.c). */
#include "proto/model/limits.h"
#include "proto/wire/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t size);

/* What was understood can be said again, and is then said the same way. */
static void say_again(const struct snapshot *snapshot, struct arena *arena) {
    struct snapshot back;
    struct bytes once, twice;
    ENSURE(wire_encode_snapshot(snapshot, arena, &once) == STATUS_OK);
    ENSURE(wire_decode_snapshot(once, arena, &back) == STATUS_OK);
    ENSURE(wire_encode_snapshot(&back, arena, &twice) == STATUS_OK);
    ENSURE(bytes_equal(once, twice));
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t size) {
    struct arena *arena = arena_new(4 * (size_t)MAX_REQUEST_MEMORY_BYTES);
    struct snapshot snapshot;
    ENSURE(arena != NULL);
    enum status status = wire_decode_snapshot(bytes_of(at, size), arena, &snapshot);
    ENSURE(status == STATUS_OK || status == STATUS_MALFORMED);
    ENSURE(arena_used(arena) <= MAX_REQUEST_MEMORY_BYTES);
    if (status == STATUS_OK && !snapshot.too_many_lines)
        say_again(&snapshot, arena);
    arena_free(&arena);
    return 0;
}
