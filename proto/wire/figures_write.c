/* FigurePoint to bytes. What is 0 stays away, as protobuf wants it; a list is written
 * whole or, when all of it is 0, not at all. */
#include "proto/wire/fields.h"
#include "proto/wire/figures_parts.h"

enum {
    /* The longest part: 13 reasons for leaving, or a total of eight small numbers. */
    MAX_PART_BYTES = 128,
    /* Figures are 23 parts, each behind three bytes of tag and length, and 7 numbers. */
    MAX_FIGURES_BYTES = 23 * (3 + MAX_PART_BYTES) + 7 * 7,
};

static uint8_t *write_part(uint8_t *at, uint32_t number, const uint8_t *part, const uint8_t *end) {
    ENSURE(end - part <= MAX_PART_BYTES);
    return end == part ? at : field_write(at, number, bytes_of(part, (size_t)(end - part)));
}

static uint8_t *write_count(uint8_t *at, uint32_t number, const struct count *count) {
    uint8_t part[MAX_PART_BYTES], *end = part;
    end = field_write_number(end, 1, count->places);
    end = field_write_number(end, 2, count->jeugdigen_lower);
    end = field_write_number(end, 3, count->jeugdigen_upper);
    return write_part(at, number, part, end);
}

static uint8_t *write_days(uint8_t *at, uint32_t number, const struct days *days) {
    uint8_t part[MAX_PART_BYTES], *end = part;
    end = field_write_number(end, 1, days->count);
    end = field_write_number(end, 2, days->sum);
    end = field_write_number(end, 3, days->median);
    end = field_write_number(end, 4, days->p80);
    end = field_write_number(end, 5, days->p92);
    end = field_write_number(end, 6, days->longest);
    return write_part(at, number, part, end);
}

static uint8_t *write_list(uint8_t *at, uint32_t number, const uint32_t *values, size_t count) {
    uint8_t part[MAX_PART_BYTES], *end = part;
    uint32_t any = 0;
    for (size_t i = 0; i < count; i++) {
        any |= values[i];
        end = field_write_varint(end, values[i]);
    }
    return any ? write_part(at, number, part, end) : at;
}

static bool any_phase(const struct phase_days *phases) {
    for (int i = 0; i < PHASE_COUNT; i++)
        if (phases[i].count > 0)
            return true;
    return false;
}

static uint8_t *write_phases(uint8_t *at, uint32_t number, const struct phase_days *phases) {
    for (int i = 0; any_phase(phases) && i < PHASE_COUNT; i++) {
        uint8_t part[MAX_PART_BYTES], *end = part;
        end = field_write_number(end, 1, phases[i].count);
        end = field_write_number(end, 2, phases[i].sum);
        /* Also an empty one: a phase is known by its place in the row. */
        at = field_write(at, number, bytes_of(part, (size_t)(end - part)));
    }
    return at;
}

static uint8_t *write_survival(uint8_t *at, uint32_t number, const struct survival *survival) {
    uint8_t part[MAX_PART_BYTES], *end = part;
    end = field_write_number(end, 1, survival->starts);
    end = field_write_number(end, 2, survival->at_risk);
    end = field_write_number(end, 3, survival->half_known);
    end = field_write_number(end, 4, survival->half_days);
    end = field_write_number(end, 5, survival->eighty_known);
    end = field_write_number(end, 6, survival->eighty_days);
    return write_part(at, number, part, end);
}

static uint8_t *write_coverage(uint8_t *at, uint32_t number, const struct coverage *coverage) {
    uint8_t part[MAX_PART_BYTES], *end = part;
    end = field_write_number(end, 1, coverage->expected);
    end = field_write_number(end, 2, coverage->fresh);
    end = field_write_number(end, 3, coverage->stale);
    end = field_write_number(end, 4, coverage->dropped);
    end = field_write_number(end, 5, day_to_number(coverage->oldest));
    end = field_write_number(end, 6, coverage->deliveries);
    return write_part(at, number, part, end);
}

