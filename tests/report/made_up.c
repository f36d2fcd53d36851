#include "tests/report/made_up.h"

#include <stdlib.h>

#define AANBIEDERS 40
#define FULL_CHILDREN_PER_YEAR 20500
#define MAX_POINTS 16 /* quarters in one answer */
#define MEMORY ((size_t)64 * 1024 * 1024)

/* One wait, as it is known at the end. */
struct child {
    uint32_t jeugdige;
    unsigned aanbieder, gemeente;
    enum hulpvorm hulpvorm;
    enum maatregel maatregel;
    bool bridged, own_wish;
    day_t start, left;
    enum uitstroomreden reden;
    enum obstacle obstacle;
};

struct made_up {
    struct made_up_options options;
    size_t count;
    struct child *children;
    struct arena *arena;
};

/* How many of each there are, and their mean wait. */
static const struct {
    enum hulpvorm hulpvorm;
    unsigned weight, mean_days;
} kinds[] = {
    {AMBULANT_JO, 8000, 50},    {AMBULANTE_JEUGD_GGZ, 6100, 140},
    {LVB_AMBULANT, 2000, 90},   {DYSLEXIE, 2000, 45},
    {DAGBEHANDELING, 250, 130}, {KDC, 220, 150},
    {PLEEGZORG, 300, 161},      {GEZINSHUIS, 170, 131},
    {VERBLIJF_OPEN, 700, 64},   {INTEGRALE_VERBLIJFSHULP, 430, 80},
    {JEUGDZORGPLUS, 60, 30},    {CRISIS, 200, 7},
    {OVERIG, 70, 60},
};

