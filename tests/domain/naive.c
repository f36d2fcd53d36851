#include "tests/domain/naive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_SEEN = 512 };

/* ---- keys */

static const char *dimension_text(enum dimension by, const struct agb *agb,
                                  const struct place *place, char number[16]) {
    snprintf(number, 16, "%u", place->productcategorie);
    const char *const names[DIMENSION_COUNT] = {
        [BY_AANBIEDER] = agb->text,
        [BY_HULPVORM] = place->hulpvorm ? hulpvorm_name(place->hulpvorm) : "",
        [BY_GEMEENTE] = place->gemeente,
        [BY_MAATREGEL] = place->maatregel ? maatregel_name(place->maatregel) : "",
        [BY_GI] = place->gi.text,
        [BY_URGENTIE] = place->urgentie ? urgentie_name(place->urgentie) : "",
        [BY_PRODUCTCATEGORIE] = place->productcategorie ? number : "",
        [BY_LEEFTIJDSBAND] = place->leeftijdsband ? leeftijdsband_name(place->leeftijdsband) : ""};
    return names[by];
}

void naive_key(const struct figures_question *question, const struct agb *agb,
               const struct place *place, char key[NAIVE_KEY_SIZE]) {
    char number[16];
    size_t used = 0;
    key[0] = '\0';
    for (size_t i = 0; i < question->by_count; i++)
        used += (size_t)snprintf(key + used, NAIVE_KEY_SIZE - used, "%s%s", i ? "/" : "",
                                 dimension_text(question->by[i], agb, place, number));
}

/* ---- what counts on a day */

/* An open place on day x, or the last leaving of one in a life table. */
struct seen {
    const struct past *past;
    const struct place *place;
    const struct spell *spell;
    day_t start; /* by the clock asked for */
};

static bool in_cell(const struct naive *naive, const struct past *past, const struct place *place,
                    const char *key) {
    char own[NAIVE_KEY_SIZE];
    naive_key(naive->setting->question, &past->agb, place, own);
    return filter_admits_place(&naive->setting->question->filter, place) &&
           (key == NULL || strcmp(own, key) == 0);
}

static bool in_regio(const struct naive *naive, const struct place *place, day_t day) {
    day_t fixed = naive->setting->question->region_day;
    return regio_holds(naive->setting->regio, place->gemeente, place->hulpvorm,
                       fixed == DAY_NONE ? day : fixed);
}

static bool admitted(const struct naive *naive, const struct past *past) {
    return filter_admits_aanbieder(&naive->setting->question->filter, &past->agb);
}

/* Days since the peilmoment in force; -1: none. */
static int age_on(const struct past *past, day_t x) {
    const struct peil *peil = past_in_force(past, x);
    return peil ? x - day_of_instant(peil->peilmoment) : -1;
}

static bool dropped(const struct past *past, day_t x) {
    int age = age_on(past, x);
    return age < 0 || age > 2 * (int)past->interval_days;
}

static bool open_on(const struct past *past, const struct spell *spell, day_t x) {
    return day_of_instant(spell->from) <= x && day_of_instant(spell->until) - 1 >= x &&
           (past->first_day == DAY_NONE || x >= past->first_day) &&
           (past->last_day == DAY_NONE || x <= past->last_day);
}

static day_t clock_of(const struct naive *naive, const struct place *place, day_t start) {
    const day_t dates[CLOCK_COUNT] = {[CLOCK_NONE] = start,
                                      [CLOCK_OORSPRONKELIJKE_AANMELDDATUM] =
                                          place->oorspronkelijke_aanmelddatum,
                                      [CLOCK_AANMELDDATUM] = place->aanmelddatum,
                                      [CLOCK_VERWIJSDATUM] = place->verwijsdatum,
                                      [CLOCK_TOEWIJZINGSDATUM] = place->toewijzingsdatum,
                                      [CLOCK_COMPLEET_DATUM] = place->compleet_datum,
                                      [CLOCK_MAATREGEL_START] = place->maatregel_start};
    return dates[naive->setting->question->clock];
}

