#include "daemon/front/handed.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>

static const char scheme[] = "tcp://";

enum { HOST_SIZE = INET6_ADDRSTRLEN, ADDRESS_SIZE = sizeof scheme + HOST_SIZE + sizeof "[]:65535" };

/* As a socket has it. */
struct address {
    int family; /* AF_INET, AF_INET6 */
    union {
        struct in_addr inet;
        struct in6_addr inet6;
    };
    in_port_t port;  /* network order */
    bool inet6_only; /* of what listens */
};

/* ---- what is written */

/* 1 to 65535, and nothing else; "*" is any, which nobody can be found by. */
static bool read_port(const char *text, in_port_t *port) {
    char *end = NULL;
    const unsigned long number = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || number < 1 || number > UINT16_MAX)
        return false;
    *port = htons((uint16_t)number);
    return true;
}

static bool read_host(const char *host, struct address *address) {
    char inside[HOST_SIZE];
    const size_t size = strlen(host);
    if (strcmp(host, "*") == 0)
        host = "0.0.0.0";
    if (*host != '[') {
        address->family = AF_INET;
        return inet_pton(AF_INET, host, &address->inet) == 1;
    }
    if (size < 2 || host[size - 1] != ']' || size - 2 >= sizeof inside)
        return false;
    snprintf(inside, sizeof inside, "%.*s", (int)(size - 2), host + 1);
    address->family = AF_INET6;
    return inet_pton(AF_INET6, inside, &address->inet6) == 1;
}

static bool read_endpoint(struct bytes endpoint, struct address *address) {
    char text[ADDRESS_SIZE];
    if (endpoint.size >= sizeof text || endpoint.size < sizeof scheme - 1)
        return false;
    snprintf(text, sizeof text, "%.*s", (int)endpoint.size, (const char *)endpoint.at);
    char *colon = strrchr(text, ':');
    if (strncmp(text, scheme, sizeof scheme - 1) != 0 || colon < text + sizeof scheme - 1)
        return false;
    *colon = '\0';
    return read_port(colon + 1, &address->port) && read_host(text + sizeof scheme - 1, address);
}

/* ---- what is handed over */

/* Not known is as good as it is. */
static bool is_inet6_only(int descriptor) {
    int only = 1;
    socklen_t size = sizeof only;
    return getsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &only, &size) != 0 || only != 0;
}

static bool address_of(int descriptor, struct address *address) {
    struct sockaddr_storage local = {0};
    socklen_t size = sizeof local;
    if (sd_is_socket(descriptor, AF_UNSPEC, SOCK_STREAM, 1) <= 0 ||
        getsockname(descriptor, (struct sockaddr *)&local, &size) != 0)
        return false;
    const struct sockaddr_in *inet = (const struct sockaddr_in *)&local;
    const struct sockaddr_in6 *inet6 = (const struct sockaddr_in6 *)&local;
    *address = (struct address){.family = local.ss_family};
    if (address->family == AF_INET) {
        address->inet = inet->sin_addr;
        address->port = inet->sin_port;
    } else if (address->family == AF_INET6) {
        address->inet6 = inet6->sin6_addr;
        address->port = inet6->sin6_port;
        address->inet6_only = is_inet6_only(descriptor);
    }
    return address->family == AF_INET || address->family == AF_INET6;
}

static const char *address_text(const struct address *address, char text[ADDRESS_SIZE]) {
    char host[HOST_SIZE];
    const bool is_inet = address->family == AF_INET;
    inet_ntop(address->family, &address->inet, host, sizeof host);
    snprintf(text, ADDRESS_SIZE, is_inet ? "%s%s:%u" : "%s[%s]:%u", scheme, host,
             ntohs(address->port));
    return text;
}

/* systemd's ListenStream=7700 is one socket for both kinds of addresses; with BindIPv6Only= it may
 * be one that no IPv4 gets to. */
