#include "client/numbering.h"

#include "client/durable.h"
#include "folder.h"
#include "proto/keys/keys.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const struct agb agb = {"06010713"};
static const struct agb other = {"06010714"};

static struct numbering *opened(const char *folder, const struct agb *of) {
    struct numbering *numbering = NULL;
    struct complaint complaint = {0};
    assert_int_equal(numbering_open(folder, of, &numbering, &complaint), STATUS_OK);
    return numbering;
}

static void assert_pending(const struct numbering *numbering, uint64_t id, const char *text) {
    uint64_t request_id;
    struct bytes body;
    assert_true(numbering_pending(numbering, &request_id, &body));
    assert_int_equal(request_id, id);
    assert_true(bytes_equal(body, bytes_of_text(text)));
}

static void assert_nothing_pending(const struct numbering *numbering) {
    uint64_t request_id;
    struct bytes body;
    assert_false(numbering_pending(numbering, &request_id, &body));
}

static void send_off(struct numbering *numbering, uint64_t id, const char *text) {
    struct complaint complaint = {0};
    assert_int_equal(numbering_under_way(numbering, id, bytes_of_text(text), &complaint),
                     STATUS_OK);
}

static void settle(struct numbering *numbering, bool used) {
    struct complaint complaint = {0};
    assert_int_equal(numbering_settle(numbering, used, &complaint), STATUS_OK);
}

static void test_numbers_count_from_one_without_gaps_over_restarts(void **state) {
    uint8_t epoch[EPOCH_BYTES];
    for (uint64_t i = 1; i <= 4; i++) {
        struct numbering *numbering = opened(*state, &agb);
        struct number next = numbering_next(numbering);
        assert_int_equal(next.sequence, i);
        assert_false(next.supersedes);
        assert_true(numbering_is_first(numbering) == (i == 1));
        if (i > 1)
            assert_memory_equal(next.epoch, epoch, EPOCH_BYTES);
        memcpy(epoch, next.epoch, EPOCH_BYTES);
        send_off(numbering, i, "body");
        settle(numbering, true);
        numbering_close(&numbering);
    }
}

static void test_unanswered_snapshot_is_there_after_a_restart(void **state) {
    struct numbering *numbering = opened(*state, &agb);
    struct number first = numbering_next(numbering);
    send_off(numbering, UINT64_MAX, "bytes with \n\n in them");
    numbering_close(&numbering);
    numbering = opened(*state, &agb);
    assert_pending(numbering, UINT64_MAX, "bytes with \n\n in them");
    struct number again = numbering_next(numbering);
    assert_memory_equal(again.epoch, first.epoch, EPOCH_BYTES);
    assert_int_equal(again.sequence, 1);
    numbering_close(&numbering);
}

static void test_number_that_was_not_used_is_given_again(void **state) {
    struct numbering *numbering = opened(*state, &agb);
    send_off(numbering, 1, "first");
    settle(numbering, true);
    send_off(numbering, 2, "turned away");
    settle(numbering, false);
    assert_nothing_pending(numbering);
    assert_int_equal(numbering_next(numbering).sequence, 2);
    numbering_close(&numbering);
}

static void test_second_push_waits_its_turn_per_aanbieder(void **state) {
    struct complaint complaint = {0};
    struct numbering *second = NULL;
    struct numbering *numbering = opened(*state, &agb);
    assert_int_equal(numbering_open(*state, &agb, &second, &complaint), STATUS_BUSY);
    struct numbering *of_other = opened(*state, &other);
    numbering_close(&of_other);
    numbering_close(&numbering);
    numbering = opened(*state, &agb);
    numbering_close(&numbering);
}

static void test_new_epoch_names_the_one_it_replaces_until_it_was_used(void **state) {
    const uint8_t old[EPOCH_BYTES] = {1, 2, 3};
    struct numbering *numbering = opened(*state, &agb);
    struct number before = numbering_next(numbering);
    send_off(numbering, 1, "given up");
    numbering_supersede(numbering, old, 7);
    assert_nothing_pending(numbering);
    struct number next = numbering_next(numbering);
    assert_int_equal(next.sequence, 1);
    assert_true(next.supersedes);
    assert_int_equal(next.superseded_sequence, 7);
    assert_memory_equal(next.superseded_epoch, old, EPOCH_BYTES);
    assert_memory_not_equal(next.epoch, before.epoch, EPOCH_BYTES);
    send_off(numbering, 2, "first of the new");
    numbering_close(&numbering);
    numbering = opened(*state, &agb);
    assert_true(numbering_next(numbering).supersedes);
    assert_int_equal(numbering_next(numbering).superseded_sequence, 7);
    settle(numbering, true);
    assert_false(numbering_next(numbering).supersedes);
    assert_int_equal(numbering_next(numbering).sequence, 2);
    numbering_close(&numbering);
}

