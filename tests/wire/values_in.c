/* What an aanbieder sends and gets: snapshot and receipt. */
#include "tests/wire/values.h"

static struct raw_place random_place(struct dice *dice) {
    return (struct raw_place){
        .id = dice_data(dice, 70),
        .jeugdige = dice_data(dice, 40),
        .jeugdige_epoch = (uint32_t)dice_number(dice),
        .gemeente = dice_text(dice, 5),
        .hulpvorm = (int32_t)dice_number(dice),
        .productcategorie = (uint32_t)dice_number(dice),
        .verwijzer = (uint32_t)dice_number(dice),
        .maatregel = (int32_t)dice_number(dice),
        .maatregel_start = (uint32_t)dice_number(dice),
        .gi = dice_text(dice, 9),
        .machtiging_uithuisplaatsing = dice_flag(dice),
        .urgentie = (int32_t)dice_number(dice),
        .urgentie_datum = (uint32_t)dice_number(dice),
        .overbrugging = (int32_t)dice_number(dice),
        .overbrugging_sinds = (uint32_t)dice_number(dice),
        .leeftijdsband = (int32_t)dice_number(dice),
        .regie = (int32_t)dice_number(dice),
        .eigen_wens = dice_flag(dice),
        .laatst_geverifieerd = (uint32_t)dice_number(dice),
        .oorspronkelijke_aanmelddatum = (uint32_t)dice_number(dice),
        .aanmelddatum = (uint32_t)dice_number(dice),
        .verwijsdatum = (uint32_t)dice_number(dice),
        .toewijzingsdatum = (uint32_t)dice_number(dice),
        .compleet_datum = (uint32_t)dice_number(dice),
        .intakedatum = (uint32_t)dice_number(dice),
    };
}

static bool same_place(const struct raw_place *a, const struct raw_place *b) {
    return SAME_BYTES(id) && SAME_BYTES(jeugdige) && SAME(jeugdige_epoch) && SAME_BYTES(gemeente) &&
           SAME(hulpvorm) && SAME(productcategorie) && SAME(verwijzer) && SAME(maatregel) &&
           SAME(maatregel_start) && SAME_BYTES(gi) && SAME(machtiging_uithuisplaatsing) &&
           SAME(urgentie) && SAME(urgentie_datum) && SAME(overbrugging) &&
           SAME(overbrugging_sinds) && SAME(leeftijdsband) && SAME(regie) && SAME(eigen_wens) &&
           SAME(laatst_geverifieerd) && SAME(oorspronkelijke_aanmelddatum) && SAME(aanmelddatum) &&
           SAME(verwijsdatum) && SAME(toewijzingsdatum) && SAME(compleet_datum) &&
           SAME(intakedatum);
}

static const struct raw_place *random_places(struct dice *dice, size_t count) {
    struct raw_place *places = dice_array(dice, count, sizeof *places);
    for (size_t i = 0; i < count; i++)
        places[i] = random_place(dice);
    return places;
}

static const struct raw_outflow *random_outflow(struct dice *dice, size_t count) {
    struct raw_outflow *outflow = dice_array(dice, count, sizeof *outflow);
    for (size_t i = 0; i < count; i++)
        outflow[i] = (struct raw_outflow){dice_data(dice, 70), (int32_t)dice_number(dice),
                                          (uint32_t)dice_number(dice),
                                          dice_flag(dice) ? random_places(dice, 1) : NULL};
    return outflow;
}

static const struct raw_aanname *random_aanname(struct dice *dice, size_t count) {
    struct raw_aanname *aanname = dice_array(dice, count, sizeof *aanname);
    for (size_t i = 0; i < count; i++)
        aanname[i] = (struct raw_aanname){(int32_t)dice_number(dice), (int32_t)dice_number(dice)};
    return aanname;
}

struct snapshot random_snapshot(struct dice *dice) {
    struct snapshot snapshot = {
        .agb_code = dice_text(dice, 10),
        .sequence = dice_number(dice),
        .supersedes = dice_flag(dice),
        .superseded_sequence = dice_number(dice),
        .peilmoment = (instant_t)dice_number(dice),
        .place_count = dice_below(dice, 6),
        .outflow_count = dice_below(dice, 4),
        .aanname_count = dice_below(dice, 4),
        .system_name = dice_text(dice, 20),
        .system_version = dice_text(dice, 5),
    };
    dice_fill(dice, snapshot.epoch, EPOCH_BYTES);
    if (snapshot.supersedes)
        dice_fill(dice, snapshot.superseded_epoch, EPOCH_BYTES);
    snapshot.places = random_places(dice, snapshot.place_count);
    snapshot.outflow = random_outflow(dice, snapshot.outflow_count);
    snapshot.aanname = random_aanname(dice, snapshot.aanname_count);
    return snapshot;
}

static bool same_outflow(const struct raw_outflow *a, const struct raw_outflow *b) {
    if ((a->place == NULL) != (b->place == NULL))
        return false;
    return SAME_BYTES(id) && SAME(reden) && SAME(datum) &&
           (a->place == NULL || same_place(a->place, b->place));
}

static bool same_lines(const struct snapshot *a, const struct snapshot *b) {
    if (!SAME(place_count) || !SAME(outflow_count) || !SAME(aanname_count))
        return false;
    for (size_t i = 0; i < a->place_count; i++)
        if (!same_place(&a->places[i], &b->places[i]))
            return false;
    for (size_t i = 0; i < a->outflow_count; i++)
        if (!same_outflow(&a->outflow[i], &b->outflow[i]))
            return false;
    for (size_t i = 0; i < a->aanname_count; i++)
        if (!SAME(aanname[i].hulpvorm) || !SAME(aanname[i].status))
            return false;
    return true;
}

