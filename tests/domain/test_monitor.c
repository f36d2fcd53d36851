#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "daemon/domain/monitor.h"

/* Cells of one dimension in order of their keys. */
struct cell {
    const char *key;
    uint32_t places, beyond, jeugdigen;
};

static struct figures figures_of(uint32_t places, uint32_t beyond, uint32_t jeugdigen) {
    struct figures figures = {0};
    figures.waiting[WAITING_ALL] = (struct count){places, 1, jeugdigen};
    figures.beyond[WAITING_ALL] =
        (struct count){beyond, beyond > 0, beyond < jeugdigen ? beyond : jeugdigen};
    if (places > 0)
        figures.days = (struct days){places, UINT64_C(50) * places, 40, 80, 120, 200};
    return figures;
}

struct scene {
    struct arena *arena;
    struct figure_cell cells[16];
    struct figure_point point;
    struct monitor_table table;
};

/* With days as they would be, of everyone. */
static void make_point(struct scene *scene, const struct cell *cells, size_t count,
                       uint32_t jeugdigen) {
    uint32_t places = 0, beyond = 0;
    *scene = (struct scene){.arena = arena_new(1 << 20)};
    assert_non_null(scene->arena);
    for (size_t i = 0; i < count; i++) {
        scene->cells[i].key[0] = bytes_of_text(cells[i].key);
        scene->cells[i].figures = figures_of(cells[i].places, cells[i].beyond, cells[i].jeugdigen);
        places += cells[i].places;
        beyond += cells[i].beyond;
    }
    scene->point = (struct figure_point){.period = {20000, 20030},
                                         .norm_id = bytes_of_text("3m"),
                                         .total = figures_of(places, beyond, jeugdigen),
                                         .cell_count = count,
                                         .cells = scene->cells};
    scene->point.total.coverage = (struct coverage){.expected = 7, .fresh = 5, .stale = 1};
}

static void suppress(struct scene *scene, enum dimension by) {
    assert_int_equal(monitor_suppress(&scene->point, by, scene->arena, &scene->table), STATUS_OK);
}

#define SCENE(scene, by, jeugdigen, ...)                                                           \
    do {                                                                                           \
        const struct cell cells[] = {__VA_ARGS__};                                                 \
        make_point(scene, cells, sizeof cells / sizeof *cells, jeugdigen);                         \
        suppress(scene, by);                                                                       \
    } while (0)

static const struct monitor_row *row(const struct scene *scene, const char *key) {
    for (size_t i = 0; i < scene->table.row_count; i++)
        if (bytes_equal(scene->table.rows[i].key, bytes_of_text(key)))
            return &scene->table.rows[i];
    return NULL;
}

static void test_there_is_a_table_by_hulpvorm_gemeente_and_maatregel_only(void **state) {
    (void)state;
    for (int by = BY_NOTHING; by < DIMENSION_COUNT; by++)
        assert_int_equal(monitor_has_table((enum dimension)by),
                         by == BY_HULPVORM || by == BY_GEMEENTE || by == BY_MAATREGEL);
}

static void test_every_key_has_its_row_in_order(void **state) {
    (void)state;
    static const struct {
        enum dimension by;
        size_t rows;
        const char *first;
    } tables[] = {{BY_HULPVORM, HULPVORM_COUNT - 1, "AMBULANTE_JEUGD_GGZ"},
                  {BY_GEMEENTE, 10, "0503"},
                  {BY_MAATREGEL, MAATREGEL_COUNT, ""}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct scene scene;
        make_point(&scene, NULL, 0, 0);
        suppress(&scene, tables[i].by);
        assert_int_equal(scene.table.row_count, tables[i].rows);
        assert_int_equal(scene.table.total.rows, tables[i].rows);
        assert_true(bytes_equal(scene.table.rows[0].key, bytes_of_text(tables[i].first)));
        for (size_t k = 1; k < scene.table.row_count; k++)
            assert_true(bytes_compare(scene.table.rows[k - 1].key, scene.table.rows[k].key) < 0);
        arena_free(&scene.arena);
    }
}

static void test_what_is_not_small_is_shown_as_it_is(void **state) {
    (void)state;
    struct scene scene;
    SCENE(&scene, BY_GEMEENTE, 70, {"0503", 30, 10, 28}, {"0518", 45, 0, 44});
    assert_int_equal(scene.table.by, BY_GEMEENTE);
    assert_int_equal(scene.table.on, 20030);
    assert_true(bytes_equal(scene.table.norm_id, bytes_of_text("3m")));
    assert_int_equal(scene.table.coverage.expected, 7);
    assert_int_equal(scene.table.total.places, 75);
    assert_int_equal(scene.table.total.beyond, 10);
    assert_int_equal(row(&scene, "0503")->places, 30);
    assert_int_equal(row(&scene, "0503")->beyond, 10);
    assert_int_equal(row(&scene, "0503")->days.median, 40);
    assert_int_equal(row(&scene, "0503")->rows, 1);
    assert_true(row(&scene, "0503")->has_days && scene.table.total.has_days);
    assert_int_equal(row(&scene, "0603")->places, 0);
    assert_false(row(&scene, "0603")->has_days);
    assert_null(row(&scene, MONITOR_TOGETHER));
    arena_free(&scene.arena);
}

