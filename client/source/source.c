/* The way of a file: what kind it is, to UTF-8, to rows by the separator under which its header
 * is found, row by row to lines (line.c), and in the end all lines sorted, doubles noted. */
#include "client/source/source.h"

#include "client/language.h"
#include "client/source/fold.h"
#include "client/source/json_rows.h"
#include "client/source/kind.h"
#include "client/source/reading.h"
#include "client/source/staying.h"

#include <stdlib.h>
#include <strings.h>

/* A header stands in so much of a file: ten rows of a screen each. */
#define SNIFFED_BYTES (64 * 1024)
#define PROGRESS_ROWS 1024

static const struct mapping no_mapping;

bool source_format_parse(struct bytes name, enum source_format *format) {
    char room[FOLDED_SIZE];
    const char *wanted = folded(name, room);
    bool csv = strcmp(wanted, "csv") == 0;
    bool json = strcmp(wanted, "json") == 0 || strcmp(wanted, "jsonl") == 0;
    if (csv || json)
        *format = csv ? SOURCE_CSV : SOURCE_JSON;
    return csv || json;
}

struct source *source_new(struct arena *arena, const struct source_options *options) {
    struct source *source = arena_alloc(arena, sizeof *source);
    if (!source)
        return NULL;
    *source = (struct source){.arena = arena,
                              .options = options,
                              .mapping = options->mapping ? options->mapping : &no_mapping,
                              .day = day_of_instant(options->peilmoment),
                              .mistakes = LIST_OF(arena, struct noted),
                              .places = LIST_OF(arena, struct entry),
                              .outflow = LIST_OF(arena, struct entry)};
    for (size_t i = 0; i < SOURCE_PART_COUNT; i++) {
        source->parts[i].dropped = LIST_OF(arena, struct source_column);
        source->parts[i].left_out = LIST_OF(arena, uint32_t);
    }
    return source;
}

void source_note(struct source *source, uint32_t row, size_t column, const char *kind,
                 const char *sentence) {
    source_note_told(source, row, column, kind, sentence, said(sentence));
}

void source_note_told(struct source *source, uint32_t row, size_t column, const char *kind,
                      const char *sentence, const char *told) {
    struct noted *noted = list_add(&source->mistakes);
    /* What is wrong with an id that was made is wrong with what it was made of. */
    if (column == 0 && header_makes_ids(&source->parts[source->part].header))
        column = SOURCE_DOSSIER;
    const char *label = column == NO_COLUMN ? "" : source->parts[source->part].header.label[column];
    if (noted)
        *noted = (struct noted){
            .mistake = {row, label ? label : source_column_name(column), kind, sentence, told},
            .part = source->part,
            .column = column};
}

/* The row that looks most like a header, and the separator under which it does. */
struct sniff {
    struct source *source;
    char separator, best_separator;
    uint32_t best_row;
    struct header best;
    size_t rows;
};

static void sniff_row(void *context, const struct csv_row *row) {
    struct sniff *sniff = context;
    struct header header;
    if (sniff->rows++ >= MAX_TITLE_ROWS)
        return;
    header_match(sniff->source, row, &header);
    /* One word that is also a name may stand in any row; an id is not told in a title. */
    bool is_header = header.known > 1 || header.field_of[0] != NO_FIELD;
    bool better = header.complete != sniff->best.complete ? header.complete
                                                          : header.known > sniff->best.known;
    if (!is_header || !better)
        return;
    sniff->best = header;
    sniff->best_row = row->number;
    sniff->best_separator = sniff->separator;
}

static enum status sniff_header(struct source *source, struct bytes text, const char *separators,
                                struct sniff *sniff) {
    struct bytes beginning =
        bytes_of(text.at, text.size < SNIFFED_BYTES ? text.size : SNIFFED_BYTES);
    enum status status = STATUS_OK;
    *sniff = (struct sniff){.source = source, .best_separator = separators[0]};
    for (const char *at = separators; *at && status == STATUS_OK && !sniff->best.complete; at++) {
        uint32_t broken;
        sniff->separator = *at;
        sniff->rows = 0;
        status = csv_rows_read(beginning, *at, source->arena, sniff_row, sniff, &broken);
    }
    return status;
}

static void read_row(void *context, const struct csv_row *row) {
    struct source *source = context;
    struct part *part = &source->parts[source->part];
    if (source->options->progress && row->number % PROGRESS_ROWS == 0)
        source->options->progress(source->options->context, row->number);
    if (row->number == part->header_row)
        header_read(source, row, true);
    else if (row->number > part->header_row)
        line_read(source, row);
}

