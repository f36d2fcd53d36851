#include "daemon/domain/apply.h"

#include <string.h>

/* A walk over three sorted lists at once: what was known, what is on the list, what
 * left it. Every step takes the smallest id and everything said about it. */
struct walk {
    const struct lines *lines;
    struct known_places known;
    const struct snapshot_ref *ref;
    struct arena *arena;
    day_t day; /* civil day of the peilmoment */
    bool late;
    size_t known_at, place_at, leaving_at;
    struct applied *out;
    struct bytes *vanished;
    bool out_of_memory;
};

struct said {
    struct bytes id;
    const struct known_place *known;
    const struct place *place;
    const struct leaving *leaving;
};

static void smallest(struct bytes id, bool *any, struct bytes *least) {
    if (!*any || bytes_compare(id, *least) < 0)
        *least = id;
    *any = true;
}

/* False when all three lists are at their end. */
static bool next_id(struct walk *walk, struct said *said) {
    const struct known_place *known = walk->known.at + walk->known_at;
    const struct place *place = walk->lines->places + walk->place_at;
    const struct leaving *leaving = walk->lines->leavings + walk->leaving_at;
    bool has_known = walk->known_at < walk->known.count;
    bool has_place = walk->place_at < walk->lines->place_count;
    bool has_leaving = walk->leaving_at < walk->lines->leaving_count;
    bool any = false;
    *said = (struct said){0};
    if (has_known)
        smallest(known->place.id, &any, &said->id);
    if (has_place)
        smallest(place->id, &any, &said->id);
    if (has_leaving)
        smallest(leaving->id, &any, &said->id);
    if (has_known && bytes_equal(known->place.id, said->id)) {
        said->known = known;
        walk->known_at++;
    }
    if (has_place && bytes_equal(place->id, said->id)) {
        said->place = place;
        walk->place_at++;
    }
    if (has_leaving && bytes_equal(leaving->id, said->id)) {
        said->leaving = leaving;
        walk->leaving_at++;
    }
    return any;
}

static bool holds_id(const struct bytes *ids, size_t count, struct bytes id) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = bytes_compare(ids[middle], id);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static struct change *add_change(struct walk *walk, const struct known_place *before,
                                 unsigned flags) {
    struct change *change = &walk->out->changes[walk->out->change_count++];
    *change = (struct change){.flags = flags, .before = before};
    if (before)
        change->after = *before;
    return change;
}

/* A copy of the departures without number `skip` (their count: none) and with room for
 * one more. NULL: no memory, remembered. */
static struct departure *copy_departures(struct walk *walk, const struct known_place *known,
                                         size_t skip, size_t *count) {
    struct departure *copy =
        arena_array(walk->arena, known->departure_count + 1, sizeof(struct departure));
    *count = 0;
    if (copy == NULL) {
        walk->out_of_memory = true;
        return NULL;
    }
    for (size_t i = 0; i < known->departure_count; i++)
        if (i != skip)
            copy[(*count)++] = known->departures[i];
    return copy;
}

static void open_wait(struct walk *walk, struct change *change, const struct place *place) {
    change->after.place = *place;
    change->after.open = true;
    change->after.wait = (struct wait){.name = walk->ref->event,
                                       .start = place_start(place, &(enum clock){CLOCK_NONE}),
                                       .opened_by = *walk->ref};
}

static void open_new(struct walk *walk, const struct said *said) {
    struct change *change = add_change(walk, said->known, CHANGE_NEW);
    open_wait(walk, change, said->place);
    walk->out->new_places++;
    walk->out->open_after++;
}

static void reinstate(struct walk *walk, const struct said *said, size_t index) {
    struct change *change = add_change(walk, said->known, CHANGE_REINSTATED);
    size_t count;
    struct departure *kept = copy_departures(walk, said->known, index, &count);
    change->departure = said->known->departures[index];
    open_wait(walk, change, said->place);
    change->after.wait.told = change->departure.wait.told;
    /* A late snapshot cannot bring a wait back that never was; it opens one of its own. */
    if (!(walk->late && change->departure.voids))
        change->after.wait.name = change->departure.wait.name;
    change->after.departures = kept;
    change->after.departure_count = count;
    walk->out->new_places++;
    walk->out->open_after++;
}

/* "Left before, back with the start day with which one of its waits left (the latest,
 * if several)": rules.md 4.1. The count when none. */
static size_t departure_with_start(const struct known_place *known, day_t start) {
    for (size_t i = known->departure_count; i > 0; i--)
        if (known->departures[i - 1].wait.start == start)
            return i - 1;
    return known->departure_count;
}

static void back_on_list(struct walk *walk, const struct said *said) {
    enum clock clock;
    size_t index = departure_with_start(said->known, place_start(said->place, &clock));
    if (index < said->known->departure_count)
        reinstate(walk, said, index);
    else
        open_new(walk, said);
}

static void still_open(struct walk *walk, const struct said *said) {
    if (place_equal(&said->known->place, said->place))
        return;
    enum clock clock;
    day_t start = place_start(said->place, &clock);
    struct change *change = add_change(walk, said->known, CHANGE_FIELDS);
    change->after.place = *said->place;
    walk->out->changed++;
    if (start == said->known->wait.start)
        return;
    change->flags |= CHANGE_START;
    change->after.wait.start = start;
    change->after.wait.opened_by = *walk->ref;
}

