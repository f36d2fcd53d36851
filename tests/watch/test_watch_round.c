#include "client/watch/round.h"

#include "room.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define QUIET_MS 2000
#define NOW INT64_C(4000000000000000) /* later than any file of these tests */
#define MAX_BYTES 4096
#define CRASHED 3

/* A watcher with a post behind it that is a file of lines "<number> <peilmoment> <content>", with
 * their request ids in another: they outlive the process, as an outbox does. While state/open is
 * there, receipts come in; while state/dumb is, it cannot say. Where crash_at events have happened,
 * the process dies. */
struct bench {
    const char *room;
    char *drop;
    struct watch watch;
    int64_t now_ms;
    unsigned events, crash_at;
    unsigned told[5];
    unsigned looks;
    size_t looked_for;      /* so many were in hand at the last look */
    uint64_t waits_already; /* what is taken in is known under this id; 0: it is not */
};

static void event(struct bench *bench) {
    if (++bench->events == bench->crash_at)
        _exit(CRASHED);
}

static uint64_t fresh_id(void) {
    uint64_t id = 0;
    assert_int_equal(getrandom(&id, sizeof id, 0), sizeof id);
    return id | 1;
}

static void add_line(const struct bench *bench, const char *file, const char *line) {
    char *before = room_read(bench->room, "state", file), *all = NULL;
    assert_true(asprintf(&all, "%s%s\n", before ? before : "", line) > 0);
    room_write(bench->room, "state", file, all);
    free(all);
    free(before);
}

/* The number that goes with a request id, from 1; 0: it is not there. And how many there are. */
static unsigned number_of(const struct bench *bench, uint64_t request_id, unsigned *count) {
    char *ids = room_read(bench->room, "state", "ids");
    unsigned found = 0;
    *count = 0;
    for (char *at = ids; at && *at; at = strchr(at, '\n') + 1) {
        ++*count;
        if (strtoull(at, NULL, 10) == request_id)
            found = *count;
    }
    free(ids);
    return found;
}

static void put_in(const struct bench *bench, const char *content, instant_t peilmoment,
                   uint64_t request_id) {
    unsigned count;
    char line[256];
    assert_int_equal(number_of(bench, request_id, &count), 0);
    snprintf(line, sizeof line, "%u %" PRId64 " %s", count + 1, peilmoment, content);
    add_line(bench, "outbox", line);
    snprintf(line, sizeof line, "%" PRIu64, request_id);
    add_line(bench, "ids", line);
}

static enum verdict take_in(void *context, const char *path, instant_t peilmoment, FILE *report,
                            uint64_t *request_id) {
    struct bench *bench = context;
    event(bench);
    char *content = room_read(bench->room, "drop", strrchr(path, '/') + 1);
    enum verdict verdict = VERDICT_WAITING;
    fprintf(report, "verslag van %s\n", content);
    if (strcmp(content, "fout") == 0)
        verdict = VERDICT_REFUSED;
    if (strcmp(content, "later") == 0)
        verdict = VERDICT_TRY_AGAIN;
    if (verdict == VERDICT_WAITING && bench->waits_already)
        *request_id = bench->waits_already;
    else if (verdict == VERDICT_WAITING)
        put_in(bench, content, peilmoment, *request_id);
    free(content);
    event(bench);
    return verdict;
}

static enum verdict ask_after(void *context, const char *path, const struct errand *errand,
                              FILE *report) {
    struct bench *bench = context;
    unsigned count, number = number_of(bench, errand->request_id, &count);
    event(bench);
    assert_string_equal(strrchr(path, '/') + 1, errand->name);
    if (room_has(bench->room, "state", "dumb"))
        return VERDICT_WAITING;
    if (number == 0)
        return VERDICT_UNKNOWN;
    if (!room_has(bench->room, "state", "open"))
        return VERDICT_WAITING;
    fprintf(report, "ontvangstbewijs %u\n", number);
    return VERDICT_DELIVERED;
}