static uint64_t next(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static unsigned below(uint64_t *state, unsigned bound) {
    return (unsigned)(next(state) % bound);
}

static bool chance(uint64_t *state, unsigned percent) {
    return below(state, 100) < percent;
}

static size_t kind_of(uint64_t *state) {
    unsigned all = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        all += kinds[i].weight;
    unsigned at = below(state, all);
    size_t kind = 0;
    while (at >= kinds[kind].weight)
        at -= kinds[kind++].weight;
    return kind;
}

static enum maatregel maatregel_of(uint64_t *state) {
    unsigned at = below(state, 100);
    return at < 6 ? OTS : at < 8 ? VOOGDIJ : at < 11 ? JEUGDRECLASSERING : MAATREGEL_GEEN;
}

static enum uitstroomreden reden_of(uint64_t *state) {
    unsigned at = below(state, 100);
    if (at < 70)
        return GESTART;
    return at < 82   ? TERUGGETROKKEN
           : at < 90 ? ELDERS_GESTART
           : at < 96 ? NIET_PASSEND
                     : ADMIN_OPGESCHOOND;
}

/* Many short waits and few long ones: the product of two chances. */
static day_t days_of(uint64_t *state, unsigned mean) {
    unsigned product = (1 + below(state, 100)) * (1 + below(state, 100));
    return (day_t)(1 + mean * product / 2550);
}

static struct child child_of(uint64_t *state, day_t first, unsigned span) {
    size_t kind = kind_of(state);
    struct child child = {.jeugdige = below(state, 1u << 20),
                          .aanbieder = below(state, 1 + below(state, AANBIEDERS)),
                          .gemeente = chance(state, 48) ? 1 : below(state, 10),
                          .hulpvorm = kinds[kind].hulpvorm,
                          .maatregel = maatregel_of(state),
                          .bridged = chance(state, 18),
                          .own_wish = chance(state, 5),
                          .start = first + (day_t)below(state, span),
                          .reden = reden_of(state),
                          .obstacle = OBSTACLE_NONE};
    child.left = child.start + days_of(state, kinds[kind].mean_days);
    if (chance(state, 12))
        child.obstacle = (enum obstacle)(1 + below(state, 1 + below(state, OBSTACLE_COUNT - 1)));
    return child;
}

struct made_up *made_up_new(const struct made_up_options *options) {
    uint64_t state = options->seed;
    day_t first = day_of_civil(2022, 6, 1), last = day_of_civil(2025, 10, 20);
    unsigned span = (unsigned)(last - first);
    struct made_up *region = calloc(1, sizeof *region);
    if (!region)
        return NULL;
    region->options = *options;
    region->count = (size_t)FULL_CHILDREN_PER_YEAR * options->size_permille * span / 365250;
    region->children = calloc(region->count + 1, sizeof *region->children);
    region->arena = arena_new(MEMORY);
    if (!region->children || !region->arena)
        made_up_free(&region);
    for (size_t i = 0; region && i < region->count; i++)
        region->children[i] = child_of(&state, first, span);
    return region;
}

void made_up_free(struct made_up **region) {
    if (!*region)
        return;
    arena_free(&(*region)->arena);
    free((*region)->children);
    free(*region);
    *region = NULL;
}

instant_t made_up_now(void) {
    return instant_of_day(day_of_civil(2025, 10, 20)) + 10 * INT64_C(3600000000);
}

/* What is delivered late is not known yet: who came to one aanbieder in the last month. */
static bool is_known(const struct made_up *region, const struct child *child) {
    return region->options.late || child->aanbieder != 3 || child->start < day_of_civil(2025, 9, 1);
}

static bool is_open(const struct child *child, day_t on) {
    return child->start <= on && child->left > on;
}

static bool is_beyond(const struct made_up *region, const struct child *child, day_t on) {
    if (strcmp(region->options.norm_id, "90d") == 0)
        return on > child->start + 90;
    return on > day_add_months(child->start, 3);
}

static bool reads(const struct child *child, enum waiting reading) {
    switch (reading) {
    case WAITING_NETTO:
        return !child->bridged;
    case WAITING_BESCHERMING:
        return maatregel_protects(child->maatregel);
    case WAITING_RECLASSERING:
        return child->maatregel == JEUGDRECLASSERING;
    case WAITING_ADJUSTED:
        return !child->own_wish;
    case WAITING_ALL:
    case WAITING_COUNT:
        break;
    }
    return true;
}

/* One cell while it is being counted. */
struct tally {
    struct figures figures;
    uint32_t *waited, *realised;        /* days of each */
    uint32_t *persons, *persons_beyond; /* who holds each place */
    size_t beyond_count;
};

static bool tally_begin(struct tally *tally, size_t room) {
    *tally = (struct tally){.waited = calloc(room + 1, sizeof(uint32_t)),
                            .realised = calloc(room + 1, sizeof(uint32_t)),
                            .persons = calloc(room + 1, sizeof(uint32_t)),
                            .persons_beyond = calloc(room + 1, sizeof(uint32_t))};
    return tally->waited && tally->realised && tally->persons && tally->persons_beyond;
}

static void tally_end(struct tally *tally) {
    free(tally->waited);
    free(tally->realised);
    free(tally->persons);
    free(tally->persons_beyond);
}

static size_t band_of(const struct child *child, day_t on) {
    size_t band = 0;
    while (band + 1 < BAND_COUNT && on > day_add_months(child->start, (int)band_months[band + 1]))
        band++;
    return band;
}

static void count_open(const struct made_up *region, struct tally *tally, const struct child *child,
                       day_t on) {
    struct figures *figures = &tally->figures;
    bool beyond = is_beyond(region, child, on);
    for (enum waiting reading = WAITING_ALL; reading < WAITING_COUNT; reading++) {
        figures->waiting[reading].places += reads(child, reading);
        figures->beyond[reading].places += reads(child, reading) && beyond;
    }
    figures->bands[band_of(child, on)]++;
    figures->obstacles[child->obstacle]++;
    figures->taken[child->obstacle == OBSTACLE_NONE ? TAKEN_NOBODY : NIET_MOGELIJK]++;
    tally->persons[figures->days.count] = child->jeugdige;
    tally->waited[figures->days.count++] = (uint32_t)(on - child->start);
    if (beyond)
        tally->persons_beyond[tally->beyond_count++] = child->jeugdige;
}

static void count_left(const struct made_up *region, struct tally *tally,
                       const struct child *child) {
    struct figures *figures = &tally->figures;
    uint32_t days = (uint32_t)(child->left - child->start);
    figures->left[child->reden]++;
    if (child->reden != GESTART)
        return;
    figures->realised_within += !is_beyond(region, child, child->left - 1);
    tally->realised[figures->realised.count++] = days;
    for (size_t phase = 0; phase < PHASE_COUNT; phase++) {
        if ((child->jeugdige >> phase) % 8 == 0)
            continue; /* one of the dates is missing */
        figures->phases[phase].count++;
        figures->phases[phase].sum += days * (phase + 1) / 15;
    }
}

static int by_value(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static uint32_t rank(const uint32_t *sorted, uint32_t count, uint32_t percent) {
    return sorted[(count * (uint64_t)percent + 99) / 100 - 1];
}

static void summarise(struct days *days, uint32_t *values) {
    if (days->count == 0)
        return;
    qsort(values, days->count, sizeof *values, by_value);
    for (uint32_t i = 0; i < days->count; i++)
        days->sum += values[i];
    days->median = rank(values, days->count, 50);
    days->p80 = rank(values, days->count, 80);
    days->p92 = rank(values, days->count, 92);
    days->longest = values[days->count - 1];
}

static uint32_t distinct(uint32_t *persons, size_t count) {
    uint32_t found = 0;
    qsort(persons, count, sizeof *persons, by_value);
    for (size_t i = 0; i < count; i++)
        found += i == 0 || persons[i] != persons[i - 1];
    return found;
}

static void count_persons(struct tally *tally) {
    struct count *all = &tally->figures.waiting[WAITING_ALL];
    struct count *beyond = &tally->figures.beyond[WAITING_ALL];
    all->jeugdigen_lower = all->jeugdigen_upper = distinct(tally->persons, all->places);
    beyond->jeugdigen_lower = beyond->jeugdigen_upper =
        distinct(tally->persons_beyond, tally->beyond_count);
}

static struct bytes key_of(const struct child *child, enum dimension by) {
    if (by == BY_HULPVORM)
        return bytes_of_text(hulpvorm_name(child->hulpvorm));
    return bytes_of_text(by == BY_GEMEENTE ? gemeente_code(child->gemeente) : "");
}

static void count_children(const struct made_up *region, const struct period *period,
                           enum dimension by, struct bytes key, struct tally *tally) {
    for (size_t i = 0; i < region->count; i++) {
        const struct child *child = &region->children[i];
        if (!is_known(region, child) || (by != BY_NOTHING && !bytes_equal(key_of(child, by), key)))
            continue;
        if (is_open(child, period->on))
            count_open(region, tally, child, period->on);
        tally->figures.inflow += child->start >= period->from && child->start <= period->on;
        if (child->left >= period->from && child->left <= period->on)
            count_left(region, tally, child);
    }
}

static void count_aanbieders(const struct made_up *region, day_t on, enum dimension by,
                             struct figures *figures) {
    bool silent = !region->options.late && on > day_of_civil(2025, 9, 1);
    uint32_t expected = by == BY_NOTHING ? AANBIEDERS : 1 + figures->waiting[0].places % AANBIEDERS;
    figures->coverage = (struct coverage){.expected = expected,
                                          .fresh = expected - silent,
                                          .stale = silent,
                                          .oldest = on - (silent ? 12 : 6),
                                          .deliveries = 13 * expected - 4 * silent};
    figures->aanbieders = expected;
    figures->aanbieders_mean = expected / 6;
    figures->aanbieders_p80 = expected / 3;
    figures->aanbieders_longest = expected * 4 / 5;
}

static enum status count_cell(const struct made_up *region, const struct period *period,
                              enum dimension by, struct bytes key, struct figures *figures) {
    struct tally tally;
    enum status status = tally_begin(&tally, region->count) ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        count_children(region, period, by, key, &tally);
        summarise(&tally.figures.days, tally.waited);
        summarise(&tally.figures.realised, tally.realised);
        count_persons(&tally);
        count_aanbieders(region, period->on, by, &tally.figures);
        *figures = tally.figures;
    }
    tally_end(&tally);
    return status;
}

static bool is_empty(const struct figures *figures) {
    uint32_t left = 0;
    for (size_t i = 0; i < UITSTROOMREDEN_COUNT; i++)
        left += figures->left[i];
    return figures->waiting[WAITING_ALL].places + figures->inflow + left == 0;
}

static enum status count_cells(const struct made_up *region, enum dimension by,
                               struct figure_point *point) {
    size_t most = by == BY_HULPVORM ? HULPVORM_COUNT - 1 : gemeente_count();
    struct figure_cell *cells = arena_array(region->arena, most, sizeof *cells);
    if (!cells)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < most; i++) {
        struct figure_cell *cell = &cells[point->cell_count];
        cell->key[0] = bytes_of_text(by == BY_HULPVORM ? hulpvorm_name((enum hulpvorm)(i + 1))
                                                       : gemeente_code(i));
        enum status status = count_cell(region, &point->period, by, cell->key[0], &cell->figures);
        if (status != STATUS_OK)
            return status;
        point->cell_count += !is_empty(&cell->figures);
    }
    point->cells = cells;
    return STATUS_OK;
}

