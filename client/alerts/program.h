/* A program of the user's own that gets something on its standard input; its exit status
 * says whether it took it.
 *
 * Started without a shell, in a process group of its own, with nothing open but its three
 * standard descriptors and with the harmless part of our environment (PATH, HOME, language,
 * time zone, user, TMPDIR): no secret of this process gets there. The input is a file in
 * memory, complete before the program begins: no pipe can break or fill up, and the program
 * need not read it. What it says on standard output and error goes where ours goes. */
#ifndef WACHTPOST_CLIENT_ALERTS_PROGRAM_H
#define WACHTPOST_CLIENT_ALERTS_PROGRAM_H

#include "proto/model/bytes.h"
#include "proto/model/status.h"

struct program {
    char *const *argv; /* NULL at the end; argv[0] by path, or looked for along PATH */
    int64_t timeout_ms;
};

/* Whether there is such a program now. */
bool program_exists(const char *name);

/* Runs it to its end and leaves no zombie. After timeout_ms its process group gets SIGTERM, and
 * SIGKILL five seconds later. STATUS_OK: it exited with 0. STATUS_BUSY: it did not, or could not
 * be started; the complaint says how it ended. STATUS_FULL, STATUS_NO_MEMORY: no room for its
 * input. */
enum status program_run(const struct program *program, struct bytes input,
                        struct complaint *complaint) MUST_CHECK;

#endif
