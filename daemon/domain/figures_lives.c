#include "daemon/domain/figures_lives.h"

#include "daemon/domain/figures_work.h"
#include "proto/model/limits.h"

static bool is_crisis(const struct place *place) {
    return place->hulpvorm == CRISIS || place->urgentie == URGENTIE_CRISIS;
}

static day_t window_days(const struct figures_work *work) {
    uint32_t days = work->question->survival_days;
    return (day_t)(days ? days : SURVIVAL_DAYS_DEFAULT);
}

static day_t leaving_day(const struct flow *flow) {
    return flow->datum == DAY_NONE ? flow->shown : flow->datum;
}

/* The periods whose window holds the day. */
static struct span windows_of(const struct figures_work *work, day_t day) {
    return periods_between(&work->periods, day, day + window_days(work) - 1);
}

/* Where the region's table and the age of the data let it count. */
static void keep(struct figures_work *work, const struct place *place, struct life life,
                 struct span span) {
    const struct attendance *aanbieder = work->aanbieder;
    const struct runs *regio;
    const struct traits traits = traits_of(place);
    if (span_empty(span) || is_crisis(place) || !work_admits(work, traits) ||
        !work_cell(work, traits, &life.placed.cell))
        return;
    regio = regio_calendar_runs(&work->regio, traits);
    work->out_of_memory |= regio == NULL;
    for (size_t i = 0; regio && i < regio->count; i++) {
        for (uint32_t k = 0; k < aanbieder->counted_count; k++) {
            life.placed.span = span_both(span_both(regio->at[i], aanbieder->counted[k]), span);
            if (span_empty(life.placed.span))
                continue;
            struct life *kept = work_gather(work, &work->lives, life.placed);
            if (kept)
                *kept = life;
        }
    }
}

/* Waits by place id and name, and the periods in whose window each left. */
struct leavings {
    struct intern waits;
    struct gathering windows; /* of struct span */
};

struct wait_name {
    size_t size;
    uint8_t at[sizeof(uint64_t) + MAX_ID_BYTES];
};

static struct bytes name_wait(const struct place *place, uint64_t wait, struct wait_name *name) {
    ENSURE(place->id.size <= MAX_ID_BYTES);
    memcpy(name->at, &wait, sizeof wait);
    if (place->id.size)
        memcpy(name->at + sizeof wait, place->id.at, place->id.size);
    name->size = sizeof wait + place->id.size;
    return bytes_of(name->at, name->size);
}

static void note_leaving(struct figures_work *work, struct leavings *leavings,
                         const struct flow *flow, struct span window) {
    struct wait_name name;
    uint32_t number;
    if (!intern_number(&leavings->waits, name_wait(flow->place, flow->wait, &name), &number)) {
        work->out_of_memory = true;
        return;
    }
    bool known = number < leavings->windows.count;
    struct span *at =
        known ? gathering_at(&leavings->windows, number) : gathering_add(&leavings->windows);
    if (at)
        *at = window;
    work->out_of_memory |= at == NULL;
}

static void add_leavings(struct figures_work *work, const struct past *past,
                         struct leavings *leavings) {
    for (size_t i = 0; i < past->flow_count && !work->out_of_memory; i++) {
        const struct flow *flow = &past->flows[i];
        if (!flow->left || !flow->last)
            continue;
        day_t day = leaving_day(flow);
        struct span window = windows_of(work, day);
        if (span_empty(window))
            continue;
        note_leaving(work, leavings, flow, window);
        struct life life = {
            .start = flow->start, .left_on = day, .started = flow->reden == GESTART};
        keep(work, flow->place, life, window);
    }
}

/* Each wait once: where it left in the window it does not wait. */
static void add_waiting(struct figures_work *work, const struct spell *spell,
                        const struct leavings *leavings, struct span span) {
    struct life life = {.start = spell->start, .left_on = DAY_NONE};
    struct span left = {UINT32_MAX, UINT32_MAX};
    struct wait_name name;
    uint32_t number;
    if (intern_find(&leavings->waits, name_wait(spell->place, spell->wait, &name), &number))
        left = *(const struct span *)gathering_at(&leavings->windows, number);
    keep(work, spell->place, life, span_both(span, (struct span){0, left.begin}));
    keep(work, spell->place, life, span_both(span, (struct span){left.end, UINT32_MAX}));
}

void lives_add(struct figures_work *work, const struct past *past) {
    struct leavings leavings = {intern_of(work->arena),
                                gathering_of(work->arena, sizeof(struct span))};
    add_leavings(work, past, &leavings);
    for (size_t i = 0; i < past->spell_count && !work->out_of_memory; i++)
        add_waiting(work, &past->spells[i], &leavings, work_spell_span(work, &past->spells[i]));
}

static uint32_t days_from(day_t start, day_t end) {
    return end > start ? (uint32_t)(end - start) : 0;
}

struct life_table *lives_table(const struct figures_work *work) {
    day_t last = work->periods.at[work->periods.count - 1].on;
    uint32_t longest = 0;
    for (size_t i = 0; i < work->lives.count; i++) {
        const struct life *life = gathering_at(&work->lives, i);
        uint32_t days = days_from(life->start, life->left_on == DAY_NONE ? last : life->left_on);
        longest = days > longest ? days : longest;
    }
    return life_table_new(longest, work->arena);
}

static struct lifetime lifetime_on(const struct life *life, day_t x, day_t window) {
    day_t end = life->left_on == DAY_NONE ? x : life->left_on;
    return (struct lifetime){.entry = days_from(life->start, x - window),
                             .exit = days_from(life->start, end),
                             .start = life->started};
}

void lives_write(struct life_table *table, const struct figures_work *work, struct sweep *sweep,
                 struct slice lives, uint32_t *room, struct figures *const *figures) {
    day_t window = window_days(work);
    size_t count = 0;
    sweep_begin(sweep, lives);
    for (uint32_t k = sweep->span.begin; k < sweep->span.end; k++) {
        struct positions arriving = sweep_arriving(sweep, k);
        size_t staying = 0;
        for (size_t i = 0; i < arriving.count; i++)
            room[count++] = arriving.at[i];
        for (size_t i = 0; i < count; i++) {
            const struct life *life = slice_at(&lives, room[i]);
            if (life->placed.span.end <= k)
                continue;
            room[staying++] = room[i];
            life_table_add(table, lifetime_on(life, work->periods.at[k].on, window));
        }
        count = staying;
        struct survival found = life_table_read(table);
        if (figures[k])
            figures[k]->survival = found;
    }
}
