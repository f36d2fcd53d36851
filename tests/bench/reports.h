/* Whether reports keep receipts waiting: pushes at half of what the daemon can take, with
 * and without somebody who asks for figures and places all the time. */
#ifndef WACHTPOST_BENCH_REPORTS_H
#define WACHTPOST_BENCH_REPORTS_H

#include "tests/bench/years.h"

struct reports_effort {
    size_t rounds;
    double crowd_seconds, half_seconds; /* of pushing, each time */
};

/* The lists live on, in the store too: years_remember no longer fits it afterwards. */
void reports_measure(struct years *years, const struct installation *installation,
                     const struct reports_effort *effort, struct report *report);

#endif
