#include "tests/bench/living.h"

#include "proto/keys/keys.h"
#include "proto/wire/wire.h"
#include "tests/bench/aanbieder.h"
#include "tests/bench/bench.h"

#include <stdio.h>

#define GI "06012345"
#define FIRST_SPREAD_DAYS 200 /* so long the first ones may have waited */
#define SHARED_CHILDREN_A_DAY 10
#define SNAPSHOTS_PER_LATE 100
#define FEWEST_DAYS_LATE 2
#define MOST_DAYS_LATE 14

/* Splitmix64: a counter, scrambled. */
static uint64_t draw(struct living *list) {
    uint64_t bits = list->random += UINT64_C(0x9e3779b97f4a7c15);
    bits = (bits ^ bits >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ bits >> 27) * UINT64_C(0x94d049bb133111eb);
    return bits ^ bits >> 31;
}

static uint32_t draw_below(struct living *list, uint32_t limit) {
    return (uint32_t)(draw(list) % limit);
}

/* By inhabitants, in thousands (domain.md section 10). */
static const char *draw_gemeente(struct living *list) {
    static const struct {
        const char *code;
        uint32_t weight;
    } gemeenten[] = {{"0518", 546}, {"0637", 125}, {"1783", 110}, {"0503", 104}, {"1916", 77},
                     {"1926", 55},  {"0603", 54},  {"0629", 26},  {"0626", 26},  {"1842", 19}};
    enum { ALL = 1142 };
    uint32_t left = draw_below(list, ALL);
    size_t i = 0;
    while (left >= gemeenten[i].weight)
        left -= gemeenten[i++].weight;
    return gemeenten[i].code;
}

/* By open places in the region (domain.md section 10). */
static int32_t draw_hulpvorm(struct living *list) {
    static const int32_t of_ten[] = {AMBULANTE_JEUGD_GGZ, AMBULANTE_JEUGD_GGZ,
                                     AMBULANTE_JEUGD_GGZ, AMBULANTE_JEUGD_GGZ,
                                     AMBULANT_JO,         AMBULANT_JO,
                                     LVB_AMBULANT,        DYSLEXIE,
                                     VERBLIJF_OPEN,       PLEEGZORG};
    return of_ten[draw_below(list, sizeof of_ten / sizeof of_ten[0])];
}

static int32_t draw_reason(struct living *list) {
    static const int32_t of_twenty[] = {
        GESTART,        GESTART,      GESTART,          GESTART,        GESTART,
        GESTART,        GESTART,      GESTART,          GESTART,        GESTART,
        GESTART,        GESTART,      GESTART,          ELDERS_GESTART, TERUGGETROKKEN,
        TERUGGETROKKEN, NIET_PASSEND, ELDERS_GEPLAATST, VERHUISD,       REDEN_ONBEKEND};
    return of_twenty[draw_below(list, sizeof of_twenty / sizeof of_twenty[0])];
}

/* The check character is a letter, so that no id looks like a BSN. */
static void draw_id(struct living *list, char id[LIVING_ID_SIZE]) {
    static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    enum { DIGITS = 10, LETTERS = sizeof letters - 1 };
    uint64_t bits = draw(list);
    uint32_t sum = 0;
    for (size_t i = 0; i < LIVING_ID_SIZE - 2; i++, bits /= LETTERS) {
        id[i] = letters[bits % LETTERS];
        sum += (uint32_t)(i + 1) * (uint32_t)(bits % LETTERS);
    }
    id[LIVING_ID_SIZE - 2] = letters[DIGITS + sum % (LETTERS - DIGITS)];
    id[LIVING_ID_SIZE - 1] = '\0';
}

/* One in ten is a jeugdige who is likely to wait elsewhere too; one in thirty-three has
 * none that is known. */
static void draw_jeugdige(struct living *list, struct living_place *who, day_t today) {
    char child[64];
    int size;
    if (draw_below(list, 10) == 0)
        size = snprintf(child, sizeof child, "gedeeld/%d/%u", today,
                        draw_below(list, SHARED_CHILDREN_A_DAY));
    else
        size = snprintf(child, sizeof child, "%s/%ju", list->agb.text, (uintmax_t)++list->children);
    keys_hash(bytes_of(child, (size_t)size), who->pseudonym);
    who->place.jeugdige_epoch = draw_below(list, 33) > 0;
}

/* One in fifty has no aanmelddatum: then the clock started at the referral. */
static void set_dates(struct living *list, struct raw_place *place, day_t start) {
    bool registered = draw_below(list, 50) > 0;
    day_t referred = registered ? start - (day_t)draw_below(list, 21) : start;
    place->aanmelddatum = registered ? day_to_number(start) : 0;
    place->verwijsdatum = day_to_number(referred);
}

