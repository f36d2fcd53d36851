/* Whether it was quiet enough to measure anything: what else this machine did meanwhile. */
#ifndef WACHTPOST_BENCH_MOMENT_H
#define WACHTPOST_BENCH_MOMENT_H

#include "tests/bench/installation.h"
#include "tests/bench/report.h"

struct moment {
    double wall_us, machine_us, ours_us;
};

/* While the daemon runs. */
struct moment moment_now(const struct installation *installation);
/* Adds FIGURE_OTHERS to the report. */
void moment_report_others(const struct moment *before, const struct moment *after,
                          struct report *report);

#endif
