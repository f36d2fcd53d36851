/* What every act and every refused attempt leaves in the audit log, and what it does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/engine/audit.h"
#include "daemon/engine/refold.h"
#include "daemon/engine/rows.h"
#include "proto/model/limits.h"
#include "tests/engine/witness.h"

static void assert_by(const struct audit_line *line, const char *participant, const char *act) {
    instant_t now;
    assert_true(instant_parse(WITNESS_NOW, &now));
    /* Days that were evaluated on the way took a microsecond each. */
    assert_true(line->instant >= now && line->instant < now + MICROSECONDS_PER_SECOND);
    assert_int_equal(line->party, AUDIT_PARTICIPANT);
    assert_says(line->participant, participant);
    assert_says(line->act, act);
    assert_int_equal(line->refused.reason.size, 0);
}

static void assert_about(struct witness *s, const struct audit_line *line, const char *id) {
    house_close(&s->house);
    struct store *store = house_store(&s->house);
    const struct place_key plek = rows_place_key(store, bytes_of_text(id));
    store_close(&store);
    house_open(&s->house);
    assert_string_equal(line->agb.text, ZON_AGB);
    assert_true(line->has_plek);
    assert_memory_equal(&line->plek, &plek, sizeof plek);
}

/* ---- asking */

static struct places_reply places(struct witness *s, enum who who, struct places_request asked) {
    struct places_reply reply;
    struct bytes body;
    asked.made_at = clock_now(&s->house.clock);
    asked.on = DAY_NONE;
    assert_int_equal(wire_encode_places_request(&asked, s->house.arena, &body), STATUS_OK);
    body = house_ask(&s->house, who, "PLACES", body);
    assert_int_equal(wire_decode_places_reply(body, s->house.arena, &reply), STATUS_OK);
    return reply;
}

static enum answer take(struct witness *s, enum who who, const char *id) {
    struct take_request asked = {.made_at = clock_now(&s->house.clock),
                                 .agb = {ZON_AGB},
                                 .place_id = bytes_of_text(id),
                                 .state = NIET_MOGELIJK,
                                 .obstacle = GEEN_CAPACITEIT};
    struct take_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_take_request(&asked, s->house.arena, &body), STATUS_OK);
    body = house_ask(&s->house, who, "TAKE", body);
    assert_int_equal(wire_decode_take_reply(body, s->house.arena, &reply), STATUS_OK);
    return reply.head.status;
}

static enum answer publish(struct witness *s, enum who who, const char *content) {
    const struct publication_request asked = {clock_now(&s->house.clock), PUBLICATION_FIX,
                                              bytes_of_text("kwartaal/2025-1"),
                                              bytes_of_text(content)};
    struct publication_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_publication_request(&asked, s->house.arena, &body), STATUS_OK);
    body = house_ask(&s->house, who, "PUBLICATION", body);
    assert_int_equal(wire_decode_publication_reply(body, s->house.arena, &reply), STATUS_OK);
    return reply.head.status;
}

static enum answer explain(struct witness *s, enum who who) {
    struct duiding_request asked = {.made_at = clock_now(&s->house.clock),
                                    .duiding = {.from = day_of_number(20250430),
                                                .until = day_of_number(20250501),
                                                .text = bytes_of_text("verhuizing"),
                                                .agb = {ZON_AGB}}};
    struct duiding_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_duiding_request(&asked, s->house.arena, &body), STATUS_OK);
    body = house_ask(&s->house, who, "DUIDING", body);
    assert_int_equal(wire_decode_duiding_reply(body, s->house.arena, &reply), STATUS_OK);
    return reply.head.status;
}

/* ---- what was seen */

static void test_a_list_is_on_record_as_its_question(void **state) {
    struct witness *s = *state;
    const struct places_request asked = {.beyond_only = true,
                                         .filter = {.hulpvormen = UINT32_C(1) << KDC}};
    assert_int_equal(places(s, COORDINATOR, asked).row_count, 3);
    const struct audit_line line = witness_line(s);
    assert_by(&line, "coordinator", "PLACES");
    assert_int_equal(line.outcome, ANSWER_OK);
    assert_says(line.question, "on=2025-05-02 norm=3m beyond_only=1 offset=0 hulpvormen=KDC");
    assert_says(line.persoon, "Anna de Vries");
    assert_int_equal(line.rows, 3);
    assert_true(line.as_known_at > 0);
    assert_false(line.has_plek);
    assert_string_equal(line.agb.text, "");
}

