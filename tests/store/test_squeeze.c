#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "store/squeeze.h"
#include "tests/store/similar.h"

#define SIZE 12000
#define LARGE ((size_t)2 << 20)
#define ARENA_BYTES ((size_t)256 << 20)

struct workbench {
    struct squeeze *squeeze;
    struct arena *arena;
};

static int setup(void **state) {
    struct workbench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    *bench = (struct workbench){squeeze_new(), arena_new(ARENA_BYTES)};
    assert_true(bench->squeeze && bench->arena);
    *state = bench;
    return 0;
}

static int teardown(void **state) {
    struct workbench *bench = *state;
    squeeze_free(&bench->squeeze);
    arena_free(&bench->arena);
    free(bench);
    return 0;
}

/* The n-th body of a row, in the arena. */
static struct bytes similar(struct workbench *bench, uint64_t n, size_t size) {
    uint8_t *at = arena_alloc(bench->arena, size);
    assert_non_null(at);
    fill_similar(7, n, at, size);
    return bytes_of(at, size);
}

/* A copy, since the packed form only stands until the next one. */
static struct bytes pack(struct workbench *bench, struct bytes content, uint64_t back,
                         struct bytes prefix) {
    struct bytes packed;
    assert_int_equal(squeeze_pack(bench->squeeze, content, back, prefix, &packed), STATUS_OK);
    packed = arena_copy(bench->arena, packed);
    assert_non_null(packed.at);
    return packed;
}

static const struct bytes none = {NULL, 0};

static void assert_unpacks(struct workbench *bench, struct bytes packed, struct bytes prefix,
                           struct bytes content) {
    struct bytes back;
    assert_int_equal(squeeze_unpack(bench->squeeze, packed, prefix, bench->arena, &back),
                     STATUS_OK);
    assert_true(bytes_equal(back, content));
}

static void assert_back(struct bytes packed, uint64_t back) {
    uint64_t found = UINT64_MAX;
    assert_int_equal(squeeze_back(packed, &found), STATUS_OK);
    assert_int_equal(found, back);
}

static void test_every_size_comes_back_with_and_without_a_prefix(void **state) {
    static const size_t sizes[] = {0, 1, 16, 100, 511, 4096, SIZE, LARGE};
    struct workbench *bench = *state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            const struct bytes prefix = similar(bench, 0, sizes[i]);
            const struct bytes content = similar(bench, 1, sizes[k]);
            assert_unpacks(bench, pack(bench, content, 9, prefix), prefix, content);
            assert_unpacks(bench, pack(bench, content, 0, none), none, content);
            arena_reset(bench->arena);
        }
}

static void test_what_stands_in_the_prefix_costs_next_to_nothing(void **state) {
    struct workbench *bench = *state;
    const size_t sizes[] = {SIZE, LARGE};
    for (size_t i = 0; i < 2; i++) {
        const struct bytes prefix = similar(bench, 0, sizes[i]),
                           content = similar(bench, 1, sizes[i]);
        const struct bytes alone = pack(bench, content, 0, none);
        const struct bytes against = pack(bench, content, 9, prefix);
        assert_back(alone, 0);
        assert_back(against, 9);
        assert_true(alone.size >= sizes[i]);
        /* What differs is a sixteenth here and one there. */
        assert_in_range(against.size, sizes[i] / 16, sizes[i] / 8 + sizes[i] / 50);
    }
}

static void test_what_no_prefix_helps_is_kept_as_it_is(void **state) {
    struct workbench *bench = *state;
    uint8_t random[500];
    fill_at_random(3, random, sizeof random);
    const struct bytes content = bytes_of(random, sizeof random);
    const struct bytes packed = pack(bench, content, 9, similar(bench, 0, SIZE));
    assert_int_equal(packed.size, 1 + sizeof random);
    assert_back(packed, 0);
    assert_unpacks(bench, packed, none, content);
}

static void test_a_frame_does_not_depend_on_what_was_packed_before_it(void **state) {
    struct workbench *bench = *state;
    const struct bytes prefix = similar(bench, 0, SIZE), content = similar(bench, 1, SIZE);
    const struct bytes first = pack(bench, content, 9, prefix);
    pack(bench, similar(bench, 2, LARGE), 8, similar(bench, 3, LARGE));
    pack(bench, content, 0, none);
    assert_true(bytes_equal(pack(bench, content, 9, prefix), first));
}

