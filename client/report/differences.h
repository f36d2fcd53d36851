/* What differs between a publication as it was fixed and the same figures now, and why, as
 * far as the published numbers themselves tell. Only those are compared: two publications
 * side by side say no more than each of them. Pure. */
#ifndef WACHTPOST_CLIENT_REPORT_DIFFERENCES_H
#define WACHTPOST_CLIENT_REPORT_DIFFERENCES_H

#include "client/report/files.h"
#include "proto/model/day.h"

/* Why a number differs, the first that applies. */
enum reason {
    REASON_NORM,       /* the quarter was counted by another norm */
    REASON_REGION,     /* a hulpvorm or gemeente that was there is gone, or the reverse */
    REASON_AANBIEDERS, /* aanbieders were added to those expected, or taken away */
    REASON_LATE,       /* deliveries about the quarter that came since */
    REASON_DROPPED,    /* more or fewer aanbieders are left out for their old data */
    REASON_CORRECTED,  /* nothing of that: a later delivery corrected or completed */
    REASON_COUNT
};
/* "andere norm", ...; for a person. */
const char *reason_words(enum reason reason);

/* A row of facts as it was written. */
struct told {
    struct bytes quarter, subject, code, name, figure, value, presentation, norm, source, audience;
};

/* One number; then or now is NULL where only the other publication has it. */
struct difference {
    const struct told *then, *now;
    enum reason reason;
};

/* A quarter's region then and now; empty where a publication does not say. */
struct quarter_change {
    struct bytes quarter;
    size_t count; /* differences */
    bool reasons[REASON_COUNT];
    struct bytes places[2], beyond[2], deliveries[2], expected[2], dropped[2], norm[2];
};

struct differences {
    size_t compared; /* numbers in either */
    size_t count;
    const struct difference *difference; /* by quarter, subject, code, figure */
    size_t quarter_count;
    const struct quarter_change *quarters; /* those that differ */
    size_t added_count;                    /* rows of duiding.csv there are now and were not */
    const struct bytes *added;             /* their texts */
};

/* Of two sets of files by regiomonitor_make. All in the arena. STATUS_MALFORMED: they are
 * not. STATUS_NO_MEMORY. */
enum status differences_find(const struct report_files *then, const struct report_files *now,
                             struct arena *arena, struct differences *differences) MUST_CHECK;

/* verschillen.csv; for files_add, the context is a struct differences. */
void differences_write(FILE *out, const void *differences);

struct differences_story {
    const struct differences *differences;
    const char *name; /* of the publication */
    instant_t then, now;
    bool repeated;         /* the figures as known then could be asked again */
    size_t repeated_count; /* how many of those differ from what was fixed */
};
/* The summary for a person, in the language of this run. */
void differences_tell(FILE *out, const struct differences_story *story);

#endif
