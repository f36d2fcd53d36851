#include "daemon/domain/block_write.h"

#include "daemon/domain/block_detail.h"
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

static void put_bytes(struct codec *codec, uint32_t value, unsigned size) {
    uint8_t at[4];
    for (unsigned i = 0; i < size; i++)
        at[i] = (uint8_t)(value >> (8 * i));
    codec_raw(codec, at, size);
}

/* What stands for a number in this block; a new one is the next. */
static uint32_t code_of(struct list *codes, uint32_t number, bool *is_new) {
    const uint32_t *known = codes->items;
    *is_new = false;
    for (size_t i = 0; i < codes->count; i++)
        if (known[i] == number)
            return (uint32_t)i;
    uint32_t *added = list_add(codes);
    if (added)
        *added = number;
    *is_new = true;
    return (uint32_t)(codes->count - (added != NULL));
}

static void put_rest(struct codec *codec, struct traits traits, uint32_t gi_code) {
    const uint32_t code = gi_code < GI_FOLLOWS ? gi_code : GI_FOLLOWS;
    put_bytes(codec, traits_rest(traits) | code << TRAIT_REST_BITS, REST_BYTES);
}

static void put_traits(struct block_writer *w, struct codec *codec, struct traits traits) {
    const uint32_t where = traits_where(traits), gi = (uint32_t)traits_gi(traits);
    bool is_new;
    put(codec, code_of(&w->wheres, where, &is_new));
    if (is_new)
        put_bytes(codec, where, WHERE_BYTES);
    const uint32_t gi_code = code_of(&w->gis, gi, &is_new);
    put_rest(codec, traits, gi_code);
    if (gi_code >= GI_FOLLOWS)
        put(codec, gi_code - GI_FOLLOWS);
    if (is_new)
        put_bytes(codec, gi, GI_BYTES);
}

/* ---- detail */

static bool same_jeugdige(const struct place *a, const struct place *b) {
    return a->has_pseudonym && b->has_pseudonym && a->pseudonym_epoch == b->pseudonym_epoch &&
           memcmp(a->pseudonym, b->pseudonym, BLOCK_NAME_BYTES) == 0;
}

static void say_jeugdige(struct detail_entry *said, const struct place *place,
                         const struct place *before) {
    if (!place->has_pseudonym)
        return;
    said->jeugdige = before && same_jeugdige(place, before) ? JEUGDIGE_SAME : JEUGDIGE_NAMED;
    said->epoch = place->pseudonym_epoch;
    memcpy(said->pseudonym, place->pseudonym, sizeof said->pseudonym);
}

static void say_dates(struct detail_entry *said, const struct block_entry *entry,
                      const struct place *before) {
    struct place place = *entry->place, earlier = before ? *before : place;
    said->same_dates = before != NULL;
    for (unsigned i = 0; i < BLOCK_DATES; i++) {
        const day_t date = *block_date(&place, i);
        said->there |= date != DAY_NONE ? 1U << i : 0;
        said->since[i] = (int64_t)entry->start - date;
        said->same_dates &= date == *block_date(&earlier, i);
    }
}

/* `before`: the same wait as it was; NULL: it was not there. */
static void put_detail(struct block_writer *w, const struct block_entry *entry,
                       const struct block_entry *before, uint64_t event) {
    struct detail_entry said = {.is_new = before == NULL};
    if (said.is_new) {
        memcpy(said.name, entry->key->bytes, sizeof said.name);
        said.wait = entry->wait;
    }
    say_jeugdige(&said, entry->place, before ? before->place : NULL);
    say_dates(&said, entry, before ? before->place : NULL);
    detail_put(&w->detail, &said, event);
}

/* ---- a block begins */

/* Then it no longer knows who is there, and takes nothing more. */
static bool is_out_of_memory(const struct block_writer *w) {
    return w->out_of_memory || w->open.out_of_memory || w->wheres.out_of_memory ||
           w->gis.out_of_memory;
}

static void put_codes(struct codec *codec, const struct list *codes, unsigned size) {
    const uint32_t *numbers = codes->items;
    put(codec, codes->count);
    for (size_t i = 0; i < codes->count; i++)
        put_bytes(codec, numbers[i], size);
}

