#include "daemon/domain/figures_count.h"

#include "daemon/domain/figures_work.h"

/* What is the same for all spells that are told at once, in a place that nobody else knows: a
 * number that is added to could be anything in `work` as far as a compiler can tell, and all of
 * it would be fetched again after each. */
struct counter {
    struct figures_work *work;
    struct tally tally;
    const struct norm_run *norms;
    size_t norm_count;
    struct span days, fresh; /* of its code; the last periods in which data are not too old */
    bool admits_all, takes_all;
};

static inline struct counter counter_of(struct figures_work *work) {
    const struct attendance *aanbieder = work->aanbieder;
    const uint32_t runs = aanbieder->counted_count;
    return (struct counter){.work = work,
                            .tally = work->total,
                            .norms = work->milestones.runs,
                            .norm_count = work->milestones.run_count,
                            .days = work->days,
                            .fresh = runs ? aanbieder->counted[runs - 1]
                                          : (struct span){UINT32_MAX, UINT32_MAX},
                            .admits_all = work->admits_all,
                            .takes_all = aanbieder->expected && work_asks(work, MEASURE_WAITING)};
}

/* Norm by norm, from the first schadelijk day on. */
static inline void count_beyond(struct counter *c, unsigned readings, const uint32_t *beyond,
                                struct span span) {
    for (size_t i = 0; i < c->norm_count && c->norms[i].span.begin < span.end; i++) {
        struct span run = span_both(c->norms[i].span, span);
        if (span_empty(run))
            continue;
        run.begin = beyond[i] > run.begin ? beyond[i] : run.begin;
        run.begin = run.begin < run.end ? run.begin : run.end;
        tally_add_number(&c->tally, TALLY_BEYOND + readings, run);
    }
}

static inline void count_stretch(struct counter *c, unsigned readings, day_t start,
                                 struct span span) {
    tally_add_number(&c->tally, TALLY_WAITING + readings, span);
    if (start == DAY_NONE) {
        tally_add_number(&c->tally, TALLY_WITHOUT_CLOCK, span);
        return;
    }
    const struct milestones *milestones = milestones_of(&c->work->milestones, start);
    tally_add_bands(&c->tally, milestones->bands, span);
    count_beyond(c, readings, milestones->beyond, span);
}

/* ---- in parts */

/* Where the data are not too old. */
static void count_by_age(struct counter *c, unsigned readings, day_t start, struct span span) {
    const struct attendance *aanbieder = c->work->aanbieder;
    for (uint32_t i = attendance_first_run(aanbieder, span); i < aanbieder->counted_count; i++) {
        const struct span run = span_both(aanbieder->counted[i], span);
        if (span_empty(run))
            return;
        count_stretch(c, readings, start, run);
    }
}

static void count_parts(struct figures_work *work, const struct runs *regio, unsigned readings,
                        day_t start, struct span span) {
    struct counter counter = counter_of(work);
    for (size_t i = 0; i < regio->count; i++) {
        const struct span part = span_both(regio->at[i], span);
        if (span_empty(part))
            continue;
        work_note_present(work, part);
        if (work_asks(work, MEASURE_WAITING))
            count_by_age(&counter, readings, start, part);
    }
}

/* ---- one after the other */

/* Nearly all are in one piece: in the region all the while or not at all, with data that have been
 * good enough since before they began. */
static inline void count_where(struct counter *c, const struct runs *regio, struct traits traits,
                               day_t start, struct span span) {
    const unsigned readings = tally_readings(c->work->readings[traits_reading(traits)]);
    if (!c->takes_all || regio->count != 1 || span.begin < c->fresh.begin) {
        count_parts(c->work, regio, readings, start, span);
        return;
    }
    span = span_both(span_both(span, regio->at[0]), c->fresh);
    if (!span_empty(span))
        count_stretch(c, readings, start, span);
}

static inline void count(struct counter *c, struct traits traits, day_t start, struct span span) {
    span = span_both(span, c->days);
    if (span_empty(span) || (!c->admits_all && !work_filter_admits(c->work, traits)))
        return;
    const struct runs *regio = regio_calendar_runs(&c->work->regio, traits);
    if (regio == NULL)
        c->work->out_of_memory = true;
    else
        count_where(c, regio, traits, start, span);
}

void count_spell(struct figures_work *work, struct traits traits, day_t start, struct span span) {
    struct counter counter = counter_of(work);
    count(&counter, traits, start, span);
}

void count_spells(struct figures_work *work, const struct roll_spell *spells, size_t spell_count) {
    struct counter counter = counter_of(work);
    for (size_t i = 0; i < spell_count; i++)
        count(&counter, roll_traits(&spells[i].who), spells[i].who.start,
              (struct span){spells[i].from, spells[i].until});
}
