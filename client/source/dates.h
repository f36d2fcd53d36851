/* Dates as exports write them. Pure. */
#ifndef WACHTPOST_CLIENT_SOURCE_DATES_H
#define WACHTPOST_CLIENT_SOURCE_DATES_H

#include "client/csv_columns.h"

/* "31-01-2025", "31-1-2025", "31/01/2025", "31.01.2025", "31 jan 2025", "2025-01-31",
 * "20250131", each also with a time behind it. The day is the one that is written; only a
 * time in UTC (a Z) is brought to Amsterdam's day. DAY_NONE: none of these, or no such day;
 * then *fault says what to do. */
day_t date_read(struct bytes text, struct csv_fault *fault);

#endif
