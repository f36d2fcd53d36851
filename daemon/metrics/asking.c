#include "daemon/metrics/asking.h"

#include "daemon/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char question[] = "measures\n";

/* -1: nobody listens there, or too many wait. */
static int call(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const size_t size = strlen(path);
    if (size == 0 || size >= sizeof address.sun_path)
        return -1;
    memcpy(address.sun_path, path, size);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
        send(fd, question, sizeof question - 1, MSG_NOSIGNAL) == sizeof question - 1)
        return fd;
    close(fd);
    return -1;
}

/* What came; 0 at the end, below 0 when nothing comes in time. */
static ssize_t take(int fd, char *at, size_t room, instant_t until) {
    struct pollfd in = {.fd = fd, .events = POLLIN};
    for (;;) {
        const instant_t left_us = until - clock_monotonic();
        if (left_us <= 0 || poll(&in, 1, (int)(left_us / 1000 + 1)) <= 0)
            return -1;
        const ssize_t size = recv(fd, at, room, 0);
        if (size >= 0 || (errno != EAGAIN && errno != EINTR))
            return size;
    }
}

static enum status hear_all(int fd, char *room, size_t *size) {
    const instant_t until = clock_monotonic() + ASKING_PATIENCE_MS * 1000;
    *size = 0;
    while (*size < ASKING_MAX_BYTES) {
        const ssize_t got = take(fd, room + *size, ASKING_MAX_BYTES - *size, until);
        if (got < 0)
            return STATUS_UNREACHABLE;
        if (got == 0)
            return STATUS_OK;
        *size += (size_t)got;
    }
    return STATUS_TOO_LARGE;
}

enum status asking_hear(const char *path, struct bytes *text) {
    size_t size;
    int fd = call(path);
    if (fd < 0)
        return STATUS_UNREACHABLE;
    char *room = malloc(ASKING_MAX_BYTES);
    enum status status = room ? hear_all(fd, room, &size) : STATUS_NO_MEMORY;
    close(fd);
    if (status == STATUS_OK)
        *text = bytes_of(room, size);
    else
        free(room);
    return status;
}
