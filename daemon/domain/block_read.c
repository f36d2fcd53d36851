/* Blocks played to whoever listens; when nobody else does, all that is told is kept. */
#include "daemon/domain/block_read.h"

#include "daemon/domain/block_detail.h"
#include "daemon/domain/block_play.h"
#include "daemon/domain/past_keep.h"

/* What detail says of somebody who is there. */
struct told_apart {
    struct place place;
    struct place_key key;
    uint64_t wait;
};

/* Somebody who is there, since `from`. */
struct present {
    struct traits traits;
    instant_t from;
    day_t start;
    bool reinstated;
    const struct told_apart *apart; /* NULL: only slim is read */
};

struct block_reader {
    const struct block_range *range;
    struct arena *arena;
    uint64_t known_event;
    instant_t begin, end; /* the ends of the first day and of the last */
    instant_t over_at;    /* no moment from here on matters */
    bool begun, over;
    day_t seam, number; /* the first block that is not settled; the one that was read last */
    day_t first_day, last_day;
    uint64_t first_event, last_event;
    bool inherited;         /* the peilmoment in force */
    const uint8_t *aanname; /* that it said */
    struct past_listener listener;
    struct past_keeper keeper; /* who listens when nobody else does */
    /* Who is there, by position: which of `slots`. Small, since it is shifted all the time. */
    uint32_t *order;
    size_t present_count, capacity;
    struct present *slots;
    uint32_t *free_slots;
    size_t free_count;
    struct cursor detail;
    bool out_of_memory;
};

struct block_reader *block_reader_new(const struct block_range *range, uint64_t event,
                                      struct arena *arena) {
    struct block_reader *r = arena_alloc(arena, sizeof *r);
    if (r == NULL)
        return NULL;
    r->range = range;
    r->arena = arena;
    r->known_event = event;
    r->begin = range->first == INT32_MAX ? INSTANT_MAX : instant_of_day(range->first + 1);
    r->end = range->last == INT32_MAX ? INSTANT_MAX : instant_of_day(range->last + 1);
    r->over_at = range->all_flows ? INSTANT_MAX : r->end;
    r->first_day = r->last_day = DAY_NONE;
    r->seam = INT32_MIN;
    r->keeper = past_keeper_of(arena);
    r->listener = past_keeper_listener(&r->keeper);
    return r;
}

void block_reader_tell(struct block_reader *r, const struct past_listener *listener) {
    ENSURE(!r->begun);
    r->listener = *listener;
}

void block_reader_seam(struct block_reader *r, day_t number) {
    ENSURE(!r->begun);
    r->seam = number;
}

/* ---- memory; NULL or false: there is none */

static void *larger(struct block_reader *r, const void *old, size_t count, size_t capacity,
                    size_t size) {
    void *room = arena_array(r->arena, capacity, size);
    if (room && count)
        memcpy(room, old, count * size);
    r->out_of_memory |= room == NULL;
    return room;
}

/* ---- detail */

static void hear_jeugdige(struct cursor *detail, const struct detail_entry *said,
                          const struct place *before, struct place *place) {
    place->has_pseudonym = said->jeugdige != JEUGDIGE_NONE;
    if (said->jeugdige == JEUGDIGE_NAMED) {
        place->pseudonym_epoch = said->epoch;
        memcpy(place->pseudonym, said->pseudonym, sizeof said->pseudonym);
    }
    if (said->jeugdige == JEUGDIGE_SAME && before) {
        detail->damaged |= !before->has_pseudonym;
        place->pseudonym_epoch = before->pseudonym_epoch;
        memcpy(place->pseudonym, before->pseudonym, sizeof place->pseudonym);
    }
}

static void hear_dates(struct cursor *detail, const struct detail_entry *said, day_t start,
                       const struct place *before, struct place *place) {
    struct place earlier;
    if (said->same_dates && before) {
        earlier = *before;
        for (unsigned i = 0; i < BLOCK_DATES; i++)
            *block_date(place, i) = *block_date(&earlier, i);
    }
    for (unsigned i = 0; i < BLOCK_DATES; i++)
        if (said->there & (1U << i))
            *block_date(place, i) = cursor_shift(
                detail, start, said->since[i] == INT64_MIN ? INT64_MAX : -said->since[i]);
}

