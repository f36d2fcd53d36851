/* Other keys in a file that people wrote in. */
#include <stdlib.h>

#include "daemon/settings/key_line.h"
#include "tests/settings/etc.h"

static struct participant_key key(unsigned seed, day_t until) {
    char line[REGISTRATION_LINE_SIZE];
    struct public_keys keys;
    etc_line(seed, seed, line);
    assert_true(keys_parse_registration_line(line, &keys));
    struct participant_key made = key_undated(&keys);
    made.until = until;
    return made;
}

/* De Zon, whose first key ends and whose second one has come. */
static struct participant rotated(void) {
    return (struct participant){.name = "zon",
                                .persoon = "",
                                .roles = ROLE_ANALIST,
                                .revoked = DAY_NONE,
                                .key_count = 2,
                                .keys = {key(1, day_of_civil(2027, 1, 31)), key(2, DAY_NONE)}};
}

static void assert_amended(const char *before, const struct participant *with, const char *after) {
    bool kept = false;
    char *from = etc_fill(before), *wanted = etc_fill(after);
    char *amended = settings_amended_text(from, with, &kept);
    assert_non_null(amended);
    assert_string_equal(amended, wanted);
    assert_true(kept);
    free(amended);
    free(wanted);
    free(from);
}

static void test_everything_but_the_keys_stays_as_it_was(void **state) {
    (void)state;
    const struct participant zon = rotated();
    assert_amended("# keys = {\"not these\"}\n"
                   "roles = {'analist'} // keys\n"
                   "persoon = \"keys\"\n"
                   "keys = {'@LINE1@'} # ask Anna\n"
                   "\n/* the end */\n",
                   &zon,
                   "# keys = {\"not these\"}\n"
                   "roles = {'analist'} // keys\n"
                   "persoon = \"keys\"\n"
                   "keys = {\"@LINE1@ until 2027-01-31\",\n"
                   "        \"@LINE2@\"} # ask Anna\n"
                   "\n/* the end */\n");
}

static void test_a_revocation_stands_behind_the_keys_or_where_it_stood(void **state) {
    (void)state;
    struct participant zon = rotated();
    zon.key_count = 1;
    zon.revoked = day_of_civil(2026, 11, 25);
    assert_amended("keys = {\"@LINE1@\"}\nroles = {analist}\n", &zon,
                   "keys = {\"@LINE1@ until 2027-01-31\"}\nrevoked = \"2026-11-25\"\n"
                   "roles = {analist}\n");
    assert_amended("revoked = 2020-01-01 # old\nkeys = {\"@LINE1@\"}\n", &zon,
                   "revoked = \"2026-11-25\" # old\nkeys = {\"@LINE1@ until 2027-01-31\"}\n");
    assert_amended("keys = {\"@LINE1@\"}\nrevoked = '2020-01-01'", &zon,
                   "keys = {\"@LINE1@ until 2027-01-31\"}\nrevoked = \"2026-11-25\"");
}

static void test_what_stands_in_a_section_is_not_the_files_own(void **state) {
    (void)state;
    const struct participant zon = rotated();
    assert_amended("scope { keys = {x} }\nkeys = {\"@LINE1@\"}\n", &zon,
                   "scope { keys = {x} }\nkeys = {\"@LINE1@ until 2027-01-31\",\n"
                   "        \"@LINE2@\"}\n");
}

static void test_what_is_no_plain_list_is_written_anew_and_said_so(void **state) {
    (void)state;
    static const char *const odd[] = {
        "keys += {\"@LINE1@\"}\n", "keys = {\"@LINE1@\"}\nkeys = {\"@LINE2@\"}\n",
        "keys = \"@LINE1@\"\n", "roles = {analist}\n", "keys = {\"@LINE1@\"}\n/* without end"};
    const struct participant zon = rotated();
    char *whole = settings_participant_text(&zon);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        bool kept = true;
        char *from = etc_fill(odd[i]);
        char *amended = settings_amended_text(from, &zon, &kept);
        assert_string_equal(amended, whole);
        assert_false(kept);
        free(amended);
        free(from);
    }
    free(whole);
}

static void test_an_amended_file_reads_as_what_was_wanted(void **state) {
    struct etc *etc = *state;
    struct participant zon = rotated();
    bool kept;
    char *from = etc_fill("roles = {analist}\nkeys = {\"@LINE1@\"}\n");
    char *amended = settings_amended_text(from, &zon, &kept);
    assert_int_equal(settings_try(etc->conf, "zon", amended, &etc->file, &etc->mistakes),
                     STATUS_OK);
    const struct participant *read = settings_of(etc->file)->rules.participants;
    assert_int_equal(read->key_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const size_t same = memcmp(read->keys[0].sign, zon.keys[0].sign, KEY_SIZE) == 0 ? i : 1 - i;
        assert_memory_equal(&read->keys[i], &zon.keys[same], sizeof read->keys[i]);
    }
    free(amended);
    free(from);
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, etc_setup, etc_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CLAIM(test_everything_but_the_keys_stays_as_it_was),
        CLAIM(test_a_revocation_stands_behind_the_keys_or_where_it_stood),
        CLAIM(test_what_stands_in_a_section_is_not_the_files_own),
        CLAIM(test_what_is_no_plain_list_is_written_anew_and_said_so),
        CLAIM(test_an_amended_file_reads_as_what_was_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
