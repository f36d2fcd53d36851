/* Collects what is wrong with the configuration, each with file and line, so that an
 * operator sees everything at once instead of one mistake per attempt. Everything
 * lives in the arena it was made with until it is handed over as struct mistakes. */
#ifndef WACHTPOST_SETTINGS_MISTAKES_H
#define WACHTPOST_SETTINGS_MISTAKES_H

#include "daemon/settings/settings.h"
#include "proto/model/arena.h"

/* Where something stands. `order` is the place of the file in the order of reading. */
struct where {
    const char *file;
    unsigned order, line;
};

struct collector;

/* NULL: out of memory. */
struct collector *collector_new(struct arena *arena);
void collector_add(struct collector *collector, struct where where, const char *format, ...)
    PRINTF_LIKE(3, 4);
size_t collector_count(const struct collector *collector);
/* Something could not be had; then nothing that was read may be trusted. */
void collector_no_memory(struct collector *collector);

/* By file in the order of reading, then by line. STATUS_OK: there were none.
 * STATUS_BAD_CONFIG: `mistakes` is filled, to be freed by mistakes_free.
 * STATUS_NO_MEMORY. */
enum status collector_finish(struct collector *collector, struct mistakes *mistakes) MUST_CHECK;

#endif
