/* What proto/model/check.c says of snapshots, for test_check.py to hold the Python check against.
 *
 * Reads snapshots from the standard input, each behind its size as 4 bytes, big-endian; prints for
 * each one line per faulty line, "index CODE=field ...", and then a full stop. */
#include "proto/model/check.h"
#include "proto/model/limits.h"
#include "proto/wire/wire.h"

#include <stdio.h>
#include <stdlib.h>

static void print_faults(size_t index, const struct line_faults *faults) {
    if (!line_faults_any(faults))
        return;
    printf("%zu", index);
    for (enum fault_code code = FAULT_NONE; code < FAULT_CODE_COUNT; code++)
        if (faults->field[code])
            printf(" %s=%s", fault_code_name(code), faults->field[code]);
    putchar('\n');
}

static void judge(const struct snapshot *snapshot, const bool *seen) {
    const struct known_wait nothing_known = {.start = DAY_NONE};
    day_t day = day_of_instant(snapshot->peilmoment);
    struct line_faults faults;
    struct place place;
    struct leaving leaving;
    for (size_t i = 0; i < snapshot->place_count; i++) {
        check_place(&snapshot->places[i], day, seen[i], &faults, &place);
        print_faults(i, &faults);
    }
    for (size_t i = 0; i < snapshot->outflow_count; i++) {
        check_outflow(&snapshot->outflow[i], day, seen[snapshot->place_count + i], false,
                      &nothing_known, &faults, &leaving);
        print_faults(snapshot->place_count + i, &faults);
    }
    puts(".");
}

/* False: the input is over. */
static bool read_body(uint8_t *room, struct bytes *body) {
    uint8_t size[4];
    if (fread(size, 1, sizeof size, stdin) != sizeof size)
        return false;
    size_t bytes = (size_t)size[0] << 24 | (size_t)size[1] << 16 | (size_t)size[2] << 8 | size[3];
    ENSURE(bytes <= MAX_BODY_BYTES && fread(room, 1, bytes, stdin) == bytes);
    *body = bytes_of(room, bytes);
    return true;
}

int main(void) {
    uint8_t *room = malloc(MAX_BODY_BYTES);
    struct arena *arena = arena_new(MAX_REQUEST_MEMORY_BYTES);
    struct bytes body;
    ENSURE(room && arena);
    while (read_body(room, &body)) {
        struct snapshot snapshot;
        const bool *seen;
        arena_reset(arena);
        ENSURE(wire_decode_snapshot(body, arena, &snapshot) == STATUS_OK);
        ENSURE(check_doubles(&snapshot, arena, &seen) == STATUS_OK);
        judge(&snapshot, seen);
    }
    arena_free(&arena);
    free(room);
    return 0;
}
