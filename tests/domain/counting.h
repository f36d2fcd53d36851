/* Pasts made by hand and the figures they give. Dates are written as 20250131; a peilmoment
 * is at noon of its day. */
#ifndef WACHTPOST_TESTS_DOMAIN_COUNTING_H
#define WACHTPOST_TESTS_DOMAIN_COUNTING_H

#include "daemon/domain/figures.h"
#include "tests/domain/scene.h"

enum { MOST_PEILS = 64, MOST_SPELLS = 64, MOST_FLOWS = 64, MOST_TAKINGS = 4, MOST_PERIODS = 400 };

/* One aanbieder's past, with room for what it points to. */
struct made_past {
    struct past past;
    struct peil peils[MOST_PEILS];
    struct spell spells[MOST_SPELLS];
    struct flow flows[MOST_FLOWS];
    struct place places[MOST_SPELLS + MOST_FLOWS];
    struct taking takings[MOST_SPELLS][MOST_TAKINGS];
    uint8_t aanname[MOST_PEILS][HULPVORM_COUNT];
    size_t place_count;
};

/* Expected, nothing delivered yet. */
void past_begin(struct made_past *made, const char *agb, uint32_t interval_days);
struct peil *past_peil(struct made_past *made, uint32_t day);
/* Open from the peilmoment on `from` until the one on `until` (0: until further notice). */
struct spell *past_spell(struct made_past *made, struct place place, uint32_t from, uint32_t until);
struct flow *past_came(struct made_past *made, struct place place, uint32_t shown);
/* The last leaving of its wait. */
struct flow *past_left(struct made_past *made, struct place place, uint32_t shown,
                       enum uitstroomreden reden, uint32_t datum);
void spell_say(struct made_past *made, struct spell *spell, uint32_t day, enum taken_state state,
               enum obstacle obstacle);

instant_t noon(uint32_t day);

/* A question, and where the answer is. */
struct counting {
    struct arena *arena;
    struct norm norm;
    struct regio regio;
    struct figures_question question;
    struct figures_setting setting;
    size_t point_count;
    const struct figure_point *points;
};

/* The usual measures on one day or series, under `3m`. */
struct counting counting_begin(uint32_t from, uint32_t until, enum step step);
void counting_end(struct counting *counting);
void counting_by(struct counting *counting, enum dimension by);
/* Asks the question of these pasts, in this order. */
void count_figures(struct counting *counting, const struct past *const *pasts, size_t count);
/* Of one past; the last point's total. */
const struct figures *count_one(struct counting *counting, const struct made_past *made);
/* The cell with these texts ("A/B"); NULL: it is not there. */
const struct figures *find_cell(const struct figure_point *point, size_t by_count, const char *key);

void assert_same_figures(const struct figures *a, const struct figures *b);

/* The periods of a question. */
size_t periods_of(const struct figures_question *question, struct period *periods);

#endif
