/* Row by row: the fields are taken over by column, the line is checked as the daemon
 * will check it, and what is wrong is noted; then the lines are sorted and doubles
 * noted too. Nothing stops at the first mistake but a header that cannot be used and
 * a quote that stands wrong: beyond those no row can be read. */
#include "client/source/wachtlijst_csv.h"

#include "client/csv_columns.h"
#include "client/csv_rows.h"
#include "proto/model/limits.h"

#include <stdlib.h>

#define NO_FIELD SIZE_MAX

struct entry {
    struct csv_line line;
    uint32_t row;
    bool carries_place; /* an outflow line with a start date */
};

struct entries {
    size_t count, room;
    struct entry *at;
};

struct reading {
    struct arena *arena;
    day_t day;
    bool header_read, header_usable, too_many, no_memory;
    size_t field_count;
    size_t field_of[COLUMN_COUNT]; /* where in a row a column stands, or NO_FIELD */
    struct entries places, outflow;
    size_t left_out_count, left_out_room;
    uint32_t *left_out_rows;
    size_t mistake_count, mistake_room;
    struct csv_mistake *mistakes;
    size_t unknown_count;
    struct bytes *unknown;
};

/* An array in the arena that doubles when it is full. NULL: no room. */
static void *grown(struct arena *arena, void *at, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return at;
    size_t more = *room ? *room * 2 : 64;
    void *larger = arena_array(arena, more, size);
    if (larger && count > 0)
        memcpy(larger, at, count * size);
    if (larger)
        *room = more;
    return larger;
}

static void note(struct reading *reading, uint32_t row, const char *column, const char *kind,
                 const char *sentence) {
    struct csv_mistake *mistakes = grown(reading->arena, reading->mistakes, reading->mistake_count,
                                         &reading->mistake_room, sizeof *mistakes);
    if (!mistakes) {
        reading->no_memory = true;
        return;
    }
    mistakes[reading->mistake_count++] = (struct csv_mistake){row, column, kind, sentence};
    reading->mistakes = mistakes;
}

static void add_unknown(struct reading *reading, struct bytes name) {
    if (reading->unknown && reading->unknown_count < MAX_CSV_FIELDS)
        reading->unknown[reading->unknown_count++] = name;
}

static void map_columns(struct reading *reading, const struct csv_row *row) {
    for (size_t i = 0; i < row->field_count && i < MAX_CSV_FIELDS; i++) {
        size_t column = csv_column_find(row->fields[i]);
        if (column == COLUMN_COUNT && row->fields[i].size > 0)
            add_unknown(reading, row->fields[i]);
        if (column == COLUMN_COUNT)
            continue;
        if (reading->field_of[column] != NO_FIELD)
            note(reading, row->number, csv_column_name(column), "KOLOM",
                 "Deze kolom staat er twee keer; laat er een staan.");
        reading->field_of[column] = i;
    }
}

static void read_header(struct reading *reading, const struct csv_row *row) {
    reading->header_read = true;
    reading->field_count = row->field_count;
    map_columns(reading, row);
    bool starts = false;
    for (size_t column = 0; column < COLUMN_COUNT; column++) {
        bool there = reading->field_of[column] != NO_FIELD;
        starts = starts || (there && csv_column_starts(column));
        if (!there && csv_column_required(column))
            note(reading, row->number, csv_column_name(column), "KOLOM",
                 row->field_count == 1
                     ? "Deze kolom ontbreekt; zet ; tussen de velden en de namen van de kolommen "
                       "op de eerste rij."
                     : "Deze kolom ontbreekt; neem haar naam uit het sjabloon over.");
    }
    if (!starts)
        note(reading, row->number, "aanmelddatum", "KOLOM",
             "Er is geen kolom met een startdatum; voeg ten minste aanmelddatum, verwijsdatum of "
             "toewijzingsdatum toe.");
    reading->header_usable = reading->mistake_count == 0;
}

static struct bytes field_of(const struct reading *reading, const struct csv_row *row,
                             size_t column) {
    size_t field = reading->field_of[column];
    return field < row->field_count && field < MAX_CSV_FIELDS ? row->fields[field]
                                                              : bytes_of(NULL, 0);
}

static bool is_empty(const struct csv_row *row) {
    for (size_t i = 0; i < row->field_count && i < MAX_CSV_FIELDS; i++)
        if (row->fields[i].size > 0)
            return false;
    return true;
}

static bool has_start(const struct reading *reading, const struct csv_row *row) {
    for (size_t column = 0; column < COLUMN_COUNT; column++)
        if (csv_column_starts(column) && field_of(reading, row, column).size > 0)
            return true;
    return false;
}

/* On an outflow line without a start date only the id and the outflow count. */
static bool counts(size_t column, bool outflow, bool carries_place) {
    return !outflow || carries_place || column == 0 || column >= COLUMN_UITSTROOMREDEN;
}

