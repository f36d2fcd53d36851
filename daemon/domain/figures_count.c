#include "daemon/domain/figures_count.h"

#include "daemon/domain/figures_work.h"

/* Norm by norm, from the first schadelijk day on. */
static void count_beyond(struct figures_work *work, unsigned readings, const uint32_t *beyond,
                         struct span span) {
    const struct milestone_table *table = &work->milestones;
    for (size_t i = 0; i < table->run_count && table->runs[i].span.begin < span.end; i++) {
        struct span run = span_both(table->runs[i].span, span);
        if (span_empty(run))
            continue;
        run.begin = beyond[i] > run.begin ? beyond[i] : run.begin;
        run.begin = run.begin < run.end ? run.begin : run.end;
        tally_add_number(&work->total, TALLY_BEYOND + readings, run);
    }
}

static void count_stretch(struct figures_work *work, unsigned readings, day_t start,
                          struct span span) {
    tally_add_number(&work->total, TALLY_WAITING + readings, span);
    if (start == DAY_NONE) {
        tally_add_number(&work->total, TALLY_WITHOUT_CLOCK, span);
        return;
    }
    const struct milestones *milestones = milestones_of(&work->milestones, start);
    tally_add_bands(&work->total, milestones->bands, span);
    count_beyond(work, readings, milestones->beyond, span);
}

/* Where the data are not too old. */
static void count_by_age(struct figures_work *work, unsigned readings, day_t start,
                         struct span span) {
    const struct attendance *aanbieder = work->aanbieder;
    for (uint32_t i = attendance_first_run(aanbieder, span); i < aanbieder->counted_count; i++) {
        const struct span run = span_both(aanbieder->counted[i], span);
        if (span_empty(run))
            return;
        count_stretch(work, readings, start, run);
    }
}

void count_spell(struct figures_work *work, const struct spell *spell, struct span span) {
    const struct traits traits = spell_traits(spell);
    if (!work_admits(work, traits))
        return;
    const struct runs *regio = regio_calendar_runs(&work->regio, traits);
    if (regio == NULL) {
        work->out_of_memory = true;
        return;
    }
    const unsigned readings = tally_readings(work->readings[traits_reading(traits)]);
    const day_t start = work_clock_day(work, spell);
    for (size_t i = 0; i < regio->count; i++) {
        const struct span part = span_both(regio->at[i], span);
        if (span_empty(part))
            continue;
        work_note_present(work, part);
        if (work_asks(work, MEASURE_WAITING))
            count_by_age(work, readings, start, part);
    }
}