/* Open places of one past, dropped or not. */
static size_t see_places(const struct naive *naive, const struct past *past, const char *key,
                         day_t x, struct seen *seen) {
    size_t count = 0;
    for (size_t i = 0; i < past->spell_count; i++) {
        const struct spell *spell = &past->spells[i];
        if (!open_on(past, spell, x) || !in_regio(naive, spell->place, x) ||
            !in_cell(naive, past, spell->place, key))
            continue;
        day_t start = clock_of(naive, spell->place, spell->start);
        if (start != DAY_NONE && start > x)
            start = x;
        seen[count++] = (struct seen){past, spell->place, spell, start};
    }
    return count;
}

static size_t see_counted(const struct naive *naive, const char *key, day_t x, struct seen *seen) {
    size_t count = 0;
    for (size_t i = 0; i < naive->past_count; i++)
        if (admitted(naive, naive->pasts[i]) && !dropped(naive->pasts[i], x))
            count += see_places(naive, naive->pasts[i], key, x, seen + count);
    assert_true(count <= MOST_SEEN);
    return count;
}

/* ---- readings and jeugdigen */

static bool reads(enum waiting waiting, const struct place *place) {
    switch (waiting) {
    case WAITING_NETTO:
        return place->overbrugging != OVERBRUGGING_AMBULANT &&
               place->overbrugging != OVERBRUGGING_VERBLIJF_ELDERS &&
               place->overbrugging != OVERBRUGGING_CRISISPLEK;
    case WAITING_BESCHERMING:
        return place->maatregel != MAATREGEL_ONBEKEND && place->maatregel != MAATREGEL_GEEN &&
               place->maatregel != JEUGDRECLASSERING;
    case WAITING_RECLASSERING:
        return place->maatregel == JEUGDRECLASSERING;
    case WAITING_ADJUSTED:
        return !place->eigen_wens;
    case WAITING_ALL:
    case WAITING_COUNT:
        break;
    }
    return true;
}

static const struct norm *norm_of(const struct naive *naive, day_t day) {
    return naive->setting->norm ? naive->setting->norm
                                : norm_on(naive->setting->norms, naive->setting->norm_count, day);
}

static bool is_beyond(const struct naive *naive, const struct seen *seen, day_t x) {
    return seen->start != DAY_NONE && x >= norm_crossing(norm_of(naive, x), seen->start);
}

static bool same_jeugdige(const struct place *a, const struct place *b) {
    return a->has_pseudonym && b->has_pseudonym && a->pseudonym_epoch == b->pseudonym_epoch &&
           memcmp(a->pseudonym, b->pseudonym, PSEUDONYM_BYTES) == 0;
}

static bool first_of_its_kind(const struct seen *seen, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (same_jeugdige(seen[i].place, seen[index].place))
            return false;
    return true;
}

static struct count count_places(const struct seen *seen, size_t count, uint32_t measures) {
    struct count found = {(uint32_t)count, count > 0, 0};
    for (size_t i = 0; i < count; i++) {
        uint32_t of_epoch = 0;
        found.jeugdigen_upper += first_of_its_kind(seen, i);
        for (size_t k = 0; k < count; k++)
            of_epoch += seen[i].place->has_pseudonym && seen[k].place->has_pseudonym &&
                        seen[k].place->pseudonym_epoch == seen[i].place->pseudonym_epoch &&
                        first_of_its_kind(seen, k);
        if (of_epoch > found.jeugdigen_lower)
            found.jeugdigen_lower = of_epoch;
    }
    if (!(measures & MEASURE_BIT(MEASURE_WAITING)))
        found.places = 0;
    if (!(measures & MEASURE_BIT(MEASURE_JEUGDIGEN)))
        found.jeugdigen_lower = found.jeugdigen_upper = 0;
    return found;
}

