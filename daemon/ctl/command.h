/* Commands to the daemon (daemon/engine/command.h), whether it runs or not. */
#ifndef WACHTPOST_CTL_COMMAND_H
#define WACHTPOST_CTL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

struct ctl_answer {
    bool by_daemon; /* a running one; else wachtpostctl opened the store itself */
    int code;       /* 0: done; else what to exit with */
    char *text;     /* lines for the operator; malloc'ed */
};

/* Tells the daemon of this configuration, or does it itself while no daemon has the store. No word
 * holds a tab or a line break. 0: there is an answer, which ctl_answer_free frees; else an exit
 * code, having told why. */
int ctl_command(const char *conf, const char *const *words, size_t count,
                struct ctl_answer *answer);
/* Only the daemon of this configuration, if one runs; *runs false: none does, and nothing was
 * done. */
int ctl_tell_daemon(const char *conf, const char *const *words, size_t count,
                    struct ctl_answer *answer, bool *runs);
void ctl_answer_free(struct ctl_answer *answer);

/* The same, and prints the answer: on stdout what was done, on stderr why not. Returns what to
 * exit with. */
int ctl_command_print(const char *conf, const char *const *words, size_t count);

#endif
