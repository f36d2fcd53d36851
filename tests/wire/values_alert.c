#include "tests/wire/values.h"

static struct snapshot_ref random_snapshot_ref(struct dice *dice) {
    struct snapshot_ref ref = {.sequence = dice_number(dice),
                               .peilmoment = (instant_t)dice_number(dice),
                               .event = dice_number(dice)};
    dice_fill(dice, ref.epoch, EPOCH_BYTES);
    return ref;
}

static void random_told(struct dice *dice, enum alert_kind kind, struct place_alert *place) {
    place->place_id = dice_data(dice, 64);
    place->start = dice_day(dice);
    place->clock = (enum clock)dice_below(dice, CLOCK_COUNT);
    place->crossing = dice_day(dice);
    place->norm_id = dice_text(dice, 4);
    place->level = (uint32_t)dice_number(dice);
    place->reached_level = (uint32_t)dice_number(dice);
    place->telling = (uint32_t)dice_number(dice);
    place->days_waited = (uint32_t)dice_number(dice);
    place->on_arrival = dice_flag(dice);
    place->first_snapshot = dice_flag(dice);
    place->snapshot = random_snapshot_ref(dice);
    place->corrects = dice_number(dice);
    place->cause = (enum cause)dice_below(dice, CAUSE_COUNT);
    place->withdraws_count = dice_below(dice, MAX_WITHDRAWN + 1);
    for (size_t i = 0; i < place->withdraws_count; i++)
        place->withdraws[i] = dice_number(dice);
    place->reden = (enum uitstroomreden)dice_below(dice, UITSTROOMREDEN_COUNT);
    place->left_on = kind == VAN_LIJST ? dice_day(dice) : DAY_NONE;
    place->helped = (enum helped)dice_below(dice, HELPED_COUNT);
}

static void random_described(struct dice *dice, struct place_alert *place) {
    place->hulpvorm = (enum hulpvorm)dice_below(dice, HULPVORM_COUNT);
    dice_gemeente(dice, place->gemeente);
    place->maatregel = (enum maatregel)dice_below(dice, MAATREGEL_COUNT);
    place->gi = dice_agb(dice);
    place->urgentie = (enum urgentie)dice_below(dice, URGENTIE_COUNT);
    place->overbrugging = (enum overbrugging)dice_below(dice, OVERBRUGGING_COUNT);
    place->other_places_known = dice_flag(dice);
    place->other_places = (uint32_t)dice_number(dice);
    place->rank = (uint32_t)dice_number(dice);
    place->rank_reason = (enum rank_reason)dice_below(dice, RANK_REASON_COUNT);
    place->rank_sentence = dice_text(dice, 30);
    place->oorspronkelijke_aanmelddatum = dice_day(dice);
    place->aanmelddatum = dice_day(dice);
    place->verwijsdatum = dice_day(dice);
    place->toewijzingsdatum = dice_day(dice);
}

static void random_holder(struct dice *dice, enum alert_kind kind, struct aanbieder_alert *holder) {
    holder->ends = dice_number(dice);
    holder->interval_days = (uint32_t)dice_number(dice);
    holder->silent_since = kind == STIL ? dice_day(dice) : DAY_NONE;
    if (kind == AFWIJKEND) {
        dice_fill(dice, holder->epoch, EPOCH_BYTES);
        dice_fill(dice, holder->content_hash, HASH_BYTES);
    }
    holder->sequence = dice_number(dice);
    holder->peilmoment = (instant_t)dice_number(dice);
    holder->open = (uint32_t)dice_number(dice);
    holder->would_leave = (uint32_t)dice_number(dice);
    holder->end = (enum hold_end)dice_below(dice, HOLD_END_COUNT);
}

struct alert random_alert(struct dice *dice) {
    struct alert alert = {
        .number = dice_number(dice),
        .kind = (enum alert_kind)(1 + dice_below(dice, ALERT_KIND_COUNT - 1)),
        .due = dice_day(dice),
        .recorded_at = (instant_t)dice_number(dice),
        .agb = dice_agb(dice),
        .aanbieder = dice_text(dice, 20),
        .telefoon = dice_text(dice, 12),
        .mail = dice_text(dice, 20),
        .data_peilmoment = (instant_t)dice_number(dice),
        .data_age_days = (uint32_t)dice_number(dice),
    };
    if (alert_concerns_place(alert.kind)) {
        random_told(dice, alert.kind, &alert.place);
        random_described(dice, &alert.place);
    } else {
        random_holder(dice, alert.kind, &alert.holder);
    }
    return alert;
}

static bool same_told(const struct place_alert *a, const struct place_alert *b) {
    return SAME_BYTES(place_id) && SAME(start) && SAME(clock) && SAME(crossing) &&
           SAME_BYTES(norm_id) && SAME(level) && SAME(reached_level) && SAME(telling) &&
           SAME(days_waited) && SAME(on_arrival) && SAME(first_snapshot) &&
           SAME_FIXED(snapshot.epoch) && SAME(snapshot.sequence) && SAME(snapshot.peilmoment) &&
           SAME(snapshot.event) && SAME(corrects) && SAME(cause) && SAME(withdraws_count) &&
           SAME_FIXED(withdraws) && SAME(reden) && SAME(left_on) && SAME(helped);
}

static bool same_described(const struct place_alert *a, const struct place_alert *b) {
    return SAME(hulpvorm) && SAME_FIXED(gemeente) && SAME(maatregel) && SAME_FIXED(gi) &&
           SAME(urgentie) && SAME(overbrugging) && SAME(other_places_known) && SAME(other_places) &&
           SAME(rank) && SAME(rank_reason) && SAME_BYTES(rank_sentence) &&
           SAME(oorspronkelijke_aanmelddatum) && SAME(aanmelddatum) && SAME(verwijsdatum) &&
           SAME(toewijzingsdatum);
}

static bool same_holder(const struct aanbieder_alert *a, const struct aanbieder_alert *b) {
    return SAME(ends) && SAME(interval_days) && SAME(silent_since) && SAME_FIXED(epoch) &&
           SAME(sequence) && SAME_FIXED(content_hash) && SAME(peilmoment) && SAME(open) &&
           SAME(would_leave) && SAME(end);
}

bool same_alert(const struct alert *a, const struct alert *b) {
    bool same = SAME(number) && SAME(kind) && SAME(due) && SAME(recorded_at) && SAME_FIXED(agb) &&
                SAME_BYTES(aanbieder) && SAME_BYTES(telefoon) && SAME_BYTES(mail) &&
                SAME(data_peilmoment) && SAME(data_age_days);
    if (!alert_concerns_place(a->kind))
        return same && same_holder(&a->holder, &b->holder);
    return same && same_told(&a->place, &b->place) && same_described(&a->place, &b->place);
}
