/* The shape of a configuration file: which names stand where. Finds what libconfuse
 * would stop at or pass over in silence: unknown names, what stands twice, a section
 * that is never closed. Other mistakes of syntax are left to libconfuse. */
#ifndef WACHTPOST_SETTINGS_OUTLINE_H
#define WACHTPOST_SETTINGS_OUTLINE_H

#include "daemon/settings/grammar.h"
#include "daemon/settings/lexer.h"

/* Where a section opens. */
struct opening {
    struct bytes name, title; /* title empty: it has none */
    unsigned line;
    const struct opening *earlier;
};

struct outline {
    const struct opening *last;
    bool broken; /* the file cannot be read to its end; what seems missing may be there */
};

/* Blanks unknown statements in the clean text, so that libconfuse reads on past them.
 * The outline lives as long as arena and tokens. */
enum status outline_run(const struct tokens *tokens, const struct entry *entries, struct where file,
                        struct arena *arena, struct collector *collector,
                        struct outline *outline) MUST_CHECK;

/* The line of the first section of this name and title (NULL: none); 0: not known. */
unsigned outline_line(const struct outline *outline, const char *name, const char *title);

#endif
