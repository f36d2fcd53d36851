#include "client/report/imported.h"

#include "client/csv_fields.h"
#include "client/csv_rows.h"
#include "client/language.h"
#include "client/report/files.h"
#include "client/report/quarter.h"

#include <stdlib.h>

enum { COLUMN_KWARTAAL, COLUMN_FIGUUR, COLUMN_HULPVORM, COLUMN_WAARDE, COLUMNS };
static const char *const column_names[COLUMNS] = {"kwartaal", "figuur", "hulpvorm", "waarde"};

#define MAX_VALUE_DIGITS 12

struct reader {
    struct arena *arena;
    day_t today;
    size_t at[COLUMNS]; /* which field of a row */
    bool header_seen, usable, no_memory;
    size_t value_count, value_room, mistake_count, mistake_room;
    struct imported_value *values;
    struct csv_mistake *mistakes;
};

/* A longer array with the same content; NULL: no memory. */
static void *grown(struct arena *arena, void *array, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return array;
    size_t more = *room ? 2 * *room : 64;
    void *fresh = arena_array(arena, more, size);
    if (fresh && count > 0)
        memcpy(fresh, array, count * size);
    if (fresh)
        *room = more;
    return fresh;
}

static void note(struct reader *reader, uint32_t row, const char *column, const char *kind,
                 const char *sentence) {
    struct csv_mistake *mistakes = grown(reader->arena, reader->mistakes, reader->mistake_count,
                                         &reader->mistake_room, sizeof *mistakes);
    if (!mistakes) {
        reader->no_memory = true;
        return;
    }
    mistakes[reader->mistake_count++] =
        (struct csv_mistake){.row = row, .column = column, .kind = kind, .sentence = sentence};
    reader->mistakes = mistakes;
}

static void read_header(struct reader *reader, const struct csv_row *row) {
    bool found[COLUMNS] = {0};
    reader->header_seen = reader->usable = true;
    for (size_t i = 0; i < row->field_count && i < MAX_CSV_FIELDS; i++)
        for (size_t column = 0; column < COLUMNS; column++)
            if (bytes_equal(row->fields[i], bytes_of_text(column_names[column]))) {
                found[column] = true;
                reader->at[column] = i;
            }
    for (size_t column = 0; column < COLUMNS; column++) {
        if (found[column])
            continue;
        note(reader, row->number, column_names[column], "KOLOM",
             N_("Deze kolom ontbreekt. Op de eerste rij staan kwartaal;figuur;hulpvorm;waarde, "
                "gescheiden door puntkomma's."));
        reader->usable = false;
    }
}

static struct bytes field_of(const struct reader *reader, const struct csv_row *row,
                             size_t column) {
    size_t at = reader->at[column];
    return at < row->field_count ? row->fields[at] : (struct bytes){0};
}

/* Digits, and at most one more behind a mark. */
static bool parse_value(struct bytes text, struct imported_value *value) {
    uint64_t whole = 0;
    size_t at = 0;
    while (at < text.size && text.at[at] >= '0' && text.at[at] <= '9')
        whole = 10 * whole + (text.at[at++] - '0');
    value->has_tenth = at + 2 == text.size && (text.at[at] == ',' || text.at[at] == '.') &&
                       text.at[at + 1] >= '0' && text.at[at + 1] <= '9';
    if (at == 0 || text.size > MAX_VALUE_DIGITS || (at != text.size && !value->has_tenth))
        return false;
    value->tenths = 10 * whole + (value->has_tenth ? text.at[at + 1] - '0' : 0);
    return true;
}

static bool parse_figure(struct bytes text, size_t *figure) {
    for (size_t i = 0; i < figure_name_count(); i++)
        if (bytes_equal(text, bytes_of_text(figure_name(i)->name))) {
            *figure = i;
            return true;
        }
    return false;
}

static bool is_count(size_t figure) {
    enum figure_unit unit = figure_name(figure)->unit;
    return unit != UNIT_DAGEN && unit != UNIT_PROCENT;
}

/* Every mistake of the row. */
static bool parse_row(struct reader *reader, const struct csv_row *row,
                      struct imported_value *value) {
    size_t before = reader->mistake_count;
    struct bytes hulpvorm = field_of(reader, row, COLUMN_HULPVORM);
    if (!quarter_parse(field_of(reader, row, COLUMN_KWARTAAL), &value->last))
        note(reader, row->number, "kwartaal", "DATUM", N_("Schrijf een kwartaal als 2019Q4."));
    else if (value->last >= reader->today)
        note(reader, row->number, "kwartaal", "TOEKOMST", N_("Dit kwartaal is nog niet voorbij."));
    bool figure = parse_figure(field_of(reader, row, COLUMN_FIGUUR), &value->figure);
    if (!figure)
        note(reader, row->number, "figuur", "CODE",
             N_("Dit is geen bekend cijfer; de namen staan in definities.csv."));
    if (hulpvorm.size > 0 &&
        (!hulpvorm_parse(hulpvorm, &value->hulpvorm) || value->hulpvorm == HULPVORM_ONBEKEND))
        note(reader, row->number, "hulpvorm", "CODE",
             N_("Dit is geen hulpvorm; laat het veld leeg voor de hele regio."));
    if (!parse_value(field_of(reader, row, COLUMN_WAARDE), value))
        note(reader, row->number, "waarde", "CODE",
             N_("Schrijf een getal van nul of meer, met hoogstens een decimaal."));
    else if (figure && value->has_tenth && is_count(value->figure))
        note(reader, row->number, "waarde", "CODE", N_("Een aantal is een geheel getal."));
    return reader->mistake_count == before;
}

