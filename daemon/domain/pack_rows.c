#include "daemon/domain/pack_rows.h"

#include <string.h>

#include "daemon/domain/history.h"
#include "daemon/domain/pack_near.h"
#include "daemon/domain/pack_place.h"

/* Up to version 2 a record was one row. */
enum { ONE_ROW_VERSION = 2, ROWS_VERSION = 3 };

/* What the next row is packed against; of everything the last that was said. */
struct before {
    bool any;
    uint64_t event; /* of the row before; of the first one before there is any */
    instant_t from;
    const uint8_t *aanname;
    struct place place;
    struct wait wait; /* that was open */
    size_t departure_count;
    const struct departure *departures;
};

/* How a row begins: its kind, and what else there is. */
enum row_head {
    ROW_KIND = 7,
    /* STATE and PASSED */
    ROW_OPEN = 1 << 3,
    ROW_ENDS = 1 << 4,       /* before further notice */
    ROW_WAIT = 1 << 5,       /* open, and not the same wait as the last that was */
    ROW_DEPARTURES = 1 << 6, /* other ones than before */
    /* APPLIED */
    ROW_AANNAME = 1 << 3,
    ROW_OTHER_AANNAME = 1 << 4, /* than before */
    /* COMPLETED */
    ROW_ID = 1 << 3, /* the first about this place */
    ROW_VOIDED = 1 << 4,
};

static struct before before_first(uint64_t first_event) {
    return (struct before){.event = first_event, .place = place_without_dates()};
}

/* ---- how a row differs from those before it */

static bool wait_same(const struct wait *a, const struct wait *b) {
    return a->name == b->name && a->start == b->start && a->opened_by.event == b->opened_by.event;
}

static bool departure_same(const struct departure *a, const struct departure *b) {
    return wait_same(&a->wait, &b->wait) && a->reden == b->reden && a->datum == b->datum &&
           a->event == b->event && a->voids == b->voids;
}

/* How many of the departures stand there as before. */
static size_t count_kept(const struct before *before, const struct known_place *known) {
    size_t kept = 0;
    while (kept < before->departure_count && kept < known->departure_count &&
           departure_same(&before->departures[kept], &known->departures[kept]))
        kept++;
    return kept;
}

static uint32_t head_of_state(const struct before *before, const struct history_row *row) {
    const struct known_place *known = &row->known;
    uint32_t head = 0;
    bool same = known->departure_count == before->departure_count &&
                count_kept(before, known) == known->departure_count;
    head |= known->open ? ROW_OPEN : 0;
    head |= known->open && !wait_same(&known->wait, &before->wait) ? ROW_WAIT : 0;
    head |= row->until != INSTANT_MAX ? ROW_ENDS : 0;
    head |= same ? 0 : ROW_DEPARTURES;
    return head;
}

static uint32_t head_of_applied(const struct before *before, const struct history_row *row) {
    if (row->aanname == NULL)
        return 0;
    bool same = before->aanname && memcmp(row->aanname, before->aanname, HULPVORM_COUNT) == 0;
    return same ? ROW_AANNAME : ROW_AANNAME | ROW_OTHER_AANNAME;
}

static uint32_t head_of(const struct before *before, const struct history_row *row) {
    switch (row->kind) {
    case HISTORY_APPLIED:
        return head_of_applied(before, row);
    case HISTORY_STATE:
    case HISTORY_PASSED:
        return head_of_state(before, row);
    case HISTORY_COMPLETED:
        return (bytes_equal(row->known.place.id, before->place.id) ? 0 : ROW_ID) |
               (row->voided ? ROW_VOIDED : 0);
    case HISTORY_SUCCESSOR:
    case HISTORY_SUCCEEDED:
    case HISTORY_KIND_COUNT:
        break;
    }
    return 0;
}

/* ---- the parts of a row, both ways */

