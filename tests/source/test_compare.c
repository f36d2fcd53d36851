#include "client/source/compare.h"

#include "client/csv_columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define MOST 24

static int setup(void **state) {
    *state = arena_new(16 * 1024 * 1024);
    return *state ? 0 : -1;
}

static int teardown(void **state) {
    arena_free((struct arena **)state);
    return 0;
}

static struct raw_place place(const char *id, uint32_t aanmelddatum) {
    return (struct raw_place){.id = bytes_of_text(id),
                              .gemeente = bytes_of_text("0518"),
                              .hulpvorm = KDC,
                              .aanmelddatum = aanmelddatum};
}

static struct comparison compare(void **state, const struct wachtlijst *before,
                                 const struct wachtlijst *after) {
    struct comparison comparison;
    assert_int_equal(list_compare(before, after, *state, &comparison), STATUS_OK);
    return comparison;
}

static void test_each_change_is_of_its_kind(void **state) {
    const struct raw_place before[] = {place("A", 20250101), place("B", 20250101),
                                       place("C", 20250101), place("D", 20250101)};
    struct raw_place after[] = {place("A", 20250101), place("B", 20250102), place("E", 20250101)};
    after[1].urgentie = URGENTIE_HOOG;
    const struct raw_outflow outflow[] = {{bytes_of_text("C"), GESTART, 20250201, NULL},
                                          {bytes_of_text("X"), VERHUISD, 20250201, NULL}};
    const struct wachtlijst then = {.place_count = 4, .places = before};
    const struct wachtlijst now = {
        .place_count = 3, .places = after, .outflow_count = 2, .outflow = outflow};
    struct comparison comparison = compare(state, &then, &now);
    assert_false(comparison.identical);
    assert_int_equal(comparison.known_count, 2);
    assert_int_equal(comparison.change_count, 4);
    const struct list_change *changes = comparison.changes;
    assert_int_equal(changes[0].kind, CHANGE_CHANGED);
    assert_int_equal(changes[0].fields, 1u << csv_column_find(bytes_of_text("aanmelddatum")) |
                                            1u << csv_column_find(bytes_of_text("urgentie")));
    assert_int_equal(changes[1].kind, CHANGE_LEFT);
    assert_int_equal(changes[1].reden, GESTART);
    assert_int_equal(changes[2].kind, CHANGE_GONE);
    assert_true(bytes_equal(changes[2].id, bytes_of_text("D")));
    assert_int_equal(changes[3].kind, CHANGE_NEW);
}

static void test_list_is_identical_to_itself_and_not_with_other_outflow(void **state) {
    const struct raw_place places[] = {place("A", 20250101)};
    const struct raw_outflow outflow[] = {{bytes_of_text("C"), GESTART, 20250201, NULL}};
    struct raw_outflow later = outflow[0];
    const struct wachtlijst list = {
        .place_count = 1, .places = places, .outflow_count = 1, .outflow = outflow};
    struct wachtlijst other = list;
    assert_true(compare(state, &list, &list).identical);
    other.outflow_count = 0;
    assert_false(compare(state, &list, &other).identical);
    later.datum = 20250202;
    other = list;
    other.outflow = &later;
    assert_false(compare(state, &list, &other).identical);
}

/* Ids "a" to "x", each in or out at random. */
static size_t draw(unsigned *seed, struct raw_place places[MOST], char ids[MOST][2]) {
    size_t count = 0;
    for (size_t i = 0; i < MOST; i++) {
        *seed = *seed * 1103515245u + 12345u;
        ids[i][0] = (char)('a' + i);
        ids[i][1] = 0;
        if (*seed >> 16 & 1)
            places[count++] = place(ids[i], 20250101 + (*seed >> 17 & 1));
    }
    return count;
}

static bool holds(const struct raw_place *places, size_t count, struct bytes id) {
    for (size_t i = 0; i < count; i++)
        if (bytes_equal(places[i].id, id))
            return true;
    return false;
}

static void test_every_place_is_counted_once_whatever_the_lists(void **state) {
    unsigned seed = 1;
    for (int round = 0; round < 2000; round++) {
        struct raw_place before[MOST], after[MOST];
        char before_ids[MOST][2], after_ids[MOST][2];
        const struct wachtlijst then = {.place_count = draw(&seed, before, before_ids),
                                        .places = before};
        const struct wachtlijst now = {.place_count = draw(&seed, after, after_ids),
                                       .places = after};
        struct comparison comparison = compare(state, &then, &now);
        size_t known = 0;
        for (size_t i = 0; i < now.place_count; i++)
            known += holds(before, then.place_count, after[i].id);
        assert_int_equal(comparison.known_count, known);
        assert_int_equal(comparison.counts[CHANGE_NEW], now.place_count - known);
        assert_int_equal(comparison.counts[CHANGE_GONE], then.place_count - known);
        assert_int_equal(comparison.change_count, comparison.counts[CHANGE_NEW] +
                                                      comparison.counts[CHANGE_GONE] +
                                                      comparison.counts[CHANGE_CHANGED]);
        for (size_t i = 1; i < comparison.change_count; i++)
            assert_true(bytes_compare(comparison.changes[i - 1].id, comparison.changes[i].id) < 0);
        arena_reset(*state);
    }
}

static void test_it_is_told_with_ids_and_fields_but_no_values(void **state) {
    const struct raw_place before[] = {place("A", 20250101), place("B", 20250101)};
    const struct raw_place after[] = {place("A", 20250103)};
    const struct wachtlijst then = {.place_count = 2, .places = before};
    const struct wachtlijst now = {.place_count = 1, .places = after};
    struct comparison comparison = compare(state, &then, &now);
    char *text, *json;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    comparison_tell(&comparison, file);
    fclose(file);
    assert_non_null(strstr(text, "0 nieuw, 1 gewijzigd, 0 vertrokken"));
    assert_non_null(strstr(text, "gewijzigd  A: aanmelddatum\n"));
    assert_non_null(strstr(text, "verdwenen  B\n"));
    assert_null(strstr(text, "2025"));
    file = open_memstream(&json, &size);
    assert_int_equal(comparison_tell_json(&comparison, file), STATUS_OK);
    fclose(file);
    assert_string_equal(json, "{\"before\":2,\"after\":1,\"identical\":false,\"changes\":["
                              "{\"change\":\"changed\",\"id\":\"A\",\"fields\":[\"aanmelddatum\"]},"
                              "{\"change\":\"gone\",\"id\":\"B\"}]}\n");
    free(text);
    free(json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_change_is_of_its_kind, setup, teardown),
        cmocka_unit_test_setup_teardown(test_list_is_identical_to_itself_and_not_with_other_outflow,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_place_is_counted_once_whatever_the_lists, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_it_is_told_with_ids_and_fields_but_no_values, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
