/* Handles, outbox, sender and alerts where no server answers: what is promised without one. */
#include "wachtpost.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <fcntl.h>
#include <ftw.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

#define AGB "06010713"
#define PEILMOMENT INT64_C(1740819600000000)
/* Nobody listens on the discard port of this machine, and any key will do. */
#define NOWHERE "tcp://127.0.0.1:9"
#define SERVER_KEY "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"

static const unsigned char seed[32] = {1, 2, 3};

static struct wachtpost_options options_of(const char *server) {
    struct wachtpost_options options;
    wachtpost_options_init(&options);
    options.server = server;
    options.bell = NOWHERE;
    options.server_key = SERVER_KEY;
    options.seed = seed;
    return options;
}

static struct wachtpost *open_with(const struct wachtpost_options *options) {
    struct wachtpost *wachtpost = NULL;
    assert_int_equal(wachtpost_open(options, &wachtpost, NULL), WACHTPOST_OK);
    return wachtpost;
}

static struct wachtpost *open_nowhere(void) {
    const struct wachtpost_options options = options_of(NOWHERE);
    return open_with(&options);
}

static struct wachtpost_outbox *open_outbox(const char *folder) {
    struct wachtpost_outbox *outbox = NULL;
    assert_int_equal(wachtpost_outbox_open(folder, AGB, &outbox, NULL), WACHTPOST_OK);
    return outbox;
}

static struct wachtpost_snapshot *snapshot_of(const char *agb, const char *id) {
    struct wachtpost_snapshot *snapshot = NULL;
    struct wachtpost_place place;
    wachtpost_place_init(&place);
    place.id = id;
    place.gemeente = "0518";
    place.hulpvorm = WACHTPOST_HULPVORM_KDC;
    place.aanmelddatum = 20250131;
    assert_int_equal(wachtpost_snapshot_new(agb, PEILMOMENT, &snapshot, NULL), WACHTPOST_OK);
    assert_int_equal(wachtpost_snapshot_place(snapshot, &place, NULL), WACHTPOST_OK);
    return snapshot;
}

static uint64_t add_one(struct wachtpost_outbox *outbox, const char *id) {
    uint64_t delivery = 0;
    struct wachtpost_snapshot *snapshot = snapshot_of(AGB, id);
    assert_int_equal(wachtpost_outbox_add(outbox, snapshot, &delivery, NULL), WACHTPOST_OK);
    wachtpost_snapshot_free(&snapshot);
    assert_true(delivery != 0);
    return delivery;
}

static struct wachtpost_outbox_standing stand(struct wachtpost_outbox *outbox) {
    struct wachtpost_outbox_standing standing;
    wachtpost_outbox_standing_init(&standing);
    assert_int_equal(wachtpost_outbox_stand(outbox, &standing, NULL), WACHTPOST_OK);
    return standing;
}

/* ---- keys and options */

static void test_seed_is_made_once_and_gives_its_registration_line(void **state) {
    char path[300], line[WACHTPOST_REGISTRATION_LINE_SIZE], again[sizeof line];
    struct wachtpost_error error;
    snprintf(path, sizeof path, "%s/a.seed", (const char *)*state);
    assert_int_equal(wachtpost_seed_make(path, &error), WACHTPOST_OK);
    assert_int_equal(wachtpost_seed_make(path, &error), WACHTPOST_BUSY);
    assert_non_null(strstr(error.text, path));
    assert_non_null(strstr(error.text, "bestaat al"));
    assert_int_equal(wachtpost_registration_line(path, line, NULL), WACHTPOST_OK);
    assert_int_equal(wachtpost_registration_line(path, again, NULL), WACHTPOST_OK);
    assert_string_equal(line, again);
    assert_memory_equal(line, "wachtpost1:", 11);
    assert_int_equal(strlen(line), sizeof line - 1);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(wachtpost_registration_line(path, line, &error), WACHTPOST_BAD_CONFIG);
    assert_non_null(strstr(error.text, "is geen sleutelbestand"));
    assert_int_equal(wachtpost_seed_make("/dev/null/x", &error), WACHTPOST_IO);
    assert_int_equal(wachtpost_seed_make("/nowhere/x", &error), WACHTPOST_BAD_CONFIG);
}

