#include "daemon/domain/block_write.h"

#include "daemon/domain/block_play.h"

/* ---- letters */

static void put(struct codec *codec, uint64_t value) {
    codec_u64(codec, &value);
}

static uint64_t zigzag(int64_t value) {
    return ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0);
}

static uint64_t start_of(const struct block_writer *w, day_t day) {
    return zigzag((int64_t)day - block_first_day(w->number));
}

static void put_aanname(struct codec *codec, const uint8_t *aanname) {
    uint8_t none = 0;
    put(codec, aanname ? HULPVORM_COUNT : 0);
    codec_raw(codec, aanname ? (void *)(uintptr_t)aanname : &none, aanname ? HULPVORM_COUNT : 0);
}

static bool same_aanname(const uint8_t *a, const uint8_t *b) {
    return a && b ? memcmp(a, b, HULPVORM_COUNT) == 0 : a == b;
}

static void put_traits(struct codec *codec, struct traits traits) {
    uint8_t at[TRAITS_BYTES] = {[8] = (uint8_t)traits.high};
    for (unsigned i = 0; i < 8; i++)
        at[i] = (uint8_t)(traits.low >> (8 * i));
    codec_raw(codec, at, sizeof at);
}

/* The number that stands for them in this block; a new one is the next. */
static uint32_t code_of(struct block_writer *w, struct traits traits, bool *is_new) {
    const struct traits *known = w->traits.items;
    *is_new = false;
    for (size_t i = 0; i < w->traits.count; i++)
        if (traits_same(known[i], traits))
            return (uint32_t)i;
    struct traits *added = list_add(&w->traits);
    if (added)
        *added = traits;
    *is_new = true;
    return (uint32_t)(w->traits.count - (added != NULL));
}

/* ---- detail */

static bool same_jeugdige(const struct place *a, const struct place *b) {
    return a->has_pseudonym && b->has_pseudonym && a->pseudonym_epoch == b->pseudonym_epoch &&
           memcmp(a->pseudonym, b->pseudonym, BLOCK_NAME_BYTES) == 0;
}

static void put_jeugdige(struct codec *codec, const struct place *place,
                         const struct place *before) {
    uint8_t name[BLOCK_NAME_BYTES];
    if (!place->has_pseudonym) {
        put(codec, JEUGDIGE_NONE);
        return;
    }
    if (before && same_jeugdige(place, before)) {
        put(codec, JEUGDIGE_SAME);
        return;
    }
    put(codec, JEUGDIGE_NAMED);
    put(codec, place->pseudonym_epoch);
    memcpy(name, place->pseudonym, sizeof name);
    codec_raw(codec, name, sizeof name);
}

static void put_dates(struct codec *codec, const struct place *place, day_t start) {
    struct place copy = *place;
    unsigned there = 0;
    for (unsigned i = 0; i < BLOCK_DATES; i++)
        there |= *block_date(&copy, i) != DAY_NONE ? 1U << i : 0;
    put(codec, there);
    for (unsigned i = 0; i < BLOCK_DATES; i++)
        if (there & (1U << i))
            put(codec, zigzag((int64_t)start - *block_date(&copy, i)));
}

/* `before`: the same wait as it was; NULL: it was not there. */
static void put_detail(struct block_writer *w, const struct block_entry *entry,
                       const struct block_entry *before) {
    uint8_t name[BLOCK_NAME_BYTES];
    if (before == NULL) {
        memcpy(name, entry->key->bytes, sizeof name);
        codec_raw(&w->detail, name, sizeof name);
        put(&w->detail, entry->wait);
    }
    put_jeugdige(&w->detail, entry->place, before ? before->place : NULL);
    put_dates(&w->detail, entry->place, entry->start);
}

/* ---- a block begins */

static void put_carry(struct block_writer *w) {
    const struct block_entry *open = w->open.items;
    struct codec entries = codec_writer(w->arena);
    bool is_new;
    for (size_t i = 0; i < w->open.count; i++) {
        put(&entries, code_of(w, traits_of(open[i].place), &is_new));
        put(&entries, start_of(w, open[i].start) << 1 | open[i].reinstated);
    }
    const struct traits *traits = w->traits.items;
    put(&w->slim, w->traits.count);
    for (size_t i = 0; i < w->traits.count; i++)
        put_traits(&w->slim, traits[i]);
    put(&w->slim, w->open.count);
    put(&w->slim, entries.used);
    codec_raw(&w->slim, entries.room, entries.used);
    if (entries.failure != STATUS_OK)
        codec_fail(&w->slim, entries.failure);
}

