#include "daemon/domain/pack.h"

#include "daemon/domain/pack_place.h"

#include <string.h>

enum { RECORD_VERSION = 1 };

static void code_held(struct codec *codec, struct held *held) {
    codec_u64(codec, &held->event);
    if (held->event == 0)
        return;
    codec_epoch(codec, held->epoch);
    codec_u64(codec, &held->sequence);
    codec_raw(codec, held->content_hash, HASH_BYTES);
    codec_i64(codec, &held->peilmoment);
    codec_i64(codec, &held->recorded_at);
    codec_u32(codec, &held->open);
    codec_u32(codec, &held->would_leave);
    codec_u64(codec, &held->alert);
}

static void code_bodies(struct codec *codec, struct bodies *bodies) {
    codec_u32(codec, &bodies->count);
    if (bodies->count > MAX_BODIES_COUNTED)
        codec_fail(codec, STATUS_DAMAGED);
    if (bodies->count == 0)
        return;
    for (size_t level = 0; level < BODY_LEVELS; level++)
        codec_u64(codec, &bodies->last[level]);
}

/* Version 1 knew no bodies that hang on others. */
enum { HEAD_VERSION = 2 };

static void code_head(struct codec *codec, struct aanbieder_head *head) {
    uint32_t version = codec_version(codec, HEAD_VERSION);
    code_agb(codec, &head->agb);
    codec_bool(codec, &head->active);
    code_agb(codec, &head->opgevolgd);
    codec_u32(codec, &head->interval_days);
    codec_bool(codec, &head->has_epoch);
    codec_raw(codec, head->epoch, EPOCH_BYTES);
    codec_u64(codec, &head->sequence);
    codec_bool(codec, &head->has_applied);
    codec_i64(codec, &head->peilmoment);
    codec_day(codec, &head->received_on);
    codec_bool(codec, &head->has_received);
    codec_u32(codec, &head->received_count);
    codec_u64(codec, &head->stil);
    codec_u32(codec, &head->open_count);
    codec_u32(codec, &head->left_count);
    codec_day(codec, &head->next_due);
    code_held(codec, &head->held);
    if (version >= 2)
        code_bodies(codec, &head->bodies);
}

static void write_open(struct codec *codec, struct known_places open) {
    const struct packed_places *packed = open.packed;
    if (packed && memcmp(packed->near_epoch, codec->near_epoch, EPOCH_BYTES) != 0)
        packed = NULL;
    codec_count(codec, &open.count);
    for (size_t i = 0; i < open.count; i++) {
        struct known_place known = open.at[i];
        if (packed && packed->at[i].size > 0)
            codec_copy(codec, packed->at[i]);
        else
            code_known_place(codec, &known);
    }
}

static void read_open(struct codec *codec, struct known_places *open) {
    codec_count(codec, &open->count);
    struct known_place *places = codec_array(codec, open->count, sizeof *places);
    struct packed_places *packed = codec_array(codec, 1, sizeof *packed);
    struct bytes *slices = codec_array(codec, open->count, sizeof *slices);
    for (size_t i = 0; i < open->count && codec->failure == STATUS_OK; i++) {
        const uint8_t *from = codec->rest.at;
        code_known_place(codec, &places[i]);
        slices[i] = bytes_of(from, (size_t)(codec->rest.at - from));
    }
    if (codec->failure != STATUS_OK)
        return;
    memcpy(packed->near_epoch, codec->near_epoch, EPOCH_BYTES);
    packed->at = slices;
    open->at = places;
    open->packed = packed;
}

enum status pack_aanbieder(const struct aanbieder_head *head, struct known_places open,
                           struct arena *arena, struct bytes *record) {
    struct codec codec = codec_writer(arena);
    struct aanbieder_head copy = *head;
    code_head(&codec, &copy);
    codec.near_epoch = copy.epoch;
    write_open(&codec, open);
    return codec_written(&codec, record);
}

