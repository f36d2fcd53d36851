/* TAKE, PLACES, HISTORY, DUIDING and PUBLICATION, and what they share. */
#include "tests/wire/values.h"

struct taken random_taken(struct dice *dice) {
    struct taken taken = {.state = (enum taken_state)dice_below(dice, TAKEN_STATE_COUNT)};
    if (taken.state == TAKEN_NOBODY)
        return taken;
    taken.obstacle = (enum obstacle)dice_below(dice, OBSTACLE_COUNT);
    taken.who = dice_text(dice, 20);
    taken.recorded_at = (instant_t)dice_number(dice);
    taken.event = dice_number(dice);
    return taken;
}

bool same_taken(const struct taken *a, const struct taken *b) {
    return SAME(state) && SAME(obstacle) && SAME_BYTES(who) && SAME(recorded_at) && SAME(event);
}

static struct agb an_agb(struct dice *dice) {
    struct agb agb = dice_agb(dice);
    while (agb.text[0] == '\0')
        agb = dice_agb(dice);
    return agb;
}

static const struct agb *random_agbs(struct dice *dice, size_t count,
                                     struct agb (*one)(struct dice *)) {
    struct agb *agbs = dice_array(dice, count, sizeof *agbs);
    for (size_t i = 0; i < count; i++)
        agbs[i] = one(dice);
    return agbs;
}

static const struct bytes *random_gemeenten(struct dice *dice, size_t count) {
    struct bytes *gemeenten = dice_array(dice, count, sizeof *gemeenten);
    for (size_t i = 0; i < count; i++) {
        char *digits = dice_array(dice, GEMEENTE_DIGITS + 1, 1);
        while (digits[0] == '\0')
            dice_gemeente(dice, digits);
        gemeenten[i] = bytes_of_text(digits);
    }
    return gemeenten;
}

struct filter random_filter(struct dice *dice) {
    struct filter filter = {0};
    if (dice_below(dice, 4) == 0)
        return filter;
    filter.aanbieder_count = dice_below(dice, 4);
    filter.gemeente_count = dice_below(dice, 4);
    filter.gi_count = dice_below(dice, 4);
    filter.aanbieders = random_agbs(dice, filter.aanbieder_count, an_agb);
    filter.gemeenten = random_gemeenten(dice, filter.gemeente_count);
    filter.gis = random_agbs(dice, filter.gi_count, dice_agb);
    filter.hulpvormen = (uint32_t)dice_below(dice, UINT64_C(1) << HULPVORM_COUNT);
    filter.maatregelen = (uint32_t)dice_below(dice, UINT64_C(1) << MAATREGEL_COUNT);
    filter.urgenties = (uint32_t)dice_below(dice, UINT64_C(1) << URGENTIE_COUNT);
    return filter;
}

bool same_filter(const struct filter *a, const struct filter *b) {
    if (!SAME(aanbieder_count) || !SAME(gemeente_count) || !SAME(gi_count))
        return false;
    for (size_t i = 0; i < a->aanbieder_count; i++)
        if (!SAME_FIXED(aanbieders[i]))
            return false;
    for (size_t i = 0; i < a->gemeente_count; i++)
        if (!SAME_BYTES(gemeenten[i]))
            return false;
    for (size_t i = 0; i < a->gi_count; i++)
        if (!SAME_FIXED(gis[i]))
            return false;
    return SAME(hulpvormen) && SAME(maatregelen) && SAME(urgenties);
}

static void random_dates(struct dice *dice, struct place *place) {
    place->maatregel_start = dice_day(dice);
    place->urgentie_datum = dice_day(dice);
    place->overbrugging_sinds = dice_day(dice);
    place->laatst_geverifieerd = dice_day(dice);
    place->oorspronkelijke_aanmelddatum = dice_day(dice);
    place->aanmelddatum = dice_day(dice);
    place->verwijsdatum = dice_day(dice);
    place->toewijzingsdatum = dice_day(dice);
    place->compleet_datum = dice_day(dice);
    place->intakedatum = dice_day(dice);
}

static struct place random_told_place(struct dice *dice, size_t max_id_bytes) {
    struct place place = {
        .id = dice_data(dice, max_id_bytes),
        .hulpvorm = (enum hulpvorm)dice_below(dice, HULPVORM_COUNT),
        .maatregel = (enum maatregel)dice_below(dice, MAATREGEL_COUNT),
        .gi = dice_agb(dice),
        .machtiging_uithuisplaatsing = dice_flag(dice),
        .urgentie = (enum urgentie)dice_below(dice, URGENTIE_COUNT),
        .overbrugging = (enum overbrugging)dice_below(dice, OVERBRUGGING_COUNT),
        .leeftijdsband = (enum leeftijdsband)dice_below(dice, LEEFTIJDSBAND_COUNT),
        .regie = (enum regie)dice_below(dice, REGIE_COUNT),
        .eigen_wens = dice_flag(dice),
    };
    dice_gemeente(dice, place.gemeente);
    do
        place.productcategorie = (uint32_t)dice_below(dice, 60);
    while (!productcategorie_known(place.productcategorie));
    do
        place.verwijzer = (uint32_t)dice_below(dice, 10);
    while (!verwijzer_known(place.verwijzer));
    random_dates(dice, &place);
    return place;
}

