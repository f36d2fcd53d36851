#include "tests/engine/random_house.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "proto/wire/questions.h"

static const char *const ids[RANDOM_IDS] = {"A", "B", "C", "D", "E", "F", "G", "H",
                                            "I", "J", "K", "L", "M", "N", "O", "P",
                                            "Q", "R", "S", "T", "U", "V", "W", "X"};

/* Of the children of this time. */
static struct bytes id_of(struct random_house *random, size_t index) {
    enum { ID_SIZE = 16 };
    char *id = arena_alloc(random->house.arena, ID_SIZE);
    if (random->generation == 0)
        return bytes_of_text(ids[index]);
    snprintf(id, ID_SIZE, "%s%u", ids[index], random->generation);
    return bytes_of_text(id);
}

void random_house_grow_up(struct random_house *random) {
    random->generation++;
    for (size_t i = 0; i < 2; i++)
        memset(random->lists[i].places, 0, sizeof random->lists[i].places);
}

uint32_t random_below(struct random_house *random, uint32_t limit) {
    random->seed ^= random->seed << 13;
    random->seed ^= random->seed >> 7;
    random->seed ^= random->seed << 17;
    return (uint32_t)(random->seed >> 16) % limit;
}

void random_house_build(struct random_house *random, uint64_t seed) {
    *random = (struct random_house){
        .seed = seed * UINT64_C(0x9e3779b97f4a7c15) + 1,
        .lists = {{.who = ZON, .agb = ZON_AGB}, {.who = MAAN, .agb = MAAN_AGB}}};
    house_build(&random->house, "2023-11-01T08:00:00Z");
}

/* ---- places */

static uint32_t number_before(instant_t peilmoment, uint32_t days) {
    return day_to_number(day_of_instant(peilmoment) - (day_t)days);
}

static uint32_t random_date(struct random_house *random, instant_t oldest) {
    return random_below(random, 3) ? 0 : number_before(oldest, random_below(random, 200));
}

/* So old that a late snapshot may say it too. */
static struct raw_place random_place(struct random_house *random, size_t index) {
    static const char *const gemeenten[] = {"0518", "0626", "1916"};
    const instant_t oldest = instant_of_day(day_of_number(20231001));
    uint8_t *pseudonym = arena_alloc(random->house.arena, PSEUDONYM_BYTES);
    pseudonym[0] = (uint8_t)random_below(random, 20);
    struct raw_place place = {.id = id_of(random, index),
                              .gemeente = bytes_of_text(gemeenten[random_below(random, 3)]),
                              .hulpvorm = 1 + (int32_t)random_below(random, HULPVORM_COUNT - 1),
                              .maatregel = (int32_t)random_below(random, MAATREGEL_COUNT),
                              .urgentie = (int32_t)random_below(random, URGENTIE_COUNT),
                              .overbrugging = (int32_t)random_below(random, OVERBRUGGING_COUNT),
                              .leeftijdsband = (int32_t)random_below(random, LEEFTIJDSBAND_COUNT),
                              .productcategorie = random_below(random, 2) ? 45 : 0,
                              .eigen_wens = random_below(random, 3) == 0,
                              .aanmelddatum = number_before(oldest, random_below(random, 150)),
                              .verwijsdatum = random_date(random, oldest),
                              .compleet_datum = random_date(random, oldest),
                              .toewijzingsdatum = random_date(random, oldest),
                              .intakedatum = random_date(random, oldest),
                              .maatregel_start = random_date(random, oldest),
                              .oorspronkelijke_aanmelddatum = random_date(random, oldest),
                              .laatst_geverifieerd = random_date(random, oldest)};
    if (random_below(random, 3))
        place.gi = bytes_of_text("06012345");
    if (random_below(random, 4)) {
        place.jeugdige = bytes_of(pseudonym, PSEUDONYM_BYTES);
        place.jeugdige_epoch = random_below(random, 2);
    }
    return place;
}

