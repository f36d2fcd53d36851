/* Random pasts and questions: the figures are those that somebody counts by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/domain/naive.h"

enum { MOST_PASTS = 4, MOST_KEYS = 512 };

/* ---- random pasts, around the change of 1 January 2024 */

static uint32_t below(uint64_t *seed, uint32_t limit) {
    return (uint32_t)(scene_random(seed) % limit);
}

/* Of the hundred days around it. */
static uint32_t random_day(uint64_t *seed) {
    return day_to_number(day_of_number(20231112) + (day_t)below(seed, 100));
}

static day_t random_date(uint64_t *seed) {
    return below(seed, 4) == 0 ? DAY_NONE : day_of_number(20230601) + (day_t)below(seed, 240);
}

static struct place random_place(uint64_t *seed) {
    static const char *const ids[] = {"A", "B", "C", "D", "E", "F", "G", "H"};
    static const char *const gemeenten[] = {"0518", "0626", "1916"};
    static const enum hulpvorm hulpvormen[] = {AMBULANT_JO, KDC, CRISIS, HULPVORM_ONBEKEND};
    struct place place = scene_place(ids[below(seed, 8)], 20230701 + below(seed, 28));
    memcpy(place.gemeente, gemeenten[below(seed, 3)], sizeof place.gemeente);
    place.hulpvorm = hulpvormen[below(seed, 4)];
    place.maatregel = below(seed, MAATREGEL_COUNT);
    place.urgentie = below(seed, URGENTIE_COUNT);
    place.overbrugging = below(seed, OVERBRUGGING_COUNT);
    place.leeftijdsband = below(seed, LEEFTIJDSBAND_COUNT);
    place.productcategorie = below(seed, 3) ? 45 : 0;
    place.eigen_wens = below(seed, 3) == 0;
    place.verwijsdatum = random_date(seed);
    place.compleet_datum = random_date(seed);
    place.toewijzingsdatum = random_date(seed);
    place.intakedatum = random_date(seed);
    place.maatregel_start = random_date(seed);
    place.oorspronkelijke_aanmelddatum = random_date(seed);
    place.has_pseudonym = below(seed, 4) > 0;
    place.pseudonym[0] = (uint8_t)below(seed, 4);
    place.pseudonym_epoch = below(seed, 2);
    if (below(seed, 2))
        memcpy(place.gi.text, "06012345", sizeof place.gi.text);
    return place;
}

static void random_spell(uint64_t *seed, struct made_past *made) {
    uint32_t from = random_day(seed), until = below(seed, 3) ? random_day(seed) : 0;
    if (until && until < from)
        until = 0;
    struct spell *spell = past_spell(made, random_place(seed), from, until);
    spell->wait = below(seed, 1000000);
    for (uint32_t i = below(seed, 3), day = from; i > 0;
         i--, day = day_to_number(day_of_number(day) + (day_t)below(seed, 15)))
        spell_say(made, spell, day, below(seed, TAKEN_STATE_COUNT), below(seed, OBSTACLE_COUNT));
    if (until && below(seed, 2)) {
        struct flow *flow = past_left(made, *spell->place, until, GESTART, 0);
        flow->datum = below(seed, 4) ? flow->shown - (day_t)below(seed, 20) : DAY_NONE;
        flow->wait = spell->wait;
        flow->reden = below(seed, 2) ? GESTART : below(seed, UITSTROOMREDEN_COUNT);
        flow->last = below(seed, 4) > 0;
    }
}

