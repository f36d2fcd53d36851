/* FigurePoint from protobuf-c's structs. */
#include "proto/wire/figures_parts.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__Figures FiguresMessage;
typedef Wachtpost__V1__FigurePoint PointMessage;
typedef Wachtpost__V1__FigureCell CellMessage;

static void read_count(const Wachtpost__V1__Count *from, struct count *to) {
    if (from)
        *to = (struct count){from->places, from->jeugdigen_lower, from->jeugdigen_upper};
}

static void read_waiting(const FiguresMessage *from, struct figures *to) {
    const Wachtpost__V1__Count *waiting[WAITING_COUNT] = {
        from->waiting, from->waiting_netto, from->waiting_bescherming, from->waiting_reclassering,
        from->waiting_adjusted};
    const Wachtpost__V1__Count *beyond[WAITING_COUNT] = {
        from->beyond, from->beyond_netto, from->beyond_bescherming, from->beyond_reclassering,
        from->beyond_adjusted};
    for (int i = 0; i < WAITING_COUNT; i++) {
        read_count(waiting[i], &to->waiting[i]);
        read_count(beyond[i], &to->beyond[i]);
    }
}

/* Whole, or left out because all of it is 0. */
static bool list_is_whole(struct conversion *c, size_t found, size_t count) {
    if (found != 0 && found != count)
        convert_fail(c, STATUS_MALFORMED);
    return found == count;
}

static void read_list(struct conversion *c, const uint32_t *from, size_t found, uint32_t *to,
                      size_t count) {
    if (list_is_whole(c, found, count))
        memcpy(to, from, count * sizeof *to);
}

static void read_phases(struct conversion *c, const FiguresMessage *from, struct figures *to) {
    if (!list_is_whole(c, from->n_phases, PHASE_COUNT))
        return;
    for (int i = 0; i < PHASE_COUNT; i++)
        to->phases[i] = (struct phase_days){from->phases[i]->count, from->phases[i]->sum};
}

static void read_survival(const Wachtpost__V1__Survival *from, struct survival *to) {
    if (from == NULL)
        return;
    to->starts = from->starts;
    to->at_risk = from->at_risk;
    to->half_known = from->half_known;
    to->half_days = from->half_days;
    to->eighty_known = from->eighty_known;
    to->eighty_days = from->eighty_days;
}

static void read_figures(struct conversion *c, const FiguresMessage *from, struct figures *to) {
    *to = (struct figures){0};
    if (from == NULL) {
        convert_fail(c, STATUS_MALFORMED);
        return;
    }
    read_waiting(from, to);
    to->without_clock = from->without_clock;
    days_from_message(from->days, &to->days);
    read_list(c, from->bands, from->n_bands, to->bands, BAND_COUNT);
    to->inflow = from->inflow;
    read_list(c, from->left, from->n_left, to->left, UITSTROOMREDEN_COUNT);
    days_from_message(from->realised, &to->realised);
    to->realised_within = from->realised_within;
    read_phases(c, from, to);
    read_list(c, from->taken, from->n_taken, to->taken, TAKEN_STATE_COUNT);
    read_list(c, from->obstacles, from->n_obstacles, to->obstacles, OBSTACLE_COUNT);
    to->aanbieders = from->aanbieders;
    to->aanbieders_mean = from->aanbieders_mean;
    to->aanbieders_longest = from->aanbieders_longest;
    to->aanbieders_p80 = from->aanbieders_p80;
    read_survival(from->survival, &to->survival);
    coverage_from_message(c, from->coverage, &to->coverage);
}

static void read_cell(struct conversion *c, const CellMessage *from, size_t by_count,
                      struct figure_cell *to) {
    if (from->n_key != by_count) {
        convert_fail(c, STATUS_MALFORMED);
        return;
    }
    for (size_t i = 0; i < by_count; i++)
        to->key[i] = bytes_of_text(from->key[i]);
    read_figures(c, from->figures, &to->figures);
}

static void read_aanname(struct conversion *c, const PointMessage *from, struct figure_point *to) {
    struct aanname_row *rows = convert_array(c, from->n_aanname, sizeof *rows);
    for (size_t i = 0; rows && i < from->n_aanname; i++) {
        const Wachtpost__V1__AannameRow *row = from->aanname[i];
        convert_agb(c, row->agb_code, &rows[i].agb);
        rows[i].hulpvorm = (enum hulpvorm)convert_code(c, (int)row->hulpvorm, HULPVORM_COUNT);
        rows[i].status = (enum aanname)convert_code(c, (int)row->status, AANNAME_COUNT);
        rows[i].peilmoment = row->peilmoment;
    }
    to->aanname = rows;
    to->aanname_count = from->n_aanname;
}

void figures_read_point(struct conversion *c, const PointMessage *from, size_t by_count,
                        struct figure_point *to) {
    struct figure_cell *cells = convert_array(c, from->n_cells, sizeof *cells);
    ENSURE(by_count <= DIMENSION_COUNT);
    to->period.from = convert_day(c, from->from);
    to->period.on = convert_day(c, from->on);
    to->norm_id = bytes_of_text(from->norm_id);
    read_figures(c, from->total, &to->total);
    for (size_t i = 0; cells && i < from->n_cells; i++)
        read_cell(c, from->cells[i], by_count, &cells[i]);
    to->cells = cells;
    to->cell_count = from->n_cells;
    read_aanname(c, from, to);
}
