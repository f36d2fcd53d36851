#include "daemon/settings/mistakes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/model/text.h"

struct mistake {
    struct where where;
    size_t number; /* keeps the order of finding within one line */
    char *text;
    struct mistake *next;
};

struct collector {
    struct arena *arena;
    struct mistake *last;
    size_t count;
    bool no_memory;
};

struct collector *collector_new(struct arena *arena) {
    struct collector *collector = arena_alloc(arena, sizeof *collector);
    if (collector != NULL)
        collector->arena = arena;
    return collector;
}

size_t collector_count(const struct collector *collector) {
    return collector->count;
}

void collector_no_memory(struct collector *collector) {
    collector->no_memory = true;
}

/* What a file holds must not steer the terminal it is shown on. */
static void make_printable(char *text) {
    bool utf8 = text_is_utf8(bytes_of_text(text));
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !utf8))
            *text = '?';
    }
}

void collector_add(struct collector *collector, struct where where, const char *format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    make_printable(text);
    struct mistake *mistake = arena_alloc(collector->arena, sizeof *mistake);
    struct bytes copy = arena_copy(collector->arena, bytes_of(text, strlen(text) + 1));
    if (mistake == NULL || copy.at == NULL) {
        collector->no_memory = true;
        return;
    }
    *mistake = (struct mistake){where, collector->count++, (char *)copy.at, collector->last};
    collector->last = mistake;
}

static int by_place(const void *a, const void *b) {
    const struct mistake *x = *(const struct mistake *const *)a;
    const struct mistake *y = *(const struct mistake *const *)b;
    if (x->where.order != y->where.order)
        return x->where.order < y->where.order ? -1 : 1;
    int names = strcmp(x->where.file, y->where.file);
    if (names != 0)
        return names;
    if (x->where.line != y->where.line)
        return x->where.line < y->where.line ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static enum status hand_over(struct mistake *const *sorted, size_t count,
                             struct mistakes *mistakes) {
    mistakes->lines = calloc(count + 1, sizeof *mistakes->lines); /* never of no size */
    if (mistakes->lines == NULL)
        return STATUS_NO_MEMORY;
    for (mistakes->count = 0; mistakes->count < count; mistakes->count++) {
        const struct mistake *mistake = sorted[mistakes->count];
        if (asprintf(&mistakes->lines[mistakes->count], "%s:%u: %s", mistake->where.file,
                     mistake->where.line, mistake->text) < 0) {
            mistakes_free(mistakes);
            return STATUS_NO_MEMORY;
        }
    }
    return STATUS_BAD_CONFIG;
}

enum status collector_finish(struct collector *collector, struct mistakes *mistakes) {
    *mistakes = (struct mistakes){0};
    struct mistake **sorted =
        arena_array(collector->arena, collector->count, sizeof(struct mistake *));
    if (collector->no_memory || sorted == NULL)
        return STATUS_NO_MEMORY;
    if (collector->count == 0)
        return STATUS_OK;
    size_t at = 0;
    for (struct mistake *mistake = collector->last; mistake != NULL; mistake = mistake->next)
        sorted[at++] = mistake;
    qsort(sorted, at, sizeof *sorted, by_place);
    return hand_over(sorted, at, mistakes);
}

void mistakes_free(struct mistakes *mistakes) {
    for (size_t i = 0; i < mistakes->count; i++)
        free(mistakes->lines[i]);
    free(mistakes->lines);
    *mistakes = (struct mistakes){0};
}
