/* One row becomes a line: its fields settled (values.h) and taken over by column, the line checked
 * as the daemon will check it, and what is wrong noted. */
#include "client/language.h"
#include "client/source/fold.h"
#include "client/source/reading.h"
#include "client/source/staying.h"
#include "client/source/values.h"
#include "proto/model/limits.h"

struct cells {
    struct bytes at[SOURCE_COLUMN_COUNT];
    struct csv_fault faults[SOURCE_COLUMN_COUNT];
    bool mapped[SOURCE_COLUMN_COUNT]; /* what it says stands in the mapping, not in the file */
};

static bool is_there(const struct csv_row *row, size_t field) {
    return field < row->field_count && field < MAX_CSV_FIELDS;
}

static bool is_empty(const struct csv_row *row) {
    for (size_t i = 0; is_there(row, i); i++)
        if (row->fields[i].size > 0)
            return false;
    return true;
}

/* A field behind the header's last that says something. */
static bool overflows(const struct csv_row *row, size_t field_count) {
    for (size_t i = field_count; is_there(row, i); i++)
        if (row->fields[i].size > 0)
            return true;
    return row->field_count > MAX_CSV_FIELDS && row->field_count > field_count;
}

static bool translate(const struct mapped_column *mapped, struct bytes *text) {
    for (size_t i = 0; i < mapped->value_count; i++) {
        struct bytes from = bytes_of_text(mapped->values[i].from);
        if (!bytes_equal(*text, from) && !folds_alike(*text, from))
            continue;
        *text = bytes_of_text(mapped->values[i].to);
        return true;
    }
    return false;
}

static void read_cell(struct source *source, const struct csv_row *row, size_t column,
                      struct cells *cells) {
    static const struct csv_fault not_utf8 = {
        CSV_TEKENSET,
        N_("Dit veld bevat tekens die niet te lezen zijn; sla het bestand op als CSV UTF-8.")};
    const struct mapped_column *mapped = &source->mapping->columns[column];
    const size_t field = source->parts[source->part].header.field_of[column];
    struct bytes *text = &cells->at[column];
    *text = bytes_of(NULL, 0);
    if (mapped->constant)
        *text = bytes_of_text(mapped->constant);
    else if (is_there(row, field))
        *text = row->fields[field];
    if (!encoding_field(source->mapping->encoding, source->arena, text, &source->no_memory)) {
        cells->faults[column] = not_utf8;
        *text = bytes_of(NULL, 0);
        return;
    }
    cells->mapped[column] = translate(mapped, text) || mapped->constant;
    if (column < COLUMN_COUNT)
        cells->faults[column] = value_settle(column, source->arena, text);
    if (column == SOURCE_DOSSIER)
        cells->faults[column] = value_settle(COLUMN_ID, source->arena, text);
    if (column >= SOURCE_DOSSIER)
        *text = value_beside(*text);
}

static bool says_outflow(const struct source *source, const struct cells *cells) {
    return source->part == SOURCE_OUTFLOW || cells->at[COLUMN_UITSTROOMREDEN].size > 0 ||
           cells->at[COLUMN_UITSTROOMDATUM].size > 0;
}

static bool has_start(const struct cells *cells) {
    for (size_t column = 0; column < COLUMN_COUNT; column++)
        if (csv_column_starts(column) && cells->at[column].size > 0)
            return true;
    return false;
}

static bool starts_with(const char *text, const char *word) {
    return strncmp(text, word, strlen(word)) == 0;
}

/* "Totaal: 143" below the list, with nothing that makes it a place. */
static bool is_total(const struct csv_row *row, const struct cells *cells) {
    static const char *const words[] = {"totaal", "eindtotaal", "subtotaal", "total", "aantal"};
    char room[FOLDED_SIZE];
    size_t first = 0;
    if (has_start(cells) || cells->at[COLUMN_UITSTROOMDATUM].size > 0)
        return false;
    while (is_there(row, first) && row->fields[first].size == 0)
        first++;
    if (!is_there(row, first))
        return false;
    folded(row->fields[first], room);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (starts_with(room, words[i]))
            return true;
    return false;
}

