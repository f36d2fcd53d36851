#include "daemon/front/received.h"

/* The kernel's header: the library's own ends before the byte counts. */
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* tcp(7) numbers the states in a header that does not go with the kernel's. */
enum { STATE_ESTABLISHED = 1 };

/* False: it is no TCP connection, or the kernel does not say as much as `least` bytes of it. */
static bool ask(int descriptor, struct tcp_info *known, size_t least) {
    socklen_t size = sizeof *known;
    *known = (struct tcp_info){0};
    return getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, known, &size) == 0 && size >= least;
}

bool received_bytes(int descriptor, uint64_t *bytes) {
    struct tcp_info known;
    if (!ask(descriptor, &known, offsetof(struct tcp_info, tcpi_segs_out)))
        return false;
    *bytes = known.tcpi_bytes_received;
    return true;
}

bool conversation_of(int descriptor, struct conversation *conversation) {
    struct tcp_info known;
    if (!ask(descriptor, &known, offsetof(struct tcp_info, tcpi_dsack_dups)))
        return false;
    *conversation = (struct conversation){.said = known.tcpi_bytes_sent - known.tcpi_bytes_retrans,
                                          .is_open = known.tcpi_state == STATE_ESTABLISHED,
                                          .silent_ms = known.tcpi_last_data_recv};
    return true;
}

uint64_t received_unread_bytes(int descriptor) {
    int unread = 0;
    return ioctl(descriptor, FIONREAD, &unread) == 0 && unread > 0 ? (uint64_t)unread : 0;
}
