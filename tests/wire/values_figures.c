/* FIGURES, the duiding that comes with them, and a monitor's table. */
#include "tests/wire/values.h"

static uint32_t number(struct dice *dice) {
    return (uint32_t)dice_number(dice);
}

struct duiding random_duiding(struct dice *dice) {
    struct duiding duiding = {
        .event = 1 + (dice_number(dice) >> 1),
        .recorded_at = (instant_t)dice_number(dice),
        .who = dice_text(dice, 20),
        .from = dice_day(dice),
        .agb = dice_agb(dice),
        .hulpvorm = (enum hulpvorm)dice_below(dice, HULPVORM_COUNT),
        .is_break = dice_flag(dice),
        .text = dice_text(dice, 60),
    };
    day_t until = dice_day(dice);
    duiding.until = until == DAY_NONE ? duiding.from : until;
    dice_gemeente(dice, duiding.gemeente);
    return duiding;
}

bool same_duiding(const struct duiding *a, const struct duiding *b) {
    return SAME(event) && SAME(recorded_at) && SAME_BYTES(who) && SAME(from) && SAME(until) &&
           SAME_FIXED(agb) && SAME(hulpvorm) && SAME_FIXED(gemeente) && SAME(is_break) &&
           SAME_BYTES(text);
}

struct duiding_request random_duiding_request(struct dice *dice) {
    return (struct duiding_request){(instant_t)dice_number(dice), random_duiding(dice)};
}

bool same_duiding_request(const struct duiding_request *a, const struct duiding_request *b) {
    return SAME(made_at) && same_duiding(&a->duiding, &b->duiding);
}

struct duiding_reply random_duiding_reply(struct dice *dice) {
    return (struct duiding_reply){random_head(dice), random_duiding(dice)};
}

bool same_duiding_reply(const struct duiding_reply *a, const struct duiding_reply *b) {
    return same_head(&a->head, &b->head) && same_duiding(&a->duiding, &b->duiding);
}

/* ---- the question */

static void random_by(struct dice *dice, struct figures_question *question) {
    uint32_t seen = 0;
    for (uint64_t times = dice_below(dice, DIMENSION_COUNT); times > 0; times--) {
        enum dimension by = (enum dimension)(1 + dice_below(dice, DIMENSION_COUNT - 1));
        if (!(seen & (UINT32_C(1) << by)))
            question->by[question->by_count++] = by;
        seen |= UINT32_C(1) << by;
    }
}

struct figures_request random_figures_request(struct dice *dice) {
    struct figures_request request = {.made_at = (instant_t)dice_number(dice)};
    struct figures_question *question = &request.question;
    question->from = dice_day(dice);
    question->until = dice_day(dice);
    if (question->until == DAY_NONE)
        question->until = question->from;
    question->step = (enum step)dice_below(dice, STEP_COUNT);
    random_by(dice, question);
    question->measures = MEASURE_BIT(1 + dice_below(dice, MEASURE_COUNT - 1)) |
                         MEASURE_BIT(1 + dice_below(dice, MEASURE_COUNT - 1));
    question->norm_id = dice_text(dice, 4);
    question->clock = (enum clock)dice_below(dice, CLOCK_COUNT);
    question->filter = random_filter(dice);
    question->as_known_at = (instant_t)dice_number(dice);
    question->region_day = dice_day(dice);
    question->survival_days = number(dice);
    return request;
}

static bool same_question(const struct figures_question *a, const struct figures_question *b) {
    return SAME(from) && SAME(until) && SAME(step) && SAME(by_count) && SAME_FIXED(by) &&
           SAME(measures) && SAME_BYTES(norm_id) && SAME(clock) &&
           same_filter(&a->filter, &b->filter) && SAME(as_known_at) && SAME(region_day) &&
           SAME(survival_days);
}

bool same_figures_request(const struct figures_request *a, const struct figures_request *b) {
    return SAME(made_at) && same_question(&a->question, &b->question);
}

/* ---- the answer */

static struct days random_days(struct dice *dice) {
    struct days days = {0};
    if (dice_flag(dice))
        days = (struct days){number(dice), dice_number(dice), number(dice),
                             number(dice), number(dice),      number(dice)};
    return days;
}

static void random_numbers(struct dice *dice, uint32_t *numbers, size_t count) {
    if (dice_flag(dice))
        for (size_t i = 0; i < count; i++)
            numbers[i] = number(dice);
}

static void random_counts(struct dice *dice, struct count counts[WAITING_COUNT]) {
    for (int i = 0; i < WAITING_COUNT; i++)
        if (dice_flag(dice))
            counts[i] = (struct count){number(dice), number(dice), number(dice)};
}