/* What detail says next. `before`: the same wait as it was. False: no memory; damage is the
 * cursor's. */
static bool read_detail(struct block_reader *r, struct present *entry,
                        const struct told_apart *before, uint64_t event) {
    struct told_apart *apart = arena_alloc(r->arena, sizeof *apart);
    struct detail_entry said;
    if (apart == NULL)
        return false;
    traits_place(entry->traits, &apart->place);
    detail_take(&r->detail, before == NULL, event, &said);
    if (before) {
        apart->key = before->key;
        apart->wait = before->wait;
    } else {
        memcpy(apart->key.bytes, said.name, BLOCK_NAME_BYTES);
        apart->wait = said.wait;
    }
    apart->place.id = bytes_of(apart->key.bytes, BLOCK_NAME_BYTES);
    hear_jeugdige(&r->detail, &said, before ? &before->place : NULL, &apart->place);
    hear_dates(&r->detail, &said, entry->start, before ? &before->place : NULL, &apart->place);
    entry->apart = apart;
    return true;
}

/* ---- who is there */

static bool has_room(struct block_reader *r, size_t count) {
    if (count <= r->capacity)
        return true;
    size_t before = r->capacity;
    r->capacity = before ? before : 128;
    while (r->capacity < count)
        r->capacity *= 2;
    r->order = larger(r, r->order, r->present_count, r->capacity, sizeof *r->order);
    r->slots = larger(r, r->slots, before, r->capacity, sizeof *r->slots);
    r->free_slots = larger(r, r->free_slots, r->free_count, r->capacity, sizeof *r->free_slots);
    for (size_t i = before; !r->out_of_memory && i < r->capacity; i++)
        r->free_slots[r->free_count++] = (uint32_t)i;
    return !r->out_of_memory;
}

static struct present *present_at(struct block_reader *r, size_t position) {
    return &r->slots[r->order[position]];
}

/* False: no memory. */
static bool enter(struct block_reader *r, size_t position, const struct present *who) {
    if (!has_room(r, r->present_count + 1))
        return false;
    uint32_t slot = r->free_slots[--r->free_count];
    uint32_t *at = r->order + position;
    memmove(at + 1, at, (r->present_count++ - position) * sizeof *at);
    *at = slot;
    r->slots[slot] = *who;
    return true;
}

static void leave(struct block_reader *r, size_t position) {
    uint32_t *at = r->order + position;
    r->free_slots[r->free_count++] = *at;
    memmove(at, at + 1, (--r->present_count - position) * sizeof *at);
}

/* Who is there no longer after `until`; what ended before the range does not matter. */
static void end_spell(struct block_reader *r, const struct present *who, instant_t until) {
    if (until < r->begin || who->from >= r->end)
        return;
    struct spell spell = {.traits = who->traits,
                          .start = who->start,
                          .from = who->from,
                          .until = until,
                          .reinstated = who->reinstated};
    if (who->apart) {
        spell.place = &who->apart->place;
        spell.key = &who->apart->key;
        spell.wait = who->apart->wait;
    }
    r->listener.spell(r->listener.context, &spell);
}

static void add_flow(struct block_reader *r, const struct present *who, instant_t at,
                     const struct played_turn *left) {
    if (r->inherited || !(r->range->flows || r->range->all_flows))
        return;
    struct flow flow = {.left = left != NULL,
                        .traits = who->traits,
                        .start = who->start,
                        .shown_at = at,
                        .shown = day_of_instant(at),
                        .reden = left ? left->reden : REDEN_ONBEKEND,
                        .datum = left ? left->datum : DAY_NONE,
                        .last = left && left->flag};
    if (who->apart) {
        flow.place = &who->apart->place;
        flow.key = &who->apart->key;
        flow.wait = who->apart->wait;
    }
    r->listener.flow(r->listener.context, &flow);
}

/* ---- turns; false: no memory, or damage */

static bool take_leaving(struct block_reader *r, instant_t at, const struct played_turn *turn) {
    const struct present *who = present_at(r, turn->position);
    end_spell(r, who, at);
    add_flow(r, who, at, turn);
    leave(r, turn->position);
    return true;
}