static void test_small_rows_come_last_and_together(void **state) {
    (void)state;
    struct scene scene;
    SCENE(&scene, BY_HULPVORM, 130, {"CRISIS", 3, 0, 3}, {"DYSLEXIE", 90, 40, 88},
          {"GEZINSHUIS", 20, 6, 20}, {"KDC", 25, 8, 25});
    const struct monitor_row *last = &scene.table.rows[scene.table.row_count - 1];
    assert_true(bytes_equal(last->key, bytes_of_text(MONITOR_TOGETHER)));
    assert_int_equal(last->rows, 2);
    assert_int_equal(last->places, 23);
    assert_int_equal(last->beyond, 6);
    assert_false(last->has_days);
    assert_null(row(&scene, "CRISIS"));
    assert_null(row(&scene, "GEZINSHUIS"));
    assert_int_equal(row(&scene, "KDC")->places, 25);
    assert_true(row(&scene, "KDC")->has_days);
    arena_free(&scene.arena);
}

static void test_few_jeugdigen_make_a_row_small(void **state) {
    (void)state;
    struct scene scene;
    SCENE(&scene, BY_MAATREGEL, 60, {"GEEN", 50, 20, 50}, {"OTS", 12, 0, 4},
          {"VOOGDIJ", 11, 0, 11});
    assert_null(row(&scene, "OTS"));
    assert_int_equal(row(&scene, MONITOR_TOGETHER)->places, 23);
    arena_free(&scene.arena);
}

static void test_a_row_under_ten_takes_the_days_of_the_whole_table_away(void **state) {
    (void)state;
    struct scene scene;
    SCENE(&scene, BY_GEMEENTE, 80, {"0503", 9, 0, 9}, {"0518", 75, 30, 75});
    assert_int_equal(row(&scene, "0518")->places, 75);
    for (size_t i = 0; i < scene.table.row_count; i++) {
        assert_false(scene.table.rows[i].has_days);
        assert_int_equal(scene.table.rows[i].days.count, 0);
        assert_int_equal(scene.table.rows[i].days.longest, 0);
    }
    assert_false(scene.table.total.has_days);
    assert_int_equal(scene.table.total.days.sum, 0);
    arena_free(&scene.arena);
}

static void test_days_that_leave_a_place_out_are_not_shown(void **state) {
    (void)state;
    struct scene scene;
    const struct cell cells[] = {{"0503", 30, 10, 30}, {"0518", 40, 10, 40}};
    make_point(&scene, cells, 2, 70);
    scene.cells[0].figures.days.count -= 2;
    scene.point.total.days.count -= 2;
    suppress(&scene, BY_GEMEENTE);
    assert_false(row(&scene, "0518")->has_days || scene.table.total.has_days);
    arena_free(&scene.arena);
}

static void test_all_rows_together_have_the_days_of_the_total(void **state) {
    (void)state;
    struct scene scene;
    SCENE(&scene, BY_MAATREGEL, 20, {"", 4, 4, 4}, {"GEEN", 4, 4, 4},
          {"JEUGDRECLASSERING", 3, 3, 3}, {"OTS", 3, 3, 3}, {"VOOGDIJ", 3, 3, 3},
          {"VOORLOPIGE_OTS", 2, 2, 2}, {"VOORLOPIGE_VOOGDIJ", 1, 1, 1});
    assert_int_equal(scene.table.row_count, 1);
    assert_int_equal(scene.table.rows[0].rows, MAATREGEL_COUNT);
    assert_true(scene.table.rows[0].has_days);
    assert_memory_equal(&scene.table.rows[0].days, &scene.table.total.days,
                        sizeof scene.table.total.days);
    arena_free(&scene.arena);
}

static void test_of_a_small_total_nothing_is_shown(void **state) {
    (void)state;
    struct scene scene;
    SCENE(&scene, BY_GEMEENTE, 70, {"0503", 30, 1, 30}, {"0518", 45, 2, 44});
    assert_int_equal(scene.table.row_count, 0);
    assert_int_equal(scene.table.total.rows, 0);
    assert_int_equal(scene.table.total.places, 0);
    assert_false(scene.table.total.has_days);
    assert_int_equal(scene.table.coverage.expected, 7);
    arena_free(&scene.arena);
    SCENE(&scene, BY_GEMEENTE, 4, {"0503", 30, 10, 4}, {"0518", 45, 20, 4});
    assert_int_equal(scene.table.total.rows, 0);
    arena_free(&scene.arena);
}

static void test_no_room_is_survivable_and_leaves_the_table_alone(void **state) {
    (void)state;
    struct scene scene;
    const struct cell cells[] = {{"0503", 30, 10, 30}};
    make_point(&scene, cells, 1, 30);
    size_t failures = 0;
    for (size_t budget = 0; budget < 8192; budget += 64) {
        struct arena *tight = arena_new(budget);
        struct monitor_table table = {.row_count = 99};
        enum status status = monitor_suppress(&scene.point, BY_GEMEENTE, tight, &table);
        assert_int_equal(table.row_count, status == STATUS_OK ? 10 : 99);
        failures += status == STATUS_NO_MEMORY;
        arena_free(&tight);
    }
    assert_true(failures > 10);
    arena_free(&scene.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_is_a_table_by_hulpvorm_gemeente_and_maatregel_only),
        cmocka_unit_test(test_every_key_has_its_row_in_order),
        cmocka_unit_test(test_what_is_not_small_is_shown_as_it_is),
        cmocka_unit_test(test_small_rows_come_last_and_together),
        cmocka_unit_test(test_few_jeugdigen_make_a_row_small),
        cmocka_unit_test(test_a_row_under_ten_takes_the_days_of_the_whole_table_away),
        cmocka_unit_test(test_days_that_leave_a_place_out_are_not_shown),
        cmocka_unit_test(test_all_rows_together_have_the_days_of_the_total),
        cmocka_unit_test(test_of_a_small_total_nothing_is_shown),
        cmocka_unit_test(test_no_room_is_survivable_and_leaves_the_table_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