static bool fits(const struct address *wanted, const struct address *has) {
    if (wanted->port != has->port)
        return false;
    if (wanted->family != has->family)
        return wanted->family == AF_INET && wanted->inet.s_addr == htonl(INADDR_ANY) &&
               !has->inet6_only && IN6_IS_ADDR_UNSPECIFIED(&has->inet6);
    return wanted->family == AF_INET
               ? wanted->inet.s_addr == has->inet.s_addr
               : memcmp(&wanted->inet6, &has->inet6, sizeof wanted->inet6) == 0;
}

static bool listens_at(int descriptor, struct bytes endpoint) {
    struct address wanted, has;
    return read_endpoint(endpoint, &wanted) && address_of(descriptor, &has) && fits(&wanted, &has);
}

enum status handed_take(struct handed *handed, struct complaint *complaint) {
    const int count = sd_listen_fds(1);
    struct address address;
    *handed = (struct handed){.count = 0};
    if (count < 0)
        return complain(complaint, STATUS_IO, "the sockets that are handed over: %s",
                        strerror(-count));
    if (count > MAX_HANDED)
        return complain(complaint, STATUS_BAD_CONFIG,
                        "%d sockets are handed over; there are %d endpoints at most", count,
                        MAX_HANDED);
    for (int i = 0; i < count; i++) {
        const int descriptor = SD_LISTEN_FDS_START + i;
        if (!address_of(descriptor, &address))
            return complain(complaint, STATUS_BAD_CONFIG,
                            "socket %d of those that are handed over does not listen for TCP",
                            i + 1);
        handed->descriptors[handed->count++] = descriptor;
    }
    return STATUS_OK;
}

/* The first of them at this endpoint, which is the one that is used; handed->count: none. */
static size_t first_at(const struct handed *handed, struct bytes endpoint) {
    size_t i = 0;
    while (i < handed->count && !listens_at(handed->descriptors[i], endpoint))
        i++;
    return i;
}

static bool is_used(const struct handed *handed, size_t i, const struct link_hello *hello) {
    for (size_t door = 0; door < hello->door_count; door++)
        if (first_at(handed, hello->doors[door].listen) == i ||
            first_at(handed, hello->doors[door].listen_bell) == i)
            return true;
    return false;
}

static bool is_told(int descriptor, const struct link_hello *hello) {
    for (size_t i = 0; i < hello->door_count; i++)
        if (listens_at(descriptor, hello->doors[i].listen) ||
            listens_at(descriptor, hello->doors[i].listen_bell))
            return true;
    return false;
}

static enum status complain_of(const struct address *address, bool told,
                               const struct link_door *door, struct complaint *complaint) {
    char text[ADDRESS_SIZE];
    address_text(address, text);
    if (told)
        return complain(complaint, STATUS_BAD_CONFIG,
                        "systemd listens at %s for us more than once, and only one of these can be "
                        "served: name it once in wachtpostd.socket",
                        text);
    return complain(complaint, STATUS_BAD_CONFIG,
                    "systemd listens at %s for us, but the configuration says listen = %.*s and "
                    "listen_bell = %.*s: make ListenStream= in wachtpostd.socket the same",
                    text, (int)door->listen.size, (const char *)door->listen.at,
                    (int)door->listen_bell.size, (const char *)door->listen_bell.at);
}

enum status handed_check(const struct handed *handed, const struct link_hello *hello,
                         struct complaint *complaint) {
    for (size_t i = 0; i < handed->count; i++) {
        const int descriptor = handed->descriptors[i];
        struct address address;
        if (!is_used(handed, i, hello) && address_of(descriptor, &address))
            return complain_of(&address, is_told(descriptor, hello), &hello->doors[0], complaint);
    }
    return STATUS_OK;
}

/* Who accepts closes what he got, so he gets one of his own. systemd hands over what blocks, and
 * a client that is gone again before he is accepted must keep nobody. */
int handed_find(const struct handed *handed, struct bytes endpoint) {
    const size_t i = first_at(handed, endpoint);
    if (i == handed->count)
        return HANDED_NONE;
    const int own = fcntl(handed->descriptors[i], F_DUPFD_CLOEXEC, 0);
    const int flags = own < 0 ? -1 : fcntl(own, F_GETFL);
    return flags >= 0 && fcntl(own, F_SETFL, flags | O_NONBLOCK) == 0 ? own : HANDED_FAILED;
}
