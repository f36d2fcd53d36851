#include "daemon/ready.h"

#include <unistd.h>

void ready_say(int fd) {
    if (fd < 0)
        return;
    /* When nobody reads it the supervisor is gone, and we shall follow. */
    ssize_t said = write(fd, "1", 1);
    (void)said;
    close(fd);
}