/* On an outflow line without a start date only the id and the outflow count. */
static bool counts(size_t column, bool outflow, bool carries_place) {
    return !outflow || carries_place || column == COLUMN_ID || column >= COLUMN_UITSTROOMREDEN;
}

/* The column that a fault's field stands in: "place.gemeente" and "datum" are ours. */
static size_t column_of_fault(const char *field) {
    if (starts_with(field, "place."))
        field += strlen("place.");
    if (strcmp(field, "datum") == 0)
        return COLUMN_UITSTROOMDATUM;
    if (strcmp(field, "reden") == 0)
        return COLUMN_UITSTROOMREDEN;
    return csv_column_find(bytes_of_text(field));
}

/* What could not be read at all is wrong in no second way. */
static bool noted_before(const struct source *source, size_t from, size_t column,
                         const char *kind) {
    const struct noted *noted = source->mistakes.items;
    for (size_t i = from; i < source->mistakes.count; i++) {
        const char *found = noted[i].mistake.kind;
        if (noted[i].column == column &&
            (strcmp(found, kind) == 0 || strcmp(found, CSV_TEKENSET) == 0 ||
             strcmp(found, KIND_EXCEL) == 0))
            return true;
    }
    return false;
}

static void note_faults(struct source *source, uint32_t row, size_t from,
                        const struct line_faults *faults) {
    for (enum fault_code code = FAULT_NONE; code < FAULT_CODE_COUNT; code++) {
        if (!faults->field[code])
            continue;
        /* Any start date would do; the one that most have is the one to name. */
        const char *field = code == FAULT_GEEN_STARTDATUM ? "aanmelddatum" : faults->field[code];
        size_t column = column_of_fault(field);
        if (column == COLUMN_ID && header_makes_ids(&source->parts[source->part].header))
            column = SOURCE_DOSSIER;
        if (!noted_before(source, from, column, fault_code_name(code)))
            source_note(source, row, column, fault_code_name(code), fault_sentence(code));
    }
}

static void check(const struct source *source, const struct entry *entry, bool outflow,
                  struct line_faults *faults) {
    struct place place;
    struct leaving leaving;
    if (!outflow) {
        check_place(&entry->line.place, source->day, false, faults, &place);
        return;
    }
    const struct known_wait nothing_known = {.start = DAY_NONE};
    const struct raw_outflow raw = {.id = entry->line.place.id,
                                    .reden = entry->line.reden,
                                    .datum = entry->line.datum,
                                    .place = entry->carries_place ? &entry->line.place : NULL};
    check_outflow(&raw, source->day, false, false, &nothing_known, faults, &leaving);
}

static void keep(struct source *source, struct list *entries, const struct entry *entry) {
    if (source->places.count + source->outflow.count >= MAX_SNAPSHOT_LINES) {
        if (!source->too_many)
            source_note(
                source, entry->row, NO_COLUMN, "TE_GROOT",
                N_("Een levering heeft hoogstens 20.000 regels; lever alleen wie wacht en wie "
                   "sinds de vorige keer vertrok."));
        source->too_many = true;
        return;
    }
    struct entry *kept = list_add(entries);
    if (kept)
        *kept = *entry;
}

/* A child outside the region is not ours to know, but that it left may be: its place
 * may stand open from before it moved. */
static void settle_outside(struct source *source, struct entry *entry, bool outflow) {
    entry->carries_place = false;
    if (outflow) {
        keep(source, &source->outflow, entry);
        return;
    }
    uint32_t *row = list_add(&source->parts[source->part].left_out);
    if (row)
        *row = entry->row;
}

/* In words for what is to be mended: a field that is empty, or the mapping instead of the file. */
static struct csv_fault fault_of(const struct source *source, const struct cells *cells,
                                 size_t column, struct csv_fault fault) {
    const bool makes_ids = header_makes_ids(&source->parts[source->part].header);
    if (cells->faults[column].kind)
        fault = cells->faults[column];
    else if (column == COLUMN_ID && cells->at[column].size == 0 && !makes_ids)
        return (struct csv_fault){
            fault_code_name(FAULT_ID),
            N_("Deze rij heeft geen id; vul het in, of haal de rij weg als zij geen plek is.")};
    if (fault.kind && cells->mapped[column])
        fault.sentence = N_("De mapping vult hier iets in dat deze kolom niet kent (man "
                            "wachtpost-mapping); verbeter daarin wat achter is of constant staat.");
    return fault;
}

