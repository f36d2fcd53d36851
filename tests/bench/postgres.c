#include "tests/bench/postgres.h"

#include "tests/bench/asking.h"
#include "tests/bench/bench.h"
#include "tests/bench/samples.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <signal.h>

#define RECORDED_US (12 * 3600 * MICROSECONDS_PER_SECOND)
#define NORM_MONTHS 3
#define ASKED_FILE "asked.json"
#define ROWS_FILE "rows.tsv"
#define ANSWERED_FILE "answered.json"

struct task {
    const struct years *years;
    char folder[FOLDER_SIZE];
};

static void path_of(const struct task *task, const char *name, char path[PATH_MAX]) {
    snprintf(path, PATH_MAX, "%s/%s", task->folder, name);
}

/* ---- rows, in the order of the table in postgres.py, as COPY reads them */

/* The first day on which the norm is passed (rules.md 1.3): precomputed, as one would. */
static day_t beyond_from(day_t start) {
    return day_add_months(start, NORM_MONTHS) + 1;
}

static void write_pseudonym(FILE *file, const struct living_place *who) {
    if (who->place.jeugdige_epoch == 0) {
        fputs("\\N", file);
        return;
    }
    fputs("\\\\x", file);
    for (size_t i = 0; i < PSEUDONYM_BYTES; i++)
        fprintf(file, "%02x", who->pseudonym[i]);
}

static void write_day(FILE *file, day_t day) {
    char text[DAY_TEXT_SIZE];
    fprintf(file, "\t%s", day == DAY_NONE ? "infinity" : day_text(day, text));
}

static void write_recorded(FILE *file, day_t day) {
    char text[INSTANT_TEXT_SIZE];
    fprintf(file, "\t%s",
            day == DAY_NONE ? "infinity" : instant_text(instant_of_day(day) + RECORDED_US, text));
}

static void write_row(void *context, const struct living *list, const struct living_place *who,
                      day_t until, day_t superseded) {
    FILE *file = context;
    const struct raw_place *place = &who->place;
    day_t start = living_start(place);
    fprintf(file, "%s\t%s\t", list->agb.text, who->id);
    write_pseudonym(file, who);
    fprintf(file, "\t%d\t%.*s\t%d\t%d\t%d", place->hulpvorm, (int)place->gemeente.size,
            (const char *)place->gemeente.at, place->urgentie, place->overbrugging,
            place->maatregel);
    write_day(file, start);
    write_day(file, beyond_from(start));
    write_day(file, who->since);
    write_day(file, until);
    write_recorded(file, who->recorded);
    write_recorded(file, superseded);
    fputc('\n', file);
}

static void write_rows(const struct task *task) {
    char path[PATH_MAX];
    path_of(task, ROWS_FILE, path);
    FILE *file = fopen(path, "wxe");
    NEED(file, "cannot write %s", path);
    years_retell(task->years, write_row, file);
    NEED(fclose(file) == 0, "cannot write %s", path);
}

/* ---- the script */

enum { EXIT_NOT_INSTALLED = 69 };

