/* Takes values out of one parsed file, each judged where it stands. A mistake is
 * collected and the default returned, so that reading always goes on. */
#ifndef WACHTPOST_SETTINGS_READER_H
#define WACHTPOST_SETTINGS_READER_H

#include "daemon/settings/tree.h"

struct reader {
    struct collector *collector;
    struct arena *arena; /* what was read lives here, longer than the tree */
    struct where file;
    bool recorded; /* it is a journal's: what was not asked for then may be missing */
    bool broken;   /* parsing stopped half-way: what seems missing may be there */
    bool no_memory;
};

/* Reads the text as one file of this grammar; complains about
 * shape, syntax and unknown names. The tree lives in libconfuse, to be freed, and
 * borrows from `scratch`. */
enum status reader_parse(struct reader *reader, const char *text, const struct entry *entries,
                         struct arena *scratch, struct tree **tree) MUST_CHECK;

void reader_mistake(struct reader *reader, unsigned line, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* Says that something is missing, unless the file is broken. */
void reader_missing(struct reader *reader, unsigned line, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* The line of a value, or of its section when it is not written. */
unsigned reader_line(const struct section *section, const char *name);

/* Of the entry's kind; the default where it is absent or wrong. A text has at most
 * MAX_TEXT_BYTES, is UTF-8 and holds no control characters; without default NULL. */
const char *reader_text(struct reader *reader, const struct section *section, const char *name);
uint32_t reader_number(struct reader *reader, const struct section *section, const char *name);
bool reader_flag(struct reader *reader, const struct section *section, const char *name);

/* What a participant or a section of the region's table may be called:
 * [a-z0-9-]{1,64} */
bool reader_name_fits(struct bytes name);

/* For what the caller itself allocates: notes the failure and returns `at`. */
void *reader_had(struct reader *reader, void *at);

#endif