static void leave(struct walk *walk, const struct said *said, unsigned flags,
                  enum uitstroomreden reden, day_t datum) {
    struct change *change = add_change(walk, said->known, CHANGE_LEFT | flags);
    size_t count;
    struct departure *all =
        copy_departures(walk, said->known, said->known->departure_count, &count);
    if (all == NULL)
        return;
    all[count++] = (struct departure){.wait = said->known->wait,
                                      .reden = reden,
                                      .datum = datum,
                                      .event = walk->ref->event,
                                      .voids = reden == ADMIN_FOUT && !walk->late};
    change->after.open = false;
    change->after.departures = all;
    change->after.departure_count = count;
    change->last = &all[count - 1];
    walk->out->left++;
    walk->out->open_after--;
    if (flags & CHANGE_MOVED) {
        walk->out->hold_open--;
        return;
    }
    walk->out->hold_leaving++;
    if (reden != REDEN_ONBEKEND)
        walk->out->all_unexplained = false;
}

static void complete(struct walk *walk, const struct said *said) {
    ENSURE(said->known != NULL);
    struct change *change = add_change(walk, said->known, CHANGE_COMPLETED);
    size_t count;
    struct departure *all =
        copy_departures(walk, said->known, said->known->departure_count, &count);
    if (all == NULL)
        return;
    change->departure = all[count - 1];
    all[count - 1].reden = said->leaving->reden;
    all[count - 1].datum = said->leaving->datum;
    all[count - 1].voids = said->leaving->reden == ADMIN_FOUT && !walk->late;
    change->after.departures = all;
    change->last = &all[count - 1];
    walk->out->completed++;
}

static void pass(struct walk *walk, const struct said *said) {
    struct change *change = add_change(walk, NULL, CHANGE_PASSED);
    struct departure *only = arena_alloc(walk->arena, sizeof *only);
    change->before = said->known;
    walk->out->new_places++;
    walk->out->left++;
    if (only == NULL) {
        walk->out_of_memory = true;
        return;
    }
    open_wait(walk, change, &said->leaving->place);
    change->after.place.id = said->id;
    change->after.open = false;
    *only = (struct departure){.wait = change->after.wait,
                               .reden = said->leaving->reden,
                               .datum = said->leaving->datum,
                               .event = walk->ref->event};
    change->after.departures = only;
    change->after.departure_count = 1;
}

static void outflow_of_absent(struct walk *walk, const struct said *said) {
    struct known_wait wait = known_place_wait(said->known);
    enum clock clock;
    bool other_start =
        said->leaving->carries_place && place_start(&said->leaving->place, &clock) != wait.start;
    if (wait.left_onbekend && !other_start)
        complete(walk, said);
    else
        pass(walk, said);
}

static void not_on_list(struct walk *walk, const struct said *said) {
    if (holds_id(walk->lines->moved, walk->lines->moved_count, said->id)) {
        leave(walk, said, CHANGE_MOVED, VERHUISD, walk->day);
    } else if (!holds_id(walk->lines->kept, walk->lines->kept_count, said->id)) {
        walk->vanished[walk->out->vanished_count++] = said->id;
        leave(walk, said, CHANGE_VANISHED, REDEN_ONBEKEND, walk->day);
    }
}

static void step(struct walk *walk, const struct said *said) {
    bool open = said->known && said->known->open;
    walk->out->open_before += open;
    walk->out->open_after += open;
    walk->out->hold_open += open;
    if (said->place && open)
        still_open(walk, said);
    else if (said->place && said->known)
        back_on_list(walk, said);
    else if (said->place)
        open_new(walk, said);
    else if (said->leaving && open)
        leave(walk, said, 0, said->leaving->reden, said->leaving->datum);
    else if (said->leaving)
        outflow_of_absent(walk, said);
    else if (open)
        not_on_list(walk, said);
}

enum status apply_lines(const struct lines *lines, struct known_places known, bool late,
                        const struct snapshot_ref *ref, struct arena *arena,
                        struct applied *applied) {
    struct applied out = {.all_unexplained = true};
    struct walk walk = {.lines = lines,
                        .known = known,
                        .ref = ref,
                        .arena = arena,
                        .day = day_of_instant(ref->peilmoment),
                        .late = late,
                        .out = &out};
    size_t most = known.count + lines->place_count + lines->leaving_count;
    out.changes = arena_array(arena, most, sizeof *out.changes);
    walk.vanished = arena_array(arena, known.count, sizeof *walk.vanished);
    if (out.changes == NULL || walk.vanished == NULL)
        return STATUS_NO_MEMORY;
    for (struct said said; next_id(&walk, &said);)
        step(&walk, &said);
    if (walk.out_of_memory)
        return STATUS_NO_MEMORY;
    out.vanished = walk.vanished;
    *applied = out;
    return STATUS_OK;
}

bool applied_looks_wrong(const struct applied *applied) {
    uint32_t open = applied->hold_open, leaving = applied->hold_leaving;
    if (open >= 10 && 2 * leaving > open)
        return true;
    return open >= 3 && leaving == open && applied->all_unexplained;
}
