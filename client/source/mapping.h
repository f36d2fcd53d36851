/* What an aanbieder says of its own export: which column is which, what its values mean. A file
 * for libconfuse, that client/README.md describes; only mapping.c knows it. */
#ifndef WACHTPOST_CLIENT_SOURCE_MAPPING_H
#define WACHTPOST_CLIENT_SOURCE_MAPPING_H

#include "client/source/encoding.h"
#include "client/source/names.h"

struct mapped_value {
    const char *from; /* compared folded (fold.h); "" is an empty field */
    const char *to;   /* as the layout writes it; "" leaves the field empty */
};

struct mapped_column {
    const char *from;     /* the source's name, compared folded; NULL: by its usual names */
    const char *constant; /* every row says this; NULL: none */
    size_t value_count;
    const struct mapped_value *values;
};

/* Plain value; all zero maps nothing. Texts live in the arena it was read into. */
struct mapping {
    struct mapped_column columns[SOURCE_COLUMN_COUNT];
    char separator; /* 0: told from the file */
    enum encoding encoding;
};

/* Reads `text`, a NUL behind it. STATUS_BAD_CONFIG: `complaint` says what is wrong on which line,
 * in the language of this run, or in libconfuse's own words; STATUS_NO_MEMORY. */
enum status mapping_read(const char *text, struct arena *arena, struct mapping *mapping,
                         struct complaint *complaint) MUST_CHECK;

#endif