enum wait_shape {
    WAIT_OPENED_NOW = 1 << 0, /* its name is this event */
    WAIT_SHOWN_NOW = 1 << 1,  /* the snapshot that opened it is this event's */
    WAIT_OF_PLACE = 1 << 2,   /* it starts when the place says */
    WAIT_SHAPES = 1 << 3
};

static unsigned shape_of(const struct history_row *row, const struct wait *wait, day_t start) {
    unsigned shape = 0;
    shape |= wait->name == row->event ? WAIT_OPENED_NOW : 0;
    shape |= wait->opened_by.event == row->event ? WAIT_SHOWN_NOW : 0;
    shape |= wait->start == start ? WAIT_OF_PLACE : 0;
    return shape;
}

static void code_wait(struct codec *codec, const struct history_row *row, struct wait *wait) {
    enum clock clock;
    const day_t start = place_start(&row->known.place, &clock);
    unsigned shape = codec->writing ? shape_of(row, wait, start) : 0;
    codec_code(codec, &shape, WAIT_SHAPES);
    if (shape & WAIT_OPENED_NOW)
        wait->name = row->event;
    else
        codec_u64_before(codec, &wait->name, row->event);
    if (shape & WAIT_SHOWN_NOW)
        wait->opened_by.event = row->event;
    else
        codec_u64_before(codec, &wait->opened_by.event, row->event);
    if (shape & WAIT_OF_PLACE)
        wait->start = start;
    else
        codec_day_near(codec, &wait->start, start);
}

enum departure_shape {
    DEPARTURE_WAS_OPEN = 1 << 0, /* its wait is the last that was open */
    DEPARTURE_NOW = 1 << 1,      /* this event showed it */
    DEPARTURE_VOIDS = 1 << 2,
    DEPARTURE_SHAPES = 1 << 3
};

static void code_departure(struct codec *codec, struct before *before,
                           const struct history_row *row, struct departure *departure) {
    unsigned shape = 0;
    shape |= wait_same(&departure->wait, &before->wait) ? DEPARTURE_WAS_OPEN : 0;
    shape |= departure->event == row->event ? DEPARTURE_NOW : 0;
    shape |= departure->voids ? DEPARTURE_VOIDS : 0;
    codec_code(codec, &shape, DEPARTURE_SHAPES);
    departure->voids = shape & DEPARTURE_VOIDS;
    if (shape & DEPARTURE_WAS_OPEN)
        departure->wait = before->wait;
    else
        code_wait(codec, row, &departure->wait);
    if (shape & DEPARTURE_NOW)
        departure->event = row->event;
    else
        codec_u64_before(codec, &departure->event, row->event);
    CODEC_CODE(codec, &departure->reden, UITSTROOMREDEN_COUNT);
    codec_day_near(codec, &departure->datum, day_near(row->from));
}

/* How many are as before, and the others. */
static void code_departures(struct codec *codec, struct before *before, struct history_row *row) {
    struct known_place *known = &row->known;
    size_t kept = codec->writing ? count_kept(before, known) : 0;
    size_t added = codec->writing ? known->departure_count - kept : 0;
    struct departure *read;
    codec_size(codec, &kept, before->departure_count);
    codec_count(codec, &added);
    read = codec_array(codec, kept + added, sizeof *read);
    if (read && kept > 0)
        memcpy(read, before->departures, kept * sizeof *read);
    for (size_t i = kept; i < kept + added && codec->failure == STATUS_OK; i++) {
        struct departure one = {0};
        if (codec->writing)
            one = known->departures[i];
        code_departure(codec, before, row, &one);
        if (read)
            read[i] = one;
    }
    if (codec->writing)
        return;
    known->departure_count = read ? kept + added : 0;
    known->departures = read;
}

/* Reading: all that is not said is as before. */
static void begin_state(const struct before *before, uint32_t head, struct known_place *known) {
    known->open = head & ROW_OPEN;
    known->next_due = DAY_NONE;
    if (known->open)
        known->wait = before->wait;
    known->departure_count = before->departure_count;
    known->departures = before->departures;
}

