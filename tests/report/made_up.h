/* A made-up region that answers questions about figures by counting its children one by
 * one: in all dimensions and periods the answers fit each other, as the daemon's do. */
#ifndef WACHTPOST_TESTS_REPORT_MADE_UP_H
#define WACHTPOST_TESTS_REPORT_MADE_UP_H

#include "client/report/source.h"

#include <stdio.h>

struct made_up;

struct made_up_options {
    uint64_t seed;
    unsigned size_permille; /* 1000: as large as Haaglanden */
    bool late;              /* one aanbieder's last month has been delivered since */
    bool noted_since;       /* a duiding has been added since */
    const char *norm_id;    /* "3m" or "90d": more than 90 days */
};

/* Has data from 2023-10-01 until 2025-10-20; NULL: no memory. */
struct made_up *made_up_new(const struct made_up_options *options);
void made_up_free(struct made_up **region);

/* The instant its answers are known at. */
instant_t made_up_now(void);

struct figures_source made_up_source(struct made_up *region);

/* Every child that is known, a row each, for who wants to count after us: start, left ("":
 * waiting), whether left means help began, hulpvorm, gemeente, maatregel, overbrugging,
 * obstacle, jeugdige. */
void made_up_list(const struct made_up *region, FILE *out);

#endif
