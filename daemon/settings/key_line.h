/* One entry of `keys`: the registration line, and when it holds, as
 * "wachtpost1:... from 2026-12-01 until 2027-01-31". */
#ifndef WACHTPOST_SETTINGS_KEY_LINE_H
#define WACHTPOST_SETTINGS_KEY_LINE_H

#include "daemon/domain/participant.h"
#include "proto/keys/keys.h"

/* With " from ", " until " and " revoked ", each with a date, and a NUL. */
#define KEY_LINE_SIZE (REGISTRATION_LINE_SIZE + 64)

/* Any of the three dates may be left out and they may come in any order; both days of from and
 * until are days on which the key holds. NULL: *key is filled; else a sentence that says what
 * is wrong and what to write. */
const char *key_line_parse(const char *text, struct participant_key *key) MUST_CHECK;
const char *key_line_text(const struct participant_key *key, char text[KEY_LINE_SIZE]);

/* The key itself, as the wire knows it, and back without any dates. */
struct public_keys key_public(const struct participant_key *key);
struct participant_key key_undated(const struct public_keys *keys);

#endif