static void random_past(uint64_t *seed, struct made_past *made, size_t index) {
    static const char *const agbs[MOST_PASTS] = {"06010713", "06010714", "06010001", "50000001"};
    past_begin(made, agbs[index], 1 + below(seed, 20));
    made->past.expected = below(seed, 4) > 0;
    if (below(seed, 5) == 0)
        made->past.first_day = day_of_number(random_day(seed));
    if (below(seed, 5) == 0)
        made->past.last_day = day_of_number(random_day(seed));
    day_t day = day_of_number(20231112);
    for (uint32_t i = below(seed, 12); i > 0; i--, day += 1 + (day_t)below(seed, 20)) {
        struct peil *peil = past_peil(made, day_to_number(day));
        peil->inherited = made->past.first_day != DAY_NONE && day < made->past.first_day;
    }
    for (uint32_t i = below(seed, 24); i > 0; i--)
        random_spell(seed, made);
    for (uint32_t i = below(seed, 12); i > 0; i--)
        past_came(made, random_place(seed), random_day(seed))->wait = below(seed, 1000000);
}

/* ---- random questions */

struct rules {
    struct norm norms[3];
    struct bytes gemeenten[2];
    struct regio_rule regio[3];
    struct agb agbs[2];
    struct bytes filter_gemeenten[2];
    struct agb gis[1];
};

static void random_norms(uint64_t *seed, struct rules *rules, struct counting *counting) {
    for (size_t i = 0; i < 3; i++)
        rules->norms[i] = scene_norm_3m();
    memcpy(rules->norms[1].id, "dagen", sizeof "dagen");
    rules->norms[1].days = 30 + below(seed, 60);
    memcpy(rules->norms[2].id, "2m", sizeof "2m");
    rules->norms[2].months = 2;
    rules->norms[2].inclusive = true;
    rules->norms[1].from = day_of_number(20231120) + (day_t)below(seed, 30);
    rules->norms[2].from = rules->norms[1].from + 1 + (day_t)below(seed, 30);
    counting->setting.norms = rules->norms;
    counting->setting.norm_count = 1 + below(seed, 3);
    if (below(seed, 3) == 0)
        counting->setting.norm = &rules->norms[below(seed, 3)];
}

static void random_regio(uint64_t *seed, struct rules *rules, struct counting *counting) {
    rules->gemeenten[0] = bytes_of_text("0518");
    rules->gemeenten[1] = bytes_of_text("0626");
    for (size_t i = 0; i < 3; i++)
        rules->regio[i] = (struct regio_rule){
            .gemeente_count = below(seed, 3),
            .gemeenten = rules->gemeenten,
            .hulpvormen = below(seed, 2) ? below(seed, 1U << HULPVORM_COUNT) : 0,
            .from = below(seed, 2) ? day_of_number(random_day(seed)) : DAY_NONE,
            .until = below(seed, 2) ? day_of_number(random_day(seed)) : DAY_NONE};
    counting->regio = (struct regio){below(seed, 4), rules->regio};
    if (below(seed, 4) == 0)
        counting->question.region_day = day_of_number(random_day(seed));
}

static void random_filter(uint64_t *seed, struct rules *rules, struct filter *filter) {
    rules->agbs[0] = (struct agb){"06010713"};
    rules->agbs[1] = (struct agb){"06010001"};
    rules->filter_gemeenten[0] = bytes_of_text("0626");
    rules->filter_gemeenten[1] = bytes_of_text("1916");
    rules->gis[0] = (struct agb){""};
    filter->aanbieders = rules->agbs;
    filter->gemeenten = rules->filter_gemeenten;
    filter->gis = rules->gis;
    filter->aanbieder_count = below(seed, 3) ? 0 : below(seed, 3);
    filter->gemeente_count = below(seed, 3) ? 0 : below(seed, 3);
    filter->gi_count = below(seed, 4) == 0;
    filter->hulpvormen = below(seed, 4) ? 0 : below(seed, 1U << HULPVORM_COUNT);
    filter->maatregelen = below(seed, 4) ? 0 : below(seed, 1U << MAATREGEL_COUNT);
}

