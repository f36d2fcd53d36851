/* One aanbieder's past as it is told, and a whole one, which is told from beginning to end.
 *
 * Whether data are too old to count is known of every period before the last peilmoment that
 * was told; a spell is told when it ends, and by then it is known of all its periods. */
#include "daemon/domain/figures_count.h"
#include "daemon/domain/figures_work.h"

/* What needs to look back at what was told, or at more than blocks and rows tell. */
bool figures_can_listen(const struct figures_question *question) {
    const uint32_t whole = MEASURE_BIT(MEASURE_SURVIVAL) | MEASURE_BIT(MEASURE_REALISED) |
                           MEASURE_BIT(MEASURE_TAKEN) | MEASURE_BIT(MEASURE_AANNAME);
    return !(question->measures & whole);
}

/* ---- what is told, piece by piece */

static void set_days(struct figures_work *work, day_t first_day, day_t last_day) {
    const struct periods *periods = &work->periods;
    work->days = periods_all(periods);
    if (first_day != DAY_NONE)
        work->days.begin = periods_from_day(periods, first_day);
    if (last_day != DAY_NONE)
        work->days.end = periods_from_day(periods, last_day + 1);
    work->aanbieder->first_day = first_day;
    work->aanbieder->last_day = last_day;
}

/* Who was succeeded is expected no more. */
static void hear_days(void *context, day_t first_day, day_t last_day) {
    struct figures_work *work = context;
    set_days(work, first_day, last_day);
    work->aanbieder->expected &= last_day == DAY_NONE;
}

static void hear_peil(void *context, const struct peil *peil) {
    struct figures_work *work = context;
    attendance_peil(work->aanbieder, &work->periods, peil);
}

static void hear_spell(void *context, const struct spell *spell) {
    struct figures_work *work = context;
    struct span span = work_spell_span(work, spell);
    if (span_empty(span) || work->out_of_memory)
        return;
    attendance_settle(work->aanbieder, &work->periods, spell->until);
    if (work->only_counts)
        count_spell(work, spell_traits(spell), work_clock_day(work, spell), span);
    else
        stays_add(work, spell, span);
}

static void hear_flow(void *context, const struct flow *flow) {
    struct figures_work *work = context;
    if (!work->out_of_memory)
        flows_add(work, flow);
}

/* ---- many spells at once */

/* By the first period that ends after it. */
static uint32_t hear_moment(void *context, const struct roll_moment *moment) {
    struct figures_work *work = context;
    const struct peil peil = {.peilmoment = moment->at, .inherited = moment->inherited};
    attendance_settle(work->aanbieder, &work->periods, moment->at);
    if (moment->applied)
        attendance_peil(work->aanbieder, &work->periods, &peil);
    return work->aanbieder->settled;
}

static void add_stays(struct figures_work *work, const struct roll_spell *spells, size_t count) {
    struct spell spell = {.place = NULL}; /* nor are any of the other fields known */
    for (size_t i = 0; i < count && !work->out_of_memory; i++) {
        const struct span span =
            span_both((struct span){spells[i].from, spells[i].until}, work->days);
        spell.traits = roll_traits(&spells[i].who);
        spell.start = spells[i].who.start;
        if (!span_empty(span))
            stays_add(work, &spell, span);
    }
}

static void hear_spells(void *context, const struct roll_spell *spells, size_t count) {
    struct figures_work *work = context;
    if (work->only_counts)
        count_spells(work, spells, count);
    else
        add_stays(work, spells, count);
}

static void hear_staying(void *context, const struct roll_spell *spells, size_t count) {
    struct figures_work *work = context;
    attendance_settle(work->aanbieder, &work->periods, INSTANT_MAX);
    hear_spells(context, spells, count);
}

/* ---- one aanbieder */

/* Its attendance is needed at the end where there are cells. */
static bool next_aanbieder(struct figures_work *work) {
    if (work->aanbieder) {
        work->aanbieder_number++;
        if (!work_has_cells(work))
            return true;
    }
    work->aanbieder = gathering_add(&work->aanbieders);
    return work->aanbieder && attendance_make(&work->periods, work->arena, work->aanbieder);
}

enum status figures_listen(struct figures_work *work, const struct past *about,
                           struct block_listener *listener) {
    if (work->out_of_memory || !next_aanbieder(work)) {
        work->out_of_memory = true;
        return STATUS_NO_MEMORY;
    }
    attendance_begin(work->aanbieder, &work->periods, about);
    memset(work->present, false, work->periods.count);
    work->cell_known = false;
    *listener = (struct block_listener){{work, hear_days, hear_peil, hear_spell, hear_flow},
                                        {work, hear_days, hear_moment, hear_spells, hear_staying}};
    set_days(work, about->first_day, about->last_day);
    return STATUS_OK;
}

/* Expected, or with places all the same. `past`: where aanname is asked. */
static void add_coverage(struct figures_work *work, const struct past *past) {
    const struct attendance *aanbieder = work->aanbieder;
    for (uint32_t i = 0; i < work->periods.count; i++) {
        struct coverage *coverage = &work->coverage[i];
        day_t on = work->periods.at[i].on;
        if (!aanbieder->expected && !work->present[i])
            continue;
        coverage->expected += aanbieder->expected;
        coverage_count(coverage, aanbieder, i, on);
        if (work_asks(work, MEASURE_AANNAME) && attendance_freshness(aanbieder, i, on) != DROPPED)
            aanname_add(work, past, i);
    }
}

static enum status finish_aanbieder(struct figures_work *work, const struct past *past) {
    attendance_settle(work->aanbieder, &work->periods, INSTANT_MAX);
    add_coverage(work, past);
    return work->out_of_memory ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status figures_heard(struct figures_work *work) {
    ENSURE(figures_can_listen(work->question));
    return finish_aanbieder(work, NULL);
}

static void tell(const struct past *past, const struct past_listener *listener) {
    for (size_t i = 0; i < past->peil_count; i++)
        listener->peil(listener->context, &past->peils[i]);
    for (size_t i = 0; i < past->spell_count; i++)
        listener->spell(listener->context, &past->spells[i]);
    for (size_t i = 0; i < past->flow_count; i++)
        listener->flow(listener->context, &past->flows[i]);
}

enum status figures_add(struct figures_work *work, const struct past *past) {
    struct block_listener listener;
    if (!filter_admits_aanbieder(&work->question->filter, &past->agb))
        return STATUS_OK;
    enum status status = figures_listen(work, past, &listener);
    if (status != STATUS_OK)
        return status;
    tell(past, &listener.each);
    if (work_asks(work, MEASURE_SURVIVAL)) {
        attendance_settle(work->aanbieder, &work->periods, INSTANT_MAX);
        lives_add(work, past);
    }
    return finish_aanbieder(work, past);
}
