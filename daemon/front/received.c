#include "daemon/front/received.h"

/* The kernel's header: the library's own ends before the byte counts. */
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

bool received_bytes(int descriptor, uint64_t *bytes) {
    struct tcp_info known = {0};
    socklen_t size = sizeof known;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &known, &size) != 0 ||
        size < offsetof(struct tcp_info, tcpi_bytes_received) + sizeof known.tcpi_bytes_received)
        return false;
    *bytes = known.tcpi_bytes_received;
    return true;
}

uint64_t received_unread_bytes(int descriptor) {
    int unread = 0;
    return ioctl(descriptor, FIONREAD, &unread) == 0 && unread > 0 ? (uint64_t)unread : 0;
}
