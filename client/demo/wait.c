#include "client/demo/wait.h"

#include <math.h>

/* The places and figures of domain.md section 10 that concern a single line. */
#define SHARE_WITHOUT_AANMELDDATUM 0.02
#define SHARE_WITHOUT_BSN 0.01
#define SHARE_OUT_OF_REGION 0.01
#define SHARE_MISTYPED 0.001
#define SHARE_SUMMER_DEFERRED 0.4
#define SUMMER_DAYS 42

static const double maatregelen[2][MAATREGEL_COUNT] = {
    {0.10, 0.82, 0.05, 0.005, 0.01, 0.005, 0.01},
    {0.05, 0.35, 0.35, 0.05, 0.15, 0.02, 0.03},
};
static const double urgenties[URGENTIE_COUNT] = {0.20, 0.63, 0.13, 0.03, 0.01};
static const double overbruggingen[OVERBRUGGING_COUNT] = {0.25, 0.42, 0.26, 0.05, 0.02};
static const double leeftijden[LEEFTIJDSBAND_COUNT] = {0.05, 0.10, 0.48, 0.35, 0.02};
static const double regies[REGIE_COUNT] = {0.30, 0.42, 0.03, 0.25};
static const double verwijzers[] = {0.05, 0.33, 0.40, 0.08, 0.05, 0.07, 0.02};

/* One in twenty leaves by a clean-up: such a line was stale for a while before. */
static const double redenen[UITSTROOMREDEN_COUNT] = {0.01, 0.78, 0.05, 0.01,  0.05, 0.015, 0.005,
                                                     0.01, 0.01, 0.0,  0.005, 0.05, 0.005};

static const char *const elsewhere[] = {"0546", "0599", "0606", "1621"};
static const char *const gis[] = {"06990011", "06990022", "06990033"};

bool wait_is_weekend(day_t day) {
    return (day + 3) % 7 >= 5; /* 1970-01-01 was a Thursday, 3 after Monday */
}

bool wait_is_summer(day_t day) {
    int year = civil_of_day(day).year;
    day_t fourth = day_of_civil(year, 1, 4); /* always in ISO week 1 */
    int week = (day - (fourth - (fourth + 3) % 7)) / 7 + 1;
    return week >= 29 && week <= 34;
}

/* A letter first, so that no id looks like a number; no letter or digit that is
 * mistaken for another on the phone. The last one checks the others. */
static void draw_id(struct chance *chance, char id[REGION_ID_SIZE]) {
    static const char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    uint32_t sum = 0;
    for (uint32_t i = 0; i < REGION_ID_SIZE - 2; i++) {
        uint32_t at = chance_below(chance, i == 0 ? 24 : 32);
        id[i] = alphabet[at];
        sum += at * (i + 1);
    }
    id[REGION_ID_SIZE - 2] = alphabet[sum % 31];
    id[REGION_ID_SIZE - 1] = '\0';
}

static void draw_maatregel(struct chance *chance, bool residential, day_t day,
                           struct raw_place *place) {
    place->maatregel = (int32_t)chance_weighted(chance, maatregelen[residential], MAATREGEL_COUNT);
    if (place->maatregel < OTS)
        return;
    place->maatregel_start = day_to_number(day - (day_t)chance_below(chance, 400));
    if (chance_hits(chance, 0.9))
        place->gi = bytes_of_text(gis[chance_below(chance, 3)]);
    place->machtiging_uithuisplaatsing = residential && chance_hits(chance, 0.6);
}

static void draw_circumstances(struct chance *chance, day_t day, struct raw_place *place) {
    place->urgentie = (int32_t)chance_weighted(chance, urgenties, URGENTIE_COUNT);
    if (place->urgentie != URGENTIE_ONBEKEND)
        place->urgentie_datum = day_to_number(day);
    place->overbrugging = (int32_t)chance_weighted(chance, overbruggingen, OVERBRUGGING_COUNT);
    if (place->overbrugging > OVERBRUGGING_GEEN)
        place->overbrugging_sinds = day_to_number(day);
    place->leeftijdsband = (int32_t)chance_weighted(chance, leeftijden, LEEFTIJDSBAND_COUNT);
    place->regie = (int32_t)chance_weighted(chance, regies, REGIE_COUNT);
    place->verwijzer = (uint32_t)chance_weighted(chance, verwijzers, 7);
    place->eigen_wens = chance_hits(chance, 0.02);
}

static void draw_dates(struct chance *chance, day_t day, struct raw_place *place) {
    uint32_t since = chance_below(chance, 28);
    place->verwijsdatum = day_to_number(day - (day_t)since);
    if (!chance_hits(chance, SHARE_WITHOUT_AANMELDDATUM))
        place->aanmelddatum = day_to_number(day);
    if (chance_hits(chance, 0.6))
        place->toewijzingsdatum = day_to_number(day - (day_t)chance_below(chance, since + 1));
    if (chance_hits(chance, 0.6))
        place->compleet_datum = day_to_number(day);
    if (chance_hits(chance, 0.01))
        place->oorspronkelijke_aanmelddatum =
            day_to_number(day - 20 - (day_t)chance_below(chance, 100));
}

static void draw_gemeente(struct chance *chance, const struct region_aanbieder *aanbieder,
                          struct raw_place *place) {
    if (chance_hits(chance, SHARE_OUT_OF_REGION)) {
        place->gemeente = bytes_of_text(elsewhere[chance_below(chance, 4)]);
        return;
    }
    bool near = chance_hits(chance, 0.5);
    size_t gemeente = near ? aanbieder->gemeente : gemeente_draw(chance);
    place->gemeente = bytes_of_text(region_gemeente(gemeente));
}

/* Lognormal about the flow's mean; ends on a working day; in summer some starts wait
 * until it is over. */
static day_t draw_end(struct chance *chance, const struct flow *flow, day_t day) {
    double centre = log(flow->mean_days) - flow->sigma * flow->sigma / 2;
    double days = exp(centre + flow->sigma * chance_normal(chance));
    day_t end = day + (day_t)fmax(1, round(days));
    if (wait_is_summer(end) && chance_hits(chance, SHARE_SUMMER_DEFERRED))
        end += SUMMER_DAYS;
    while (wait_is_weekend(end))
        end++;
    return end;
}

struct region_wait wait_draw(struct chance *chance, const struct region_aanbieder *aanbieder,
                             const struct flow *flow, day_t day) {
    struct region_wait wait = {.arrived = day};
    draw_id(chance, wait.id);
    wait.has_pseudonym = !chance_hits(chance, SHARE_WITHOUT_BSN);
    chance_fill(chance, wait.pseudonym, sizeof wait.pseudonym);
    wait.place.hulpvorm = flow->hulpvorm;
    wait.place.productcategorie = flow->productcategorie;
    draw_gemeente(chance, aanbieder, &wait.place);
    draw_maatregel(chance, flow->residential, day, &wait.place);
    draw_circumstances(chance, day, &wait.place);
    draw_dates(chance, day, &wait.place);
    wait.leaves = draw_end(chance, flow, day);
    wait.reden = (enum uitstroomreden)chance_weighted(chance, redenen, UITSTROOMREDEN_COUNT);
    wait.mistyped = chance_hits(chance, SHARE_MISTYPED);
    return wait;
}
