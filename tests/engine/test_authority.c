/* Who may do what about whom: every kind asked by everybody about everything, held against a table
 * that was written down for this test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/inside.h"
#include "tests/engine/house.h"

/* De Zon's place is in Den Haag and De Maan's in Delft, which is all that DELFT may see; NO_PLACE
 * is one that De Zon never had, or an alert that never was, NO_CODE nobody's. */
enum target { ZONS, MAANS, NO_PLACE, NO_CODE, TARGET_COUNT };

static const struct {
    const char *agb, *place;
} targets[TARGET_COUNT] = {[ZONS] = {ZON_AGB, "A"},
                           [MAANS] = {MAAN_AGB, "D"},
                           [NO_PLACE] = {ZON_AGB, "X"},
                           [NO_CODE] = {"06099999", "A"}};

struct scene {
    struct house house;
    uint64_t alerts[TARGET_COUNT]; /* about their places */
    struct bytes denied;
};

static struct agb agb_of(enum target target) {
    struct agb agb;
    assert_true(agb_parse(bytes_of_text(targets[target].agb), &agb));
    return agb;
}

/* ---- one question: '+' done or seen, '.' answered without it, '-' DENIED */

struct asking {
    struct scene *scene;
    struct house *house;
    enum who who;
    enum target target;
    struct bytes reply;
};

typedef char probe(struct asking *a);

static void ask(struct asking *a, const char *kind, enum status encoded, struct bytes body) {
    assert_int_equal(encoded, STATUS_OK);
    a->reply = house_ask(a->house, a->who, kind, body);
}

static char verdict(enum answer answer, enum answer done) {
    if (answer == ANSWER_DENIED)
        return '-';
    assert_int_equal(answer, done);
    return '+';
}

/* Allowed, it is told the number that it should have had, and nothing changes. */
static char probe_push(struct asking *a) {
    struct push_reply reply;
    a->reply = house_ask(
        a->house, a->who, "PUSH",
        house_snapshot(a->house, targets[a->target].agb, 7, "2025-05-07T05:00:00Z", NULL, 0, 0));
    assert_int_equal(wire_decode_push_reply(a->reply, a->house->arena, &reply), STATUS_OK);
    return verdict(reply.head.status, ANSWER_GAP);
}

static char probe_confirm(struct asking *a) {
    const struct confirm_request asked = {.made_at = clock_now(&a->house->clock),
                                          .agb_code = bytes_of_text(targets[a->target].agb),
                                          .sequence = 1,
                                          .action = CONFIRM_APPLY};
    struct push_reply reply;
    struct bytes body;
    ask(a, "CONFIRM", wire_encode_confirm(&asked, a->house->arena, &body), body);
    assert_int_equal(wire_decode_confirm_reply(a->reply, a->house->arena, &reply), STATUS_OK);
    return verdict(reply.head.status, ANSWER_NOTHING_HELD);
}

static char find_alert(struct asking *a, bool about_place) {
    struct alerts_reply reply = house_alerts(a->house, a->who, 0);
    struct link_request again = house_alerts_request(a->house, a->who);
    a->reply = house_answer(a->house, &again);
    if (reply.head.status == ANSWER_DENIED)
        return '-';
    for (size_t i = 0; i < reply.alert_count; i++) {
        const struct alert alert = house_alert(a->house, &reply, i);
        if (strcmp(alert.agb.text, targets[a->target].agb) == 0 &&
            alert_concerns_place(alert.kind) == about_place)
            return '+';
    }
    return '.';
}

static char probe_alerts(struct asking *a) {
    return find_alert(a, true);
}

static char probe_stil(struct asking *a) {
    return find_alert(a, false);
}

