#include "daemon/settings/rules.h"

#include <stdlib.h>

#define NORM_ID_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._"

/* What a file without a norm section means. */
static const struct norm norm_3m = {.id = "3m",
                                    .from = 7305, /* 1990-01-01 */
                                    .months = 3,
                                    .levels = {true, true, true},
                                    .warning_days = 14};

struct written_norm {
    struct norm norm;
    unsigned line;
};

static void read_id(struct reader *reader, const struct section *section, struct norm *norm) {
    const char *title = section_title(section);
    size_t size = strlen(title);
    if (size == 0 || size >= NORM_ID_SIZE || strspn(title, NORM_ID_LETTERS) < size)
        reader_mistake(reader, section->line,
                       "a norm's id is 1 to %d letters, digits, - . and _, as in norm \"3m\"",
                       NORM_ID_SIZE - 1);
    else
        memcpy(norm->id, title, size + 1);
}

static void read_from(struct reader *reader, const struct section *section, struct norm *norm) {
    const char *text = reader_text(reader, section, "from");
    norm->from = DAY_NONE;
    if (!day_parse(text, &norm->from))
        reader_mistake(reader, reader_line(section, "from"), "from must be a date like 2025-01-31");
}

static void read_duration(struct reader *reader, const struct section *section, struct norm *norm) {
    norm->inclusive = reader_flag(reader, section, "inclusive");
    if (section_value(section, "days") == NULL) {
        norm->months = reader_number(reader, section, "months");
        return;
    }
    norm->days = reader_number(reader, section, "days");
    if (section_value(section, "months") != NULL)
        reader_mistake(reader, reader_line(section, "months"),
                       "a norm has months or days, not both; leave one out");
    if (norm->inclusive)
        reader_mistake(reader, reader_line(section, "inclusive"),
                       "inclusive goes with months only; leave it out next to days");
}

static void read_level(struct reader *reader, const struct value *value, struct norm *norm) {
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        if (strtoul(value->text, NULL, 10) != level_months[i] || strlen(value->text) > 2)
            continue;
        if (norm->levels[i])
            reader_mistake(reader, value->line, "levels names %s twice", value->text);
        norm->levels[i] = true;
        return;
    }
    reader_mistake(reader, value->line, "levels: %.80s is not 6, 9 or 12 months", value->text);
}

static void read_levels(struct reader *reader, const struct section *section, struct norm *norm) {
    if (!section_has(section, "levels"))
        memcpy(norm->levels, norm_3m.levels, sizeof norm->levels);
    for (size_t i = 0; i < section_list_count(section, "levels"); i++)
        read_level(reader, section_item(section, "levels", i), norm);
}

static struct norm read_norm(struct reader *reader, const struct section *section) {
    struct norm norm = {.warning_days = reader_number(reader, section, "warning_days")};
    read_id(reader, section, &norm);
    read_from(reader, section, &norm);
    read_duration(reader, section, &norm);
    read_levels(reader, section, &norm);
    return norm;
}

static int by_from(const void *a, const void *b) {
    const struct written_norm *x = a, *y = b;
    if (x->norm.from != y->norm.from)
        return x->norm.from < y->norm.from ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static void check_overlap(struct reader *reader, const struct written_norm *written, size_t count) {
    for (size_t i = 1; i < count; i++)
        if (written[i].norm.from == written[i - 1].norm.from && written[i].norm.from != DAY_NONE)
            reader_mistake(reader, written[i].line,
                           "norm %s begins on the same day as norm %s on line %u; two norms "
                           "cannot be in force at once",
                           written[i].norm.id, written[i - 1].norm.id, written[i - 1].line);
}

void norms_read(struct reader *reader, const struct section *root, struct rules_settings *rules) {
    size_t count = section_count(root, "norm");
    struct written_norm *written =
        reader_had(reader, arena_array(reader->arena, count, sizeof *written));
    struct norm *norms =
        reader_had(reader, arena_array(reader->arena, count > 0 ? count : 1, sizeof *norms));
    if (written == NULL || norms == NULL)
        return;
    norms[0] = norm_3m;
    for (size_t i = 0; i < count; i++) {
        struct section section = section_at(root, "norm", i);
        written[i] = (struct written_norm){read_norm(reader, &section), section.line};
    }
    qsort(written, count, sizeof *written, by_from);
    check_overlap(reader, written, count);
    for (size_t i = 0; i < count; i++)
        norms[i] = written[i].norm;
    rules->norms = norms;
    rules->norm_count = count > 0 ? count : 1;
}

static bool names(const struct rank_order *order, enum rank_reason reason) {
    for (size_t i = 0; i < order->count; i++)
        if (order->reasons[i] == reason)
            return true;
    return false;
}

static void read_reason(struct reader *reader, const struct value *value,
                        struct rank_order *order) {
    enum rank_reason reason;
    if (!rank_reason_parse(bytes_of_text(value->text), &reason) || reason == RANK_NONE)
        reader_mistake(reader, value->line,
                       "rank_order: %.80s is not URGENT, NIET_GEHOLPEN, ZONDER_OVERBRUGGING or "
                       "WACHTDAGEN",
                       value->text);
    else if (names(order, reason))
        reader_mistake(reader, value->line, "rank_order names %s twice", value->text);
    else
        order->reasons[order->count++] = reason;
}

void rank_order_read(struct reader *reader, const struct section *root, struct rank_order *order) {
    *order = rank_default;
    if (!section_has(root, "rank_order"))
        return;
    *order = (struct rank_order){0};
    size_t before = collector_count(reader->collector);
    for (size_t i = 0; i < section_list_count(root, "rank_order"); i++)
        read_reason(reader, section_item(root, "rank_order", i), order);
    bool all_known = collector_count(reader->collector) == before;
    if (all_known && (order->count == 0 || order->reasons[order->count - 1] != RANK_WACHTDAGEN))
        reader_missing(reader, reader_line(root, "rank_order"),
                       "rank_order must end in WACHTDAGEN, which holds for every place");
}
