#include "daemon/domain/figures_tally.h"

bool tally_make(uint32_t period_count, uint32_t measures, struct milestone_table *milestones,
                struct arena *arena, struct tally *tally) {
    *tally = (struct tally){.measures = measures,
                            .milestones = milestones,
                            .span = {UINT32_MAX, 0},
                            .row_size =
                                measures & MEASURE_BIT(MEASURE_TAKEN) ? TALLY_COUNT : TALLY_TAKEN};
    tally->changes =
        arena_array(arena, ((size_t)period_count + 1) * tally->row_size, sizeof *tally->changes);
    return tally->changes != NULL;
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

/* What was not asked was not counted, and stays 0. */
static void write_numbers(const uint32_t now[TALLY_COUNT], struct figures *figures) {
    for (unsigned together = 0; together < TALLY_READINGS; together++)
        write_readings(figures, together << 1 | 1U << WAITING_ALL, now[TALLY_WAITING + together],
                       now[TALLY_BEYOND + together]);
    figures->without_clock = now[TALLY_WITHOUT_CLOCK];
    for (unsigned band = 0; band < BAND_COUNT; band++)
        figures->bands[band] =
            now[TALLY_REACHED + band] - (band + 1 < BAND_COUNT ? now[TALLY_REACHED + band + 1] : 0);
    memcpy(figures->taken, now + TALLY_TAKEN, sizeof figures->taken);
    memcpy(figures->obstacles, now + TALLY_OBSTACLES, sizeof figures->obstacles);
}

/* Both ask the same. */
void tally_add_all(struct tally *tally, const struct tally *part) {
    const struct span span = part->span;
    if (span_empty(span))
        return;
    uint32_t *at = tally_row(tally, span.begin);
    const uint32_t *from = tally_row(part, span.begin), *end = tally_row(part, span.end + 1);
    while (from < end)
        *at++ += *from++;
    tally->span.begin = span.begin < tally->span.begin ? span.begin : tally->span.begin;
    tally->span.end = span.end > tally->span.end ? span.end : tally->span.end;
}

void tally_write(struct tally *tally, struct figures *const *figures) {
    uint32_t now[TALLY_COUNT] = {0};
    const struct span span = tally->span;
    if (span_empty(span))
        return;
    for (uint32_t k = span.begin; k < span.end; k++) {
        const uint32_t *row = tally_row(tally, k);
        for (size_t i = 0; i < tally->row_size; i++)
            now[i] += row[i];
        if (figures[k])
            write_numbers(now, figures[k]);
    }
    memset(tally_row(tally, span.begin), 0,
           (span.end - span.begin + 1) * tally->row_size * sizeof *tally->changes);
    tally->span = (struct span){UINT32_MAX, 0};
}
