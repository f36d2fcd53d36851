#include "client/watch/round.h"

#include "room.h"

#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define QUIET_MS 2000
#define NOW INT64_C(4000000000000000) /* later than any file of these tests */
#define MAX_BYTES 4096
#define CRASHED 3

/* A watcher with a post behind it that is a file of lines "<id> <peilmoment> <content>": it
 * outlives the process, as an outbox does. While state/open is there, receipts come in. Where
 * crash_at events have happened, the process dies. */
struct bench {
    const char *room;
    char *drop;
    struct watch watch;
    int64_t now_ms;
    unsigned events, crash_at;
    unsigned told[5];
};

static void event(struct bench *bench) {
    if (++bench->events == bench->crash_at)
        _exit(CRASHED);
}

static enum verdict take_in(void *context, const char *path, instant_t peilmoment, FILE *report,
                            uint64_t *request_id) {
    struct bench *bench = context;
    event(bench);
    char *content = room_read(bench->room, "drop", strrchr(path, '/') + 1);
    char *outbox = room_read(bench->room, "state", "outbox"), line[256], *all = NULL;
    enum verdict verdict = VERDICT_WAITING;
    fprintf(report, "verslag van %s\n", content);
    if (strcmp(content, "fout") == 0)
        verdict = VERDICT_REFUSED;
    if (strcmp(content, "later") == 0)
        verdict = VERDICT_TRY_AGAIN;
    if (verdict == VERDICT_WAITING) {
        uint64_t id = 1;
        for (const char *at = outbox; at && *at; at++)
            id += *at == '\n';
        snprintf(line, sizeof line, "%" PRIu64 " %" PRId64 " %s\n", id, peilmoment, content);
        assert_true(asprintf(&all, "%s%s", outbox ? outbox : "", line) > 0);
        room_write(bench->room, "state", "outbox", all);
        *request_id = id;
    }
    free(all);
    free(outbox);
    free(content);
    event(bench);
    return verdict;
}

static enum verdict ask_after(void *context, uint64_t request_id, FILE *report) {
    struct bench *bench = context;
    event(bench);
    if (request_id == 999)
        return VERDICT_UNKNOWN;
    if (!room_has(bench->room, "state", "open"))
        return VERDICT_WAITING;
    fprintf(report, "ontvangstbewijs %" PRIu64 "\n", request_id);
    return VERDICT_DELIVERED;
}

static bool find(void *context, instant_t peilmoment, uint64_t *request_id) {
    struct bench *bench = context;
    char *outbox = room_read(bench->room, "state", "outbox");
    uint64_t id;
    instant_t taken;
    int size;
    *request_id = 0;
    event(bench);
    for (const char *at = outbox;
         at && sscanf(at, "%" SCNu64 " %" SCNd64 " %*s%n", &id, &taken, &size) == 2; at += size + 1)
        if (taken == peilmoment)
            *request_id = id;
    free(outbox);
    return !room_has(bench->room, "state", "dumb");
}

static void tell(void *context, const char *name, enum verdict verdict) {
    struct bench *bench = context;
    (void)name;
    bench->told[verdict]++;
    event(bench);
}

static struct bench *bench_new(const char *room, unsigned crash_at) {
    struct bench *bench = calloc(1, sizeof *bench);
    struct complaint complaint = {0};
    char *journal = room_path(room, "state", "journal");
    *bench =
        (struct bench){.room = room, .drop = room_path(room, "drop", ""), .crash_at = crash_at};
    bench->drop[strlen(bench->drop) - 1] = 0;
    bench->watch = (struct watch){.folder = bench->drop,
                                  .seen = folder_new(QUIET_MS),
                                  .courier = {bench, take_in, ask_after, find},
                                  .max_bytes = MAX_BYTES,
                                  .tell = tell,
                                  .context = bench};
    assert_int_equal(journal_open(journal, &bench->watch.journal, &complaint), STATUS_OK);
    assert_int_equal(lock_take(bench->drop, &bench->watch.lock, &complaint), STATUS_OK);
    free(journal);
    return bench;
}

static void bench_free(struct bench *bench) {
    folder_free(&bench->watch.seen);
    journal_close(&bench->watch.journal);
    lock_release(&bench->watch.lock);
    free(bench->drop);
    free(bench);
}

static void rounds(struct bench *bench, unsigned count) {
    struct complaint complaint = {0};
    for (unsigned i = 0; i < count; i++, bench->now_ms += QUIET_MS)
        assert_int_equal(watch_round(&bench->watch, NOW, bench->now_ms, &complaint), STATUS_OK);
}

