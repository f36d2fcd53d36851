/* The body of PUSH, both ways. A snapshot with too many lines is not unpacked: its
 * lines are counted in the bytes and only its header is read. */
#include "proto/wire/wire.h"

#include "proto/model/limits.h"
#include "proto/wire/convert.h"
#include "proto/wire/fields.h"
#include "proto/wire/strict.h"
#include "proto/wire/wachtplek.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__Snapshot SnapshotMessage;
typedef Wachtpost__V1__Wachtplek PlaceMessage;
typedef Wachtpost__V1__Uitstroom OutflowMessage;
typedef Wachtpost__V1__Aanname AannameMessage;

enum { PLACES_FIELD = 7, OUTFLOW_FIELD = 8 };

/* No snapshot needs more: an outflow line with a full place has 29. Without this a
 * body of nothing but unknown or empty fields could ask for more memory than there is,
 * and running out of memory is our fault, not the sender's. */
enum { MAX_FIELDS = 32 * MAX_SNAPSHOT_LINES };

/* ---- in */

static void read_places(struct conversion *c, const SnapshotMessage *from, struct snapshot *to) {
    struct raw_place *places = convert_array(c, from->n_places, sizeof *places);
    for (size_t i = 0; places && i < from->n_places; i++)
        wachtplek_to_raw(from->places[i], &places[i]);
    to->places = places;
}

static const struct raw_place *read_carried(struct conversion *c, const PlaceMessage *from) {
    struct raw_place *place = from ? convert_array(c, 1, sizeof *place) : NULL;
    if (place)
        wachtplek_to_raw(from, place);
    return place;
}

static void read_outflow(struct conversion *c, const SnapshotMessage *from, struct snapshot *to) {
    struct raw_outflow *outflow = convert_array(c, from->n_outflow, sizeof *outflow);
    for (size_t i = 0; outflow && i < from->n_outflow; i++) {
        const OutflowMessage *line = from->outflow[i];
        outflow[i] = (struct raw_outflow){convert_bytes(line->id), (int32_t)line->reden,
                                          line->datum, read_carried(c, line->place)};
    }
    to->outflow = outflow;
}

static void read_aanname(struct conversion *c, const SnapshotMessage *from, struct snapshot *to) {
    struct raw_aanname *aanname = convert_array(c, from->n_aanname, sizeof *aanname);
    for (size_t i = 0; aanname && i < from->n_aanname; i++)
        aanname[i] = (struct raw_aanname){(int32_t)from->aanname[i]->hulpvorm,
                                          (int32_t)from->aanname[i]->status};
    to->aanname = aanname;
    to->aanname_count = from->n_aanname;
}

static void read_header(struct conversion *c, const SnapshotMessage *from, struct snapshot *to) {
    const Wachtpost__V1__SendingSystem *system = from->system;
    to->agb_code = bytes_of_text(from->agb_code);
    convert_fixed(c, from->epoch, to->epoch, EPOCH_BYTES);
    to->sequence = from->sequence;
    to->supersedes = from->superseded_epoch.len > 0;
    convert_fixed_or_absent(c, from->superseded_epoch, to->superseded_epoch, EPOCH_BYTES);
    to->superseded_sequence = from->superseded_sequence;
    to->peilmoment = from->peilmoment;
    to->system_name = bytes_of_text(system ? system->name : "");
    to->system_version = bytes_of_text(system ? system->version : "");
}

static bool is_line(const struct field *field, struct snapshot *to) {
    to->place_count += field->number == PLACES_FIELD;
    to->outflow_count += field->number == OUTFLOW_FIELD;
    return field->number == PLACES_FIELD || field->number == OUTFLOW_FIELD;
}

/* Judges the bytes and counts the lines, in one go. With too many lines those do not count among
 * the fields: nobody unpacks them. */
static bool is_in_order(struct bytes body, struct snapshot *to) {
    struct strict strict = strict_begin(&wachtpost__v1__snapshot__descriptor);
    struct field field;
    size_t of_lines = 0, of_header = 0;
    while (body.size > 0 && of_header <= MAX_FIELDS) {
        if (!field_take(&body, &field) ||
            !strict_field(&strict, &field, is_line(&field, to) ? &of_lines : &of_header))
            return false;
    }
    to->too_many_lines = to->place_count + to->outflow_count > MAX_SNAPSHOT_LINES;
    return of_header + (to->too_many_lines ? 0 : of_lines) <= MAX_FIELDS;
}

