#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "client/demo/chance.h"

#include <cmocka.h>
#include <math.h>
#include <string.h>

#define DRAWS 100000

static void test_same_seed_gives_same_lots(void **state) {
    (void)state;
    struct chance a = chance_from(7), b = chance_from(7), other = chance_from(8);
    for (int i = 0; i < 100; i++) {
        uint64_t bits = chance_bits(&a);
        assert_int_equal(bits, chance_bits(&b));
        assert_int_not_equal(bits, chance_bits(&other));
    }
}

/* Vectors of the published reference code: the state 1, 2, 3, 4 of xoshiro256**. */
static void test_lots_are_those_of_xoshiro(void **state) {
    (void)state;
    struct chance chance = {{1, 2, 3, 4}};
    static const uint64_t known[] = {11520, 0, 1509978240, UINT64_C(1215971899390074240)};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(chance_bits(&chance), known[i]);
}

static void test_normal_has_mean_0_and_deviation_1(void **state) {
    (void)state;
    struct chance chance = chance_from(1);
    double sum = 0, squares = 0;
    for (int i = 0; i < DRAWS; i++) {
        double value = chance_normal(&chance);
        sum += value;
        squares += value * value;
    }
    assert_true(fabs(sum / DRAWS) < 0.02);
    assert_true(fabs(squares / DRAWS - 1) < 0.02);
}

static void test_poisson_has_its_mean(void **state) {
    (void)state;
    struct chance chance = chance_from(1);
    double sum = 0;
    for (int i = 0; i < DRAWS; i++)
        sum += chance_poisson(&chance, 30);
    assert_true(fabs(sum / DRAWS - 30) < 0.1);
    assert_int_equal(chance_poisson(&chance, 0), 0);
}

static void test_weighted_never_gives_weight_zero(void **state) {
    (void)state;
    struct chance chance = chance_from(1);
    const double weights[] = {0, 1, 0, 3, 0};
    size_t counts[5] = {0};
    for (int i = 0; i < DRAWS; i++)
        counts[chance_weighted(&chance, weights, 5)]++;
    assert_int_equal(counts[0] + counts[2] + counts[4], 0);
    assert_true(fabs((double)counts[3] / DRAWS - 0.75) < 0.02);
}

static void test_below_stays_below(void **state) {
    (void)state;
    struct chance chance = chance_from(1);
    for (int i = 0; i < DRAWS; i++)
        assert_true(chance_below(&chance, 3) < 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_seed_gives_same_lots),
        cmocka_unit_test(test_lots_are_those_of_xoshiro),
        cmocka_unit_test(test_normal_has_mean_0_and_deviation_1),
        cmocka_unit_test(test_poisson_has_its_mean),
        cmocka_unit_test(test_weighted_never_gives_weight_zero),
        cmocka_unit_test(test_below_stays_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