/* Before the first delivery nobody had told anything. */
static enum status count_point(const struct made_up *region, enum dimension by,
                               struct figure_point *point) {
    point->norm_id = bytes_of_text(region->options.norm_id);
    if (point->period.on < day_of_civil(2023, 10, 1)) {
        point->total.coverage.oldest = DAY_NONE;
        return STATUS_OK;
    }
    enum status status =
        count_cell(region, &point->period, BY_NOTHING, (struct bytes){0}, &point->total);
    return status == STATUS_OK ? count_cells(region, by, point) : status;
}

#define WORDS(text)                                                                                \
    { (const uint8_t *)(text), sizeof(text) - 1 }

static const struct duiding notes[] = {
    {.event = 71,
     .from = 19723, /* 2024-01-01 */
     .until = 19723,
     .is_break = true,
     .text = WORDS("Den Haag koopt ambulante hulp zelf in; Voorschoten verlaat de regio")},
    {.event = 905,
     .from = 20170, /* 2025-03-23 */
     .until = 20178,
     .hulpvorm = AMBULANTE_JEUGD_GGZ,
     .text = WORDS("Een aanbieder heeft zijn lijst <opgeschoond> & nagebeld")},
    {.event = 910,
     .from = 20250, /* 2025-06-11 */
     .until = 20250,
     .agb = {"06010713"},
     .text = WORDS("Alleen voor de kring: ander registratiesysteem")},
    {.event = 1200,
     .from = 20330, /* 2025-08-30 */
     .until = 20330,
     .text = WORDS("Na de zomer zijn starts later geboekt")},
};

