/* What a process has used, as the kernel counts it. */
#ifndef WACHTPOST_BENCH_USAGE_H
#define WACHTPOST_BENCH_USAGE_H

#include <sys/types.h>

/* User and system time of all its threads, in microseconds (in steps of a clock tick). */
double usage_cpu_us(pid_t pid);

/* Returns when it has had nothing to do for a while: a store that was copied is sealed anew with
 * the key of its month first. Ends the bench when that takes minutes. */
void usage_wait_for_calm(pid_t pid);

/* The same of everything that runs on this machine, the kernel and other guests' share
 * (steal) included. */
double usage_machine_cpu_us(void);

/* Memory it wrote itself and shares with nobody, in MiB: a file that is mapped and only
 * read does not count. */
double usage_own_memory_mib(pid_t pid);

#endif
