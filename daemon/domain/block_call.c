/* Rolls called up as one past. A spell that goes on in the next roll is told when it ends, so of
 * a roll in between only those are looked at who end there; of the others only since when. */
#include "daemon/domain/block_roll.h"

struct roll_call {
    const struct roll_listener *listener;
    struct arena *arena;
    instant_t begin, end; /* the ends of the first day and of the last */
    bool begun, over;
    day_t first_day, last_day;
    const struct roll *last; /* that was added; NULL: none, or whom it ended with is in `told` */
    /* The listener's number of each of the roll's beginnings; those of whom it ended with are kept
     * in `since`, by position. */
    uint32_t *numbers, *since;
    size_t numbers_room, since_room, since_count;
    struct roll_spell *told; /* as the listener hears it */
    size_t told_room, told_count;
};

struct roll_call *roll_call_new(const struct block_range *range,
                                const struct roll_listener *listener, struct arena *arena) {
    struct roll_call *call = arena_alloc(arena, sizeof *call);
    ENSURE(!range->detail && !range->flows && !range->all_flows);
    if (call == NULL)
        return NULL;
    *call = (struct roll_call){
        .listener = listener,
        .arena = arena,
        .begin = range->first == INT32_MAX ? INSTANT_MAX : instant_of_day(range->first + 1),
        .end = range->last == INT32_MAX ? INSTANT_MAX : instant_of_day(range->last + 1)};
    return call;
}

/* ---- room, which grows; what stood in it is lost */

static bool has_numbers(struct roll_call *call, size_t count) {
    if (count > call->numbers_room) {
        call->numbers_room = count * 2;
        call->numbers = arena_array(call->arena, call->numbers_room, sizeof *call->numbers);
    }
    return call->numbers != NULL;
}

static bool has_since(struct roll_call *call, size_t count) {
    if (count > call->since_room || call->since == NULL) {
        call->since_room = count * 2;
        call->since = arena_array(call->arena, call->since_room, sizeof *call->since);
    }
    return call->since != NULL;
}

/* One more than is told: where the next would be. */
static bool has_told(struct roll_call *call, size_t count) {
    if (count >= call->told_room) {
        call->told_room = count * 2 + 1;
        call->told = arena_array(call->arena, call->told_room, sizeof *call->told);
    }
    return call->told != NULL;
}

/* ---- where a roll begins */

static uint32_t tell_moment(const struct roll_call *call, const struct roll_moment *moment) {
    return call->listener->moment(call->listener->context, moment);
}

static void tell_spells(const struct roll_call *call) {
    call->listener->spells(call->listener->context, call->told, call->told_count);
}

/* Whom it begins with is there since its beginning, for all that is told; its number. */
static uint32_t begin_anew(const struct roll_call *call, const struct roll *roll) {
    const uint32_t number = tell_moment(call, &roll->moments[0]);
    for (uint32_t i = 0; i < roll->carried_count; i++)
        call->numbers[i] = number;
    return number;
}

static void begin_call(struct roll_call *call, const struct roll *roll) {
    const struct roll_moment peil = {roll->peil_at, true, roll->inherited};
    call->begun = true;
    call->first_day = roll->first_day;
    call->last_day = roll->last_day;
    call->listener->days(call->listener->context, roll->first_day, roll->last_day);
    if (roll->has_peil)
        tell_moment(call, &peil);
    begin_anew(call, roll);
}

/* Those who were there before the seam are so until here. */
static void cross_seam(const struct roll_call *call, const struct roll *roll) {
    const uint32_t number = begin_anew(call, roll);
    for (size_t i = 0; i < call->told_count; i++)
        call->told[i].until = number;
    if (roll->moments[0].at >= call->begin)
        tell_spells(call);
}

/* With whom the one before ended, else false. */
static bool carry_on(const struct roll_call *call, const struct roll *roll) {
    if (roll->carried_count != call->since_count)
        return false;
    if (call->since_count)
        memcpy(call->numbers, call->since, call->since_count * sizeof *call->numbers);
    return true;
}

