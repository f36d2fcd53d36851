#include "client/plek/register.h"

#include "installation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define TODAY day_of_civil(2026, 11, 26)

/* With the installation's secret their first ids are equal: found by making 900,000. */
static const char *const sharing[] = {"528927", "717412"};
#define SHARED_ID "245-G2K-W3C"

static const struct plek_place *found(const struct plek_register *plekken,
                                      const struct plek_id *id) {
    const struct plek_place *place = plek_register_find(plekken, id);
    assert_non_null(place);
    assert_string_equal(place->id.text, id->text);
    return place;
}

static void assert_is_dossier(const struct plek_place *place, const char *dossier) {
    assert_true(bytes_equal(ecd_key_dossier(&place->key), bytes_of_text(dossier)));
}

static void test_an_id_leads_back_to_where_it_last_stood(void **state) {
    struct plek_register *plekken = installation_register(*state, PLEK_TO_CHANGE);
    struct ecd_key key;
    struct plek_id id, again;
    assert_true(ecd_key_read(bytes_of_text("0042"), bytes_of_text("Kdc"), &key));
    assert_int_equal(
        plek_register_take(plekken, &key, bytes_of_text("maandag.csv"), 7, TODAY - 1, &id),
        STATUS_OK);
    assert_true(ecd_key_read(bytes_of_text("42"), bytes_of_text("KDC"), &key));
    assert_int_equal(
        plek_register_take(plekken, &key, bytes_of_text("dinsdag.csv"), 9, TODAY, &again),
        STATUS_OK);
    assert_string_equal(id.text, again.text);
    installation_save(plekken, TODAY);
    plek_register_close(&plekken);
    plekken = installation_register(*state, PLEK_TO_LOOK);
    const struct plek_place *place = found(plekken, &id);
    assert_is_dossier(place, "42");
    assert_true(bytes_equal(ecd_key_part(&place->key), bytes_of_text("KDC")));
    assert_true(bytes_equal(place->file, bytes_of_text("dinsdag.csv")));
    assert_int_equal(place->row, 9);
    assert_int_equal(place->seen, TODAY);
    assert_int_equal(plek_register_count(plekken), 1);
    plek_register_close(&plekken);
}

static void test_an_earlier_list_does_not_hide_a_later_one(void **state) {
    struct plek_register *plekken = installation_register(*state, PLEK_TO_CHANGE);
    const struct plek_id id = installation_take(plekken, "42", TODAY);
    const struct ecd_key key = installation_key("42");
    struct plek_id again;
    assert_int_equal(
        plek_register_take(plekken, &key, bytes_of_text("oud.csv"), 3, TODAY - 30, &again),
        STATUS_OK);
    assert_string_equal(again.text, id.text);
    assert_int_equal(found(plekken, &id)->seen, TODAY);
    assert_true(bytes_equal(found(plekken, &id)->file, bytes_of_text("lijst.csv")));
    plek_register_close(&plekken);
}

/* As many as a snapshot may hold, in two lists. */
static void test_every_dossier_has_an_id_of_its_own_and_keeps_it(void **state) {
    enum { COUNT = 20000 };
    static struct plek_id ids[COUNT];
    char dossier[16];
    struct plek_register *plekken = installation_register(*state, PLEK_TO_CHANGE);
    for (int i = 0; i < COUNT; i++) {
        snprintf(dossier, sizeof dossier, "%d", i);
        ids[i] = installation_take(plekken, dossier, TODAY);
    }
    assert_int_equal(plek_register_count(plekken), COUNT);
    installation_save(plekken, TODAY);
    plek_register_close(&plekken);
    plekken = installation_register(*state, PLEK_TO_LOOK);
    for (int i = COUNT; i-- > 0;) {
        snprintf(dossier, sizeof dossier, "%d", i);
        assert_is_dossier(found(plekken, &ids[i]), dossier);
        assert_string_equal(installation_take(plekken, dossier, TODAY).text, ids[i].text);
    }
    assert_int_equal(plek_register_count(plekken), COUNT);
    plek_register_close(&plekken);
}

static void test_of_two_that_share_an_id_the_second_gets_another_and_keeps_it(void **state) {
    struct plek_register *plekken = installation_register(*state, PLEK_TO_CHANGE);
    const day_t later = day_add_months(TODAY, PLEK_REMEMBERED_MONTHS) + 1;
    assert_string_equal(installation_take(plekken, sharing[0], TODAY).text, SHARED_ID);
    const struct plek_id other = installation_take(plekken, sharing[1], TODAY);
    assert_string_not_equal(other.text, SHARED_ID);
    assert_string_equal(installation_take(plekken, sharing[0], TODAY).text, SHARED_ID);
    assert_string_equal(installation_take(plekken, sharing[1], later).text, other.text);
    /* The first is forgotten, and its id free again. */
    installation_save(plekken, later);
    plek_register_close(&plekken);
    plekken = installation_register(*state, PLEK_TO_LOOK);
    assert_int_equal(plek_register_count(plekken), 1);
    assert_string_equal(installation_take(plekken, sharing[1], later).text, other.text);
    assert_string_equal(installation_take(plekken, sharing[0], later).text, SHARED_ID);
    plek_register_close(&plekken);
}

