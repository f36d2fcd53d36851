/* From the character sets that exports come in to UTF-8. Pure. */
#ifndef WACHTPOST_CLIENT_SOURCE_ENCODING_H
#define WACHTPOST_CLIENT_SOURCE_ENCODING_H

#include "proto/model/arena.h"

enum encoding {
    ENCODING_BY_CONTENT, /* told from the bytes */
    ENCODING_UTF8,
    ENCODING_CP1252
};

/* "utf-8", "cp1252", "windows-1252" and the like. */
bool encoding_parse(struct bytes name, enum encoding *encoding);

/* UTF-16 with a byte order mark, which Excel's "Unicode-tekst" is, as UTF-8 in the arena;
 * anything else as it is. STATUS_MALFORMED: begun as UTF-16, but is none. STATUS_NO_MEMORY. */
enum status encoding_widen(struct bytes content, struct arena *arena,
                           struct bytes *text) MUST_CHECK;

/* One field as UTF-8: as it is, or in the arena. By content it is CP1252 when it is no UTF-8:
 * told per field, since the separators are the same, and what was UTF-8 stays so whatever
 * stands elsewhere in the file. False: neither, or no memory (`no_memory`). */
bool encoding_field(enum encoding encoding, struct arena *arena, struct bytes *field,
                    bool *no_memory);

#endif
