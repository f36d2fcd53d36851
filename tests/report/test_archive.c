#include "client/report/archive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define MEMORY ((size_t)16 * 1024 * 1024)

static int arena_setup(void **state) {
    *state = arena_new(MEMORY);
    return *state ? 0 : -1;
}

static int arena_teardown(void **state) {
    struct arena *arena = *state;
    arena_free(&arena);
    return 0;
}

#define TEXT(text)                                                                                 \
    { (const uint8_t *)(text), sizeof(text) - 1 }

static const struct report_files some_files = {
    3,
    {{"feiten.csv", TEXT("kwartaal,figuur\n2025Q3,a,1\n2025Q3,a,2\n2025Q3,b")},
     {"leeg.csv", TEXT("")},
     {"een-regel.html", TEXT("\n\n<p>\r\n")}}};

static void assert_same(const struct report_files *a, const struct report_files *b) {
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_string_equal(a->file[i].name, b->file[i].name);
        assert_true(bytes_equal(a->file[i].content, b->file[i].content));
    }
}

static void test_what_was_packed_comes_back_byte_for_byte(void **state) {
    struct bytes packed, again;
    struct report_files files;
    assert_int_equal(archive_pack(&some_files, *state, &packed), STATUS_OK);
    assert_int_equal(archive_unpack(packed, *state, &files), STATUS_OK);
    assert_same(&files, &some_files);
    assert_int_equal(archive_pack(&files, *state, &again), STATUS_OK);
    assert_true(bytes_equal(packed, again));
}

/* Kept for ever: what one version wrote another must read. */
static void test_the_form_is_as_documented(void **state) {
    static const char packed[] = "wachtpost-publicatie 1\n"
                                 "a.csv\n\x09\x00\x04x,1\n\x02\x02"
                                 "2\n\x00\x01"
                                 "y";
    static const struct report_files expected = {1, {{"a.csv", TEXT("x,1\nx,2\ny")}}};
    struct report_files files;
    struct bytes made;
    assert_int_equal(archive_unpack(bytes_of(packed, sizeof packed - 1), *state, &files),
                     STATUS_OK);
    assert_same(&files, &expected);
    assert_int_equal(archive_pack(&files, *state, &made), STATUS_OK);
    assert_true(bytes_equal(made, bytes_of(packed, sizeof packed - 1)));
}

static void test_rows_that_begin_alike_take_a_fraction_of_their_room(void **state) {
    struct report_files files = {1, {{"feiten.csv", {0}}}};
    struct bytes packed;
    char *text = arena_alloc(*state, 100000);
    size_t size = 0;
    for (int i = 0; i < 1000; i++)
        size += (size_t)sprintf(
            text + size, "2025Q3,2025-07-01,2025-09-30,hulpvorm,AMBULANTE_JEUGD_GGZ,%d\n", i);
    files.file[0].content = bytes_of(text, size);
    assert_int_equal(archive_pack(&files, *state, &packed), STATUS_OK);
    assert_in_range(packed.size, 1, size / 4);
}

/* Every prefix, and every byte changed: never more than an honest answer. */
static void test_damage_is_malformed_or_other_content_but_never_a_crash(void **state) {
    struct bytes packed;
    struct report_files files;
    assert_int_equal(archive_pack(&some_files, *state, &packed), STATUS_OK);
    for (size_t size = 0; size < packed.size; size++) {
        enum status status = archive_unpack(bytes_of(packed.at, size), *state, &files);
        assert_true(status == STATUS_MALFORMED || status == STATUS_OK);
    }
    for (size_t i = 0; i < packed.size; i++) {
        uint8_t *changed = arena_alloc(*state, packed.size);
        memcpy(changed, packed.at, packed.size);
        changed[i] ^= 0x81;
        enum status status = archive_unpack(bytes_of(changed, packed.size), *state, &files);
        assert_true(status == STATUS_MALFORMED || status == STATUS_OK);
    }
}

static void assert_refused(struct arena *arena, const char *text) {
    struct report_files files;
    char packed[128];
    snprintf(packed, sizeof packed, "wachtpost-publicatie 1\n%s", text);
    assert_int_equal(archive_unpack(bytes_of(packed, strlen(packed) + 1), arena, &files),
                     STATUS_MALFORMED);
}

static void test_names_that_lead_elsewhere_are_refused(void **state) {
    assert_refused(*state, "../a.csv\n");
    assert_refused(*state, "/a.csv\n");
    assert_refused(*state, ".a\n");
    assert_refused(*state, "\n");
    assert_refused(*state, "a.csv");
}

static void test_a_length_that_lies_is_refused(void **state) {
    assert_refused(*state, "a\n\xFF\xFF\xFF\x7F");
    assert_refused(*state, "a\n\x05\x01\x01x");
    assert_refused(*state, "a\n\x05\x7F");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_packed_comes_back_byte_for_byte),
        cmocka_unit_test(test_the_form_is_as_documented),
        cmocka_unit_test(test_rows_that_begin_alike_take_a_fraction_of_their_room),
        cmocka_unit_test(test_damage_is_malformed_or_other_content_but_never_a_crash),
        cmocka_unit_test(test_names_that_lead_elsewhere_are_refused),
        cmocka_unit_test(test_a_length_that_lies_is_refused),
    };
    return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
