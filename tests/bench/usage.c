#include "tests/bench/usage.h"

#include "tests/bench/bench.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Fields of /proc/PID/stat after the name, which is in parentheses and may hold any. */
#define TIMES_OF_STAT "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu"

static double us_of_ticks(unsigned long ticks) {
    return (double)ticks * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

static FILE *open_of(pid_t pid, const char *name) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    FILE *file = fopen(path, "re");
    NEED(file, "cannot read %s: did wachtpostd die?", path);
    return file;
}

double usage_cpu_us(pid_t pid) {
    char text[1024];
    unsigned long user, system;
    FILE *file = open_of(pid, "stat");
    size_t size = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[size] = '\0';
    const char *name_end = strrchr(text, ')');
    NEED(name_end && sscanf(name_end + 2, TIMES_OF_STAT, &user, &system) == 2,
         "cannot read the times of process %d", (int)pid);
    return us_of_ticks(user + system);
}

enum { LOOKS = 600 };
static const struct timespec between_looks = {.tv_nsec = 500000000};

void usage_wait_for_calm(pid_t pid) {
    double before = usage_cpu_us(pid), used = 0;
    for (int i = 0; i < LOOKS; i++) {
        nanosleep(&between_looks, NULL);
        used = usage_cpu_us(pid) - before;
        before += used;
        if (used <= us_of_ticks(1))
            return;
    }
    bench_give_up("wachtpostd has work to do for minutes, and nobody asked for anything");
}

double usage_machine_cpu_us(void) {
    unsigned long user, nice, system, idle, waiting, irq, softirq, steal;
    FILE *file = fopen("/proc/stat", "re");
    NEED(file && fscanf(file, "cpu %lu %lu %lu %lu %lu %lu %lu %lu", &user, &nice, &system, &idle,
                        &waiting, &irq, &softirq, &steal) == 8,
         "cannot read /proc/stat");
    fclose(file);
    return us_of_ticks(user + nice + system + irq + softirq + steal);
}

double usage_own_memory_mib(pid_t pid) {
    char line[256];
    unsigned long kib = 0;
    FILE *file = open_of(pid, "smaps_rollup");
    while (fgets(line, sizeof line, file) && sscanf(line, "Private_Dirty: %lu", &kib) != 1)
        continue;
    fclose(file);
    return (double)kib / 1024;
}
