#include "daemon/domain/block_roll.h"

#include "daemon/domain/block_play.h"

/* A roll in the making. Here a spell is from a moment, 0 for those who were carried, or until
 * one; only when all are known, they are parted. */
struct making {
    struct arena *arena;
    struct roll_moment *moments;
    struct roll_spell *spells; /* first those who were carried, by position */
    uint32_t *order;           /* who is there, by position: which spell */
    uint32_t moment_count, spell_count, carried_count, present_count;
    uint32_t moments_room, spells_room; /* the latter for the order too */
    bool damaged, out_of_memory;
};

/* What a day or two after another takes; a block that has more of it grows. */
enum { FEW_MOMENTS = 80, FEW_SPELLS = 160 };

static void *larger(struct making *m, const void *old, uint32_t *room, uint32_t more, size_t size) {
    void *at = arena_array(m->arena, (size_t)*room + more, size);
    m->out_of_memory |= at == NULL;
    if (at && *room)
        memcpy(at, old, *room * size);
    return at;
}

static void grow_spells(struct making *m, uint32_t more) {
    uint32_t room = m->spells_room;
    m->spells = larger(m, m->spells, &room, more, sizeof *m->spells);
    m->order = larger(m, m->order, &room, more, sizeof *m->order);
    m->spells_room += more;
}

static void grow_moments(struct making *m, uint32_t more) {
    m->moments = larger(m, m->moments, &m->moments_room, more, sizeof *m->moments);
    m->moments_room += more;
}

/* For one moment and spell more. False: no memory. */
static inline bool has_room(struct making *m) {
    if (m->spell_count == m->spells_room)
        grow_spells(m, m->spells_room);
    if (m->moment_count == m->moments_room)
        grow_moments(m, m->moments_room);
    return !m->out_of_memory;
}

static uint32_t begin_spell(struct making *m, struct traits traits, day_t start, bool reinstated,
                            uint32_t moment) {
    m->damaged |= !traits_possible(traits);
    m->spells[m->spell_count] =
        (struct roll_spell){{traits.low, (uint8_t)traits.high, reinstated, start}, moment, ROLL_ON};
    return m->spell_count++;
}

static bool goes_on(const struct roll_spell *spell, struct traits traits, day_t start) {
    return traits_same(roll_traits(&spell->who), traits) && spell->who.start == start;
}

static void take_turn(struct making *m, struct played_turn *turn, uint32_t moment) {
    uint32_t *at = m->order + turn->position;
    if (turn->kind == TURN_LEFT) {
        m->spells[*at].until = moment;
        memmove(at, at + 1, (--m->present_count - turn->position) * sizeof *at);
        return;
    }
    if (turn->kind == TURN_CHANGED)
        play_complete(turn, roll_traits(&m->spells[*at].who), m->spells[*at].who.start);
    const struct traits traits = turn->traits;
    if (turn->kind == TURN_OPENED) {
        memmove(at + 1, at, (m->present_count++ - turn->position) * sizeof *at);
        *at = begin_spell(m, traits, turn->start, turn->flag, moment);
    }
    /* Else only detail tells them apart. */
    if (turn->kind == TURN_CHANGED && !goes_on(&m->spells[*at], traits, turn->start)) {
        m->spells[*at].until = moment;
        *at = begin_spell(m, traits, turn->start, turn->flag, moment);
    }
}

/* Both take what is played by value: nobody else knows where it is, so it is quick. */

static struct play take_carry(struct making *m, struct play play, const struct carry *carry) {
    struct carried carried;
    m->moments[m->moment_count++] = (struct roll_moment){.at = play.at};
    for (size_t i = 0; i < carry->count && !play.slim.damaged; i++) {
        play_carried(&play, &carried);
        if (play.slim.damaged)
            break;
        m->order[m->present_count++] =
            begin_spell(m, carried.traits, carried.start, carried.reinstated, 0);
    }
    m->carried_count = m->present_count;
    return play;
}

static void take_moments(struct making *m, struct play play) {
    struct played_moment moment;
    struct played_turn turn = {0};
    while (has_room(m) && play_has_more(&play)) {
        play_moment(&play, &moment);
        const uint32_t number = m->moment_count++;
        m->moments[number] = (struct roll_moment){play.at, moment.applied, moment.inherited};
        for (size_t i = 0; i < moment.turn_count && has_room(m) && play_turn(&play, &turn); i++)
            take_turn(m, &turn, number);
    }
    m->damaged |= play.slim.damaged;
}

