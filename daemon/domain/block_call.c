/* Rolls called up as one past. A spell that goes on in the next roll is told when it ends. */
#include "daemon/domain/block_roll.h"

/* Somebody who is there at the end of a roll, and since when. */
struct staying {
    instant_t since;
    struct roll_spell known;
};

struct roll_call {
    const struct block_range *range;
    const struct past_listener *listener;
    struct arena *arena;
    instant_t begin, end; /* the ends of the first day and of the last */
    bool over;
    bool begun;
    instant_t seam, at; /* where settled blocks end; where the last roll began */
    /* By position: since when those have been there whom the roll at hand began with, and those
     * who are there at its end. */
    struct staying *since, *since_next;
    size_t staying_count, capacity;
    day_t first_day, last_day;
    struct spell spell; /* the one that is told */
};

struct roll_call *roll_call_new(const struct block_range *range,
                                const struct past_listener *listener, struct arena *arena) {
    struct roll_call *call = arena_alloc(arena, sizeof *call);
    ENSURE(!range->detail && !range->flows && !range->all_flows);
    if (call == NULL)
        return NULL;
    *call = (struct roll_call){
        .range = range,
        .listener = listener,
        .arena = arena,
        .begin = range->first == INT32_MAX ? INSTANT_MAX : instant_of_day(range->first + 1),
        .end = range->last == INT32_MAX ? INSTANT_MAX : instant_of_day(range->last + 1),
        .seam = INT64_MIN};
    return call;
}

void roll_call_seam(struct roll_call *call, instant_t at) {
    ENSURE(!call->begun);
    call->seam = at;
}

static void tell_peil(const struct roll_call *call, instant_t at, bool inherited) {
    const struct peil peil = {.peilmoment = at, .inherited = inherited};
    call->listener->peil(call->listener->context, &peil);
}

static void tell_peils(const struct roll_call *call, const struct roll *roll, uint32_t end) {
    for (uint32_t i = 1; i < end; i++)
        if (roll->moments[i].applied)
            tell_peil(call, roll->moments[i].at, roll->moments[i].inherited);
}

/* The first moment at or after an instant. */
static uint32_t moment_from(const struct roll *roll, instant_t instant) {
    uint32_t begin = 1, end = roll->moment_count;
    while (begin < end) {
        uint32_t middle = begin + (end - begin) / 2;
        if (roll->moments[middle].at < instant)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

static instant_t from_of(const struct roll_call *call, const struct roll *roll, uint32_t number) {
    if (number < roll->carried_count)
        return call->since[number].since;
    return roll->moments[roll->spells[number].from].at;
}

/* What a roll knows of a spell; the rest stays as it is. */
static void tell_spell(struct roll_call *call, const struct roll_spell *known, instant_t from,
                       instant_t until) {
    struct spell *spell = &call->spell;
    spell->traits.low = known->traits_low;
    spell->traits.high = known->traits_high;
    spell->start = known->start;
    spell->reinstated = known->reinstated;
    spell->from = from;
    spell->until = until;
    call->listener->spell(call->listener->context, spell);
}

/* Those that end in this roll before the moment `end`, or with a range that is over there do
 * not; as far as they touch the range, which begins at the moment `begin`. */
static void tell_spells(struct roll_call *call, const struct roll *roll, uint32_t begin,
                        uint32_t end) {
    for (uint32_t i = 0; i < roll->spell_count; i++) {
        const struct roll_spell *spell = &roll->spells[i];
        if (spell->until < begin || spell->from >= end)
            continue;
        if (spell->until < end)
            tell_spell(call, spell, from_of(call, roll, i), roll->moments[spell->until].at);
        else if (call->over)
            tell_spell(call, spell, from_of(call, roll, i), INSTANT_MAX);
    }
}

static bool has_room(struct roll_call *call, size_t count) {
    if (count <= call->capacity)
        return true;
    call->capacity = count * 2;
    call->since = arena_array(call->arena, call->capacity, sizeof *call->since);
    struct staying *next = arena_array(call->arena, call->capacity, sizeof *next);
    if (call->since == NULL || next == NULL)
        return false;
    if (call->staying_count)
        memcpy(next, call->since_next, call->staying_count * sizeof *next);
    call->since_next = next;
    return true;
}

/* Whom a roll begins with is there since its beginning, for all that is told. */
static void begin_anew(struct roll_call *call, const struct roll *roll) {
    for (uint32_t i = 0; i < roll->carried_count; i++)
        call->since_next[i].since = roll->moments[0].at;
    call->staying_count = roll->carried_count;
}

static void begin_call(struct roll_call *call, const struct roll *roll) {
    call->begun = true;
    call->first_day = roll->first_day;
    call->last_day = roll->last_day;
    call->listener->days(call->listener->context, roll->first_day, roll->last_day);
    if (roll->has_peil)
        tell_peil(call, roll->peil_at, roll->inherited);
    begin_anew(call, roll);
}

/* Nobody goes on beyond it. */
static void cross_seam(struct roll_call *call, const struct roll *roll) {
    const instant_t at = roll->moments[0].at;
    for (size_t i = 0; i < call->staying_count; i++) {
        const struct staying *staying = &call->since_next[i];
        if (at >= call->begin && staying->since < call->end)
            tell_spell(call, &staying->known, staying->since, at);
    }
    begin_anew(call, roll);
}

/* A roll begins with whom the one before ended with. */
static bool begin_roll(struct roll_call *call, const struct roll *roll) {
    const instant_t at = roll->moments[0].at;
    if (!call->begun)
        begin_call(call, roll);
    else if (call->at < call->seam && at >= call->seam)
        cross_seam(call, roll);
    struct staying *since = call->since;
    call->since = call->since_next;
    call->since_next = since;
    call->at = at;
    return roll->carried_count == call->staying_count && roll->first_day == call->first_day &&
           roll->last_day == call->last_day;
}

static void note_staying(struct roll_call *call, const struct roll *roll) {
    call->staying_count = roll->end_count;
    for (uint32_t i = 0; i < roll->end_count; i++)
        call->since_next[i] =
            (struct staying){from_of(call, roll, roll->ends[i]), roll->spells[roll->ends[i]]};
}

enum status roll_call_add(struct roll_call *call, const struct roll *roll) {
    const uint32_t begins = roll->carried_count, ends = roll->end_count;
    if (call->over)
        return STATUS_OK;
    if (!has_room(call, begins > ends ? begins : ends))
        return STATUS_NO_MEMORY;
    if (!begin_roll(call, roll))
        return STATUS_DAMAGED;
    const uint32_t end = moment_from(roll, call->end);
    call->over = end < roll->moment_count;
    tell_peils(call, roll, end);
    tell_spells(call, roll, moment_from(roll, call->begin), end);
    if (!call->over)
        note_staying(call, roll);
    return STATUS_OK;
}

void roll_call_finish(struct roll_call *call) {
    for (size_t i = 0; call->begun && !call->over && i < call->staying_count; i++)
        if (call->since_next[i].since < call->end)
            tell_spell(call, &call->since_next[i].known, call->since_next[i].since, INSTANT_MAX);
}
