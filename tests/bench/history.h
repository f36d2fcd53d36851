/* bench --history: a store with years in it, what it takes, and how it answers. */
#ifndef WACHTPOST_BENCH_HISTORY_H
#define WACHTPOST_BENCH_HISTORY_H

#include "tests/bench/report.h"

enum history_part { HISTORY_WHOLE, HISTORY_ASKING, HISTORY_RECEIPTS };

struct history_wish {
    const char *folder, *programs;
    const char *reuse; /* a folder that was kept; NULL: make a new one */
    enum history_part only;
    bool quick, keep;
    size_t aanbieders, days; /* 0: the default */
};

void history_run(const struct history_wish *wish, struct report *report);

#endif