static void test_two_contents_stand_beside_each_other_without_an_arena(void **state) {
    struct workbench *bench = *state;
    struct bytes content = none;
    struct bytes packed[4];
    for (uint64_t n = 0; n < 4; n++)
        packed[n] = pack(bench, similar(bench, n, SIZE), n, n ? similar(bench, n - 1, SIZE) : none);
    for (uint64_t n = 0; n < 4; n++) {
        assert_int_equal(squeeze_unpack(bench->squeeze, packed[n], content, NULL, &content),
                         STATUS_OK);
        assert_true(bytes_equal(content, similar(bench, n, SIZE)));
    }
}

static void test_another_prefix_never_gives_the_content(void **state) {
    struct workbench *bench = *state;
    const struct bytes prefix = similar(bench, 0, SIZE), content = similar(bench, 1, SIZE);
    const struct bytes packed = pack(bench, content, 9, prefix);
    const struct bytes others[] = {none, similar(bench, 2, SIZE), similar(bench, 0, SIZE / 2)};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct bytes back = none;
        enum status status = squeeze_unpack(bench->squeeze, packed, others[i], bench->arena, &back);
        assert_true(status == STATUS_OK || status == STATUS_DAMAGED);
        assert_false(bytes_equal(back, content));
    }
}

static void test_what_is_cut_off_is_damage(void **state) {
    struct workbench *bench = *state;
    const struct bytes prefix = similar(bench, 0, SIZE);
    const struct bytes packed = pack(bench, similar(bench, 1, SIZE), 9, prefix);
    for (size_t size = 0; size < packed.size; size++) {
        struct bytes back;
        const struct bytes cut = bytes_of(packed.at, size);
        assert_int_equal(squeeze_unpack(bench->squeeze, cut, prefix, NULL, &back), STATUS_DAMAGED);
    }
}

static void test_other_codecs_are_damage(void **state) {
    struct workbench *bench = *state;
    const struct bytes prefix = similar(bench, 0, SIZE);
    const struct bytes packed = pack(bench, similar(bench, 1, SIZE), 9, prefix);
    uint8_t bad[SIZE];
    uint64_t back;
    memcpy(bad, packed.at, packed.size);
    bad[0] = 3;
    assert_int_equal(squeeze_back(bytes_of(bad, packed.size), &back), STATUS_DAMAGED);
    assert_int_equal(squeeze_back(none, &back), STATUS_DAMAGED);
}

static void test_how_far_back_is_kept_in_as_few_bytes_as_it_takes(void **state) {
    static const struct {
        uint64_t back;
        size_t bytes;
    } some[] = {{1, 1}, {127, 1}, {128, 2}, {16383, 2}, {16384, 3}, {UINT64_MAX, 10}};
    struct workbench *bench = *state;
    const struct bytes prefix = similar(bench, 0, SIZE), content = similar(bench, 1, SIZE);
    const size_t least = pack(bench, content, 1, prefix).size;
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        const struct bytes packed = pack(bench, content, some[i].back, prefix);
        assert_back(packed, some[i].back);
        assert_int_equal(packed.size, least - 1 + some[i].bytes);
        assert_unpacks(bench, packed, prefix, content);
    }
}

static void test_no_way_back_or_an_endless_one_is_damage(void **state) {
    static const uint8_t itself[] = {2, 0, 0x60}, broken_off[] = {2, 0x80},
                         endless[] = {2,    0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1};
    uint64_t back;
    (void)state;
    assert_int_equal(squeeze_back(bytes_of(itself, sizeof itself), &back), STATUS_DAMAGED);
    assert_int_equal(squeeze_back(bytes_of(broken_off, sizeof broken_off), &back), STATUS_DAMAGED);
    assert_int_equal(squeeze_back(bytes_of(endless, sizeof endless), &back), STATUS_DAMAGED);
}

#define ON_A_BENCH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_BENCH(test_every_size_comes_back_with_and_without_a_prefix),
        ON_A_BENCH(test_what_stands_in_the_prefix_costs_next_to_nothing),
        ON_A_BENCH(test_what_no_prefix_helps_is_kept_as_it_is),
        ON_A_BENCH(test_a_frame_does_not_depend_on_what_was_packed_before_it),
        ON_A_BENCH(test_two_contents_stand_beside_each_other_without_an_arena),
        ON_A_BENCH(test_another_prefix_never_gives_the_content),
        ON_A_BENCH(test_what_is_cut_off_is_damage),
        ON_A_BENCH(test_other_codecs_are_damage),
        ON_A_BENCH(test_how_far_back_is_kept_in_as_few_bytes_as_it_takes),
        cmocka_unit_test(test_no_way_back_or_an_endless_one_is_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
