#include "tests/engine/life.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ASTER_AGB "06010799"
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static const char *const twelve[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"};

/* ---- snapshots */

struct extras {
    const struct raw_outflow *outflow;
    size_t outflow_count;
    uint8_t superseded_sequence; /* opens a second epoch after this one */
    uint8_t epoch;               /* 0: the first */
};

/* Of each its own jeugdige, who may wait elsewhere under the same letter. */
static void enrich(struct house *house, struct snapshot *snapshot) {
    static const struct raw_aanname aanname[] = {{KDC, AANNAME_STOP}};
    struct raw_place *places = arena_array(house->arena, snapshot->place_count, sizeof *places);
    for (size_t i = 0; i < snapshot->place_count; i++) {
        uint8_t pseudonym[PSEUDONYM_BYTES] = {snapshot->places[i].id.at[0]};
        places[i] = snapshot->places[i];
        places[i].jeugdige = arena_copy(house->arena, bytes_of(pseudonym, sizeof pseudonym));
        places[i].jeugdige_epoch = 1;
        places[i].maatregel = i % 3 == 0 ? OTS : MAATREGEL_GEEN;
        places[i].gi = i % 3 == 0 ? bytes_of_text("06019999") : bytes_of("", 0);
        places[i].overbrugging = i % 2 == 0 ? OVERBRUGGING_AMBULANT : OVERBRUGGING_ONBEKEND;
    }
    snapshot->places = places;
    snapshot->aanname = aanname;
    snapshot->aanname_count = COUNT_OF(aanname);
}

static struct bytes list(struct house *house, const char *agb, uint64_t sequence,
                         const char *peilmoment, size_t count, const struct extras *extras) {
    struct snapshot snapshot;
    struct bytes body = house_snapshot(house, agb, sequence, peilmoment, twelve, count, 20241015);
    assert_int_equal(wire_decode_snapshot(body, house->arena, &snapshot), STATUS_OK);
    enrich(house, &snapshot);
    if (extras) {
        snapshot.outflow = extras->outflow;
        snapshot.outflow_count = extras->outflow_count;
        if (extras->superseded_sequence) {
            snapshot.supersedes = true;
            memcpy(snapshot.superseded_epoch, snapshot.epoch, sizeof snapshot.epoch);
            snapshot.superseded_sequence = extras->superseded_sequence;
        }
        if (extras->epoch)
            memset(snapshot.epoch, extras->epoch, sizeof snapshot.epoch);
    }
    assert_int_equal(wire_encode_snapshot(&snapshot, house->arena, &body), STATUS_OK);
    return body;
}

static struct receipt push(struct house *house, enum who who, struct bytes body,
                           enum answer answer) {
    struct push_reply reply = house_push(house, who, body);
    assert_int_equal(reply.head.status, answer);
    return house_receipt(house, &reply);
}

/* ---- what else is asked */

static void confirm(struct house *house, enum who who, const struct receipt *held,
                    enum confirm_action action, enum answer answer) {
    struct confirm_request request = {.made_at = clock_now(&house->clock),
                                      .agb_code = bytes_of_text(ZON_AGB),
                                      .sequence = held->sequence,
                                      .action = action};
    struct push_reply reply;
    struct bytes body;
    memcpy(request.epoch, held->epoch, sizeof request.epoch);
    memcpy(request.content_hash, held->content_hash, sizeof request.content_hash);
    assert_int_equal(wire_encode_confirm(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, who, "CONFIRM", body);
    assert_int_equal(wire_decode_confirm_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, answer);
}

static void take(struct house *house, const char *agb, const char *id, enum taken_state state) {
    struct take_request request = {.made_at = clock_now(&house->clock),
                                   .place_id = bytes_of_text(id),
                                   .state = state,
                                   .obstacle = GEEN_CAPACITEIT};
    struct take_reply reply;
    struct bytes body;
    assert_true(agb_parse(bytes_of_text(agb), &request.agb));
    assert_int_equal(wire_encode_take_request(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, COORDINATOR, "TAKE", body);
    assert_int_equal(wire_decode_take_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
}

static void explain(struct house *house, enum who who, const char *agb) {
    struct duiding_request request = {
        .made_at = clock_now(&house->clock),
        .duiding = {.from = day_of_instant(clock_now(&house->clock)),
                    .until = day_of_instant(clock_now(&house->clock)) + 30,
                    .hulpvorm = KDC,
                    .is_break = true,
                    .text = bytes_of_text("De wachtlijst is in januari opgeschoond.")}};
    struct duiding_reply reply;
    struct bytes body;
    assert_true(agb[0] == '\0' || agb_parse(bytes_of_text(agb), &request.duiding.agb));
    assert_int_equal(wire_encode_duiding_request(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, who, "DUIDING", body);
    assert_int_equal(wire_decode_duiding_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
}

static void publish(struct house *house) {
    const struct publication_request request = {.made_at = clock_now(&house->clock),
                                                .action = PUBLICATION_FIX,
                                                .name = bytes_of_text("regiomonitor/2024Q4"),
                                                .content = bytes_of_text("1.550 boven de norm")};
    struct publication_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_publication_request(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, BEHEER, "PUBLICATION", body);
    assert_int_equal(wire_decode_publication_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
}

static void show_the_monitor(struct house *house, const char *month_end) {
    const struct link_request request = house_monitor_request(house, month_end);
    struct figures_reply reply;
    struct bytes body = house_ask(house, MONITOR, "FIGURES", request.body);
    assert_int_equal(wire_decode_figures_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
}

/* ---- the operator */

static void reload(struct house *house) {
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    enum status status = engine_reload(house->engine, &mistakes, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(mistakes.count, 0);
    assert_int_equal(status, STATUS_OK);
    mistakes_free(&mistakes);
}

/* An aanbieder's file with a key made of this byte, which signs from now on. */
static void enrol(struct house *house, enum who who, const char *name, uint8_t seed_byte,
                  const char *aanbieder) {
    const uint8_t seed[SEED_BYTES] = {seed_byte};
    char line[REGISTRATION_LINE_SIZE], path[128];
    keys_from_seed(seed, &house->keys[who]);
    keys_registration_line(&house->keys[who].public, line);
    snprintf(path, sizeof path, "%s/deelnemers.d/%s.conf", house->folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "roles = {\"aanbieder\"}\nkeys = {'%s'}\naanbieder %s\n", line, aanbieder);
    assert_int_equal(fclose(file), 0);
}

static void midnights(struct house *house, const char *month, int from, int to) {
    char instant[32];
    for (int day = from; day <= to; day++) {
        snprintf(instant, sizeof instant, "%s-%02dT08:00:00Z", month, day);
        assert_int_equal(house_clock(house, instant), ANSWER_OK);
    }
}

/* ---- the months, one after the other */

static void take_possession(struct house *house) {
    house_build(house, "2025-01-10T08:00:00Z");
    push(house, ZON, list(house, ZON_AGB, 1, "2025-01-10T07:00:00Z", 12, NULL), ANSWER_ACCEPTED);
    push(house, MAAN,
         house_snapshot(house, MAAN_AGB, 1, "2025-01-10T07:00:00Z", twelve, 4, 20240601),
         ANSWER_ACCEPTED);
    take(house, ZON_AGB, "A", OPGEPAKT);
    take(house, MAAN_AGB, "B", NIET_MOGELIJK);
    explain(house, BEHEER, "");
    midnights(house, "2025-01", 11, 18);
    push(house, ZON, list(house, ZON_AGB, 2, "2025-01-09T07:00:00Z", 3, NULL), ANSWER_ACCEPTED);
    push(house, ZON, list(house, ZON_AGB, 3, "2025-02-18T07:00:00Z", 12, NULL), ANSWER_REJECTED);
}

/* Two that looked wrong and were, and one that only looked so. */
static void clean_up(struct house *house) {
    push(house, ZON, list(house, ZON_AGB, 4, "2025-01-18T07:00:00Z", 2, NULL), ANSWER_HELD);
    struct receipt second =
        push(house, ZON, list(house, ZON_AGB, 5, "2025-01-18T07:10:00Z", 1, NULL), ANSWER_HELD);
    confirm(house, BEHEER, &second, CONFIRM_DISCARD, ANSWER_DISCARDED);
    struct receipt third =
        push(house, ZON, list(house, ZON_AGB, 6, "2025-01-18T07:20:00Z", 3, NULL), ANSWER_HELD);
    midnights(house, "2025-01", 19, 19);
    confirm(house, ZON, &third, CONFIRM_APPLY, ANSWER_ACCEPTED);
    explain(house, ZON, ZON_AGB);
}

/* D is back; A never was; E and (late) F had begun; Z came and went. */
static void put_right(struct house *house) {
    const struct raw_place passed = {
        .gemeente = bytes_of_text("0518"), .hulpvorm = KDC, .aanmelddatum = 20250110};
    const struct raw_outflow now[] = {{bytes_of_text("A"), ADMIN_FOUT, 20250118, NULL},
                                      {bytes_of_text("E"), GESTART, 20250117, NULL},
                                      {bytes_of_text("Z"), ELDERS_GESTART, 20250116, &passed}};
    const struct raw_outflow late[] = {{bytes_of_text("F"), GESTART, 20250118, NULL}};
    const struct extras of_now = {now, COUNT_OF(now), 0, 0}, of_late = {late, 1, 0, 0};
    struct snapshot snapshot;
    struct bytes body = list(house, ZON_AGB, 7, "2025-01-19T07:00:00Z", 4, &of_now);
    assert_int_equal(wire_decode_snapshot(body, house->arena, &snapshot), STATUS_OK);
    snapshot.places++;
    snapshot.place_count--;
    assert_int_equal(wire_encode_snapshot(&snapshot, house->arena, &body), STATUS_OK);
    struct receipt receipt = push(house, ZON, body, ANSWER_ACCEPTED);
    assert_int_equal(receipt.completed, 1);
    receipt = push(house, ZON, list(house, ZON_AGB, 8, "2025-01-18T09:00:00Z", 3, &of_late),
                   ANSWER_ACCEPTED);
    assert_true(receipt.late);
    assert_int_equal(receipt.completed, 1);
}

/* The outbox is new, the daemon sleeps for a fortnight, De Maan says nothing for three weeks. */
static void get_through_february(struct house *house) {
    const struct extras second_epoch = {.superseded_sequence = 8, .epoch = 0xe1};
    push(house, ZON, list(house, ZON_AGB, 1, "2025-01-19T07:30:00Z", 5, &second_epoch),
         ANSWER_ACCEPTED);
    assert_int_equal(house_clock(house, "2025-02-02T08:00:00Z"), ANSWER_OK);
    show_the_monitor(house, "2025-01-31");
    midnights(house, "2025-02", 3, 20);
    push(house, MAAN, list(house, MAAN_AGB, 2, "2025-02-20T07:00:00Z", 4, NULL), ANSWER_ACCEPTED);
    publish(house);
    house_alerts(house, COORDINATOR, 1);
}

static void change_the_rules(struct house *house) {
    house_configure(house, "norm \"2m\" { from = \"2025-02-25\" months = 2 }\n");
    enrol(house, MAAN, "maan", LIFE_LAST_SEED_OF_MAAN,
          "\"" MAAN_AGB "\" { naam = \"De Nieuwe Maan\" telefoon = \"070 7654321\" }");
    reload(house);
    push(house, MAAN, list(house, MAAN_AGB, 3, "2025-02-20T07:10:00Z", 5, NULL), ANSWER_ACCEPTED);
    midnights(house, "2025-02", 24, 26);
}

/* De Zon becomes Aster; then nobody is there until the spring. */
static void merge(struct house *house) {
    const struct extras of_aster = {.epoch = 0xe2};
    enrol(house, ZON, "aster", 99,
          "\"" ASTER_AGB "\" { naam = \"Aster\" opvolger_van = \"" ZON_AGB "\" }");
    reload(house);
    push(house, ZON, list(house, ASTER_AGB, 1, "2025-02-26T07:30:00Z", 6, &of_aster),
         ANSWER_ACCEPTED);
    take(house, ASTER_AGB, "B", LOSGELATEN);
    house_close(house);
    instant_t spring;
    assert_true(instant_parse("2025-04-20T08:00:00Z", &spring));
    house->clock = clock_virtual(spring);
    house_configure(house, "norm \"100d\" { from = \"2025-06-01\" days = 100 }\n");
    house_open(house);
    show_the_monitor(house, "2025-03-31");
    midnights(house, "2025-06", 1, 2);
}

void life_of_a_house(struct house *house) {
    take_possession(house);
    clean_up(house);
    put_right(house);
    get_through_february(house);
    change_the_rules(house);
    merge(house);
}
