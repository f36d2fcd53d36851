#include "client/report/sheet.h"

#include "client/language.h"
#include "client/report/disclosure.h"
#include "client/report/quarter.h"

#include <stdio.h>

size_t figure_named(const char *name) {
    size_t figure = 0;
    ENSURE(figure_name_find(name, &figure));
    return figure;
}

const char *line_name(const struct line *line, char room[LINE_NAME_SIZE]) {
    enum hulpvorm hulpvorm;
    if (line->by == BY_NOTHING)
        return "regio";
    if (line->together > 0)
        return "samen";
    if (line->code.size == 0)
        return "onbekend";
    if (line->by == BY_HULPVORM && hulpvorm_parse(line->code, &hulpvorm))
        return hulpvorm_words(hulpvorm);
    const char *naam = line->by == BY_GEMEENTE ? gemeente_naam(line->code) : NULL;
    if (naam)
        return naam;
    snprintf(room, LINE_NAME_SIZE, "%.*s", (int)line->code.size, (const char *)line->code.at);
    return room;
}

const struct sheet *sheets_last(const struct sheets *sheets) {
    return &sheets->sheet[sheets->count - 1];
}

/* The numbers of one dimension, quarter by quarter. */
static enum status ask(const struct figures_source *source, const struct sheets_question *asked,
                       enum dimension by, struct arena *arena, struct series *series,
                       struct complaint *complaint) {
    const struct figures_question question = {
        .from = quarter_first(quarter_before(asked->last, REPORT_QUARTERS - 1)),
        .until = asked->last,
        .step = STEP_QUARTER,
        .by_count = 1,
        .by = {by},
        .measures = REPORT_MEASURES,
        .as_known_at = asked->as_known_at,
        .region_day = asked->region_day,
    };
    enum status status = source_ask(source, &question, arena, series, complaint);
    if (status == STATUS_OK && series->point_count != REPORT_QUARTERS)
        return complain(complaint, STATUS_MALFORMED,
                        _("de server gaf niet elk kwartaal een antwoord"));
    return status;
}

static bool has_data(const struct figure_point *point) {
    const struct coverage *coverage = &point->total.coverage;
    return coverage->fresh + coverage->stale > 0 || point->total.inflow > 0 ||
           point->total.realised.count > 0;
}

/* Leading quarters in which nobody had delivered yet say nothing. */
static size_t first_with_data(const struct series *series) {
    size_t first = 0;
    while (first + 1 < series->point_count && !has_data(&series->points[first]))
        first++;
    return first;
}

struct codes {
    size_t count;
    struct bytes *codes;
};

static void add_code(struct codes *found, struct bytes code) {
    for (size_t i = 0; i < found->count; i++)
        if (bytes_equal(found->codes[i], code))
            return;
    found->codes[found->count++] = code;
}

/* Every hulpvorm or gemeente there can be, also those nobody waits for: lines that are left
 * out would tell that the others are not empty. */
static size_t known_count(enum dimension by) {
    return by == BY_HULPVORM ? HULPVORM_COUNT - 1 : gemeente_count();
}

static struct bytes known_code(enum dimension by, size_t index) {
    return bytes_of_text(by == BY_HULPVORM ? hulpvorm_name((enum hulpvorm)(index + 1))
                                           : gemeente_code(index));
}

/* The known ones in the order of their list, before whatever else came. */
static enum status every_code(const struct series *series, size_t first, enum dimension by,
                              struct arena *arena, struct codes *out) {
    size_t room = known_count(by);
    for (size_t i = first; i < series->point_count; i++)
        room += series->points[i].cell_count;
    struct codes found = {0, arena_array(arena, room, sizeof *found.codes)};
    if (!found.codes)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < known_count(by); i++)
        found.codes[found.count++] = known_code(by, i);
    for (size_t i = first; i < series->point_count; i++)
        for (size_t k = 0; k < series->points[i].cell_count; k++)
            add_code(&found, series->points[i].cells[k].key[0]);
    *out = found;
    return STATUS_OK;
}

static enum status line_fill(struct line *line, enum dimension by, struct bytes code,
                             const struct figures *figures, struct arena *arena) {
    *line = (struct line){.by = by, .code = code};
    line->shown = arena_array(arena, figure_name_count(), sizeof *line->shown);
    if (!line->shown)
        return STATUS_NO_MEMORY;
    if (figures)
        line->figures = *figures;
    else
        line->figures.coverage.oldest = DAY_NONE;
    return STATUS_OK;
}

static const struct figures *cell_of(const struct figure_point *point, struct bytes code) {
    for (size_t i = 0; i < point->cell_count; i++)
        if (bytes_equal(point->cells[i].key[0], code))
            return &point->cells[i].figures;
    return NULL;
}

