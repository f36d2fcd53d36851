/* Figures for a person. Each sheet is a table of its own with the same rows: the first one
 * always, the others where their measure was named. Without a division the rows are the
 * periods and the sheets come at the end; with one, every period has its own sheets. */
#include "client/language.h"
#include "client/render_figures_parts.h"
#include "client/render_figures_sheets.h"
#include "client/render_words.h"

enum { PERIOD_LABELS = 2, PERIOD_TEXT_SIZE = 32 };

/* A sheet with the columns that were asked for. */
struct shown_sheet {
    const char *title;
    size_t column_count; /* without the labels */
    const struct sheet_column **columns;
    size_t *figures; /* of each column, where it is one */
    size_t label_count;
    struct table_column *headers; /* labels first */
    struct table table;
};

struct figures_sheets {
    bool each_period; /* shows them, else the end does */
    size_t count;
    struct shown_sheet shown[FIGURES_SHEET_COUNT];
};

static uint32_t measures_of(const struct figures_question *question) {
    return question->measures ? question->measures : MEASURES_TABLE;
}

/* ---- what is asked */

static bool column_asked(const struct sheet_column *column, uint32_t measures, size_t *figure) {
    if (column->put)
        return column->measure == MEASURE_NONE || (measures & MEASURE_BIT(column->measure));
    bool found = figure_name_find(column->figure, figure);
    ENSURE(found);
    return figure_asked(*figure, measures);
}

static void name_labels(const struct figures_question *question, struct shown_sheet *shown) {
    static const char *const names[DIMENSION_COUNT] = {
        [BY_NOTHING] = "",
        [BY_AANBIEDER] = N_("aanbieder"),
        [BY_HULPVORM] = N_("hulpvorm"),
        [BY_GEMEENTE] = N_("gemeente"),
        [BY_MAATREGEL] = N_("maatregel"),
        [BY_GI] = "gi",
        [BY_URGENTIE] = N_("urgentie"),
        [BY_PRODUCTCATEGORIE] = N_("productcategorie"),
        [BY_LEEFTIJDSBAND] = N_("leeftijd"),
    };
    if (question->by_count == 0) {
        shown->headers[0].header = N_("periode");
        shown->headers[1].header = N_("norm");
    }
    for (size_t i = 0; i < question->by_count; i++)
        shown->headers[i].header = names[question->by[i]];
}

static enum status choose_columns(struct figures_show *show, const struct sheet *sheet,
                                  struct shown_sheet *shown) {
    size_t by_count = show->question->by_count, figure = 0;
    shown->title = sheet->title;
    shown->label_count = by_count ? by_count : PERIOD_LABELS;
    shown->columns = arena_array(show->kept, sheet->column_count, sizeof(void *));
    shown->figures = arena_array(show->kept, sheet->column_count, sizeof *shown->figures);
    shown->headers =
        arena_array(show->kept, shown->label_count + sheet->column_count, sizeof *shown->headers);
    if (!shown->columns || !shown->figures || !shown->headers)
        return STATUS_NO_MEMORY;
    name_labels(show->question, shown);
    for (size_t i = 0; i < sheet->column_count; i++) {
        const struct sheet_column *column = &sheet->columns[i];
        if (!column_asked(column, measures_of(show->question), &figure))
            continue;
        shown->columns[shown->column_count] = column;
        shown->figures[shown->column_count] = figure;
        shown->headers[shown->label_count + shown->column_count++] =
            (struct table_column){column->header, true};
    }
    return STATUS_OK;
}

static void begin_tables(struct figures_show *show) {
    for (size_t i = 0; i < show->sheets->count; i++) {
        struct shown_sheet *shown = &show->sheets->shown[i];
        shown->table =
            table_new(show->scratch, shown->headers, shown->label_count + shown->column_count);
    }
}

static enum status choose_sheets(struct figures_show *show) {
    uint32_t named = show->question->measures;
    show->sheets = arena_alloc(show->kept, sizeof *show->sheets);
    if (!show->sheets)
        return STATUS_NO_MEMORY;
    show->sheets->each_period =
        show->question->by_count > 0 || (named & MEASURE_BIT(MEASURE_AANNAME));
    for (size_t i = 0; i < FIGURES_SHEET_COUNT; i++) {
        const struct sheet *sheet = &figures_sheets[i];
        if (sheet->measure != MEASURE_NONE && !(named & MEASURE_BIT(sheet->measure)))
            continue;
        enum status status =
            choose_columns(show, sheet, &show->sheets->shown[show->sheets->count++]);
        if (status != STATUS_OK)
            return status;
    }
    begin_tables(show);
    return STATUS_OK;
}

enum status figures_table_begin(struct figures_show *show, const struct figures_reply *page) {
    const struct figures_question *question = show->question;
    char instant[DUTCH_INSTANT_SIZE], day[DUTCH_DAY_SIZE];
    fprintf(show->out, _("Cijfers zoals bekend op %s"), dutch_instant(page->as_known_at, instant));
    if (question->clock != CLOCK_NONE)
        fprintf(show->out, _("; geteld vanaf %s"), clock_name(question->clock));
    if (question->region_day != DAY_NONE)
        fprintf(show->out, _("; de regio als op %s"), dutch_day(question->region_day, day));
    fputs("\n\n", show->out);
    return choose_sheets(show);
}

/* ---- rows */

