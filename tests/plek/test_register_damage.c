#include "client/durable.h"
#include "client/plek/register.h"
#include "installation.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define TODAY day_of_civil(2026, 11, 26)

static void make_register(const struct installation *here) {
    struct plek_register *plekken = installation_register(here, PLEK_TO_CHANGE);
    installation_take(plekken, "DOSSIER-42", TODAY);
    installation_take(plekken, "DOSSIER-43", TODAY);
    installation_save(plekken, TODAY);
    plek_register_close(&plekken);
}

static struct bytes whole_register(const struct installation *here) {
    uint8_t *content = NULL;
    size_t size = 0;
    assert_int_equal(durable_read(here->register_path, 1 << 20, &content, &size, NULL), STATUS_OK);
    return bytes_of(content, size);
}

static void write_register(const struct installation *here, struct bytes content) {
    FILE *file = fopen(here->register_path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(content.at, 1, content.size, file), content.size);
    assert_int_equal(fclose(file), 0);
}

static enum status opening(const struct installation *here, struct complaint *complaint) {
    struct plek_register *plekken = NULL;
    enum status status =
        plek_register_open(here->folder, here->secret, PLEK_TO_LOOK, 0, &plekken, complaint);
    plek_register_close(&plekken);
    return status;
}

static void test_a_copied_register_shows_nothing_and_is_for_its_owner(void **state) {
    const struct installation *here = *state;
    struct stat file;
    make_register(here);
    const struct bytes whole = whole_register(here);
    assert_null(memmem(whole.at, whole.size, "DOSSIER", 7));
    assert_null(memmem(whole.at, whole.size, "lijst", 5));
    free((void *)whole.at);
    assert_int_equal(stat(here->register_path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
}

static void test_another_secret_is_told_before_any_id_changes(void **state) {
    const struct installation *here = *state;
    struct plek_register *plekken = NULL;
    struct plek_secret *other = NULL;
    struct complaint complaint = {0};
    char *path = durable_path(here->folder, "other", ".key");
    make_register(here);
    assert_int_equal(plek_secret_make(path, NULL), STATUS_OK);
    assert_int_equal(plek_secret_read(path, &other, NULL), STATUS_OK);
    assert_int_equal(
        plek_register_open(here->folder, other, PLEK_TO_CHANGE, 0, &plekken, &complaint),
        STATUS_WRONG_KEY);
    assert_non_null(strstr(complaint.text, "andere plek_key"));
    plek_secret_free(&other);
    free(path);
}

static void test_every_changed_byte_is_seen(void **state) {
    const struct installation *here = *state;
    make_register(here);
    const struct bytes whole = whole_register(here);
    for (size_t i = 0; i < whole.size; i++) {
        struct complaint complaint = {0};
        ((uint8_t *)whole.at)[i] ^= 0x10;
        write_register(here, whole);
        const enum status status = opening(here, &complaint);
        assert_true(status == STATUS_DAMAGED || status == STATUS_WRONG_KEY);
        assert_int_not_equal(complaint.text[0], 0);
        ((uint8_t *)whole.at)[i] ^= 0x10;
    }
    write_register(here, whole);
    assert_int_equal(opening(here, NULL), STATUS_OK);
    free((void *)whole.at);
}

static void test_every_cut_is_seen(void **state) {
    const struct installation *here = *state;
    make_register(here);
    const struct bytes whole = whole_register(here);
    for (size_t size = 0; size < whole.size; size++) {
        write_register(here, bytes_of(whole.at, size));
        assert_int_equal(opening(here, NULL), STATUS_DAMAGED);
    }
    free((void *)whole.at);
}

/* Saves one more dossier for as long as it lives, and tells of each on `told`. */
static _Noreturn void go_on_saving(const struct installation *here, int told) {
    char dossier[16];
    struct plek_register *plekken = installation_register(here, PLEK_TO_CHANGE);
    for (uint32_t i = 0;; i++) {
        snprintf(dossier, sizeof dossier, "N%u", i);
        installation_take(plekken, dossier, TODAY);
        installation_save(plekken, TODAY);
        if (write(told, &i, sizeof i) != sizeof i)
            _exit(1);
    }
}

/* The last that it told of before it was killed, after at least `enough`. */
static uint32_t kill_while_saving(const struct installation *here, uint32_t enough) {
    int ends[2];
    uint32_t last = 0, next;
    assert_int_equal(pipe(ends), 0);
    const pid_t pid = fork();
    if (pid == 0)
        go_on_saving(here, ends[1]);
    close(ends[1]);
    while (read(ends[0], &next, sizeof next) == sizeof next) {
        last = next;
        if (next == enough)
            kill(pid, SIGKILL);
    }
    close(ends[0]);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    return last;
}

static void test_what_was_saved_survives_a_kill_at_any_instant(void **state) {
    const struct installation *here = *state;
    char dossier[16];
    for (uint32_t round = 0; round < 40; round++) {
        const uint32_t last = kill_while_saving(here, round % 7);
        struct plek_register *plekken = installation_register(here, PLEK_TO_LOOK);
        assert_true(plek_register_count(plekken) > last);
        for (uint32_t i = 0; i <= last; i++) {
            snprintf(dossier, sizeof dossier, "N%u", i);
            const struct plek_id id = installation_take(plekken, dossier, TODAY);
            assert_int_equal(plek_register_find(plekken, &id)->row, 2);
        }
        assert_true(plek_register_count(plekken) >= last + 1);
        plek_register_close(&plekken);
        unlink(here->register_path);
    }
}

/* Where no file may grow; cmocka's own output is none. */
static int save_in_no_room(const struct installation *here) {
    const struct rlimit none = {0, 0};
    struct plek_register *plekken = NULL;
    struct complaint complaint = {0};
    struct plek_id id;
    const struct ecd_key key = installation_key("DOSSIER-44");
    signal(SIGXFSZ, SIG_IGN);
    if (plek_register_open(here->folder, here->secret, PLEK_TO_CHANGE, 0, &plekken, NULL) !=
        STATUS_OK)
        return 2;
    if (plek_register_take(plekken, &key, bytes_of_text("x"), 1, TODAY, &id) != STATUS_OK ||
        setrlimit(RLIMIT_FSIZE, &none) != 0)
        return 3;
    const enum status status = plek_register_save(plekken, TODAY, &complaint);
    plek_register_close(&plekken);
    return status == STATUS_IO && complaint.text[0] ? 0 : 4;
}

static void test_a_save_that_fails_leaves_the_old_one(void **state) {
    const struct installation *here = *state;
    int ended;
    make_register(here);
    const pid_t pid = fork();
    if (pid == 0)
        _exit(save_in_no_room(here));
    assert_int_equal(waitpid(pid, &ended, 0), pid);
    assert_int_equal(ended, 0);
    struct plek_register *plekken = installation_register(here, PLEK_TO_LOOK);
    assert_int_equal(plek_register_count(plekken), 2);
    plek_register_close(&plekken);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, installation_setup, installation_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        HERE(test_a_copied_register_shows_nothing_and_is_for_its_owner),
        HERE(test_another_secret_is_told_before_any_id_changes),
        HERE(test_every_changed_byte_is_seen),
        HERE(test_every_cut_is_seen),
        HERE(test_what_was_saved_survives_a_kill_at_any_instant),
        HERE(test_a_save_that_fails_leaves_the_old_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
