#include "client/plek/secret.h"

#include "client/durable.h"
#include "installation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

static const char *id_of(const struct plek_secret *secret, const char *dossier, const char *part,
                         uint32_t attempt) {
    static struct plek_id id;
    struct ecd_key key;
    assert_true(ecd_key_read(bytes_of_text(dossier), bytes_of_text(part), &key));
    const struct ecd_key folded = ecd_key_folded(&key);
    id = plek_secret_id(secret, &folded, attempt);
    return id.text;
}

/* Worked out apart, in Python. They stand at the aanbieders: they may never change. */
static void test_the_ids_of_a_secret_are_what_they_always_were(void **state) {
    const struct installation *here = *state;
    assert_string_equal(id_of(here->secret, "123456", "", 0), "6TC-CJK-28J");
    assert_string_equal(id_of(here->secret, "00123456", "", 0), "6TC-CJK-28J");
    assert_string_equal(id_of(here->secret, "d-17", "kdc", 0), "3QW-KMM-72D");
    assert_string_equal(id_of(here->secret, "D-17", "KDC", 1), "Q7C-QM2-MDP");
}

static void test_another_secret_gives_other_ids(void **state) {
    const struct installation *here = *state;
    struct plek_secret *other = NULL;
    char *path = durable_path(here->folder, "other", ".key");
    struct stat made;
    assert_int_equal(plek_secret_make(path, NULL), STATUS_OK);
    assert_int_equal(stat(path, &made), 0);
    assert_int_equal(made.st_mode & 0777, 0600);
    assert_int_equal(plek_secret_read(path, &other, NULL), STATUS_OK);
    assert_string_not_equal(id_of(other, "123456", "", 0), "6TC-CJK-28J");
    plek_secret_free(&other);
    plek_secret_free(&other);
    free(path);
}

static void test_a_secret_is_never_overwritten(void **state) {
    const struct installation *here = *state;
    struct plek_secret *again = NULL;
    struct complaint complaint = {0};
    assert_int_equal(plek_secret_make(here->key_path, &complaint), STATUS_BUSY);
    assert_non_null(strstr(complaint.text, "nooit overschreven"));
    assert_int_equal(plek_secret_read(here->key_path, &again, NULL), STATUS_OK);
    assert_string_equal(id_of(again, "123456", "", 0), "6TC-CJK-28J");
    plek_secret_free(&again);
}

static void test_a_secret_that_is_missing_or_read_by_others_is_refused(void **state) {
    const struct installation *here = *state;
    struct plek_secret *secret = NULL;
    struct complaint complaint = {0};
    assert_int_equal(plek_secret_read("nowhere.key", &secret, &complaint), STATUS_BAD_CONFIG);
    assert_non_null(strstr(complaint.text, "reservekopie"));
    assert_int_equal(chmod(here->key_path, 0644), 0);
    assert_int_equal(plek_secret_read(here->key_path, &secret, &complaint), STATUS_BAD_CONFIG);
    assert_non_null(strstr(complaint.text, "chmod 600"));
    assert_null(secret);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, installation_setup, installation_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        HERE(test_the_ids_of_a_secret_are_what_they_always_were),
        HERE(test_another_secret_gives_other_ids),
        HERE(test_a_secret_is_never_overwritten),
        HERE(test_a_secret_that_is_missing_or_read_by_others_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