static void test_options_that_cannot_be_right_are_told_apart(void **state) {
    struct wachtpost *wachtpost = NULL;
    struct wachtpost_error error;
    struct wachtpost_options options = options_of(NOWHERE);
    char path[300];
    options.server_key = "too short";
    assert_int_equal(wachtpost_open(&options, &wachtpost, &error), WACHTPOST_BAD_CONFIG);
    assert_non_null(strstr(error.text, "server_key"));
    options = options_of(NOWHERE);
    options.seed = NULL;
    assert_int_equal(wachtpost_open(&options, &wachtpost, NULL), WACHTPOST_MISUSE);
    snprintf(path, sizeof path, "%s/absent.seed", (const char *)*state);
    options.seed_file = path;
    assert_int_equal(wachtpost_open(&options, &wachtpost, &error), WACHTPOST_BAD_CONFIG);
    assert_non_null(strstr(error.text, "absent.seed"));
    options.seed = seed; /* both */
    assert_int_equal(wachtpost_open(&options, &wachtpost, NULL), WACHTPOST_MISUSE);
    options = options_of(NULL);
    assert_int_equal(wachtpost_open(&options, &wachtpost, NULL), WACHTPOST_MISUSE);
    assert_null(wachtpost);
    wachtpost_close(&wachtpost);
    wachtpost_close(NULL);
}

static void test_address_that_is_none_is_found_when_sending_or_reading_begins(void **state) {
    const struct wachtpost_options options = options_of(NOWHERE " ergens");
    struct wachtpost *wachtpost = open_with(&options);
    struct wachtpost_outbox *outbox = open_outbox(*state);
    struct wachtpost_sender *sender = NULL;
    struct wachtpost_error error;
    assert_int_equal(wachtpost_sender_open(wachtpost, outbox, NULL, &sender, &error),
                     WACHTPOST_BAD_CONFIG);
    assert_non_null(strstr(error.text, "ergens"));
    assert_null(sender);
    wachtpost_outbox_close(&outbox);
    wachtpost_close(&wachtpost);
}

/* ---- outbox */

static void test_what_is_put_in_waits_for_its_receipt_also_after_a_new_start(void **state) {
    struct wachtpost_outbox *outbox = open_outbox(*state);
    struct wachtpost_receipt *receipt = NULL;
    struct wachtpost_error error;
    uint64_t first = add_one(outbox, "A1"), second = add_one(outbox, "A2");
    assert_true(first != second);
    wachtpost_outbox_close(&outbox);
    outbox = open_outbox(*state);
    struct wachtpost_outbox_standing standing = stand(outbox);
    assert_int_equal(standing.waiting, 2);
    assert_int_equal(standing.delivered, 0);
    assert_int_equal(standing.next_sequence, 3);
    assert_string_equal(standing.stop, "");
    assert_int_equal(wachtpost_outbox_receipt(outbox, second, &receipt, &error), WACHTPOST_WAITING);
    assert_int_equal(wachtpost_outbox_receipt(outbox, 1, &receipt, NULL), WACHTPOST_ABSENT);
    assert_int_equal(wachtpost_outbox_retry(outbox, NULL), WACHTPOST_OK);
    assert_null(receipt);
    wachtpost_outbox_close(&outbox);
}

static void test_list_of_another_aanbieder_or_with_mistakes_is_not_put_in(void **state) {
    struct wachtpost_outbox *outbox = open_outbox(*state);
    struct wachtpost_error error;
    uint64_t delivery = 0;
    struct wachtpost_snapshot *other = snapshot_of("06020202", "A1");
    assert_int_equal(wachtpost_outbox_add(outbox, other, &delivery, &error), WACHTPOST_BAD_INPUT);
    assert_non_null(strstr(error.text, "06020202"));
    struct wachtpost_snapshot *wrong = snapshot_of(AGB, "");
    assert_int_equal(wachtpost_outbox_add(outbox, wrong, &delivery, &error), WACHTPOST_BAD_INPUT);
    assert_int_equal(wachtpost_snapshot_mistakes(wrong), 1);
    assert_int_equal(delivery, 0);
    assert_int_equal(stand(outbox).waiting, 0);
    wachtpost_snapshot_free(&other);
    wachtpost_snapshot_free(&wrong);
    wachtpost_outbox_close(&outbox);
}

