#include "client/lib/alert.h"

_Static_assert(MAX_WITHDRAWN * sizeof(uint64_t) == sizeof((struct wachtpost_alert *)0)->withdraws,
               "an alert shows all that it withdraws");

/* Texts that end in a NUL; `full` once one did not fit. */
struct texts {
    struct arena *arena;
    bool full;
};

static const char *text_of(struct texts *texts, struct bytes bytes) {
    const char *text = lib_text(texts->arena, bytes);
    texts->full = texts->full || !text;
    return text;
}

static void show_place(const struct place_alert *place, struct texts *texts,
                       struct wachtpost_alert *shown) {
    shown->place_id = text_of(texts, place->place_id);
    shown->gemeente = text_of(texts, bytes_of_text(place->gemeente));
    shown->gi = text_of(texts, bytes_of_text(place->gi.text));
    shown->norm = text_of(texts, place->norm_id);
    shown->rank_sentence = text_of(texts, place->rank_sentence);
    shown->start = day_to_number(place->start);
    shown->clock = (int32_t)place->clock;
    shown->crossing = day_to_number(place->crossing);
    shown->level = place->level;
    shown->telling = place->telling;
    shown->days_waited = place->days_waited;
    shown->rank = place->rank;
    shown->hulpvorm = (int32_t)place->hulpvorm;
    shown->maatregel = (int32_t)place->maatregel;
    shown->urgentie = (int32_t)place->urgentie;
    shown->overbrugging = (int32_t)place->overbrugging;
    shown->reden = (int32_t)place->reden;
    shown->left_on = day_to_number(place->left_on);
    shown->helped = (int32_t)place->helped;
    shown->withdraws_count = (uint32_t)place->withdraws_count;
    memcpy(shown->withdraws, place->withdraws, place->withdraws_count * sizeof *place->withdraws);
}

bool alert_show(const struct alert *alert, struct arena *arena, struct wachtpost_alert *shown) {
    struct texts texts = {.arena = arena};
    *shown = (struct wachtpost_alert){
        .size = sizeof *shown,
        .number = alert->number,
        .recorded_at = alert->recorded_at,
        .data_peilmoment = alert->data_peilmoment,
        .agb = text_of(&texts, bytes_of_text(alert->agb.text)),
        .aanbieder = text_of(&texts, alert->aanbieder),
        .telefoon = text_of(&texts, alert->telefoon),
        .mail = text_of(&texts, alert->mail),
        .place_id = "",
        .gemeente = "",
        .gi = "",
        .norm = "",
        .rank_sentence = "",
        .kind = (int32_t)alert->kind,
        .due = day_to_number(alert->due),
    };
    if (alert_concerns_place(alert->kind))
        show_place(&alert->place, &texts, shown);
    return !texts.full;
}