/* Where in the row of beginnings (block_roll.h). */
static uint32_t from_where(const struct making *m, uint32_t spell) {
    return spell < m->carried_count ? spell : m->carried_count + m->spells[spell].from;
}

static void part_ended(const struct making *m, struct roll_spell *ended) {
    for (uint32_t i = 0; i < m->spell_count; i++) {
        const struct roll_spell *spell = &m->spells[i];
        if (spell->until != ROLL_ON)
            *ended++ =
                (struct roll_spell){spell->who, from_where(m, i), m->carried_count + spell->until};
    }
}

static void part_staying(const struct making *m, struct roll_who *staying, uint32_t *from) {
    for (uint32_t i = 0; i < m->present_count; i++) {
        staying[i] = m->spells[m->order[i]].who;
        from[i] = from_where(m, m->order[i]);
    }
}

/* Everybody has ended or is there. False: no memory. */
static bool part(const struct making *m, struct roll *roll) {
    const uint32_t ended_count = m->spell_count - m->present_count;
    struct roll_spell *ended = arena_array(m->arena, ended_count, sizeof *ended);
    struct roll_who *staying = arena_array(m->arena, m->present_count, sizeof *staying);
    uint32_t *from = arena_array(m->arena, m->present_count, sizeof *from);
    if (!ended || !staying || !from)
        return false;
    part_ended(m, ended);
    part_staying(m, staying, from);
    roll->carried_count = m->carried_count;
    roll->moment_count = m->moment_count;
    roll->moments = m->moments;
    roll->ended_count = ended_count;
    roll->ended = ended;
    roll->staying_count = m->present_count;
    roll->staying = staying;
    roll->staying_from = from;
    return true;
}

enum status roll_make(const struct block_record *record, struct arena *arena, struct roll *roll) {
    struct making m = {.arena = arena};
    struct block_heading heading;
    struct carry carry;
    struct play play;
    play_begin(&play, record->slim, record->number, &heading, &carry);
    if (play.slim.damaged)
        return STATUS_DAMAGED;
    if (carry.count > UINT32_MAX / 2)
        return STATUS_NO_MEMORY;
    grow_spells(&m, (uint32_t)carry.count + FEW_SPELLS);
    grow_moments(&m, FEW_MOMENTS);
    if (m.out_of_memory || !play_traits(&play, &carry, arena))
        return STATUS_NO_MEMORY;
    take_moments(&m, take_carry(&m, play, &carry));
    if (m.out_of_memory)
        return STATUS_NO_MEMORY;
    if (m.damaged)
        return STATUS_DAMAGED;
    *roll = (struct roll){.first_day = heading.first_day,
                          .last_day = heading.last_day,
                          .has_peil = carry.has_peil,
                          .inherited = carry.inherited,
                          .peil_at = carry.peil_at};
    return part(&m, roll) ? STATUS_OK : STATUS_NO_MEMORY;
}

/* ---- kept */

size_t roll_bytes(const struct roll *roll) {
    return roll->moment_count * sizeof *roll->moments + roll->ended_count * sizeof *roll->ended +
           roll->staying_count * (sizeof *roll->staying + sizeof *roll->staying_from);
}

static const void *copy_of(const void *from, size_t bytes, uint8_t **room) {
    uint8_t *at = *room;
    if (bytes)
        memcpy(at, from, bytes);
    *room += bytes;
    return at;
}

/* The widest first, so that each is where it may be. */
struct roll roll_copy(const struct roll *roll, void *room) {
    struct roll copy = *roll;
    uint8_t *at = room;
    copy.moments = copy_of(roll->moments, roll->moment_count * sizeof *roll->moments, &at);
    copy.ended = copy_of(roll->ended, roll->ended_count * sizeof *roll->ended, &at);
    copy.staying = copy_of(roll->staying, roll->staying_count * sizeof *roll->staying, &at);
    copy.staying_from =
        copy_of(roll->staying_from, roll->staying_count * sizeof *roll->staying_from, &at);
    return copy;
}
