/* Names are the contract's, so that who reads JSON and who reads protobuf speak alike. */
#include "client/render.h"

#include "client/render_json_parts.h"

static json_t *json_snapshot_ref(const struct snapshot_ref *snapshot) {
    struct json_builder b = json_builder_new();
    json_put_hex(&b, "epoch", snapshot->epoch, EPOCH_BYTES);
    json_put_count(&b, "sequence", snapshot->sequence);
    json_put_instant(&b, "peilmoment", snapshot->peilmoment);
    json_put_count(&b, "event", snapshot->event);
    return json_builder_take(&b);
}

static json_t *json_numbers(const uint64_t *numbers, size_t count) {
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        array = json_array_with(array, json_integer((json_int_t)numbers[i]));
    return array;
}

/* What was told and on what grounds. */
static void put_telling(struct json_builder *b, const struct place_alert *place) {
    json_put_text(b, "place_id", place->place_id);
    json_put_day(b, "start_day", place->start);
    json_put_name(b, "clock", clock_name(place->clock));
    json_put_day(b, "crossing", place->crossing);
    json_put_text(b, "norm_id", place->norm_id);
    json_put_count(b, "level", place->level);
    json_put_count(b, "reached_level", place->reached_level);
    json_put_count(b, "telling", place->telling);
    json_put_count(b, "days_waited", place->days_waited);
    json_put_bool(b, "on_arrival", place->on_arrival);
    json_put_bool(b, "first_snapshot", place->first_snapshot);
    json_put(b, "snapshot", json_snapshot_ref(&place->snapshot));
    json_put_count(b, "corrects", place->corrects);
    json_put_name(b, "cause", cause_name(place->cause));
    json_put(b, "withdraws", json_numbers(place->withdraws, place->withdraws_count));
    json_put_name(b, "reden", uitstroomreden_name(place->reden));
    json_put_day(b, "left_on", place->left_on);
    json_put_name(b, "helped", helped_name(place->helped));
}

static json_t *json_place_alert(const struct place_alert *place) {
    struct json_builder b = json_builder_new();
    put_telling(&b, place);
    json_put_name(&b, "hulpvorm", hulpvorm_name(place->hulpvorm));
    json_put_name(&b, "gemeente", place->gemeente);
    json_put_name(&b, "maatregel", maatregel_name(place->maatregel));
    json_put_name(&b, "gi", place->gi.text);
    json_put_name(&b, "urgentie", urgentie_name(place->urgentie));
    json_put_name(&b, "overbrugging", overbrugging_name(place->overbrugging));
    json_put_bool(&b, "other_places_known", place->other_places_known);
    json_put_count(&b, "other_places", place->other_places);
    json_put_count(&b, "rank", place->rank);
    json_put_name(&b, "rank_reason", rank_reason_name(place->rank_reason));
    json_put_text(&b, "rank_sentence", place->rank_sentence);
    json_put_day(&b, "oorspronkelijke_aanmelddatum", place->oorspronkelijke_aanmelddatum);
    json_put_day(&b, "aanmelddatum", place->aanmelddatum);
    json_put_day(&b, "verwijsdatum", place->verwijsdatum);
    json_put_day(&b, "toewijzingsdatum", place->toewijzingsdatum);
    return json_builder_take(&b);
}

static json_t *json_holder(const struct aanbieder_alert *holder) {
    struct json_builder b = json_builder_new();
    json_put_count(&b, "ends", holder->ends);
    json_put_count(&b, "interval_days", holder->interval_days);
    json_put_day(&b, "silent_since", holder->silent_since);
    json_put_hex(&b, "epoch", holder->epoch, EPOCH_BYTES);
    json_put_count(&b, "sequence", holder->sequence);
    json_put_hex(&b, "content_hash", holder->content_hash, HASH_BYTES);
    json_put_instant(&b, "peilmoment", holder->peilmoment);
    json_put_count(&b, "open", holder->open);
    json_put_count(&b, "would_leave", holder->would_leave);
    json_put_name(&b, "end", hold_end_name(holder->end));
    return json_builder_take(&b);
}

