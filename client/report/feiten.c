#include "client/report/feiten.h"

#include "client/csv_fields.h"
#include "client/render_words.h"
#include "client/report/disclosure.h"
#include "client/report/quarter.h"

#define BOM "\xEF\xBB\xBF"

static const char *const columns[FEITEN_COLUMNS] = {
    [FEITEN_KWARTAAL] = "kwartaal",
    [FEITEN_VAN] = "van",
    [FEITEN_TOT] = "tot",
    [FEITEN_ONDERWERP] = "onderwerp",
    [FEITEN_CODE] = "code",
    [FEITEN_NAAM] = "naam",
    [FEITEN_FIGUUR] = "figuur",
    [FEITEN_WAARDE] = "waarde",
    [FEITEN_EENHEID] = "eenheid",
    [FEITEN_WEERGAVE] = "weergave",
    [FEITEN_NORM] = "norm",
    [FEITEN_BRON] = "bron",
    [FEITEN_VERSPREIDING] = "verspreiding",
};

/* How the rows are written, and what all of them share. */
struct writing {
    struct csv_fields fields;
    const struct publication_text *text;
    char mark;
    bool dutch_days;
};

static void put_day(struct writing *writing, day_t day) {
    char text[DUTCH_DAY_SIZE];
    if (writing->dutch_days)
        csv_put_text(&writing->fields, dutch_day(day, text));
    else
        csv_put_day(&writing->fields, day);
}

/* One row's worth. */
struct feit {
    day_t last;
    enum dimension by;
    struct bytes code, norm_id, source;
    const char *name;
    size_t figure;
    struct fact fact;
};

static const char *presentation(const struct fact *fact) {
    if (fact->state == FACT_HIDDEN)
        return "verborgen";
    return fact->rounded ? "afgerond" : "exact";
}

static void put_row(struct writing *writing, const struct feit *feit) {
    char quarter[QUARTER_TEXT_SIZE], number[FACT_TEXT_SIZE];
    struct csv_fields *fields = &writing->fields;
    csv_put_text(fields, quarter_text(feit->last, quarter));
    put_day(writing, quarter_first(feit->last));
    put_day(writing, feit->last);
    csv_put_text(fields, subject_name(feit->by));
    csv_put(fields, feit->code);
    csv_put_text(fields, feit->name);
    csv_put_text(fields, figure_name(feit->figure)->name);
    csv_put_text(fields, fact_text(&feit->fact, writing->mark, number));
    csv_put_text(fields, figure_unit_words(figure_name(feit->figure)->unit));
    csv_put_text(fields, presentation(&feit->fact));
    csv_put(fields, feit->norm_id);
    csv_put(fields, feit->source);
    csv_put_text(fields, audience_name(writing->text->sheets->audience));
    csv_end_row(fields);
}

/* Whether the figure is one of this publication's for lines of this dimension. */
static bool is_told(const struct sheets *sheets, size_t figure, enum dimension by) {
    if (!figure_asked(figure, REPORT_MEASURES))
        return false;
    return sheets->audience == AUDIENCE_CIRCLE || disclosure_release(figure, by) != RELEASE_NEVER;
}

/* Those together have no more than what the lines they stand for hide. */
static bool line_tells(const struct line *line, size_t figure) {
    return line->together == 0 || line->shown[figure];
}

static void put_line(struct writing *writing, const struct sheet *sheet, const struct line *line) {
    const struct sheets *sheets = writing->text->sheets;
    char room[LINE_NAME_SIZE];
    struct feit feit = {.last = sheet->period.on,
                        .by = line->by,
                        .code = line->together > 0 ? bytes_of_text(MONITOR_TOGETHER) : line->code,
                        .norm_id = sheet->norm_id,
                        .source = bytes_of_text(FEITEN_OWN_SOURCE),
                        .name = line_name(line, room)};
    for (feit.figure = 0; feit.figure < figure_name_count(); feit.figure++) {
        if (!is_told(sheets, feit.figure, line->by) || !line_tells(line, feit.figure))
            continue;
        feit.fact = fact_of(line, feit.figure, sheets->audience, sheet->period.on);
        if (feit.fact.state != FACT_NONE)
            put_row(writing, &feit);
    }
}

static void put_sheet(struct writing *writing, const struct sheet *sheet) {
    put_line(writing, sheet, &sheet->region);
    for (size_t block = 0; block < BLOCK_COUNT; block++)
        for (size_t i = 0; i < sheet->blocks[block].count; i++)
            put_line(writing, sheet, &sheet->blocks[block].lines[i]);
}