/* The column that a fault's field stands in: "place.gemeente" and "datum" are ours. */
static const char *column_of_fault(const char *field) {
    if (strncmp(field, "place.", strlen("place.")) == 0)
        field += strlen("place.");
    if (strcmp(field, "datum") == 0)
        return csv_column_name(COLUMN_UITSTROOMDATUM);
    if (strcmp(field, "reden") == 0)
        return csv_column_name(COLUMN_UITSTROOMREDEN);
    return csv_column_name(csv_column_find(bytes_of_text(field)));
}

static bool noted_before(const struct reading *reading, size_t from, const char *column,
                         const char *kind) {
    for (size_t i = from; i < reading->mistake_count; i++)
        if (strcmp(reading->mistakes[i].column, column) == 0 &&
            strcmp(reading->mistakes[i].kind, kind) == 0)
            return true;
    return false;
}

static void note_faults(struct reading *reading, uint32_t row, size_t from,
                        const struct line_faults *faults) {
    for (enum fault_code code = FAULT_NONE; code < FAULT_CODE_COUNT; code++) {
        if (!faults->field[code])
            continue;
        /* Any start date would do; the one that most have is the one to name. */
        const char *column =
            code == FAULT_GEEN_STARTDATUM ? "aanmelddatum" : column_of_fault(faults->field[code]);
        if (!noted_before(reading, from, column, fault_code_name(code)) &&
            !noted_before(reading, from, column, CSV_TEKENSET))
            note(reading, row, column, fault_code_name(code), fault_sentence(code));
    }
}

static void check(const struct reading *reading, const struct entry *entry, bool outflow,
                  struct line_faults *faults) {
    struct place place;
    struct leaving leaving;
    if (!outflow) {
        check_place(&entry->line.place, reading->day, false, faults, &place);
        return;
    }
    const struct known_wait nothing_known = {.start = DAY_NONE};
    const struct raw_outflow raw = {.id = entry->line.place.id,
                                    .reden = entry->line.reden,
                                    .datum = entry->line.datum,
                                    .place = entry->carries_place ? &entry->line.place : NULL};
    check_outflow(&raw, reading->day, false, false, &nothing_known, faults, &leaving);
}

static void keep(struct reading *reading, struct entries *entries, const struct entry *entry) {
    if (reading->places.count + reading->outflow.count >= MAX_SNAPSHOT_LINES) {
        if (!reading->too_many)
            note(reading, entry->row, "", "TE_GROOT",
                 "Een levering heeft hoogstens 20.000 regels; lever alleen wie wacht en wie sinds "
                 "de vorige keer vertrok.");
        reading->too_many = true;
        return;
    }
    struct entry *larger =
        grown(reading->arena, entries->at, entries->count, &entries->room, sizeof *larger);
    reading->no_memory = reading->no_memory || !larger;
    if (!larger)
        return;
    entries->at = larger;
    entries->at[entries->count++] = *entry;
}

static void leave_out(struct reading *reading, uint32_t row) {
    uint32_t *larger = grown(reading->arena, reading->left_out_rows, reading->left_out_count,
                             &reading->left_out_room, sizeof *larger);
    reading->no_memory = reading->no_memory || !larger;
    if (!larger)
        return;
    reading->left_out_rows = larger;
    reading->left_out_rows[reading->left_out_count++] = row;
}

/* A child outside the region is not ours to know, but that it left may be: its place
 * may stand open from before it moved. */
static void settle_outside(struct reading *reading, struct entry *entry, bool outflow) {
    entry->carries_place = false;
    if (outflow)
        keep(reading, &reading->outflow, entry);
    else
        leave_out(reading, entry->row);
}

static void read_line(struct reading *reading, const struct csv_row *row) {
    const size_t before = reading->mistake_count;
    const bool outflow = field_of(reading, row, COLUMN_UITSTROOMREDEN).size > 0 ||
                         field_of(reading, row, COLUMN_UITSTROOMDATUM).size > 0;
    struct entry entry = {.row = row->number, .carries_place = outflow && has_start(reading, row)};
    for (size_t column = 0; column < COLUMN_COUNT; column++) {
        if (!counts(column, outflow, entry.carries_place))
            continue;
        struct csv_fault fault =
            csv_column_take(column, field_of(reading, row, column), reading->arena, &entry.line);
        if (fault.kind)
            note(reading, row->number, csv_column_name(column), fault.kind, fault.sentence);
    }
    struct line_faults faults;
    check(reading, &entry, outflow, &faults);
    if (reading->mistake_count == before && line_faults_only(&faults, FAULT_BUITEN_REGIO)) {
        settle_outside(reading, &entry, outflow);
        return;
    }
    note_faults(reading, row->number, before, &faults);
    keep(reading, outflow ? &reading->outflow : &reading->places, &entry);
}

static void read_row(void *context, const struct csv_row *row) {
    struct reading *reading = context;
    if (is_empty(row) || reading->too_many)
        return;
    if (!reading->header_read)
        read_header(reading, row);
    else if (reading->header_usable && row->field_count > reading->field_count)
        note(reading, row->number, "", "OPMAAK",
             "Deze rij heeft meer velden dan de eerste rij; staat er een ; in een veld, zet dat "
             "veld dan tussen aanhalingstekens.");
    else if (reading->header_usable)
        read_line(reading, row);
}

