/* The row with the names of the columns. Who names which column, in this order: the mapping, the
 * layout's own names, and, when those do not make a list, the sector's synonyms. */
#include "client/language.h"
#include "client/source/fold.h"
#include "client/source/reading.h"
#include "proto/model/text.h"

#include <stdio.h>

#define LABEL_SIZE 64

struct matching {
    struct source *source;
    const struct csv_row *row;
    struct header *header;
    bool is_header;   /* and what is wrong is noted */
    bool whole_table; /* every row has these columns; lines of JSON have what they need */
    size_t count;
    struct bytes names[MAX_CSV_FIELDS]; /* UTF-8 */
    bool taken[MAX_CSV_FIELDS];
};

/* As it can be shown: printable, not too long, and no BSN, for the row may be none with names. */
static const char *label_of(const struct matching *matching, size_t field, const char *otherwise) {
    struct bytes name = matching->names[field];
    if (name.size == 0 || !text_is_utf8(name) || text_has_control(name) || text_holds_bsn(name) ||
        name.size >= LABEL_SIZE)
        return otherwise;
    char *label = arena_alloc(matching->source->arena, LABEL_SIZE);
    if (!label)
        return otherwise;
    memcpy(label, name.at, name.size);
    return label;
}

static void take(struct matching *matching, size_t column, size_t field) {
    struct header *header = matching->header;
    const char *name = source_column_name(column);
    bool own = source_column_find(matching->names[field]) == column;
    matching->taken[field] = true;
    header->field_of[column] = field;
    if (matching->is_header)
        header->label[column] = own ? name : label_of(matching, field, name);
}

static void note(const struct matching *matching, size_t column, const char *sentence) {
    if (matching->is_header)
        source_note(matching->source, matching->row->number, column, KIND_KOLOM, sentence);
}

static void note_double(const struct matching *matching, size_t column) {
    note(matching, column, N_("Deze kolom staat er twee keer; laat er een staan."));
}

static bool is_mapped(const struct matching *matching, size_t column) {
    const struct mapped_column *mapped = &matching->source->mapping->columns[column];
    return mapped->from || mapped->constant;
}

/* Without these two, or three and a start, there is no list. */
static bool is_required(const struct matching *matching, size_t column) {
    if (matching->source->part == SOURCE_OUTFLOW)
        return column == 0 || column == COLUMN_UITSTROOMDATUM;
    return column < COLUMN_COUNT && csv_column_required(column);
}

static void match_mapped(struct matching *matching, size_t column) {
    const char *from = matching->source->mapping->columns[column].from;
    if (!from)
        return;
    for (size_t field = 0; field < matching->count; field++) {
        if (matching->taken[field] || !folds_alike(matching->names[field], bytes_of_text(from)))
            continue;
        if (matching->header->field_of[column] != NO_FIELD)
            note_double(matching, column);
        take(matching, column, field);
    }
    bool needed = matching->source->part == SOURCE_LIST || is_required(matching, column);
    if (matching->header->field_of[column] == NO_FIELD && needed)
        note(matching, column,
             N_("De mapping noemt voor deze kolom een naam die niet in het bestand staat; verbeter "
                "de mapping of de export."));
}

static void match_own_names(struct matching *matching) {
    for (size_t field = 0; field < matching->count; field++) {
        size_t column = source_column_find(matching->names[field]);
        if (column == NO_COLUMN || matching->taken[field] || is_mapped(matching, column))
            continue;
        if (matching->header->field_of[column] != NO_FIELD)
            note_double(matching, column);
        take(matching, column, field);
    }
}

static bool is_there(const struct matching *matching, size_t column) {
    return matching->header->field_of[column] != NO_FIELD ||
           matching->source->mapping->columns[column].constant;
}

/* A dossier is as good as an id. */
static bool is_missing(const struct matching *matching, size_t column) {
    return is_required(matching, column) && !is_there(matching, column) &&
           (column != COLUMN_ID || !is_there(matching, SOURCE_DOSSIER));
}

static bool is_complete(const struct matching *matching) {
    bool starts = matching->source->part == SOURCE_OUTFLOW;
    for (size_t column = 0; column < COLUMN_COUNT; column++) {
        bool there = is_there(matching, column);
        starts = starts || (there && csv_column_starts(column));
        if (is_missing(matching, column))
            return false;
    }
    return starts;
}

#define AMBIGUOUS                                                                                  \
    N_("De kolommen \"%s\" en \"%s\" kunnen allebei %s zijn; laat er een weg, of wijs er in een "  \
       "mapping (--mapping) een aan.")

static void note_ambiguous(const struct matching *matching, size_t column, size_t field) {
    if (!matching->is_header)
        return;
    const char *name = source_column_name(column), *first = matching->header->label[column];
    const char *second = label_of(matching, field, name);
    const size_t room = strlen(AMBIGUOUS) + 3 * LABEL_SIZE;
    const size_t told_room = strlen(gettext(AMBIGUOUS)) + 3 * LABEL_SIZE;
    char *sentence = arena_alloc(matching->source->arena, room);
    char *told = arena_alloc(matching->source->arena, told_room);
    matching->source->no_memory = matching->source->no_memory || !sentence || !told;
    if (!sentence || !told)
        return;
    snprintf(sentence, room, AMBIGUOUS, first, second, name);
    snprintf(told, told_room, gettext(AMBIGUOUS), first, second, name);
    source_note_told(matching->source, matching->row->number, column, KIND_KOLOM, sentence, told);
}