struct take_request random_take_request(struct dice *dice) {
    return (struct take_request){
        .made_at = (instant_t)dice_number(dice),
        .agb = dice_agb(dice),
        .place_id = dice_data(dice, 64),
        .state = (enum taken_state)dice_below(dice, TAKEN_STATE_COUNT),
        .obstacle = (enum obstacle)dice_below(dice, OBSTACLE_COUNT),
    };
}

bool same_take_request(const struct take_request *a, const struct take_request *b) {
    return SAME(made_at) && SAME_FIXED(agb) && SAME_BYTES(place_id) && SAME(state) &&
           SAME(obstacle);
}

struct take_reply random_take_reply(struct dice *dice) {
    return (struct take_reply){random_head(dice), random_taken(dice)};
}

bool same_take_reply(const struct take_reply *a, const struct take_reply *b) {
    return same_head(&a->head, &b->head) && same_taken(&a->taken, &b->taken);
}

struct places_request random_places_request(struct dice *dice) {
    return (struct places_request){
        .made_at = (instant_t)dice_number(dice),
        .on = dice_day(dice),
        .as_known_at = (instant_t)dice_number(dice),
        .filter = random_filter(dice),
        .norm_id = dice_text(dice, 4),
        .beyond_only = dice_flag(dice),
        .offset = (uint32_t)dice_number(dice),
        .limit = (uint32_t)dice_number(dice),
        .other_places_of = dice_number(dice),
        .purpose = (enum purpose)dice_below(dice, PURPOSE_COUNT),
    };
}

bool same_places_request(const struct places_request *a, const struct places_request *b) {
    return SAME(made_at) && SAME(on) && SAME(as_known_at) && same_filter(&a->filter, &b->filter) &&
           SAME_BYTES(norm_id) && SAME(beyond_only) && SAME(offset) && SAME(limit) &&
           SAME(other_places_of) && SAME(purpose);
}

static struct place_row random_row(struct dice *dice) {
    return (struct place_row){
        .agb = dice_agb(dice),
        .aanbieder = dice_text(dice, 20),
        .telefoon = dice_text(dice, 12),
        .mail = dice_text(dice, 20),
        .place = random_told_place(dice, 64),
        .start = dice_day(dice),
        .clock = (enum clock)dice_below(dice, CLOCK_COUNT),
        .crossing = dice_day(dice),
        .days_waited = (uint32_t)dice_number(dice),
        .other_places_known = dice_flag(dice),
        .other_places = (uint32_t)dice_number(dice),
        .rank = (uint32_t)dice_number(dice),
        .rank_reason = (enum rank_reason)dice_below(dice, RANK_REASON_COUNT),
        .rank_sentence = dice_text(dice, 30),
        .data_peilmoment = (instant_t)dice_number(dice),
        .data_age_days = (uint32_t)dice_number(dice),
        .stale = dice_flag(dice),
        .reinstated = dice_flag(dice),
        .taken = random_taken(dice),
    };
}

struct places_reply random_places_reply(struct dice *dice) {
    size_t count = dice_below(dice, 4);
    struct place_row *rows = dice_array(dice, count, sizeof *rows);
    for (size_t i = 0; i < count; i++)
        rows[i] = random_row(dice);
    return (struct places_reply){
        .head = random_head(dice),
        .row_count = count,
        .rows = rows,
        .count = (uint32_t)dice_number(dice),
        .next_offset = (uint32_t)dice_number(dice),
        .as_known_at = (instant_t)dice_number(dice),
        .on = dice_day(dice),
        .norm_id = dice_text(dice, 4),
    };
}

static bool same_row(const struct place_row *a, const struct place_row *b) {
    return SAME_FIXED(agb) && SAME_BYTES(aanbieder) && SAME_BYTES(telefoon) && SAME_BYTES(mail) &&
           place_equal(&a->place, &b->place) && SAME(start) && SAME(clock) && SAME(crossing) &&
           SAME(days_waited) && SAME(other_places_known) && SAME(other_places) && SAME(rank) &&
           SAME(rank_reason) && SAME_BYTES(rank_sentence) && SAME(data_peilmoment) &&
           SAME(data_age_days) && SAME(stale) && SAME(reinstated) &&
           same_taken(&a->taken, &b->taken);
}

bool same_places_reply(const struct places_reply *a, const struct places_reply *b) {
    if (!SAME(row_count))
        return false;
    for (size_t i = 0; i < a->row_count; i++)
        if (!same_row(&a->rows[i], &b->rows[i]))
            return false;
    return same_head(&a->head, &b->head) && SAME(count) && SAME(next_offset) && SAME(as_known_at) &&
           SAME(on) && SAME_BYTES(norm_id);
}

