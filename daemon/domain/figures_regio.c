#include "daemon/domain/figures_regio.h"

static void note_turn(struct regio_calendar *calendar, day_t day) {
    uint32_t period = periods_from_day(calendar->periods, day);
    if (period < calendar->periods->count)
        calendar->turns[period] = true;
}

/* Nothing changes but where a rule begins or ends, or a gemeente joins or leaves. */
static void note_turns(struct regio_calendar *calendar) {
    const struct periods *periods = calendar->periods;
    for (size_t i = 0; i < calendar->regio->count; i++) {
        const struct regio_rule *rule = &calendar->regio->rules[i];
        if (rule->from != DAY_NONE)
            note_turn(calendar, rule->from);
        if (rule->until != DAY_NONE)
            note_turn(calendar, rule->until + 1);
    }
    for (size_t i = 0; i < gemeente_count(); i++) {
        struct bytes code = bytes_of_text(gemeente_code(i));
        for (uint32_t k = 1; k < periods->count; k++)
            calendar->turns[k] |= gemeente_in_region(code, periods->at[k].on) !=
                                  gemeente_in_region(code, periods->at[k - 1].on);
    }
}

bool regio_calendar_make(const struct regio *regio, day_t region_day, const struct periods *periods,
                         struct arena *arena, struct regio_calendar *calendar) {
    *calendar = (struct regio_calendar){
        .regio = regio,
        .periods = periods,
        .region_day = region_day,
        .turns = arena_array(arena, periods->count, sizeof(bool)),
        .holds = arena_array(arena, periods->count, sizeof(bool)),
        .kept = arena_array(arena, (size_t)1 << REGIO_KEPT_BITS, sizeof(struct regio_kept)),
        .kinds = intern_of(arena),
        .runs = gathering_of(arena, sizeof(struct runs))};
    if (!calendar->turns || !calendar->holds || !calendar->kept)
        return false;
    calendar->turns[0] = true;
    if (region_day == DAY_NONE)
        note_turns(calendar);
    return true;
}

bool regio_calendar_holds(const struct regio_calendar *calendar, struct traits traits, day_t day) {
    day_t by = calendar->region_day == DAY_NONE ? day : calendar->region_day;
    struct place place;
    traits_place(traits, &place);
    return regio_holds(calendar->regio, place.gemeente, place.hulpvorm, by);
}

static const struct runs *find_runs(struct regio_calendar *calendar, struct traits traits) {
    const struct periods *periods = calendar->periods;
    struct runs *runs = gathering_add(&calendar->runs);
    for (uint32_t i = 0; i < periods->count; i++)
        calendar->holds[i] = calendar->turns[i]
                                 ? regio_calendar_holds(calendar, traits, periods->at[i].on)
                                 : calendar->holds[i - 1];
    if (runs == NULL || !runs_make(calendar->holds, periods->count, calendar->runs.arena, runs))
        return NULL;
    return runs;
}

const struct runs *regio_calendar_find(struct regio_calendar *calendar, uint32_t where) {
    uint32_t number;
    if (!intern_number(&calendar->kinds, bytes_of(&where, sizeof where), &number))
        return NULL;
    if (number < calendar->runs.count)
        return gathering_at(&calendar->runs, number);
    return find_runs(calendar, traits_of_where(where));
}
