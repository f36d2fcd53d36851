#include "tests/domain/counting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

instant_t noon(uint32_t day) {
    return instant_of_day(day_of_number(day)) + MICROSECONDS_PER_DAY / 2;
}

void past_begin(struct made_past *made, const char *agb, uint32_t interval_days) {
    memset(made, 0, sizeof *made);
    made->past.expected = true;
    made->past.interval_days = interval_days;
    made->past.first_day = made->past.last_day = DAY_NONE;
    made->past.peils = made->peils;
    made->past.spells = made->spells;
    made->past.flows = made->flows;
    assert_true(agb_parse(bytes_of_text(agb), &made->past.agb));
}

struct peil *past_peil(struct made_past *made, uint32_t day) {
    size_t at = made->past.peil_count++;
    assert_true(at < MOST_PEILS);
    made->peils[at] = (struct peil){.peilmoment = noon(day), .aanname = made->aanname[at]};
    return &made->peils[at];
}

static const struct place *keep_place(struct made_past *made, struct place place) {
    struct place *kept = &made->places[made->place_count++];
    *kept = place;
    return kept;
}

struct spell *past_spell(struct made_past *made, struct place place, uint32_t from,
                         uint32_t until) {
    size_t at = made->past.spell_count++;
    enum clock clock;
    assert_true(at < MOST_SPELLS);
    made->spells[at] = (struct spell){.place = keep_place(made, place),
                                      .wait = 1,
                                      .start = place_start(&place, &clock),
                                      .from = noon(from),
                                      .until = until ? noon(until) : INSTANT_MAX,
                                      .takings = made->takings[at]};
    return &made->spells[at];
}

struct flow *past_came(struct made_past *made, struct place place, uint32_t shown) {
    size_t at = made->past.flow_count++;
    enum clock clock;
    assert_true(at < MOST_FLOWS);
    made->flows[at] = (struct flow){.place = keep_place(made, place),
                                    .wait = 1,
                                    .start = place_start(&place, &clock),
                                    .shown_at = noon(shown),
                                    .shown = day_of_number(shown),
                                    .datum = DAY_NONE};
    return &made->flows[at];
}

struct flow *past_left(struct made_past *made, struct place place, uint32_t shown,
                       enum uitstroomreden reden, uint32_t datum) {
    struct flow *flow = past_came(made, place, shown);
    flow->left = flow->last = true;
    flow->reden = reden;
    flow->datum = datum ? day_of_number(datum) : DAY_NONE;
    return flow;
}

void spell_say(struct made_past *made, struct spell *spell, uint32_t day, enum taken_state state,
               enum obstacle obstacle) {
    struct taking *takings = made->takings[spell - made->spells];
    assert_true(spell->taking_count < MOST_TAKINGS);
    takings[spell->taking_count++] =
        (struct taking){.recorded_at = noon(day), .state = state, .obstacle = obstacle};
}

struct counting counting_begin(uint32_t from, uint32_t until, enum step step) {
    struct counting counting = {.arena = arena_new(256 * 1024 * 1024),
                                .norm = scene_norm_3m(),
                                .question = {.from = day_of_number(from),
                                             .until = day_of_number(until),
                                             .step = step,
                                             .measures = MEASURES_USUAL,
                                             .region_day = DAY_NONE}};
    assert_non_null(counting.arena);
    return counting;
}

void counting_end(struct counting *counting) {
    arena_free(&counting->arena);
}

void counting_by(struct counting *counting, enum dimension by) {
    counting->question.by[counting->question.by_count++] = by;
}

size_t periods_of(const struct figures_question *question, struct period *periods) {
    size_t count = 0;
    for (day_t from = question->from; from <= question->until;) {
        assert_true(count < MOST_PERIODS);
        periods[count] = period_at(question->step, from, question->until);
        from = periods[count++].on + 1;
    }
    return count;
}