static bool take_turn(struct block_reader *r, const struct play *play, struct played_turn *turn) {
    if (turn->kind == TURN_LEFT)
        return take_leaving(r, play->at, turn);
    struct present *before = turn->kind == TURN_CHANGED ? present_at(r, turn->position) : NULL;
    if (before)
        play_complete(turn, before->traits, before->start);
    struct present who = {.traits = turn->traits,
                          .from = play->at,
                          .start = turn->start,
                          .reinstated = turn->kind != TURN_PASSED && turn->flag};
    if (!traits_possible(who.traits))
        return false;
    if (before && !r->range->detail && traits_same(before->traits, who.traits) &&
        before->start == who.start)
        return true; /* only detail tells them apart */
    if (r->range->detail && !read_detail(r, &who, before ? before->apart : NULL, play->event)) {
        r->out_of_memory = true;
        return false;
    }
    if (before) {
        end_spell(r, before, play->at);
        *before = who;
        return true;
    }
    add_flow(r, &who, play->at, NULL);
    if (turn->kind == TURN_OPENED)
        return enter(r, turn->position, &who);
    add_flow(r, &who, play->at, turn);
    return true;
}

/* ---- moments */

static void add_peil(struct block_reader *r, instant_t at, uint64_t event) {
    const struct peil peil = {
        .peilmoment = at, .event = event, .inherited = r->inherited, .aanname = r->aanname};
    r->listener.peil(r->listener.context, &peil);
}

/* Kept beyond the record it stands in. False: no memory. */
static bool take_aanname(struct block_reader *r, const uint8_t *aanname) {
    r->aanname = aanname ? arena_copy(r->arena, bytes_of(aanname, HULPVORM_COUNT)).at : NULL;
    r->out_of_memory |= aanname && r->aanname == NULL;
    return !r->out_of_memory;
}

static bool take_moment(struct block_reader *r, struct play *play,
                        const struct played_moment *moment) {
    struct played_turn turn = {0};
    r->inherited = moment->inherited;
    if (moment->new_aanname && !take_aanname(r, moment->aanname))
        return false;
    if (moment->applied)
        add_peil(r, play->at, play->event);
    for (size_t i = 0; i < moment->turn_count; i++)
        if (!play_turn(play, &turn) || !take_turn(r, play, &turn))
            return false;
    return true;
}

static bool take_moments(struct block_reader *r, struct play *play) {
    struct played_moment moment;
    while (play_has_more(play)) {
        play_moment(play, &moment);
        if (play->slim.damaged)
            return false;
        if (play->event > r->known_event) /* and so is all that comes after it here */
            return true;
        if (play->at >= r->over_at) {
            r->over = true;
            return true;
        }
        if (!take_moment(r, play, &moment))
            return false;
    }
    return !play->slim.damaged;
}

/* ---- what a block begins with */

/* The first block that is read, or the first after settled ones: since its beginning, for all it
 * says. The peilmoment in force is no other for being settled. */
static bool take_carry(struct block_reader *r, struct play *play, const struct carry *carry) {
    struct carried carried;
    if (carry->has_peil && !r->begun) {
        r->inherited = carry->inherited;
        if (!take_aanname(r, carry->aanname))
            return false;
        add_peil(r, carry->peil_at, 0);
    }
    for (size_t i = 0; i < carry->count; i++) {
        play_carried(play, &carried);
        if (play->slim.damaged)
            return false;
        struct present who = {.traits = carried.traits,
                              .from = play->at,
                              .start = carried.start,
                              .reinstated = carried.reinstated};
        if (!traits_possible(who.traits))
            return false;
        if (r->range->detail && !read_detail(r, &who, NULL, 0)) {
            r->out_of_memory = true;
            return false;
        }
        if (!enter(r, i, &who))
            return false;
    }
    return true;
}

/* A block after another: it begins with what that one ended with. */
static bool skip_carry(struct block_reader *r, struct play *play, const struct carry *carry,
                       size_t detail_bytes) {
    if (carry->count != r->present_count)
        return false;
    return cursor_take(&play->slim, carry->bytes) &&
           (!r->range->detail || cursor_take(&r->detail, detail_bytes));
}

/* Nobody goes on beyond it; who is there comes anew. */
static void cross_seam(struct block_reader *r, instant_t at) {
    while (r->present_count > 0) {
        end_spell(r, present_at(r, r->present_count - 1), at);
        leave(r, r->present_count - 1);
    }
}

