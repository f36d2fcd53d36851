#include "daemon/front/stream.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { READ_BYTES = 256 * 1024, BACKLOG = 8 };

const struct stream stream_none = {.fd = -1};

static int local_socket(void) {
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static bool address_of(const char *path, struct sockaddr_un *address) {
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    size_t size = strlen(path);
    if (size == 0 || size >= sizeof address->sun_path)
        return false;
    memcpy(address->sun_path, path, size);
    return true;
}

static bool somebody_answers(const struct sockaddr_un *address) {
    int probe = local_socket();
    if (probe < 0)
        return true;
    bool refused = connect(probe, (const struct sockaddr *)address, sizeof *address) != 0 &&
                   (errno == ECONNREFUSED || errno == ENOENT);
    close(probe);
    return !refused;
}

static enum status clear_way(const char *path, const struct sockaddr_un *address,
                             struct complaint *complaint) {
    struct stat there;
    if (lstat(path, &there) != 0)
        return STATUS_OK;
    if (!S_ISSOCK(there.st_mode))
        return complain(complaint, STATUS_BAD_CONFIG, "%s is not a socket; choose another path",
                        path);
    if (somebody_answers(address))
        return complain(complaint, STATUS_BUSY, "%s: another daemon listens there", path);
    if (unlink(path) != 0 && errno != ENOENT)
        return complain(complaint, STATUS_IO, "%s: %s", path, strerror(errno));
    return STATUS_OK;
}

/* The mode is right from the first moment on, by the umask: a chmod would be late. */
static bool bind_private(int fd, const struct sockaddr_un *address) {
    mode_t before = umask(0177);
    int result = bind(fd, (const struct sockaddr *)address, sizeof *address);
    umask(before);
    return result == 0;
}

enum status stream_listen(const char *path, int *fd, struct complaint *complaint) {
    struct sockaddr_un address;
    if (!address_of(path, &address))
        return complain(complaint, STATUS_BAD_CONFIG,
                        "%s: a socket's path has 1 to %zu bytes, because the system allows no more",
                        path, sizeof address.sun_path - 1);
    enum status status = clear_way(path, &address, complaint);
    if (status != STATUS_OK)
        return status;
    int listener = local_socket();
    if (listener < 0 || !bind_private(listener, &address) || listen(listener, BACKLOG) != 0) {
        status = complain(complaint, STATUS_IO, "%s: %s", path, strerror(errno));
        if (listener >= 0)
            close(listener);
        return status;
    }
    *fd = listener;
    return STATUS_OK;
}

static bool is_our_own_user(int fd) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

enum status stream_accept(int listener, struct stream *stream) {
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return STATUS_ABSENT;
    if (!is_our_own_user(fd)) {
        close(fd);
        return STATUS_FORBIDDEN;
    }
    *stream = stream_none;
    stream->fd = fd;
    return STATUS_OK;
}

enum status stream_connect(const char *path, struct stream *stream) {
    struct sockaddr_un address;
    if (!address_of(path, &address))
        return STATUS_BAD_CONFIG;
    int fd = local_socket();
    if (fd < 0)
        return STATUS_UNREACHABLE;
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return STATUS_UNREACHABLE;
    }
    *stream = stream_none;
    stream->fd = fd;
    return STATUS_OK;
}

void stream_close(struct stream *stream) {
    if (stream->fd >= 0)
        close(stream->fd);
    link_buffer_free(&stream->in);
    link_buffer_free(&stream->out);
    *stream = stream_none;
}

enum status stream_receive(struct stream *stream, size_t max_bytes) {
    while (!stream->closed && stream->in.size - stream->in.done < max_bytes) {
        enum status status = link_buffer_reserve(&stream->in, READ_BYTES);
        if (status != STATUS_OK)
            return status;
        ssize_t size = recv(stream->fd, stream->in.at + stream->in.size, READ_BYTES, 0);
        if (size > 0)
            stream->in.size += (size_t)size;
        else if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return STATUS_OK;
        else
            stream->closed = true;
    }
    return STATUS_OK;
}

void stream_send(struct stream *stream) {
    struct bytes left = link_buffer_left(&stream->out);
    while (left.size > 0 && !stream->closed) {
        ssize_t size = send(stream->fd, left.at, left.size, MSG_NOSIGNAL);
        if (size >= 0)
            link_buffer_finish(&stream->out, (size_t)size);
        else if (errno == EAGAIN || errno == EINTR)
            return;
        else
            stream->closed = true;
        left = link_buffer_left(&stream->out);
    }
}
