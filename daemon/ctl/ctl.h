/* wachtpostctl: the operator's tool on the daemon's own machine. Each command is a
 * function of its own arguments and returns the program's exit code. */
#ifndef WACHTPOST_CTL_CTL_H
#define WACHTPOST_CTL_CTL_H

#include <argp.h>
#include <sysexits.h>

#include "daemon/settings/settings.h"

/* `arguments[0]` is "wachtpostctl COMMAND", for messages. */
typedef int command_run(int count, char **arguments);

command_run audit_run;
command_run init_run;
command_run enrol_run;
command_run rotate_run;
command_run revoke_run;
command_run list_run;
command_run check_run;
command_run rebuild_run;
command_run dump_run;
command_run release_run;
command_run reload_run;
command_run rotate_server_run;
command_run status_run;
command_run verify_run;
command_run backup_run;
command_run restore_run;
command_run inzage_run;
command_run wis_run;

/* argp_parse for a command: mistakes in `arguments` end the program with EX_USAGE. */
void ctl_parse(const struct argp *argp, int count, char **arguments, void *input);

/* The one argument of a command, which `what` says: "one backup at a time". */
void ctl_take_one(const char **taken, const char *argument, const char *what,
                  struct argp_state *state);

/* `-c FILE`, which every command takes: a child whose input is the `const char *` that becomes
 * FILE, or the machine's own. A command's own parser goes first, so it may take arguments; those it
 * leaves are mistakes. */
extern const struct argp_child ctl_config_child[];

/* "wachtpostctl: " and the text, as one line on stderr; returns `code`. */
int ctl_fail(int code, const char *format, ...) PRINTF_LIKE(2, 3);
/* All of them on stderr, frees them; EX_CONFIG, or EX_CANTCREAT when there are none
 * because memory ran out. */
int ctl_tell(struct mistakes *mistakes, enum status status);

/* What everybody who connects must be told, as lines for their wachtpost.conf. */
enum status ctl_print_server(const struct process_settings *process,
                             struct complaint *complaint) MUST_CHECK;

#endif