static void test_a_list_of_one_aanbieder_names_it(void **state) {
    struct witness *s = *state;
    const struct agb zon = {ZON_AGB};
    const struct places_request any = {0},
                                asked = {.filter = {.aanbieders = &zon, .aanbieder_count = 1}};
    places(s, COORDINATOR, asked);
    places(s, ZON, any);
    assert_int_equal(witness_lines(s), 2);
    assert_string_equal(s->lines[0].agb.text, ZON_AGB);
    assert_string_equal(s->lines[1].agb.text, ZON_AGB);
    assert_by(&s->lines[1], "zon", "PLACES");
}

static void test_the_history_of_a_place_is_on_record_by_its_blind(void **state) {
    struct witness *s = *state;
    assert_int_equal(witness_history(s, COORDINATOR, "plek-B"), ANSWER_OK);
    const struct audit_line line = witness_line(s);
    assert_by(&line, "coordinator", "HISTORY");
    assert_about(s, &line, "plek-B");
    assert_int_equal(line.rows, 1);
}

static void test_alerts_are_on_record_by_their_numbers(void **state) {
    struct witness *s = *state;
    assert_int_equal(house_alerts(&s->house, COORDINATOR, 3).alert_count, 3);
    const struct audit_line line = witness_line(s);
    assert_by(&line, "coordinator", "ALERTS");
    assert_says(line.question, "after=0 until=3");
    assert_int_equal(line.rows, 3);
}

static void test_where_else_a_jeugdige_waits_is_on_record_with_the_purpose(void **state) {
    struct witness *s = *state;
    struct places_request elsewhere = {.purpose = DUBBEL};
    const struct alerts_reply alerts = house_alerts(&s->house, COORDINATOR, 1);
    const struct alert alert = house_alert(&s->house, &alerts, 1);
    elsewhere.other_places_of = alert.number;
    assert_int_equal(places(s, COORDINATOR, elsewhere).head.status, ANSWER_OK);
    assert_int_equal(witness_lines(s), 2);
    const struct audit_line line = s->lines[1];
    char id[64];
    snprintf(id, sizeof id, "%.*s", (int)alert.place.place_id.size,
             (const char *)alert.place.place_id.at);
    assert_by(&line, "coordinator", "PLACES");
    assert_about(s, &line, id);
    assert_int_equal(line.purpose, DUBBEL);
    assert_says(line.question, "other_places_of=2");
}

static void test_what_shows_no_child_leaves_no_line(void **state) {
    struct witness *s = *state;
    const struct places_request any = {0};
    house_ask(&s->house, BEHEER, "STATUS", witness_status(s));
    assert_int_equal(house_alerts(&s->house, ZON, 0).alert_count, 0);
    assert_int_equal(places(s, DELFT, any).row_count, 0);
    const struct link_request monitor = house_monitor_request(&s->house, "2025-04-30");
    house_answer(&s->house, &monitor);
    assert_int_equal(witness_lines(s), 0);
}

/* ---- what was done */

static void test_a_push_is_on_record_in_the_journal_and_not_here(void **state) {
    struct witness *s = *state;
    house_push(
        &s->house, ZON,
        house_snapshot(&s->house, ZON_AGB, 2, "2025-05-02T07:00:00Z", witness_places, 2, 20241020));
    assert_int_equal(witness_lines(s), 0);
}

static void test_who_takes_a_place_is_on_record(void **state) {
    struct witness *s = *state;
    assert_int_equal(take(s, COORDINATOR, "plek-A"), ANSWER_OK);
    const struct audit_line line = witness_line(s);
    char question[96];
    assert_by(&line, "coordinator", "TAKE");
    assert_about(s, &line, "plek-A");
    snprintf(question, sizeof question,
             "state=%s obstacle=%s event=", taken_state_name(NIET_MOGELIJK),
             obstacle_name(GEEN_CAPACITEIT));
    assert_memory_equal(line.question.at, question, strlen(question));
}

