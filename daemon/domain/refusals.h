/* Refused attempts on their way to the audit log. Whoever is refused chooses how often, so
 * what is written must not grow with it: of one participant and one reason a line at once,
 * then a sum a minute; of all together so many lines an hour, of which half are kept for
 * who has none yet. What waits for its hour is summed up meanwhile; only an attempt of a
 * kind for which there is no place any more is counted without being named, in the next
 * line. Of where they came from the first few are named. Its size is fixed. Pure: instants are the
 * caller's.
 *
 * What is counted and not yet written is lost when the process dies. */
#ifndef WACHTPOST_DOMAIN_REFUSALS_H
#define WACHTPOST_DOMAIN_REFUSALS_H

#include "daemon/domain/audit_line.h"

/* Who are refused at once: a region's worth of systems with yesterday's key. */
#define MAX_REFUSALS 256
#define REFUSALS_SUM_US (60 * MICROSECONDS_PER_SECOND)
/* Some 60 KB: half a gigabyte a year under attack all year long. */
#define MAX_REFUSED_LINES_PER_HOUR 480
#define REFUSALS_NAME_SIZE 65
#define REFUSALS_ACT_SIZE 17
/* Four strangers' addresses with their keys, or a dozen addresses. */
#define REFUSALS_SOURCES_SIZE 400

/* One attempt, or as many alike. */
struct refusal {
    const char *participant; /* "": nobody the settings know; at most 64 letters */
    const char *reason;      /* static */
    struct bytes source;     /* "192.0.2.7", without a comma; empty: not known */
    struct bytes act;        /* as it came; empty: none */
    enum answer outcome;
    uint64_t count;
};

struct refusal_sum {
    char participant[REFUSALS_NAME_SIZE], act[REFUSALS_ACT_SIZE];
    const char *reason;
    char
        sources[REFUSALS_SOURCES_SIZE]; /* "from=192.0.2.7,198.51.100.9,...": the line's question */
    enum answer outcome;
    uint64_t count; /* since the last line */
    instant_t first, last;
    instant_t due;  /* not before this, on the monotonic clock */
    unsigned lines; /* this hour */
};

/* All zeros: nobody was refused yet. */
struct refusals {
    size_t used;
    struct refusal_sum of[MAX_REFUSALS];
    uint64_t unwritten;
    instant_t hour_began; /* on the monotonic clock */
    unsigned lines;       /* this hour */
};

/* `now` is what stands in the line, `monotonic` what time is measured with. */
void refusals_note(struct refusals *refusals, const struct refusal *refusal, instant_t now,
                   instant_t monotonic);
/* The next line that is due, which counts as written; its texts live until the next note.
 * False: there is none. */
bool refusals_take(struct refusals *refusals, instant_t monotonic, struct audit_line *line);
/* When there is one; INSTANT_MAX: nothing waits. */
instant_t refusals_due(const struct refusals *refusals);
/* Before the end: all that waits is due. */
void refusals_hurry(struct refusals *refusals, instant_t monotonic);

#endif