static void test_damaged_state_is_refused(void **state) {
    struct numbering *numbering = opened(*state, &agb);
    send_off(numbering, 1, "body");
    numbering_close(&numbering);
    char *path = durable_path(*state, agb.text, ".nummering");
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    for (off_t at = 0; at < about.st_size; at++) {
        uint8_t byte, wrong;
        struct complaint complaint = {0};
        int file = open(path, O_RDWR);
        assert_int_equal(pread(file, &byte, 1, at), 1);
        wrong = byte ^ 0x40;
        assert_int_equal(pwrite(file, &wrong, 1, at), 1);
        enum status status = numbering_open(*state, &agb, &numbering, &complaint);
        if (status == STATUS_OK) { /* another number cannot be told from a right one */
            numbering_close(&numbering);
            assert_true(wrong >= '0' && wrong <= 'f');
        } else {
            assert_int_equal(status, STATUS_DAMAGED);
        }
        assert_int_equal(pwrite(file, &byte, 1, at), 1);
        close(file);
    }
    free(path);
}

static void test_folder_that_cannot_be_made_is_a_matter_of_configuration(void **state) {
    struct complaint complaint = {0};
    struct numbering *numbering = NULL;
    char *file = durable_path(*state, "file", "");
    const struct bytes nothing = bytes_of_text("");
    assert_int_equal(durable_replace(file, &nothing, 1, &complaint), STATUS_OK);
    char *below = durable_path(file, "state", "");
    assert_int_equal(numbering_open(below, &agb, &numbering, &complaint), STATUS_BAD_CONFIG);
    free(below);
    free(file);
}

/* A push as its three steps; the daemon's side of each is noted on a pipe. */
static void push_steps(const char *folder, int progress) {
    struct complaint complaint = {0};
    struct numbering *numbering = NULL;
    for (uint64_t i = 0;; i++) {
        uint64_t request_id;
        struct bytes body;
        if (numbering_open(folder, &agb, &numbering, &complaint) != STATUS_OK)
            _exit(1);
        if (!numbering_pending(numbering, &request_id, &body)) {
            struct number next = numbering_next(numbering);
            body = bytes_of(&next.sequence, sizeof next.sequence);
            if (numbering_under_way(numbering, i, body, &complaint) != STATUS_OK)
                _exit(2);
        }
        struct number sent = numbering_next(numbering);
        if (write(progress, &sent.sequence, sizeof sent.sequence) < 0)
            _exit(3);
        if (numbering_settle(numbering, true, &complaint) != STATUS_OK)
            _exit(4);
        numbering_close(&numbering);
    }
}

/* Lets a pusher run until it has sent `after` snapshots, then kills it somewhere. */
static void run_and_kill(const char *folder, uint64_t after, uint64_t *last) {
    int progress[2];
    assert_int_equal(pipe(progress), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(progress[0]);
        push_steps(folder, progress[1]);
    }
    close(progress[1]);
    uint64_t sequence;
    for (uint64_t i = 0; read(progress[0], &sequence, sizeof sequence) == sizeof sequence; i++) {
        /* the same again (a resend) or the next: never a gap, never back */
        assert_true(sequence == *last || sequence == *last + 1);
        *last = sequence;
        if (i == after)
            kill(child, SIGKILL);
    }
    close(progress[0]);
    int how;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how));
}

static void test_numbering_survives_kill_at_any_instant(void **state) {
    uint64_t last = 0;
    for (uint64_t round = 0; round < 60; round++) {
        run_and_kill(*state, round % 7, &last);
        struct numbering *numbering = opened(*state, &agb);
        uint64_t request_id;
        struct bytes body;
        struct number next = numbering_next(numbering);
        if (numbering_pending(numbering, &request_id, &body)) {
            assert_int_equal(body.size, sizeof next.sequence);
            assert_memory_equal(body.at, &next.sequence, sizeof next.sequence);
        }
        assert_true(next.sequence == last || next.sequence == last + 1);
        numbering_close(&numbering);
    }
    assert_true(last >= 60);
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_numbers_count_from_one_without_gaps_over_restarts),
        IN_FOLDER(test_unanswered_snapshot_is_there_after_a_restart),
        IN_FOLDER(test_number_that_was_not_used_is_given_again),
        IN_FOLDER(test_second_push_waits_its_turn_per_aanbieder),
        IN_FOLDER(test_new_epoch_names_the_one_it_replaces_until_it_was_used),
        IN_FOLDER(test_damaged_state_is_refused),
        IN_FOLDER(test_folder_that_cannot_be_made_is_a_matter_of_configuration),
        IN_FOLDER(test_numbering_survives_kill_at_any_instant),
    };
    return keys_init() == STATUS_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