static void count_readings(const struct naive *naive, const struct seen *seen, size_t count,
                           day_t x, struct figures *figures) {
    uint32_t measures = naive->setting->question->measures;
    for (enum waiting w = WAITING_ALL; w < WAITING_COUNT; w++) {
        struct seen waiting[MOST_SEEN], beyond[MOST_SEEN];
        size_t waiting_count = 0, beyond_count = 0;
        for (size_t i = 0; i < count; i++) {
            if (!reads(w, seen[i].place))
                continue;
            waiting[waiting_count++] = seen[i];
            if (is_beyond(naive, &seen[i], x))
                beyond[beyond_count++] = seen[i];
        }
        figures->waiting[w] = count_places(waiting, waiting_count, measures);
        figures->beyond[w] = count_places(beyond, beyond_count, measures);
    }
}

static size_t band_of(day_t start, day_t x) {
    size_t band = 0;
    while (band + 1 < BAND_COUNT && x >= day_add_months(start, (int)band_months[band + 1]) + 1)
        band++;
    return band;
}

static void count_bands(const struct seen *seen, size_t count, day_t x, struct figures *figures) {
    for (size_t i = 0; i < count; i++) {
        if (seen[i].start == DAY_NONE)
            figures->without_clock++;
        else
            figures->bands[band_of(seen[i].start, x)]++;
    }
}

static void count_takings(const struct seen *seen, size_t count, day_t x, struct figures *figures) {
    for (size_t i = 0; i < count; i++) {
        const struct taking *taking = spell_taking(seen[i].spell, x);
        figures->taken[taking ? taking->state : TAKEN_NOBODY]++;
        figures->obstacles[taking ? taking->obstacle : OBSTACLE_NONE]++;
    }
}

/* ---- days */

/* The smallest value with at least this share of all at or below it. */
static uint32_t percentile(const uint32_t *values, size_t count, unsigned percent) {
    uint32_t best = UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t below = 0;
        for (size_t k = 0; k < count; k++)
            below += values[k] <= values[i];
        if (below * 100 >= percent * count && values[i] < best)
            best = values[i];
    }
    return best;
}

static struct days days_of(const uint32_t *values, size_t count) {
    struct days days = {.count = (uint32_t)count};
    if (count == 0)
        return days;
    for (size_t i = 0; i < count; i++)
        days.sum += values[i];
    days.median = percentile(values, count, 50);
    days.p80 = percentile(values, count, 80);
    days.p92 = percentile(values, count, 92);
    days.longest = percentile(values, count, 100);
    return days;
}

static struct days days_waited(const struct seen *seen, size_t count, day_t x) {
    uint32_t values[MOST_SEEN];
    size_t with_clock = 0;
    for (size_t i = 0; i < count; i++)
        if (seen[i].start != DAY_NONE)
            values[with_clock++] = (uint32_t)(x - seen[i].start);
    return days_of(values, with_clock);
}

static void count_share(const struct naive *naive, const char *key, day_t x,
                        struct figures *figures) {
    int64_t three_months = x - day_add_months(x, -3);
    for (size_t i = 0; i < naive->past_count; i++) {
        struct seen seen[MOST_SEEN];
        const struct naive one = {naive->setting, &naive->pasts[i], 1};
        struct days days = days_waited(seen, see_counted(&one, key, x, seen), x);
        if (days.count == 0)
            continue;
        figures->aanbieders++;
        figures->aanbieders_mean += (int64_t)days.sum >= three_months * days.count;
        figures->aanbieders_longest += days.longest >= three_months;
        figures->aanbieders_p80 += days.p80 >= three_months;
    }
}

/* ---- coverage */

static void count_coverage(const struct naive *naive, const char *key, struct period period,
                           struct figures *figures) {
    struct coverage *coverage = &figures->coverage;
    coverage->oldest = DAY_NONE;
    for (size_t i = 0; i < naive->past_count; i++) {
        const struct past *past = naive->pasts[i];
        struct seen seen[MOST_SEEN];
        bool has_places = see_places(naive, past, key, period.on, seen) > 0;
        if (!admitted(naive, past) || (!has_places && (key || !past->expected)))
            continue;
        int age = age_on(past, period.on);
        coverage->expected += key || past->expected;
        coverage->dropped += dropped(past, period.on);
        coverage->stale += !dropped(past, period.on) && age > (int)past->interval_days;
        coverage->fresh += !dropped(past, period.on) && age <= (int)past->interval_days;
        if (!dropped(past, period.on) &&
            (coverage->oldest == DAY_NONE || period.on - age < coverage->oldest))
            coverage->oldest = period.on - age;
        for (size_t k = 0; k < past->peil_count; k++) {
            day_t day = day_of_instant(past->peils[k].peilmoment);
            coverage->deliveries +=
                !past->peils[k].inherited && day >= period.from && day <= period.on;
        }
    }
}