static char probe_status(struct asking *a) {
    struct status_reply reply;
    struct bytes body;
    ask(a, "STATUS",
        wire_encode_status_request(clock_now(&a->house->clock), a->house->arena, &body), body);
    assert_int_equal(wire_decode_status_reply(a->reply, a->house->arena, &reply), STATUS_OK);
    assert_int_equal(verdict(reply.head.status, ANSWER_OK), '+');
    assert_int_equal(reply.journal_head != 0, a->who == BEHEER);
    assert_int_equal(reply.refused_count != 0, a->who == BEHEER);
    assert_int_equal(reply.alert_head != 0,
                     a->who == BEHEER || a->who == COORDINATOR || a->who == DELFT);
    for (size_t i = 0; i < reply.aanbieder_count; i++)
        if (strcmp(reply.aanbieders[i].agb.text, targets[a->target].agb) == 0)
            return '+';
    return '.';
}

/* To the instant that it is. */
static char probe_clock(struct asking *a) {
    const struct clock_request asked = {.instant = clock_now(&a->house->clock)};
    struct clock_reply reply;
    struct bytes body;
    ask(a, "CLOCK", wire_encode_clock_request(&asked, a->house->arena, &body), body);
    assert_int_equal(wire_decode_clock_reply(a->reply, a->house->arena, &reply), STATUS_OK);
    return verdict(reply.head.status, ANSWER_OK);
}

static struct places_reply ask_places(struct asking *a, struct places_request asked) {
    struct places_reply reply;
    struct bytes body;
    asked.made_at = clock_now(&a->house->clock);
    asked.on = DAY_NONE;
    ask(a, "PLACES", wire_encode_places_request(&asked, a->house->arena, &body), body);
    assert_int_equal(wire_decode_places_reply(a->reply, a->house->arena, &reply), STATUS_OK);
    return reply;
}

static char probe_places(struct asking *a) {
    const struct places_reply reply = ask_places(a, (struct places_request){0});
    if (verdict(reply.head.status, ANSWER_OK) == '-')
        return '-';
    for (size_t i = 0; i < reply.row_count; i++)
        if (strcmp(reply.rows[i].agb.text, targets[a->target].agb) == 0)
            return '+';
    return '.';
}

static char probe_elsewhere(struct asking *a) {
    const struct places_request asked = {.other_places_of = a->scene->alerts[a->target],
                                         .purpose = AFSTEMMEN};
    return verdict(ask_places(a, asked).head.status, ANSWER_OK);
}

static char probe_history(struct asking *a) {
    const struct history_request asked = {.made_at = clock_now(&a->house->clock),
                                          .agb = agb_of(a->target),
                                          .place_id = bytes_of_text(targets[a->target].place)};
    struct history_reply reply;
    struct bytes body;
    ask(a, "HISTORY", wire_encode_history_request(&asked, a->house->arena, &body), body);
    assert_int_equal(wire_decode_history_reply(a->reply, a->house->arena, &reply), STATUS_OK);
    return verdict(reply.head.status, ANSWER_OK);
}

static char probe_figures(struct asking *a) {
    const struct agb agb = agb_of(a->target);
    const day_t day = day_of_number(20250501);
    const struct figures_request asked = {
        .made_at = clock_now(&a->house->clock),
        .question = {.from = day,
                     .until = day,
                     .measures = MEASURES_USUAL,
                     .region_day = DAY_NONE,
                     .filter = {.aanbieder_count = 1, .aanbieders = &agb}}};
    struct figures_reply reply;
    struct bytes body;
    ask(a, "FIGURES", wire_encode_figures_request(&asked, a->house->arena, &body), body);
    assert_int_equal(wire_decode_figures_reply(a->reply, a->house->arena, &reply), STATUS_OK);
    if (verdict(reply.head.status, ANSWER_OK) == '-')
        return '-';
    return reply.points[0].total.waiting[WAITING_ALL].places == 1 ? '+' : '.';
}

static char probe_tables(struct asking *a) {
    struct link_request request = house_monitor_request(a->house, "2025-04-30");
    struct figures_reply reply;
    request = house_request(a->house, a->who, "FIGURES", request.body);
    a->reply = house_answer(a->house, &request);
    assert_int_equal(wire_decode_figures_reply(a->reply, a->house->arena, &reply), STATUS_OK);
    if (verdict(reply.head.status, ANSWER_OK) == '-')
        return '-';
    return reply.monitor.by != BY_NOTHING ? '+' : '.';
}