static bool ends_line(struct bytes text) {
    return text.size == 0 || text.at[text.size - 1] == '\n' || text.at[text.size - 1] == '\r';
}

static bool is_blank(struct bytes text) {
    size_t at = 0;
    while (at < text.size && strchr(" ;,\t\r\n", text.at[at]) && text.at[at] != 0)
        at++;
    return at == text.size;
}

static void note_no_header(struct source *source, bool empty) {
    source_note(
        source, 1, NO_COLUMN, KIND_KOLOM,
        empty ? N_("Het bestand is leeg; de eerste rij hoort de namen van de kolommen te geven.")
              : N_("In de eerste tien rijen staan geen namen van kolommen; zet ze op de eerste "
                   "rij, of wijs de kolommen in een mapping (--mapping) aan."));
}

/* A row that was cut off is wrong in many ways, of which this is the reason. */
static void note_cut(struct source *source) {
    const struct part *part = &source->parts[source->part];
    const struct noted *noted = source->mistakes.items;
    bool wrong = source->mistakes.count > 0 &&
                 noted[source->mistakes.count - 1].mistake.row == part->cut_row;
    if (part->cut_row > 0 && wrong)
        source_note(
            source, part->cut_row, NO_COLUMN, KIND_OPMAAK,
            N_("Het bestand lijkt afgebroken: deze laatste rij is korter dan alle andere en "
               "heeft geen regeleinde; exporteer opnieuw."));
}

static enum status read_csv(struct source *source, struct bytes text, const char *separators) {
    struct part *part = &source->parts[source->part];
    struct sniff sniff;
    uint32_t broken = 0;
    enum status status = sniff_header(source, text, separators, &sniff);
    if (status != STATUS_OK)
        return status;
    part->header_row = sniff.best_row;
    if (sniff.best_row == 0) {
        note_no_header(source, is_blank(text));
        return STATUS_OK;
    }
    status = csv_rows_read(text, sniff.best_separator, source->arena, read_row, source, &broken);
    if (broken)
        source_note(
            source, broken, NO_COLUMN, KIND_OPMAAK,
            N_("Op deze rij staat een aanhalingsteken dat niet klopt; wat erna komt is niet "
               "gelezen."));
    if (!ends_line(text) && part->last_short && part->short_count == 0 && part->row_count > 1)
        part->cut_row = part->last_row;
    note_cut(source);
    return status;
}

static void read_json_row(void *context, const struct csv_row *row) {
    struct source *source = context;
    struct part *part = &source->parts[source->part];
    if (part->header_row > 0) {
        line_read(source, row);
        return;
    }
    part->header_row = row->number;
    if (row->field_count > 0)
        header_read(source, row, false);
}

static void note_broken_json(void *context, uint32_t row) {
    source_note(
        context, row, NO_COLUMN, KIND_OPMAAK,
        N_("Deze regel is geen JSON-object met enkelvoudige waarden; schrijf een object per "
           "regel."));
}

static enum status read_json(struct source *source, struct bytes text) {
    const size_t before = source->mistakes.count;
    enum status status =
        json_rows_read(text, source->arena, read_json_row, note_broken_json, source);
    if (status == STATUS_OK && !source->parts[source->part].usable &&
        source->mistakes.count == before)
        note_no_header(source, is_blank(text));
    return status;
}

static struct bytes without(struct bytes text, const char *beginning) {
    size_t size = strlen(beginning);
    if (text.size < size || strncasecmp((const char *)text.at, beginning, size) != 0)
        return text;
    return bytes_of(text.at + size, text.size - size);
}

/* `sep=;` on a first line, as Excel is told; Excel does not count that line. */
static struct bytes without_sep(struct bytes text, char separators[4]) {
    struct bytes left = without(text, "sep=");
    if (left.size == text.size || left.size < 2 || (left.at[1] != '\r' && left.at[1] != '\n'))
        return text;
    separators[0] = (char)left.at[0];
    separators[1] = 0;
    size_t line = left.at[1] == '\r' && left.size > 2 && left.at[2] == '\n' ? 3 : 2;
    return bytes_of(left.at + line, left.size - line);
}

static bool begins_json(struct bytes text) {
    size_t at = 0;
    while (at < text.size && strchr(" \t\r\n", text.at[at]) && text.at[at] != 0)
        at++;
    return at < text.size && text.at[at] == '{';
}