/* ---- flows, realised waits */

static bool within(day_t day, struct period period) {
    return day != DAY_NONE && period.from <= day && day <= period.on;
}

static void count_phase(struct phase_days *phase, day_t begin, day_t end) {
    if (begin == DAY_NONE || end == DAY_NONE || begin > end)
        return;
    phase->count++;
    phase->sum += (uint64_t)(end - begin);
}

static void count_phases(const struct flow *flow, struct phase_days *phases) {
    const struct place *place = flow->place;
    count_phase(&phases[0], place->verwijsdatum, place->aanmelddatum);
    count_phase(&phases[1], place->aanmelddatum, place->compleet_datum);
    count_phase(&phases[2], place->compleet_datum, place->toewijzingsdatum);
    count_phase(&phases[3], place->toewijzingsdatum, place->intakedatum);
    count_phase(&phases[4], place->intakedatum, flow->datum);
}

struct realised {
    size_t count;
    uint32_t values[MOST_SEEN];
};

static void count_started(const struct naive *naive, const struct flow *flow,
                          struct realised *realised, struct figures *figures) {
    day_t start = clock_of(naive, flow->place, flow->start);
    count_phases(flow, figures->phases);
    if (start == DAY_NONE)
        return;
    realised->values[realised->count++] = flow->datum > start ? (uint32_t)(flow->datum - start) : 0;
    figures->realised_within += flow->datum < norm_crossing(norm_of(naive, flow->datum), start);
}

static void count_flows(const struct naive *naive, const char *key, struct period period,
                        struct figures *figures) {
    uint32_t measures = naive->setting->question->measures;
    struct realised realised = {0};
    for (size_t i = 0; i < naive->past_count; i++) {
        const struct past *past = naive->pasts[i];
        for (size_t k = 0; admitted(naive, past) && k < past->flow_count; k++) {
            const struct flow *flow = &past->flows[k];
            if (!in_cell(naive, past, flow->place, key) ||
                !in_regio(naive, flow->place, flow->shown))
                continue;
            if ((measures & MEASURE_BIT(MEASURE_FLOWS)) && within(flow->shown, period)) {
                figures->inflow += !flow->left;
                figures->left[flow->reden] += flow->left;
            }
            if ((measures & MEASURE_BIT(MEASURE_REALISED)) && flow->left && flow->last &&
                flow->reden == GESTART && within(flow->datum, period))
                count_started(naive, flow, &realised, figures);
        }
    }
    figures->realised = days_of(realised.values, realised.count);
}

/* ---- life table */

struct lifetimes {
    size_t count;
    int64_t entry[MOST_SEEN], exit[MOST_SEEN];
    bool start[MOST_SEEN];
};

static void add_lifetime(struct lifetimes *lives, int64_t entry, int64_t exit, bool start) {
    exit = exit < 1 ? 1 : exit;
    entry = entry < 0 ? 0 : entry;
    entry = entry >= exit ? exit - 1 : entry;
    lives->entry[lives->count] = entry;
    lives->exit[lives->count] = exit;
    lives->start[lives->count++] = start;
}

static const struct flow *last_leaving(const struct past *past, const struct spell *spell) {
    for (size_t i = 0; i < past->flow_count; i++) {
        const struct flow *flow = &past->flows[i];
        if (flow->left && flow->last && flow->wait == spell->wait &&
            bytes_equal(flow->place->id, spell->place->id))
            return flow;
    }
    return NULL;
}