/* Small changes too, among them ones that no figure sees. */
static void change_place(struct random_house *random, struct random_place *place, size_t index) {
    switch (random_below(random, 4)) {
    case 0:
        place->raw = random_place(random, index);
        break;
    case 1:
        place->raw.verwijzer = place->raw.verwijzer ? 0 : 2;
        break;
    case 2:
        place->raw.urgentie = (int32_t)random_below(random, URGENTIE_COUNT);
        break;
    default:
        place->raw.eigen_wens = !place->raw.eigen_wens;
        break;
    }
}

/* ---- a snapshot */

static void turn_list(struct random_house *random, struct random_list *list) {
    uint32_t turns = random_below(random, 8);
    bool all_leave = random_below(random, 20) == 0;
    for (size_t i = 0; all_leave && i < RANDOM_IDS; i++)
        list->places[i].open = false;
    for (uint32_t i = 0; i < turns; i++) {
        size_t index = random_below(random, RANDOM_IDS);
        struct random_place *place = &list->places[index];
        if (!place->seen || random_below(random, 12) == 0)
            place->raw = random_place(random, index);
        else if (place->open && random_below(random, 2))
            change_place(random, place, index);
        else
            place->open = !place->open;
        place->seen = true;
    }
}

static void remember_list(struct random_list *list) {
    for (size_t i = 0; i < RANDOM_IDS; i++)
        list->places[i].before = list->places[i].raw;
}

/* Other fields of who is there, or those it had before, and nothing else. */
static void touch_list(struct random_house *random, struct random_list *list) {
    for (uint32_t i = random_below(random, 24); i > 0; i--) {
        size_t index = random_below(random, RANDOM_IDS);
        struct random_place *place = &list->places[index];
        if (place->open && place->before.id.size > 0 && random_below(random, 2))
            place->raw = place->before;
        else if (place->open)
            change_place(random, place, index);
    }
}

static struct raw_outflow random_outflow(struct random_house *random, struct random_place *place,
                                         size_t index, instant_t peilmoment) {
    struct raw_outflow line = {.id = id_of(random, index),
                               .reden = (int32_t)random_below(random, UITSTROOMREDEN_COUNT),
                               .datum = number_before(peilmoment, random_below(random, 12))};
    if (random_below(random, 3) == 0) {
        struct raw_place *carried = arena_alloc(random->house.arena, sizeof *carried);
        *carried =
            place->seen && random_below(random, 2) ? place->raw : random_place(random, index);
        line.place = carried;
    }
    return line;
}

static void random_aanname(struct random_house *random, struct snapshot *snapshot) {
    struct raw_aanname *aanname = arena_array(random->house.arena, 2, sizeof *aanname);
    aanname[0] = (struct raw_aanname){AMBULANT_JO, 1 + (int32_t)random_below(random, 2)};
    aanname[1] = (struct raw_aanname){KDC, 1};
    snapshot->aanname = aanname;
    snapshot->aanname_count = random_below(random, 3);
}

static struct bytes write_snapshot(struct random_house *random, struct random_list *list,
                                   instant_t peilmoment, bool with_outflow) {
    struct arena *arena = random->house.arena;
    struct raw_place *places = arena_array(arena, RANDOM_IDS, sizeof *places);
    struct raw_outflow *outflow = arena_array(arena, RANDOM_IDS, sizeof *outflow);
    struct snapshot snapshot = {.agb_code = bytes_of_text(list->agb),
                                .epoch = {0xe0},
                                .sequence = list->sequence + 1,
                                .peilmoment = peilmoment,
                                .places = places,
                                .outflow = outflow};
    struct bytes body;
    for (size_t i = 0; i < RANDOM_IDS; i++) {
        struct random_place *place = &list->places[i];
        if (place->open)
            places[snapshot.place_count++] = place->raw;
        else if (with_outflow && random_below(random, place->seen ? 3 : 12) == 0)
            outflow[snapshot.outflow_count++] = random_outflow(random, place, i, peilmoment);
    }
    random_aanname(random, &snapshot);
    assert_int_equal(wire_encode_snapshot(&snapshot, arena, &body), STATUS_OK);
    return body;
}

