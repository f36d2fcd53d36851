/* What was so: rows that are only added (rows.h). For each place id the last row recorded
 * that covers a peilmoment says what was so then, as known now. */
#include "daemon/domain/history.h"
#include "daemon/engine/some_places.h"

#include <stdlib.h>

enum status history_note_applied(struct engine *engine, const struct agb *agb,
                                 const struct snapshot *snapshot, uint64_t event) {
    const struct place_key own = rows_own_key();
    struct history_row row = {
        .kind = HISTORY_APPLIED, .event = event, .from = snapshot->peilmoment, .datum = DAY_NONE};
    uint8_t aanname[HULPVORM_COUNT];
    if (snapshot_aanname(snapshot, aanname))
        row.aanname = aanname;
    return rows_add(engine->txn, agb, &own, &row, engine->work);
}

enum status history_note_succession(struct engine *engine, const struct agb *old,
                                    const struct agb *heir, uint64_t event, instant_t instant,
                                    instant_t inherited_until) {
    struct history_row row = {.kind = HISTORY_SUCCESSOR,
                              .event = event,
                              .from = instant,
                              .until = inherited_until,
                              .datum = DAY_NONE};
    enum status status = rows_add_own(engine->txn, heir, &row, engine->work);
    row.kind = HISTORY_SUCCEEDED;
    return status == STATUS_OK ? rows_add_own(engine->txn, old, &row, engine->work) : status;
}

enum status history_note_change(struct engine *engine, const struct agb *agb,
                                const struct change *change, uint64_t event, instant_t from,
                                instant_t until) {
    const struct place_key key = rows_place_key(engine->store, change->after.place.id);
    struct history_row row;
    enum status status = history_row_of(change, event, from, until, engine->work, &row);
    return status == STATUS_OK ? rows_add(engine->txn, agb, &key, &row, engine->work) : status;
}

struct completion {
    uint64_t leaving;
    enum uitstroomreden reden;
    day_t datum;
};

/* A wait that turned out never to have been, and the leaving that said so. */
struct voided {
    uint64_t wait, leaving;
};

/* Reading back: rows come by id, and within an id in the order they were recorded. */
struct reading {
    struct arena *arena; /* what is kept */
    instant_t peilmoment, next;
    const struct known_place *place; /* of this id: the last that was so at the peilmoment */
    struct list completions, voided; /* of this id */
    struct list places;              /* struct known_place */
    enum status failure;
};

/* Room for one more; NULL: no memory, which is remembered. */
static void *add(struct reading *r, struct list *list) {
    void *added = list_add(list);
    if (added == NULL)
        r->failure = STATUS_NO_MEMORY;
    return added;
}

static void complete(const struct reading *r, struct departure *departures, size_t count) {
    const struct completion *completions = r->completions.items;
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < r->completions.count; c++)
            if (completions[c].leaving == departures[i].event) {
                departures[i].reden = completions[c].reden;
                departures[i].datum = completions[c].datum;
            }
}

/* What the place says beyond its row, which goes. */
static void keep(struct reading *r, struct known_place *place) {
    const struct bytes id = arena_copy(r->arena, place->place.id);
    struct departure *departures =
        arena_array(r->arena, place->departure_count, sizeof *departures);
    if (departures == NULL || id.at == NULL) {
        r->failure = STATUS_NO_MEMORY;
        return;
    }
    for (size_t i = 0; i < place->departure_count; i++)
        departures[i] = place->departures[i];
    place->place.id = id;
    place->departures = departures;
    complete(r, departures, place->departure_count);
}

static const struct voided *find_voided(const struct reading *r, uint64_t wait) {
    const struct voided *voided = r->voided.items;
    for (size_t i = 0; i < r->voided.count; i++)
        if (voided[i].wait == wait && voided[i].leaving != 0)
            return &voided[i];
    return NULL;
}

/* Without the waits that never were (rules.md 4.3); the ADMIN_FOUT that said so is
 * remembered. False when nothing is left of the place. */
static bool only_what_was(struct reading *r, struct known_place *place) {
    if (r->voided.count == 0)
        return true;
    struct departure *kept = arena_array(r->arena, place->departure_count, sizeof *kept);
    size_t count = 0;
    if (kept == NULL) {
        r->failure = STATUS_NO_MEMORY;
        return false;
    }
    for (size_t i = 0; i < place->departure_count; i++) {
        const struct departure *departure = &place->departures[i];
        const struct voided *voided = find_voided(r, departure->wait.name);
        if (voided && voided->leaving != departure->event)
            continue;
        kept[count] = *departure;
        kept[count++].voids = voided != NULL;
    }
    place->departures = kept;
    place->departure_count = count;
    if (place->open && find_voided(r, place->wait.name))
        place->open = false;
    return place->open || count > 0;
}

