/* What holds of any figures, over random pasts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/domain/naive.h"
#include "tests/domain/random_past.h"

/* Random pasts and the question asked of them. */
struct asked {
    struct made_past made[MOST_PASTS];
    const struct past *pasts[MOST_PASTS];
    struct rules rules;
    struct counting counting;
};

static struct asked *ask(uint64_t seed) {
    struct asked *asked = test_malloc(sizeof *asked);
    for (size_t i = 0; i < MOST_PASTS; i++) {
        random_past(&seed, &asked->made[i], i);
        asked->pasts[i] = &asked->made[i].past;
    }
    asked->counting = random_question(&seed, &asked->rules);
    return asked;
}

static void answer(struct asked *asked) {
    count_figures(&asked->counting, asked->pasts, MOST_PASTS);
}

static void forget(struct asked *asked) {
    counting_end(&asked->counting);
    test_free(asked);
}

static void assert_same_aanname(const struct figure_point *a, const struct figure_point *b) {
    assert_int_equal(a->aanname_count, b->aanname_count);
    for (size_t i = 0; i < a->aanname_count; i++) {
        assert_string_equal(a->aanname[i].agb.text, b->aanname[i].agb.text);
        assert_int_equal(a->aanname[i].hulpvorm, b->aanname[i].hulpvorm);
    }
}

static void assert_same_points(const struct counting *a, const struct counting *b) {
    assert_int_equal(a->point_count, b->point_count);
    for (size_t i = 0; i < a->point_count; i++) {
        const struct figure_point *left = &a->points[i], *right = &b->points[i];
        assert_same_figures(&left->total, &right->total);
        assert_int_equal(left->cell_count, right->cell_count);
        for (size_t k = 0; k < left->cell_count; k++) {
            for (size_t d = 0; d < a->question.by_count; d++)
                assert_true(bytes_equal(left->cells[k].key[d], right->cells[k].key[d]));
            assert_same_figures(&left->cells[k].figures, &right->cells[k].figures);
        }
        assert_same_aanname(left, right);
    }
}

static void test_order_of_aanbieders_changes_nothing(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct asked *one = ask(seed), *other = ask(seed);
        for (size_t i = 0; i < MOST_PASTS; i++)
            other->pasts[i] = &other->made[MOST_PASTS - 1 - i].past;
        answer(one);
        answer(other);
        assert_same_points(&one->counting, &other->counting);
        forget(one);
        forget(other);
    }
}

typedef void tell_past(const struct past *past, const struct block_listener *listeners);

/* Whoever is there is told of at the latest moment and whoever left at the earliest, as a reader
 * of blocks may. */
static void tell_in_time(const struct past *past, const struct block_listener *listeners) {
    const struct past_listener *listener = &listeners->each;
    bool told[MOST_SPELLS] = {false};
    for (size_t i = 0; i <= past->peil_count; i++) {
        instant_t now = i < past->peil_count ? past->peils[i].peilmoment : INSTANT_MAX;
        for (size_t k = 0; k < past->spell_count; k++) {
            if (told[k] || past->spells[k].until > now)
                continue;
            listener->spell(listener->context, &past->spells[k]);
            told[k] = true;
        }
        if (i < past->peil_count)
            listener->peil(listener->context, &past->peils[i]);
    }
    for (size_t i = 0; i < past->flow_count; i++)
        listener->flow(listener->context, &past->flows[i]);
}

/* ---- many at once, as rolls are told */

enum { MOST_MOMENTS = MOST_PEILS + 2 * MOST_SPELLS };

struct moments {
    struct roll_moment at[MOST_MOMENTS];
    uint32_t numbers[MOST_MOMENTS]; /* the listener's */
    size_t count;
};

/* Which one that is: kept ascending, each once. */
static size_t moment_of(struct moments *moments, instant_t at) {
    size_t i = 0;
    while (i < moments->count && moments->at[i].at < at)
        i++;
    if (i < moments->count && moments->at[i].at == at)
        return i;
    assert_true(moments->count < MOST_MOMENTS);
    for (size_t k = moments->count++; k > i; k--)
        moments->at[k] = moments->at[k - 1];
    moments->at[i] = (struct roll_moment){.at = at};
    return i;
}