/* False: it does not follow the one before. */
static bool begin_roll(struct roll_call *call, const struct roll *roll) {
    if (!call->begun)
        begin_call(call, roll);
    else if (call->last == NULL)
        cross_seam(call, roll);
    else if (!carry_on(call, roll))
        return false;
    return roll->first_day == call->first_day && roll->last_day == call->last_day;
}

/* ---- whom it tells of */

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

/* Those before the moment `end`; later ones are as good as never. The first is only asked for
 * where something begins anew. */
static void tell_moments(const struct roll_call *call, const struct roll *roll, uint32_t end) {
    uint32_t *numbers = call->numbers + roll->carried_count;
    for (uint32_t i = 1; i < end; i++)
        numbers[i] = tell_moment(call, &roll->moments[i]);
    for (uint32_t i = end; i < roll->moment_count; i++)
        numbers[i] = ROLL_ON;
}

/* Who ended within the range's `begin` and `end`, which are places in the row of beginnings.
 * Whether somebody does is not foreseen, so it is no branch. */
static void tell_ended(struct roll_call *call, const struct roll *roll, uint32_t begin,
                       uint32_t end) {
    const uint32_t *numbers = call->numbers;
    size_t count = 0;
    for (uint32_t i = 0; i < roll->ended_count; i++) {
        const struct roll_spell *ended = &roll->ended[i];
        call->told[count] =
            (struct roll_spell){ended->who, numbers[ended->from], numbers[ended->until]};
        count += (ended->until >= begin) & (ended->until < end);
    }
    call->told_count = count;
    tell_spells(call);
}

static void note_since(struct roll_call *call, const struct roll *roll) {
    for (uint32_t i = 0; i < roll->staying_count; i++)
        call->since[i] = call->numbers[roll->staying_from[i]];
    call->since_count = roll->staying_count;
}

static void note_staying(struct roll_call *call, struct roll_who who, uint32_t since) {
    call->told[call->told_count++] = (struct roll_spell){who, since, ROLL_ON};
}

/* Who is there at the end of the roll. */
static void note_all_staying(struct roll_call *call, const struct roll *roll) {
    call->told_count = 0;
    for (uint32_t i = 0; i < roll->staying_count; i++)
        note_staying(call, roll->staying[i], call->since[i]);
    call->last = NULL;
}

/* Who is there at the end of the range, which is a place in the row of beginnings. */
static void note_staying_at(struct roll_call *call, const struct roll *roll, uint32_t end) {
    call->told_count = 0;
    for (uint32_t i = 0; i < roll->ended_count; i++)
        if (roll->ended[i].from < end && roll->ended[i].until >= end)
            note_staying(call, roll->ended[i].who, call->numbers[roll->ended[i].from]);
    for (uint32_t i = 0; i < roll->staying_count; i++)
        if (roll->staying_from[i] < end)
            note_staying(call, roll->staying[i], call->numbers[roll->staying_from[i]]);
    call->last = NULL;
}

void roll_call_seam(struct roll_call *call) {
    if (call->last)
        note_all_staying(call, call->last);
}

enum status roll_call_add(struct roll_call *call, const struct roll *roll) {
    const uint32_t first = roll->carried_count, end = moment_from(roll, call->end);
    const bool anew_too_late = call->last == NULL && roll->moments[0].at >= call->end;
    if (call->over)
        return STATUS_OK;
    if (!has_numbers(call, (size_t)first + roll->moment_count))
        return STATUS_NO_MEMORY;
    if (!begin_roll(call, roll))
        return STATUS_DAMAGED;
    if (anew_too_late) { /* whom it tells of was not there in the range */
        call->told_count = 0;
        call->over = true;
        return STATUS_OK;
    }
    if (!has_since(call, roll->staying_count) ||
        !has_told(call, (size_t)roll->ended_count + roll->staying_count))
        return STATUS_NO_MEMORY;
    tell_moments(call, roll, end);
    tell_ended(call, roll, first + moment_from(roll, call->begin), first + end);
    call->over = end < roll->moment_count;
    call->last = roll;
    if (call->over)
        note_staying_at(call, roll, first + end);
    else
        note_since(call, roll);
    return STATUS_OK;
}

void roll_call_finish(struct roll_call *call) {
    roll_call_seam(call);
    if (call->begun)
        call->listener->staying(call->listener->context, call->told, call->told_count);
}