static void test_folder_that_cannot_be_used_is_told(void **state) {
    struct wachtpost_outbox *outbox = NULL;
    struct wachtpost_error error;
    (void)state;
    assert_int_equal(wachtpost_outbox_open("/dev/null/x", AGB, &outbox, &error),
                     WACHTPOST_BAD_CONFIG);
    assert_true(error.text[0] != 0);
    assert_int_equal(wachtpost_outbox_open("x", "6010713", &outbox, NULL), WACHTPOST_BAD_INPUT);
    assert_null(outbox);
}

/* ---- sending to nobody */

struct sending {
    struct wachtpost *wachtpost;
    struct wachtpost_outbox *outbox;
    struct wachtpost_sender *sender;
};

static struct sending begin_sending(const char *folder, const struct wachtpost_options *options,
                                    const struct wachtpost_listener *listener) {
    struct sending sending = {open_with(options), open_outbox(folder), NULL};
    add_one(sending.outbox, "A1");
    assert_int_equal(
        wachtpost_sender_open(sending.wachtpost, sending.outbox, listener, &sending.sender, NULL),
        WACHTPOST_OK);
    return sending;
}

static void end_sending(struct sending *sending) {
    wachtpost_sender_close(&sending->sender);
    wachtpost_outbox_close(&sending->outbox);
    wachtpost_close(&sending->wachtpost);
}

static void test_silence_ends_when_the_time_is_over_and_all_is_kept(void **state) {
    const struct wachtpost_options options = options_of(NOWHERE " tcp://127.0.0.1:9");
    struct sending sending = begin_sending(*state, &options, NULL);
    struct wachtpost_error error;
    assert_int_equal(wachtpost_sender_run(sending.sender, 0, 300, &error), WACHTPOST_UNREACHABLE);
    assert_true(error.text[0] != 0);
    assert_int_equal(wachtpost_sender_run(sending.sender, 0, -1, &error), WACHTPOST_UNREACHABLE);
    assert_int_equal(stand(sending.outbox).waiting, 1);
    end_sending(&sending);
}

static int at_once(void *context) {
    ++*(int *)context;
    return 1;
}

static void test_program_that_has_enough_is_let_go(void **state) {
    const struct wachtpost_options options = options_of(NOWHERE " tcp://127.0.0.1:9");
    struct wachtpost_listener listener;
    struct wachtpost_error error;
    int asked = 0;
    wachtpost_listener_init(&listener);
    listener.context = &asked;
    listener.enough = at_once;
    struct sending sending = begin_sending(*state, &options, &listener);
    /* Nor does the longest time there is overflow on the way. */
    assert_int_equal(wachtpost_sender_run(sending.sender, 0, INT64_MAX, &error), WACHTPOST_WAITING);
    assert_int_equal(asked, 1);
    end_sending(&sending);
}

static void test_step_waits_for_nobody(void **state) {
    const struct wachtpost_options options = options_of(NOWHERE);
    struct sending sending = begin_sending(*state, &options, NULL);
    const int64_t began = wachtpost_now();
    for (int i = 0; i < 50; i++) {
        int64_t wait_ms = -1;
        assert_int_equal(wachtpost_sender_step(sending.sender, &wait_ms, NULL), WACHTPOST_WAITING);
        assert_true(wait_ms >= 0 && wait_ms <= 300000);
    }
    assert_true(wachtpost_now() - began < 5000000);
    assert_int_equal(stand(sending.outbox).waiting, 1);
    end_sending(&sending);
}

static void test_step_is_busy_while_another_sends_and_done_when_nothing_waits(void **state) {
    const struct wachtpost_options options = options_of(NOWHERE);
    struct sending first = begin_sending(*state, &options, NULL);
    struct sending second = begin_sending(*state, &options, NULL);
    int64_t wait_ms;
    assert_int_equal(wachtpost_sender_step(first.sender, &wait_ms, NULL), WACHTPOST_WAITING);
    assert_int_equal(wachtpost_sender_step(second.sender, &wait_ms, NULL), WACHTPOST_BUSY);
    assert_true(wait_ms > 0);
    end_sending(&first);
    assert_int_equal(wachtpost_sender_step(second.sender, &wait_ms, NULL), WACHTPOST_WAITING);
    end_sending(&second);
}