static void test_what_was_in_no_list_for_24_months_is_forgotten(void **state) {
    struct plek_register *plekken = installation_register(*state, PLEK_TO_CHANGE);
    const struct plek_id old = installation_take(plekken, "1", day_of_civil(2024, 11, 25));
    const struct plek_id kept = installation_take(plekken, "2", day_of_civil(2024, 11, 26));
    installation_save(plekken, TODAY);
    assert_null(plek_register_find(plekken, &old));
    assert_is_dossier(found(plekken, &kept), "2");
    plek_register_close(&plekken);
    plekken = installation_register(*state, PLEK_TO_LOOK);
    assert_null(plek_register_find(plekken, &old));
    assert_is_dossier(found(plekken, &kept), "2");
    plek_register_close(&plekken);
}

static void test_what_is_not_saved_is_not_there(void **state) {
    const struct installation *here = *state;
    struct stat file;
    struct plek_register *plekken = installation_register(here, PLEK_TO_LOOK);
    installation_take(plekken, "42", TODAY);
    plek_register_close(&plekken);
    plek_register_close(&plekken);
    assert_int_not_equal(stat(here->register_path, &file), 0);
}

static void test_only_one_changes_it_and_everybody_may_look(void **state) {
    const struct installation *here = *state;
    struct plek_register *first = installation_register(here, PLEK_TO_CHANGE), *second = NULL;
    struct complaint complaint = {0};
    assert_int_equal(
        plek_register_open(here->folder, here->secret, PLEK_TO_CHANGE, 0, &second, &complaint),
        STATUS_BUSY);
    assert_null(second);
    second = installation_register(here, PLEK_TO_LOOK);
    plek_register_close(&second);
    plek_register_close(&first);
    second = installation_register(here, PLEK_TO_CHANGE);
    plek_register_close(&second);
}

/* Has the register until something is written to `until`, and says when it has. */
static _Noreturn void have_it(const struct installation *here, int told, int until) {
    char word = 'x';
    struct plek_register *plekken = installation_register(here, PLEK_TO_CHANGE);
    installation_take(plekken, "42", TODAY);
    if (write(told, &word, 1) != 1 || read(until, &word, 1) != 1)
        _exit(1);
    installation_save(plekken, TODAY);
    plek_register_close(&plekken);
    _exit(0);
}

static void test_who_waits_for_another_finds_what_that_one_saved(void **state) {
    const struct installation *here = *state;
    struct plek_register *plekken = NULL;
    int told[2], until[2], ended;
    char word;
    assert_int_equal(pipe(told), 0);
    assert_int_equal(pipe(until), 0);
    const pid_t pid = fork();
    if (pid == 0)
        have_it(here, told[1], until[0]);
    assert_int_equal(read(told[0], &word, 1), 1);
    assert_int_equal(
        plek_register_open(here->folder, here->secret, PLEK_TO_CHANGE, 1, &plekken, NULL),
        STATUS_BUSY);
    assert_int_equal(write(until[1], "x", 1), 1);
    assert_int_equal(
        plek_register_open(here->folder, here->secret, PLEK_TO_CHANGE, 30000, &plekken, NULL),
        STATUS_OK);
    assert_int_equal(plek_register_count(plekken), 1);
    plek_register_close(&plekken);
    assert_int_equal(waitpid(pid, &ended, 0), pid);
    assert_int_equal(ended, 0);
    for (size_t i = 0; i < 2; i++) {
        close(told[i]);
        close(until[i]);
    }
}

static void test_a_very_long_file_name_keeps_its_end(void **state) {
    struct plek_register *plekken = installation_register(*state, PLEK_TO_CHANGE);
    const struct ecd_key key = installation_key("42");
    struct plek_id id;
    char *name = NULL;
    assert_true(asprintf(&name, "%0100000d/lijst.csv", 0) > 100000);
    assert_int_equal(plek_register_take(plekken, &key, bytes_of_text(name), 1, TODAY, &id),
                     STATUS_OK);
    installation_save(plekken, TODAY);
    free(name);
    plek_register_close(&plekken);
    plekken = installation_register(*state, PLEK_TO_LOOK);
    const struct bytes file = found(plekken, &id)->file;
    assert_in_range(file.size, 9, 4096);
    assert_memory_equal(file.at + file.size - 9, "lijst.csv", 9);
    plek_register_close(&plekken);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, installation_setup, installation_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        HERE(test_an_id_leads_back_to_where_it_last_stood),
        HERE(test_an_earlier_list_does_not_hide_a_later_one),
        HERE(test_every_dossier_has_an_id_of_its_own_and_keeps_it),
        HERE(test_of_two_that_share_an_id_the_second_gets_another_and_keeps_it),
        HERE(test_what_was_in_no_list_for_24_months_is_forgotten),
        HERE(test_what_is_not_saved_is_not_there),
        HERE(test_only_one_changes_it_and_everybody_may_look),
        HERE(test_who_waits_for_another_finds_what_that_one_saved),
        HERE(test_a_very_long_file_name_keeps_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
