#include "daemon/metrics/web.h"

#include "daemon/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 64 };

/* One connection. libmicrohttpd's own timeout begins again with every byte. */
struct caller {
    int fd;          /* -1: none */
    instant_t until; /* on the monotonic clock; INSTANT_MAX: it is cut */
};

struct web {
    web_show *show;
    void *context;
    struct MHD_Daemon *daemon;
    int fd;         /* of what it waits for */
    bool has_place; /* a connection ended: whoever waited for that is let in at the next step */
    struct caller callers[WEB_CONNECTIONS];
};

/* ---- addresses */

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool parse(const char *text, union address *address) {
    char host[WEB_ADDRESS_SIZE];
    const char *colon = strrchr(text, ':');
    const size_t size = colon ? (size_t)(colon - text) : 0;
    *address = (union address){.v6 = {.sin6_family = AF_UNSPEC}};
    if (size == 0 || size >= sizeof host)
        return false;
    memcpy(host, text, size);
    host[size] = '\0';
    const in_port_t port = htons((uint16_t)strtoul(colon + 1, NULL, 10)); /* * is 0 */
    if (host[0] == '[' && host[size - 1] == ']') {
        host[size - 1] = '\0';
        address->v6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = port};
        return inet_pton(AF_INET6, host + 1, &address->v6.sin6_addr) == 1;
    }
    address->v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = port};
    return inet_pton(AF_INET, host, &address->v4.sin_addr) == 1;
}

static void write_address(int fd, char text[WEB_ADDRESS_SIZE]) {
    union address address = {.v6 = {.sin6_family = AF_UNSPEC}};
    char host[INET6_ADDRSTRLEN] = "?";
    socklen_t size = sizeof address;
    text[0] = '\0';
    if (getsockname(fd, &address.any, &size) != 0)
        return;
    if (address.any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &address.v6.sin6_addr, host, sizeof host);
        snprintf(text, WEB_ADDRESS_SIZE, "[%s]:%u", host, ntohs(address.v6.sin6_port));
    } else {
        inet_ntop(AF_INET, &address.v4.sin_addr, host, sizeof host);
        snprintf(text, WEB_ADDRESS_SIZE, "%s:%u", host, ntohs(address.v4.sin_port));
    }
}

static enum status listen_at(const char *text, int *listener, struct complaint *complaint) {
    static const int yes = 1;
    union address address;
    if (!parse(text, &address))
        return complain(complaint, STATUS_BAD_CONFIG, "%s is no ADDRESS:PORT", text);
    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const socklen_t size =
        address.any.sa_family == AF_INET6 ? sizeof address.v6 : sizeof address.v4;
    /* Of a process that has just ended connections may linger. */
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(fd, &address.any, size) == 0 && listen(fd, BACKLOG) == 0) {
        *listener = fd;
        return STATUS_OK;
    }
    const enum status status = errno == EADDRINUSE      ? STATUS_BUSY
                               : errno == EADDRNOTAVAIL ? STATUS_BAD_CONFIG
                                                        : STATUS_IO;
    complain(complaint, status, "%s: %s", text, strerror(errno));
    if (fd >= 0)
        close(fd);
    return status;
}

/* ---- callers */

static int fd_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static void note_caller(void *context, struct MHD_Connection *connection, void **own,
                        enum MHD_ConnectionNotificationCode what) {
    struct web *web = context;
    (void)own;
    const int fd = fd_of(connection), wanted = what == MHD_CONNECTION_NOTIFY_STARTED ? -1 : fd;
    web->has_place |= what != MHD_CONNECTION_NOTIFY_STARTED;
    for (size_t i = 0; i < WEB_CONNECTIONS; i++) {
        struct caller *caller = &web->callers[i];
        if (caller->fd != wanted)
            continue;
        caller->fd = wanted < 0 ? fd : -1;
        caller->until =
            wanted < 0 ? clock_monotonic() + WEB_PATIENCE_S * MICROSECONDS_PER_SECOND : INSTANT_MAX;
        return;
    }
}

/* The descriptor stays libmicrohttpd's, which finds the connection ended. */
static void cut_late(struct web *web) {
    const instant_t now = clock_monotonic();
    for (size_t i = 0; i < WEB_CONNECTIONS; i++) {
        struct caller *caller = &web->callers[i];
        if (caller->fd < 0 || now < caller->until)
            continue;
        shutdown(caller->fd, SHUT_RDWR);
        caller->until = INSTANT_MAX;
    }
}