/* Old aggregates say nothing of a norm. */
static void put_series(struct writing *writing, const struct imported *series) {
    for (size_t i = 0; i < series->count; i++) {
        const struct imported_value *value = &series->values[i];
        bool region = value->hulpvorm == HULPVORM_ONBEKEND;
        const struct feit feit = {
            .last = value->last,
            .by = region ? BY_NOTHING : BY_HULPVORM,
            .code = bytes_of_text(region ? "" : hulpvorm_name(value->hulpvorm)),
            .name = region ? "regio" : hulpvorm_words(value->hulpvorm),
            .source = series->name,
            .figure = value->figure,
            .fact = imported_fact(series, value->last, value->figure, value->hulpvorm)};
        put_row(writing, &feit);
    }
}

static void put_all(struct writing *writing) {
    for (size_t column = 0; column < FEITEN_COLUMNS; column++)
        csv_put_text(&writing->fields, columns[column]);
    csv_end_row(&writing->fields);
    for (size_t i = 0; i < writing->text->series_count; i++)
        put_series(writing, &writing->text->series[i]);
    for (size_t i = 0; i < writing->text->sheets->count; i++)
        put_sheet(writing, &writing->text->sheets->sheet[i]);
}

void feiten_write(FILE *out, const void *publication_text) {
    struct writing writing = {{.file = out, .separator = ','}, publication_text, '.', false};
    put_all(&writing);
}

void feiten_write_excel(FILE *out, const void *publication_text) {
    struct writing writing = {{.file = out, .separator = ';'}, publication_text, ',', true};
    fputs(BOM, out);
    put_all(&writing);
}

static const char *release_words(enum release release, enum audience audience) {
    if (audience == AUDIENCE_CIRCLE)
        return "Zoals geteld.";
    switch (release) {
    case RELEASE_COUNT:
        return "Afgerond op het dichtstbijzijnde vijftal; 1 tot en met 4, en wat die zou verraden, "
               "verborgen.";
    case RELEASE_SHARE:
        return "In hele procenten, berekend uit de afgeronde aantallen.";
    case RELEASE_DAYS:
        return "In hele dagen; verborgen onder de tien.";
    case RELEASE_PLAIN:
        return "Zoals geteld: het gaat om aanbieders en leveringen, niet om kinderen.";
    case RELEASE_NEVER:
        break;
    }
    return "";
}

/* How it is released for the region, else for the lines that have it. */
static enum release widest_release(size_t figure) {
    enum release release = disclosure_release(figure, BY_NOTHING);
    return release == RELEASE_NEVER ? disclosure_release(figure, BY_HULPVORM) : release;
}

void definities_write(FILE *out, const void *publication_text) {
    const struct publication_text *text = publication_text;
    enum audience audience = text->sheets->audience;
    struct csv_fields fields = {.file = out, .separator = ','};
    static const char *const heads[] = {"figuur", "eenheid", "definitie", "weergave",
                                        "verspreiding"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_put_text(&fields, heads[i]);
    csv_end_row(&fields);
    for (size_t figure = 0; figure < figure_name_count(); figure++) {
        if (!is_told(text->sheets, figure, BY_NOTHING) &&
            !is_told(text->sheets, figure, BY_HULPVORM))
            continue;
        csv_put_text(&fields, figure_name(figure)->name);
        csv_put_text(&fields, figure_unit_words(figure_name(figure)->unit));
        csv_put_text(&fields, figure_name(figure)->definition);
        csv_put_text(&fields, release_words(widest_release(figure), audience));
        csv_put_text(&fields, audience_name(audience));
        csv_end_row(&fields);
    }
}

void duiding_write(FILE *out, const void *publication_text) {
    const struct publication_text *text = publication_text;
    const struct sheets *sheets = text->sheets;
    struct csv_fields fields = {.file = out, .separator = ','};
    fputs("nummer,van,tot,breuk,hulpvorm,gemeente,aanbieder,tekst,verspreiding\n", out);
    for (size_t i = 0; i < sheets->duiding_count; i++) {
        const struct duiding *note = &sheets->duiding[i];
        csv_put_count(&fields, note->event);
        csv_put_day(&fields, note->from);
        csv_put_day(&fields, note->until);
        csv_put_bool(&fields, note->is_break);
        csv_put_text(&fields,
                     note->hulpvorm == HULPVORM_ONBEKEND ? "" : hulpvorm_name(note->hulpvorm));
        csv_put_text(&fields, note->gemeente);
        csv_put_text(&fields, note->agb.text);
        csv_put_prose(&fields, note->text);
        csv_put_text(&fields, audience_name(sheets->audience));
        csv_end_row(&fields);
    }
}
