#include "daemon/domain/figures_tally.h"

bool tally_make(uint32_t period_count, uint32_t measures, struct milestone_table *milestones,
                struct arena *arena, struct tally *tally) {
    *tally = (struct tally){
        .measures = measures,
        .milestones = milestones,
        .span = {UINT32_MAX, 0},
        .changes = arena_array(arena, (size_t)period_count + 1, sizeof *tally->changes)};
    return tally->changes != NULL;
}

static bool asks(const struct tally *tally, enum measure measure) {
    return tally->measures & MEASURE_BIT(measure);
}

static void add(struct tally *tally, unsigned number, struct span span) {
    if (span_empty(span))
        return;
    tally->changes[span.begin][number]++;
    tally->changes[span.end][number]--; /* below zero wraps, and back when added up */
}

static void add_bands(struct tally *tally, const struct stay *stay) {
    const struct milestones *milestones = milestones_of(tally->milestones, stay->start);
    struct span rest = stay->placed.span;
    for (size_t i = BAND_COUNT - 1; i > 0 && !span_empty(rest); i--) {
        uint32_t begin = milestones->bands[i];
        add(tally, TALLY_BANDS + (unsigned)i, span_both(rest, (struct span){begin, rest.end}));
        if (begin < rest.end)
            rest.end = begin;
    }
    add(tally, TALLY_BANDS, rest);
}

static void add_waiting(struct tally *tally, const struct stay *stay) {
    struct span span = stay->placed.span;
    for (unsigned i = 0; i < WAITING_COUNT; i++) {
        if (!(stay->readings & (1U << i)))
            continue;
        add(tally, TALLY_WAITING + i, span);
        if (stay->beyond)
            add(tally, TALLY_BEYOND + i, span);
    }
    if (stay->start == DAY_NONE)
        add(tally, TALLY_WITHOUT_CLOCK, span);
    else
        add_bands(tally, stay);
}

void tally_add(struct tally *tally, const struct stay *stay) {
    struct span span = stay->placed.span;
    if (asks(tally, MEASURE_WAITING))
        add_waiting(tally, stay);
    if (asks(tally, MEASURE_TAKEN)) {
        add(tally, TALLY_TAKEN + stay->state, span);
        add(tally, TALLY_OBSTACLES + stay->obstacle, span);
    }
    if (span.begin < tally->span.begin)
        tally->span.begin = span.begin;
    if (span.end > tally->span.end)
        tally->span.end = span.end;
}

/* What was not asked was not counted, and stays 0. */
static void write_numbers(const uint32_t now[TALLY_COUNT], struct figures *figures) {
    for (size_t i = 0; i < WAITING_COUNT; i++) {
        figures->waiting[i].places = now[TALLY_WAITING + i];
        figures->beyond[i].places = now[TALLY_BEYOND + i];
    }
    figures->without_clock = now[TALLY_WITHOUT_CLOCK];
    memcpy(figures->bands, now + TALLY_BANDS, sizeof figures->bands);
    memcpy(figures->taken, now + TALLY_TAKEN, sizeof figures->taken);
    memcpy(figures->obstacles, now + TALLY_OBSTACLES, sizeof figures->obstacles);
}

void tally_write(struct tally *tally, struct figures *const *figures) {
    uint32_t now[TALLY_COUNT] = {0};
    struct span span = tally->span;
    for (uint32_t k = span.begin; k < span.end; k++) {
        for (size_t i = 0; i < TALLY_COUNT; i++)
            now[i] += tally->changes[k][i];
        if (figures[k])
            write_numbers(now, figures[k]);
    }
    if (!span_empty(span))
        memset(tally->changes + span.begin, 0,
               (span.end - span.begin + 1) * sizeof *tally->changes);
    tally->span = (struct span){UINT32_MAX, 0};
}
