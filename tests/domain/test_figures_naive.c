/* Random pasts and questions: the figures are those that somebody counts by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/domain/naive.h"
#include "tests/domain/random_past.h"

enum { MOST_KEYS = 512 };

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