static void collect_moments(const struct past *past, struct moments *moments) {
    for (size_t i = 0; i < past->spell_count; i++) {
        moment_of(moments, past->spells[i].from);
        if (past->spells[i].until != INSTANT_MAX)
            moment_of(moments, past->spells[i].until);
    }
    for (size_t i = 0; i < past->peil_count; i++) {
        struct roll_moment *moment = &moments->at[moment_of(moments, past->peils[i].peilmoment)];
        moment->applied = true;
        moment->inherited = past->peils[i].inherited;
    }
}

/* Those that end then, each under its moments' numbers. */
static size_t spells_until(const struct past *past, struct moments *moments, instant_t until,
                           uint32_t number, struct roll_spell spells[MOST_SPELLS]) {
    size_t count = 0;
    for (size_t i = 0; i < past->spell_count; i++) {
        const struct spell *spell = &past->spells[i];
        const struct traits traits = spell_traits(spell);
        if (spell->until == until)
            spells[count++] = (struct roll_spell){
                {traits.low, (uint8_t)traits.high, spell->reinstated, spell->start},
                moments->numbers[moment_of(moments, spell->from)],
                number};
    }
    return count;
}

static void tell_many(const struct past *past, const struct block_listener *listeners) {
    const struct roll_listener *listener = &listeners->many;
    struct moments moments = {.count = 0};
    struct roll_spell spells[MOST_SPELLS];
    collect_moments(past, &moments);
    for (size_t i = 0; i < moments.count; i++) {
        const uint32_t number = listener->moment(listener->context, &moments.at[i]);
        moments.numbers[i] = number;
        const size_t count = spells_until(past, &moments, moments.at[i].at, number, spells);
        listener->spells(listener->context, spells, count);
    }
    const size_t count = spells_until(past, &moments, INSTANT_MAX, ROLL_ON, spells);
    listener->staying(listener->context, spells, count);
}

/* ---- */

static void listen_to_all(struct asked *asked, tell_past *tell) {
    struct counting *counting = &asked->counting;
    struct period periods[MOST_PERIODS];
    struct figures_work *work;
    struct figure_point *points;
    size_t count = periods_of(&counting->question, periods);
    assert_int_equal(figures_begin(&counting->setting, periods, count, counting->arena, &work),
                     STATUS_OK);
    for (size_t i = 0; i < MOST_PASTS; i++) {
        struct block_listener listener;
        struct past about = *asked->pasts[i];
        if (!filter_admits_aanbieder(&counting->question.filter, &about.agb))
            continue;
        about.peil_count = about.spell_count = about.flow_count = 0;
        assert_int_equal(figures_listen(work, &about, &listener), STATUS_OK);
        tell(asked->pasts[i], &listener);
        assert_int_equal(figures_heard(work), STATUS_OK);
    }
    assert_int_equal(figures_finish(work, &points), STATUS_OK);
    counting->points = points;
}

static void test_past_that_is_told_gives_the_figures_of_the_whole(void **state) {
    const uint32_t told = MEASURE_BIT(MEASURE_WAITING) | MEASURE_BIT(MEASURE_JEUGDIGEN) |
                          MEASURE_BIT(MEASURE_DAYS) | MEASURE_BIT(MEASURE_FLOWS);
    (void)state;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct asked *whole = ask(seed), *heard = ask(seed);
        uint32_t measures = whole->counting.question.measures & told;
        if (measures == 0)
            measures = seed % 2 ? told : MEASURE_BIT(MEASURE_WAITING);
        whole->counting.question.measures = heard->counting.question.measures = measures;
        assert_true(figures_can_listen(&heard->counting.question));
        answer(whole);
        answer(heard);
        listen_to_all(heard, tell_in_time);
        assert_same_points(&whole->counting, &heard->counting);
        forget(whole);
        forget(heard);
    }
}

