#include "daemon/domain/left.h"

#include <string.h>

#include "daemon/domain/pack_near.h"
#include "daemon/domain/pack_place.h"

/* ---- what rows say */

/* The row that says what is so until further notice. A late one never does. NULL: none. */
static const struct history_row *last_state(const struct past_rows *rows, size_t *after) {
    const struct history_row *last = NULL;
    for (size_t i = 0; i < rows->count; i++)
        if (rows->at[i].kind == HISTORY_STATE && rows->at[i].until == INSTANT_MAX) {
            last = &rows->at[i];
            *after = i + 1;
        }
    return last;
}

static void complete(struct departure *departures, size_t count, const struct history_row *row) {
    for (size_t i = 0; i < count; i++)
        if (departures[i].event == row->leaving) {
            departures[i].reden = row->reden;
            departures[i].datum = row->datum;
            departures[i].voids |= row->voided != 0;
        }
}

enum status left_of_rows(const struct past_rows *rows, struct arena *arena,
                         struct known_place *known) {
    size_t after = 0;
    const struct history_row *row = last_state(rows, &after);
    if (row == NULL || row->known.open)
        return STATUS_ABSENT;
    const size_t count = row->known.departure_count;
    struct departure *departures = arena_array(arena, count, sizeof *departures);
    if (departures == NULL)
        return STATUS_NO_MEMORY;
    if (count > 0)
        memcpy(departures, row->known.departures, count * sizeof *departures);
    for (size_t i = after; i < rows->count; i++)
        if (rows->at[i].kind == HISTORY_COMPLETED)
            complete(departures, count, &rows->at[i]);
    *known = row->known;
    known->departures = departures;
    return STATUS_OK;
}

/* ---- what was told */

enum { WHOLE_VERSION = 1, LEFT_VERSION = 2 };

static bool was_told(const struct told *told) {
    return told->count > 0 || told->counted != 0 || told->party_count > 0;
}

static bool anything_told(const struct known_place *known) {
    bool told = known->telling_count > 0;
    for (size_t i = 0; i < known->departure_count; i++)
        told |= was_told(&known->departures[i].wait.told) || known->departures[i].van_lijst != 0;
    return told;
}

static void code_standing(struct codec *codec, day_t start, struct standing *standing) {
    CODEC_CODE(codec, &standing->kind, ALERT_KIND_COUNT);
    codec_u32(codec, &standing->level);
    codec_day_near(codec, &standing->start, start);
    codec_u64(codec, &standing->number);
}

static bool only_party_is(const struct told *told, const struct party *own) {
    return told->party_count == 1 &&
           memcmp(told->parties->gemeente, own->gemeente, GEMEENTE_DIGITS) == 0 &&
           memcmp(told->parties->gi.text, own->gi.text, AGB_DIGITS) == 0 &&
           told->parties->hulpvorm == own->hulpvorm;
}

/* Nearly always the one that the place itself names. */
static void code_parties(struct codec *codec, const struct place *place, struct told *told) {
    const struct party own = party_of(place);
    bool only_own = codec->writing && only_party_is(told, &own);
    codec_bool(codec, &only_own);
    if (!only_own) {
        CODE_ARRAY(codec, told->parties, told->party_count, struct party, code_party);
    } else if (!codec->writing) {
        struct party *read = codec_array(codec, 1, sizeof *read);
        told->party_count = read != NULL;
        told->parties = read;
        if (read)
            *read = own;
    }
}

static void code_told(struct codec *codec, const struct known_place *known, struct wait *wait) {
    struct told *told = &wait->told;
    codec_size(codec, &told->count, MAX_STANDING);
    for (size_t i = 0; i < told->count; i++)
        code_standing(codec, wait->start, &told->standing[i]);
    codec_code(codec, &told->counted, 2 * COUNTED_DREIGEND);
    code_parties(codec, &known->place, told);
}

/* For each leaving in turn; how many there are, rows say. */
static void code_left(struct codec *codec, struct known_place *known) {
    struct departure *read = codec_array(codec, known->departure_count, sizeof *read);
    for (size_t i = 0; i < known->departure_count; i++) {
        struct departure departure = known->departures[i];
        code_told(codec, known, &departure.wait);
        codec_u64(codec, &departure.van_lijst);
        if (read)
            read[i] = departure;
    }
    if (read)
        known->departures = read;
    CODE_ARRAY(codec, known->tellings, known->telling_count, struct telling, code_telling);
}

enum status pack_left(const struct known_place *known, struct arena *arena, struct bytes *record) {
    struct codec codec = codec_writer(arena);
    struct known_place copy = *known;
    if (anything_told(known)) {
        codec_version(&codec, LEFT_VERSION);
        code_left(&codec, &copy);
    }
    return codec_written(&codec, record);
}

bool left_is_whole(struct bytes record) {
    return record.size > 0 && record.at[0] == WHOLE_VERSION;
}

enum status unpack_left(struct bytes record, struct arena *arena, struct known_place *known) {
    if (left_is_whole(record))
        return unpack_place(record, arena, known);
    struct codec codec = codec_reader(record, arena);
    struct known_place found = *known;
    codec_version(&codec, LEFT_VERSION);
    code_left(&codec, &found);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        *known = found;
    return status;
}