bool same_snapshot(const struct snapshot *a, const struct snapshot *b) {
    return SAME_BYTES(agb_code) && SAME_FIXED(epoch) && SAME(sequence) && SAME(supersedes) &&
           SAME_FIXED(superseded_epoch) && SAME(superseded_sequence) && SAME(peilmoment) &&
           SAME_BYTES(system_name) && SAME_BYTES(system_version) && SAME(too_many_lines) &&
           same_lines(a, b);
}

static struct line_faults random_faults(struct dice *dice) {
    struct line_faults faults = {{NULL}};
    for (int code = FAULT_ID; code < FAULT_CODE_COUNT; code++)
        if (dice_below(dice, 3) == 0)
            faults.field[code] = dice_flag(dice) ? "place.gemeente" : "id";
    return faults;
}

static const struct refused_line *random_refused(struct dice *dice, size_t count) {
    struct refused_line *refused = dice_array(dice, count, sizeof *refused);
    for (size_t i = 0; i < count; i++)
        refused[i] = (struct refused_line){dice_flag(dice) ? SECTION_PLACES : SECTION_OUTFLOW,
                                           (uint32_t)dice_number(dice), dice_data(dice, 64),
                                           random_faults(dice)};
    return refused;
}

static void random_lists(struct dice *dice, struct receipt *receipt) {
    struct bytes *vanished = dice_array(dice, receipt->vanished_count, sizeof *vanished);
    struct warning *warnings = dice_array(dice, receipt->warning_count, sizeof *warnings);
    struct alert_ref *alerts = dice_array(dice, receipt->alert_count, sizeof *alerts);
    for (size_t i = 0; i < receipt->vanished_count; i++)
        vanished[i] = dice_data(dice, 64);
    for (size_t i = 0; i < receipt->warning_count; i++)
        warnings[i] =
            (struct warning){dice_flag(dice) ? WARNING_AANNAME_CODE : WARNING_MAATREGEL_ZONDER_GI,
                             dice_data(dice, 64)};
    for (size_t i = 0; i < receipt->alert_count; i++)
        alerts[i] = (struct alert_ref){dice_number(dice),
                                       (enum alert_kind)dice_below(dice, ALERT_KIND_COUNT),
                                       dice_data(dice, 64)};
    receipt->vanished = vanished;
    receipt->refused = random_refused(dice, receipt->refused_count);
    receipt->warnings = warnings;
    receipt->alerts = alerts;
}

struct receipt random_receipt(struct dice *dice) {
    struct receipt receipt = {
        .outcome = (enum answer)dice_below(dice, ANSWER_COUNT),
        .agb = dice_agb(dice),
        .sequence = dice_number(dice),
        .peilmoment = (instant_t)dice_number(dice),
        .recorded_at = (instant_t)dice_number(dice),
        .event = dice_number(dice),
        .late = dice_flag(dice),
        .reject_reason = (enum reject_reason)dice_below(dice, REJECT_REASON_COUNT),
        .previous = (uint32_t)dice_number(dice),
        .open = (uint32_t)dice_number(dice),
        .new_places = (uint32_t)dice_number(dice),
        .changed = (uint32_t)dice_number(dice),
        .left = (uint32_t)dice_number(dice),
        .completed = (uint32_t)dice_number(dice),
        .would_leave = (uint32_t)dice_number(dice),
        .vanished_count = dice_below(dice, 4),
        .refused_count = dice_below(dice, 4),
        .warning_count = dice_below(dice, 4),
        .alert_count = dice_below(dice, 4),
    };
    dice_fill(dice, receipt.epoch, EPOCH_BYTES);
    dice_fill(dice, receipt.content_hash, HASH_BYTES);
    random_lists(dice, &receipt);
    return receipt;
}

static bool same_faults(const struct line_faults *a, const struct line_faults *b) {
    for (int code = 0; code < FAULT_CODE_COUNT; code++)
        if ((a->field[code] == NULL) != (b->field[code] == NULL) ||
            (a->field[code] && strcmp(a->field[code], b->field[code]) != 0))
            return false;
    return true;
}

static bool same_receipt_lists(const struct receipt *a, const struct receipt *b) {
    for (size_t i = 0; i < a->vanished_count; i++)
        if (!SAME_BYTES(vanished[i]))
            return false;
    for (size_t i = 0; i < a->refused_count; i++)
        if (!SAME(refused[i].section) || !SAME(refused[i].index) || !SAME_BYTES(refused[i].id) ||
            !same_faults(&a->refused[i].faults, &b->refused[i].faults))
            return false;
    for (size_t i = 0; i < a->warning_count; i++)
        if (!SAME(warnings[i].code) || !SAME_BYTES(warnings[i].id))
            return false;
    for (size_t i = 0; i < a->alert_count; i++)
        if (!SAME(alerts[i].number) || !SAME(alerts[i].kind) || !SAME_BYTES(alerts[i].place_id))
            return false;
    return true;
}

bool same_receipt(const struct receipt *a, const struct receipt *b) {
    return SAME(outcome) && SAME_FIXED(agb) && SAME_FIXED(epoch) && SAME(sequence) &&
           SAME_FIXED(content_hash) && SAME(peilmoment) && SAME(recorded_at) && SAME(event) &&
           SAME(late) && SAME(reject_reason) && SAME(previous) && SAME(open) && SAME(new_places) &&
           SAME(changed) && SAME(left) && SAME(completed) && SAME(would_leave) &&
           SAME(vanished_count) && SAME(refused_count) && SAME(warning_count) &&
           SAME(alert_count) && same_receipt_lists(a, b);
}
