/* The classic mistakes of a delivery, told from the one before it. Pure: who delivers may know
 * better, and then says so with the option that the sentence names. */
#ifndef WACHTPOST_CLIENT_SOURCE_DOUBT_H
#define WACHTPOST_CLIENT_SOURCE_DOUBT_H

#include "client/source/compare.h"

enum doubt {
    DOUBT_NONE,
    DOUBT_CUT,   /* the last row is shorter than all others and does not end */
    DOUBT_OTHER, /* hardly any id is known: another aanbieder's list, or other ids */
    DOUBT_FEWER, /* more than half of ten places or more is gone without a reason */
    DOUBT_SAME,  /* this very file went before: the export did not run */
    DOUBT_COUNT
};
#define DOUBT_BIT(doubt) (1u << (doubt))

/* From how many places on a share says something; as rules.md 3.4. */
#define DOUBT_PLACES 10

/* What is known besides the two lists. */
struct doubt_facts {
    bool cut;
    instant_t file_time; /* when the file was written; 0: not known */
    instant_t last_time; /* when the delivery before was taken in */
};

/* The first that holds and is not in `overruled`. `comparison` is NULL when nothing went before. */
enum doubt doubt_find(const struct comparison *comparison, const struct doubt_facts *facts,
                      unsigned overruled);
/* What to do, in the language of this run, with the option that overrules it. Static. */
const char *doubt_sentence(enum doubt doubt);

#endif