static struct living_place newcomer(struct living *list, day_t today, day_t start) {
    struct living_place who = {.since = today, .recorded = today, .untouched_until = DAY_NONE};
    draw_id(list, who.id);
    draw_jeugdige(list, &who, today);
    set_dates(list, &who.place, start);
    who.place.gemeente = bytes_of_text(draw_gemeente(list));
    who.place.hulpvorm = list->hulpvormen[draw_below(list, 3)];
    who.place.productcategorie = 45 + draw_below(list, 10);
    who.place.verwijzer = 1 + draw_below(list, 4);
    who.place.maatregel = MAATREGEL_GEEN;
    who.place.urgentie = URGENTIE_REGULIER;
    who.place.urgentie_datum = day_to_number(today);
    who.place.overbrugging = 1 + (int32_t)draw_below(list, OVERBRUGGING_VERBLIJF_ELDERS);
    who.place.leeftijdsband = 1 + (int32_t)draw_below(list, LEEFTIJD_12_17);
    who.place.regie = REGIE_LOKAAL_TEAM;
    who.place.laatst_geverifieerd = day_to_number(today);
    return who;
}

static void insert(struct living *list, size_t count, const struct living_place *who) {
    struct living_place *places = list->now.places;
    size_t at = count;
    while (at > 0 && strcmp(places[at - 1].id, who->id) > 0)
        at--;
    memmove(&places[at + 1], &places[at], (count - at) * sizeof *places);
    places[at] = *who;
}

void living_init(struct living *list, size_t number, day_t first, day_t last) {
    *list = (struct living){.agb = aanbieder_agb(number),
                            .random = number << 32,
                            .last = last,
                            .late_day = DAY_NONE,
                            .late_until = DAY_NONE};
    memcpy(list->epoch, list->agb.text, AGB_DIGITS);
    for (size_t i = 0; i < sizeof list->hulpvormen / sizeof list->hulpvormen[0]; i++)
        list->hulpvormen[i] = draw_hulpvorm(list);
    for (size_t i = 0; i < LIVING_PLACES; i++) {
        day_t start = first - (day_t)draw_below(list, FIRST_SPREAD_DAYS);
        struct living_place who = newcomer(list, first, start);
        insert(list, i, &who);
    }
}

static void tell_left(struct living_state *state, const struct living_leaving *leaving) {
    bool first = state->left_count == 0 || strcmp(state->left[0].id, leaving->id) < 0;
    if (!first)
        state->left[1] = state->left[0];
    state->left[first ? state->left_count : 0] = *leaving;
    state->left_count++;
}

static void leave(struct living *list, size_t which, day_t today) {
    struct living_place *places = list->now.places;
    struct living_leaving leaving = {.reason = draw_reason(list), .on = today};
    memcpy(leaving.id, places[which].id, LIVING_ID_SIZE);
    if (leaving.reason != REDEN_ONBEKEND)
        tell_left(&list->now, &leaving);
    memmove(&places[which], &places[which + 1], (LIVING_PLACES - 1 - which) * sizeof *places);
}

/* What happens to a wait: it is looked at again, bridged, allocated, or protected. */
static void change(struct living *list, struct living_place *who, day_t today) {
    struct raw_place *place = &who->place;
    uint32_t day = day_to_number(today);
    place->laatst_geverifieerd = day;
    switch (draw_below(list, 5)) {
    case 0:
        place->urgentie = place->urgentie % URGENTIE_HOOG + 1;
        place->urgentie_datum = day;
        break;
    case 1:
        place->overbrugging = place->overbrugging % OVERBRUGGING_VERBLIJF_ELDERS + 1;
        place->overbrugging_sinds = place->overbrugging == OVERBRUGGING_GEEN ? 0 : day;
        break;
    case 2:
        place->compleet_datum = day;
        place->toewijzingsdatum = day;
        break;
    case 3:
        place->maatregel = place->maatregel == OTS ? MAATREGEL_GEEN : OTS;
        place->gi = bytes_of_text(place->maatregel == OTS ? GI : "");
        place->maatregel_start = place->maatregel == OTS ? day : 0;
        break;
    default: /* checked with the family, and nothing else */
        break;
    }
}

/* ---- what is known of it, and when */

struct witness {
    const struct living *list;
    living_visit *visit;
    void *context;
};

static void show(const struct witness *witness, const struct living_place *version, day_t until,
                 day_t superseded) {
    if (witness->visit != NULL)
        witness->visit(witness->context, witness->list, version, until, superseded);
}

/* This version ended today. While today's snapshot is held up, it seems to end tomorrow. */
static void end(const struct witness *witness, const struct living_place *which, day_t today) {
    struct living_place version = *which;
    if (!living_is_late(witness->list, today)) {
        show(witness, &version, today, DAY_NONE);
        return;
    }
    show(witness, &version, today + 1, witness->list->late_until);
    version.recorded = witness->list->late_until;
    show(witness, &version, today, DAY_NONE);
}

