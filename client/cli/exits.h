/* How every command ends, for whatever scheduled it (sysexits' numbers). */
#ifndef WACHTPOST_CLIENT_CLI_EXITS_H
#define WACHTPOST_CLIENT_CLI_EXITS_H

#include "proto/model/receipt.h"
#include "proto/model/status.h"

enum exit_code {
    EXIT_DONE = 0,           /* acknowledged, or shown */
    EXIT_WRONG_USE = 64,     /* the command line */
    EXIT_BAD_DATA = 65,      /* the file has mistakes; nothing was sent */
    EXIT_REFUSED = 69,       /* the server answered no */
    EXIT_NOT_DELIVERED = 75, /* no answer; what push says it of is safe in the outbox */
    EXIT_KEY_REFUSED = 77,   /* the server does not admit the key, or not for this */
    EXIT_BAD_CONFIG = 78     /* configuration, key file or state folder */
};

enum exit_code exit_of_answer(enum answer answer);

/* Says on stderr what went wrong and gives the exit code of `status`; the complaint's
 * text where there is one, else a sentence of its own. */
enum exit_code exit_with(enum status status, const struct complaint *complaint);

/* After something was written to stdout, with what that gave: EXIT_DONE only when all of
 * it reached its destination; else says so on stderr. */
enum exit_code exit_shown(enum status rendered);

#endif
