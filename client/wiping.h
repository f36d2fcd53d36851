/* malloc and its kin for what may have held a BSN: memory is wiped before it goes back, also
 * where it grows. For libraries too, which otherwise leave in theirs whatever they read. */
#ifndef WACHTPOST_CLIENT_WIPING_H
#define WACHTPOST_CLIENT_WIPING_H

#include <stddef.h>

/* As realloc: NULL when there is no memory, and then the old stands. Memory of malloc's own may be
 * given to it, and back to free. */
void *wiping_realloc(void *memory, size_t size);
/* Also NULL. */
void wiping_free(void *memory);

#endif
