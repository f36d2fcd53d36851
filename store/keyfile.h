/* The file that holds the store key: 64 hexadecimal digits and a newline. */
#ifndef WACHTPOST_STORE_KEYFILE_H
#define WACHTPOST_STORE_KEYFILE_H

#include "store/store.h"

/* STATUS_ABSENT: no such file. STATUS_BAD_INPUT: it is no key, or everybody may read
 * it. The caller wipes the key. */
enum status keyfile_read(const char *path, uint8_t key[STORE_KEY_BYTES],
                         struct complaint *complaint) MUST_CHECK;

#endif
