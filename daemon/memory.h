/* What this process has of memory, without a file system to ask. */
#ifndef WACHTPOST_DAEMON_MEMORY_H
#define WACHTPOST_DAEMON_MEMORY_H

#include <stdint.h>

/* Bytes that malloc has from the system, used or not: not the program, not its stacks, not the
 * store, which is mapped. 0 where a sanitizer has taken malloc's place. */
uint64_t memory_of_heap(void);

#endif