struct history_request random_history_request(struct dice *dice) {
    return (struct history_request){(instant_t)dice_number(dice), dice_agb(dice),
                                    dice_data(dice, 64)};
}

bool same_history_request(const struct history_request *a, const struct history_request *b) {
    return SAME(made_at) && SAME_FIXED(agb) && SAME_BYTES(place_id);
}

static struct place_version random_version(struct dice *dice) {
    struct place_version version = {
        .kind = (enum version_kind)(1 + dice_below(dice, VERSION_KIND_COUNT - 1)),
        .valid_from = (instant_t)dice_number(dice),
        .valid_until = dice_flag(dice) ? INSTANT_MAX : 1 + (instant_t)(dice_number(dice) >> 2),
        .recorded_at = (instant_t)dice_number(dice),
        .event = dice_number(dice),
        .late = dice_flag(dice),
        .wait = dice_number(dice),
        .start = dice_day(dice),
        .clock = (enum clock)dice_below(dice, CLOCK_COUNT),
        .has_place = dice_flag(dice),
        .reden = (enum uitstroomreden)dice_below(dice, UITSTROOMREDEN_COUNT),
        .left_on = dice_day(dice),
    };
    if (version.has_place)
        version.place = random_told_place(dice, 0);
    return version;
}

struct history_reply random_history_reply(struct dice *dice) {
    struct history_reply reply = {.head = random_head(dice),
                                  .version_count = dice_below(dice, 4),
                                  .taken_count = dice_below(dice, 4)};
    struct place_version *versions = dice_array(dice, reply.version_count, sizeof *versions);
    struct taken *taken = dice_array(dice, reply.taken_count, sizeof *taken);
    for (size_t i = 0; i < reply.version_count; i++)
        versions[i] = random_version(dice);
    for (size_t i = 0; i < reply.taken_count; i++)
        while (taken[i].state == TAKEN_NOBODY)
            taken[i] = random_taken(dice);
    reply.versions = versions;
    reply.taken = taken;
    return reply;
}

static bool same_version(const struct place_version *a, const struct place_version *b) {
    return SAME(kind) && SAME(valid_from) && SAME(valid_until) && SAME(recorded_at) &&
           SAME(event) && SAME(late) && SAME(wait) && SAME(start) && SAME(clock) &&
           SAME(has_place) && (!a->has_place || place_equal(&a->place, &b->place)) && SAME(reden) &&
           SAME(left_on);
}

bool same_history_reply(const struct history_reply *a, const struct history_reply *b) {
    if (!SAME(version_count) || !SAME(taken_count))
        return false;
    for (size_t i = 0; i < a->version_count; i++)
        if (!same_version(&a->versions[i], &b->versions[i]))
            return false;
    for (size_t i = 0; i < a->taken_count; i++)
        if (!same_taken(&a->taken[i], &b->taken[i]))
            return false;
    return same_head(&a->head, &b->head);
}

struct publication_request random_publication_request(struct dice *dice) {
    return (struct publication_request){
        .made_at = (instant_t)dice_number(dice),
        .action = (enum publication_action)(1 + dice_below(dice, PUBLICATION_ACTION_COUNT - 1)),
        .name = dice_text(dice, 20),
        .content = dice_data(dice, 100),
    };
}

bool same_publication_request(const struct publication_request *a,
                              const struct publication_request *b) {
    return SAME(made_at) && SAME(action) && SAME_BYTES(name) && SAME_BYTES(content);
}

struct publication_reply random_publication_reply(struct dice *dice) {
    size_t count = dice_below(dice, 4);
    struct publication *publications = dice_array(dice, count, sizeof *publications);
    for (size_t i = 0; i < count; i++) {
        publications[i] = (struct publication){.name = dice_text(dice, 20),
                                               .event = dice_number(dice),
                                               .recorded_at = (instant_t)dice_number(dice),
                                               .who = dice_text(dice, 20),
                                               .content = dice_data(dice, 100)};
        dice_fill(dice, publications[i].content_hash, HASH_BYTES);
    }
    return (struct publication_reply){random_head(dice), count, publications};
}

static bool same_publication(const struct publication *a, const struct publication *b) {
    return SAME_BYTES(name) && SAME(event) && SAME(recorded_at) && SAME_BYTES(who) &&
           SAME_FIXED(content_hash) && SAME_BYTES(content);
}

bool same_publication_reply(const struct publication_reply *a, const struct publication_reply *b) {
    if (!SAME(publication_count))
        return false;
    for (size_t i = 0; i < a->publication_count; i++)
        if (!same_publication(&a->publications[i], &b->publications[i]))
            return false;
    return same_head(&a->head, &b->head);
}
