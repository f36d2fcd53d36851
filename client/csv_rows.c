#include "client/csv_rows.h"

#include "client/wiping.h"

#include <csv.h>

struct reader {
    struct arena *arena;
    csv_visit *visit;
    void *context;
    struct csv_row row;
    bool after_return; /* the last row ended with CR; an LF that follows belongs to it */
    bool no_memory;
};

static void take_field(void *field, size_t size, void *context) {
    struct reader *reader = context;
    reader->after_return = false;
    if (reader->row.field_count < MAX_CSV_FIELDS) {
        struct bytes *kept = &reader->row.fields[reader->row.field_count];
        *kept = arena_copy(reader->arena, size > 0 ? bytes_of(field, size) : bytes_of_text(""));
        reader->no_memory = reader->no_memory || !kept->at;
    }
    reader->row.field_count++;
}

/* Every end of line is told of, empty lines included, so that rows can be numbered. */
static void take_end(int end, void *context) {
    struct reader *reader = context;
    if (end == CSV_LF && reader->after_return) {
        reader->after_return = false;
        return;
    }
    if (reader->row.field_count > 0 && !reader->no_memory)
        reader->visit(reader->context, &reader->row);
    reader->row.number++;
    reader->row.field_count = 0;
    reader->after_return = end == CSV_CR;
}

static struct bytes without_bom(struct bytes content) {
    if (content.size >= 3 && memcmp(content.at, "\xEF\xBB\xBF", 3) == 0)
        return bytes_of(content.at + 3, content.size - 3);
    return content;
}

enum status csv_rows_read(struct bytes content, char separator, struct arena *arena,
                          csv_visit *visit, void *context, uint32_t *broken) {
    struct csv_parser parser;
    struct bytes text = without_bom(content);
    struct reader *reader = arena_alloc(arena, sizeof *reader);
    if (!reader || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
        return STATUS_NO_MEMORY;
    *reader = (struct reader){.arena = arena, .visit = visit, .context = context, .row.number = 1};
    csv_set_realloc_func(&parser, wiping_realloc);
    csv_set_free_func(&parser, wiping_free);
    csv_set_delim(&parser, (unsigned char)separator);
    bool read = csv_parse(&parser, text.at, text.size, take_field, take_end, reader) == text.size &&
                csv_fini(&parser, take_field, take_end, reader) == 0;
    bool no_memory = reader->no_memory || (!read && csv_error(&parser) != CSV_EPARSE);
    *broken = read ? 0 : reader->row.number;
    csv_free(&parser);
    return no_memory ? STATUS_NO_MEMORY : STATUS_OK;
}