static instant_t random_peilmoment(struct random_house *random, const struct random_list *list) {
    const instant_t now = clock_now(&random->house.clock);
    const instant_t first = instant_of_day(day_of_number(20231101));
    switch (random_below(random, 10)) {
    case 0: /* late, mostly */
        return first + (instant_t)random_below(random, 200) * MICROSECONDS_PER_DAY / 2;
    case 1:
    case 2:
        return list->newest ? list->newest : now;
    case 3:
        return list->before ? list->before : now;
    default:
        return now - (instant_t)random_below(random, 100000000);
    }
}

static void end_hold(struct random_house *random, const struct random_list *list,
                     enum confirm_action action) {
    const struct receipt *held = &list->held;
    struct confirm_request request = {.made_at = clock_now(&random->house.clock),
                                      .agb_code = bytes_of_text(list->agb),
                                      .sequence = held->sequence,
                                      .action = action};
    struct bytes body;
    memcpy(request.epoch, held->epoch, sizeof request.epoch);
    memcpy(request.content_hash, held->content_hash, sizeof request.content_hash);
    assert_int_equal(wire_encode_confirm(&request, random->house.arena, &body), STATUS_OK);
    house_ask(&random->house, list->who, "CONFIRM", body);
}

static void push(struct random_house *random, struct random_list *list) {
    instant_t peilmoment = random_peilmoment(random, list);
    bool touched = peilmoment == list->newest && random_below(random, 4);
    if (peilmoment > list->newest)
        remember_list(list);
    if (touched)
        touch_list(random, list);
    else
        turn_list(random, list);
    struct push_reply reply =
        house_push(&random->house, list->who, write_snapshot(random, list, peilmoment, !touched));
    random->outcomes[reply.head.status]++;
    if (reply.receipt.size == 0)
        return;
    list->sequence++;
    struct receipt receipt = house_receipt(&random->house, &reply);
    random->late_count += receipt.late;
    if (reply.head.status == ANSWER_HELD) {
        list->held = receipt;
        if (random_below(random, 2))
            end_hold(random, list, CONFIRM_APPLY);
    }
    if (reply.head.status == ANSWER_ACCEPTED && !receipt.late) {
        list->before = list->newest;
        list->newest = peilmoment;
    }
}

/* ---- all else */

static void take(struct random_house *random, const struct random_list *list) {
    struct take_request request = {.made_at = clock_now(&random->house.clock),
                                   .place_id = id_of(random, random_below(random, RANDOM_IDS)),
                                   .state = 1 + random_below(random, TAKEN_STATE_COUNT - 1),
                                   .obstacle = random_below(random, OBSTACLE_COUNT)};
    struct bytes body;
    memcpy(request.agb.text, list->agb, sizeof request.agb.text);
    assert_int_equal(wire_encode_take_request(&request, random->house.arena, &body), STATUS_OK);
    house_ask(&random->house, COORDINATOR, "TAKE", body);
}

static void pass_time(struct random_house *random) {
    instant_t by = (instant_t)random_below(random, 40) * 3600 * MICROSECONDS_PER_SECOND;
    if (random_below(random, 30) == 0) /* nobody says anything for months */
        by = (instant_t)random_below(random, 150) * MICROSECONDS_PER_DAY;
    clock_move(&random->house.clock, clock_now(&random->house.clock) + by + 1);
}

void random_house_step(struct random_house *random) {
    struct random_list *list = &random->lists[random_below(random, 2)];
    pass_time(random);
    if (random_below(random, 6) == 0)
        take(random, list);
    else
        push(random, list);
}

void random_house_succeed(struct random_house *random) {
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    char path[192];
    if (random->lists[1].held.sequence) /* nobody succeeds one with a snapshot held */
        end_hold(random, &random->lists[1], CONFIRM_DISCARD);
    snprintf(path, sizeof path, "%s/deelnemers.d/maan.conf", random->house.folder);
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    assert_true(fputs("aanbieder \"" RANDOM_HEIR_AGB
                      "\" { naam = \"De Volle Maan\" opvolger_van = \"" MAAN_AGB "\" }\n",
                      file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(engine_reload(random->house.engine, &mistakes, &complaint), STATUS_OK);
    mistakes_free(&mistakes);
    random->lists[1].agb = RANDOM_HEIR_AGB;
    random->lists[1].sequence = 0;
}