json_t *json_alert(const struct alert *alert) {
    struct json_builder b = json_builder_new();
    json_put_count(&b, "number", alert->number);
    json_put_name(&b, "kind", alert_kind_name(alert->kind));
    json_put_day(&b, "due", alert->due);
    json_put_instant(&b, "recorded_at", alert->recorded_at);
    json_put_name(&b, "agb_code", alert->agb.text);
    json_put_text(&b, "aanbieder", alert->aanbieder);
    json_put_text(&b, "telefoon", alert->telefoon);
    json_put_text(&b, "mail", alert->mail);
    json_put_instant(&b, "data_peilmoment", alert->data_peilmoment);
    json_put_count(&b, "data_age_days", alert->data_age_days);
    if (alert_concerns_place(alert->kind))
        json_put(&b, "place", json_place_alert(&alert->place));
    else
        json_put(&b, "holder", json_holder(&alert->holder));
    return json_builder_take(&b);
}

bool render_alert_json(FILE *out, const struct alert *alert) {
    return json_print(out, json_alert(alert));
}

static json_t *json_held(const struct held_status *held) {
    if (!held->present)
        return json_null();
    struct json_builder b = json_builder_new();
    json_put_hex(&b, "epoch", held->epoch, EPOCH_BYTES);
    json_put_count(&b, "sequence", held->sequence);
    json_put_hex(&b, "content_hash", held->content_hash, HASH_BYTES);
    json_put_instant(&b, "peilmoment", held->peilmoment);
    json_put_instant(&b, "recorded_at", held->recorded_at);
    json_put_count(&b, "open", held->open);
    json_put_count(&b, "would_leave", held->would_leave);
    return json_builder_take(&b);
}

static json_t *json_aanbieders(const struct status_reply *status) {
    json_t *array = json_array();
    for (size_t i = 0; i < status->aanbieder_count; i++) {
        const struct aanbieder_status *aanbieder = &status->aanbieders[i];
        struct json_builder b = json_builder_new();
        json_put_name(&b, "agb_code", aanbieder->agb.text);
        json_put_text(&b, "naam", aanbieder->naam);
        json_put_hex(&b, "epoch", aanbieder->epoch, EPOCH_BYTES);
        json_put_count(&b, "sequence", aanbieder->sequence);
        json_put_instant(&b, "peilmoment", aanbieder->peilmoment);
        json_put_day(&b, "received_on", aanbieder->received_on);
        json_put_count(&b, "interval_days", aanbieder->interval_days);
        json_put_count(&b, "open", aanbieder->open);
        json_put_bool(&b, "silent", aanbieder->silent);
        json_put(&b, "held", json_held(&aanbieder->held));
        array = json_array_with(array, json_builder_take(&b));
    }
    return array;
}

static json_t *json_norms(const struct status_reply *status) {
    json_t *array = json_array();
    for (size_t i = 0; i < status->norm_count; i++) {
        struct json_builder b = json_builder_new();
        json_put_text(&b, "id", status->norms[i].id);
        json_put_day(&b, "from", status->norms[i].from);
        json_put_text(&b, "description", status->norms[i].description);
        array = json_array_with(array, json_builder_take(&b));
    }
    return array;
}

static json_t *json_refused_counts(const struct status_reply *status) {
    json_t *array = json_array();
    for (size_t i = 0; i < status->refused_count; i++) {
        struct json_builder b = json_builder_new();
        json_put_text(&b, "reason", status->refused[i].reason);
        json_put_count(&b, "count", status->refused[i].count);
        array = json_array_with(array, json_builder_take(&b));
    }
    return array;
}

static json_t *json_clock_hold(const struct clock_hold *hold) {
    if (!hold->present)
        return json_null();
    struct json_builder b = json_builder_new();
    json_put_instant(&b, "since", hold->since);
    json_put_text(&b, "reason", hold->reason);
    return json_builder_take(&b);
}

bool render_status_json(FILE *out, const struct status_reply *status) {
    struct json_builder b = json_builder_new();
    json_put_name(&b, "status", answer_name(status->head.status));
    json_put_instant(&b, "now", status->head.now);
    json_put_bool(&b, "virtual_clock", status->head.virtual_clock);
    json_put_text(&b, "version", status->version);
    json_put_count(&b, "rules_version", status->rules_version);
    json_put_day(&b, "evaluated_day", status->evaluated_day);
    json_put(&b, "norms", json_norms(status));
    json_put(&b, "aanbieders", json_aanbieders(status));
    json_put_count(&b, "expected", status->expected);
    json_put_count(&b, "received", status->received);
    json_put_count(&b, "alert_head", status->alert_head);
    json_put_count(&b, "journal_head", status->journal_head);
    json_put_hex(&b, "incarnation", status->incarnation, INCARNATION_BYTES);
    json_put(&b, "refused", json_refused_counts(status));
    json_put(&b, "clock_hold", json_clock_hold(&status->clock_hold));
    return json_print(out, json_builder_take(&b));
}