static void look(void *context, const struct journal *journal) {
    struct bench *bench = context;
    bench->looks++;
    bench->looked_for = journal_count(journal);
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
    char *folder = room_path(room, "state", "");
    *bench =
        (struct bench){.room = room, .drop = room_path(room, "drop", ""), .crash_at = crash_at};
    bench->drop[strlen(bench->drop) - 1] = 0;
    bench->watch = (struct watch){.folder = bench->drop,
                                  .seen = folder_new(QUIET_MS),
                                  .courier = {bench, fresh_id, take_in, ask_after, look},
                                  .max_bytes = MAX_BYTES,
                                  .tell = tell,
                                  .context = bench};
    assert_int_equal(journal_open(folder, "06010713", NULL, &bench->watch.journal, &complaint),
                     STATUS_OK);
    assert_int_equal(lock_take(bench->drop, &bench->watch.lock, &complaint), STATUS_OK);
    free(folder);
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

static void test_all_that_waits_is_looked_for_at_once_and_goes_at_once(void **state) {
    struct bench *bench = bench_new(*state, 0);
    drop(*state, "een.csv", "een", 1000);
    drop(*state, "twee.csv", "twee", 2000);
    drop(*state, "drie.csv", "drie", 3000);
    rounds(bench, 4);
    assert_int_equal(bench->looks, 4);
    assert_int_equal(bench->looked_for, 3);
    assert_int_equal(bench->told[VERDICT_WAITING], 3);
    room_write(*state, "state", "open", "");
    rounds(bench, 1);
    assert_int_equal(bench->told[VERDICT_DELIVERED], 3);
    assert_text(*state, "state", "06010713.watch", "wachtpost-watch 1\n");
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

static void test_longest_name_has_a_report_too(void **state) {
    struct bench *bench = bench_new(*state, 0);
    char name[NAME_MAX + 1], report[NAME_MAX + 1];
    memset(name, 'x', NAME_MAX);
    name[NAME_MAX] = 0;
    snprintf(report, sizeof report, "%.239s.verslag.txt", name);
    room_write(*state, "state", "open", "");
    drop(*state, name, "een", 1000);
    rounds(bench, 4);
    assert_false(room_has(*state, "drop", name));
    assert_text(*state, "drop", report, "ontvangstbewijs 1\n");
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
    struct bench *bench = bench_new(*state, 0);
    drop(*state, "lijst.csv", "een", 1000);
    rounds(bench, 2);
    room_write(*state, "state", "outbox", "");
    room_write(*state, "state", "ids", "");
    rounds(bench, 2);
    assert_text(*state, "state", "outbox", "1 1000000000 een\n");
    bench_free(bench);
}

static void test_list_that_waits_already_is_asked_after_under_its_own_id(void **state) {
    struct bench *bench = bench_new(*state, 0);
    drop(*state, "a.csv", "een", 1000);
    rounds(bench, 2);
    bench->waits_already = journal_at(bench->watch.journal, 0)->request_id;
    drop(*state, "b.csv", "een", 2000);
    rounds(bench, 2);
    room_write(*state, "state", "open", "");
    rounds(bench, 1);
    assert_text(*state, "state", "outbox", "1 1000000000 een\n");
    assert_text(*state, "drop", "b.csv.verslag.txt", "ontvangstbewijs 1\n");
    bench_free(bench);
}

/* Dies before the second is taken in, which nothing but its name and content tells from the
 * first. */
static void test_two_files_of_one_instant_are_told_apart_after_a_death(void **state) {
    drop(*state, "a.csv", "een", 1000);
    drop(*state, "b.csv", "twee", 1000);
    pid_t child = fork();
    if (child == 0) {
        struct bench *dying = bench_new(*state, 4);
        rounds(dying, 3);
        _exit(0);
    }
    int end;
    assert_int_equal(waitpid(child, &end, 0), child);
    assert_int_equal(WEXITSTATUS(end), CRASHED);
    assert_text(*state, "state", "outbox", "1 1000000000 een\n");
    struct bench *bench = bench_new(*state, 0);
    room_write(*state, "state", "open", "");
    rounds(bench, 4);
    assert_text(*state, "state", "outbox", "1 1000000000 een\n2 1000000000 twee\n");
    assert_text(*state, "drop", "b.csv.verslag.txt", "ontvangstbewijs 2\n");
    bench_free(bench);
}

static void test_file_stays_in_hand_while_the_outbox_cannot_say(void **state) {
    room_write(*state, "state", "dumb", "");
    pid_t child = fork();
    if (child == 0) {
        struct bench *dying = bench_new(*state, 2); /* taken in, and no more */
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
        assert_text(room, "state", "06010713.watch", "wachtpost-watch 1\n");
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
        IN_ROOM(test_all_that_waits_is_looked_for_at_once_and_goes_at_once),
        IN_ROOM(test_files_go_in_the_order_in_which_they_changed),
        IN_ROOM(test_file_with_mistakes_goes_to_afgekeurd_with_its_report),
        IN_ROOM(test_kept_files_stand_in_geleverd_each_under_its_own_name),
        IN_ROOM(test_file_that_could_not_be_taken_in_is_told_and_tried_again),
        IN_ROOM(test_file_that_is_too_large_is_put_off_with_a_report),
        IN_ROOM(test_longest_name_has_a_report_too),
        IN_ROOM(test_new_file_under_the_name_of_one_that_waits_is_delivered_too),
        IN_ROOM(test_other_content_behind_the_same_looks_is_not_removed),
        IN_ROOM(test_peilmoment_is_when_the_file_changed_but_never_later_than_now),
        IN_ROOM(test_what_the_outbox_does_not_know_is_delivered_again),
        IN_ROOM(test_list_that_waits_already_is_asked_after_under_its_own_id),
        IN_ROOM(test_two_files_of_one_instant_are_told_apart_after_a_death),
        IN_ROOM(test_file_stays_in_hand_while_the_outbox_cannot_say),
        IN_ROOM(test_overtaken_watcher_stops_before_it_touches_a_file),
        IN_ROOM(test_wish_to_end_is_heard_between_two_files),
        IN_ROOM(test_watcher_that_is_overtaken_between_two_files_stops_there),
        cmocka_unit_test(test_no_death_loses_a_file_or_delivers_it_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
