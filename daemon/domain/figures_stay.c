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

/* The cuts below change a stay as they go, and have it afterwards as they found it, but for
 * its span. */
static void keep(struct figures_work *work, struct stay *stay, struct span span) {
    struct stay *kept;
    if (span_empty(span))
        return;
    stay->placed.span = span;
    work_note_present(work, span);
    if (stay->counted && !work_has_cells(work)) /* else cells add up to the total */
        tally_add(&work->total, stay);
    if (!work->keeps_stays)
        return;
    kept = work_gather(work, &work->stays, stay->placed);
    if (kept)
        *kept = *stay;
}

/* Norm by norm: before and after the first schadelijk day. */
static void cut_by_norm(struct figures_work *work, struct stay *stay, struct span span) {
    const struct milestone_table *table = &work->milestones;
    const struct milestones *milestones = milestones_of(&work->milestones, stay->start);
    for (size_t i = 0; i < table->run_count && table->runs[i].span.begin < span.end; i++) {
        struct span run = span_both(table->runs[i].span, span);
        uint32_t turn = milestones->beyond[i];
        keep(work, stay, span_both(run, (struct span){0, turn}));
        stay->beyond = true;
        keep(work, stay, span_both(run, (struct span){turn, run.end}));
        stay->beyond = false;
    }
}

static void cut_by_start(struct figures_work *work, struct stay *stay, struct span span) {
    if (span_empty(span))
        return;
    if (stay->start == DAY_NONE) {
        keep(work, stay, span);
        return;
    }
    if (work->periods.at[span.begin].on < stay->start) {
        uint32_t comes = periods_from_day(&work->periods, stay->start);
        stay->ahead = true;
        keep(work, stay, span_both(span, (struct span){0, comes}));
        stay->ahead = false;
        span.begin = comes;
    }
    cut_by_norm(work, stay, span);
}

/* What was last said holds until something else is said. */
static void cut_by_taking(struct figures_work *work, const struct stay *stay,
                          const struct spell *spell, struct span span) {
    uint32_t begin = span.begin;
    struct stay said = *stay;
    for (size_t i = 0; i < spell->taking_count; i++) {
        const struct taking *taking = &spell->takings[i];
        uint32_t turn = periods_from_instant(&work->periods, taking->recorded_at);
        cut_by_start(work, &said, span_both(span, (struct span){begin, turn}));
        said.state = (uint8_t)taking->state;
        said.obstacle = (uint8_t)taking->obstacle;
        begin = turn;
    }
    cut_by_start(work, &said, span_both(span, (struct span){begin, span.end}));
}

static void keep_dropped(struct figures_work *work, struct stay *stay, struct span span) {
    if (span_empty(span))
        return;
    stay->counted = false;
    keep(work, stay, span);
    stay->counted = true;
}

/* Places of an aanbieder whose data are too old count in nothing, but they are there. */
static void cut_by_age(struct figures_work *work, struct stay *stay, const struct spell *spell,
                       struct span span) {
    const struct attendance *aanbieder = work->aanbieder;
    const bool is_said = spell->taking_count > 0 && work_asks(work, MEASURE_TAKEN);
    uint32_t begin = span.begin;
    for (uint32_t i = attendance_first_run(aanbieder, span);
         i < aanbieder->counted_count && aanbieder->counted[i].begin < span.end; i++) {
        struct span run = span_both(aanbieder->counted[i], span);
        keep_dropped(work, stay, (struct span){begin, run.begin});
        if (is_said)
            cut_by_taking(work, stay, spell, run);
        else
            cut_by_start(work, stay, run);
        begin = run.end;
    }
    keep_dropped(work, stay, (struct span){begin, span.end});
}

/* Everything about a stay but where it is. False: no memory, remembered. */
static bool describe(struct figures_work *work, const struct spell *spell, struct traits traits,
                     struct stay *stay) {
    *stay = (struct stay){.aanbieder = work->aanbieder_number,
                          .start = work_clock_day(work, spell),
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
