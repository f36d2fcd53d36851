/* What Startpunt Jeugdhulp shows whoever looks for help: per aanbieder and hulpvorm how soon
 * children began, and whether new ones are taken (domain.md section 9). Pure. */
#ifndef WACHTPOST_CLIENT_REPORT_STARTPUNT_H
#define WACHTPOST_CLIENT_REPORT_STARTPUNT_H

#include "client/report/files.h"
#include "client/report/source.h"

/* Nothing is told from older data. */
#define STARTPUNT_MAX_AGE_DAYS 14
/* Nor from fewer starts; then a longer window, then the region is looked at. */
#define STARTPUNT_MIN_STARTS 10
#define STARTPUNT_DAYS 90
#define STARTPUNT_LONG_DAYS 365

/* What the weeks rest on. */
enum basis {
    BASIS_OLD,         /* nothing: the data are too old */
    BASIS_FEW,         /* nothing: too few starts, in the region too */
    BASIS_AANBIEDER,   /* this aanbieder, 90 days */
    BASIS_LONG,        /* this aanbieder, 365 days */
    BASIS_REGION,      /* the hulpvorm in the region, 90 days */
    BASIS_REGION_LONG, /* the same, 365 days */
    BASIS_COUNT
};
/* "aanbieder_90_dagen", ... */
const char *basis_name(enum basis basis);

struct startpunt_row {
    struct agb agb;
    enum hulpvorm hulpvorm;
    enum aanname aanname; /* ONBEKEND where the data are too old */
    day_t data_on;        /* of the peilmoment; DAY_NONE: too long ago to count */
    enum basis basis;
    struct survival survival; /* with BASIS_AANBIEDER and further */
};

struct startpunt {
    day_t on;
    instant_t as_known_at;
    bool is_virtual; /* played: no real children */
    size_t row_count;
    const struct startpunt_row *rows; /* by AGB-code, then hulpvorm; without crisis */
};

/* As it is at the end of `on`. In the arena. Returns what the source returns. */
enum status startpunt_make(const struct figures_source *source, day_t on, struct arena *arena,
                           struct startpunt *startpunt, struct complaint *complaint) MUST_CHECK;

/* Whole weeks, rounded up; at least 1. */
uint32_t startpunt_weeks(uint32_t days);

/* wachttijden.json, wachttijden.csv and LEESMIJ.md, in the arena. STATUS_NO_MEMORY. */
enum status startpunt_files(const struct startpunt *startpunt, struct arena *arena,
                            struct report_files *files) MUST_CHECK;

#endif
