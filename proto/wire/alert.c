#include "proto/wire/wire.h"

#include "proto/wire/convert.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__Alert AlertMessage;
typedef Wachtpost__V1__PlaceAlert PlaceMessage;
typedef Wachtpost__V1__AanbiederAlert HolderMessage;
typedef Wachtpost__V1__SnapshotRef SnapshotRefMessage;

/* ---- out */

static SnapshotRefMessage *write_snapshot_ref(struct conversion *c,
                                              const struct snapshot_ref *from) {
    SnapshotRefMessage *to = convert_message(c, &wachtpost__v1__snapshot_ref__descriptor);
    if (to == NULL)
        return NULL;
    to->epoch = convert_data(bytes_of(from->epoch, EPOCH_BYTES));
    to->sequence = from->sequence;
    to->peilmoment = from->peilmoment;
    to->event = from->event;
    return to;
}

/* What is told: which wait, by which norm, what it corrects. */
static void write_told(struct conversion *c, const struct place_alert *from, PlaceMessage *to) {
    to->place_id = convert_data(from->place_id);
    to->start_day = day_to_number(from->start);
    to->clock = (Wachtpost__V1__Clock)from->clock;
    to->crossing = day_to_number(from->crossing);
    to->norm_id = convert_text(c, from->norm_id);
    to->level = from->level;
    to->reached_level = from->reached_level;
    to->telling = from->telling;
    to->days_waited = from->days_waited;
    to->on_arrival = from->on_arrival;
    to->first_snapshot = from->first_snapshot;
    to->snapshot = write_snapshot_ref(c, &from->snapshot);
    to->corrects = from->corrects;
    to->cause = (Wachtpost__V1__Cause)from->cause;
    ENSURE(from->withdraws_count <= MAX_WITHDRAWN);
    to->n_withdraws = from->withdraws_count;
    to->withdraws = (uint64_t *)(uintptr_t)from->withdraws; /* only read when packing */
    to->reden = (Wachtpost__V1__Uitstroomreden)from->reden;
    to->helped = (Wachtpost__V1__Helped)from->helped;
}

/* What ranks it, and the dates that explain it. */
static void write_described(struct conversion *c, const struct place_alert *from,
                            PlaceMessage *to) {
    to->hulpvorm = (Wachtpost__V1__Hulpvorm)from->hulpvorm;
    to->gemeente = convert_text(c, bytes_of_text(from->gemeente));
    to->maatregel = (Wachtpost__V1__Maatregel)from->maatregel;
    to->gi = convert_text(c, bytes_of_text(from->gi.text));
    to->urgentie = (Wachtpost__V1__Urgentie)from->urgentie;
    to->overbrugging = (Wachtpost__V1__Overbrugging)from->overbrugging;
    to->other_places_known = from->other_places_known;
    to->other_places = from->other_places;
    to->rank = from->rank;
    to->rank_reason = (Wachtpost__V1__RankReason)from->rank_reason;
    to->rank_sentence = convert_text(c, from->rank_sentence);
    to->oorspronkelijke_aanmelddatum = day_to_number(from->oorspronkelijke_aanmelddatum);
    to->aanmelddatum = day_to_number(from->aanmelddatum);
    to->verwijsdatum = day_to_number(from->verwijsdatum);
    to->toewijzingsdatum = day_to_number(from->toewijzingsdatum);
}

static PlaceMessage *write_place(struct conversion *c, const struct alert *alert) {
    const struct place_alert *from = &alert->place;
    PlaceMessage *to = convert_message(c, &wachtpost__v1__place_alert__descriptor);
    if (to == NULL)
        return NULL;
    write_told(c, from, to);
    write_described(c, from, to);
    if (alert->kind == VAN_LIJST)
        to->left_on = day_to_number(from->left_on);
    return to;
}

static HolderMessage *write_holder(struct conversion *c, const struct alert *alert) {
    const struct aanbieder_alert *from = &alert->holder;
    HolderMessage *to = convert_message(c, &wachtpost__v1__aanbieder_alert__descriptor);
    if (to == NULL)
        return NULL;
    to->ends = from->ends;
    to->interval_days = from->interval_days;
    if (alert->kind == STIL) {
        to->silent_since = day_to_number(from->silent_since);
    } else {
        to->epoch = convert_data(bytes_of(from->epoch, EPOCH_BYTES));
        to->content_hash = convert_data(bytes_of(from->content_hash, HASH_BYTES));
    }
    to->sequence = from->sequence;
    to->peilmoment = from->peilmoment;
    to->open = from->open;
    to->would_leave = from->would_leave;
    to->end = (Wachtpost__V1__HoldEnd)from->end;
    return to;
}

enum status wire_encode_alert(const struct alert *alert, struct arena *arena, struct bytes *out) {
    struct conversion c = convert_in(arena);
    AlertMessage message = WACHTPOST__V1__ALERT__INIT;
    message.number = alert->number;
    message.kind = (Wachtpost__V1__AlertKind)alert->kind;
    message.due = day_to_number(alert->due);
    message.recorded_at = alert->recorded_at;
    message.agb_code = convert_text(&c, bytes_of_text(alert->agb.text));
    message.aanbieder = convert_text(&c, alert->aanbieder);
    message.telefoon = convert_text(&c, alert->telefoon);
    message.mail = convert_text(&c, alert->mail);
    message.data_peilmoment = alert->data_peilmoment;
    message.data_age_days = alert->data_age_days;
    if (alert_concerns_place(alert->kind))
        message.place = write_place(&c, alert);
    else
        message.holder = write_holder(&c, alert);
    return convert_pack(&c, &message.base, NULL, out);
}

/* ---- in */

