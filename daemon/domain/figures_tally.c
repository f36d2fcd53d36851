#include "daemon/domain/figures_tally.h"

bool tally_make(uint32_t period_count, uint32_t measures, struct milestone_table *milestones,
                struct arena *arena, struct tally *tally) {
    *tally =
        (struct tally){.measures = measures,
                       .milestones = milestones,
                       .span = {UINT32_MAX, 0},
                       .count = measures & MEASURE_BIT(MEASURE_TAKEN) ? TALLY_COUNT : TALLY_TAKEN,
                       .row_size = (size_t)period_count + 1};
    tally->changes = arena_array(arena, tally->row_size * tally->count, sizeof *tally->changes);
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
    memcpy(figures->bands, now + TALLY_BANDS, sizeof figures->bands);
    memcpy(figures->taken, now + TALLY_TAKEN, sizeof figures->taken);
    memcpy(figures->obstacles, now + TALLY_OBSTACLES, sizeof figures->obstacles);
}

/* Both ask the same. */
void tally_add_all(struct tally *tally, const struct tally *part) {
    const struct span span = part->span;
    if (span_empty(span))
        return;
    for (unsigned number = 0; number < part->count; number++) {
        uint32_t *row = tally_row(tally, number);
        const uint32_t *added = tally_row(part, number);
        for (uint32_t k = span.begin; k <= span.end; k++)
            row[k] += added[k];
    }
    tally->span.begin = span.begin < tally->span.begin ? span.begin : tally->span.begin;
    tally->span.end = span.end > tally->span.end ? span.end : tally->span.end;
}

static void take_changes(struct tally *tally, uint32_t period, uint32_t now[TALLY_COUNT]) {
    uint32_t *change = tally->changes + period;
    for (unsigned number = 0; number < tally->count; number++, change += tally->row_size) {
        now[number] += *change;
        *change = 0;
    }
}

void tally_write(struct tally *tally, struct figures *const *figures) {
    uint32_t now[TALLY_COUNT] = {0};
    const struct span span = tally->span;
    if (span_empty(span))
        return;
    for (uint32_t k = span.begin; k < span.end; k++) {
        take_changes(tally, k, now);
        if (figures[k])
            write_numbers(now, figures[k]);
    }
    take_changes(tally, span.end, now);
    tally->span = (struct span){UINT32_MAX, 0};
}