void count_figures(struct counting *counting, const struct past *const *pasts, size_t count) {
    struct period periods[MOST_PERIODS];
    struct figures_work *work;
    struct figure_point *points;
    counting->setting.question = &counting->question;
    counting->setting.regio = &counting->regio;
    if (counting->setting.norms == NULL) {
        counting->setting.norms = &counting->norm;
        counting->setting.norm_count = 1;
    }
    counting->point_count = periods_of(&counting->question, periods);
    assert_int_equal(
        figures_begin(&counting->setting, periods, counting->point_count, counting->arena, &work),
        STATUS_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(figures_add(work, pasts[i]), STATUS_OK);
    size_t cell_count = figures_cell_count(work), cells = 0;
    assert_int_equal(figures_finish(work, &points), STATUS_OK);
    for (size_t i = 0; i < counting->point_count; i++)
        cells += points[i].cell_count;
    assert_int_equal(cells, cell_count);
    counting->points = points;
}

const struct figures *count_one(struct counting *counting, const struct made_past *made) {
    const struct past *past = &made->past;
    count_figures(counting, &past, 1);
    return &counting->points[counting->point_count - 1].total;
}

const struct figures *find_cell(const struct figure_point *point, size_t by_count,
                                const char *key) {
    for (size_t i = 0; i < point->cell_count; i++) {
        const struct figure_cell *cell = &point->cells[i];
        char text[256] = "";
        size_t used = 0;
        for (size_t k = 0; k < by_count; k++) {
            if (k > 0)
                text[used++] = '/';
            memcpy(text + used, cell->key[k].at, cell->key[k].size);
            used += cell->key[k].size;
        }
        text[used] = '\0';
        if (strcmp(text, key) == 0)
            return &cell->figures;
    }
    return NULL;
}

static void assert_same_days(const struct days *a, const struct days *b) {
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->sum, b->sum);
    assert_int_equal(a->median, b->median);
    assert_int_equal(a->p80, b->p80);
    assert_int_equal(a->p92, b->p92);
    assert_int_equal(a->longest, b->longest);
}

static void assert_same_survival(const struct survival *a, const struct survival *b) {
    assert_int_equal(a->starts, b->starts);
    assert_int_equal(a->at_risk, b->at_risk);
    assert_int_equal(a->half_known, b->half_known);
    assert_int_equal(a->half_days, b->half_days);
    assert_int_equal(a->eighty_known, b->eighty_known);
    assert_int_equal(a->eighty_days, b->eighty_days);
}

static void assert_same_coverage(const struct coverage *a, const struct coverage *b) {
    assert_int_equal(a->expected, b->expected);
    assert_int_equal(a->fresh, b->fresh);
    assert_int_equal(a->stale, b->stale);
    assert_int_equal(a->dropped, b->dropped);
    assert_int_equal(a->oldest, b->oldest);
    assert_int_equal(a->deliveries, b->deliveries);
}

void assert_same_figures(const struct figures *a, const struct figures *b) {
    assert_memory_equal(a->waiting, b->waiting, sizeof a->waiting);
    assert_memory_equal(a->beyond, b->beyond, sizeof a->beyond);
    assert_int_equal(a->without_clock, b->without_clock);
    assert_same_days(&a->days, &b->days);
    assert_memory_equal(a->bands, b->bands, sizeof a->bands);
    assert_int_equal(a->inflow, b->inflow);
    assert_memory_equal(a->left, b->left, sizeof a->left);
    assert_same_days(&a->realised, &b->realised);
    assert_int_equal(a->realised_within, b->realised_within);
    for (size_t i = 0; i < PHASE_COUNT; i++) {
        assert_int_equal(a->phases[i].count, b->phases[i].count);
        assert_int_equal(a->phases[i].sum, b->phases[i].sum);
    }
    assert_memory_equal(a->taken, b->taken, sizeof a->taken);
    assert_memory_equal(a->obstacles, b->obstacles, sizeof a->obstacles);
    assert_int_equal(a->aanbieders, b->aanbieders);
    assert_int_equal(a->aanbieders_mean, b->aanbieders_mean);
    assert_int_equal(a->aanbieders_longest, b->aanbieders_longest);
    assert_int_equal(a->aanbieders_p80, b->aanbieders_p80);
    assert_same_survival(&a->survival, &b->survival);
    assert_same_coverage(&a->coverage, &b->coverage);
}
