/* Figures as Prometheus reads them (its text format, version 0.0.4): families of samples, each
 * family once, with what it is. Names and labels are our own; nothing of a peer's gets here.
 *
 * A text remembers that it was too long, and is asked once, at the end. */
#ifndef WACHTPOST_ENGINE_EXPOSITION_H
#define WACHTPOST_ENGINE_EXPOSITION_H

#include "daemon/engine/meters.h"
#include "proto/model/arena.h"

struct exposition {
    char *text;
    size_t size, room;
    bool overflown;
};

/* `room` bytes in the arena. STATUS_NO_MEMORY. */
enum status exposition_begin(struct arena *arena, size_t room,
                             struct exposition *exposition) MUST_CHECK;
/* A line, as printf would write it. */
void exposition_line(struct exposition *exposition, const char *format, ...) PRINTF_LIKE(2, 3);

/* A family begins: "gauge", "counter" or "histogram"; `help` on one line. */
void exposition_family(struct exposition *exposition, const char *name, const char *type,
                       const char *help);
/* Its samples. `labels` as they stand between the braces, "" for none. */
void exposition_number(struct exposition *exposition, const char *name, const char *labels,
                       int64_t value);
void exposition_seconds(struct exposition *exposition, const char *name, const char *labels,
                        instant_t value_us);
/* A whole family, in seconds. */
void exposition_histogram(struct exposition *exposition, const char *name, const char *help,
                          const struct histogram *histogram);

/* What was written. STATUS_TOO_LARGE: not all of it fitted. */
enum status exposition_end(const struct exposition *exposition, struct bytes *text) MUST_CHECK;

#endif