/* What it has to say goes to our standard error, but for why it cannot, which comes back. */
static int run_script(const struct task *task, char why[128]) {
    int ends[2], wait_status;
    NEED(pipe2(ends, O_CLOEXEC) == 0, "no pipe");
    pid_t pid = fork();
    NEED(pid >= 0, "cannot fork");
    if (pid == 0) {
        if (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && dup2(ends[1], STDOUT_FILENO) >= 0)
            execl(BENCH_PYTHON, BENCH_PYTHON, "-B", BENCH_POSTGRES, task->folder, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    ssize_t size = read(ends[0], why, 127);
    why[size > 0 ? size : 0] = '\0';
    why[strcspn(why, "\n")] = '\0';
    close(ends[0]);
    NEED(waitpid(pid, &wait_status, 0) == pid && WIFEXITED(wait_status), "postgres.py was killed");
    return WEXITSTATUS(wait_status);
}

static json_t *read_answered(const struct task *task) {
    char path[PATH_MAX];
    path_of(task, ANSWERED_FILE, path);
    json_t *answered = json_load_file(path, 0, NULL);
    NEED(answered, "cannot read %s", path);
    return answered;
}

/* ---- what it found */

static void need_same(const struct task *task, const json_t *asked, const json_t *answered) {
    static const char *const kinds[] = {ASKED_PAST, ASKED_KNOWN, ASKED_SERIES, ASKED_UNIQUE};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        NEED(json_equal(json_object_get(asked, kinds[i]), json_object_get(answered, kinds[i])),
             "PostgreSQL counts %s otherwise: compare " ASKED_FILE " and " ANSWERED_FILE " in %s",
             kinds[i], task->folder);
}

static void take_samples(const json_t *answered, const char *kind, struct samples *ms) {
    const json_t *all = json_object_get(json_object_get(answered, "ms"), kind);
    samples_clear(ms);
    for (size_t i = 0; i < json_array_size(all); i++)
        samples_add(ms, json_number_value(json_array_get(all, i)));
}

static void add_ratio(struct report *report, enum figure ratio, enum figure ours,
                      enum figure theirs) {
    report_add(report, ratio, report_last(report, ours) / report_last(report, theirs));
}

static void add_answered(const struct years *years, const json_t *answered, struct report *report) {
    struct samples ms = {0};
    double bytes = json_number_value(json_object_get(answered, "bytes"));
    report_add(report, FIGURE_PG_SIZE, bytes / years_place_days(years));
    take_samples(answered, ASKED_PAST, &ms);
    report_add(report, FIGURE_PG_PAST_P50, samples_percentile(&ms, 50));
    report_add(report, FIGURE_PG_PAST_P99, samples_percentile(&ms, 99));
    take_samples(answered, ASKED_KNOWN, &ms);
    report_add(report, FIGURE_PG_KNOWN_P50, samples_percentile(&ms, 50));
    report_add(report, FIGURE_PG_KNOWN_P99, samples_percentile(&ms, 99));
    take_samples(answered, ASKED_SERIES, &ms);
    report_add(report, FIGURE_PG_SERIES, samples_percentile(&ms, 50));
    take_samples(answered, ASKED_UNIQUE, &ms);
    report_add(report, FIGURE_PG_UNIQUE_P50, samples_percentile(&ms, 50));
    report_add(report, FIGURE_PG_UNIQUE_P99, samples_percentile(&ms, 99));
    samples_free(&ms);
    add_ratio(report, FIGURE_PG_BY_SIZE, FIGURE_SIZE, FIGURE_PG_SIZE);
    add_ratio(report, FIGURE_PG_BY_PAST, FIGURE_PAST_P50, FIGURE_PG_PAST_P50);
    add_ratio(report, FIGURE_PG_BY_KNOWN, FIGURE_KNOWN_P50, FIGURE_PG_KNOWN_P50);
    add_ratio(report, FIGURE_PG_BY_SERIES, FIGURE_SERIES, FIGURE_PG_SERIES);
    add_ratio(report, FIGURE_PG_BY_UNIQUE, FIGURE_UNIQUE_P50, FIGURE_PG_UNIQUE_P50);
}

static void make_task(struct task *task, const struct years *years, const char *parent) {
    char absolute[PATH_MAX];
    *task = (struct task){.years = years};
    NEED(realpath(parent, absolute), "%s: cannot be found", parent);
    int size = snprintf(task->folder, sizeof task->folder, "%s/bench-postgres-XXXXXX", absolute);
    NEED(size > 0 && (size_t)size < sizeof task->folder && mkdtemp(task->folder),
         "cannot make a folder in %s", absolute);
}

static void ask_it(const struct task *task, const json_t *asked, struct report *report) {
    char path[PATH_MAX], why[128];
    path_of(task, ASKED_FILE, path);
    NEED(json_dump_file(asked, path, JSON_COMPACT) == 0, "cannot write %s", path);
    write_rows(task);
    int code = run_script(task, why);
    if (code == EXIT_NOT_INSTALLED) {
        snprintf(report->remark, sizeof report->remark, "No comparison with PostgreSQL: %s.", why);
        return;
    }
    NEED(code == 0, "PostgreSQL could not be measured; see %s", task->folder);
    json_t *answered = read_answered(task);
    need_same(task, asked, answered);
    add_answered(task->years, answered, report);
    snprintf(report->remark, sizeof report->remark, "%s",
             json_string_value(json_object_get(answered, "about")));
    json_decref(answered);
}

void postgres_measure(const struct years *years, const char *parent, const json_t *asked,
                      struct report *report) {
    struct task task;
    make_task(&task, years, parent);
    ask_it(&task, asked, report);
    bench_remove(task.folder);
}