static struct counting random_question(uint64_t *seed, struct rules *rules) {
    day_t from = day_of_number(20231110) + (day_t)below(seed, 60);
    day_t until = from + (day_t)below(seed, 40);
    struct counting counting =
        counting_begin(day_to_number(from), day_to_number(until), below(seed, STEP_COUNT));
    bool used[DIMENSION_COUNT] = {false};
    for (uint32_t i = below(seed, 4); i > 0; i--) {
        enum dimension by = 1 + below(seed, DIMENSION_COUNT - 1);
        if (!used[by])
            counting_by(&counting, by);
        used[by] = true;
    }
    counting.question.measures = (1U << MEASURE_COUNT) - 2;
    if (below(seed, 2))
        counting.question.measures &= (uint32_t)scene_random(seed);
    counting.question.clock = below(seed, 2) ? CLOCK_NONE : below(seed, CLOCK_COUNT);
    counting.question.survival_days = 10 + below(seed, 60);
    random_norms(seed, rules, &counting);
    random_regio(seed, rules, &counting);
    random_filter(seed, rules, &counting.question.filter);
    return counting;
}

/* ---- the same? */

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

static void assert_same_figures(const struct figures *a, const struct figures *b) {
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

/* Every key that any place of these pasts could give. */
static size_t all_keys(const struct naive *naive, char (*keys)[NAIVE_KEY_SIZE]) {
    size_t count = 0;
    for (size_t i = 0; i < naive->past_count; i++) {
        const struct past *past = naive->pasts[i];
        for (size_t k = 0; k < past->spell_count + past->flow_count; k++) {
            const struct place *place = k < past->spell_count
                                            ? past->spells[k].place
                                            : past->flows[k - past->spell_count].place;
            size_t at = 0;
            naive_key(naive->setting->question, &past->agb, place, keys[count]);
            while (strcmp(keys[at], keys[count]) != 0)
                at++;
            count += at == count;
            assert_true(count < MOST_KEYS);
        }
    }
    return count;
}

static void assert_cells(const struct naive *naive, const struct figure_point *point) {
    static char keys[MOST_KEYS][NAIVE_KEY_SIZE];
    size_t by_count = naive->setting->question->by_count, cells = 0;
    size_t count = by_count ? all_keys(naive, keys) : 0;
    for (size_t i = 0; i < count; i++) {
        struct figures expected = naive_figures(naive, point->period, keys[i]);
        const struct figures *found = find_cell(point, by_count, keys[i]);
        assert_int_equal(found == NULL, naive_is_empty(&expected));
        if (found)
            assert_same_figures(found, &expected);
        cells += found != NULL;
    }
    assert_int_equal(point->cell_count, cells);
}

static void assert_sorted(const struct figure_point *point, size_t by_count) {
    for (size_t i = 1; i < point->cell_count; i++) {
        size_t at = 0;
        while (at + 1 < by_count &&
               bytes_equal(point->cells[i - 1].key[at], point->cells[i].key[at]))
            at++;
        assert_true(bytes_compare(point->cells[i - 1].key[at], point->cells[i].key[at]) < 0);
    }
}

static void assert_as_by_hand(uint64_t seed) {
    static struct made_past made[MOST_PASTS];
    const struct past *pasts[MOST_PASTS];
    struct rules rules;
    size_t past_count = below(&seed, MOST_PASTS + 1);
    for (size_t i = 0; i < past_count; i++) {
        random_past(&seed, &made[i], i);
        pasts[i] = &made[i].past;
    }
    struct counting counting = random_question(&seed, &rules);
    count_figures(&counting, pasts, past_count);
    const struct naive naive = {&counting.setting, pasts, past_count};
    for (size_t i = 0; i < counting.point_count; i++) {
        const struct figure_point *point = &counting.points[i];
        struct figures expected = naive_figures(&naive, point->period, NULL);
        assert_same_figures(&point->total, &expected);
        assert_cells(&naive, point);
        assert_sorted(point, counting.question.by_count);
    }
    counting_end(&counting);
}

static void test_figures_are_those_counted_by_hand(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 400; seed++)
        assert_as_by_hand(seed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_are_those_counted_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
