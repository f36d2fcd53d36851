#include "daemon/engine/index.h"

#include "daemon/engine/index_former.h"
#include "proto/model/list.h"

/* Nothing but that places came, changed and left, from this peilmoment on. Who is back, or
 * never was, or left otherwise than was known, changes what earlier blocks say. */
static bool is_plain(const struct index_news *news) {
    const unsigned plain = CHANGE_NEW | CHANGE_FIELDS | CHANGE_START | CHANGE_LEFT |
                           CHANGE_VANISHED | CHANGE_MOVED | CHANGE_PASSED;
    for (size_t i = 0; i < news->applied->change_count; i++) {
        const struct change *change = &news->applied->changes[i];
        if (change->flags & ~plain || (change->last && change->last->voids))
            return false;
    }
    return !news->late;
}

/* What the writer is told. */
struct telling_news {
    struct engine *engine;
    const struct index_news *news;
    struct list turns;
    size_t before;       /* open places that were passed */
    size_t opened, left; /* on the way */
};

static const struct place_key *key_of(struct engine *engine, const struct place *place) {
    struct place_key *key = arena_alloc(engine->work, sizeof *key);
    if (key)
        store_blind(engine->store, "plek", place->id, key->bytes, sizeof key->bytes);
    return key;
}

static struct block_turn *add_turn(struct telling_news *t, enum block_turn_kind kind,
                                   const struct place *place, const struct wait *wait) {
    bool needs_key = kind == TURN_OPENED || kind == TURN_PASSED;
    const struct place_key *key = needs_key ? key_of(t->engine, place) : NULL;
    struct block_turn *turn = needs_key && key == NULL ? NULL : list_add(&t->turns);
    if (turn)
        *turn = (struct block_turn){
            .kind = kind,
            .position = t->before + t->opened - t->left,
            .entry = {.place = place, .key = key, .wait = wait->name, .start = wait->start},
            .datum = DAY_NONE};
    t->turns.out_of_memory |= turn == NULL;
    return turn;
}

static void say_how(struct block_turn *turn, const struct departure *departure) {
    if (turn == NULL)
        return;
    turn->reden = departure->reden;
    turn->datum = departure->datum;
    turn->last = true;
}

/* ADMIN_FOUT of who came and left counts as nothing (FIGURES.md 4). */
static void tell_passing(struct telling_news *t, const struct change *change) {
    const struct departure *only = change->after.departures;
    if (change->after.departure_count > 0 && only->reden != ADMIN_FOUT)
        say_how(add_turn(t, TURN_PASSED, &change->after.place, &only->wait), only);
}

/* As past.c compares two states that follow each other. */
static void tell_change(struct telling_news *t, const struct change *change) {
    const struct known_place *before = change->before, *after = &change->after;
    uint64_t was = before && before->open ? before->wait.name : 0;
    uint64_t is = after->open ? after->wait.name : 0;
    if (was != 0 && was == is) {
        const struct block_entry old = {.place = &before->place, .start = before->wait.start};
        const struct block_entry new = {.place = &after->place, .start = after->wait.start};
        if (!block_entry_same(&old, &new))
            add_turn(t, TURN_CHANGED, &after->place, &after->wait);
        return;
    }
    /* Both at one position: whoever comes stands where the other left. */
    if (was != 0)
        say_how(add_turn(t, TURN_LEFT, &before->place, &before->wait), change->last);
    if (is != 0)
        add_turn(t, TURN_OPENED, &after->place, &after->wait);
    t->left += was != 0;
    t->opened += is != 0;
}

