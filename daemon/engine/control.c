#include "daemon/engine/control.h"

#include "daemon/front/stream.h"
#include "daemon/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

const struct control control_none = {.listener = -1, .fd = -1, .until = INSTANT_MAX};

enum status control_open(const char *path, struct control *control, struct complaint *complaint) {
    *control = control_none;
    return stream_listen(path, &control->listener, complaint);
}

static void let_go(struct control *control) {
    if (control->fd >= 0)
        close(control->fd);
    free(control->answer);
    control->fd = -1;
    control->until = INSTANT_MAX;
    control->answer = NULL;
    control->heard = control->size = control->sent = 0;
}

void control_close(struct control *control, const char *path) {
    let_go(control);
    if (control->listener < 0)
        return;
    unlink(path);
    close(control->listener);
    control->listener = -1;
}

struct pollfd control_poll(const struct control *control) {
    if (control->fd < 0)
        return (struct pollfd){.fd = control->listener, .events = POLLIN};
    return (struct pollfd){.fd = control->fd, .events = control->answer ? POLLOUT : POLLIN};
}

static bool may_tell(int fd, unsigned *uid) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return false;
    *uid = peer.uid;
    return peer.uid == geteuid() || peer.uid == 0;
}

static void take_in_hand(struct control *control, instant_t now) {
    int fd = accept4(control->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    if (!may_tell(fd, &control->uid)) {
        log_event(LOG_LEVEL_WARN, "control.stranger_refused", "why=\"%s\"",
                  "another user's process");
        close(fd);
        return;
    }
    control->fd = fd;
    control->until = now + CONTROL_PATIENCE_US;
}

/* Without its end only when it is longer than any command. */
static bool hear(struct control *control, struct bytes *line) {
    while (control->heard < sizeof control->line) {
        char *at = control->line + control->heard;
        ssize_t size = recv(control->fd, at, sizeof control->line - control->heard, 0);
        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return false;
        if (size <= 0) {
            let_go(control);
            return false;
        }
        control->heard += (size_t)size;
        const char *end = memchr(at, '\n', (size_t)size);
        if (end == NULL)
            continue;
        *line = bytes_of(control->line, (size_t)(end - control->line));
        return true;
    }
    *line = bytes_of(control->line, control->heard);
    return true;
}

static void send_on(struct control *control) {
    while (control->sent < control->size) {
        ssize_t size = send(control->fd, control->answer + control->sent,
                            control->size - control->sent, MSG_NOSIGNAL);
        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size < 0)
            break;
        control->sent += (size_t)size;
    }
    let_go(control);
}

bool control_step(struct control *control, instant_t now, struct bytes *line) {
    if (control->fd < 0)
        take_in_hand(control, now);
    else if (now >= control->until)
        let_go(control);
    if (control->fd < 0)
        return false;
    if (control->answer == NULL)
        return hear(control, line);
    send_on(control);
    return false;
}

void control_answer(struct control *control, instant_t now, struct bytes answer) {
    control->answer = malloc(answer.size);
    if (control->answer == NULL) { /* he finds the connection closed */
        let_go(control);
        return;
    }
    memcpy(control->answer, answer.at, answer.size);
    control->size = answer.size;
    control->until = now + CONTROL_PATIENCE_US;
}