static void code_state(struct codec *codec, struct before *before, uint32_t head,
                       struct history_row *row) {
    struct known_place *known = &row->known;
    if (!codec->writing)
        begin_state(before, head, known);
    row->until = head & ROW_ENDS ? row->until : INSTANT_MAX;
    if (head & ROW_ENDS)
        codec_instant_near(codec, &row->until, row->from);
    code_place_near(codec, &known->place, &before->place, day_near(row->from));
    if (head & ROW_WAIT)
        code_wait(codec, row, &known->wait);
    if (head & ROW_DEPARTURES)
        code_departures(codec, before, row);
    before->place = known->place;
    if (known->open)
        before->wait = known->wait;
    before->departure_count = known->departure_count;
    before->departures = known->departures;
}

static void code_applied(struct codec *codec, struct before *before, uint32_t head,
                         struct history_row *row) {
    uint8_t *read = NULL;
    if (!(head & ROW_AANNAME))
        return;
    if (head & ROW_OTHER_AANNAME) {
        read = codec_array(codec, HULPVORM_COUNT, 1);
        for (size_t i = 0; i < HULPVORM_COUNT; i++) {
            unsigned code = codec->writing ? row->aanname[i] : 0;
            codec_code(codec, &code, AANNAME_COUNT);
            if (read)
                read[i] = (uint8_t)code;
        }
    }
    if (!codec->writing)
        row->aanname = read ? read : before->aanname;
    if (row->aanname == NULL)
        codec_fail(codec, STATUS_DAMAGED);
    before->aanname = row->aanname;
}

static void code_completed(struct codec *codec, struct before *before, uint32_t head,
                           struct history_row *row) {
    if (head & ROW_ID)
        codec_bytes(codec, &row->known.place.id);
    else
        row->known.place.id = before->place.id;
    before->place.id = row->known.place.id;
    codec_u64_before(codec, &row->leaving, row->event);
    if (head & ROW_VOIDED)
        codec_u64(codec, &row->voided);
    CODEC_CODE(codec, &row->reden, UITSTROOMREDEN_COUNT);
    codec_day_near(codec, &row->datum, day_near(before->from));
}

/* The first one's stands in the record's key. */
static void code_event(struct codec *codec, const struct before *before, struct history_row *row) {
    uint64_t later = codec->writing ? row->event - before->event : 0;
    if (before->any) {
        codec_u64(codec, &later);
        if (later == 0 || later > UINT64_MAX - before->event)
            codec_fail(codec, STATUS_DAMAGED);
    }
    row->event = before->event + later;
}

static void code_kind(struct codec *codec, struct before *before, uint32_t head,
                      struct history_row *row) {
    switch (row->kind) {
    case HISTORY_APPLIED:
        code_applied(codec, before, head, row);
        break;
    case HISTORY_STATE:
    case HISTORY_PASSED:
        code_state(codec, before, head, row);
        break;
    case HISTORY_SUCCESSOR:
        codec_instant_near(codec, &row->until, row->from);
        break;
    case HISTORY_COMPLETED:
    case HISTORY_SUCCEEDED:
    case HISTORY_KIND_COUNT:
        break;
    }
}

/* One row, after which `before` is what the next one is packed against. */
static void code_row(struct codec *codec, struct before *before, struct history_row *row) {
    uint32_t head = codec->writing ? (uint32_t)row->kind | head_of(before, row) : 0;
    codec_u32(codec, &head);
    if ((head & ROW_KIND) >= HISTORY_KIND_COUNT || head >= 2 * ROW_DEPARTURES)
        codec_fail(codec, STATUS_DAMAGED);
    if (codec->failure != STATUS_OK)
        return;
    row->kind = head & ROW_KIND;
    code_event(codec, before, row);
    if (row->kind == HISTORY_COMPLETED) {
        code_completed(codec, before, head, row);
    } else {
        codec_instant_near(codec, &row->from, before->from);
        code_kind(codec, before, head, row);
        before->from = row->from;
    }
    before->event = row->event;
    before->any = true;
}