static void read_row(void *context, const struct csv_row *row) {
    struct reader *reader = context;
    struct imported_value value = {0};
    if (!reader->header_seen) {
        read_header(reader, row);
        return;
    }
    if (!reader->usable || !parse_row(reader, row, &value))
        return;
    struct imported_value *values = grown(reader->arena, reader->values, reader->value_count,
                                          &reader->value_room, sizeof *values);
    if (!values) {
        reader->no_memory = true;
        return;
    }
    values[reader->value_count] = value;
    values[reader->value_count++].row = row->number;
    reader->values = values;
}

static int order(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static int compare_keys(const struct imported_value *a, const struct imported_value *b) {
    int found = order(a->last, b->last);
    if (found == 0)
        found = order((int64_t)a->figure, (int64_t)b->figure);
    return found != 0 ? found : order(a->hulpvorm, b->hulpvorm);
}

static int compare_values(const void *a, const void *b) {
    const struct imported_value *left = a, *right = b;
    int found = compare_keys(left, right);
    return found != 0 ? found : order(left->row, right->row);
}

static int compare_mistakes(const void *a, const void *b) {
    const struct csv_mistake *left = a, *right = b;
    return order(left->row, right->row);
}

/* After sorting, what stands twice stands next to itself. */
static void note_doubles(struct reader *reader) {
    for (size_t i = 1; i < reader->value_count; i++)
        if (compare_keys(&reader->values[i - 1], &reader->values[i]) == 0)
            note(reader, reader->values[i].row, "", "DUBBEL",
                 N_("Dit kwartaal, cijfer en deze hulpvorm staan al op een eerdere rij."));
}

static void finish(struct reader *reader, uint32_t broken) {
    if (broken)
        note(reader, broken, "", "OPMAAK", N_("Hier staat een aanhalingsteken verkeerd."));
    else if (!reader->header_seen)
        note(reader, 1, "", "OPMAAK", N_("Het bestand is leeg."));
    if (reader->value_count > 1)
        qsort(reader->values, reader->value_count, sizeof *reader->values, compare_values);
    note_doubles(reader);
    if (reader->mistake_count > 1)
        qsort(reader->mistakes, reader->mistake_count, sizeof *reader->mistakes, compare_mistakes);
}

enum status imported_read(struct bytes content, struct bytes name, day_t today, struct arena *arena,
                          struct imported_reading *reading) {
    struct reader reader = {.arena = arena, .today = today};
    uint32_t broken = 0;
    enum status status = csv_rows_read(content, ';', arena, read_row, &reader, &broken);
    if (status == STATUS_OK)
        finish(&reader, broken);
    if (status != STATUS_OK || reader.no_memory)
        return STATUS_NO_MEMORY;
    *reading = (struct imported_reading){.series = {name, reader.value_count, reader.values},
                                         .mistake_count = reader.mistake_count,
                                         .mistakes = reader.mistakes};
    return STATUS_OK;
}

static struct fact fact_of_value(const struct imported_value *value) {
    return (struct fact){value->tenths, value->hidden ? FACT_HIDDEN : FACT_SHOWN, value->has_tenth,
                         value->rounded};
}

static void write_text(FILE *out, const void *context) {
    const struct imported *series = context;
    struct csv_fields fields = {.file = out, .separator = ';'};
    for (size_t column = 0; column < COLUMNS; column++)
        csv_put_text(&fields, column_names[column]);
    csv_end_row(&fields);
    for (size_t i = 0; i < series->count; i++) {
        char quarter[QUARTER_TEXT_SIZE], number[FACT_TEXT_SIZE];
        const struct imported_value *value = &series->values[i];
        struct fact fact = fact_of_value(value);
        csv_put_text(&fields, quarter_text(value->last, quarter));
        csv_put_text(&fields, figure_name(value->figure)->name);
        csv_put_text(&fields,
                     value->hulpvorm == HULPVORM_ONBEKEND ? "" : hulpvorm_name(value->hulpvorm));
        csv_put_text(&fields, fact_text(&fact, ',', number));
        csv_end_row(&fields);
    }
}

enum status imported_text(const struct imported *series, struct arena *arena, struct bytes *text) {
    struct report_files files = {0};
    enum status status = files_add(&files, "", write_text, series, arena);
    if (status == STATUS_OK)
        *text = files.file[0].content;
    return status;
}

struct fact imported_fact(const struct imported *series, day_t last, size_t figure,
                          enum hulpvorm hulpvorm) {
    const struct imported_value wanted = {.last = last, .figure = figure, .hulpvorm = hulpvorm};
    for (size_t i = 0; i < series->count; i++)
        if (compare_keys(&series->values[i], &wanted) == 0)
            return fact_of_value(&series->values[i]);
    return (struct fact){.state = FACT_NONE};
}