static void test_notes_and_publications_are_on_record(void **state) {
    struct witness *s = *state;
    assert_int_equal(explain(s, BEHEER), ANSWER_OK);
    assert_int_equal(publish(s, ANALIST, "cijfers"), ANSWER_OK);
    assert_int_equal(publish(s, ANALIST, "cijfers"), ANSWER_OK); /* nothing new */
    assert_int_equal(publish(s, ANALIST, "andere"), ANSWER_CONFLICT);
    assert_int_equal(witness_lines(s), 2);
    assert_by(&s->lines[0], "beheer", "DUIDING");
    assert_string_equal(s->lines[0].agb.text, ZON_AGB);
    assert_by(&s->lines[1], "analist", "PUBLICATION");
    const char name[] = "name=kwartaal/2025-1 event=";
    assert_memory_equal(s->lines[1].question.at, name, strlen(name));
}

static enum answer confirm(struct witness *s, const struct receipt *held, enum who who,
                           enum confirm_action action) {
    struct confirm_request request = {.made_at = clock_now(&s->house.clock),
                                      .agb_code = bytes_of_text(ZON_AGB),
                                      .sequence = held->sequence,
                                      .action = action};
    struct push_reply reply;
    struct bytes body;
    memcpy(request.epoch, held->epoch, sizeof request.epoch);
    memcpy(request.content_hash, held->content_hash, sizeof request.content_hash);
    assert_int_equal(wire_encode_confirm(&request, s->house.arena, &body), STATUS_OK);
    body = house_ask(&s->house, who, "CONFIRM", body);
    assert_int_equal(wire_decode_confirm_reply(body, s->house.arena, &reply), STATUS_OK);
    return reply.head.status;
}

static struct receipt hold(struct witness *s, uint64_t sequence, const char *peilmoment) {
    const struct push_reply reply =
        house_push(&s->house, ZON,
                   house_snapshot(&s->house, ZON_AGB, sequence, peilmoment, witness_places, 0, 0));
    assert_int_equal(reply.head.status, ANSWER_HELD);
    return house_receipt(&s->house, &reply);
}

static void test_what_was_held_is_on_record_when_it_is_let_go(void **state) {
    struct witness *s = *state;
    const struct receipt first = hold(s, 2, "2025-05-02T07:00:00Z");
    assert_int_equal(confirm(s, &first, BEHEER, CONFIRM_DISCARD), ANSWER_DISCARDED);
    const struct receipt second = hold(s, 3, "2025-05-02T07:30:00Z");
    assert_int_equal(confirm(s, &second, ZON, CONFIRM_APPLY), ANSWER_ACCEPTED);
    assert_int_equal(confirm(s, &second, ZON, CONFIRM_APPLY), ANSWER_NOTHING_HELD);
    assert_int_equal(witness_lines(s), 2);
    assert_by(&s->lines[0], "beheer", "CONFIRM");
    assert_int_equal(s->lines[0].outcome, ANSWER_DISCARDED);
    assert_string_equal(s->lines[0].agb.text, ZON_AGB);
    assert_by(&s->lines[1], "zon", "CONFIRM");
    assert_int_equal(s->lines[1].outcome, ANSWER_ACCEPTED);
    assert_memory_equal(s->lines[1].question.at, "action=apply", strlen("action=apply"));
}

