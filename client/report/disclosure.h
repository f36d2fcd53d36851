/* What of a sheet may leave the circle (domain.md section 8). Marks in every line which
 * figures it shows; whatever is not marked stands in no file. The reasons, and what could be
 * derived from what, are at the top of disclosure.c. Pure. */
#ifndef WACHTPOST_CLIENT_REPORT_DISCLOSURE_H
#define WACHTPOST_CLIENT_REPORT_DISCLOSURE_H

#include "client/report/sheet.h"

/* How a figure is written for the public. */
enum release {
    RELEASE_NEVER,
    RELEASE_COUNT, /* to the nearest five */
    RELEASE_SHARE, /* whole percents of two such counts */
    RELEASE_DAYS,  /* whole days, of ten or more */
    RELEASE_PLAIN  /* aanbieders, deliveries and their age: no children */
};
/* For the lines of this dimension (BY_NOTHING: the region). */
enum release disclosure_release(size_t figure, enum dimension by);

/* Marks the lines of sheets->sheet[at]; the sheets before it have been marked. Joins lines
 * where needed. STATUS_NO_MEMORY. */
enum status disclosure_apply(struct sheets *sheets, size_t at, struct arena *arena) MUST_CHECK;

#endif