static char probe_take(struct asking *a) {
    const struct take_request asked = {.made_at = clock_now(&a->house->clock),
                                       .agb = agb_of(a->target),
                                       .place_id = bytes_of_text(targets[a->target].place),
                                       .state = OPGEPAKT};
    struct take_reply reply;
    struct bytes body;
    ask(a, "TAKE", wire_encode_take_request(&asked, a->house->arena, &body), body);
    assert_int_equal(wire_decode_take_reply(a->reply, a->house->arena, &reply), STATUS_OK);
    return verdict(reply.head.status, ANSWER_OK);
}

static char probe_duiding(struct asking *a) {
    const struct duiding_request asked = {.made_at = clock_now(&a->house->clock),
                                          .duiding = {.from = day_of_number(20250430),
                                                      .until = day_of_number(20250501),
                                                      .agb = agb_of(a->target),
                                                      .text = bytes_of_text("verhuizing")}};
    struct duiding_reply reply;
    struct bytes body;
    ask(a, "DUIDING", wire_encode_duiding_request(&asked, a->house->arena, &body), body);
    assert_int_equal(wire_decode_duiding_reply(a->reply, a->house->arena, &reply), STATUS_OK);
    return verdict(reply.head.status, ANSWER_OK);
}

static char probe_publication(struct asking *a) {
    const struct publication_request asked = {.made_at = clock_now(&a->house->clock),
                                              .action = PUBLICATION_LIST};
    struct publication_reply reply;
    struct bytes body;
    ask(a, "PUBLICATION", wire_encode_publication_request(&asked, a->house->arena, &body), body);
    assert_int_equal(wire_decode_publication_reply(a->reply, a->house->arena, &reply), STATUS_OK);
    return verdict(reply.head.status, ANSWER_OK);
}

/* A letter for each of ZONS, MAANS, NO_PLACE and NO_CODE; a blank where there is nothing to ask. */
static const struct row {
    const char *kind;
    probe *probe;
    const char *expected[WHO_COUNT];
    bool leaves_line; /* in the audit log, when it is done or seen */
} rows[] = {
    /*                             ZON     MAAN    COORD   BEHEER  KLOK    MONITOR ANALIST DELFT */
    {"PUSH", probe_push, {"+- -", "-+ -", "-- -", "-- -", "-- -", "-- -", "-- -", "-- -"}, false},
    {"CONFIRM",
     probe_confirm,
     {"+- -", "-+ -", "-- -", "++ -", "-- -", "-- -", "-- -", "-- -"},
     false},
    {"ALERTS",
     probe_alerts,
     {"..  ", "..  ", "++  ", "..  ", "--  ", "--  ", "--  ", ".+  "},
     true},
    {"ALERTS", probe_stil, {"+.  ", ".+  ", "++  ", "++  ", "--  ", "--  ", "--  ", "..  "}, true},
    {"STATUS",
     probe_status,
     {"+. .", ".+ .", ".. .", "++ .", ".. .", ".. .", ".. .", ".. ."},
     false},
    {"CLOCK", probe_clock, {"-   ", "-   ", "-   ", "-   ", "+   ", "-   ", "-   ", "-   "}, false},
    {"PLACES",
     probe_places,
     {"+.  ", ".+  ", "++  ", "--  ", "--  ", "--  ", "--  ", ".+  "},
     true},
    {"PLACES",
     probe_elsewhere,
     {"--- ", "--- ", "++- ", "--- ", "--- ", "--- ", "--- ", "-+- "},
     true},
    {"HISTORY",
     probe_history,
     {"+---", "-+--", "++--", "----", "----", "----", "----", "-+--"},
     true},
    {"FIGURES",
     probe_figures,
     {"+. .", ".+ .", "++ .", "++ .", "-- -", "-- -", "++ .", ".+ ."},
     false},
    {"FIGURES",
     probe_tables,
     {".   ", ".   ", ".   ", ".   ", "-   ", "+   ", ".   ", ".   "},
     false},
    {"TAKE", probe_take, {"----", "----", "++--", "----", "----", "----", "----", "-+--"}, true},
    {"DUIDING",
     probe_duiding,
     {"+- -", "-+ -", "-- -", "++ +", "-- -", "-- -", "-- -", "-- -"},
     true},
    {"PUBLICATION",
     probe_publication,
     {"-   ", "-   ", "-   ", "+   ", "-   ", "-   ", "+   ", "-   "},
     false},
};
#define ROW_COUNT (sizeof rows / sizeof *rows)