/* What has a code stands before the entries, so that they can be passed over. */
static void put_carry(struct block_writer *w) {
    const struct block_entry *open = w->open.items;
    struct codec entries = codec_writer(w->arena);
    bool is_new;
    for (size_t i = 0; i < w->open.count; i++) {
        const struct traits traits = traits_of(open[i].place);
        code_of(&w->wheres, traits_where(traits), &is_new);
        code_of(&w->gis, (uint32_t)traits_gi(traits), &is_new);
    }
    for (size_t i = 0; i < w->open.count && !is_out_of_memory(w); i++) {
        put_traits(w, &entries, traits_of(open[i].place));
        put(&entries, start_of(w, open[i].start) << 1 | open[i].reinstated);
    }
    put_codes(&w->slim, &w->wheres, WHERE_BYTES);
    put_codes(&w->slim, &w->gis, GI_BYTES);
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
        put_detail(w, &open[i], NULL, 0);
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
    w->step = 0;
    w->event = 0;
    w->wheres.count = w->gis.count = 0;
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
    const instant_t since = moment->at - w->at;
    unsigned unit = since == w->step ? MOMENT_UNITS : MOMENT_UNITS - 1;
    while (unit < MOMENT_UNITS && since % moment_units[unit] != 0)
        unit--;
    put(&w->slim, (moment->applied ? MOMENT_APPLIED : 0U) |
                      (moment->inherited ? MOMENT_INHERITED : 0U) |
                      (new_aanname ? MOMENT_AANNAME : 0U) | unit << MOMENT_UNIT_SHIFT);
    if (unit < MOMENT_UNITS)
        put(&w->slim, (uint64_t)(since / moment_units[unit]));
    w->step = since;
    if (moment->applied)
        put(&w->slim, zigzag((int64_t)moment->event - (int64_t)w->event));
    if (new_aanname)
        put_aanname(&w->slim, moment->aanname);
}

/* What a wait that only changed has as before. */
static unsigned same_bits(const struct block_entry *entry, const struct block_entry *before) {
    const struct traits now = traits_of(entry->place), then = traits_of(before->place);
    unsigned same = entry->start == before->start ? TURN_SAME_START : 0;
    if (traits_same(now, then))
        return same | TURN_SAME_TRAITS;
    if (traits_where(now) == traits_where(then) && traits_gi(now) == traits_gi(then))
        same |= TURN_SAME_WHERE;
    return same;
}

static void put_entry(struct block_writer *w, const struct block_entry *entry, unsigned same) {
    const struct traits traits = traits_of(entry->place);
    if (same & TURN_SAME_WHERE)
        put_rest(&w->slim, traits, 0);
    else if (!(same & TURN_SAME_TRAITS))
        put_traits(w, &w->slim, traits);
    if (!(same & TURN_SAME_START))
        put(&w->slim, start_of(w, entry->start));
}

static void put_turn(struct block_writer *w, const struct block_turn *turn,
                     const struct block_entry *entry, unsigned same, size_t *position) {
    bool leaves = turn->kind == TURN_LEFT || turn->kind == TURN_PASSED;
    bool flag = leaves ? turn->last : entry->reinstated;
    put(&w->slim, (unsigned)turn->kind | (flag ? TURN_FLAG : 0U) | same |
                      (leaves ? (unsigned)turn->reden << TURN_REDEN_SHIFT : 0U));
    if (turn->kind != TURN_PASSED) {
        ENSURE(turn->position >= *position);
        put(&w->slim, turn->position - *position);
        *position = turn->position + (turn->kind != TURN_LEFT);
    }
    if (turn->kind != TURN_LEFT)
        put_entry(w, entry, same);
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
static void take_turn(struct block_writer *w, const struct block_turn *turn, uint64_t event,
                      size_t *position) {
    struct block_entry entry = turn->entry, before;
    bool changed = turn->kind == TURN_CHANGED;
    ENSURE(turn->kind == TURN_PASSED ||
           turn->position < w->open.count + (turn->kind == TURN_OPENED));
    if (changed) {
        before = ((const struct block_entry *)w->open.items)[turn->position];
        entry.reinstated = before.reinstated;
    }
    put_turn(w, turn, &entry, changed ? same_bits(&entry, &before) : 0, position);
    if (turn->kind != TURN_LEFT)
        put_detail(w, &entry, changed ? &before : NULL, event);
    follow(w, turn, &entry);
}

void block_writer_add(struct block_writer *w, const struct block_moment *moment) {
    day_t number = block_of_day(day_of_instant(moment->at));
    size_t position = 0;
    if (w->begun && number != w->number)
        w->out_of_memory |= block_writer_end(w) != STATUS_OK;
    if (!w->begun || number != w->number)
        block_writer_begin(w, number);
    /* Of this block, which knows nothing of events before its own. */
    const uint64_t event = moment->applied ? moment->event : w->event;
    put_time(w, moment, moment->applied && !same_aanname(moment->aanname, w->aanname));
    put(&w->slim, moment->turn_count);
    for (size_t i = 0; i < moment->turn_count && !is_out_of_memory(w); i++)
        take_turn(w, &moment->turns[i], event, &position);
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
        .wheres = LIST_OF(arena, uint32_t),
        .gis = LIST_OF(arena, uint32_t),
        .open = LIST_OF(arena, struct block_entry),
        .records = LIST_OF(arena, struct block_record)};
}
