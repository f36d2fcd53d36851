/* The three reports, and how they talk to the daemon. */
#ifndef WACHTPOST_CLIENT_CLI_REPORT_H
#define WACHTPOST_CLIENT_CLI_REPORT_H

#include "client/cli/session.h"
#include "client/report/files.h"
#include "client/report/source.h"

/* As command_...: `argv[0]` is "wachtpost report NAME". */
int report_regiomonitor(int argc, char **argv);
int report_startpunt(int argc, char **argv);
int report_import(int argc, char **argv);

/* The daemon as a source: an answer that is not OK is a status with its sentence. */
struct figures_source report_source(const struct session *session);

/* Whether something is kept under the name; then *kept holds it, checked against its hash.
 * Lives as long as the session's arena. Also STATUS_DAMAGED. */
enum status report_fetch(const struct session *session, struct bytes name, bool *there,
                         struct publication *kept, struct complaint *complaint) MUST_CHECK;
/* Keeps it under the name for ever. STATUS_BAD_INPUT: something else is kept there. */
enum status report_fix(const struct session *session, struct bytes name, struct bytes content,
                       struct complaint *complaint) MUST_CHECK;
/* Names that begin so. */
enum status report_list(const struct session *session, struct bytes prefix,
                        struct publication_reply *reply, struct complaint *complaint) MUST_CHECK;

/* What was done, for a person or as one JSON value. `name` is that of the publication;
 * `differing` of `compared` numbers differ from what was fixed (0 of 0: not compared). */
struct report_done {
    const char *name, *folder;
    const struct report_files *files;
    bool fixed;
    size_t compared, differing;
};
enum exit_code report_tell(const struct report_done *done, bool json);

#endif