/* Half of them ask no more than how many wait, which is counted without keeping anything. */
static void test_past_of_rolls_gives_the_figures_of_the_whole(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct asked *whole = ask(seed), *heard = ask(seed);
        for (size_t i = 0; i < 2; i++) {
            struct figures_question *question = &(i ? heard : whole)->counting.question;
            question->measures = MEASURE_BIT(MEASURE_WAITING);
            question->clock = CLOCK_NONE;
            if (seed % 2)
                question->by_count = 0;
            if (seed % 8 == 0)
                question->measures |= MEASURE_BIT(MEASURE_DAYS);
        }
        answer(whole);
        answer(heard);
        listen_to_all(heard, tell_many);
        assert_same_points(&whole->counting, &heard->counting);
        forget(whole);
        forget(heard);
    }
}

static void assert_readings(const struct figures *figures) {
    const struct count *waiting = figures->waiting, *beyond = figures->beyond;
    uint32_t bands = 0;
    for (enum waiting w = WAITING_ALL; w < WAITING_COUNT; w++) {
        assert_true(waiting[w].places <= waiting[WAITING_ALL].places);
        assert_true(beyond[w].places <= waiting[w].places);
        assert_true(waiting[w].jeugdigen_lower <= waiting[w].jeugdigen_upper);
        assert_true(waiting[w].jeugdigen_upper <= waiting[w].places);
        assert_int_equal(waiting[w].jeugdigen_lower > 0, waiting[w].places > 0);
        assert_true(beyond[w].jeugdigen_upper <= waiting[w].jeugdigen_upper);
    }
    for (size_t i = 0; i < BAND_COUNT; i++)
        bands += figures->bands[i];
    assert_int_equal(bands, figures->days.count);
    assert_int_equal(bands + figures->without_clock, waiting[WAITING_ALL].places);
    assert_true(figures->days.median <= figures->days.p80);
    assert_true(figures->days.p80 <= figures->days.p92);
    assert_true(figures->days.p92 <= figures->days.longest);
}

static void test_readings_and_bands_fit_in_the_whole(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct asked *asked = ask(seed);
        asked->counting.question.measures = MEASURES_USUAL;
        answer(asked);
        for (size_t i = 0; i < asked->counting.point_count; i++) {
            const struct figure_point *point = &asked->counting.points[i];
            assert_readings(&point->total);
            for (size_t k = 0; k < point->cell_count; k++)
                assert_readings(&point->cells[k].figures);
        }
        forget(asked);
    }
}

/* What is counted by place and by flow adds up; jeugdigen need not. */
static void assert_parts(const struct figure_point *point) {
    uint64_t places = 0, beyond = 0, sum = 0, inflow = 0, started = 0, taken = 0, upper = 0;
    const struct figures *total = &point->total;
    for (size_t i = 0; i < point->cell_count; i++) {
        const struct figures *part = &point->cells[i].figures;
        places += part->waiting[WAITING_ALL].places;
        beyond += part->beyond[WAITING_ALL].places;
        upper += part->waiting[WAITING_ALL].jeugdigen_upper;
        sum += part->days.sum;
        inflow += part->inflow;
        started += part->left[GESTART];
        taken += part->taken[OPGEPAKT];
    }
    assert_int_equal(places, total->waiting[WAITING_ALL].places);
    assert_int_equal(beyond, total->beyond[WAITING_ALL].places);
    assert_int_equal(sum, total->days.sum);
    assert_int_equal(inflow, total->inflow);
    assert_int_equal(started, total->left[GESTART]);
    assert_int_equal(taken, total->taken[OPGEPAKT]);
    assert_true(upper >= total->waiting[WAITING_ALL].jeugdigen_upper);
}

static void test_parts_add_up_to_the_total(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct asked *asked = ask(seed);
        asked->counting.question.measures = MEASURES_USUAL;
        if (asked->counting.question.by_count == 0)
            counting_by(&asked->counting, BY_HULPVORM);
        answer(asked);
        for (size_t i = 0; i < asked->counting.point_count; i++)
            assert_parts(&asked->counting.points[i]);
        forget(asked);
    }
}

