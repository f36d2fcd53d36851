#include "tests/domain/random_past.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- random pasts, around the change of 1 January 2024 */

uint32_t below(uint64_t *seed, uint32_t limit) {
    return (uint32_t)(scene_random(seed) % limit);
}

/* Of the hundred days around it. */
static uint32_t random_day(uint64_t *seed) {
    return day_to_number(day_of_number(20231112) + (day_t)below(seed, 100));
}

static day_t random_date(uint64_t *seed) {
    return below(seed, 4) == 0 ? DAY_NONE : day_of_number(20230601) + (day_t)below(seed, 240);
}

static struct place random_place(uint64_t *seed) {
    static const char *const ids[] = {"A", "B", "C", "D", "E", "F", "G", "H"};
    static const char *const gemeenten[] = {"0518", "0626", "1916"};
    static const enum hulpvorm hulpvormen[] = {AMBULANT_JO, KDC, CRISIS, HULPVORM_ONBEKEND};
    struct place place = scene_place(ids[below(seed, 8)], 20230701 + below(seed, 28));
    memcpy(place.gemeente, gemeenten[below(seed, 3)], sizeof place.gemeente);
    place.hulpvorm = hulpvormen[below(seed, 4)];
    place.maatregel = below(seed, MAATREGEL_COUNT);
    place.urgentie = below(seed, URGENTIE_COUNT);
    place.overbrugging = below(seed, OVERBRUGGING_COUNT);
    place.leeftijdsband = below(seed, LEEFTIJDSBAND_COUNT);
    place.productcategorie = below(seed, 3) ? 45 : 0;
    place.eigen_wens = below(seed, 3) == 0;
    place.verwijsdatum = random_date(seed);
    place.compleet_datum = random_date(seed);
    place.toewijzingsdatum = random_date(seed);
    place.intakedatum = random_date(seed);
    place.maatregel_start = random_date(seed);
    place.oorspronkelijke_aanmelddatum = random_date(seed);
    place.has_pseudonym = below(seed, 4) > 0;
    place.pseudonym[0] = (uint8_t)below(seed, 4);
    place.pseudonym_epoch = below(seed, 2);
    if (below(seed, 2))
        memcpy(place.gi.text, "06012345", sizeof place.gi.text);
    return place;
}

static void random_spell(uint64_t *seed, struct made_past *made) {
    uint32_t from = random_day(seed), until = below(seed, 3) ? random_day(seed) : 0;
    if (until && until < from)
        until = 0;
    struct spell *spell = past_spell(made, random_place(seed), from, until);
    spell->wait = below(seed, 1000000);
    for (uint32_t i = below(seed, 3), day = from; i > 0;
         i--, day = day_to_number(day_of_number(day) + (day_t)below(seed, 15)))
        spell_say(made, spell, day, below(seed, TAKEN_STATE_COUNT), below(seed, OBSTACLE_COUNT));
    if (until && below(seed, 2)) {
        struct flow *flow = past_left(made, *spell->place, until, GESTART, 0);
        flow->datum = below(seed, 4) ? flow->shown - (day_t)below(seed, 20) : DAY_NONE;
        flow->wait = spell->wait;
        flow->reden = below(seed, 2) ? GESTART : below(seed, UITSTROOMREDEN_COUNT);
        flow->last = below(seed, 4) > 0;
    }
}

void random_past(uint64_t *seed, struct made_past *made, size_t index) {
    static const char *const agbs[MOST_PASTS] = {"06010713", "06010714", "06010001", "50000001"};
    past_begin(made, agbs[index], 1 + below(seed, 20));
    made->past.expected = below(seed, 4) > 0;
    if (below(seed, 5) == 0)
        made->past.first_day = day_of_number(random_day(seed));
    if (below(seed, 5) == 0)
        made->past.last_day = day_of_number(random_day(seed));
    day_t day = day_of_number(20231112);
    for (uint32_t i = below(seed, 12); i > 0; i--, day += 1 + (day_t)below(seed, 20)) {
        struct peil *peil = past_peil(made, day_to_number(day));
        peil->inherited = made->past.first_day != DAY_NONE && day < made->past.first_day;
    }
    for (uint32_t i = below(seed, 24); i > 0; i--)
        random_spell(seed, made);
    for (uint32_t i = below(seed, 12); i > 0; i--)
        past_came(made, random_place(seed), random_day(seed))->wait = below(seed, 1000000);
}

/* ---- random questions */

