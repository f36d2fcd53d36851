/* The commands, one file each: `argv[0]` is "wachtpost NAME"; the result is the exit
 * code of the process (exits.h). */
#ifndef WACHTPOST_CLIENT_CLI_COMMANDS_H
#define WACHTPOST_CLIENT_CLI_COMMANDS_H

int command_keygen(int argc, char **argv);
int command_push(int argc, char **argv);
int command_watch(int argc, char **argv);
int command_outbox(int argc, char **argv);
int command_alerts(int argc, char **argv);
int command_status(int argc, char **argv);
int command_confirm(int argc, char **argv);
int command_places(int argc, char **argv);
int command_history(int argc, char **argv);
int command_figures(int argc, char **argv);
int command_take(int argc, char **argv);
int command_duiding(int argc, char **argv);
int command_worklist(int argc, char **argv);
int command_plek(int argc, char **argv);
int command_report(int argc, char **argv);
/* client/demo; there only when it was built along. */
int command_demo(int argc, char **argv);

#endif
