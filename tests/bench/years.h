/* A region with years behind it: who takes part, their wachtlijsten as they are on the
 * last day, and the store in which all of it was delivered, one push per aanbieder a day but
 * for those that are held up. */
#ifndef WACHTPOST_BENCH_YEARS_H
#define WACHTPOST_BENCH_YEARS_H

#include "tests/bench/installation.h"
#include "tests/bench/living.h"
#include "tests/bench/report.h"

#define MAX_AANBIEDERS 250 /* one batch of the engine is a day */
#define FEWEST_DAYS 20     /* two tenths that are not the first day */
#define MAX_DAYS 3650

struct years {
    size_t aanbieder_count, day_count;
    day_t first, last;
    instant_t now; /* where the clock stands when all was delivered */
    struct living *lists;
    struct secret_keys *keys; /* per aanbieder */
    struct secret_keys analist, coordinator;
};

/* Enrols everybody and delivers everything through the engine of this fresh installation,
 * in this process; what that took is added to the report. */
struct years *years_make(const struct installation *installation, size_t aanbieders, size_t days,
                         struct report *report);
/* Whether years_make came to its end in the installation in this folder. */
bool years_are_in(const char *folder);
/* Lives through the same days again, for an installation in which they were delivered. */
struct years *years_remember(const struct installation *installation);
void years_free(struct years **years);

/* Lives through them once more, for whoever wants to see every version of every place. */
void years_retell(const struct years *years, living_visit *visit, void *context);

double years_place_days(const struct years *years);

#endif
