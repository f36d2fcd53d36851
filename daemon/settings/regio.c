#include "daemon/settings/rules.h"

#include <stdlib.h>

#include "daemon/settings/lists.h"

/* In the reader's arena. */
static const char *read_name(struct reader *reader, const struct section *section) {
    struct bytes title = bytes_of_text(section_title(section));
    if (!reader_name_fits(title))
        reader_mistake(reader, section->line,
                       "a regio section is named with 1 to 64 of a-z, 0-9 and -, as in regio "
                       "\"den-haag-ambulant\"");
    struct bytes copy = arena_copy(reader->arena, bytes_of(title.at, title.size + 1));
    return reader_had(reader, (void *)copy.at);
}

static day_t read_day(struct reader *reader, const struct section *section, const char *name) {
    const char *text = reader_text(reader, section, name);
    day_t day = DAY_NONE;
    if (text != NULL && !day_parse(text, &day))
        reader_mistake(reader, reader_line(section, name),
                       "%s must be a date like 2023-12-31; leave it out for no limit", name);
    return day;
}

static struct regio_rule read_rule(struct reader *reader, const struct section *section) {
    struct regio_rule rule = {.name = read_name(reader, section)};
    rule.gemeenten = list_gemeenten(reader, section, &rule.gemeente_count);
    rule.hulpvormen = list_hulpvormen(reader, section);
    rule.from = read_day(reader, section, "from");
    rule.until = read_day(reader, section, "until");
    if (rule.from != DAY_NONE && rule.until != DAY_NONE && rule.from > rule.until)
        reader_mistake(reader, reader_line(section, "until"),
                       "until is before from; the section would admit nothing");
    return rule;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct regio_rule *)a)->name, ((const struct regio_rule *)b)->name);
}

void regio_read(struct reader *reader, const struct section *root, struct regio *regio) {
    size_t count = section_count(root, "regio");
    struct regio_rule *rules = reader_had(reader, arena_array(reader->arena, count, sizeof *rules));
    *regio = (struct regio){0};
    for (size_t i = 0; i < count && !reader->no_memory; i++) {
        struct section section = section_at(root, "regio", i);
        rules[i] = read_rule(reader, &section);
    }
    if (reader->no_memory)
        return;
    if (count > 1)
        qsort(rules, count, sizeof *rules, by_name);
    *regio = (struct regio){count, rules};
}