static void read_snapshot_ref(struct conversion *c, const SnapshotRefMessage *from,
                              struct snapshot_ref *to) {
    if (from == NULL) {
        convert_fail(c, STATUS_MALFORMED);
        return;
    }
    convert_fixed(c, from->epoch, to->epoch, EPOCH_BYTES);
    to->sequence = from->sequence;
    to->peilmoment = from->peilmoment;
    to->event = from->event;
}

static void read_withdraws(struct conversion *c, const PlaceMessage *from, struct place_alert *to) {
    if (from->n_withdraws > MAX_WITHDRAWN) {
        convert_fail(c, STATUS_MALFORMED);
        return;
    }
    to->withdraws_count = from->n_withdraws;
    for (size_t i = 0; i < from->n_withdraws; i++)
        to->withdraws[i] = from->withdraws[i];
}

static void read_told(struct conversion *c, const PlaceMessage *from, struct place_alert *to) {
    to->place_id = convert_bytes(from->place_id);
    to->start = convert_day(c, from->start_day);
    to->clock = (enum clock)convert_code(c, (int)from->clock, CLOCK_COUNT);
    to->crossing = convert_day(c, from->crossing);
    to->norm_id = bytes_of_text(from->norm_id);
    to->level = from->level;
    to->reached_level = from->reached_level;
    to->telling = from->telling;
    to->days_waited = from->days_waited;
    to->on_arrival = from->on_arrival;
    to->first_snapshot = from->first_snapshot;
    read_snapshot_ref(c, from->snapshot, &to->snapshot);
    to->corrects = from->corrects;
    to->cause = (enum cause)convert_code(c, (int)from->cause, CAUSE_COUNT);
    read_withdraws(c, from, to);
    to->reden = (enum uitstroomreden)convert_code(c, (int)from->reden, UITSTROOMREDEN_COUNT);
    to->left_on = convert_day(c, from->left_on);
    to->helped = (enum helped)convert_code(c, (int)from->helped, HELPED_COUNT);
}

static void read_described(struct conversion *c, const PlaceMessage *from, struct place_alert *to) {
    to->hulpvorm = (enum hulpvorm)convert_code(c, (int)from->hulpvorm, HULPVORM_COUNT);
    convert_gemeente(c, from->gemeente, to->gemeente);
    to->maatregel = (enum maatregel)convert_code(c, (int)from->maatregel, MAATREGEL_COUNT);
    convert_agb(c, from->gi, &to->gi);
    to->urgentie = (enum urgentie)convert_code(c, (int)from->urgentie, URGENTIE_COUNT);
    to->overbrugging =
        (enum overbrugging)convert_code(c, (int)from->overbrugging, OVERBRUGGING_COUNT);
    to->other_places_known = from->other_places_known;
    to->other_places = from->other_places;
    to->rank = from->rank;
    to->rank_reason = (enum rank_reason)convert_code(c, (int)from->rank_reason, RANK_REASON_COUNT);
    to->rank_sentence = bytes_of_text(from->rank_sentence);
    to->oorspronkelijke_aanmelddatum = convert_day(c, from->oorspronkelijke_aanmelddatum);
    to->aanmelddatum = convert_day(c, from->aanmelddatum);
    to->verwijsdatum = convert_day(c, from->verwijsdatum);
    to->toewijzingsdatum = convert_day(c, from->toewijzingsdatum);
}

static void read_holder(struct conversion *c, const HolderMessage *from,
                        struct aanbieder_alert *to) {
    to->ends = from->ends;
    to->interval_days = from->interval_days;
    to->silent_since = convert_day(c, from->silent_since);
    convert_fixed_or_absent(c, from->epoch, to->epoch, EPOCH_BYTES);
    to->sequence = from->sequence;
    convert_fixed_or_absent(c, from->content_hash, to->content_hash, HASH_BYTES);
    to->peilmoment = from->peilmoment;
    to->open = from->open;
    to->would_leave = from->would_leave;
    to->end = (enum hold_end)convert_code(c, (int)from->end, HOLD_END_COUNT);
}

/* A place alert has its place and no holder, the others the reverse. */
static void read_subject(struct conversion *c, const AlertMessage *from, struct alert *to) {
    bool place = alert_concerns_place(to->kind);
    if ((from->place != NULL) != place || (from->holder != NULL) == place) {
        convert_fail(c, STATUS_MALFORMED);
        return;
    }
    if (!place) {
        read_holder(c, from->holder, &to->holder);
        return;
    }
    read_told(c, from->place, &to->place);
    read_described(c, from->place, &to->place);
}

static void read_alert(struct conversion *c, const AlertMessage *from, struct alert *to) {
    to->number = from->number;
    to->kind = (enum alert_kind)convert_code(c, (int)from->kind, ALERT_KIND_COUNT);
    if (to->kind == ALERT_NONE)
        convert_fail(c, STATUS_MALFORMED);
    to->due = convert_day(c, from->due);
    to->recorded_at = from->recorded_at;
    convert_agb(c, from->agb_code, &to->agb);
    to->aanbieder = bytes_of_text(from->aanbieder);
    to->telefoon = bytes_of_text(from->telefoon);
    to->mail = bytes_of_text(from->mail);
    to->data_peilmoment = from->data_peilmoment;
    to->data_age_days = from->data_age_days;
    read_subject(c, from, to);
}

enum status wire_decode_alert(struct bytes body, struct arena *arena, struct alert *out) {
    struct conversion c = convert_in(arena);
    AlertMessage message;
    struct alert alert = {0};
    enum status status = convert_decode(&wachtpost__v1__alert__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    read_alert(&c, &message, &alert);
    if (c.status == STATUS_OK)
        *out = alert;
    return c.status;
}
