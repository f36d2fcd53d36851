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

/* From band to band, as its time comes. */
static void add_bands(struct tally *tally, const struct stay *stay) {
    const uint32_t *begins = milestones_of(tally->milestones, stay->start)->bands;
    const struct span span = stay->placed.span;
    unsigned band = BAND_COUNT - 1;
    while (band > 0 && begins[band] > span.begin)
        band--;
    tally->changes[span.begin][TALLY_BANDS + band]++;
    for (; band + 1 < BAND_COUNT && begins[band + 1] < span.end; band++) {
        uint32_t *turn = tally->changes[begins[band + 1]];
        turn[TALLY_BANDS + band]--;
        turn[TALLY_BANDS + band + 1]++;
    }
    tally->changes[span.end][TALLY_BANDS + band]--;
}

static unsigned together_of(const struct stay *stay) {
    return stay->readings >> 1; /* without WAITING_ALL */
}

static void add_waiting(struct tally *tally, const struct stay *stay) {
    add(tally, TALLY_WAITING + together_of(stay), stay->placed.span);
    if (stay->beyond)
        add(tally, TALLY_BEYOND + together_of(stay), stay->placed.span);
    if (stay->start == DAY_NONE)
        add(tally, TALLY_WITHOUT_CLOCK, stay->placed.span);
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

static void write_readings(struct figures *figures, unsigned readings, uint32_t waiting,
                           uint32_t beyond) {
    for (unsigned i = 0; waiting > 0 && i < WAITING_COUNT; i++) {
        if (!(readings & (1U << i)))
            continue;
        figures->waiting[i].places += waiting;
        figures->beyond[i].places += beyond;
    }
}

void tally_add_beyond(struct tally *tally, const struct stay *stay, struct span span) {
    if (asks(tally, MEASURE_WAITING))
        add(tally, TALLY_BEYOND + together_of(stay), span);
}

/* What was not asked was not counted, and stays 0. */
static void write_numbers(const uint32_t now[TALLY_COUNT], struct figures *figures) {
    for (unsigned together = 0; together < TALLY_READINGS; together++)
        write_readings(figures, together << 1 | 1U << WAITING_ALL, now[TALLY_WAITING + together],
                       now[TALLY_BEYOND + together]);
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