/* ---- a ZeroMQ context of the program's own */

static void *terminate(void *context) {
    usleep(200000);
    zmq_ctx_term(context);
    return NULL;
}

static void test_context_of_the_program_can_be_terminated_under_a_run(void **state) {
    pthread_t thread;
    struct wachtpost_options options = options_of(NOWHERE);
    void *context = zmq_ctx_new();
    options.zmq_context = context;
    struct sending sending = begin_sending(*state, &options, NULL);
    assert_int_equal(pthread_create(&thread, NULL, terminate, context), 0);
    const int64_t began = wachtpost_now();
    enum wachtpost_status status = wachtpost_sender_run(sending.sender, 0, 60000, NULL);
    assert_true(status == WACHTPOST_UNREACHABLE || status == WACHTPOST_NO_MEMORY);
    assert_true(wachtpost_now() - began < 20000000);
    assert_int_equal(stand(sending.outbox).waiting, 1);
    end_sending(&sending);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

static void test_context_of_the_program_stays(void **state) {
    struct wachtpost_options options = options_of(NOWHERE);
    void *context = zmq_ctx_new();
    options.zmq_context = context;
    struct sending sending = begin_sending(*state, &options, NULL);
    assert_int_equal(wachtpost_sender_run(sending.sender, 0, 50, NULL), WACHTPOST_UNREACHABLE);
    end_sending(&sending);
    void *socket = zmq_socket(context, ZMQ_PAIR);
    assert_non_null(socket);
    zmq_close(socket);
    assert_int_equal(zmq_ctx_term(context), 0);
}

/* ---- alerts from nobody */

static int never(void *context, const struct wachtpost_alert *alert) {
    (void)context;
    (void)alert;
    fail();
    return WACHTPOST_ALERT_HANDLED;
}

static struct wachtpost_alerts *open_alerts(struct wachtpost *wachtpost, const char *folder) {
    struct wachtpost_alerts *alerts = NULL;
    assert_int_equal(wachtpost_alerts_open(wachtpost, folder, "alerts", &alerts, NULL),
                     WACHTPOST_OK);
    return alerts;
}

static void test_alerts_are_read_by_one_process_at_a_time(void **state) {
    struct wachtpost *wachtpost = open_nowhere();
    struct wachtpost_alerts *alerts = open_alerts(wachtpost, *state), *second = NULL;
    struct wachtpost_error error;
    assert_int_equal(wachtpost_alerts_open(wachtpost, *state, "alerts", &second, &error),
                     WACHTPOST_BUSY);
    assert_null(second);
    assert_int_equal(wachtpost_alerts_open(wachtpost, *state, "../x", &second, NULL),
                     WACHTPOST_MISUSE);
    wachtpost_alerts_close(&alerts);
    alerts = open_alerts(wachtpost, *state);
    wachtpost_alerts_close(&alerts);
    wachtpost_close(&wachtpost);
}

static void test_cursor_that_is_none_is_damage(void **state) {
    struct wachtpost *wachtpost = open_nowhere();
    struct wachtpost_alerts *alerts = NULL;
    char path[300];
    snprintf(path, sizeof path, "%s/alerts.cursor", (const char *)*state);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("wachtpost-cursor 1\nnumber twelve\n", file);
    fclose(file);
    assert_int_equal(wachtpost_alerts_open(wachtpost, *state, "alerts", &alerts, NULL),
                     WACHTPOST_DAMAGED);
    assert_null(alerts);
    wachtpost_close(&wachtpost);
}

static void test_following_nobody_ends_when_the_time_is_over(void **state) {
    struct wachtpost *wachtpost = open_nowhere();
    struct wachtpost_alerts *alerts = open_alerts(wachtpost, *state);
    struct wachtpost_error error;
    assert_int_equal(wachtpost_alerts_fetch(alerts, 100, never, NULL, &error),
                     WACHTPOST_UNREACHABLE);
    assert_int_equal(wachtpost_alerts_follow(alerts, 100, never, NULL, &error), WACHTPOST_OK);
    assert_int_equal(wachtpost_alerts_fetch(alerts, 100, NULL, NULL, NULL), WACHTPOST_MISUSE);
    wachtpost_alerts_close(&alerts);
    wachtpost_close(&wachtpost);
}

static void test_follow_needs_a_bell(void **state) {
    struct wachtpost_options options = options_of(NOWHERE);
    options.bell = NULL;
    struct wachtpost *wachtpost = open_with(&options);
    struct wachtpost_alerts *alerts = open_alerts(wachtpost, *state);
    assert_int_equal(wachtpost_alerts_follow(alerts, 100, never, NULL, NULL), WACHTPOST_BAD_CONFIG);
    wachtpost_alerts_close(&alerts);
    wachtpost_close(&wachtpost);
}

/* ---- the process around it */

/* 0 when everything is refused, and the giving back changes nothing for the parent. */
static int use_in_child(struct sending *sending, struct wachtpost_alerts *alerts) {
    struct wachtpost_outbox_standing standing;
    int64_t wait_ms;
    wachtpost_outbox_standing_init(&standing);
    int wrong = wachtpost_sender_run(sending->sender, 0, 1000, NULL) != WACHTPOST_MISUSE ||
                wachtpost_sender_step(sending->sender, &wait_ms, NULL) != WACHTPOST_MISUSE ||
                wachtpost_outbox_stand(sending->outbox, &standing, NULL) != WACHTPOST_MISUSE ||
                wachtpost_alerts_fetch(alerts, 1000, never, NULL, NULL) != WACHTPOST_MISUSE;
    wachtpost_alerts_close(&alerts);
    end_sending(sending);
    return wrong;
}

static void test_child_after_fork_may_only_forget(void **state) {
    const struct wachtpost_options options = options_of(NOWHERE);
    struct sending sending = begin_sending(*state, &options, NULL);
    struct wachtpost_alerts *alerts = open_alerts(sending.wachtpost, *state);
    int64_t wait_ms;
    int ended;
    assert_int_equal(wachtpost_sender_step(sending.sender, &wait_ms, NULL), WACHTPOST_WAITING);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(use_in_child(&sending, alerts));
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
    assert_int_equal(wachtpost_sender_step(sending.sender, &wait_ms, NULL), WACHTPOST_WAITING);
    assert_int_equal(wachtpost_alerts_fetch(alerts, 50, never, NULL, NULL), WACHTPOST_UNREACHABLE);
    wachtpost_alerts_close(&alerts);
    end_sending(&sending);
}

struct surroundings {
    void (*handlers[32])(int);
    int flags[32];
    uint64_t blocked; /* a bit for each */
    mode_t mask;
    char folder[300], locale[300];
};

static void look_around(struct surroundings *around) {
    memset(around, 0, sizeof *around);
    sigset_t blocked;
    sigprocmask(SIG_SETMASK, NULL, &blocked);
    for (int number = 1; number < 32; number++) {
        struct sigaction action;
        sigaction(number, NULL, &action);
        around->handlers[number] = action.sa_handler;
        around->flags[number] = action.sa_flags;
        around->blocked |= (uint64_t)(sigismember(&blocked, number) == 1) << number;
    }
    around->mask = umask(0);
    umask(around->mask);
    assert_non_null(getcwd(around->folder, sizeof around->folder));
    snprintf(around->locale, sizeof around->locale, "%s", setlocale(LC_ALL, NULL));
}

/* Everything once, with stdout and stderr in a file of the test's. */
static off_t write_of_one_life(const char *folder) {
    char path[300];
    snprintf(path, sizeof path, "%s/written", folder);
    int file = open(path, O_RDWR | O_CREAT, 0600);
    int out = dup(1), err = dup(2);
    fflush(NULL);
    dup2(file, 1);
    dup2(file, 2);
    const struct wachtpost_options options = options_of(NOWHERE);
    struct sending sending = begin_sending(folder, &options, NULL);
    struct wachtpost_alerts *alerts = open_alerts(sending.wachtpost, folder);
    enum wachtpost_status status = wachtpost_sender_run(sending.sender, 0, 50, NULL);
    if (wachtpost_alerts_follow(alerts, 50, never, NULL, NULL) != WACHTPOST_OK)
        status = WACHTPOST_IO;
    wachtpost_alerts_close(&alerts);
    end_sending(&sending);
    fflush(NULL);
    dup2(out, 1);
    dup2(err, 2);
    off_t written = lseek(file, 0, SEEK_END);
    close(out);
    close(err);
    close(file);
    assert_int_equal(status, WACHTPOST_UNREACHABLE);
    return written;
}

static void test_process_is_left_as_it_was_and_nothing_is_written(void **state) {
    struct surroundings before, after;
    look_around(&before);
    assert_int_equal(write_of_one_life(*state), 0);
    look_around(&after);
    assert_memory_equal(&before, &after, sizeof before);
}

#define DESCRIPTORS 200

static void note_open(bool open_now[DESCRIPTORS]) {
    for (int i = 0; i < DESCRIPTORS; i++)
        open_now[i] = fcntl(i, F_GETFD) >= 0;
}

static void test_no_descriptor_outlives_its_handle_or_an_exec(void **state) {
    const struct wachtpost_options options = options_of(NOWHERE);
    bool before[DESCRIPTORS], after[DESCRIPTORS];
    struct sending warm = begin_sending(*state, &options, NULL); /* libsodium keeps one */
    end_sending(&warm);
    note_open(before);
    struct sending sending = begin_sending(*state, &options, NULL);
    struct wachtpost_alerts *alerts = open_alerts(sending.wachtpost, *state);
    assert_int_equal(wachtpost_sender_run(sending.sender, 0, 50, NULL), WACHTPOST_UNREACHABLE);
    note_open(after);
    int ours = 0;
    for (int i = 0; i < DESCRIPTORS; i++) {
        ours += after[i] && !before[i];
        assert_true(before[i] || !after[i] || (fcntl(i, F_GETFD) & FD_CLOEXEC));
    }
    assert_true(ours > 3);
    wachtpost_alerts_close(&alerts);
    end_sending(&sending);
    note_open(after);
    assert_memory_equal(before, after, sizeof before);
}

/* ---- a fresh folder for each */

static int folder_make(void **state) {
    const char *base = getenv("TMPDIR");
    char *path = malloc(200);
    if (!path)
        return -1;
    snprintf(path, 200, "%s/wachtpost-XXXXXX", base ? base : P_tmpdir);
    *state = mkdtemp(path);
    return *state ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where) {
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

static int folder_remove(void **state) {
    int left = nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return left;
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(test_seed_is_made_once_and_gives_its_registration_line),
        IN_A_FOLDER(test_options_that_cannot_be_right_are_told_apart),
        IN_A_FOLDER(test_address_that_is_none_is_found_when_sending_or_reading_begins),
        IN_A_FOLDER(test_what_is_put_in_waits_for_its_receipt_also_after_a_new_start),
        IN_A_FOLDER(test_list_of_another_aanbieder_or_with_mistakes_is_not_put_in),
        IN_A_FOLDER(test_folder_that_cannot_be_used_is_told),
        IN_A_FOLDER(test_silence_ends_when_the_time_is_over_and_all_is_kept),
        IN_A_FOLDER(test_program_that_has_enough_is_let_go),
        IN_A_FOLDER(test_step_waits_for_nobody),
        IN_A_FOLDER(test_step_is_busy_while_another_sends_and_done_when_nothing_waits),
        IN_A_FOLDER(test_context_of_the_program_can_be_terminated_under_a_run),
        IN_A_FOLDER(test_context_of_the_program_stays),
        IN_A_FOLDER(test_alerts_are_read_by_one_process_at_a_time),
        IN_A_FOLDER(test_cursor_that_is_none_is_damage),
        IN_A_FOLDER(test_following_nobody_ends_when_the_time_is_over),
        IN_A_FOLDER(test_follow_needs_a_bell),
        IN_A_FOLDER(test_child_after_fork_may_only_forget),
        IN_A_FOLDER(test_process_is_left_as_it_was_and_nothing_is_written),
        IN_A_FOLDER(test_no_descriptor_outlives_its_handle_or_an_exec),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
