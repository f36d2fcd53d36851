#include "client/demo/children.h"

#include "client/clock.h"
#include "client/language.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_ARGUMENTS 16
#define STOP_MS 10000
#define STOP_STEP_MS 10

static sigset_t interruptions(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

void interruptions_hold(void) {
    sigset_t set = interruptions();
    sigprocmask(SIG_BLOCK, &set, NULL);
}

bool interrupted(void) {
    sigset_t pending;
    sigpending(&pending);
    return sigismember(&pending, SIGINT) || sigismember(&pending, SIGTERM) ||
           sigismember(&pending, SIGHUP);
}

/* Where our own binary lies; the others lie beside it. */
static bool find_program(const char *program, char path[PATH_MAX]) {
    char self[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    if (size <= 0)
        return false;
    self[size] = '\0';
    return snprintf(path, PATH_MAX, "%s/%s", dirname(self), program) < PATH_MAX;
}

static _Noreturn void become(const char *path, const struct child_options *options) {
    const char *arguments[MAX_ARGUMENTS] = {options->program};
    for (size_t i = 0; options->arguments[i] && i + 2 < MAX_ARGUMENTS; i++)
        arguments[i + 1] = options->arguments[i];
    sigset_t set = interruptions();
    int null = open("/dev/null", O_RDONLY);
    int log = open(options->log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (null < 0 || log < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(log, STDOUT_FILENO) < 0 ||
        dup2(log, STDERR_FILENO) < 0)
        _exit(126);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    execv(path, (char *const *)arguments);
    _exit(127);
}

enum status child_start(const struct child_options *options, pid_t *pid,
                        struct complaint *complaint) {
    char path[PATH_MAX];
    if (!find_program(options->program, path) || access(path, X_OK) != 0)
        return complain(complaint, STATUS_IO, _("%s staat niet naast dit programma"),
                        options->program);
    fflush(NULL);
    pid_t child = fork();
    if (child < 0)
        return complain(complaint, STATUS_IO, _("%s starten: %s"), options->program,
                        strerror(errno));
    if (child == 0)
        become(path, options);
    *pid = child;
    return STATUS_OK;
}

enum status child_run(const struct child_options *options, struct complaint *complaint) {
    pid_t pid = 0;
    int how;
    enum status status = child_start(options, &pid, complaint);
    if (status != STATUS_OK)
        return status;
    while (waitpid(pid, &how, 0) < 0)
        if (errno != EINTR)
            return complain(complaint, STATUS_IO, "%s: %s", options->program, strerror(errno));
    if (!WIFEXITED(how) || WEXITSTATUS(how) != 0)
        return complain(complaint, STATUS_IO, _("%s mislukte; zie %s"), options->program,
                        options->log);
    return STATUS_OK;
}

bool child_lives(pid_t *pid) {
    if (*pid > 0 && waitpid(*pid, NULL, WNOHANG) == 0)
        return true;
    *pid = 0;
    return false;
}

void child_stop(pid_t *pid) {
    if (*pid <= 0)
        return;
    kill(*pid, SIGTERM);
    for (int waited = 0; waited < STOP_MS && child_lives(pid); waited += STOP_STEP_MS)
        clock_sleep_ms(STOP_STEP_MS);
    if (*pid == 0)
        return;
    kill(*pid, SIGKILL);
    waitpid(*pid, NULL, 0);
    *pid = 0;
}