/* A day asked alone says what it says within a series. */
static void test_series_says_of_each_day_what_the_day_says(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct asked *series = ask(seed);
        series->counting.question.step = STEP_DAY;
        answer(series);
        for (size_t i = 0; i < series->counting.point_count; i += 7) {
            struct asked *day = ask(seed);
            day->counting.question.step = STEP_ONE;
            day->counting.question.from = day->counting.question.until =
                series->counting.points[i].period.on;
            answer(day);
            struct counting one = series->counting;
            one.point_count = 1;
            one.points = &series->counting.points[i];
            assert_same_points(&one, &day->counting);
            forget(day);
        }
        forget(series);
    }
}

/* Asks within a budget; the answer is right or there is none. */
static enum status ask_within(struct asked *asked, size_t budget, struct arena **arena,
                              struct figure_point **points) {
    struct period periods[MOST_PERIODS];
    struct figures_work *work;
    size_t count = periods_of(&asked->counting.question, periods);
    *arena = arena_new(budget);
    enum status status = figures_begin(&asked->counting.setting, periods, count, *arena, &work);
    for (size_t i = 0; i < MOST_PASTS && status == STATUS_OK; i++)
        status = figures_add(work, asked->pasts[i]);
    return status == STATUS_OK ? figures_finish(work, points) : status;
}

static void test_too_little_memory_is_said_and_survived(void **state) {
    (void)state;
    struct asked *asked = ask(7);
    asked->counting.question.measures = (1U << MEASURE_COUNT) - 2;
    asked->counting.question.by_count = 0;
    counting_by(&asked->counting, BY_HULPVORM);
    answer(asked);
    size_t enough = arena_used(asked->counting.arena), refused = 0;
    for (size_t budget = 1; budget <= enough; budget += enough / 997 + 1) {
        struct counting answered = asked->counting;
        struct figure_point *points;
        struct arena *arena;
        enum status status = ask_within(asked, budget, &arena, &points);
        if (status == STATUS_OK) {
            answered.points = points;
            assert_same_points(&answered, &asked->counting);
        } else {
            assert_int_equal(status, STATUS_NO_MEMORY);
            refused++;
        }
        arena_free(&arena);
    }
    assert_true(refused > 500);
    forget(asked);
}

/* As many of the first periods as fit, and they say what they said. */
static void assert_cut(struct asked *asked, size_t most) {
    struct period periods[MOST_PERIODS];
    struct counting *counting = &asked->counting, cut = *counting;
    size_t count = periods_of(&counting->question, periods), cells = 0;
    struct figures_work *work;
    struct figure_point *points;
    assert_int_equal(figures_begin(&counting->setting, periods, count, counting->arena, &work),
                     STATUS_OK);
    for (size_t i = 0; i < MOST_PASTS; i++)
        assert_int_equal(figures_add(work, asked->pasts[i]), STATUS_OK);
    cut.point_count = figures_cut(work, most);
    for (size_t i = 0; i < cut.point_count; i++)
        cells += counting->points[i].cell_count;
    assert_true(cells <= most);
    if (cut.point_count < counting->point_count)
        assert_true(cells + counting->points[cut.point_count].cell_count > most);
    assert_int_equal(figures_finish(work, &points), STATUS_OK);
    struct counting first = *counting;
    first.point_count = cut.point_count;
    cut.points = points;
    assert_same_points(&first, &cut);
}

static void test_answer_that_is_cut_off_is_the_beginning_of_the_whole(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct asked *asked = ask(seed);
        asked->counting.question.measures = (1U << MEASURE_COUNT) - 2;
        answer(asked);
        assert_cut(asked, seed % 40);
        forget(asked);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_aanbieders_changes_nothing),
        cmocka_unit_test(test_past_that_is_told_gives_the_figures_of_the_whole),
        cmocka_unit_test(test_past_of_rolls_gives_the_figures_of_the_whole),
        cmocka_unit_test(test_readings_and_bands_fit_in_the_whole),
        cmocka_unit_test(test_parts_add_up_to_the_total),
        cmocka_unit_test(test_series_says_of_each_day_what_the_day_says),
        cmocka_unit_test(test_answer_that_is_cut_off_is_the_beginning_of_the_whole),
        cmocka_unit_test(test_too_little_memory_is_said_and_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