/* The rows of one id are all read: what they amount to at the peilmoment. */
static void conclude(struct reading *r) {
    struct known_place known;
    if (r->place == NULL || r->failure != STATUS_OK)
        return;
    known = *r->place;
    keep(r, &known);
    if (r->failure == STATUS_OK && only_what_was(r, &known)) {
        struct known_place *place = add(r, &r->places);
        if (place)
            *place = known;
    }
}

static void note_voided(struct reading *r, uint64_t wait, uint64_t leaving) {
    struct voided *voided = add(r, &r->voided);
    if (voided)
        *voided = (struct voided){wait, leaving};
}

static void note_completion(struct reading *r, const struct history_row *row) {
    struct completion *completion = add(r, &r->completions);
    if (completion)
        *completion = (struct completion){row->leaving, row->reden, row->datum};
    if (row->voided != 0)
        note_voided(r, row->voided, row->leaving);
}

/* A row may say of a wait that it never was, or that it is back after all. */
static void take_voided(struct reading *r, const struct history_row *row) {
    const struct departure *last = known_place_last_departure(&row->known);
    if (last && last->voids && last->event == row->event)
        note_voided(r, last->wait.name, last->event);
    struct voided *voided = r->voided.items;
    for (size_t i = 0; row->known.open && i < r->voided.count; i++)
        if (voided[i].wait == row->known.wait.name)
            voided[i].leaving = 0;
}

static void take_row(struct reading *r, const struct history_row *row) {
    switch (row->kind) {
    case HISTORY_APPLIED:
        if (row->from > r->peilmoment && row->from < r->next)
            r->next = row->from;
        break;
    case HISTORY_STATE:
        take_voided(r, row);
        if (row->from <= r->peilmoment && r->peilmoment < row->until)
            r->place = &row->known;
        break;
    case HISTORY_COMPLETED:
        note_completion(r, row);
        break;
    case HISTORY_PASSED:
    case HISTORY_SUCCESSOR:
    case HISTORY_SUCCEEDED:
    case HISTORY_KIND_COUNT:
        break;
    }
}

static enum status read_place(void *context, const struct place_key *key,
                              const struct past_rows *rows) {
    struct reading *r = context;
    (void)key;
    r->place = NULL;
    r->completions.count = r->voided.count = 0;
    for (size_t i = 0; i < rows->count && r->failure == STATUS_OK; i++)
        take_row(r, &rows->at[i]);
    conclude(r);
    return r->failure;
}

static int compare_places(const void *a, const void *b) {
    const struct known_place *left = a, *right = b;
    return bytes_compare(left->place.id, right->place.id);
}

/* Whoever was on the list then, and whoever this snapshot names: of the others nothing is
 * asked. */
static enum status find_concerned(struct engine *engine, const struct agb *agb,
                                  const struct snapshot *snapshot, struct some_places *some) {
    const day_t day = day_of_instant(snapshot->peilmoment);
    struct bytes *ids;
    size_t count;
    enum status status = state_line_ids(engine, snapshot, &ids, &count);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        const struct place_key key = rows_place_key(engine->store, ids[i]);
        some_places_add(some, &key);
    }
    return some_places_add_days(some, engine, agb, day, day, engine->work);
}

enum status history_state_at(struct engine *engine, const struct agb *agb,
                             const struct snapshot *snapshot, struct known_places *known,
                             instant_t *next) {
    struct reading r = {.arena = engine->work,
                        .peilmoment = snapshot->peilmoment,
                        .next = INSTANT_MAX,
                        .completions = LIST_OF(engine->work, struct completion),
                        .voided = LIST_OF(engine->work, struct voided),
                        .places = LIST_OF(engine->work, struct known_place)};
    struct some_places some = some_places_in(engine->work);
    enum status status = find_concerned(engine, agb, snapshot, &some);
    if (status == STATUS_OK)
        status = some_places_walk(&some, engine->txn, agb, engine->scratch, read_place, &r);
    if (status != STATUS_OK)
        return status;
    if (r.places.count > 1)
        qsort(r.places.items, r.places.count, sizeof(struct known_place), compare_places);
    *known = (struct known_places){.count = r.places.count, .at = r.places.items};
    *next = r.next;
    return STATUS_OK;
}
