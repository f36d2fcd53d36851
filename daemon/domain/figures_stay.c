#include "daemon/domain/figures_stay.h"

#include "daemon/domain/figures_work.h"

day_t clock_day(const struct place *place, day_t start, enum clock clock) {
    switch (clock) {
    case CLOCK_OORSPRONKELIJKE_AANMELDDATUM:
        return place->oorspronkelijke_aanmelddatum;
    case CLOCK_AANMELDDATUM:
        return place->aanmelddatum;
    case CLOCK_VERWIJSDATUM:
        return place->verwijsdatum;
    case CLOCK_TOEWIJZINGSDATUM:
        return place->toewijzingsdatum;
    case CLOCK_COMPLEET_DATUM:
        return place->compleet_datum;
    case CLOCK_MAATREGEL_START:
        return place->maatregel_start;
    case CLOCK_NONE:
    case CLOCK_COUNT:
        break;
    }
    return start;
}

/* Bits (1 << enum waiting). */
uint8_t place_readings(const struct place *place) {
    unsigned readings = 1U << WAITING_ALL;
    if (place->overbrugging <= OVERBRUGGING_GEEN) /* unknown: nothing is known to bridge it */
        readings |= 1U << WAITING_NETTO;
    if (maatregel_protects(place->maatregel))
        readings |= 1U << WAITING_BESCHERMING;
    if (place->maatregel == JEUGDRECLASSERING)
        readings |= 1U << WAITING_RECLASSERING;
    if (!place->eigen_wens)
        readings |= 1U << WAITING_ADJUSTED;
    return (uint8_t)readings;
}

/* Stays are kept where more than the total of places is asked. */
static bool keeps_stays(const struct figures_work *work) {
    return work_has_cells(work) || work_asks(work, MEASURE_JEUGDIGEN) ||
           work_asks(work, MEASURE_DAYS);
}

static void note_present(struct figures_work *work, struct span span) {
    if (!work->aanbieder->expected)
        memset(work->present + span.begin, true, span.end - span.begin);
}

static void keep(struct figures_work *work, const struct stay *stay, struct span span) {
    struct stay part = *stay, *kept;
    if (span_empty(span))
        return;
    part.placed.span = span;
    note_present(work, span);
    if (stay->counted)
        tally_add(&work->total, &part);
    if (!keeps_stays(work))
        return;
    kept = work_gather(work, &work->stays, part.placed);
    if (kept)
        *kept = part;
}

/* Norm by norm: before and after the first schadelijk day. */
static void cut_by_norm(struct figures_work *work, const struct stay *stay, struct span span) {
    const struct milestone_table *table = &work->milestones;
    const struct milestones *milestones = milestones_of(&work->milestones, stay->start);
    struct stay beyond = *stay;
    beyond.beyond = true;
    for (size_t i = 0; i < table->run_count; i++) {
        struct span run = span_both(table->runs[i].span, span);
        uint32_t turn = milestones->beyond[i];
        keep(work, stay, span_both(run, (struct span){0, turn}));
        keep(work, &beyond, span_both(run, (struct span){turn, run.end}));
    }
}

/* Only the total of places is asked: nothing needs cutting to be added up. */
static void count_only(struct figures_work *work, const struct stay *stay, struct span span) {
    const struct milestone_table *table = &work->milestones;
    const uint32_t *beyond;
    struct stay whole = *stay;
    whole.placed.span = span;
    note_present(work, span);
    tally_add(&work->total, &whole);
    if (stay->start == DAY_NONE)
        return;
    beyond = milestones_of(&work->milestones, stay->start)->beyond;
    for (size_t i = 0; i < table->run_count; i++)
        tally_add_beyond(
            &work->total, &whole,
            span_both(table->runs[i].span,
                      (struct span){beyond[i] > span.begin ? beyond[i] : span.begin, span.end}));
}

static void cut_by_start(struct figures_work *work, const struct stay *stay, struct span span) {
    if (span_empty(span))
        return;
    if (!keeps_stays(work)) {
        count_only(work, stay, span);
        return;
    }
    if (stay->start == DAY_NONE) {
        keep(work, stay, span);
        return;
    }
    if (work->periods.at[span.begin].on < stay->start) {
        uint32_t comes = periods_from_day(&work->periods, stay->start);
        struct stay ahead = *stay;
        ahead.ahead = true;
        keep(work, &ahead, span_both(span, (struct span){0, comes}));
        span.begin = comes;
    }
    cut_by_norm(work, stay, span);
}

/* What was last said holds until something else is said. */
static void cut_by_taking(struct figures_work *work, const struct stay *stay,
                          const struct spell *spell, struct span span) {
    size_t count = work_asks(work, MEASURE_TAKEN) ? spell->taking_count : 0;
    uint32_t begin = span.begin;
    struct stay said = *stay;
    for (size_t i = 0; i < count; i++) {
        const struct taking *taking = &spell->takings[i];
        uint32_t turn = periods_from_instant(&work->periods, taking->recorded_at);
        cut_by_start(work, &said, span_both(span, (struct span){begin, turn}));
        said.state = (uint8_t)taking->state;
        said.obstacle = (uint8_t)taking->obstacle;
        begin = turn;
    }
    cut_by_start(work, &said, span_both(span, (struct span){begin, span.end}));
}

/* Places of an aanbieder whose data are too old count in nothing, but they are there. */
static void cut_by_age(struct figures_work *work, const struct stay *stay,
                       const struct spell *spell, struct span span) {
    const struct attendance *aanbieder = work->aanbieder;
    struct stay dropped = *stay;
    uint32_t begin = span.begin;
    dropped.counted = false;
    for (size_t i = 0; i < aanbieder->counted_count && aanbieder->counted[i].begin < span.end;
         i++) {
        struct span run = span_both(aanbieder->counted[i], span);
        if (span_empty(run))
            continue;
        keep(work, &dropped, (struct span){begin, run.begin});
        cut_by_taking(work, stay, spell, run);
        begin = run.end;
    }
    keep(work, &dropped, (struct span){begin, span.end});
}

/* Everything about a stay but where it is. False: no memory, remembered. */
static bool describe(struct figures_work *work, const struct spell *spell, struct traits traits,
                     struct stay *stay) {
    *stay = (struct stay){.aanbieder = work->aanbieder_number,
                          .start = clock_day(spell->place, spell->start, work->question->clock),
                          .readings = work->readings[traits_reading(traits)],
                          .counted = true};
    if (work_asks(work, MEASURE_JEUGDIGEN) &&
        !jeugdigen_number(&work->jeugdigen, spell->place, &stay->jeugdige))
        work->out_of_memory = true;
    return !work->out_of_memory && work_cell(work, traits, &stay->placed.cell);
}

void stays_add(struct figures_work *work, const struct spell *spell, struct span span) {
    const struct traits traits = spell_traits(spell);
    const struct runs *regio;
    struct stay stay;
    if (!work_admits(work, traits))
        return;
    regio = regio_calendar_runs(&work->regio, traits);
    if (regio == NULL) {
        work->out_of_memory = true;
        return;
    }
    if (!describe(work, spell, traits, &stay))
        return;
    for (size_t i = 0; i < regio->count; i++) {
        struct span part = span_both(regio->at[i], span);
        if (!span_empty(part))
            cut_by_age(work, &stay, spell, part);
    }
}