static void drop(const char *room, const char *name, const char *content, long modified_s) {
    char *path = room_path(room, "drop", name);
    const struct timespec times[2] = {{.tv_sec = modified_s}, {.tv_sec = modified_s}};
    room_write(room, "drop", name, content);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    free(path);
}

static void assert_text(const char *room, const char *folder, const char *name,
                        const char *expected) {
    char *text = room_read(room, folder, name);
    assert_non_null(text);
    assert_string_equal(text, expected);
    free(text);
}

static void test_file_goes_after_its_receipt_and_its_report_stays(void **state) {
    struct bench *bench = bench_new(*state, 0);
    drop(*state, "lijst.csv", "een", 1000);
    rounds(bench, 1);
    assert_false(room_has(*state, "state", "outbox"));
    rounds(bench, 2);
    assert_text(*state, "state", "outbox", "1 1000000000 een\n");
    assert_text(*state, "drop", "lijst.csv.verslag.txt", "verslag van een\n");
    assert_true(room_has(*state, "drop", "lijst.csv"));
    room_write(*state, "state", "open", "");
    rounds(bench, 1);
    assert_false(room_has(*state, "drop", "lijst.csv"));
    assert_text(*state, "drop", "lijst.csv.verslag.txt", "ontvangstbewijs 1\n");
    assert_int_equal(journal_count(bench->watch.journal), 0);
    rounds(bench, 3);
    assert_text(*state, "state", "outbox", "1 1000000000 een\n");
    bench_free(bench);
}

static void test_files_go_in_the_order_in_which_they_changed(void **state) {
    struct bench *bench = bench_new(*state, 0);
    drop(*state, "a.csv", "drie", 3000);
    drop(*state, "c.csv", "een", 1000);
    drop(*state, "b.csv", "twee", 2000);
    drop(*state, ".d.csv", "nul", 500);
    rounds(bench, 2);
    assert_text(*state, "state", "outbox",
                "1 1000000000 een\n2 2000000000 twee\n3 3000000000 drie\n");
    bench_free(bench);
}

static void test_file_with_mistakes_goes_to_afgekeurd_with_its_report(void **state) {
    struct bench *bench = bench_new(*state, 0);
    for (long turn = 1; turn <= 2; turn++) { /* the second one replaces the first */
        drop(*state, "lijst.csv", "fout", 1000 * turn);
        rounds(bench, 3);
        assert_false(room_has(*state, "drop", "lijst.csv"));
        assert_text(*state, "drop/afgekeurd", "lijst.csv", "fout");
        assert_text(*state, "drop/afgekeurd", "lijst.csv.verslag.txt", "verslag van fout\n");
        assert_false(room_has(*state, "drop/afgekeurd", "lijst.csv.1"));
        assert_int_equal(journal_count(bench->watch.journal), 0);
    }
    bench_free(bench);
}

static void test_kept_files_stand_in_geleverd_each_under_its_own_name(void **state) {
    struct bench *bench = bench_new(*state, 0);
    bench->watch.keep = true;
    room_write(*state, "state", "open", "");
    drop(*state, "lijst.csv", "een", 1000);
    rounds(bench, 4);
    drop(*state, "lijst.csv", "twee", 2000);
    rounds(bench, 4);
    assert_text(*state, "drop/geleverd", "lijst.csv", "een");
    assert_text(*state, "drop/geleverd", "lijst.csv.1", "twee");
    assert_false(room_has(*state, "drop", "lijst.csv"));
    bench_free(bench);
}

static void test_file_that_could_not_be_taken_in_is_told_and_tried_again(void **state) {
    struct bench *bench = bench_new(*state, 0);
    drop(*state, "lijst.csv", "later", 1000);
    drop(*state, "tweede.csv", "twee", 2000);
    rounds(bench, 2);
    assert_int_equal(bench->told[VERDICT_TRY_AGAIN], 1);
    assert_text(*state, "drop", "lijst.csv.verslag.txt", "verslag van later\n");
    assert_text(*state, "state", "outbox", "1 2000000000 twee\n");
    rounds(bench, 6);
    assert_int_equal(bench->told[VERDICT_TRY_AGAIN], 2);
    assert_int_equal(journal_count(bench->watch.journal), 1);
    bench_free(bench);
}

static void test_file_that_is_too_large_is_put_off_with_a_report(void **state) {
    struct bench *bench = bench_new(*state, 0);
    bench->watch.max_bytes = 3;
    drop(*state, "lijst.csv", "vier", 1000);
    rounds(bench, 2);
    assert_int_equal(bench->told[VERDICT_TRY_AGAIN], 1);
    char *text = room_read(*state, "drop", "lijst.csv.verslag.txt");
    assert_non_null(strstr(text, "groter dan 3 bytes"));
    free(text);
    bench_free(bench);
}