static enum status answer(void *context, const struct figures_question *question,
                          struct figures_reply *reply, struct complaint *complaint) {
    struct made_up *region = context;
    size_t count = 0;
    struct figure_point *points = arena_array(region->arena, MAX_POINTS, sizeof *points);
    if (!points)
        return STATUS_NO_MEMORY;
    for (day_t from = question->from; from <= question->until;
         from = points[count++].period.on + 1) {
        points[count].period = period_at(question->step, from, question->until);
        enum status status = count_point(region, question->by[0], &points[count]);
        if (status != STATUS_OK)
            return complain(complaint, status, "no memory to count in");
    }
    *reply = (struct figures_reply){.head = {.status = ANSWER_OK},
                                    .by_count = question->by_count,
                                    .point_count = count,
                                    .points = points,
                                    .next_from = DAY_NONE,
                                    .as_known_at = made_up_now(),
                                    .duiding = notes,
                                    .duiding_count = region->options.noted_since ? 4 : 3};
    return STATUS_OK;
}

struct figures_source made_up_source(struct made_up *region) {
    return (struct figures_source){region, answer};
}

void made_up_list(const struct made_up *region, FILE *out) {
    fputs("start,left,gestart,hulpvorm,gemeente,maatregel,bridged,obstacle,jeugdige\n", out);
    for (size_t i = 0; i < region->count; i++) {
        const struct child *child = &region->children[i];
        char start[DAY_TEXT_SIZE], left[DAY_TEXT_SIZE];
        if (is_known(region, child))
            fprintf(out, "%s,%s,%d,%s,%s,%s,%d,%s,%u\n", day_text(child->start, start),
                    day_text(child->left, left), child->reden == GESTART,
                    hulpvorm_name(child->hulpvorm), gemeente_code(child->gemeente),
                    maatregel_name(child->maatregel), child->bridged,
                    obstacle_name(child->obstacle), child->jeugdige);
    }
}
