#include "client/report/disclosure_inside.h"

/* What every step needs; `hidden` is each step's own scratch. */
struct work {
    const struct line *region;
    struct block *block;        /* without the line of those together, until that is made */
    const struct block *before; /* with it */
    struct arena *arena;
    bool *joined, *hidden;
};

static uint32_t places(const struct figures *figures) {
    return figures->waiting[WAITING_ALL].places;
}

static uint32_t beyond(const struct figures *figures) {
    return figures->beyond[WAITING_ALL].places;
}

/* As far as is known: places without a pseudonym count as a jeugdige each. By the lower bound
 * a region without pseudonyms would be one jeugdige, and nothing of it could be shown. */
static uint32_t persons(const struct figures *figures) {
    return figures->waiting[WAITING_ALL].jeugdigen_upper;
}

static uint32_t persons_beyond(const struct figures *figures) {
    return figures->beyond[WAITING_ALL].jeugdigen_upper;
}

static uint32_t within(const struct figures *figures) {
    return places(figures) - beyond(figures);
}

static uint32_t netto_beyond(const struct figures *figures) {
    return figures->beyond[WAITING_NETTO].places;
}

static uint32_t netto_within(const struct figures *figures) {
    return figures->waiting[WAITING_NETTO].places - netto_beyond(figures);
}

static uint32_t inflow(const struct figures *figures) {
    return figures->inflow;
}

static uint32_t left_started(const struct figures *figures) {
    return figures->left[GESTART];
}

static uint32_t started_within(const struct figures *figures) {
    return figures->realised_within;
}

static uint32_t days_of(const struct figures *figures) {
    return figures->days.count;
}

static uint32_t started(const struct figures *figures) {
    return figures->realised.count;
}

#define PHASE_DAYS(name, phase)                                                                    \
    static uint32_t name(const struct figures *figures) {                                          \
        return figures->phases[phase].count;                                                       \
    }
PHASE_DAYS(days_verwijzing, PHASE_VERWIJZING)
PHASE_DAYS(days_aanmelding, PHASE_AANMELDING)
PHASE_DAYS(days_toewijzing, PHASE_TOEWIJZING)
PHASE_DAYS(days_intake, PHASE_INTAKE)
PHASE_DAYS(days_start, PHASE_START)

#define OBSTACLE_PLACES(name, obstacle)                                                            \
    static uint32_t name(const struct figures *figures) {                                          \
        return figures->obstacles[obstacle];                                                       \
    }
OBSTACLE_PLACES(capaciteit, GEEN_CAPACITEIT)
OBSTACLE_PLACES(aanbod, GEEN_PASSEND_AANBOD)
OBSTACLE_PLACES(financiering, FINANCIERING)
OBSTACLE_PLACES(toewijzing, TOEWIJZING_ONTBREEKT)
OBSTACLE_PLACES(gezin, GEZIN)
OBSTACLE_PLACES(onderwijs, ONDERWIJS)
OBSTACLE_PLACES(anders, ANDERS)

/* Which lines hide these columns, into `hidden`. */
static enum status hide(const struct work *work, struct table_columns columns, const bool *apart,
                        bool *hidden) {
    return lines_hide(work->block, work->region, &columns, apart, work->arena, hidden);
}

/* One figure in every line that may. */
static void show_where(const struct work *work, const bool *hidden, const char *name) {
    for (size_t i = 0; i < work->block->count; i++)
        show_if(!hidden[i], &work->block->lines[i], name);
}

static bool region_shows(const struct work *work, const char *name) {
    return work->region->shown[figure_named(name)];
}

/* Those that cannot stand alone, as one line behind the others. */
static void join(const struct work *work) {
    struct block *block = work->block;
    struct line *together = &block->lines[block->count];
    for (size_t i = 0; i < block->count; i++) {
        block->lines[i].joined = work->joined[i];
        if (!work->joined[i])
            continue;
        together->together++;
        figures_add_counts(&together->figures, &block->lines[i].figures);
    }
    show(together, "wachtplekken");
    show(together, "wachtplekken_schadelijk");
    show(together, "aandeel_schadelijk");
    block->count += together->together > 0;
}

/* The same table as a monitor gets, so that the same lines are together in both. */
static enum status disclose_places(const struct work *work) {
    const struct table_columns columns = {2, {places, beyond}, {persons, persons_beyond}};
    enum status status = hide(work, columns, NULL, work->joined);
    for (size_t i = 0; status == STATUS_OK && i < work->block->count; i++)
        if (!work->joined[i])
            show_coverage(&work->block->lines[i]);
    if (status == STATUS_OK) {
        show_where(work, work->joined, "wachtplekken");
        show_where(work, work->joined, "wachtplekken_schadelijk");
        show_where(work, work->joined, "aandeel_schadelijk");
    }
    return status;
}

/* With and without overbrugging, of those beyond the norm and of those within it; the sum
 * of both only where both may. */
static enum status disclose_netto(const struct work *work) {
    bool *also_within = arena_array(work->arena, work->block->count, sizeof *also_within);
    if (!also_within)
        return STATUS_NO_MEMORY;
    if (!region_shows(work, "wachtplekken_netto"))
        return STATUS_OK;
    enum status status = hide(work, (struct table_columns){2, {beyond, netto_beyond}, {NULL}},
                              work->joined, work->hidden);
    if (status == STATUS_OK)
        status = hide(work, (struct table_columns){2, {within, netto_within}, {NULL}}, work->joined,
                      also_within);
    if (status != STATUS_OK)
        return status;
    show_where(work, work->hidden, "wachtplekken_schadelijk_netto");
    for (size_t i = 0; i < work->block->count; i++)
        also_within[i] = also_within[i] || work->hidden[i];
    show_where(work, also_within, "wachtplekken_netto");
    show_where(work, also_within, "aandeel_schadelijk_netto");
    return STATUS_OK;
}