/* ---- the scene */

static void push_delft(struct house *house) {
    struct raw_place place = {.id = bytes_of_text("D"),
                              .gemeente = bytes_of_text("0503"),
                              .hulpvorm = KDC,
                              .aanmelddatum = 20241020};
    struct snapshot snapshot = {.agb_code = bytes_of_text(MAAN_AGB),
                                .epoch = {0xe0},
                                .sequence = 1,
                                .place_count = 1,
                                .places = &place};
    struct bytes body;
    assert_true(instant_parse("2025-04-28T05:00:00Z", &snapshot.peilmoment));
    assert_int_equal(wire_encode_snapshot(&snapshot, house->arena, &body), STATUS_OK);
    assert_int_equal(house_push(house, MAAN, body).head.status, ANSWER_ACCEPTED);
}

static void note_alerts(struct scene *scene) {
    const struct alerts_reply reply = house_alerts(&scene->house, COORDINATOR, 4);
    for (size_t i = 0; i < reply.alert_count; i++) {
        const struct alert alert = house_alert(&scene->house, &reply, i);
        if (alert_concerns_place(alert.kind))
            scene->alerts[strcmp(alert.agb.text, ZON_AGB) == 0 ? ZONS : MAANS] = alert.number;
    }
    assert_true(scene->alerts[ZONS] != 0 && scene->alerts[MAANS] != 0);
    scene->alerts[NO_PLACE] = 9999;
}

/* Both deliver once, and are silent on the eighth day after. */
static int enter(void **state) {
    static const char *const one[] = {"A"};
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    struct house *house = &scene->house;
    house_build(house, "2025-04-28T06:00:00Z");
    house_push(house, ZON,
               house_snapshot(house, ZON_AGB, 1, "2025-04-28T05:00:00Z", one, 1, 20241020));
    push_delft(house);
    for (int day = 29; day < 38; day++) {
        char instant[32];
        snprintf(instant, sizeof instant, "2025-%02d-%02dT08:00:00Z", day > 30 ? 5 : 4,
                 day > 30 ? day - 30 : day);
        assert_int_equal(house_clock(house, instant), ANSWER_OK);
    }
    note_alerts(scene);
    scene->denied = house_ask(house, BEHEER, "NOSUCHKIND", (struct bytes){NULL, 0});
    *state = scene;
    return 0;
}

static int leave(void **state) {
    struct scene *scene = *state;
    house_tear_down(&scene->house);
    free(scene);
    return 0;
}

static uint64_t audit_lines(const struct house *house) {
    struct store_txn *txn = NULL;
    assert_int_equal(store_begin_read(house->engine->store, &txn), STATUS_OK);
    const uint64_t lines = store_log_head(txn, TABLE_AUDIT);
    store_rollback(&txn);
    return lines;
}

static void assert_same_bytes(struct bytes reply, struct bytes denied) {
    assert_int_equal(reply.size, denied.size);
    assert_memory_equal(reply.at, denied.at, denied.size);
}

/* ---- claims */

