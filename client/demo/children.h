/* The other programs of the build, run by the demo: to their end, or until stopped.
 *
 * A child never outlives the demo: it gets SIGTERM when the demo dies, however that
 * happens, and it does not share the demo's process group, so that Ctrl-C reaches the
 * demo alone, which then stops it. */
#ifndef WACHTPOST_DEMO_CHILDREN_H
#define WACHTPOST_DEMO_CHILDREN_H

#include "proto/model/status.h"

#include <stdbool.h>
#include <sys/types.h>

/* `program` beside our own binary, with stdout and stderr added to the log file. The
 * argument list ends with NULL and starts after argv[0]. */
struct child_options {
    const char *program, *log;
    const char *const *arguments;
};

/* STATUS_IO: it could not be started or did not exit with 0; the complaint names the
 * log. */
enum status child_run(const struct child_options *options, struct complaint *complaint) MUST_CHECK;

enum status child_start(const struct child_options *options, pid_t *pid,
                        struct complaint *complaint) MUST_CHECK;
/* Whether it is still there. Afterwards it is reaped and *pid is 0. */
bool child_lives(pid_t *pid);
/* SIGTERM, and SIGKILL after ten seconds; waits. *pid becomes 0; 0 is accepted. */
void child_stop(pid_t *pid);

/* Interruptions are held back from here on and asked for, so that nothing stops half
 * way: SIGINT, SIGTERM and SIGHUP. */
void interruptions_hold(void);
bool interrupted(void);

#endif