static int compare_entries(const void *a, const void *b) {
    const struct entry *left = a, *right = b;
    int order = bytes_compare(left->line.place.id, right->line.place.id);
    return order ? order : (left->row > right->row) - (left->row < right->row);
}

static int compare_mistakes(const void *a, const void *b) {
    const struct csv_mistake *left = a, *right = b;
    if (left->row != right->row)
        return left->row < right->row ? -1 : 1;
    size_t left_column = csv_column_find(bytes_of_text(left->column));
    size_t right_column = csv_column_find(bytes_of_text(right->column));
    if (left_column != right_column)
        return left_column < right_column ? -1 : 1;
    return strcmp(left->kind, right->kind);
}

static bool collect_places(struct reading *reading, struct wachtlijst *list) {
    size_t count = reading->places.count;
    struct raw_place *places = arena_array(reading->arena, count, sizeof *places);
    uint32_t *rows = arena_array(reading->arena, count, sizeof *rows);
    if (!places || !rows)
        return false;
    for (size_t i = 0; i < count; i++) {
        places[i] = reading->places.at[i].line.place;
        rows[i] = reading->places.at[i].row;
    }
    list->place_count = count;
    list->places = places;
    list->place_rows = rows;
    return true;
}

static bool collect_outflow(struct reading *reading, struct wachtlijst *list) {
    size_t count = reading->outflow.count;
    struct raw_outflow *outflow = arena_array(reading->arena, count, sizeof *outflow);
    uint32_t *rows = arena_array(reading->arena, count, sizeof *rows);
    if (!outflow || !rows)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct entry *entry = &reading->outflow.at[i];
        outflow[i] =
            (struct raw_outflow){.id = entry->line.place.id,
                                 .reden = entry->line.reden,
                                 .datum = entry->line.datum,
                                 .place = entry->carries_place ? &entry->line.place : NULL};
        entry->line.place.id = bytes_of(NULL, 0);
        rows[i] = entry->row;
    }
    list->outflow_count = count;
    list->outflow = outflow;
    list->outflow_rows = rows;
    return true;
}

static enum status note_doubles(struct reading *reading, const struct wachtlijst *list) {
    const bool *seen;
    const struct snapshot snapshot = {.place_count = list->place_count,
                                      .outflow_count = list->outflow_count,
                                      .places = list->places,
                                      .outflow = list->outflow};
    enum status status = check_doubles(&snapshot, reading->arena, &seen);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < list->place_count + list->outflow_count; i++) {
        if (!seen[i])
            continue;
        uint32_t row =
            i < list->place_count ? list->place_rows[i] : list->outflow_rows[i - list->place_count];
        note(reading, row, csv_column_name(0), fault_code_name(FAULT_DUBBEL),
             fault_sentence(FAULT_DUBBEL));
    }
    return STATUS_OK;
}

static enum status finish(struct reading *reading, struct csv_reading *out) {
    struct wachtlijst list;
    if (reading->places.count > 1)
        qsort(reading->places.at, reading->places.count, sizeof(struct entry), compare_entries);
    if (reading->outflow.count > 1)
        qsort(reading->outflow.at, reading->outflow.count, sizeof(struct entry), compare_entries);
    if (!collect_places(reading, &list) || !collect_outflow(reading, &list))
        return STATUS_NO_MEMORY;
    enum status status = note_doubles(reading, &list);
    if (status != STATUS_OK || reading->no_memory)
        return STATUS_NO_MEMORY;
    if (reading->mistake_count > 1)
        qsort(reading->mistakes, reading->mistake_count, sizeof *reading->mistakes,
              compare_mistakes);
    *out = (struct csv_reading){.list = list,
                                .left_out_count = reading->left_out_count,
                                .left_out_rows = reading->left_out_rows,
                                .mistake_count = reading->mistake_count,
                                .mistakes = reading->mistakes,
                                .unknown_column_count = reading->unknown_count,
                                .unknown_columns = reading->unknown};
    return STATUS_OK;
}

enum status wachtlijst_csv_read(struct bytes content, instant_t peilmoment, struct arena *arena,
                                struct csv_reading *out) {
    struct reading reading = {.arena = arena, .day = day_of_instant(peilmoment)};
    for (size_t column = 0; column < COLUMN_COUNT; column++)
        reading.field_of[column] = NO_FIELD;
    reading.unknown = arena_array(arena, MAX_CSV_FIELDS, sizeof *reading.unknown);
    uint32_t broken;
    enum status status = csv_rows_read(content, arena, read_row, &reading, &broken);
    if (status != STATUS_OK || !reading.unknown)
        return STATUS_NO_MEMORY;
    if (broken)
        note(&reading, broken, "", "OPMAAK",
             "Op deze rij staat een aanhalingsteken dat niet klopt; wat erna komt is niet "
             "gelezen.");
    else if (!reading.header_read)
        note(&reading, 1, "", "KOLOM",
             "Het bestand is leeg; de eerste rij hoort de namen van de kolommen te geven.");
    return finish(&reading, out);
}