static void random_norms(uint64_t *seed, struct rules *rules, struct counting *counting) {
    for (size_t i = 0; i < 3; i++)
        rules->norms[i] = scene_norm_3m();
    memcpy(rules->norms[1].id, "dagen", sizeof "dagen");
    rules->norms[1].days = 30 + below(seed, 60);
    memcpy(rules->norms[2].id, "2m", sizeof "2m");
    rules->norms[2].months = 2;
    rules->norms[2].inclusive = true;
    rules->norms[1].from = day_of_number(20231120) + (day_t)below(seed, 30);
    rules->norms[2].from = rules->norms[1].from + 1 + (day_t)below(seed, 30);
    counting->setting.norms = rules->norms;
    counting->setting.norm_count = 1 + below(seed, 3);
    if (below(seed, 3) == 0)
        counting->setting.norm = &rules->norms[below(seed, 3)];
}

static void random_regio(uint64_t *seed, struct rules *rules, struct counting *counting) {
    rules->gemeenten[0] = bytes_of_text("0518");
    rules->gemeenten[1] = bytes_of_text("0626");
    for (size_t i = 0; i < 3; i++)
        rules->regio[i] = (struct regio_rule){
            .gemeente_count = below(seed, 3),
            .gemeenten = rules->gemeenten,
            .hulpvormen = below(seed, 2) ? below(seed, 1U << HULPVORM_COUNT) : 0,
            .from = below(seed, 2) ? day_of_number(random_day(seed)) : DAY_NONE,
            .until = below(seed, 2) ? day_of_number(random_day(seed)) : DAY_NONE};
    if (below(seed, 4) == 0) { /* a gap */
        rules->regio[0].gemeente_count = rules->regio[1].gemeente_count = 0;
        rules->regio[0].until = counting->question.from + (day_t)below(seed, 20);
        rules->regio[1].from = rules->regio[0].until + 2 + (day_t)below(seed, 9);
    }
    counting->regio = (struct regio){below(seed, 4), rules->regio};
    if (below(seed, 4) == 0)
        counting->question.region_day = day_of_number(random_day(seed));
}

static void random_filter(uint64_t *seed, struct rules *rules, struct filter *filter) {
    rules->agbs[0] = (struct agb){"06010713"};
    rules->agbs[1] = (struct agb){"06010001"};
    rules->filter_gemeenten[0] = bytes_of_text("0626");
    rules->filter_gemeenten[1] = bytes_of_text("1916");
    rules->gis[0] = (struct agb){""};
    filter->aanbieders = rules->agbs;
    filter->gemeenten = rules->filter_gemeenten;
    filter->gis = rules->gis;
    filter->aanbieder_count = below(seed, 3) ? 0 : below(seed, 3);
    filter->gemeente_count = below(seed, 3) ? 0 : below(seed, 3);
    filter->gi_count = below(seed, 4) == 0;
    filter->hulpvormen = below(seed, 4) ? 0 : below(seed, 1U << HULPVORM_COUNT);
    filter->maatregelen = below(seed, 4) ? 0 : below(seed, 1U << MAATREGEL_COUNT);
}

struct counting random_question(uint64_t *seed, struct rules *rules) {
    day_t from = day_of_number(20231110) + (day_t)below(seed, 60);
    day_t until = from + (day_t)below(seed, 40);
    struct counting counting =
        counting_begin(day_to_number(from), day_to_number(until), below(seed, STEP_COUNT));
    bool used[DIMENSION_COUNT] = {false};
    for (uint32_t i = below(seed, 4); i > 0; i--) {
        enum dimension by = 1 + below(seed, DIMENSION_COUNT - 1);
        if (!used[by])
            counting_by(&counting, by);
        used[by] = true;
    }
    counting.question.measures = (1U << MEASURE_COUNT) - 2;
    if (below(seed, 2))
        counting.question.measures &= (uint32_t)scene_random(seed);
    counting.question.clock = below(seed, 2) ? CLOCK_NONE : below(seed, CLOCK_COUNT);
    counting.question.survival_days = 10 + below(seed, 60);
    if (below(seed, 4) == 0) { /* no more than how many wait, which is counted in its own way */
        counting.question.measures = MEASURE_BIT(MEASURE_WAITING);
        counting.question.by_count = 0;
    }
    random_norms(seed, rules, &counting);
    random_regio(seed, rules, &counting);
    random_filter(seed, rules, &counting.question.filter);
    return counting;
}