static void take_cells(struct source *source, const struct cells *cells, bool outflow,
                       struct entry *entry) {
    for (size_t column = 0; column < COLUMN_COUNT; column++) {
        if (!counts(column, outflow, entry->carries_place))
            continue;
        struct csv_fault fault =
            csv_column_take(column, cells->at[column], source->arena, &entry->line);
        fault = fault_of(source, cells, column, fault);
        if (fault.kind)
            source_note(source, entry->row, column, fault.kind, fault.sentence);
    }
}

static void take_line(struct source *source, const struct csv_row *row, const struct cells *cells) {
    const size_t before = source->mistakes.count;
    const bool outflow = says_outflow(source, cells);
    struct entry entry = {
        .row = row->number, .part = source->part, .carries_place = outflow && has_start(cells)};
    struct line_faults faults;
    take_cells(source, cells, outflow, &entry);
    if (header_makes_ids(&source->parts[source->part].header))
        staying_take_dossier(source, cells->at[SOURCE_DOSSIER], cells->at[SOURCE_ONDERDEEL],
                             &cells->faults[SOURCE_DOSSIER], &entry);
    if (!outflow || entry.carries_place)
        staying_take_bsn(source, cells->at[SOURCE_BSN], &entry);
    check(source, &entry, outflow, &faults);
    if (source->mistakes.count == before && line_faults_only(&faults, FAULT_BUITEN_REGIO)) {
        settle_outside(source, &entry, outflow);
        return;
    }
    note_faults(source, row->number, before, &faults);
    keep(source, outflow ? &source->outflow : &source->places, &entry);
}

/* Whether the row is this aanbieder's, and who said so. An empty field claims nothing. */
static bool is_own(struct source *source, uint32_t row, struct bytes text) {
    struct part *part = &source->parts[source->part];
    struct agb agb;
    const struct agb *own = source->options->agb;
    bool named = own && text.size > 0;
    if (named && !value_agb(text, &agb)) {
        source_note(source, row, SOURCE_AGB, KIND_AGB,
                    N_("Dit is geen AGB-code; vul er acht cijfers in, of haal de kolom weg."));
        named = false;
    }
    if (!named || strcmp(agb.text, own->text) == 0) {
        part->own_count++;
        return true;
    }
    if (part->other_agb_count++ == 0)
        part->first_other_row = row;
    return false;
}

/* To tell a file that was cut off from one whose rows were always short. */
static void note_length(struct part *part, const struct csv_row *row) {
    part->short_count += part->last_short;
    part->last_short = row->field_count < part->header.field_count;
    part->last_row = row->number;
    part->row_count++;
}

void line_read(struct source *source, const struct csv_row *row) {
    struct part *part = &source->parts[source->part];
    struct cells cells = {0};
    if (!part->usable || source->too_many || is_empty(row))
        return;
    note_length(part, row);
    if (overflows(row, part->header.field_count)) {
        source_note(
            source, row->number, NO_COLUMN, KIND_OPMAAK,
            N_("Deze rij heeft meer velden dan de eerste rij; staat er een scheidingsteken in "
               "een veld, zet dat veld dan tussen aanhalingstekens."));
        return;
    }
    for (size_t column = 0; column < SOURCE_COLUMN_COUNT; column++)
        read_cell(source, row, column, &cells);
    if (!is_own(source, row->number, cells.at[SOURCE_AGB]))
        return;
    if (is_total(row, &cells))
        source_note(source, row->number, NO_COLUMN, "TOTAAL",
                    N_("Deze rij is een totaal en geen plek; haal haar weg of exporteer zonder "
                       "totalen."));
    else
        take_line(source, row, &cells);
}
