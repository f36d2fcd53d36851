/* Bytes as lower-case hexadecimal digits and back. Pure. */
#ifndef WACHTPOST_CLIENT_HEX_H
#define WACHTPOST_CLIENT_HEX_H

#include "proto/model/bytes.h"

#define HEX_SIZE(bytes) (2 * (bytes) + 1)

/* `text` has HEX_SIZE(value.size) room. Returns text. */
const char *hex_text(struct bytes value, char *text);
/* Exactly 2 * size digits, either case. False: it is not. */
bool hex_parse(const char *text, uint8_t *value, size_t size);

#endif