/* Room for a line of those together is kept behind the others. */
static enum status block_fill(struct block *block, const struct figure_point *point,
                              enum dimension by, const struct codes *codes, struct arena *arena) {
    *block = (struct block){by, codes->count,
                            arena_array(arena, codes->count + 1, sizeof *block->lines)};
    if (!block->lines)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < codes->count; i++)
        status = line_fill(&block->lines[i], by, codes->codes[i], cell_of(point, codes->codes[i]),
                           arena);
    if (status == STATUS_OK)
        status = line_fill(&block->lines[codes->count], by, (struct bytes){0}, NULL, arena);
    return status;
}

static const enum dimension dimensions[BLOCK_COUNT] = {
    [BLOCK_HULPVORM] = BY_HULPVORM,
    [BLOCK_GEMEENTE] = BY_GEMEENTE,
};

static enum status arrange(const struct series *series, struct arena *arena,
                           struct sheets *sheets) {
    size_t first = first_with_data(&series[0]);
    sheets->count = series[0].point_count - first;
    sheets->sheet = arena_array(arena, sheets->count, sizeof *sheets->sheet);
    if (!sheets->sheet)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sheets->count; i++) {
        const struct figure_point *point = &series[0].points[first + i];
        sheets->sheet[i] = (struct sheet){.period = point->period, .norm_id = point->norm_id};
        status = line_fill(&sheets->sheet[i].region, BY_NOTHING, (struct bytes){0}, &point->total,
                           arena);
    }
    for (size_t block = 0; status == STATUS_OK && block < BLOCK_COUNT; block++) {
        struct codes codes;
        status = every_code(&series[block], first, dimensions[block], arena, &codes);
        for (size_t i = 0; status == STATUS_OK && i < sheets->count; i++)
            status = block_fill(&sheets->sheet[i].blocks[block], &series[block].points[first + i],
                                dimensions[block], &codes, arena);
    }
    return status;
}

/* Notes of an aanbieder about its own figures are for inside the circle. */
static enum status choose_duiding(const struct series *series, struct arena *arena,
                                  struct sheets *sheets) {
    struct duiding *notes = arena_array(arena, series->duiding_count, sizeof *notes);
    if (!notes)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < series->duiding_count; i++)
        if (sheets->audience == AUDIENCE_CIRCLE || series->duiding[i].agb.text[0] == '\0')
            notes[sheets->duiding_count++] = series->duiding[i];
    sheets->duiding = notes;
    return STATUS_OK;
}

static enum status check_over(const struct sheets_question *question, instant_t as_known_at,
                              struct complaint *complaint) {
    char quarter[QUARTER_TEXT_SIZE];
    if (day_of_instant(as_known_at) > question->last)
        return STATUS_OK;
    return complain(complaint, STATUS_BAD_INPUT, _("%s is nog niet voorbij in wat bekend is"),
                    quarter_text(question->last, quarter));
}

/* Nobody delivered is no zero: of such a quarter there is nothing to publish, let alone to fix. */
static enum status check_known(const struct sheets_question *question, const struct series *series,
                               struct complaint *complaint) {
    char quarter[QUARTER_TEXT_SIZE];
    if (has_data(&series->points[series->point_count - 1]))
        return STATUS_OK;
    return complain(complaint, STATUS_BAD_INPUT,
                    _("over %s is niets bekend: geen aanbieder leverde gegevens die dan meetellen"),
                    quarter_text(question->last, quarter));
}

enum status sheets_make(const struct figures_source *source, const struct sheets_question *question,
                        struct arena *arena, struct sheets *sheets, struct complaint *complaint) {
    struct sheets_question next = *question;
    struct sheets made = {.audience = question->audience, .region_day = question->region_day};
    struct series series[BLOCK_COUNT];
    enum status status = STATUS_OK;
    for (size_t block = 0; status == STATUS_OK && block < BLOCK_COUNT; block++) {
        status = ask(source, &next, dimensions[block], arena, &series[block], complaint);
        if (status != STATUS_OK)
            break;
        made.as_known_at = next.as_known_at = series[block].as_known_at;
        made.is_virtual = series[block].is_virtual;
    }
    if (status == STATUS_OK)
        status = check_over(question, made.as_known_at, complaint);
    if (status == STATUS_OK)
        status = check_known(question, &series[0], complaint);
    if (status == STATUS_OK)
        status = arrange(series, arena, &made);
    if (status == STATUS_OK)
        status = choose_duiding(&series[0], arena, &made);
    for (size_t i = 0; status == STATUS_OK && i < made.count; i++)
        status = disclosure_apply(&made, i, arena);
    if (status == STATUS_OK)
        *sheets = made;
    return status;
}
