#include "client/clock.h"
#include "client/line.h"

#include <stdlib.h>

#define NEWS "NEWS"
#define MAX_RING_BYTES 4096

struct bell {
    struct line *line;
    struct arena *arena;
};

enum status bell_open(struct network *network, const struct connection_options *options,
                      struct bell **bell, struct complaint *complaint) {
    struct bell *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return STATUS_NO_MEMORY;
    fresh->arena = arena_new(MAX_RING_BYTES);
    enum status status = STATUS_NO_MEMORY;
    if (fresh->arena)
        status = line_open(network, LINE_BELL, options, &fresh->line, complaint);
    if (status != STATUS_OK)
        bell_close(&fresh);
    else
        *bell = fresh;
    return status;
}

void bell_close(struct bell **bell) {
    if (!*bell)
        return;
    line_close(&(*bell)->line);
    arena_free(&(*bell)->arena);
    free(*bell);
    *bell = NULL;
}

/* Takes everything that has come; whether there was NEWS among it. A ring too large
 * to be one of ours (STATUS_NO_MEMORY) is passed over. */
static bool rang(struct bell *bell) {
    bool news = false;
    for (;;) {
        struct bytes ring;
        size_t count;
        arena_reset(bell->arena);
        enum status status = line_receive(bell->line, bell->arena, &ring, 1, &count);
        if (status == STATUS_ABSENT)
            return news;
        if (status == STATUS_OK)
            news = news || bytes_equal(ring, bytes_of_text(NEWS));
    }
}

enum status bell_wait(struct bell *bell, int64_t timeout_ms) {
    int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
    enum status status = line_dial(bell->line, NULL);
    while (status == STATUS_OK && line_wait(bell->line, deadline_ms)) {
        struct tidings tidings = line_tidings(bell->line);
        if (tidings.refused)
            status = STATUS_FORBIDDEN;
        else if (rang(bell) || tidings.connected)
            break;
    }
    if (status != STATUS_OK)
        line_hang_up(bell->line);
    return status;
}