static enum status read_text(struct source *source, struct bytes text) {
    char separators[4] = ";\t,";
    enum source_format format = source->options->format;
    text = without(text, "\xEF\xBB\xBF");
    if (format == SOURCE_JSON || (format == SOURCE_BY_CONTENT && begins_json(text)))
        return read_json(source, text);
    text = without_sep(text, separators);
    if (source->mapping->separator)
        memcpy(separators, (char[]){source->mapping->separator, 0}, 2);
    return read_csv(source, text, separators);
}

static void note_whose(struct source *source) {
    const struct part *part = &source->parts[source->part];
    if (part->own_count == 0 && part->other_agb_count > 0)
        source_note(
            source, part->first_other_row, SOURCE_AGB, KIND_AGB,
            N_("Dit bestand is van een andere aanbieder: op geen enkele rij staat uw AGB-code. "
               "Lever het met --agb voor die aanbieder, of met --any-agb als het toch uw "
               "lijst is."));
}

enum status source_read(struct source *source, struct bytes content, enum source_part part) {
    struct bytes text;
    source->part = part;
    const char *refused = kind_refused(content);
    enum status status = encoding_widen(content, source->arena, &text);
    if (refused)
        source_note(source, 1, NO_COLUMN, KIND_OPMAAK, refused);
    else if (status == STATUS_MALFORMED)
        source_note(
            source, 1, NO_COLUMN, CSV_TEKENSET,
            N_("Dit bestand is beschadigd: het begint als UTF-16 en is het niet; sla het op "
               "als CSV UTF-8."));
    else if (status == STATUS_OK)
        status = read_text(source, text);
    note_whose(source);
    staying_judge(source);
    return status == STATUS_MALFORMED ? STATUS_OK : status;
}

static int compare_entries(const void *a, const void *b) {
    const struct entry *left = a, *right = b;
    int order = bytes_compare(left->line.place.id, right->line.place.id);
    if (order != 0)
        return order;
    if (left->part != right->part)
        return left->part < right->part ? -1 : 1;
    return (left->row > right->row) - (left->row < right->row);
}

static int compare_noted(const void *a, const void *b) {
    const struct noted *left = a, *right = b;
    if (left->part != right->part)
        return left->part < right->part ? -1 : 1;
    if (left->mistake.row != right->mistake.row)
        return left->mistake.row < right->mistake.row ? -1 : 1;
    if (left->column != right->column)
        return left->column < right->column ? -1 : 1;
    return strcmp(left->mistake.kind, right->mistake.kind);
}

static void sort(struct list *list, int (*compare)(const void *, const void *)) {
    if (list->count > 1)
        qsort(list->items, list->count, list->size, compare);
}

static bool collect_places(struct source *source, struct wachtlijst *list) {
    const struct entry *entries = source->places.items;
    size_t count = source->places.count;
    struct raw_place *places = arena_array(source->arena, count, sizeof *places);
    uint32_t *rows = arena_array(source->arena, count, sizeof *rows);
    if (!places || !rows)
        return false;
    for (size_t i = 0; i < count; i++) {
        places[i] = entries[i].line.place;
        rows[i] = entries[i].row;
    }
    list->place_count = count;
    list->places = places;
    list->place_rows = rows;
    return true;
}

static bool collect_outflow(struct source *source, struct wachtlijst *list) {
    struct entry *entries = source->outflow.items;
    size_t count = source->outflow.count;
    struct raw_outflow *outflow = arena_array(source->arena, count, sizeof *outflow);
    uint32_t *rows = arena_array(source->arena, count, sizeof *rows);
    if (!outflow || !rows)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct entry *entry = &entries[i];
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

static const char *double_sentence(const struct source *source, enum source_part part) {
    if (part == SOURCE_OUTFLOW)
        return N_("Dit id staat ook op de wachtlijst of staat hier eerder; wie wacht is niet "
                  "vertrokken: haal een van beide weg.");
    if (header_makes_ids(&source->parts[part].header))
        return N_("Dit dossier stond hier al; wacht het op meer dan een soort hulp, geef dan een "
                  "kolom onderdeel die ze uit elkaar houdt.");
    return fault_sentence(FAULT_DUBBEL);
}

static enum status note_doubles(struct source *source, const struct wachtlijst *list) {
    const bool *seen;
    const struct entry *places = source->places.items, *outflow = source->outflow.items;
    const struct snapshot snapshot = {.place_count = list->place_count,
                                      .outflow_count = list->outflow_count,
                                      .places = list->places,
                                      .outflow = list->outflow};
    enum status status = check_doubles(&snapshot, source->arena, &seen);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < list->place_count + list->outflow_count; i++) {
        if (!seen[i])
            continue;
        const struct entry *entry =
            i < list->place_count ? &places[i] : &outflow[i - list->place_count];
        source->part = entry->part;
        source_note(source, entry->row, 0, fault_code_name(FAULT_DUBBEL),
                    double_sentence(source, entry->part));
    }
    return STATUS_OK;
}

