#include "tests/wire/shown.h"

static json_t *shown_snapshot_ref(const struct snapshot_ref *ref) {
    json_t *object = json_object();
    show_hex(object, "epoch", bytes_of(ref->epoch, EPOCH_BYTES));
    show_number(object, "sequence", (int64_t)ref->sequence);
    show_number(object, "peilmoment", ref->peilmoment);
    show_number(object, "event", (int64_t)ref->event);
    return object;
}

static void show_told(json_t *object, const struct place_alert *place) {
    show_text(object, "place_id", place->place_id);
    show_day(object, "start_day", place->start);
    show_clock(object, place->clock);
    show_day(object, "crossing", place->crossing);
    show_text(object, "norm_id", place->norm_id);
    show_number(object, "level", place->level);
    show_number(object, "reached_level", place->reached_level);
    show_number(object, "telling", place->telling);
    show_number(object, "days_waited", place->days_waited);
    show_flag(object, "on_arrival", place->on_arrival);
    show_flag(object, "first_snapshot", place->first_snapshot);
    json_object_set_new(object, "snapshot", shown_snapshot_ref(&place->snapshot));
    show_number(object, "corrects", (int64_t)place->corrects);
    show_code(object, "cause", "CAUSE", (int)place->cause, cause_name(place->cause));
    json_t *withdraws = json_array();
    for (size_t i = 0; i < place->withdraws_count; i++)
        json_array_append_new(withdraws, json_integer((json_int_t)place->withdraws[i]));
    if (place->withdraws_count > 0)
        json_object_set(object, "withdraws", withdraws);
    json_decref(withdraws);
    show_code(object, "reden", "UITSTROOMREDEN", (int)place->reden,
              uitstroomreden_name(place->reden));
    show_day(object, "left_on", place->left_on);
    show_code(object, "helped", "HELPED", (int)place->helped, helped_name(place->helped));
}

static void show_described(json_t *object, const struct place_alert *place) {
    show_code(object, "hulpvorm", "HULPVORM", (int)place->hulpvorm, hulpvorm_name(place->hulpvorm));
    show_text(object, "gemeente", bytes_of_text(place->gemeente));
    show_code(object, "maatregel", "MAATREGEL", (int)place->maatregel,
              maatregel_name(place->maatregel));
    show_text(object, "gi", bytes_of_text(place->gi.text));
    show_code(object, "urgentie", "URGENTIE", (int)place->urgentie, urgentie_name(place->urgentie));
    show_code(object, "overbrugging", "OVERBRUGGING", (int)place->overbrugging,
              overbrugging_name(place->overbrugging));
    show_flag(object, "other_places_known", place->other_places_known);
    show_number(object, "other_places", place->other_places);
    show_number(object, "rank", place->rank);
    show_code(object, "rank_reason", "RANK_REASON", (int)place->rank_reason,
              rank_reason_name(place->rank_reason));
    show_text(object, "rank_sentence", place->rank_sentence);
    show_day(object, "oorspronkelijke_aanmelddatum", place->oorspronkelijke_aanmelddatum);
    show_day(object, "aanmelddatum", place->aanmelddatum);
    show_day(object, "verwijsdatum", place->verwijsdatum);
    show_day(object, "toewijzingsdatum", place->toewijzingsdatum);
}

static json_t *shown_holder(const struct aanbieder_alert *holder) {
    static const uint8_t none[HASH_BYTES];
    json_t *object = json_object();
    show_number(object, "ends", (int64_t)holder->ends);
    show_number(object, "interval_days", holder->interval_days);
    show_day(object, "silent_since", holder->silent_since);
    if (memcmp(holder->epoch, none, EPOCH_BYTES) != 0)
        show_hex(object, "epoch", bytes_of(holder->epoch, EPOCH_BYTES));
    show_number(object, "sequence", (int64_t)holder->sequence);
    if (memcmp(holder->content_hash, none, HASH_BYTES) != 0)
        show_hex(object, "content_hash", bytes_of(holder->content_hash, HASH_BYTES));
    show_number(object, "peilmoment", holder->peilmoment);
    show_number(object, "open", holder->open);
    show_number(object, "would_leave", holder->would_leave);
    show_code(object, "end", "HOLD_END", (int)holder->end, hold_end_name(holder->end));
    return object;
}

json_t *shown_alert(const struct alert *alert) {
    json_t *object = json_object(), *place = json_object();
    show_number(object, "number", (int64_t)alert->number);
    show_code(object, "kind", "ALERT_KIND", (int)alert->kind, alert_kind_name(alert->kind));
    show_day(object, "due", alert->due);
    show_number(object, "recorded_at", alert->recorded_at);
    show_text(object, "agb_code", bytes_of_text(alert->agb.text));
    show_text(object, "aanbieder", alert->aanbieder);
    show_text(object, "telefoon", alert->telefoon);
    show_text(object, "mail", alert->mail);
    show_number(object, "data_peilmoment", alert->data_peilmoment);
    show_number(object, "data_age_days", alert->data_age_days);
    if (alert_concerns_place(alert->kind)) {
        show_told(place, &alert->place);
        show_described(place, &alert->place);
        json_object_set(object, "place", place);
    } else {
        json_object_set_new(object, "holder", shown_holder(&alert->holder));
    }
    json_decref(place);
    return object;
}