static void check_cell(struct scene *scene, const struct row *row, enum who who,
                       enum target target) {
    struct asking asking = {scene, &scene->house, who, target, {NULL, 0}};
    const uint64_t before = audit_lines(&scene->house);
    const char expected = row->expected[who][target];
    const char found = row->probe(&asking);
    if (found != expected)
        print_error("%s by %d about %d: %c instead of %c\n", row->kind, who, target, found,
                    expected);
    assert_int_equal(found, expected);
    if (found == '-')
        assert_same_bytes(asking.reply, scene->denied);
    if (found == '+' && row->leaves_line)
        assert_true(audit_lines(&scene->house) > before);
}

static void test_every_kind_by_everybody_about_everything(void **state) {
    for (size_t i = 0; i < ROW_COUNT; i++)
        for (enum who who = 0; who < WHO_COUNT; who++)
            for (enum target target = 0; target < TARGET_COUNT; target++)
                if (rows[i].expected[who][target] != ' ')
                    check_cell(*state, &rows[i], who, target);
}

static void test_every_kind_stands_in_the_tests_table(void **state) {
    (void)state;
    for (enum matter matter = 0; matter < MATTER_COUNT; matter++) {
        const struct authority *authority = authority_of(matter);
        bool found = false;
        for (size_t i = 0; i < ROW_COUNT; i++)
            found |= strcmp(rows[i].kind, authority->kind) == 0;
        assert_true(found);
        assert_int_equal(authority->matter, matter);
        const struct authority *first = authority_find(bytes_of_text(authority->kind));
        assert_int_equal(first->reads, authority->reads);
        assert_int_equal(first->waits, authority->waits);
    }
}

/* Whoever asks: somebody known with the wrong signature, and nobody at all. */
static void test_unknown_unsigned_and_forbidden_look_the_same(void **state) {
    struct scene *scene = *state;
    struct house *house = &scene->house;
    const uint8_t nobody[SEED_BYTES] = {200};
    for (size_t i = 0; i < ROW_COUNT; i++) {
        struct link_request forged = house_request(house, BEHEER, rows[i].kind, scene->denied);
        forged.signature[3] ^= 1;
        assert_same_bytes(house_answer(house, &forged), scene->denied);
        const struct secret_keys beheer = house->keys[BEHEER];
        keys_from_seed(nobody, &house->keys[BEHEER]);
        struct link_request stranger = house_request(house, BEHEER, rows[i].kind, scene->denied);
        house->keys[BEHEER] = beheer;
        assert_same_bytes(house_answer(house, &stranger), scene->denied);
        struct link_request klok = house_request(house, KLOK, rows[i].kind, scene->denied);
        if (!(authority_may_ask(authority_find(bytes_of_text(rows[i].kind)), ROLE_KLOK)))
            assert_same_bytes(house_answer(house, &klok), scene->denied);
    }
}

/* Of a kind anything at all. */
static bool may_ask(const char *kind, enum who who) {
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (strcmp(rows[i].kind, kind) == 0 && strpbrk(rows[i].expected[who], "+."))
            return true;
    return false;
}

/* What a role may not ask is refused before anybody looks at what it says. */
static void test_who_may_not_ask_is_not_told_that_the_question_is_wrong(void **state) {
    struct scene *scene = *state;
    const struct bytes wrong = bytes_of_text("\xff\xff");
    for (size_t i = 0; i < ROW_COUNT; i++)
        for (enum who who = 0; who < WHO_COUNT; who++) {
            struct reply_head head;
            const struct bytes reply = house_ask(&scene->house, who, rows[i].kind, wrong);
            assert_int_equal(wire_decode_head(reply, scene->house.arena, &head), STATUS_OK);
            assert_int_equal(head.status,
                             may_ask(rows[i].kind, who) ? ANSWER_MALFORMED : ANSWER_DENIED);
        }
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void) {
    const struct CMUnitTest tests[] = {
        CLAIM(test_every_kind_by_everybody_about_everything),
        CLAIM(test_every_kind_stands_in_the_tests_table),
        CLAIM(test_unknown_unsigned_and_forbidden_look_the_same),
        CLAIM(test_who_may_not_ask_is_not_told_that_the_question_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
