#include "client/report/regiomonitor.h"

#include "client/report/feiten.h"
#include "client/report/kenmerken.h"
#include "client/report/page.h"
#include "client/report/quarter.h"

static const struct {
    const char *name;
    void (*write)(FILE *out, const void *publication_text);
} kinds[] = {
    {REGIOMONITOR_FEITEN, feiten_write},         {REGIOMONITOR_EXCEL, feiten_write_excel},
    {REGIOMONITOR_DEFINITIES, definities_write}, {REGIOMONITOR_DUIDING, duiding_write},
    {REGIOMONITOR_KENMERKEN, kenmerken_write},   {REGIOMONITOR_PAGE, page_write},
};

/* The series as this audience may see them, in *told; what was given stays as it was. */
static enum status disclose_series(const struct regiomonitor_wish *wish, struct arena *arena,
                                   struct imported **told) {
    enum status status = STATUS_OK;
    struct imported *series = arena_array(arena, wish->series_count, sizeof *series);
    if (!series)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; status == STATUS_OK && i < wish->series_count; i++) {
        const struct imported *given = &wish->series[i];
        series[i] = *given;
        series[i].values = arena_array(arena, given->count, sizeof *given->values);
        if (!series[i].values)
            return STATUS_NO_MEMORY;
        for (size_t k = 0; k < given->count; k++)
            series[i].values[k] = given->values[k];
        if (wish->question.audience == AUDIENCE_PUBLIC)
            status = imported_disclose(&series[i], arena);
    }
    *told = series;
    return status;
}

enum status regiomonitor_make(const struct figures_source *source,
                              const struct regiomonitor_wish *wish, struct arena *arena,
                              struct report_files *files, instant_t *as_known_at,
                              struct complaint *complaint) {
    struct sheets sheets;
    struct publication_text text = {.sheets = &sheets,
                                    .series_count = wish->series_count,
                                    .norm_count = wish->norm_count,
                                    .norms = wish->norms,
                                    .fixed = wish->fixed};
    struct imported *series;
    struct report_files made = {0};
    enum status status = sheets_make(source, &wish->question, arena, &sheets, complaint);
    if (status == STATUS_OK)
        status = disclose_series(wish, arena, &series);
    if (status == STATUS_OK)
        text.series = series;
    for (size_t i = 0; status == STATUS_OK && i < sizeof kinds / sizeof *kinds; i++)
        status = files_add(&made, kinds[i].name, kinds[i].write, &text, arena);
    if (status != STATUS_OK)
        return status;
    *files = made;
    *as_known_at = sheets.as_known_at;
    return STATUS_OK;
}

const char *regiomonitor_name(day_t last, enum audience audience,
                              char text[REGIOMONITOR_NAME_SIZE]) {
    char quarter[QUARTER_TEXT_SIZE];
    snprintf(text, REGIOMONITOR_NAME_SIZE, "regiomonitor%s/%s",
             audience == AUDIENCE_CIRCLE ? "-kring" : "", quarter_text(last, quarter));
    return text;
}