/* `all`: the names so far make no list; else only what says which rows are meant. */
static void match_synonyms(struct matching *matching, bool all) {
    bool by_synonym[SOURCE_COLUMN_COUNT] = {false};
    for (size_t field = 0; field < matching->count; field++) {
        size_t column = source_column_meant(matching->names[field]);
        if (column == NO_COLUMN || matching->taken[field] || is_mapped(matching, column) ||
            (!all && column < COLUMN_COUNT))
            continue;
        if (matching->header->field_of[column] == NO_FIELD) {
            take(matching, column, field);
            by_synonym[column] = true;
        } else if (by_synonym[column]) {
            matching->taken[field] = true;
            note_ambiguous(matching, column, field);
        }
    }
}

static void let_go(struct matching *matching, size_t column) {
    size_t *field = &matching->header->field_of[column];
    if (*field != NO_FIELD)
        matching->taken[*field] = false;
    *field = NO_FIELD;
}

/* What stays in the building is read only where it serves. */
static void let_go_unused(struct matching *matching) {
    if (is_there(matching, COLUMN_ID))
        let_go(matching, SOURCE_DOSSIER);
    if (!is_there(matching, SOURCE_DOSSIER))
        let_go(matching, SOURCE_ONDERDEEL);
    if (!matching->source->options->bsns)
        let_go(matching, SOURCE_BSN);
}

static void match(struct matching *matching) {
    struct header *header = matching->header;
    *header = (struct header){.field_count = matching->row->field_count};
    matching->count =
        matching->row->field_count < MAX_CSV_FIELDS ? matching->row->field_count : MAX_CSV_FIELDS;
    for (size_t field = 0; field < matching->count; field++) {
        matching->names[field] = matching->row->fields[field];
        encoding_field(matching->source->mapping->encoding, matching->source->arena,
                       &matching->names[field], &matching->source->no_memory);
    }
    for (size_t column = 0; column < SOURCE_COLUMN_COUNT; column++) {
        header->field_of[column] = NO_FIELD;
        header->label[column] = source_column_name(column);
    }
    for (size_t column = 0; column < SOURCE_COLUMN_COUNT; column++)
        match_mapped(matching, column);
    match_own_names(matching);
    match_synonyms(matching, !is_complete(matching));
    let_go_unused(matching);
    header->complete = is_complete(matching);
    for (size_t column = 0; column < SOURCE_COLUMN_COUNT; column++)
        header->known += header->field_of[column] != NO_FIELD;
}

bool header_makes_ids(const struct header *header) {
    return header->field_count > 0 && header->field_of[SOURCE_DOSSIER] != NO_FIELD;
}

void header_match(struct source *source, const struct csv_row *row, struct header *header) {
    struct matching matching = {.source = source, .row = row, .header = header};
    match(&matching);
}

/* What the mapping names and is not there was noted with it. */
static void note_missing(const struct matching *matching) {
    bool starts = matching->source->part == SOURCE_OUTFLOW || !matching->whole_table;
    for (size_t column = 0; column < COLUMN_COUNT; column++) {
        bool there = is_there(matching, column);
        starts = starts || (there && csv_column_starts(column));
        starts = starts || (csv_column_starts(column) && is_mapped(matching, column));
        bool needed = matching->whole_table || column == COLUMN_ID;
        if (needed && is_missing(matching, column) && !is_mapped(matching, column))
            note(matching, column,
                 N_("Deze kolom ontbreekt; neem haar naam uit het sjabloon over, of wijs haar in "
                    "een mapping (--mapping) aan."));
    }
    if (!starts)
        note(
            matching, source_column_find(bytes_of_text("aanmelddatum")),
            N_("Er is geen kolom met een startdatum; voeg ten minste aanmelddatum, verwijsdatum of "
               "toewijzingsdatum toe."));
    if (header_makes_ids(matching->header) && !matching->source->options->plekken)
        note(matching, SOURCE_DOSSIER,
             N_("Van een dossier kan hier geen id worden gemaakt; noem het geheim daarvoor bij "
                "plek_key in de configuratie (u maakt het met wachtpost plek --make-key), of geef "
                "een kolom id."));
}

/* What is not read is named, but for what may be a child's: then the row is no header. */
static void note_dropped(struct matching *matching) {
    struct source *source = matching->source;
    for (size_t field = 0; field < matching->count; field++) {
        struct bytes name = matching->names[field];
        if (matching->taken[field] || name.size == 0 || !text_is_utf8(name) || text_holds_bsn(name))
            continue;
        struct source_column *dropped = list_add(&source->parts[source->part].dropped);
        size_t meant = source_column_meant(name);
        bool may_be = meant < COLUMN_COUNT && !is_mapped(matching, meant);
        if (dropped)
            *dropped = (struct source_column){
                .name = name, .resembles = may_be ? source_column_name(meant) : NULL};
    }
}

void header_read(struct source *source, const struct csv_row *row, bool whole_table) {
    struct part *part = &source->parts[source->part];
    struct matching matching = {.source = source,
                                .row = row,
                                .header = &part->header,
                                .is_header = true,
                                .whole_table = whole_table};
    const size_t before = source->mistakes.count;
    match(&matching);
    note_missing(&matching);
    note_dropped(&matching);
    part->usable = source->mistakes.count == before;
}
