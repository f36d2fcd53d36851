#include "tests/bench/bench.h"

#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double us_of(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

double bench_now_us(void) {
    return us_of(CLOCK_MONOTONIC);
}

double bench_cpu_us(void) {
    return us_of(CLOCK_THREAD_CPUTIME_ID);
}

void bench_give_up(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("bench: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *walk) {
    (void)about, (void)kind, (void)walk;
    return remove(path);
}

void bench_remove(const char *folder) {
    enum { MANY_OPEN = 16 };
    NEED(nftw(folder, remove_one, MANY_OPEN, FTW_DEPTH | FTW_PHYS) == 0, "cannot remove %s: %s",
         folder, strerror(errno));
}