static const char *period_text(struct period period, char text[PERIOD_TEXT_SIZE]) {
    char from[DUTCH_DAY_SIZE], on[DUTCH_DAY_SIZE];
    if (period.from == period.on)
        return dutch_day(period.on, text);
    snprintf(text, PERIOD_TEXT_SIZE, _("%s t/m %s"), dutch_day(period.from, from),
             dutch_day(period.on, on));
    return text;
}

static void put_figure(struct table *table, size_t figure, const struct figures *figures,
                       day_t on) {
    struct figure_value value;
    char text[FIGURE_TEXT_SIZE];
    bool known = figure_value(figure, figures, on, &value);
    table_print(table, "%s", known ? figure_text(figure, &value, ',', text) : "-");
}

static void put_figures(struct shown_sheet *shown, const struct figures *figures, day_t on) {
    for (size_t i = 0; i < shown->column_count; i++) {
        if (shown->columns[i]->put)
            shown->columns[i]->put(&shown->table, figures);
        else
            put_figure(&shown->table, shown->figures[i], figures, on);
    }
}

/* The total, named by its period or as TOTAAL. */
static void put_total(struct figures_show *show, struct shown_sheet *shown,
                      const struct figure_point *point) {
    char text[PERIOD_TEXT_SIZE];
    if (show->question->by_count == 0) {
        table_print(&shown->table, "%s", period_text(point->period, text));
        table_print(&shown->table, "%.*s", (int)point->norm_id.size, text_start(point->norm_id));
    }
    for (size_t i = 0; i < show->question->by_count; i++)
        table_put(&shown->table, bytes_of_text(i == 0 ? _("TOTAAL") : ""));
    put_figures(shown, &point->total, point->period.on);
}

static void put_cells(struct figures_show *show, struct shown_sheet *shown,
                      const struct figure_point *point) {
    const struct figures_question *question = show->question;
    for (size_t cell = 0; cell < point->cell_count; cell++) {
        for (size_t i = 0; i < question->by_count; i++)
            table_put(&shown->table, figure_key_words(question->by[i], point->cells[cell].key[i]));
        put_figures(shown, &point->cells[cell].figures, point->period.on);
    }
}

/* Sheets are set apart by an empty line. */
static enum status write_sheets(struct figures_show *show) {
    for (size_t i = 0; i < show->sheets->count; i++) {
        const struct shown_sheet *shown = &show->sheets->shown[i];
        if (shown->title)
            fprintf(show->out, "%s\n", said(shown->title));
        enum status status = table_write(show->out, &shown->table);
        if (status != STATUS_OK)
            return status;
        fputc('\n', show->out);
    }
    return STATUS_OK;
}

static enum status write_aanname(struct figures_show *show, const struct figure_point *point) {
    static const struct table_column headers[] = {{N_("aanbieder"), false},
                                                  {N_("hulpvorm"), false},
                                                  {N_("aanname"), false},
                                                  {N_("peilmoment"), false}};
    struct table table = table_new(show->scratch, headers, sizeof headers / sizeof *headers);
    char instant[DUTCH_INSTANT_SIZE];
    for (size_t i = 0; i < point->aanname_count; i++) {
        const struct aanname_row *row = &point->aanname[i];
        table_put(&table, bytes_of_text(row->agb.text));
        table_put(&table, bytes_of_text(hulpvorm_words(row->hulpvorm)));
        table_put(&table, bytes_of_text(row->status == AANNAME_STOP ? "stop" : "open"));
        table_print(&table, "%s", dutch_instant(row->peilmoment, instant));
    }
    fputs(_("Wie neemt nieuwe kinderen aan\n"), show->out);
    if (point->aanname_count == 0)
        fputs(_("Van niemand bekend.\n"), show->out);
    enum status status = point->aanname_count ? table_write(show->out, &table) : STATUS_OK;
    fputc('\n', show->out);
    return status;
}

static enum status write_period(struct figures_show *show, const struct figure_point *point) {
    char text[PERIOD_TEXT_SIZE], norm[SHOWN_TEXT_SIZE];
    fprintf(show->out, _("%s, norm %s\n"), period_text(point->period, text),
            shown_text(point->norm_id, norm));
    enum status status = write_sheets(show);
    if (status == STATUS_OK && (show->question->measures & MEASURE_BIT(MEASURE_AANNAME)))
        status = write_aanname(show, point);
    arena_reset(show->scratch);
    begin_tables(show);
    return status;
}

enum status figures_table_page(struct figures_show *show, const struct figures_reply *page) {
    enum status status = STATUS_OK;
    if (show->is_monitor)
        return monitor_table_write(show->out, &page->monitor, show->scratch);
    for (size_t i = 0; i < page->point_count && status == STATUS_OK; i++) {
        for (size_t sheet = 0; sheet < show->sheets->count; sheet++) {
            put_total(show, &show->sheets->shown[sheet], &page->points[i]);
            put_cells(show, &show->sheets->shown[sheet], &page->points[i]);
        }
        if (show->sheets->each_period)
            status = write_period(show, &page->points[i]);
    }
    return status;
}

enum status figures_table_end(struct figures_show *show) {
    enum status status = STATUS_OK;
    if (!show->sheets->each_period && show->point_count > 0)
        status = write_sheets(show);
    if (show->note_count > 0)
        fputs(_("Duiding\n"), show->out);
    render_duiding(show->out, show->notes, show->note_count);
    return status;
}