/* Mistakes of one part; they stand together once sorted. */
static bool tell_part(const struct source *source, enum source_part which,
                      struct source_part_reading *told) {
    const struct part *part = &source->parts[which];
    const struct noted *noted = source->mistakes.items;
    struct csv_mistake *mistakes =
        arena_array(source->arena, source->mistakes.count, sizeof *mistakes);
    if (!mistakes)
        return false;
    *told = (struct source_part_reading){.mistakes = mistakes,
                                         .dropped_count = part->dropped.count,
                                         .dropped = part->dropped.items,
                                         .left_out_count = part->left_out.count,
                                         .left_out_rows = part->left_out.items,
                                         .other_agb_count = part->other_agb_count,
                                         .cut_row = part->cut_row};
    for (size_t i = 0; i < source->mistakes.count; i++)
        if (noted[i].part == which)
            mistakes[told->mistake_count++] = noted[i].mistake;
    return true;
}

static bool ran_out(const struct source *source) {
    bool ran_out = source->no_memory || source->mistakes.out_of_memory ||
                   source->places.out_of_memory || source->outflow.out_of_memory;
    for (size_t i = 0; i < SOURCE_PART_COUNT; i++)
        ran_out = ran_out || source->parts[i].dropped.out_of_memory ||
                  source->parts[i].left_out.out_of_memory;
    return ran_out;
}

enum status source_finish(struct source *source, struct source_reading *reading) {
    struct source_reading told = {0};
    sort(&source->places, compare_entries);
    sort(&source->outflow, compare_entries);
    if (!collect_places(source, &told.list) || !collect_outflow(source, &told.list))
        return STATUS_NO_MEMORY;
    enum status status = note_doubles(source, &told.list);
    sort(&source->mistakes, compare_noted);
    for (size_t i = 0; status == STATUS_OK && i < SOURCE_PART_COUNT; i++)
        if (!tell_part(source, (enum source_part)i, &told.parts[i]))
            status = STATUS_NO_MEMORY;
    if (status != STATUS_OK || ran_out(source))
        return STATUS_NO_MEMORY;
    *reading = told;
    return STATUS_OK;
}

static void give(struct source *source, const struct list *entries,
                 const struct pseudonym *pseudonyms) {
    struct entry *entry = entries->items;
    for (size_t i = 0; i < entries->count; i++) {
        const size_t number = entry[i].bsn_number;
        struct raw_place *place = &entry[i].line.place;
        if (number == 0 || !pseudonyms[number - 1].known)
            continue;
        place->jeugdige =
            arena_copy(source->arena, bytes_of(pseudonyms[number - 1].at, PSEUDONYM_BYTES));
        place->jeugdige_epoch = pseudonyms[number - 1].epoch;
        source->no_memory = source->no_memory || !place->jeugdige.at;
    }
}

/* What left carries the entry's own place, so only the others are collected anew. */
enum status source_give_pseudonyms(struct source *source, const struct pseudonym *pseudonyms,
                                   struct source_reading *reading) {
    give(source, &source->places, pseudonyms);
    give(source, &source->outflow, pseudonyms);
    return collect_places(source, &reading->list) && !source->no_memory ? STATUS_OK
                                                                        : STATUS_NO_MEMORY;
}

enum status source_read_list(struct bytes content, const struct source_options *options,
                             struct arena *arena, struct source_reading *reading) {
    struct source *source = source_new(arena, options);
    if (!source)
        return STATUS_NO_MEMORY;
    enum status status = source_read(source, content, SOURCE_LIST);
    return status == STATUS_OK ? source_finish(source, reading) : status;
}

bool source_has_mistakes(const struct source_reading *reading) {
    return reading->parts[SOURCE_LIST].mistake_count +
               reading->parts[SOURCE_OUTFLOW].mistake_count >
           0;
}