static bool open_detail(struct block_reader *r, struct bytes detail, size_t *carry_bytes) {
    r->detail = cursor_of(detail);
    bool known = cursor_u64(&r->detail) == BLOCK_VERSION;
    *carry_bytes = (size_t)cursor_u64(&r->detail);
    return known && !r->detail.damaged;
}

/* A block of which nothing was known yet begins with what was known later. False: damaged. */
static bool is_known(const struct block_reader *r, const struct block_record *record,
                     const struct block_heading *heading, bool *known) {
    *known = heading->first_event <= r->known_event;
    return !*known || r->known_event == UINT64_MAX ||
           block_is_known(record, r->known_event, known) == STATUS_OK;
}

/* As known, the same in all blocks: a succession makes them anew. */
static bool take_days(struct block_reader *r, const struct block_heading *heading) {
    bool first = heading->first_event <= r->known_event;
    bool last = heading->last_event <= r->known_event;
    const day_t first_day = first ? heading->first_day : DAY_NONE;
    const day_t last_day = last ? heading->last_day : DAY_NONE;
    if (r->begun)
        return r->first_day == first_day && r->last_day == last_day;
    r->first_day = first_day;
    r->last_day = last_day;
    r->first_event = first ? heading->first_event : 0;
    r->last_event = last ? heading->last_event : 0;
    return true;
}

static bool take_block(struct block_reader *r, const struct block_record *record) {
    struct block_heading heading;
    struct carry carry;
    struct play play;
    size_t detail_bytes = 0;
    bool known;
    play_begin(&play, record->slim, record->number, &heading, &carry);
    if (play.slim.damaged || (r->range->detail && !open_detail(r, record->detail, &detail_bytes)))
        return false;
    if (!take_days(r, &heading) || !is_known(r, record, &heading, &known))
        return false;
    if (!known)
        return true;
    if (!r->begun)
        r->listener.days(r->listener.context, r->first_day, r->last_day);
    if (!play_traits(&play, &carry, r->arena)) {
        r->out_of_memory = true;
        return false;
    }
    const bool seam = r->begun && r->number < r->seam && record->number >= r->seam;
    if (seam)
        cross_seam(r, play.at);
    bool taken = r->begun && !seam ? skip_carry(r, &play, &carry, detail_bytes)
                                   : take_carry(r, &play, &carry);
    r->begun = true;
    r->number = record->number;
    return taken && take_moments(r, &play) && !r->detail.damaged;
}

enum status block_reader_add(struct block_reader *r, const struct block_record *record) {
    if (r->over)
        return STATUS_OK;
    bool taken = take_block(r, record);
    if (r->out_of_memory)
        return STATUS_NO_MEMORY;
    return taken ? STATUS_OK : STATUS_DAMAGED;
}

enum status block_reader_finish(struct block_reader *r, struct past *past) {
    for (size_t i = 0; i < r->present_count; i++)
        end_spell(r, present_at(r, i), INSTANT_MAX);
    past->first_day = r->first_day;
    past->last_day = r->last_day;
    past->first_event = r->first_event;
    past->last_event = r->last_event;
    return r->out_of_memory ? STATUS_NO_MEMORY : past_keeper_finish(&r->keeper, past);
}

enum status block_present(const struct block_record *record, instant_t end, struct arena *arena,
                          struct block_entry **entries, size_t *count, size_t *detail_bytes) {
    const struct block_range range = {.first = INT32_MAX, .last = INT32_MAX, .detail = true};
    struct block_reader *r = block_reader_new(&range, UINT64_MAX, arena);
    if (r == NULL)
        return STATUS_NO_MEMORY;
    r->over_at = end;
    enum status status = block_reader_add(r, record);
    if (status != STATUS_OK)
        return status;
    *entries = arena_array(arena, r->present_count, sizeof **entries);
    if (*entries == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < r->present_count; i++) {
        const struct present *who = present_at(r, i);
        ENSURE(who->apart != NULL); /* detail was asked */
        (*entries)[i] = (struct block_entry){&who->apart->place, &who->apart->key, who->apart->wait,
                                             who->start, who->reinstated};
    }
    *count = r->present_count;
    *detail_bytes = (size_t)(r->detail.at - record->detail.at);
    return STATUS_OK;
}