/* ---- requests */

static enum MHD_Result send_page(struct MHD_Connection *connection, const struct web_page *page) {
    /* It is copied; libmicrohttpd only does not say so in its types. */
    void *body = (void *)(uintptr_t)page->body.at;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(page->body.size, body, MHD_RESPMEM_MUST_COPY);
    if (response == NULL)
        return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, page->content_type);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    if (page->code == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    enum MHD_Result result = MHD_queue_response(connection, page->code, response);
    MHD_destroy_response(response);
    return result;
}

/* At once, when the head of the request is there: of a body nothing is read. */
static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **own) {
    struct web *web = context;
    (void)version, (void)upload, (void)upload_size, (void)own;
    struct web_page page = {.code = MHD_HTTP_METHOD_NOT_ALLOWED,
                            .content_type = "text/plain; charset=utf-8",
                            .body = bytes_of_text("this is only to be read\n")};
    if (strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0)
        page = web->show(web->context, path);
    return send_page(connection, &page);
}

/* What it has to say of bad requests is about those who ask. */
static void say_nothing(void *context, const char *format, va_list arguments) {
    (void)context, (void)format, (void)arguments;
}

/* ---- life */

static enum status start(struct web *web, int listener) {
    web->daemon = MHD_start_daemon(
        MHD_USE_EPOLL, 0, NULL, NULL, answer, web, MHD_OPTION_EXTERNAL_LOGGER, say_nothing, NULL,
        MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_CONNECTION_LIMIT, (unsigned)WEB_CONNECTIONS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)WEB_CONNECTION_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)WEB_PATIENCE_S, MHD_OPTION_NOTIFY_CONNECTION,
        note_caller, web, MHD_OPTION_END);
    if (web->daemon == NULL)
        return STATUS_IO;
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(web->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (info == NULL)
        return STATUS_IO;
    web->fd = info->epoll_fd;
    return STATUS_OK;
}

enum status web_open(const char *address, web_show *show, void *context, struct web **web,
                     char at[WEB_ADDRESS_SIZE], struct complaint *complaint) {
    int listener = -1;
    struct web *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        return complain(complaint, STATUS_NO_MEMORY, "out of memory");
    opened->show = show;
    opened->context = context;
    for (size_t i = 0; i < WEB_CONNECTIONS; i++)
        opened->callers[i] = (struct caller){.fd = -1, .until = INSTANT_MAX};
    enum status status = listen_at(address, &listener, complaint);
    if (status == STATUS_OK) {
        write_address(listener, at);
        status = start(opened, listener);
        if (status != STATUS_OK) {
            complain(complaint, status, "%s: HTTP cannot be served", address);
            if (opened->daemon == NULL) /* else it is closed with that */
                close(listener);
        }
    }
    if (status == STATUS_OK)
        *web = opened;
    else
        web_close(&opened);
    return status;
}

void web_close(struct web **web) {
    if (*web == NULL)
        return;
    if ((*web)->daemon)
        MHD_stop_daemon((*web)->daemon);
    free(*web);
    *web = NULL;
}

int web_fd(const struct web *web) {
    return web->fd;
}

int web_wait_ms(const struct web *web) {
    MHD_UNSIGNED_LONG_LONG own_ms;
    instant_t until = INSTANT_MAX;
    if (web->has_place)
        return 0;
    for (size_t i = 0; i < WEB_CONNECTIONS; i++)
        if (web->callers[i].fd >= 0 && web->callers[i].until < until)
            until = web->callers[i].until;
    const bool has_own = MHD_get_timeout(web->daemon, &own_ms) == MHD_YES;
    if (until == INSTANT_MAX && !has_own)
        return -1;
    const instant_t left_us = until == INSTANT_MAX ? INSTANT_MAX : until - clock_monotonic();
    const instant_t left_ms = left_us <= 0 ? 0 : left_us / 1000 + 1;
    const instant_t most_ms = has_own ? (instant_t)own_ms : left_ms;
    const instant_t least_ms = left_ms < most_ms ? left_ms : most_ms;
    return least_ms > WEB_PATIENCE_S * 1000 ? WEB_PATIENCE_S * 1000 : (int)least_ms;
}

bool web_step(struct web *web) {
    web->has_place = false;
    cut_late(web);
    return MHD_run(web->daemon) == MHD_YES;
}
