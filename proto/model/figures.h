/* Figures, as they are asked for and as they come back. What each means, to the letter:
 * proto/FIGURES.md. Plain values; lists belong to whoever made them. */
#ifndef WACHTPOST_MODEL_FIGURES_H
#define WACHTPOST_MODEL_FIGURES_H

#include "proto/model/question.h"

struct figures_question {
    day_t from, until; /* inclusive; from <= until */
    enum step step;
    size_t by_count;
    enum dimension by[DIMENSION_COUNT];
    uint32_t measures;    /* bits (1 << measure); 0: MEASURES_USUAL */
    struct bytes norm_id; /* empty: in force on each day */
    enum clock clock;     /* CLOCK_NONE: the start day of rules.md 1.2 */
    struct filter filter;
    instant_t as_known_at; /* 0: now */
    day_t region_day;      /* DAY_NONE: the region as on each day itself */
    uint32_t survival_days;
};

#define MEASURE_BIT(measure) (UINT32_C(1) << (measure))
#define MEASURES_USUAL                                                                             \
    (MEASURE_BIT(MEASURE_WAITING) | MEASURE_BIT(MEASURE_JEUGDIGEN) | MEASURE_BIT(MEASURE_DAYS) |   \
     MEASURE_BIT(MEASURE_FLOWS) | MEASURE_BIT(MEASURE_REALISED) | MEASURE_BIT(MEASURE_TAKEN))
#define SURVIVAL_DAYS_DEFAULT 90

/* One period of a question: flows from..on, everything else at the end of `on`. */
struct period {
    day_t from, on;
};
/* The period that begins on `from`, at most until `until`. A week ends on Sunday, month and
 * quarter on their last day; STEP_ONE is all of from..until. */
struct period period_at(enum step step, day_t from, day_t until);

/* The readings of "waiting" that are shown next to each other. */
enum waiting {
    WAITING_ALL,
    WAITING_NETTO,        /* without known overbrugging */
    WAITING_BESCHERMING,  /* with a beschermingsmaatregel */
    WAITING_RECLASSERING, /* with jeugdreclassering */
    WAITING_ADJUSTED,     /* without those whose family asked to wait */
    WAITING_COUNT
};

struct count {
    uint32_t places, jeugdigen_lower, jeugdigen_upper;
};

struct days {
    uint32_t count; /* all others are 0 when this is */
    uint64_t sum;
    uint32_t median, p80, p92, longest; /* nearest rank */
};

struct phase_days {
    uint32_t count;
    uint64_t sum;
};

enum phase {
    PHASE_VERWIJZING, /* verwijsdatum to aanmelddatum */
    PHASE_AANMELDING, /* aanmelddatum to compleet_datum */
    PHASE_TOEWIJZING, /* compleet_datum to toewijzingsdatum */
    PHASE_INTAKE,     /* toewijzingsdatum to intakedatum */
    PHASE_START,      /* intakedatum to the date of leaving */
    PHASE_COUNT
};

#define BAND_COUNT 7
/* "0-1", ..., "12+" */
extern const char *const band_names[BAND_COUNT];
extern const uint32_t band_months[BAND_COUNT]; /* where each begins: 0, 1, 2, 3, 6, 9, 12 */

struct coverage {
    uint32_t expected, fresh, stale, dropped;
    day_t oldest; /* DAY_NONE: nothing was counted */
    uint32_t deliveries;
};

struct survival {
    uint32_t starts, at_risk;
    bool half_known, eighty_known;
    uint32_t half_days, eighty_days;
};

struct figures {
    struct count waiting[WAITING_COUNT], beyond[WAITING_COUNT];
    uint32_t without_clock;
    struct days days;
    uint32_t bands[BAND_COUNT];
    uint32_t inflow, left[UITSTROOMREDEN_COUNT];
    struct days realised;
    uint32_t realised_within;
    struct phase_days phases[PHASE_COUNT];
    uint32_t taken[TAKEN_STATE_COUNT], obstacles[OBSTACLE_COUNT];
    uint32_t aanbieders, aanbieders_mean, aanbieders_longest, aanbieders_p80;
    struct survival survival;
    struct coverage coverage;
};

struct figure_cell {
    struct bytes key[DIMENSION_COUNT]; /* by_count of them; empty = onbekend */
    struct figures figures;
};

struct aanname_row {
    struct agb agb;
    enum hulpvorm hulpvorm;
    enum aanname status;
    instant_t peilmoment;
};

struct figure_point {
    struct period period;
    struct bytes norm_id;
    struct figures total;
    size_t cell_count, aanname_count;
    const struct figure_cell *cells; /* sorted by key */
    const struct aanname_row *aanname;
};

struct duiding {
    uint64_t event;
    instant_t recorded_at;
    struct bytes who;
    day_t from, until;                  /* inclusive */
    struct agb agb;                     /* empty: the region */
    enum hulpvorm hulpvorm;             /* HULPVORM_ONBEKEND: all */
    char gemeente[GEMEENTE_DIGITS + 1]; /* empty: all */
    bool is_break;
    struct bytes text;
};

#define MONITOR_TOGETHER "SAMEN"

struct monitor_row {
    struct bytes key;
    uint32_t rows, places, beyond;
    bool has_days;
    struct days days;
};

struct monitor_table {
    enum dimension by; /* BY_NOTHING: there is no table */
    day_t on;
    struct bytes norm_id;
    instant_t recorded_at;
    size_t row_count;
    const struct monitor_row *rows;
    struct monitor_row total;
    struct coverage coverage;
};

#endif
