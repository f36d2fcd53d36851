#include "client/alerts/program.h"

#include "client/language.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* Between asking it to stop and stopping it. */
#define GRACE_MS 5000
#define USUAL_PATH "/usr/local/bin:/usr/bin:/bin"

static const char *const passed_on[] = {"PATH",     "HOME",        "USER",    "LOGNAME",   "SHELL",
                                        "LANG",     "LC_ALL",      "TZ",      "TERM",      "TMPDIR",
                                        "LC_CTYPE", "LC_MESSAGES", "LC_TIME", "LC_NUMERIC"};
#define PASSED_ON_COUNT (sizeof passed_on / sizeof *passed_on)
/* These, LANGUAGE and the end. A longer list of languages is left out. */
enum { ENVIRONMENT_SIZE = PASSED_ON_COUNT + 2, LANGUAGE_SIZE = 256 };

static bool executable(const char *path) {
    return access(path, X_OK) == 0;
}

bool program_exists(const char *name) {
    if (strchr(name, '/'))
        return executable(name);
    const char *at = getenv("PATH");
    char path[4096];
    for (at = at ? at : USUAL_PATH; *at; at += *at == ':') {
        size_t size = strcspn(at, ":");
        if (size + strlen(name) + 2 <= sizeof path) {
            memcpy(path, at, size);
            path[size] = '/';
            strcpy(path + size + 1, name);
            if (executable(size ? path : path + 1))
                return true;
        }
        at += size;
    }
    return false;
}

/* "NAME=value" of those in our environment, which they point into; LANGUAGE as the user gave
 * it, written in the room. */
static void harmless_environment(char *environment[ENVIRONMENT_SIZE], char room[LANGUAGE_SIZE]) {
    const char *language = language_inherited();
    size_t count = 0;
    if (language && snprintf(room, LANGUAGE_SIZE, "LANGUAGE=%s", language) < LANGUAGE_SIZE)
        environment[count++] = room;
    for (size_t i = 0; i < PASSED_ON_COUNT; i++) {
        char *value = getenv(passed_on[i]);
        if (value)
            environment[count++] = value - strlen(passed_on[i]) - 1;
    }
    environment[count] = NULL;
}

static enum status input_failure(int file, struct complaint *complaint) {
    enum status status = errno == ENOSPC ? STATUS_FULL : STATUS_NO_MEMORY;
    complain(complaint, status, _("geen ruimte voor de invoer van het programma: %s"),
             strerror(errno));
    if (file >= 0)
        close(file);
    return status;
}

static enum status open_input(struct bytes input, int *file, struct complaint *complaint) {
    int fresh = memfd_create("alert", MFD_CLOEXEC);
    if (fresh < 0)
        return input_failure(fresh, complaint);
    while (input.size > 0) {
        ssize_t written = write(fresh, input.at, input.size);
        if (written < 0 && errno != EINTR)
            return input_failure(fresh, complaint);
        size_t done = written < 0 ? 0 : (size_t)written;
        input = bytes_of(input.at + done, input.size - done);
    }
    if (lseek(fresh, 0, SEEK_SET) != 0)
        return input_failure(fresh, complaint);
    *file = fresh;
    return STATUS_OK;
}

/* Every signal as a fresh process has it: ours may be blocked. */
static int prepare(posix_spawnattr_t *attributes, posix_spawn_file_actions_t *actions, int input) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int failure = posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (failure == 0)
        failure = posix_spawnattr_setsigmask(attributes, &none);
    if (failure == 0)
        failure = posix_spawnattr_setsigdefault(attributes, &all);
    if (failure == 0)
        failure = posix_spawn_file_actions_adddup2(actions, input, STDIN_FILENO);
    if (failure == 0)
        failure = posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
    return failure;
}

static int start(const struct program *program, int input, pid_t *child) {
    char *environment[ENVIRONMENT_SIZE], language[LANGUAGE_SIZE];
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    int failure = posix_spawnattr_init(&attributes);
    if (failure != 0)
        return failure;
    failure = posix_spawn_file_actions_init(&actions);
    if (failure == 0) {
        failure = prepare(&attributes, &actions, input);
        harmless_environment(environment, language);
        if (failure == 0)
            failure = posix_spawnp(child, program->argv[0], &actions, &attributes, program->argv,
                                   environment);
        posix_spawn_file_actions_destroy(&actions);
    }
    posix_spawnattr_destroy(&attributes);
    return failure;
}

/* Whether it ended within the time. A child that cannot be watched has no time at all. */
static bool ends_within(int watch, int64_t timeout_ms) {
    struct pollfd watched = {.fd = watch, .events = POLLIN};
    int ready;
    do
        ready = watch < 0 ? 0 : poll(&watched, 1, (int)timeout_ms);
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

/* Sees it to its end; false: it had to be stopped. */
static bool see_to_end(pid_t child, int64_t timeout_ms, int *end) {
    int watch = pidfd_open(child, 0);
    bool in_time = ends_within(watch, timeout_ms);
    if (!in_time) {
        kill(-child, SIGTERM);
        if (!ends_within(watch, GRACE_MS))
            kill(-child, SIGKILL);
    }
    if (watch >= 0)
        close(watch);
    while (waitpid(child, end, 0) < 0 && errno == EINTR)
        continue;
    return in_time;
}

static enum status judge(const struct program *program, bool in_time, int end,
                         struct complaint *complaint) {
    const char *name = program->argv[0];
    if (!in_time)
        return complain(complaint, STATUS_BUSY, _("%s was na %lld s niet klaar en is gestopt"),
                        name, (long long)(program->timeout_ms / 1000));
    if (WIFSIGNALED(end))
        return complain(complaint, STATUS_BUSY, _("%s is beëindigd door signaal %d"), name,
                        WTERMSIG(end));
    if (WEXITSTATUS(end) != 0)
        return complain(complaint, STATUS_BUSY, _("%s eindigde met %d"), name, WEXITSTATUS(end));
    return STATUS_OK;
}

enum status program_run(const struct program *program, struct bytes input,
                        struct complaint *complaint) {
    int file = -1, end = 0;
    pid_t child = -1;
    enum status status = open_input(input, &file, complaint);
    if (status != STATUS_OK)
        return status;
    int failure = start(program, file, &child);
    close(file);
    if (failure != 0)
        return complain(complaint, STATUS_BUSY, _("%s start niet: %s"), program->argv[0],
                        strerror(failure));
    bool in_time = see_to_end(child, program->timeout_ms, &end);
    return judge(program, in_time, end, complaint);
}
