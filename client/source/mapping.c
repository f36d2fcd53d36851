/*
 *     delimiter = ';'
 *     encoding  = 'cp1252'
 *     column hulpvorm {
 *         from = 'Soort hulp'
 *         value 'Poli groep' { is = 'AMBULANTE_JEUGD_GGZ' }
 *     }
 *     column gemeente { constant = '0518' }
 */
#include "client/source/mapping.h"

#include "client/language.h"
#include "client/settings_text.h"

#include <confuse.h>
#include <stdio.h>
#include <stdlib.h>

/* libconfuse hands its callbacks no context: a mistake waits in the comment of its section,
 * which cfg_free frees. */
static void PRINTF_LIKE(2, 0) keep_error(cfg_t *cfg, const char *format, va_list arguments) {
    if (cfg && cfg->comment == NULL)
        cfg->comment = settings_text_mistake(format, arguments);
}

/* The section in which parsing stopped; NULL: none. As deep as the grammar: three. */
static const cfg_t *find_error(const cfg_t *cfg) { // NOLINT(misc-no-recursion)
    if (cfg->comment != NULL)
        return cfg;
    for (size_t i = 0; cfg->opts[i].name != NULL; i++) {
        cfg_opt_t *option = &cfg->opts[i];
        for (unsigned j = 0; option->type == CFGT_SEC && j < cfg_opt_size(option); j++) {
            const cfg_t *found = find_error(cfg_opt_getnsec(option, j));
            if (found != NULL)
                return found;
        }
    }
    return NULL;
}

struct reader {
    cfg_t *file;
    struct arena *arena;
    struct mapping *mapping;
    struct complaint *complaint;
};

static const char *kept(const struct reader *reader, const char *text) {
    return text ? (const char *)arena_copy(reader->arena, bytes_of(text, strlen(text) + 1)).at
                : NULL;
}

static enum status read_values(const struct reader *reader, cfg_t *section,
                               struct mapped_column *column) {
    size_t count = cfg_size(section, "value");
    struct mapped_value *values = arena_array(reader->arena, count, sizeof *values);
    for (size_t i = 0; values && i < count; i++) {
        cfg_t *value = cfg_getnsec(section, "value", (unsigned)i);
        const char *to = cfg_getstr(value, "is");
        if (!to)
            return complain(reader->complaint, STATUS_BAD_CONFIG,
                            _("regel %d: zeg met is = '...' wat deze waarde betekent"),
                            value->line);
        values[i] =
            (struct mapped_value){.from = kept(reader, cfg_title(value)), .to = kept(reader, to)};
        if (!values[i].from || !values[i].to)
            return STATUS_NO_MEMORY;
    }
    column->value_count = count;
    column->values = values;
    return values ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status read_column(const struct reader *reader, cfg_t *section) {
    size_t index = source_column_find(bytes_of_text(cfg_title(section)));
    if (index == SOURCE_COLUMN_COUNT)
        return complain(reader->complaint, STATUS_BAD_CONFIG,
                        _("regel %d: %s is geen kolom van de indeling"), section->line,
                        cfg_title(section));
    struct mapped_column *column = &reader->mapping->columns[index];
    const char *from = cfg_getstr(section, "from"), *constant = cfg_getstr(section, "constant");
    if (from && constant)
        return complain(reader->complaint, STATUS_BAD_CONFIG,
                        _("regel %d: kies voor %s tussen from en constant"), section->line,
                        cfg_title(section));
    column->from = kept(reader, from);
    column->constant = kept(reader, constant);
    if ((from && !column->from) || (constant && !column->constant))
        return STATUS_NO_MEMORY;
    return read_values(reader, section, column);
}

/* A tab may be written as a word: it does not show. */
static enum status read_separator(const struct reader *reader) {
    const char *text = cfg_getstr(reader->file, "delimiter");
    if (!text)
        return STATUS_OK;
    if (strcmp(text, "tab") == 0)
        text = "\t";
    if (strlen(text) != 1 || !strchr(";,\t|", *text))
        return complain(reader->complaint, STATUS_BAD_CONFIG,
                        _("delimiter is ';', ',', '|' of 'tab'"));
    reader->mapping->separator = *text;
    return STATUS_OK;
}

static enum status read_encoding(const struct reader *reader) {
    const char *text = cfg_getstr(reader->file, "encoding");
    if (!text || encoding_parse(bytes_of_text(text), &reader->mapping->encoding))
        return STATUS_OK;
    return complain(reader->complaint, STATUS_BAD_CONFIG, _("encoding is 'utf-8' of 'cp1252'"));
}

static enum status read_parsed(const struct reader *reader) {
    enum status status = read_separator(reader);
    if (status == STATUS_OK)
        status = read_encoding(reader);
    for (unsigned i = 0; status == STATUS_OK && i < cfg_size(reader->file, "column"); i++)
        status = read_column(reader, cfg_getnsec(reader->file, "column", i));
    return status;
}

enum status mapping_read(const char *text, struct arena *arena, struct mapping *mapping,
                         struct complaint *complaint) {
    cfg_opt_t value[] = {CFG_STR("is", NULL, CFGF_NODEFAULT), CFG_END()};
    cfg_opt_t column[] = {
        CFG_STR("from", NULL, CFGF_NODEFAULT), CFG_STR("constant", NULL, CFGF_NODEFAULT),
        CFG_SEC("value", value, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES), CFG_END()};
    cfg_opt_t known[] = {
        CFG_STR("delimiter", NULL, CFGF_NODEFAULT), CFG_STR("encoding", NULL, CFGF_NODEFAULT),
        CFG_SEC("column", column, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES), CFG_END()};
    const size_t size = strlen(text) + 1;
    char *prepared = arena_alloc(arena, size);
    if (!prepared)
        return STATUS_NO_MEMORY;
    memcpy(prepared, text, size);
    settings_text_prepare(prepared);
    cfg_t *file = cfg_init(known, CFGF_NONE);
    if (!file)
        return STATUS_NO_MEMORY;
    const struct reader reader = {file, arena, mapping, complaint};
    *mapping = (struct mapping){.separator = 0};
    cfg_set_error_function(file, keep_error);
    enum status status = STATUS_BAD_CONFIG;
    if (cfg_parse_buf(file, prepared) == CFG_SUCCESS)
        status = read_parsed(&reader);
    const cfg_t *wrong = find_error(file);
    if (wrong)
        status =
            complain(complaint, STATUS_BAD_CONFIG, _("regel %d: %s"), wrong->line, wrong->comment);
    cfg_free(file);
    return status;
}
