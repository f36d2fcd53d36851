/* The suppressed table that the role monitor gets. */
#include "client/language.h"
#include "client/render_figures_parts.h"
#include "client/render_words.h"
#include "client/table.h"

#include <inttypes.h>

struct figures monitor_figures(const struct monitor_row *row) {
    return (struct figures){.waiting[WAITING_ALL].places = row->places,
                            .beyond[WAITING_ALL].places = row->beyond,
                            .days = row->days};
}

bool monitor_figure(size_t figure, const struct monitor_row *row) {
    static const char *const places[] = {"wachtplekken", "wachtplekken_schadelijk",
                                         "aandeel_schadelijk"};
    const struct figure_name *name = figure_name(figure);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strcmp(name->name, places[i]) == 0)
            return true;
    return row->has_days && strncmp(name->name, "wachtdagen_", strlen("wachtdagen_")) == 0;
}

static const struct {
    const char *header, *figure;
} columns[] = {
    {N_("plekken"), "wachtplekken"},
    {N_("boven norm"), "wachtplekken_schadelijk"},
    {"%", "aandeel_schadelijk"},
    {N_("gemiddeld"), "wachtdagen_gemiddeld"},
    {N_("mediaan"), "wachtdagen_mediaan"},
    {"p80", "wachtdagen_p80"},
    {"p92", "wachtdagen_p92"},
    {N_("langst"), "wachtdagen_langst"},
};

enum { FIGURES = sizeof columns / sizeof *columns, COLUMNS = FIGURES + 1 };

static void put_row(struct table *table, struct bytes words, const struct monitor_row *row,
                    day_t on) {
    const struct figures figures = monitor_figures(row);
    table_put(table, words);
    for (size_t i = 0; i < FIGURES; i++) {
        struct figure_value value;
        char text[FIGURE_TEXT_SIZE];
        size_t figure = 0;
        bool found = figure_name_find(columns[i].figure, &figure);
        ENSURE(found);
        bool known = monitor_figure(figure, row) && figure_value(figure, &figures, on, &value);
        table_print(table, "%s", known ? figure_text(figure, &value, ',', text) : "-");
    }
}

static void put_rows(struct table *table, const struct monitor_table *monitor) {
    put_row(table, bytes_of_text(_("TOTAAL")), &monitor->total, monitor->on);
    for (size_t i = 0; i < monitor->row_count; i++) {
        const struct monitor_row *row = &monitor->rows[i];
        bool together = bytes_equal(row->key, bytes_of_text(MONITOR_TOGETHER));
        put_row(table,
                together ? bytes_of_text(_("samen")) : figure_key_words(monitor->by, row->key), row,
                monitor->on);
    }
}

static void write_coverage(FILE *out, const struct coverage *coverage) {
    char day[DUTCH_DAY_SIZE];
    fprintf(out,
            _("Meegeteld zijn %" PRIu64 " van %u aanbieders, van wie %u met verouderde gegevens; "
              "oudste gegevens %s.\n"),
            (uint64_t)coverage->fresh + coverage->stale, coverage->expected, coverage->stale,
            dutch_day(coverage->oldest, day));
}

static uint32_t rows_together(const struct monitor_table *monitor) {
    for (size_t i = 0; i < monitor->row_count; i++)
        if (bytes_equal(monitor->rows[i].key, bytes_of_text(MONITOR_TOGETHER)))
            return monitor->rows[i].rows;
    return 0;
}

enum status monitor_table_write(FILE *out, const struct monitor_table *monitor,
                                struct arena *arena) {
    struct table_column headers[COLUMNS] = {{"", false}};
    char day[DUTCH_DAY_SIZE], instant[DUTCH_INSTANT_SIZE], norm[SHOWN_TEXT_SIZE];
    for (size_t i = 0; i < FIGURES; i++)
        headers[i + 1] = (struct table_column){columns[i].header, true};
    struct table table = table_new(arena, headers, COLUMNS);
    put_rows(&table, monitor);
    fprintf(out, _("Maandtabel van %s, norm %s, vastgelegd op %s\n"), dutch_day(monitor->on, day),
            shown_text(monitor->norm_id, norm), dutch_instant(monitor->recorded_at, instant));
    enum status status = table_write(out, &table);
    if (status != STATUS_OK)
        return status;
    if (rows_together(monitor) > 0)
        fprintf(out,
                _("Onder samen staan %u rijen bij elkaar, zodat geen kleine aantallen te herleiden "
                  "zijn.\n"),
                rows_together(monitor));
    write_coverage(out, &monitor->coverage);
    fputc('\n', out);
    return STATUS_OK;
}