enum status unpack_aanbieder(struct bytes record, struct arena *arena, struct aanbieder_head *head,
                             struct known_places *open) {
    struct codec codec = codec_reader(record, arena);
    struct aanbieder_head found = {0};
    struct known_places places = {0};
    code_head(&codec, &found);
    codec.near_epoch = found.epoch;
    read_open(&codec, &places);
    if (codec.failure == STATUS_OK && places.count != found.open_count)
        codec_fail(&codec, STATUS_DAMAGED);
    enum status status = codec_read(&codec);
    if (status != STATUS_OK)
        return status;
    *head = found;
    *open = places;
    return STATUS_OK;
}

enum status unpack_head(struct bytes record, struct arena *arena, struct aanbieder_head *head) {
    struct codec codec = codec_reader(record, arena);
    struct aanbieder_head found = {0};
    code_head(&codec, &found);
    if (codec.failure == STATUS_OK)
        *head = found;
    return codec.failure;
}

enum status unpack_place(struct bytes record, struct arena *arena, struct known_place *known) {
    struct codec codec = codec_reader(record, arena);
    struct known_place found = {0};
    codec_version(&codec, RECORD_VERSION);
    code_known_place(&codec, &found);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        *known = found;
    return status;
}

/* Version 1 knew no aanname and no succession. */
enum { HISTORY_VERSION = 2 };

static void code_aanname(struct codec *codec, const uint8_t **aanname) {
    const uint8_t *written = codec->writing ? *aanname : NULL;
    size_t count = written ? HULPVORM_COUNT : 0;
    codec_count(codec, &count);
    if (count > HULPVORM_COUNT)
        codec_fail(codec, STATUS_DAMAGED);
    if (count == 0 || codec->failure != STATUS_OK)
        return;
    uint8_t *room = codec->writing ? NULL : codec_array(codec, HULPVORM_COUNT, 1);
    for (size_t i = 0; i < count; i++) {
        unsigned code = written ? written[i] : 0;
        codec_code(codec, &code, AANNAME_COUNT);
        if (room)
            room[i] = (uint8_t)code;
    }
    if (!codec->writing)
        *aanname = room;
}

static void code_completed(struct codec *codec, struct history_row *row) {
    codec_bytes(codec, &row->known.place.id);
    codec_u64(codec, &row->leaving);
    codec_u64(codec, &row->voided);
    CODEC_CODE(codec, &row->reden, UITSTROOMREDEN_COUNT);
    codec_day(codec, &row->datum);
}

static void code_history(struct codec *codec, struct history_row *row) {
    const uint32_t version = codec_version(codec, HISTORY_VERSION);
    CODEC_CODE(codec, &row->kind, HISTORY_KIND_COUNT);
    if (row->kind == HISTORY_COMPLETED) {
        code_completed(codec, row);
        return;
    }
    codec_i64(codec, &row->from);
    if (row->kind == HISTORY_APPLIED && version >= 2)
        code_aanname(codec, &row->aanname);
    if (row->kind == HISTORY_SUCCESSOR)
        codec_i64(codec, &row->until);
    if (row->kind == HISTORY_STATE || row->kind == HISTORY_PASSED) {
        codec_i64(codec, &row->until);
        code_known_place(codec, &row->known);
    }
}

enum status pack_history(const struct history_row *row, struct arena *arena, struct bytes *record) {
    struct codec codec = codec_writer(arena);
    struct history_row copy = *row;
    code_history(&codec, &copy);
    return codec_written(&codec, record);
}

enum status unpack_history(struct bytes record, struct arena *arena, struct history_row *row) {
    struct codec codec = codec_reader(record, arena);
    struct history_row found = {.datum = DAY_NONE};
    code_history(&codec, &found);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        *row = found;
    return status;
}

static void code_routed(struct codec *codec, struct routed_alert *routed) {
    codec_version(codec, RECORD_VERSION);
    CODEC_CODE(codec, &routed->kind, ALERT_KIND_COUNT);
    code_agb(codec, &routed->agb);
    CODE_ARRAY(codec, routed->parties, routed->party_count, struct party, code_party);
    codec_bytes(codec, &routed->alert);
}

enum status pack_routed(const struct routed_alert *routed, struct arena *arena,
                        struct bytes *record) {
    struct codec codec = codec_writer(arena);
    struct routed_alert copy = *routed;
    code_routed(&codec, &copy);
    return codec_written(&codec, record);
}

