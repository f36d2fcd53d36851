#include "daemon/engine/exposition.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

enum { NUMBER_SIZE = 40 }; /* of any 64 bits, or as seconds */

enum status exposition_begin(struct arena *arena, size_t room, struct exposition *exposition) {
    char *text = arena_alloc(arena, room);
    if (text == NULL)
        return STATUS_NO_MEMORY;
    *exposition = (struct exposition){.text = text, .room = room};
    return STATUS_OK;
}

void exposition_line(struct exposition *exposition, const char *format, ...) {
    const size_t left = exposition->room - exposition->size;
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(exposition->text + exposition->size, left, format, arguments);
    va_end(arguments);
    /* The last byte is for the end of the line, over vsnprintf's own. */
    if (exposition->overflown || length < 0 || (size_t)length >= left) {
        exposition->overflown = true;
        return;
    }
    exposition->size += (size_t)length;
    exposition->text[exposition->size++] = '\n';
}

void exposition_family(struct exposition *exposition, const char *name, const char *type,
                       const char *help) {
    exposition_line(exposition, "# HELP %s %s", name, help);
    exposition_line(exposition, "# TYPE %s %s", name, type);
}

static void add_sample(struct exposition *to, const char *name, const char *labels,
                       const char *value) {
    const bool labelled = labels[0] != '\0';
    exposition_line(to, "%s%s%s%s %s", name, labelled ? "{" : "", labels, labelled ? "}" : "",
                    value);
}

void exposition_number(struct exposition *exposition, const char *name, const char *labels,
                       int64_t value) {
    char text[NUMBER_SIZE];
    snprintf(text, sizeof text, "%" PRId64, value);
    add_sample(exposition, name, labels, text);
}

static const char *seconds_text(instant_t us, char text[NUMBER_SIZE]) {
    const instant_t magnitude_us = us < 0 ? -us : us;
    snprintf(text, NUMBER_SIZE, "%s%" PRId64 ".%06" PRId64, us < 0 ? "-" : "",
             magnitude_us / MICROSECONDS_PER_SECOND, magnitude_us % MICROSECONDS_PER_SECOND);
    return text;
}

void exposition_seconds(struct exposition *exposition, const char *name, const char *labels,
                        instant_t value_us) {
    char text[NUMBER_SIZE];
    add_sample(exposition, name, labels, seconds_text(value_us, text));
}

/* As Prometheus itself writes a bucket's limit, which is part of its name: 0.0005, 1. */
static const char *limit_text(instant_t us, char text[NUMBER_SIZE]) {
    snprintf(text, NUMBER_SIZE, "%g", (double)us / (double)MICROSECONDS_PER_SECOND);
    return text;
}

void exposition_histogram(struct exposition *exposition, const char *name, const char *help,
                          const struct histogram *histogram) {
    char text[NUMBER_SIZE];
    uint64_t counted = 0;
    exposition_family(exposition, name, "histogram", help);
    for (size_t i = 0; i < METERS_BUCKETS; i++) {
        const char *limit = i < METERS_LIMITS ? limit_text(meters_limits_us[i], text) : "+Inf";
        counted += histogram->counts[i];
        exposition_line(exposition, "%s_bucket{le=\"%s\"} %" PRIu64, name, limit, counted);
    }
    exposition_line(exposition, "%s_sum %s", name,
                    seconds_text((instant_t)histogram->sum_us, text));
    exposition_line(exposition, "%s_count %" PRIu64, name, counted);
}

enum status exposition_end(const struct exposition *exposition, struct bytes *text) {
    if (exposition->overflown)
        return STATUS_TOO_LARGE;
    *text = bytes_of(exposition->text, exposition->size);
    return STATUS_OK;
}