static void test_new_file_under_the_name_of_one_that_waits_is_delivered_too(void **state) {
    struct bench *bench = bench_new(*state, 0);
    drop(*state, "lijst.csv", "een", 1000);
    rounds(bench, 2);
    drop(*state, "lijst.csv", "elf", 2000);
    room_write(*state, "state", "open", "");
    rounds(bench, 1); /* the receipt of the first removes nothing of the second */
    assert_text(*state, "drop", "lijst.csv", "elf");
    rounds(bench, 3);
    assert_text(*state, "state", "outbox", "1 1000000000 een\n2 2000000000 elf\n");
    assert_false(room_has(*state, "drop", "lijst.csv"));
    bench_free(bench);
}

/* Same name, size and time: only the content tells. */
static void test_other_content_behind_the_same_looks_is_not_removed(void **state) {
    struct bench *bench = bench_new(*state, 0);
    drop(*state, "lijst.csv", "een", 1000);
    rounds(bench, 2);
    drop(*state, "lijst.csv", "elf", 1000);
    room_write(*state, "state", "open", "");
    rounds(bench, 1);
    assert_text(*state, "drop", "lijst.csv", "elf");
    bench_free(bench);
}

static void test_peilmoment_is_when_the_file_changed_but_never_later_than_now(void **state) {
    struct bench *bench = bench_new(*state, 0);
    drop(*state, "morgen.csv", "een", NOW / MICROSECONDS_PER_SECOND + 86400);
    rounds(bench, 2);
    assert_text(*state, "state", "outbox", "1 4000000000000000 een\n");
    bench_free(bench);
}

static void test_what_the_outbox_does_not_know_is_delivered_again(void **state) {
    struct complaint complaint = {0};
    struct bench *bench = bench_new(*state, 0);
    drop(*state, "lijst.csv", "een", 1000);
    rounds(bench, 2);
    struct errand errand = *journal_at(bench->watch.journal, 0);
    errand.request_id = 999;
    assert_int_equal(journal_put(bench->watch.journal, &errand, &complaint), STATUS_OK);
    room_write(*state, "state", "outbox", "");
    rounds(bench, 2);
    assert_text(*state, "state", "outbox", "1 1000000000 een\n");
    bench_free(bench);
}

static void test_file_stays_in_hand_while_the_outbox_cannot_say(void **state) {
    room_write(*state, "state", "dumb", "");
    pid_t child = fork();
    if (child == 0) {
        struct bench *dying = bench_new(*state, 2); /* taken in, and not written down */
        drop(*state, "lijst.csv", "een", 1000);
        rounds(dying, 3);
        _exit(0);
    }
    int end;
    assert_int_equal(waitpid(child, &end, 0), child);
    assert_int_equal(WEXITSTATUS(end), CRASHED);
    struct bench *bench = bench_new(*state, 0);
    rounds(bench, 4);
    assert_text(*state, "state", "outbox", "1 1000000000 een\n");
    char *dumb = room_path(*state, "state", "dumb");
    assert_int_equal(unlink(dumb), 0);
    room_write(*state, "state", "open", "");
    rounds(bench, 2);
    assert_text(*state, "state", "outbox", "1 1000000000 een\n");
    assert_false(room_has(*state, "drop", "lijst.csv"));
    free(dumb);
    bench_free(bench);
}

static void test_overtaken_watcher_stops_before_it_touches_a_file(void **state) {
    struct complaint complaint = {0};
    struct bench *bench = bench_new(*state, 0);
    drop(*state, "lijst.csv", "een", 1000);
    rounds(bench, 1);
    room_write(*state, "drop", LOCK_NAME, "elders boot 1 0123456789abcdef0123456789abcdef\n");
    bench->now_ms = LOCK_BEAT_MS;
    assert_int_equal(watch_round(&bench->watch, NOW, bench->now_ms, &complaint), STATUS_BUSY);
    assert_false(room_has(*state, "state", "outbox"));
    bench_free(bench);
}

static bool enough(void *context) {
    struct bench *bench = context;
    return bench->told[VERDICT_WAITING] >= 1;
}

static void test_wish_to_end_is_heard_between_two_files(void **state) {
    struct bench *bench = bench_new(*state, 0);
    bench->watch.enough = enough;
    drop(*state, "a.csv", "een", 1000);
    drop(*state, "b.csv", "twee", 2000);
    rounds(bench, 3);
    assert_text(*state, "state", "outbox", "1 1000000000 een\n");
    bench_free(bench);
}