/* Days that rest on `of`: work->hidden says which lines do not show them. */
static void hide_days(const struct work *work, count_of *of) {
    memcpy(work->hidden, work->joined, work->block->count * sizeof *work->hidden);
    lines_hide_below(work->block, of, SUPPRESS_DAYS_BELOW, work->hidden);
}

static void disclose_waited(const struct work *work) {
    hide_days(work, days_of);
    for (size_t i = 0; i < work->block->count; i++)
        if (!work->hidden[i])
            show_waited(&work->block->lines[i]);
}

static void disclose_realised_days(const struct work *work) {
    hide_days(work, started);
    for (size_t i = 0; i < work->block->count; i++)
        if (!work->hidden[i])
            show_realised(&work->block->lines[i]);
}

static void disclose_phases(const struct work *work) {
    static count_of *const of[PHASE_COUNT] = {days_verwijzing, days_aanmelding, days_toewijzing,
                                              days_intake, days_start};
    for (size_t phase = 0; phase < PHASE_COUNT; phase++) {
        hide_days(work, of[phase]);
        show_where(work, work->hidden, phase_figures[phase]);
    }
}

/* One flow; `apart` are the lines hidden at either end of the quarter. */
static enum status disclose_flow(const struct work *work, count_of *of, const char *name,
                                 const bool *apart) {
    if (!region_shows(work, name))
        return STATUS_OK;
    enum status status = hide(work, (struct table_columns){1, {of}, {NULL}}, apart, work->hidden);
    if (status == STATUS_OK)
        show_where(work, work->hidden, name);
    return status;
}

static enum status disclose_flows(const struct work *work) {
    bool *apart = arena_array(work->arena, work->block->count, sizeof *apart);
    if (!apart)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < work->block->count; i++)
        apart[i] = work->joined[i] || (work->before && work->before->lines[i].joined);
    enum status status = disclose_flow(work, inflow, "instroom", apart);
    if (status == STATUS_OK)
        status = disclose_flow(work, left_started, "uitstroom_gestart", apart);
    return status;
}

static enum status disclose_started(const struct work *work) {
    if (!region_shows(work, "gestart_binnen_norm"))
        return STATUS_OK;
    enum status status = hide(work, (struct table_columns){2, {started, started_within}, {NULL}},
                              work->joined, work->hidden);
    if (status != STATUS_OK)
        return status;
    show_where(work, work->hidden, "gestart_plekken");
    show_where(work, work->hidden, "gestart_binnen_norm");
    show_where(work, work->hidden, "aandeel_gestart_binnen_norm");
    return STATUS_OK;
}

/* Places with any obstacle named; the others are what is left of the places. */
static uint32_t named(const struct figures *figures) {
    uint32_t sum = 0;
    for (size_t obstacle = GEEN_CAPACITEIT; obstacle < OBSTACLE_COUNT; obstacle++)
        sum += figures->obstacles[obstacle];
    return sum;
}

/* Lines where hardly anything, or hardly anything not, is named hide all obstacles. */
static enum status disclose_obstacles(const struct work *work) {
    static count_of *const of[OBSTACLE_COUNT] = {
        [GEEN_CAPACITEIT] = capaciteit,
        [GEEN_PASSEND_AANBOD] = aanbod,
        [FINANCIERING] = financiering,
        [TOEWIJZING_ONTBREEKT] = toewijzing,
        [GEZIN] = gezin,
        [ONDERWIJS] = onderwijs,
        [ANDERS] = anders,
    };
    bool *unnamed = arena_array(work->arena, work->block->count, sizeof *unnamed);
    if (!unnamed)
        return STATUS_NO_MEMORY;
    enum status status =
        hide(work, (struct table_columns){2, {places, named}, {NULL}}, work->joined, unnamed);
    for (size_t obstacle = GEEN_CAPACITEIT; obstacle < OBSTACLE_COUNT; obstacle++) {
        if (!region_shows(work, obstacle_figures[obstacle]))
            continue;
        if (status == STATUS_OK)
            status = hide(work, (struct table_columns){1, {of[obstacle]}, {NULL}}, unnamed,
                          work->hidden);
        if (status == STATUS_OK)
            show_where(work, work->hidden, obstacle_figures[obstacle]);
    }
    return status;
}

static enum status disclose_hulpvorm(const struct work *work) {
    disclose_realised_days(work);
    disclose_phases(work);
    enum status status = disclose_flows(work);
    if (status == STATUS_OK)
        status = disclose_started(work);
    if (status == STATUS_OK)
        status = disclose_obstacles(work);
    return status;
}

enum status disclose_block(const struct line *region, struct block *block,
                           const struct block *before, struct arena *arena) {
    struct work work = {region,
                        block,
                        before,
                        arena,
                        arena_array(arena, block->count, sizeof *work.joined),
                        arena_array(arena, block->count, sizeof *work.hidden)};
    if (!work.joined || !work.hidden)
        return STATUS_NO_MEMORY;
    if (!region_shows(&work, "wachtplekken")) {
        for (size_t i = 0; i < block->count; i++)
            block->lines[i].joined = true;
        return STATUS_OK;
    }
    enum status status = disclose_places(&work);
    if (status == STATUS_OK)
        status = disclose_netto(&work);
    if (status == STATUS_OK)
        disclose_waited(&work);
    if (status == STATUS_OK && block->by == BY_HULPVORM)
        status = disclose_hulpvorm(&work);
    if (status == STATUS_OK)
        join(&work);
    return status;
}
