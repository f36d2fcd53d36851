#include "tests/bench/moment.h"

#include "tests/bench/bench.h"
#include "tests/bench/usage.h"

#include <unistd.h>

struct moment moment_now(const struct installation *in) {
    const pid_t ours[] = {getpid(), in->daemon, in->engine, in->front};
    struct moment now = {.wall_us = bench_now_us(), .machine_us = usage_machine_cpu_us()};
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        now.ours_us += usage_cpu_us(ours[i]);
    return now;
}

void moment_report_others(const struct moment *before, const struct moment *after,
                          struct report *report) {
    double others_us = after->machine_us - before->machine_us - after->ours_us + before->ours_us;
    double cores_us = (after->wall_us - before->wall_us) * (double)sysconf(_SC_NPROCESSORS_ONLN);
    report_add(report, FIGURE_OTHERS, others_us > 0 ? 100 * others_us / cores_us : 0);
}