/* Somebody overtakes after the first file. */
static bool overtaken(void *context) {
    struct bench *bench = context;
    if (bench->told[VERDICT_WAITING] == 1)
        room_write(bench->room, "drop", LOCK_NAME,
                   "elders boot 1 0123456789abcdef0123456789abcdef\n");
    return false;
}

static void test_watcher_that_is_overtaken_between_two_files_stops_there(void **state) {
    struct complaint complaint = {0};
    struct bench *bench = bench_new(*state, 0);
    bench->watch.enough = overtaken;
    drop(*state, "a.csv", "een", 1000);
    drop(*state, "b.csv", "twee", 2000);
    rounds(bench, 1);
    assert_int_equal(watch_round(&bench->watch, NOW, bench->now_ms, &complaint), STATUS_BUSY);
    assert_text(*state, "state", "outbox", "1 1000000000 een\n");
    bench_free(bench);
}

/* Runs to the end in a process of its own; whether it died on the way. */
static bool dies(const char *room, unsigned crash_at) {
    pid_t child = fork();
    if (child == 0) {
        struct bench *bench = bench_new(room, crash_at);
        rounds(bench, 4);
        room_write(room, "state", "open", "");
        rounds(bench, 3);
        bench_free(bench);
        _exit(0);
    }
    int end;
    assert_int_equal(waitpid(child, &end, 0), child);
    assert_true(WIFEXITED(end) && (WEXITSTATUS(end) == 0 || WEXITSTATUS(end) == CRASHED));
    return WEXITSTATUS(end) == CRASHED;
}

/* Dies at the first event, goes on, dies at the second after that, and so on: at every instant of
 * the life of every file, also while it picks up what an earlier death left. */
static void test_no_death_loses_a_file_or_delivers_it_twice(void **state) {
    unsigned deaths = 0;
    for (unsigned first = 1, died = 1; died; first++) {
        void *room = NULL;
        assert_int_equal(room_setup(&room), 0);
        drop(room, "a.csv", "een", 1000);
        drop(room, "b.csv", "fout", 2000);
        drop(room, "c.csv", "drie", 3000);
        died = dies(room, first);
        for (unsigned next = 1; dies(room, next); next++)
            deaths++;
        assert_text(room, "state", "outbox", "1 1000000000 een\n2 3000000000 drie\n");
        assert_false(room_has(room, "drop", "a.csv") || room_has(room, "drop", "b.csv") ||
                     room_has(room, "drop", "c.csv"));
        assert_text(room, "drop", "a.csv.verslag.txt", "ontvangstbewijs 1\n");
        assert_text(room, "drop/afgekeurd", "b.csv", "fout");
        assert_text(room, "state", "journal", "wachtpost-watch 1\n");
        assert_int_equal(room_teardown(&room), 0);
        deaths += died;
    }
    assert_true(deaths > 50);
    (void)state;
}

int main(void) {
#define IN_ROOM(test) cmocka_unit_test_setup_teardown(test, room_setup, room_teardown)
    const struct CMUnitTest tests[] = {
        IN_ROOM(test_file_goes_after_its_receipt_and_its_report_stays),
        IN_ROOM(test_files_go_in_the_order_in_which_they_changed),
        IN_ROOM(test_file_with_mistakes_goes_to_afgekeurd_with_its_report),
        IN_ROOM(test_kept_files_stand_in_geleverd_each_under_its_own_name),
        IN_ROOM(test_file_that_could_not_be_taken_in_is_told_and_tried_again),
        IN_ROOM(test_file_that_is_too_large_is_put_off_with_a_report),
        IN_ROOM(test_new_file_under_the_name_of_one_that_waits_is_delivered_too),
        IN_ROOM(test_other_content_behind_the_same_looks_is_not_removed),
        IN_ROOM(test_peilmoment_is_when_the_file_changed_but_never_later_than_now),
        IN_ROOM(test_what_the_outbox_does_not_know_is_delivered_again),
        IN_ROOM(test_file_stays_in_hand_while_the_outbox_cannot_say),
        IN_ROOM(test_overtaken_watcher_stops_before_it_touches_a_file),
        IN_ROOM(test_wish_to_end_is_heard_between_two_files),
        IN_ROOM(test_watcher_that_is_overtaken_between_two_files_stops_there),
        cmocka_unit_test(test_no_death_loses_a_file_or_delivers_it_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
