/* Small questions about text that came from outside. Pure. */
#ifndef WACHTPOST_MODEL_TEXT_H
#define WACHTPOST_MODEL_TEXT_H

#include "proto/model/bytes.h"

bool text_is_utf8(struct bytes text);
/* Holds U+0000-001F or U+007F-009F. The text must be UTF-8. */
bool text_has_control(struct bytes text);
/* Exactly `count` ASCII digits and nothing else. */
bool text_is_digits(struct bytes text, size_t count);
/* Holds a maximal run of exactly nine ASCII digits that passes the BSN's 11-proef
 * (9a+8b+7c+6d+5e+4f+3g+2h-i divisible by 11, not all zero). */
bool text_holds_bsn(struct bytes text);

#endif