/* Of too many lines only the header is left in `body`. */
static enum status look_over(struct bytes *body, struct arena *arena, struct snapshot *to) {
    if (body->size == 0 || !is_in_order(*body, to))
        return STATUS_MALFORMED;
    return to->too_many_lines ? field_leave_out(*body, PLACES_FIELD, OUTFLOW_FIELD, arena, body)
                              : STATUS_OK;
}

enum status wire_decode_snapshot(struct bytes body, struct arena *arena, struct snapshot *out) {
    struct conversion c = convert_in(arena);
    SnapshotMessage message;
    struct snapshot snapshot = {0};
    enum status status = look_over(&body, arena, &snapshot);
    if (status == STATUS_OK)
        status = convert_unpack(&wachtpost__v1__snapshot__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    read_header(&c, &message, &snapshot);
    read_aanname(&c, &message, &snapshot);
    if (!snapshot.too_many_lines) {
        read_places(&c, &message, &snapshot);
        read_outflow(&c, &message, &snapshot);
    }
    if (c.status == STATUS_OK)
        *out = snapshot;
    return c.status;
}

/* ---- out */

static void write_places(struct conversion *c, const struct snapshot *from, SnapshotMessage *to) {
    to->places = convert_array(c, from->place_count, sizeof(PlaceMessage *));
    for (size_t i = 0; to->places && i < from->place_count; i++)
        to->places[i] = wachtplek_from_raw(c, &from->places[i]);
    to->n_places = from->place_count;
}

static OutflowMessage *write_leaving(struct conversion *c, const struct raw_outflow *from) {
    OutflowMessage *to = convert_message(c, &wachtpost__v1__uitstroom__descriptor);
    if (to == NULL)
        return NULL;
    to->id = convert_data(from->id);
    to->reden = (Wachtpost__V1__Uitstroomreden)from->reden;
    to->datum = from->datum;
    if (from->place)
        to->place = wachtplek_from_raw(c, from->place);
    return to;
}

static void write_outflow(struct conversion *c, const struct snapshot *from, SnapshotMessage *to) {
    to->outflow = convert_array(c, from->outflow_count, sizeof(OutflowMessage *));
    for (size_t i = 0; to->outflow && i < from->outflow_count; i++)
        to->outflow[i] = write_leaving(c, &from->outflow[i]);
    to->n_outflow = from->outflow_count;
}

static AannameMessage *write_one_aanname(struct conversion *c, const struct raw_aanname *from) {
    AannameMessage *to = convert_message(c, &wachtpost__v1__aanname__descriptor);
    if (to == NULL)
        return NULL;
    to->hulpvorm = (Wachtpost__V1__Hulpvorm)from->hulpvorm;
    to->status = (Wachtpost__V1__AannameStatus)from->status;
    return to;
}

static void write_aanname(struct conversion *c, const struct snapshot *from, SnapshotMessage *to) {
    to->aanname = convert_array(c, from->aanname_count, sizeof(AannameMessage *));
    for (size_t i = 0; to->aanname && i < from->aanname_count; i++)
        to->aanname[i] = write_one_aanname(c, &from->aanname[i]);
    to->n_aanname = from->aanname_count;
}

static void write_system(struct conversion *c, const struct snapshot *from, SnapshotMessage *to) {
    if (from->system_name.size == 0 && from->system_version.size == 0)
        return;
    to->system = convert_message(c, &wachtpost__v1__sending_system__descriptor);
    if (to->system == NULL)
        return;
    to->system->name = convert_text(c, from->system_name);
    to->system->version = convert_text(c, from->system_version);
}

enum status wire_encode_snapshot(const struct snapshot *snapshot, struct arena *arena,
                                 struct bytes *out) {
    struct conversion c = convert_in(arena);
    SnapshotMessage message = WACHTPOST__V1__SNAPSHOT__INIT;
    ENSURE(!snapshot->too_many_lines);
    message.agb_code = convert_text(&c, snapshot->agb_code);
    message.epoch = convert_data(bytes_of(snapshot->epoch, EPOCH_BYTES));
    message.sequence = snapshot->sequence;
    if (snapshot->supersedes)
        message.superseded_epoch = convert_data(bytes_of(snapshot->superseded_epoch, EPOCH_BYTES));
    message.superseded_sequence = snapshot->superseded_sequence;
    message.peilmoment = snapshot->peilmoment;
    write_places(&c, snapshot, &message);
    write_outflow(&c, snapshot, &message);
    write_aanname(&c, snapshot, &message);
    write_system(&c, snapshot, &message);
    return convert_pack(&c, &message.base, NULL, out);
}