/* ---- records */

static bool is_next(const struct codec *codec) {
    return codec->failure == STATUS_OK && codec->rest.size > 0;
}

/* `row` is zeroed. */
static void read_row(struct codec *codec, struct before *before, struct history_row *row) {
    row->datum = DAY_NONE;
    code_row(codec, before, row);
}

static bool is_one_row(struct bytes record) {
    return record.size > 0 && record.at[0] <= ONE_ROW_VERSION;
}

/* Older versions had more of a place than history keeps. */
static enum status unpack_one_row(struct bytes record, uint64_t event, struct arena *arena,
                                  struct history_row *row) {
    enum status status = unpack_history(record, arena, row);
    row->event = event;
    if (status != STATUS_OK || (row->kind != HISTORY_STATE && row->kind != HISTORY_PASSED))
        return status;
    const struct known_place all = row->known;
    return history_place(&all, arena, &row->known);
}

static struct codec rows_reader(struct bytes record, struct arena *arena) {
    struct codec codec = codec_reader(record, arena);
    if (codec_version(&codec, ROWS_VERSION) != ROWS_VERSION || codec.rest.size == 0)
        codec_fail(&codec, STATUS_DAMAGED);
    return codec;
}

/* Past all rows of a record. */
static enum status skip_rows(struct bytes record, struct arena *arena, struct before *before) {
    struct codec codec = rows_reader(record, arena);
    while (is_next(&codec)) {
        struct history_row row = {0};
        read_row(&codec, before, &row);
    }
    return codec_read(&codec);
}

/* What is there already, as this version packs it. */
static enum status begin_with(struct codec *codec, struct bytes record, uint64_t first_event,
                              struct before *before) {
    struct history_row row;
    if (record.size > 0 && !is_one_row(record)) {
        enum status status = skip_rows(record, codec->arena, before);
        codec_copy(codec, record);
        return status;
    }
    codec_version(codec, ROWS_VERSION);
    if (record.size == 0)
        return STATUS_OK;
    enum status status = unpack_one_row(record, first_event, codec->arena, &row);
    if (status == STATUS_OK)
        code_row(codec, before, &row);
    return status;
}

enum status pack_rows_add(struct bytes record, uint64_t first_event, const struct history_row *row,
                          struct arena *arena, struct bytes *added) {
    struct codec codec = codec_writer(arena);
    struct before before = before_first(first_event);
    struct history_row copy = *row;
    enum status status = begin_with(&codec, record, first_event, &before);
    if (status != STATUS_OK)
        return status;
    ENSURE(before.any || row->event == first_event);
    if (before.any && row->event <= before.event)
        return STATUS_DAMAGED;
    code_row(&codec, &before, &copy);
    return codec_written(&codec, added);
}

static enum status add_one_row(struct bytes record, uint64_t event, struct arena *arena,
                               struct list *rows) {
    struct history_row *row = list_add(rows);
    return row ? unpack_one_row(record, event, arena, row) : STATUS_NO_MEMORY;
}

enum status unpack_rows(struct bytes record, uint64_t first_event, struct arena *arena,
                        struct list *rows) {
    if (is_one_row(record))
        return add_one_row(record, first_event, arena, rows);
    struct codec codec = rows_reader(record, arena);
    struct before before = before_first(first_event);
    while (is_next(&codec)) {
        struct history_row *row = list_add(rows);
        if (row == NULL)
            return STATUS_NO_MEMORY;
        read_row(&codec, &before, row);
    }
    return codec_read(&codec);
}

enum status unpack_last_event(struct bytes record, uint64_t first_event, struct arena *arena,
                              uint64_t *event) {
    struct before before = before_first(first_event);
    struct history_row row;
    enum status status = is_one_row(record) ? unpack_one_row(record, first_event, arena, &row)
                                            : skip_rows(record, arena, &before);
    if (status == STATUS_OK)
        *event = before.event;
    return status;
}
