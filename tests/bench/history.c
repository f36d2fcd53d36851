#include "tests/bench/history.h"

#include "tests/bench/asking.h"
#include "tests/bench/bench.h"
#include "tests/bench/moment.h"
#include "tests/bench/postgres.h"
#include "tests/bench/reports.h"
#include "tests/bench/sizes.h"
#include "tests/bench/usage.h"

#include <stdio.h>
#include <stdlib.h>

struct effort {
    size_t aanbieders, days, questions;
    struct reports_effort reports;
};

static struct effort effort_of(const struct history_wish *wish) {
    static const struct effort quick = {10, 60, 20, {1, 0.2, 0.5}};
    static const struct effort whole = {200, 1825, 200, {9, 3, 10}};
    struct effort effort = wish->quick ? quick : whole;
    if (wish->aanbieders)
        effort.aanbieders = wish->aanbieders;
    if (wish->days)
        effort.days = wish->days;
    return effort;
}

/* What is kept stays as it was made: it is a copy that is asked and pushed to. */
static struct years *arrange(const struct history_wish *wish, const struct effort *effort,
                             struct installation *installation, struct report *report) {
    struct installation made;
    struct years *years;
    NEED(wish->reuse == NULL || years_are_in(wish->reuse),
         "%s: not a folder that bench --history --keep left", wish->reuse);
    if (wish->reuse == NULL) {
        installation_make(&made, wish->folder, wish->programs);
        years = years_make(&made, effort->aanbieders, effort->days, report);
        *installation = made;
        if (!wish->keep)
            return years;
        fprintf(stderr, "bench: left for --reuse in %s\n", made.folder);
        years_free(&years);
    }
    installation_copy(installation, wish->folder, wish->programs,
                      wish->reuse ? wish->reuse : made.folder);
    return years_remember(installation);
}

static void measure(const struct history_wish *wish, const struct effort *effort,
                    struct years *years, struct installation *installation, struct report *report) {
    json_t *asked = NULL;
    sizes_measure(installation->store, years_place_days(years), report);
    installation_start(installation, years->now);
    usage_wait_for_calm(installation->engine);
    struct moment before = moment_now(installation);
    if (wish->only != HISTORY_RECEIPTS)
        asking_measure(years, installation, effort->questions, report, &asked);
    report_add(report, FIGURE_MEMORY_HISTORY, usage_own_memory_mib(installation->engine));
    if (wish->only != HISTORY_ASKING)
        reports_measure(years, installation, &effort->reports, report);
    struct moment after = moment_now(installation);
    moment_report_others(&before, &after, report);
    installation_stop(installation);
    if (wish->only == HISTORY_WHOLE)
        postgres_measure(years, wish->folder, asked, report);
    json_decref(asked);
}

void history_run(const struct history_wish *wish, struct report *report) {
    struct installation installation;
    struct effort effort = effort_of(wish);
    struct years *years = arrange(wish, &effort, &installation, report);
    snprintf(report->about, sizeof report->about,
             "%zu aanbieders of %d places over %zu days, one push a day each: one place left, "
             "one came and one changed.",
             years->aanbieder_count, LIVING_PLACES, years->day_count);
    measure(wish, &effort, years, &installation, report);
    years_free(&years);
    installation_remove(&installation);
}