static bool looked_at(const struct naive *naive, const struct past *past, const struct place *place,
                      const char *key, day_t x) {
    return in_cell(naive, past, place, key) && in_regio(naive, place, x) &&
           place->hulpvorm != CRISIS && place->urgentie != URGENTIE_CRISIS;
}

static void live(const struct naive *naive, const struct past *past, const char *key, day_t x,
                 struct lifetimes *lives) {
    day_t w = (day_t)naive->setting->question->survival_days;
    const struct period window = {x - w + 1, x};
    for (size_t i = 0; i < past->flow_count; i++) {
        const struct flow *flow = &past->flows[i];
        day_t day = flow->datum == DAY_NONE ? flow->shown : flow->datum;
        if (flow->left && flow->last && within(day, window) &&
            looked_at(naive, past, flow->place, key, x))
            add_lifetime(lives, x - w - flow->start, day - flow->start, flow->reden == GESTART);
    }
    for (size_t i = 0; i < past->spell_count; i++) {
        const struct spell *spell = &past->spells[i];
        const struct flow *flow = last_leaving(past, spell);
        if (!open_on(past, spell, x) || !looked_at(naive, past, spell->place, key, x) ||
            (flow && within(flow->datum == DAY_NONE ? flow->shown : flow->datum, window)))
            continue;
        add_lifetime(lives, x - w - spell->start, x - spell->start, false);
    }
}

static void count_survival(const struct naive *naive, const char *key, day_t x,
                           struct survival *survival) {
    struct lifetimes lives = {0};
    double waiting = 1;
    for (size_t i = 0; i < naive->past_count; i++)
        if (admitted(naive, naive->pasts[i]) && !dropped(naive->pasts[i], x))
            live(naive, naive->pasts[i], key, x, &lives);
    survival->at_risk = (uint32_t)lives.count;
    for (int64_t t = 1; t < 4000; t++) {
        int at_risk = 0, starts = 0;
        for (size_t i = 0; i < lives.count; i++) {
            at_risk += lives.entry[i] < t && t <= lives.exit[i];
            starts += lives.start[i] && lives.exit[i] == t;
        }
        survival->starts += (uint32_t)starts;
        if (at_risk > 0)
            waiting *= 1 - (double)starts / at_risk;
        if (!survival->half_known && waiting <= 0.5 + 1e-12)
            survival->half_known = true, survival->half_days = (uint32_t)t;
        if (!survival->eighty_known && waiting <= 0.2 + 1e-12)
            survival->eighty_known = true, survival->eighty_days = (uint32_t)t;
    }
}

/* ---- together */

struct figures naive_figures(const struct naive *naive, struct period period, const char *key) {
    struct figures figures = {0};
    struct seen seen[MOST_SEEN];
    uint32_t measures = naive->setting->question->measures;
    size_t count = see_counted(naive, key, period.on, seen);
    count_readings(naive, seen, count, period.on, &figures);
    if (measures & MEASURE_BIT(MEASURE_WAITING))
        count_bands(seen, count, period.on, &figures);
    if (measures & MEASURE_BIT(MEASURE_TAKEN))
        count_takings(seen, count, period.on, &figures);
    if (measures & MEASURE_BIT(MEASURE_DAYS)) {
        figures.days = days_waited(seen, count, period.on);
        count_share(naive, key, period.on, &figures);
    }
    count_flows(naive, key, period, &figures);
    if (measures & MEASURE_BIT(MEASURE_SURVIVAL))
        count_survival(naive, key, period.on, &figures.survival);
    count_coverage(naive, key, period, &figures);
    return figures;
}

bool naive_is_empty(const struct figures *figures) {
    uint64_t sum = figures->waiting[0].places + figures->waiting[0].jeugdigen_upper +
                   figures->days.count + figures->inflow + figures->realised.count +
                   figures->taken[0] + figures->survival.at_risk + figures->coverage.expected;
    for (size_t i = 0; i < UITSTROOMREDEN_COUNT; i++)
        sum += figures->left[i];
    for (size_t i = 0; i < PHASE_COUNT; i++)
        sum += figures->phases[i].count;
    return sum == 0;
}