static enum status tell(struct telling_news *t) {
    const struct known_places *open = &t->news->before;
    for (size_t i = 0; i < t->news->applied->change_count; i++) {
        const struct change *change = &t->news->applied->changes[i];
        struct bytes id = change->after.place.id;
        while (t->before < open->count && bytes_compare(open->at[t->before].place.id, id) < 0)
            t->before++;
        if (change->flags & CHANGE_PASSED)
            tell_passing(t, change);
        else
            tell_change(t, change);
        if (t->before < open->count && bytes_equal(open->at[t->before].place.id, id))
            t->before++;
    }
    return t->turns.out_of_memory ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status list_open(struct engine *engine, const struct index_news *news, bool with_keys,
                             struct block_entry **entries) {
    *entries = arena_array(engine->work, news->before.count, sizeof **entries);
    if (*entries == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < news->before.count; i++) {
        const struct known_place *known = &news->before.at[i];
        (*entries)[i] =
            (struct block_entry){.place = &known->place,
                                 .key = with_keys ? key_of(engine, &known->place) : NULL,
                                 .wait = known->wait.name,
                                 .start = known->wait.start};
        if (with_keys && (*entries)[i].key == NULL)
            return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

static enum status add_moment(struct engine *engine, const struct index_news *news,
                              struct block_record *record, const struct block_moment *moment) {
    day_t number = block_of_day(day_of_instant(moment->at));
    bool is_new = record->slim.size == 0 || record->number != number;
    struct block_entry *open;
    enum status status = list_open(engine, news, is_new, &open);
    if (status == STATUS_OK)
        status = block_write_moment(record, open, news->before.count, moment, engine->work);
    return status == STATUS_OK ? save_block(engine, news->agb, engine->work, record) : status;
}

/* Of equal peilmomenten the last recorded is the truth. */
static enum status tell_again(struct engine *engine, const struct index_news *news,
                              struct block_record *record, const struct block_moment *moment) {
    const struct block_record before = *record;
    bool written;
    enum status status = block_write_again(record, moment, engine->work, &written);
    if (status == STATUS_OK && !written)
        return index_rebuild_after(engine, news);
    if (status == STATUS_OK)
        status = former_keep(engine, news->agb, news->event, &before, record, engine->work);
    return status == STATUS_OK ? save_block(engine, news->agb, engine->work, record) : status;
}

static enum status note_moment(struct engine *engine, const struct index_news *news,
                               struct block_record *last, bool again) {
    struct telling_news t = {
        .engine = engine, .news = news, .turns = LIST_OF(engine->work, struct block_turn)};
    uint8_t aanname[HULPVORM_COUNT];
    enum status status = tell(&t);
    if (status != STATUS_OK)
        return status;
    const struct block_moment moment = {
        .at = news->snapshot->peilmoment,
        .applied = true,
        .event = news->event,
        .aanname = snapshot_aanname(news->snapshot, aanname) ? aanname : NULL,
        .turn_count = t.turns.count,
        .turns = t.turns.items};
    return again ? tell_again(engine, news, last, &moment)
                 : add_moment(engine, news, last, &moment);
}

/* The last block; STATUS_ABSENT: there is none. */
static enum status load_last(struct engine *engine, const struct agb *agb,
                             struct block_record *record) {
    enum status status = find_block(engine, agb, INT32_MAX, &record->number);
    if (status != STATUS_OK)
        return status;
    status = load_block(engine, agb, engine->work, record);
    return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
}

/* The last block does not end as the snapshot was compared with: that must not happen. */
static enum status remake(struct engine *engine, const struct index_news *news,
                          const struct block_heading *heading) {
    engine_note(engine, LOG_LEVEL_WARN, "index.remade",
                "aanbieder=%s event=%llu there=%zu by_index=%zu what=\"it did not agree with the "
                "present; the history was read again\"",
                news->agb->text, (unsigned long long)news->event, news->before.count,
                heading->open_count);
    return index_rebuild(engine, news->agb);
}

enum status index_note_snapshot(struct engine *engine, const struct index_news *news) {
    struct block_record last = {0};
    struct block_heading heading = {.last_moment = INT64_MIN};
    bool only_succession; /* stands in a block where nothing else happened */
    if (!is_plain(news))
        return index_rebuild_after(engine, news);
    enum status status = load_last(engine, news->agb, &last);
    if (status == STATUS_OK)
        status = block_read_heading(last.slim, &heading);
    if (status != STATUS_OK && status != STATUS_ABSENT)
        return status;
    only_succession = status == STATUS_OK && heading.last_moment == INT64_MIN;
    if (only_succession)
        return index_rebuild(engine, news->agb);
    if (heading.last_moment > news->snapshot->peilmoment ||
        heading.open_count != news->before.count)
        return remake(engine, news, &heading);
    return note_moment(engine, news, &last, heading.last_moment == news->snapshot->peilmoment);
}