/* This version begins today. While today's snapshot is held up, it seems to begin tomorrow,
 * and nothing more happens to it, so that there is only this one thing to set right. */
static void begin(const struct witness *witness, struct living_place *which, day_t today) {
    which->since = which->recorded = today;
    if (!living_is_late(witness->list, today))
        return;
    which->since = which->recorded = today + 1;
    show(witness, which, DAY_NONE, witness->list->late_until);
    which->since = today;
    which->recorded = which->untouched_until = witness->list->late_until;
}

bool living_is_late(const struct living *list, day_t today) {
    return list->late_day == today;
}

bool living_late_arrives(const struct living *list, day_t today) {
    return list->late_until == today;
}

/* At most one at a time is held up. */
static void hold_up(struct living *list, day_t today) {
    day_t until =
        today + FEWEST_DAYS_LATE + (day_t)draw_below(list, MOST_DAYS_LATE - FEWEST_DAYS_LATE + 1);
    if (draw_below(list, SNAPSHOTS_PER_LATE) > 0 || until > list->last)
        return;
    list->late_day = today;
    list->late_until = until;
}

/* What was delivered yesterday need not be said again. */
static void turn_page(struct living *list, day_t today) {
    if (list->late_day != today - 1)
        list->now.left_count = 0;
    if (list->late_day != DAY_NONE && list->late_until >= today)
        return;
    list->late_day = list->late_until = DAY_NONE;
    hold_up(list, today);
}

static size_t draw_touchable(struct living *list, size_t count, day_t today) {
    size_t which;
    do {
        which = draw_below(list, (uint32_t)count);
    } while (list->now.places[which].untouched_until >= today);
    return which;
}

void living_day(struct living *list, day_t today, living_visit *visit, void *context) {
    const struct witness witness = {list, visit, context};
    turn_page(list, today);
    size_t leaver = draw_touchable(list, LIVING_PLACES, today);
    end(&witness, &list->now.places[leaver], today);
    leave(list, leaver, today);
    struct living_place *changer =
        &list->now.places[draw_touchable(list, LIVING_PLACES - 1, today)];
    end(&witness, changer, today);
    change(list, changer, today);
    begin(&witness, changer, today);
    struct living_place who = newcomer(list, today, today - (day_t)draw_below(list, 4));
    begin(&witness, &who, today);
    insert(list, LIVING_PLACES - 1, &who);
    if (living_is_late(list, today))
        list->late = list->now;
}

void living_rest(const struct living *list, living_visit *visit, void *context) {
    for (size_t i = 0; i < LIVING_PLACES; i++)
        visit(context, list, &list->now.places[i], DAY_NONE, DAY_NONE);
}

/* ---- snapshots */

static void lay_out_places(const struct living_state *state,
                           struct raw_place places[LIVING_PLACES]) {
    for (size_t i = 0; i < LIVING_PLACES; i++) {
        const struct living_place *who = &state->places[i];
        places[i] = who->place;
        places[i].id = bytes_of_text(who->id);
        if (who->place.jeugdige_epoch > 0)
            places[i].jeugdige = bytes_of(who->pseudonym, PSEUDONYM_BYTES);
    }
}

static void lay_out_left(const struct living_state *state, struct raw_outflow left[2]) {
    for (size_t i = 0; i < state->left_count && i < 2; i++)
        left[i] = (struct raw_outflow){.id = bytes_of_text(state->left[i].id),
                                       .reden = state->left[i].reason,
                                       .datum = day_to_number(state->left[i].on)};
}

struct bytes living_encode(struct living *list, const struct living_state *state,
                           instant_t peilmoment, struct arena *arena) {
    struct raw_place places[LIVING_PLACES];
    struct raw_outflow left[2];
    struct snapshot snapshot = {.agb_code = bytes_of_text(list->agb.text),
                                .sequence = ++list->sequence,
                                .peilmoment = peilmoment,
                                .place_count = LIVING_PLACES,
                                .places = places,
                                .outflow_count = state->left_count,
                                .outflow = left,
                                .system_name = bytes_of_text("wachtpost-bench"),
                                .system_version = bytes_of_text(WACHTPOST_VERSION)};
    struct bytes body;
    lay_out_places(state, places);
    lay_out_left(state, left);
    memcpy(snapshot.epoch, list->epoch, EPOCH_BYTES);
    NEED(wire_encode_snapshot(&snapshot, arena, &body) == STATUS_OK, "out of memory");
    return body;
}

day_t living_start(const struct raw_place *place) {
    return day_of_number(place->aanmelddatum ? place->aanmelddatum : place->verwijsdatum);
}
