/* The key ring in text, as FORMAT.md §1 describes it: 64 hexadecimal digits, or lines. */
#ifndef WACHTPOST_STORE_RING_TEXT_H
#define WACHTPOST_STORE_RING_TEXT_H

#include "store/ring.h"

/* More than a full ring takes. */
#define RING_TEXT_BYTES 32768

/* Reads and spoils the text. The caller frees the ring, which is not frozen. STATUS_BAD_INPUT:
 * the complaint names `path` and the line. STATUS_NO_MEMORY. */
enum status ring_parse(const char *path, char *text, struct ring **ring,
                       struct complaint *complaint) MUST_CHECK;
/* Writes lines, ended by a NUL, which the size does not count. */
size_t ring_print(const struct ring *ring, char text[RING_TEXT_BYTES]);

#endif