static void put_detail_carry(struct block_writer *w) {
    const struct block_entry *open = w->open.items;
    struct codec whole = codec_writer(w->arena);
    for (size_t i = 0; i < w->open.count; i++)
        put_detail(w, &open[i], NULL);
    put(&whole, w->detail.used);
    codec_raw(&whole, w->detail.room, w->detail.used);
    if (w->detail.failure != STATUS_OK)
        codec_fail(&whole, w->detail.failure);
    w->detail = whole;
}

void block_writer_begin(struct block_writer *w, day_t number) {
    w->begun = true;
    w->number = number;
    w->at = instant_of_day(block_first_day(number));
    w->event = 0;
    w->traits.count = 0;
    w->slim = codec_writer(w->arena);
    w->detail = codec_writer(w->arena);
    put(&w->slim, (w->has_peil ? CARRY_PEIL : 0U) | (w->inherited ? CARRY_INHERITED : 0U));
    if (w->has_peil) {
        codec_i64(&w->slim, &w->peil_at);
        put_aanname(&w->slim, w->aanname);
    }
    put_carry(w);
    put_detail_carry(w);
}

static void put_heading(struct codec *codec, const struct block_heading *heading) {
    struct block_heading copy = *heading;
    put(codec, BLOCK_VERSION);
    codec_day(codec, &copy.first_day);
    if (copy.first_day != DAY_NONE)
        put(codec, copy.first_event);
    codec_day(codec, &copy.last_day);
    if (copy.last_day != DAY_NONE)
        put(codec, copy.last_event);
    codec_i64(codec, &copy.last_moment);
    put(codec, copy.open_count);
}

enum status block_write_days(struct bytes slim, const struct past *days, struct arena *arena,
                             struct bytes *written) {
    struct block_heading heading;
    struct cursor cursor = cursor_of(slim);
    struct codec codec = codec_writer(arena);
    cursor_heading(&cursor, &heading);
    if (cursor.damaged)
        return STATUS_DAMAGED;
    heading.first_day = days->first_day;
    heading.last_day = days->last_day;
    heading.first_event = days->first_event;
    heading.last_event = days->last_event;
    put_heading(&codec, &heading);
    codec_raw(&codec, (void *)(uintptr_t)cursor.at, (size_t)(cursor.end - cursor.at));
    return codec_written(&codec, written);
}

/* Then it no longer knows who is there, and takes nothing more. */
static bool is_out_of_memory(const struct block_writer *w) {
    return w->out_of_memory || w->open.out_of_memory || w->traits.out_of_memory;
}

enum status block_writer_end(struct block_writer *w) {
    struct codec slim = codec_writer(w->arena), detail = codec_writer(w->arena);
    struct block_record *record = list_add(&w->records);
    if (record == NULL || is_out_of_memory(w))
        return STATUS_NO_MEMORY;
    w->heading.open_count = w->open.count;
    put_heading(&slim, &w->heading);
    codec_raw(&slim, w->slim.room, w->slim.used);
    put(&detail, BLOCK_VERSION);
    codec_raw(&detail, w->detail.room, w->detail.used);
    record->number = w->number;
    enum status status = w->slim.failure;
    if (status == STATUS_OK)
        status = w->detail.failure;
    if (status == STATUS_OK)
        status = codec_written(&slim, &record->slim);
    return status == STATUS_OK ? codec_written(&detail, &record->detail) : status;
}

/* ---- a moment */

static void put_time(struct block_writer *w, const struct block_moment *moment, bool new_aanname) {
    instant_t since = moment->at - w->at;
    unsigned unit = 2;
    while (since % moment_units[unit] != 0)
        unit--;
    put(&w->slim, (moment->applied ? MOMENT_APPLIED : 0U) |
                      (moment->inherited ? MOMENT_INHERITED : 0U) |
                      (new_aanname ? MOMENT_AANNAME : 0U) | unit << MOMENT_UNIT_SHIFT);
    put(&w->slim, (uint64_t)(since / moment_units[unit]));
    if (moment->applied)
        put(&w->slim, zigzag((int64_t)moment->event - (int64_t)w->event));
    if (new_aanname)
        put_aanname(&w->slim, moment->aanname);
}

