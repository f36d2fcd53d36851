#include "client/source/json_rows.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>

/* Deep enough for a number; no name or text is written in it. */
#define NUMBER_SIZE 32
/* Whole numbers below this keep all their digits as JSON's fractions. */
#define MAX_WHOLE 1e9

struct reader {
    struct arena *arena;
    csv_visit *visit;
    void (*broken)(void *context, uint32_t row);
    void *context;
    struct csv_row names, row;
    bool no_memory;
};

static size_t find_name(const struct reader *reader, const char *name) {
    size_t field = 0;
    while (field < reader->names.field_count &&
           !bytes_equal(reader->names.fields[field], bytes_of_text(name)))
        field++;
    return field;
}

static bool is_flat(json_t *line) {
    const char *name;
    json_t *value;
    if (!json_is_object(line))
        return false;
    json_object_foreach(line, name, value) {
        if (json_is_array(value) || json_is_object(value))
            return false;
    }
    return true;
}

static void add_names(struct reader *reader, uint32_t number, json_t *line) {
    const char *name;
    json_t *value;
    (void)number;
    if (!is_flat(line))
        return;
    json_object_foreach(line, name, value) {
        size_t field = find_name(reader, name);
        if (field < reader->names.field_count || field >= MAX_CSV_FIELDS)
            continue;
        reader->names.fields[field] = arena_copy(reader->arena, bytes_of_text(name));
        reader->no_memory = reader->no_memory || !reader->names.fields[field].at;
        reader->names.field_count++;
    }
}

/* A fraction that is none is a whole number; a large one shows that it lost its digits. */
static void print_real(double value, char room[NUMBER_SIZE]) {
    bool whole = value == floor(value) && fabs(value) < MAX_WHOLE;
    snprintf(room, NUMBER_SIZE, whole ? "%.0f" : "%E", value);
}

static struct bytes text_of(struct reader *reader, json_t *value) {
    char number[NUMBER_SIZE];
    if (json_is_string(value))
        return arena_copy(reader->arena,
                          bytes_of(json_string_value(value), json_string_length(value)));
    if (json_is_boolean(value))
        return bytes_of_text(json_is_true(value) ? "ja" : "nee");
    if (json_is_integer(value))
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        print_real(json_real_value(value), number);
    else
        return bytes_of_text("");
    return arena_copy(reader->arena, bytes_of_text(number));
}

static void visit_line(struct reader *reader, uint32_t number, json_t *line) {
    const char *name;
    json_t *value;
    if (!is_flat(line)) {
        reader->broken(reader->context, number);
        return;
    }
    reader->row.number = number;
    reader->row.field_count = reader->names.field_count;
    for (size_t field = 0; field < reader->row.field_count; field++)
        reader->row.fields[field] = bytes_of_text("");
    json_object_foreach(line, name, value) {
        size_t field = find_name(reader, name);
        if (field == reader->names.field_count)
            continue;
        reader->row.fields[field] = text_of(reader, value);
        reader->no_memory = reader->no_memory || !reader->row.fields[field].at;
    }
    if (!reader->no_memory)
        reader->visit(reader->context, &reader->row);
}

static bool is_blank(struct bytes line) {
    for (size_t i = 0; i < line.size; i++)
        if (!strchr(" \t\r", line.at[i]) || line.at[i] == 0)
            return false;
    return true;
}

/* Gives every line that says something, NULL where it is no JSON. */
static void each_line(struct reader *reader, struct bytes content,
                      void (*take)(struct reader *reader, uint32_t number, json_t *line)) {
    uint32_t number = 0;
    while (content.size > 0 && !reader->no_memory) {
        const uint8_t *end = memchr(content.at, '\n', content.size);
        struct bytes line = bytes_of(content.at, end ? (size_t)(end - content.at) : content.size);
        size_t past = end ? line.size + 1 : line.size;
        content = bytes_of(content.at + past, content.size - past);
        number++;
        if (is_blank(line))
            continue;
        json_t *value = json_loadb((const char *)line.at, line.size,
                                   JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
        take(reader, number, value);
        json_decref(value);
    }
}

enum status json_rows_read(struct bytes content, struct arena *arena, csv_visit *visit,
                           void (*broken)(void *context, uint32_t row), void *context) {
    struct reader *reader = arena_alloc(arena, sizeof *reader);
    if (!reader)
        return STATUS_NO_MEMORY;
    *reader = (struct reader){
        .arena = arena, .visit = visit, .broken = broken, .context = context, .names.number = 1};
    each_line(reader, content, add_names);
    if (reader->no_memory)
        return STATUS_NO_MEMORY;
    visit(context, &reader->names);
    each_line(reader, content, visit_line);
    return reader->no_memory ? STATUS_NO_MEMORY : STATUS_OK;
}