static struct coverage random_coverage(struct dice *dice) {
    return (struct coverage){number(dice), number(dice),   number(dice),
                             number(dice), dice_day(dice), number(dice)};
}

static struct survival random_survival(struct dice *dice) {
    return (struct survival){number(dice),    number(dice), dice_flag(dice),
                             dice_flag(dice), number(dice), number(dice)};
}

static struct figures random_figures(struct dice *dice) {
    struct figures figures = {
        .without_clock = number(dice),
        .days = random_days(dice),
        .inflow = number(dice),
        .realised = random_days(dice),
        .realised_within = number(dice),
        .aanbieders = number(dice),
        .aanbieders_mean = number(dice),
        .aanbieders_longest = number(dice),
        .aanbieders_p80 = number(dice),
        .survival = random_survival(dice),
        .coverage = random_coverage(dice),
    };
    random_counts(dice, figures.waiting);
    random_counts(dice, figures.beyond);
    random_numbers(dice, figures.bands, BAND_COUNT);
    random_numbers(dice, figures.left, UITSTROOMREDEN_COUNT);
    random_numbers(dice, figures.taken, TAKEN_STATE_COUNT);
    random_numbers(dice, figures.obstacles, OBSTACLE_COUNT);
    if (dice_flag(dice))
        for (int i = 0; i < PHASE_COUNT; i++)
            figures.phases[i] = (struct phase_days){1 + (number(dice) >> 1), dice_number(dice)};
    return figures;
}

static const struct figure_cell *random_cells(struct dice *dice, size_t count, size_t by_count) {
    struct figure_cell *cells = dice_array(dice, count, sizeof *cells);
    for (size_t i = 0; i < count; i++) {
        for (size_t key = 0; key < by_count; key++)
            cells[i].key[key] = dice_text(dice, 8);
        cells[i].figures = random_figures(dice);
    }
    return cells;
}

static const struct aanname_row *random_aanname_rows(struct dice *dice, size_t count) {
    struct aanname_row *rows = dice_array(dice, count, sizeof *rows);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct aanname_row){
            dice_agb(dice), (enum hulpvorm)dice_below(dice, HULPVORM_COUNT),
            (enum aanname)dice_below(dice, AANNAME_COUNT), (instant_t)dice_number(dice)};
    return rows;
}

static struct figure_point random_point(struct dice *dice, size_t by_count) {
    struct figure_point point = {
        .period = {dice_day(dice), dice_day(dice)},
        .norm_id = dice_text(dice, 4),
        .total = random_figures(dice),
        .cell_count = dice_below(dice, 3),
        .aanname_count = dice_below(dice, 3),
    };
    point.cells = random_cells(dice, point.cell_count, by_count);
    point.aanname = random_aanname_rows(dice, point.aanname_count);
    return point;
}

static size_t cells_in(const struct figures_reply *reply) {
    size_t count = 0;
    for (size_t i = 0; i < reply->point_count; i++)
        count += reply->points[i].cell_count;
    return count;
}

struct figures_reply random_figures_reply(struct dice *dice) {
    struct figures_reply reply = {
        .head = random_head(dice),
        .by_count = dice_below(dice, DIMENSION_COUNT),
        .point_count = dice_below(dice, 3),
        .duiding_count = dice_below(dice, 3),
        .next_from = dice_day(dice),
        .as_known_at = (instant_t)dice_number(dice),
        .monitor = {.on = DAY_NONE, .coverage = {.oldest = DAY_NONE}},
    };
    struct figure_point *points = dice_array(dice, reply.point_count, sizeof *points);
    struct duiding *duiding = dice_array(dice, reply.duiding_count, sizeof *duiding);
    for (size_t i = 0; i < reply.point_count; i++)
        points[i] = random_point(dice, reply.by_count);
    for (size_t i = 0; i < reply.duiding_count; i++)
        duiding[i] = random_duiding(dice);
    reply.points = points;
    reply.duiding = duiding;
    if (dice_flag(dice))
        reply.monitor = random_monitor_table(dice);
    /* Without a cell there is nothing to show it. */
    if (cells_in(&reply) == 0)
        reply.by_count = 0;
    return reply;
}

static bool same_days(const struct days *a, const struct days *b) {
    return SAME(count) && SAME(sum) && SAME(median) && SAME(p80) && SAME(p92) && SAME(longest);
}

static bool same_coverage(const struct coverage *a, const struct coverage *b) {
    return SAME(expected) && SAME(fresh) && SAME(stale) && SAME(dropped) && SAME(oldest) &&
           SAME(deliveries);
}

