#include "daemon/ctl/command.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/ctl/ctl.h"
#include "daemon/ctl/stores.h"
#include "daemon/engine/command.h"
#include "daemon/log.h"

enum {
    ANSWER_MEMORY_BYTES = 4 * MAX_COMMAND_ANSWER_BYTES,
    /* A daemon that has much to catch up with does that first. */
    PATIENCE_MS = 120000,
    /* One that is on its way up or down has the store, and no socket. */
    TRIES = 50,
    PAUSE_MS = 100,
};

/* The line without its end; false: too long, or a word would become two. */
static bool join(const char *const *words, size_t count, char line[MAX_COMMAND_BYTES + 1]) {
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        const size_t length = strlen(words[i]);
        if (size + length + 1 > MAX_COMMAND_BYTES || strpbrk(words[i], "\t\n") != NULL)
            return false;
        if (i > 0)
            line[size++] = '\t';
        memcpy(line + size, words[i], length);
        size += length;
    }
    line[size] = '\0';
    return count > 0;
}

/* ---- a daemon that runs */

/* -1: nobody listens there, or too many wait. */
static int call(const char *path) {
    const struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, strlen(path)); /* a configuration's path fits */
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
        connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    const int why = errno;
    if (fd >= 0)
        close(fd);
    errno = why;
    return -1;
}

static bool say(int fd, const char *line) {
    char whole[MAX_COMMAND_BYTES + 2];
    const int size = snprintf(whole, sizeof whole, "%s\n", line);
    return send(fd, whole, (size_t)size, MSG_NOSIGNAL) == size;
}

/* Until he hangs up; NULL: nothing came in time, or no memory. */
static char *hear(int fd) {
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    char part[4096];
    ssize_t got = 1;
    while (to != NULL && got > 0) {
        struct pollfd in = {.fd = fd, .events = POLLIN};
        got = poll(&in, 1, PATIENCE_MS) == 1 ? recv(fd, part, sizeof part, 0) : -1;
        if (got > 0)
            fwrite(part, 1, (size_t)got, to);
    }
    if (to == NULL || fclose(to) != 0 || got < 0 || size == 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* Takes `ok` or `error CODE` off. */
static bool take_head(char *text, struct ctl_answer *answer) {
    char *end = strchr(text, '\n');
    if (end == NULL)
        return false;
    *end = '\0';
    if (strncmp(text, "error ", 6) == 0)
        answer->code = (int)strtol(text + 6, NULL, 10);
    else if (strcmp(text, "ok") != 0)
        return false;
    answer->text = strdup(end + 1);
    return answer->text != NULL;
}

/* 0, or what to exit with. */
static int talk(int fd, const char *path, const char *line, struct ctl_answer *answer) {
    char *text = say(fd, line) ? hear(fd) : NULL;
    *answer = (struct ctl_answer){.by_daemon = true};
    const bool understood = text != NULL && take_head(text, answer);
    free(text);
    if (understood)
        return 0;
    return ctl_fail(EX_TEMPFAIL,
                    "the daemon at %s gives no answer; whether it did what it was told, its log "
                    "says",
                    path);
}

/* ---- or not */

static int do_alone(const char *conf, const char *line, struct ctl_answer *answer, bool *busy) {
    struct mistakes mistakes = {0, NULL};
    struct complaint complaint = {""};
    struct command_result result;
    struct arena *arena = arena_new(ANSWER_MEMORY_BYTES);
    *busy = false;
    if (arena == NULL)
        return ctl_fail(EX_OSERR, "out of memory");
    enum status status =
        command_alone(conf, bytes_of_text(line), geteuid(), arena, &result, &mistakes, &complaint);
    int code = 0;
    *busy = status == STATUS_BUSY;
    *answer = (struct ctl_answer){.by_daemon = false};
    if (status == STATUS_OK) {
        char *text = strndup((const char *)result.answer.at, result.answer.size);
        if (text == NULL || !take_head(text, answer))
            code = ctl_fail(EX_OSERR, "out of memory");
        free(text);
    } else if (mistakes.count > 0) {
        code = ctl_tell(&mistakes, status);
    } else {
        code = stores_exit_code(status);
        if (!*busy)
            ctl_fail(code, "%s", complaint.text);
    }
    mistakes_free(&mistakes);
    arena_free(&arena);
    return code;
}

/* *runs false: nobody listens, and there is no answer. */
static int try_daemon(const char *path, const char *line, struct ctl_answer *answer, bool *runs) {
    int fd = call(path);
    *runs = fd >= 0;
    if (fd >= 0) {
        int code = talk(fd, path, line, answer);
        close(fd);
        return code;
    }
    if (errno == ENOENT || errno == ECONNREFUSED)
        return 0;
    return ctl_fail(errno == EAGAIN ? EX_TEMPFAIL : EX_NOPERM, "%s: %s", path, strerror(errno));
}

static int try_both(const char *conf, const char *path, const char *line,
                    struct ctl_answer *answer) {
    bool busy = true, runs = false;
    for (int i = 0; i < TRIES && busy; i++) {
        if (i > 0)
            poll(NULL, 0, PAUSE_MS);
        int code = try_daemon(path, line, answer, &runs);
        if (runs || code != 0)
            return code;
        code = do_alone(conf, line, answer, &busy);
        if (!busy)
            return code;
    }
    return ctl_fail(EX_TEMPFAIL, "another process uses the store, and no daemon listens at %s",
                    path);
}

/* The line, and the configuration that says whom to tell. */
static int prepare(const char *conf, const char *const *words, size_t count,
                   char line[MAX_COMMAND_BYTES + 1], struct settings_file **file) {
    struct mistakes mistakes = {0, NULL};
    if (!join(words, count, line))
        return ctl_fail(EX_USAGE, "this cannot be told to the daemon: it is too long, or a word "
                                  "holds a tab or a line break");
    enum status status = settings_read(conf, file, &mistakes);
    return status == STATUS_OK ? 0 : ctl_tell(&mistakes, status);
}

int ctl_command(const char *conf, const char *const *words, size_t count,
                struct ctl_answer *answer) {
    char line[MAX_COMMAND_BYTES + 1];
    struct settings_file *file = NULL;
    int code = prepare(conf, words, count, line, &file);
    if (code != 0)
        return code;
    log_set_level(LOG_LEVEL_ERROR); /* the answer says what there is to say */
    code = try_both(conf, settings_of(file)->process.control_socket, line, answer);
    settings_free(&file);
    return code;
}

int ctl_tell_daemon(const char *conf, const char *const *words, size_t count,
                    struct ctl_answer *answer, bool *runs) {
    char line[MAX_COMMAND_BYTES + 1];
    struct settings_file *file = NULL;
    int code = prepare(conf, words, count, line, &file);
    *runs = false;
    if (code == 0)
        code = try_daemon(settings_of(file)->process.control_socket, line, answer, runs);
    settings_free(&file);
    return code;
}

void ctl_answer_free(struct ctl_answer *answer) {
    free(answer->text);
    answer->text = NULL;
}

int ctl_command_print(const char *conf, const char *const *words, size_t count) {
    struct ctl_answer answer = {.text = NULL};
    int code = ctl_command(conf, words, count, &answer);
    if (code != 0)
        return code;
    fputs(answer.text, answer.code == 0 ? stdout : stderr);
    if (!answer.by_daemon)
        fputs("(No daemon runs; this was done with its store.)\n",
              answer.code == 0 ? stdout : stderr);
    code = answer.code;
    ctl_answer_free(&answer);
    return fflush(stdout) == 0 ? code : EX_IOERR;
}