static void put_entry(struct block_writer *w, const struct block_entry *entry) {
    struct traits traits = traits_of(entry->place);
    bool is_new;
    put(&w->slim, code_of(w, traits, &is_new));
    if (is_new)
        put_traits(&w->slim, traits);
    put(&w->slim, start_of(w, entry->start));
}

static void put_turn(struct block_writer *w, const struct block_turn *turn,
                     const struct block_entry *entry, size_t *position) {
    bool leaves = turn->kind == TURN_LEFT || turn->kind == TURN_PASSED;
    bool flag = leaves ? turn->last : entry->reinstated;
    put(&w->slim, (unsigned)turn->kind | (flag ? TURN_FLAG : 0U) |
                      (leaves ? (unsigned)turn->reden << TURN_REDEN_SHIFT : 0U));
    if (turn->kind != TURN_PASSED) {
        ENSURE(turn->position >= *position);
        put(&w->slim, turn->position - *position);
        *position = turn->position + (turn->kind != TURN_LEFT);
    }
    if (turn->kind != TURN_LEFT)
        put_entry(w, entry);
    if (leaves)
        put(&w->slim, turn->datum == DAY_NONE ? 0 : start_of(w, turn->datum) + 1);
}

/* The entry comes, goes or is another, in what is open. */
static void follow(struct block_writer *w, const struct block_turn *turn,
                   const struct block_entry *entry) {
    if (turn->kind == TURN_PASSED || (turn->kind == TURN_OPENED && list_add(&w->open) == NULL))
        return;
    struct block_entry *at = (struct block_entry *)w->open.items + turn->position;
    size_t after = w->open.count - turn->position - 1;
    if (turn->kind == TURN_OPENED)
        memmove(at + 1, at, after * sizeof *at);
    if (turn->kind == TURN_LEFT) {
        memmove(at, at + 1, after * sizeof *at);
        w->open.count--;
    } else {
        *at = *entry;
    }
}

/* A wait that only changed was reinstated or not as before. */
static void take_turn(struct block_writer *w, const struct block_turn *turn, size_t *position) {
    struct block_entry entry = turn->entry, before;
    bool changed = turn->kind == TURN_CHANGED;
    ENSURE(turn->kind == TURN_PASSED ||
           turn->position < w->open.count + (turn->kind == TURN_OPENED));
    if (changed) {
        before = ((const struct block_entry *)w->open.items)[turn->position];
        entry.reinstated = before.reinstated;
    }
    put_turn(w, turn, &entry, position);
    if (turn->kind != TURN_LEFT)
        put_detail(w, &entry, changed ? &before : NULL);
    follow(w, turn, &entry);
}

void block_writer_add(struct block_writer *w, const struct block_moment *moment) {
    day_t number = block_of_day(day_of_instant(moment->at));
    size_t position = 0;
    if (w->begun && number != w->number)
        w->out_of_memory |= block_writer_end(w) != STATUS_OK;
    if (!w->begun || number != w->number)
        block_writer_begin(w, number);
    put_time(w, moment, moment->applied && !same_aanname(moment->aanname, w->aanname));
    put(&w->slim, moment->turn_count);
    for (size_t i = 0; i < moment->turn_count && !is_out_of_memory(w); i++)
        take_turn(w, &moment->turns[i], &position);
    w->at = w->heading.last_moment = moment->at;
    if (!moment->applied)
        return;
    w->event = moment->event;
    w->has_peil = true;
    w->inherited = moment->inherited;
    w->peil_at = moment->at;
    w->aanname = moment->aanname;
}

struct block_writer block_writer_of(struct arena *arena) {
    return (struct block_writer){
        .arena = arena,
        .heading = {.first_day = DAY_NONE, .last_day = DAY_NONE, .last_moment = INT64_MIN},
        .traits = LIST_OF(arena, struct traits),
        .open = LIST_OF(arena, struct block_entry),
        .records = LIST_OF(arena, struct block_record)};
}
