#include "daemon/settings/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/model/limits.h"
#include "proto/model/text.h"

enum status reader_parse(struct reader *reader, const char *text, const struct entry *entries,
                         struct arena *scratch, struct tree **tree) {
    struct tokens tokens;
    struct outline *outline = arena_alloc(scratch, sizeof *outline);
    if (outline == NULL)
        return STATUS_NO_MEMORY;
    enum status status = lexer_run(text, reader->file, scratch, reader->collector, &tokens);
    if (status == STATUS_OK)
        status = outline_run(&tokens, entries, reader->file, scratch, reader->collector, outline);
    struct complaint complaint;
    unsigned line = 1;
    if (status == STATUS_OK)
        status = tree_parse(tokens.clean, entries, outline, tree, &complaint, &line);
    if (status != STATUS_OK)
        return status;
    if (complaint.text[0] != '\0' && !outline->broken)
        reader_mistake(reader, line, "%s", complaint.text);
    reader->broken = reader->broken || outline->broken || complaint.text[0] != '\0';
    return STATUS_OK;
}

static void PRINTF_LIKE(3, 0)
    collect(struct reader *reader, unsigned line, const char *format, va_list arguments) {
    char text[768];
    vsnprintf(text, sizeof text, format, arguments);
    struct where where = reader->file;
    where.line = line;
    collector_add(reader->collector, where, "%s", text);
}

void reader_mistake(struct reader *reader, unsigned line, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    collect(reader, line, format, arguments);
    va_end(arguments);
}

void reader_missing(struct reader *reader, unsigned line, const char *format, ...) {
    if (reader->broken)
        return;
    va_list arguments;
    va_start(arguments, format);
    collect(reader, line, format, arguments);
    va_end(arguments);
}

unsigned reader_line(const struct section *section, const char *name) {
    const struct value *value = section_value(section, name);
    return value != NULL ? value->line : section->line;
}

void *reader_had(struct reader *reader, void *at) {
    if (at == NULL) {
        reader->no_memory = true;
        collector_no_memory(reader->collector);
    }
    return at;
}

/* One value as a text of the reader's arena; NULL: a mistake, which was collected. */
static const char *clean_text(struct reader *reader, const char *name, const struct value *value) {
    struct bytes text = bytes_of_text(value->text);
    bool fits = false;
    if (!text_is_utf8(text))
        reader_mistake(reader, value->line, "%s is not UTF-8; save the file as UTF-8", name);
    else if (text_has_control(text))
        reader_mistake(reader, value->line,
                       "%s holds a line break or another control character; leave it out", name);
    else if (text.size > MAX_TEXT_BYTES)
        reader_mistake(reader, value->line, "%s is too long; at most %d bytes fit", name,
                       MAX_TEXT_BYTES);
    else
        fits = true;
    if (!fits)
        return NULL;
    struct bytes copy = arena_copy(reader->arena, bytes_of(value->text, text.size + 1));
    return reader_had(reader, (void *)copy.at);
}

static const struct entry *entry_of(const struct section *section, const char *name) {
    const struct entry *entry = grammar_find(section->entries, bytes_of_text(name));
    ENSURE(entry != NULL);
    return entry;
}

const char *reader_text(struct reader *reader, const struct section *section, const char *name) {
    const struct value *value = section_value(section, name);
    const char *text = value != NULL ? clean_text(reader, name, value) : NULL;
    return text != NULL ? text : entry_of(section, name)->fallback;
}

/* Decimal digits only: libconfuse would read 010 as eight. */
static bool number_parse(const char *text, uint32_t *number) {
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 9 || text[digits] != '\0')
        return false;
    *number = (uint32_t)strtoul(text, NULL, 10);
    return true;
}

uint32_t reader_number(struct reader *reader, const struct section *section, const char *name) {
    const struct entry *entry = entry_of(section, name);
    const struct value *value = section_value(section, name);
    uint32_t fallback = entry->min, number;
    if (entry->fallback != NULL)
        ENSURE(number_parse(entry->fallback, &fallback));
    if (value == NULL)
        return fallback;
    if (number_parse(value->text, &number) && number >= entry->min && number <= entry->max)
        return number;
    reader_mistake(reader, value->line, "%s must be a whole number from %u to %u", name, entry->min,
                   entry->max);
    return fallback;
}

bool reader_flag(struct reader *reader, const struct section *section, const char *name) {
    const struct value *value = section_value(section, name);
    if (value == NULL)
        return strcmp(entry_of(section, name)->fallback, "true") == 0;
    bool flag = strcmp(value->text, "true") == 0;
    if (!flag && strcmp(value->text, "false") != 0)
        reader_mistake(reader, value->line, "%s must be true or false", name);
    return flag;
}

bool reader_name_fits(struct bytes name) {
    for (size_t i = 0; i < name.size; i++)
        if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-", name.at[i]) == NULL ||
            name.at[i] == '\0')
            return false;
    return name.size >= 1 && name.size <= MAX_NAME_BYTES;
}