static void write_participant(struct witness *s, const char *name, const char *text) {
    char path[160];
    snprintf(path, sizeof path, "%s/deelnemers.d/%s.conf", s->house.folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* A participant file with the key of a number that nobody else has. */
static void write_coordinator(struct witness *s, const char *name, uint8_t number,
                              const char *lines) {
    uint8_t seed[SEED_BYTES] = {number};
    char line[REGISTRATION_LINE_SIZE], text[512];
    struct secret_keys keys;
    keys_from_seed(seed, &keys);
    keys_registration_line(&keys.public, line);
    snprintf(text, sizeof text,
             "roles = {\"coordinator\"}\npersoon = \"Anna de Vries\"\nkeys = {\"%s\"}\n%s", line,
             lines);
    write_participant(s, name, text);
}

static void reload(struct witness *s) {
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    assert_int_equal(engine_reload(s->house.engine, &mistakes, &complaint), STATUS_OK);
    mistakes_free(&mistakes);
}

static void test_another_configuration_says_who_came_and_who_went(void **state) {
    struct witness *s = *state;
    char path[160];
    snprintf(path, sizeof path, "%s/deelnemers.d/analist.conf", s->house.folder);
    assert_int_equal(unlink(path), 0);
    write_coordinator(s, "anna", 101, "");
    write_coordinator(s, "bas", 102, "");
    write_coordinator(s, "coordinator", 103, "");
    write_coordinator(s, "delft", DELFT + 1, "scope { gemeenten = {\"0518\"} }\n");
    reload(s);
    reload(s); /* nothing new */
    const struct audit_line line = witness_line(s);
    assert_int_equal(line.party, AUDIT_OPERATOR);
    assert_int_equal(line.participant.size, 0);
    assert_says(line.act, "CONFIG");
    const uint8_t *at = memchr(line.question.at, ' ', line.question.size);
    assert_non_null(at);
    assert_says(bytes_of(at, line.question.size - (size_t)(at - line.question.at)),
                " revoked=analist keys=coordinator rights=delft enrolled=anna,bas");
}

/* His file stays, and so do his name and number; he is out all the same. */
static void test_who_is_shut_out_went_and_another_person_is_told(void **state) {
    struct witness *s = *state;
    uint8_t seed[SEED_BYTES] = {BEHEER + 1};
    char line[REGISTRATION_LINE_SIZE], text[512];
    struct secret_keys keys;
    write_coordinator(s, "delft", DELFT + 1,
                      "scope { gemeenten = {\"0503\"} }\nrevoked = \"2025-05-02\"\n");
    keys_from_seed(seed, &keys);
    keys_registration_line(&keys.public, line);
    snprintf(text, sizeof text, "roles = {\"beheer\"}\npersoon = \"Cas Heer\"\nkeys = {\"%s\"}\n",
             line);
    write_participant(s, "beheer", text);
    reload(s);
    const struct bytes question = witness_line(s).question;
    const char expected[] = " revoked=delft persons=beheer";
    assert_true(question.size > strlen(expected));
    assert_says(bytes_of(question.at + question.size - strlen(expected), strlen(expected)),
                expected);
}

static void test_the_operator_is_on_record_too(void **state) {
    struct witness *s = *state;
    const struct agb zon = {ZON_AGB};
    const struct place_key plek = rows_place_key(s->house.engine->store, bytes_of_text("plek-C"));
    bool ring;
    assert_int_equal(engine_begin(s->house.engine), STATUS_OK);
    assert_int_equal(engine_audit_operator(s->house.engine, "BACKUP", "file=1.wp"), STATUS_OK);
    assert_int_equal(engine_audit_operator_place(s->house.engine, "INZAGE", &zon, &plek, ""),
                     STATUS_OK);
    assert_int_equal(engine_commit(s->house.engine, &ring), STATUS_OK);
    assert_int_equal(witness_lines(s), 2);
    assert_int_equal(s->lines[0].party, AUDIT_OPERATOR);
    assert_says(s->lines[0].act, "BACKUP");
    assert_says(s->lines[0].question, "file=1.wp");
    const struct audit_line inzage = s->lines[1];
    assert_about(s, &inzage, "plek-C");
}

/* ---- what nobody may find in it */

static bool look_for_ids(void *context, struct bytes key, struct bytes value) {
    size_t *lines = context;
    (void)key;
    for (size_t i = 0; i < 3; i++)
        assert_null(memmem(value.at, value.size, witness_places[i], strlen(witness_places[i])));
    ++*lines;
    return true;
}

static void test_no_line_names_a_place(void **state) {
    struct witness *s = *state;
    const struct places_request any = {0};
    const struct bytes all = {NULL, 0};
    size_t lines = 0;
    struct store_txn *txn = NULL;
    places(s, COORDINATOR, any);
    house_alerts(&s->house, COORDINATOR, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(witness_history(s, COORDINATOR, witness_places[i]), ANSWER_OK);
        assert_int_equal(take(s, COORDINATOR, witness_places[i]), ANSWER_OK);
        assert_int_equal(witness_history(s, DELFT, witness_places[i]), ANSWER_DENIED);
    }
    house_close(&s->house);
    struct store *store = house_store(&s->house);
    assert_int_equal(store_begin(store, &txn), STATUS_OK);
    assert_int_equal(store_walk(txn, TABLE_AUDIT, all, all, look_for_ids, &lines), STATUS_OK);
    store_rollback(&txn);
    store_close(&store);
    house_open(&s->house);
    assert_int_equal(lines, s->before + 2 + 6 + 1);
}

static void test_a_journal_that_is_folded_again_does_nothing_again(void **state) {
    struct witness *s = *state;
    char directory[96], key[96];
    struct complaint complaint = {""};
    struct store *again = NULL;
    struct store_txn *txn = NULL;
    assert_int_equal(take(s, COORDINATOR, "plek-A"), ANSWER_OK);
    assert_int_equal(explain(s, BEHEER), ANSWER_OK);
    house_close(&s->house);
    struct store *store = house_store(&s->house);
    snprintf(directory, sizeof directory, "%s/again", s->house.folder);
    snprintf(key, sizeof key, "%s/store.key", s->house.folder);
    const struct store_options options = {directory, key, (size_t)512 << 20};
    assert_int_equal(store_create(&options, true, &complaint), STATUS_OK);
    assert_int_equal(store_open(&options, &again, &complaint), STATUS_OK);
    assert_int_equal(refold(store, again, &complaint), STATUS_OK);
    assert_int_equal(store_begin(again, &txn), STATUS_OK);
    assert_int_equal(store_log_head(txn, TABLE_AUDIT), 0);
    store_rollback(&txn);
    store_close(&again);
    store_close(&store);
    house_open(&s->house);
}

/* Their days are those of the configuration; what is left still follows. */
static void test_lines_that_are_too_old_go_and_later_ones_stay(void **state) {
    struct witness *s = *state;
    char instant[32];
    house_close(&s->house);
    house_configure(&s->house, "retention { audit_years = 1 }\n");
    house_open(&s->house);
    assert_int_equal(house_clock(&s->house, "2026-01-02T08:00:00Z"), ANSWER_OK);
    assert_int_equal(witness_history(s, COORDINATOR, "plek-A"), ANSWER_OK);
    for (int day = 1; day <= 3; day++) {
        snprintf(instant, sizeof instant, "2026-05-%02dT08:00:00Z", day);
        assert_int_equal(house_clock(&s->house, instant), ANSWER_OK);
    }
    house_close(&s->house);
    const size_t left = house_audit(&s->house, s->lines, WITNESS_LINES);
    house_open(&s->house);
    assert_int_equal(left, 1);
    assert_says(s->lines[0].act, "HISTORY");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, witness_enter, witness_leave)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_a_list_is_on_record_as_its_question),
        TEST(test_a_list_of_one_aanbieder_names_it),
        TEST(test_the_history_of_a_place_is_on_record_by_its_blind),
        TEST(test_alerts_are_on_record_by_their_numbers),
        TEST(test_where_else_a_jeugdige_waits_is_on_record_with_the_purpose),
        TEST(test_what_shows_no_child_leaves_no_line),
        TEST(test_a_push_is_on_record_in_the_journal_and_not_here),
        TEST(test_who_takes_a_place_is_on_record),
        TEST(test_notes_and_publications_are_on_record),
        TEST(test_what_was_held_is_on_record_when_it_is_let_go),
        TEST(test_another_configuration_says_who_came_and_who_went),
        TEST(test_who_is_shut_out_went_and_another_person_is_told),
        TEST(test_the_operator_is_on_record_too),
        TEST(test_no_line_names_a_place),
        TEST(test_a_journal_that_is_folded_again_does_nothing_again),
        TEST(test_lines_that_are_too_old_go_and_later_ones_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