enum status unpack_routed(struct bytes record, struct arena *arena, struct routed_alert *routed) {
    struct codec codec = codec_reader(record, arena);
    struct routed_alert found = {0};
    code_routed(&codec, &found);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        *routed = found;
    return status;
}

/* Each as how much later it is than the one before. */
static void code_used(struct codec *codec, struct used_numbers *used) {
    uint64_t before = 0;
    codec_version(codec, RECORD_VERSION);
    codec_count(codec, &used->count);
    if (used->count > NUMBERS_IN_RECORD) {
        codec_fail(codec, STATUS_DAMAGED);
        used->count = 0;
    }
    for (size_t i = 0; i < used->count; i++) {
        uint64_t later = used->events[i] - before;
        codec_u64(codec, &later);
        used->events[i] = before + later;
        if (used->events[i] <= before)
            codec_fail(codec, STATUS_DAMAGED);
        before = used->events[i];
    }
}

enum status pack_used(const struct used_numbers *used, struct arena *arena, struct bytes *record) {
    struct codec codec = codec_writer(arena);
    struct used_numbers copy = *used;
    code_used(&codec, &copy);
    return codec_written(&codec, record);
}

enum status unpack_used(struct bytes record, struct used_numbers *used) {
    struct codec codec = codec_reader(record, NULL);
    struct used_numbers found = {0};
    code_used(&codec, &found);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        *used = found;
    return status;
}

enum status unpack_used_once(struct bytes record, uint64_t *event) {
    struct codec codec = codec_reader(record, NULL);
    uint8_t content_hash[HASH_BYTES];
    uint64_t found = 0;
    codec_raw(&codec, content_hash, sizeof content_hash);
    codec_u64(&codec, &found);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        *event = found;
    return status;
}

/* Version 1 forgot nothing and knew no clock, version 2 knew no clock: a virtual store has none.
 * Each is still how it is written as long as that is so. */
enum { REGION_VERSION = 3, REGION_FORGETS = 2, REGION_KNOWS_CLOCK = 3 };

static bool has_forgotten(const struct region *region) {
    return region->settled_until != DAY_NONE || region->stripped != 0 || region->names != 0;
}

static uint32_t least_version(const struct region *region) {
    if (region->clock.known || region->clock.reason != HOLD_NONE)
        return REGION_KNOWS_CLOCK;
    return has_forgotten(region) ? REGION_FORGETS : RECORD_VERSION;
}

static void code_forgotten(struct codec *codec, struct region *region) {
    codec_day(codec, &region->settled_until);
    codec_u64(codec, &region->stripped);
    codec_u64(codec, &region->names);
}

static void code_region(struct codec *codec, struct region *region) {
    const uint32_t newest = codec->writing ? least_version(region) : REGION_VERSION;
    const uint32_t version = codec_version(codec, newest);
    codec_day(codec, &region->evaluated);
    codec_u32(codec, &region->on_time_days);
    codec_u64(codec, &region->config_event);
    codec_day(codec, &region->norm_from);
    if (version >= REGION_FORGETS)
        code_forgotten(codec, region);
    if (version >= REGION_KNOWS_CLOCK)
        code_clock_trust(codec, &region->clock);
}

enum status pack_region(const struct region *region, struct arena *arena, struct bytes *record) {
    struct codec codec = codec_writer(arena);
    struct region copy = *region;
    code_region(&codec, &copy);
    return codec_written(&codec, record);
}

enum status unpack_region(struct bytes record, struct arena *arena, struct region *region) {
    struct codec codec = codec_reader(record, arena);
    struct region found = {.settled_until = DAY_NONE};
    code_region(&codec, &found);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        *region = found;
    return status;
}

enum status pack_count(uint32_t count, struct arena *arena, struct bytes *record) {
    struct codec codec = codec_writer(arena);
    codec_u32(&codec, &count);
    return codec_written(&codec, record);
}

enum status unpack_count(struct bytes record, struct arena *arena, uint32_t *count) {
    struct codec codec = codec_reader(record, arena);
    uint32_t found = 0;
    codec_u32(&codec, &found);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        *count = found;
    return status;
}