static uint8_t *write_waiting(uint8_t *at, const struct figures *figures) {
    for (uint32_t i = 0; i < WAITING_COUNT; i++)
        at = write_count(at, 1 + i, &figures->waiting[i]);
    for (uint32_t i = 0; i < WAITING_COUNT; i++)
        at = write_count(at, 6 + i, &figures->beyond[i]);
    return at;
}

/* The bytes are in `room`. */
static struct bytes write_figures(const struct figures *figures, uint8_t room[MAX_FIGURES_BYTES]) {
    uint8_t *at = write_waiting(room, figures);
    at = field_write_number(at, 11, figures->without_clock);
    at = write_days(at, 12, &figures->days);
    at = write_list(at, 13, figures->bands, BAND_COUNT);
    at = field_write_number(at, 14, figures->inflow);
    at = write_list(at, 15, figures->left, UITSTROOMREDEN_COUNT);
    at = write_days(at, 16, &figures->realised);
    at = field_write_number(at, 17, figures->realised_within);
    at = write_phases(at, 18, figures->phases);
    at = write_list(at, 19, figures->taken, TAKEN_STATE_COUNT);
    at = write_list(at, 20, figures->obstacles, OBSTACLE_COUNT);
    at = field_write_number(at, 21, figures->aanbieders);
    at = field_write_number(at, 22, figures->aanbieders_mean);
    at = field_write_number(at, 23, figures->aanbieders_longest);
    at = field_write_number(at, 24, figures->aanbieders_p80);
    at = write_survival(at, 25, &figures->survival);
    at = write_coverage(at, 26, &figures->coverage);
    return bytes_of(room, (size_t)(at - room));
}

/* ---- a point */

static struct bytes write_cell(struct conversion *c, const struct figure_cell *cell,
                               size_t by_count) {
    uint8_t room[MAX_FIGURES_BYTES];
    struct bytes figures = write_figures(&cell->figures, room);
    const struct embedded lists[] = {{1, by_count, cell->key}, {2, 1, &figures}};
    return convert_join(c, bytes_of(NULL, 0), lists, 2);
}

static const struct bytes *write_cells(struct conversion *c, const struct figure_point *point,
                                       size_t by_count) {
    struct bytes *cells = convert_array(c, point->cell_count, sizeof *cells);
    for (size_t i = 0; cells && i < point->cell_count; i++)
        cells[i] = write_cell(c, &point->cells[i], by_count);
    return cells;
}

static struct bytes write_aanname_row(struct conversion *c, const struct aanname_row *row) {
    uint8_t part[MAX_PART_BYTES], *end = part;
    if (row->agb.text[0] != '\0')
        end = field_write(end, 1, bytes_of_text(row->agb.text));
    end = field_write_number(end, 2, row->hulpvorm);
    end = field_write_number(end, 3, row->status);
    end = field_write_number(end, 4, (uint64_t)row->peilmoment);
    return convert_join(c, bytes_of(part, (size_t)(end - part)), NULL, 0);
}

static const struct bytes *write_aanname(struct conversion *c, const struct figure_point *point) {
    struct bytes *rows = convert_array(c, point->aanname_count, sizeof *rows);
    for (size_t i = 0; rows && i < point->aanname_count; i++)
        rows[i] = write_aanname_row(c, &point->aanname[i]);
    return rows;
}

struct bytes figures_write_point(struct conversion *c, const struct figure_point *point,
                                 size_t by_count) {
    uint8_t days[MAX_PART_BYTES], *end = days, room[MAX_FIGURES_BYTES];
    struct bytes total = write_figures(&point->total, room);
    const struct embedded lists[] = {
        {3, point->norm_id.size > 0, &point->norm_id},
        {4, 1, &total},
        {5, point->cell_count, write_cells(c, point, by_count)},
        {6, point->aanname_count, write_aanname(c, point)},
    };
    end = field_write_number(end, 1, day_to_number(point->period.from));
    end = field_write_number(end, 2, day_to_number(point->period.on));
    return convert_join(c, bytes_of(days, (size_t)(end - days)), lists, 4);
}
