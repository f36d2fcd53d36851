/* What may stand in the configuration: one table per kind of file, from which come
 * the parser, the complaints about unknown names, the limits of numbers, the defaults
 * and the commented file that `wachtpostctl init` writes. */
#ifndef WACHTPOST_SETTINGS_GRAMMAR_H
#define WACHTPOST_SETTINGS_GRAMMAR_H

#include "proto/model/bytes.h"

enum entry_kind { ENTRY_TEXT, ENTRY_NUMBER, ENTRY_FLAG, ENTRY_LIST, ENTRY_SECTION };

/* At most so many names in one table. */
#define MAX_ENTRIES 32

struct entry {
    const char *name; /* NULL ends a table */
    enum entry_kind kind;
    bool titled;              /* a section with a title, of which there may be several */
    uint32_t min, max;        /* ENTRY_NUMBER */
    const char *fallback;     /* the default as one writes it, a text without its quotes;
                               * NULL: none. A titled section's: the title */
    const char *words;        /* what it is for; lines end in \n but for the last */
    const struct entry *part; /* what may stand in a section */
    const char *shown;        /* a titled section's: what init writes, where one section of
                               * defaults would say nothing */
};

extern const struct entry grammar_conf[];        /* wachtpostd.conf */
extern const struct entry grammar_participant[]; /* deelnemers.d/NAME.conf */
extern const struct entry grammar_canonical[];   /* the journal's text */

/* NULL: no such name in the table. */
const struct entry *grammar_find(const struct entry *entries, struct bytes name);
/* The name in the table that looks most like this one; NULL: none does. */
const char *grammar_nearest(const struct entry *entries, struct bytes name);
/* "a, b, c" */
#define GRAMMAR_NAMES_SIZE 256
const char *grammar_names(const struct entry *entries, char text[GRAMMAR_NAMES_SIZE]);

#endif
