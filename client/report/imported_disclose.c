/* Old aggregates before the public: by quarter, places and those beyond the norm as one
 * table of all hulpvormen, with the total the series itself gives; the maatregel's lines of
 * the region next to those beyond. Everything else stays inside, but for shares of
 * aanbieders, which count no children. */
#include "client/report/imported.h"

#include "client/report/disclosure.h"
#include "client/report/disclosure_table.h"
#include "proto/model/suppress.h"

enum { PLACES, BEYOND, COLUMN_COUNT };

/* What is known of one quarter. */
struct quarter_values {
    struct imported *series;
    size_t first, end; /* its values */
    size_t figures[COLUMN_COUNT];
};

static struct imported_value *value_at(const struct quarter_values *quarter, size_t figure,
                                       enum hulpvorm hulpvorm) {
    for (size_t i = quarter->first; i < quarter->end; i++)
        if (quarter->series->values[i].figure == figure &&
            quarter->series->values[i].hulpvorm == hulpvorm)
            return &quarter->series->values[i];
    return NULL;
}

/* 0 where the series says nothing. */
static uint32_t count_at(const struct quarter_values *quarter, size_t figure,
                         enum hulpvorm hulpvorm) {
    const struct imported_value *value = value_at(quarter, figure, hulpvorm);
    uint64_t count = value ? value->tenths / 10 : 0;
    return count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
}

static void round_value(struct imported_value *value) {
    if (!value)
        return;
    value->hidden = false;
    value->rounded = true;
    value->tenths = 10 * suppress_round(value->tenths / 10);
}

static void hide_all(const struct quarter_values *quarter) {
    for (size_t i = quarter->first; i < quarter->end; i++)
        quarter->series->values[i].hidden = true;
}

/* The maatregel's lines: part of those beyond the norm. */
static void round_maatregel(const struct quarter_values *quarter) {
    static const char *const names[] = {"wachtplekken_schadelijk_bescherming",
                                        "wachtplekken_schadelijk_jeugdreclassering"};
    uint32_t beyond = count_at(quarter, quarter->figures[BEYOND], HULPVORM_ONBEKEND), shown = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t figure = figure_named(names[i]);
        uint32_t part = count_at(quarter, figure, HULPVORM_ONBEKEND);
        uint32_t rest = beyond > part ? beyond - part : 0;
        if (!count_is_safe(part) || !count_is_safe(rest) ||
            !count_is_safe(rest > shown ? rest - shown : 0))
            continue;
        round_value(value_at(quarter, figure, HULPVORM_ONBEKEND));
        shown += part;
    }
}

static bool region_is_safe(const struct quarter_values *quarter) {
    uint32_t places = count_at(quarter, quarter->figures[PLACES], HULPVORM_ONBEKEND);
    uint32_t beyond = count_at(quarter, quarter->figures[BEYOND], HULPVORM_ONBEKEND);
    return count_is_safe(places) && count_is_safe(beyond) &&
           (places < beyond || count_is_safe(places - beyond));
}

static enum status round_lines(const struct quarter_values *quarter, struct arena *arena,
                               bool *total_hidden) {
    uint32_t counts[(HULPVORM_COUNT - 1) * COLUMN_COUNT];
    bool hidden[HULPVORM_COUNT - 1];
    for (size_t row = 0; row < HULPVORM_COUNT - 1; row++)
        for (size_t column = 0; column < COLUMN_COUNT; column++)
            counts[row * COLUMN_COUNT + column] =
                count_at(quarter, quarter->figures[column], (enum hulpvorm)(row + 1));
    const struct suppression table = {
        .row_count = HULPVORM_COUNT - 1, .column_count = COLUMN_COUNT, .counts = counts};
    enum status status = suppress_rows(&table, arena, hidden, total_hidden);
    for (size_t row = 0; status == STATUS_OK && row < HULPVORM_COUNT - 1; row++)
        for (size_t column = 0; !hidden[row] && column < COLUMN_COUNT; column++)
            round_value(value_at(quarter, quarter->figures[column], (enum hulpvorm)(row + 1)));
    return status;
}

static void show_aanbieders(const struct quarter_values *quarter) {
    for (size_t i = quarter->first; i < quarter->end; i++) {
        struct imported_value *value = &quarter->series->values[i];
        if (value->hulpvorm == HULPVORM_ONBEKEND &&
            disclosure_release(value->figure, BY_NOTHING) == RELEASE_PLAIN)
            value->hidden = false;
    }
}

static enum status disclose_quarter(const struct quarter_values *quarter, struct arena *arena) {
    bool total_hidden = false;
    hide_all(quarter);
    show_aanbieders(quarter);
    enum status status = STATUS_OK;
    if (!region_is_safe(quarter))
        return STATUS_OK;
    round_maatregel(quarter);
    status = round_lines(quarter, arena, &total_hidden);
    for (size_t column = 0; !total_hidden && column < COLUMN_COUNT; column++)
        round_value(value_at(quarter, quarter->figures[column], HULPVORM_ONBEKEND));
    return status;
}

enum status imported_disclose(struct imported *series, struct arena *arena) {
    enum status status = STATUS_OK;
    struct quarter_values quarter = {.series = series};
    quarter.figures[PLACES] = figure_named("wachtplekken");
    quarter.figures[BEYOND] = figure_named("wachtplekken_schadelijk");
    while (status == STATUS_OK && quarter.first < series->count) {
        quarter.end = quarter.first;
        while (quarter.end < series->count &&
               series->values[quarter.end].last == series->values[quarter.first].last)
            quarter.end++;
        status = disclose_quarter(&quarter, arena);
        quarter.first = quarter.end;
    }
    return status;
}
