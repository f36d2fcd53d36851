/* What every part of the bench needs: the time, and a way out. A bench that cannot
 * measure has nothing to say, so whatever goes wrong ends it with one sentence. */
#ifndef WACHTPOST_BENCH_BENCH_H
#define WACHTPOST_BENCH_BENCH_H

/* Monotonic, in microseconds. */
double bench_now_us(void);
/* CPU time of this thread, in microseconds. */
double bench_cpu_us(void);

/* Prints the sentence on standard error and exits with 1. The daemon stops with us. */
_Noreturn void bench_give_up(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A folder and all that is in it. */
void bench_remove(const char *folder);

#define NEED(claim, ...) ((claim) ? (void)0 : bench_give_up(__VA_ARGS__))

#endif