static bool same_survival(const struct survival *a, const struct survival *b) {
    return SAME(starts) && SAME(at_risk) && SAME(half_known) && SAME(eighty_known) &&
           SAME(half_days) && SAME(eighty_days);
}

static bool same_phases(const struct figures *a, const struct figures *b) {
    for (int i = 0; i < PHASE_COUNT; i++)
        if (!SAME(phases[i].count) || !SAME(phases[i].sum))
            return false;
    return true;
}

static bool same_figures(const struct figures *a, const struct figures *b) {
    return SAME_FIXED(waiting) && SAME_FIXED(beyond) && SAME(without_clock) &&
           same_days(&a->days, &b->days) && SAME_FIXED(bands) && SAME(inflow) && SAME_FIXED(left) &&
           same_days(&a->realised, &b->realised) && SAME(realised_within) && same_phases(a, b) &&
           SAME_FIXED(taken) && SAME_FIXED(obstacles) && SAME(aanbieders) &&
           SAME(aanbieders_mean) && SAME(aanbieders_longest) && SAME(aanbieders_p80) &&
           same_survival(&a->survival, &b->survival) && same_coverage(&a->coverage, &b->coverage);
}

static bool same_cell(const struct figure_cell *a, const struct figure_cell *b, size_t by_count) {
    for (size_t i = 0; i < by_count; i++)
        if (!SAME_BYTES(key[i]))
            return false;
    return same_figures(&a->figures, &b->figures);
}

static bool same_point(const struct figure_point *a, const struct figure_point *b,
                       size_t by_count) {
    if (!SAME(cell_count) || !SAME(aanname_count))
        return false;
    for (size_t i = 0; i < a->cell_count; i++)
        if (!same_cell(&a->cells[i], &b->cells[i], by_count))
            return false;
    for (size_t i = 0; i < a->aanname_count; i++)
        if (!SAME_FIXED(aanname[i].agb) || !SAME(aanname[i].hulpvorm) || !SAME(aanname[i].status) ||
            !SAME(aanname[i].peilmoment))
            return false;
    return SAME(period.from) && SAME(period.on) && SAME_BYTES(norm_id) &&
           same_figures(&a->total, &b->total);
}

bool same_figures_reply(const struct figures_reply *a, const struct figures_reply *b) {
    if (!SAME(by_count) || !SAME(point_count) || !SAME(duiding_count))
        return false;
    for (size_t i = 0; i < a->point_count; i++)
        if (!same_point(&a->points[i], &b->points[i], a->by_count))
            return false;
    for (size_t i = 0; i < a->duiding_count; i++)
        if (!same_duiding(&a->duiding[i], &b->duiding[i]))
            return false;
    return same_head(&a->head, &b->head) && SAME(next_from) && SAME(as_known_at) &&
           same_monitor_table(&a->monitor, &b->monitor);
}

/* ---- a monitor's table */

static struct monitor_row random_monitor_row(struct dice *dice) {
    struct monitor_row row = {dice_text(dice, 8), number(dice),    number(dice),
                              number(dice),       dice_flag(dice), {0}};
    if (row.has_days)
        row.days = random_days(dice);
    return row;
}

struct monitor_table random_monitor_table(struct dice *dice) {
    struct monitor_table table = {
        .by = (enum dimension)(1 + dice_below(dice, DIMENSION_COUNT - 1)),
        .on = dice_day(dice),
        .norm_id = dice_text(dice, 4),
        .recorded_at = (instant_t)dice_number(dice),
        .row_count = dice_below(dice, 4),
        .total = random_monitor_row(dice),
        .coverage = random_coverage(dice),
    };
    struct monitor_row *rows = dice_array(dice, table.row_count, sizeof *rows);
    for (size_t i = 0; i < table.row_count; i++)
        rows[i] = random_monitor_row(dice);
    table.rows = rows;
    return table;
}

static bool same_monitor_row(const struct monitor_row *a, const struct monitor_row *b) {
    return SAME_BYTES(key) && SAME(rows) && SAME(places) && SAME(beyond) && SAME(has_days) &&
           same_days(&a->days, &b->days);
}

bool same_monitor_table(const struct monitor_table *a, const struct monitor_table *b) {
    if (!SAME(row_count))
        return false;
    for (size_t i = 0; i < a->row_count; i++)
        if (!same_monitor_row(&a->rows[i], &b->rows[i]))
            return false;
    return SAME(by) && SAME(on) && SAME_BYTES(norm_id) && SAME(recorded_at) &&
           same_monitor_row(&a->total, &b->total) && same_coverage(&a->coverage, &b->coverage);
}
