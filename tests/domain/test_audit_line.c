/* Lines of the audit log: packed and back, those of version 1, and who finds which. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/audit_line.h"
#include "daemon/domain/codec.h"

#define NOON INT64_C(1748858400000000)

static const struct place_key plek = {{0xab, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0xcd}};
static const struct place_key other = {{1}};
static const struct agb zon = {"06010713"}, maan = {"06020202"};

static struct bytes text(const char *words) {
    return bytes_of_text(words);
}

static struct audit_line full(void) {
    return (struct audit_line){.instant = NOON,
                               .party = AUDIT_PARTICIPANT,
                               .participant = text("anna"),
                               .persoon = text("Anna de Boer"),
                               .act = text("PLACES"),
                               .outcome = ANSWER_OK,
                               .agb = zon,
                               .has_plek = true,
                               .plek = plek,
                               .question = text("other_places_of=3"),
                               .as_known_at = NOON - 1,
                               .rows = 3,
                               .purpose = DUBBEL,
                               .refused = {text("scope"), 7, NOON - 5, 2}};
}

static void assert_same_text(struct bytes a, struct bytes b) {
    assert_true(bytes_equal(a, b));
}

static void assert_same(const struct audit_line *a, const struct audit_line *b) {
    assert_true(a->instant == b->instant && a->as_known_at == b->as_known_at);
    assert_int_equal(a->party, b->party);
    assert_same_text(a->participant, b->participant);
    assert_same_text(a->persoon, b->persoon);
    assert_same_text(a->act, b->act);
    assert_same_text(a->question, b->question);
    assert_int_equal(a->outcome, b->outcome);
    assert_string_equal(a->agb.text, b->agb.text);
    assert_int_equal(a->has_plek, b->has_plek);
    assert_memory_equal(&a->plek, &b->plek, sizeof a->plek);
    assert_int_equal(a->rows, b->rows);
    assert_int_equal(a->purpose, b->purpose);
    assert_same_text(a->refused.reason, b->refused.reason);
    assert_int_equal(a->refused.count, b->refused.count);
    assert_true(a->refused.first == b->refused.first);
    assert_int_equal(a->refused.unwritten, b->refused.unwritten);
}

static void test_what_is_packed_comes_back(void **state) {
    const struct audit_line lines[] = {full(),
                                       {.instant = NOON, .party = AUDIT_OPERATOR},
                                       {.instant = 0, .party = AUDIT_STRANGER, .agb = maan}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct bytes record;
        struct audit_line back;
        assert_int_equal(pack_audit_line(&lines[i], *state, &record), STATUS_OK);
        assert_int_equal(record.at[0], 2);
        assert_int_equal(unpack_audit_line(record, *state, &back), STATUS_OK);
        assert_same(&lines[i], &back);
    }
}

static void test_a_cut_off_line_is_damage(void **state) {
    const struct audit_line line = full();
    struct bytes record;
    struct audit_line back;
    assert_int_equal(pack_audit_line(&line, *state, &record), STATUS_OK);
    for (size_t size = 0; size < record.size; size++)
        assert_int_equal(unpack_audit_line(bytes_of(record.at, size), *state, &back),
                         STATUS_DAMAGED);
}

/* As it was written before there were fields. */
static struct bytes version_1(struct arena *arena, const char *act, const char *sentence) {
    struct codec codec = codec_writer(arena);
    instant_t instant = NOON;
    struct bytes texts[] = {text("anna"), text(act), text(sentence)}, record;
    codec_version(&codec, 1);
    codec_i64(&codec, &instant);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        codec_bytes(&codec, &texts[i]);
    assert_int_equal(codec_written(&codec, &record), STATUS_OK);
    return record;
}

static void test_a_line_of_version_1_says_what_its_sentence_said(void **state) {
    struct audit_line line;
    const char *sentence = "aanbieder=06010713 plek=ab02030405060708090a0b0c0d0e0fcd versions=4";
    assert_int_equal(unpack_audit_line(version_1(*state, "HISTORY", sentence), *state, &line),
                     STATUS_OK);
    assert_true(line.instant == NOON);
    assert_int_equal(line.party, AUDIT_PARTICIPANT);
    assert_same_text(line.participant, text("anna"));
    assert_same_text(line.act, text("HISTORY"));
    assert_same_text(line.question, text(sentence));
    assert_int_equal(line.outcome, ANSWER_OK);
    assert_string_equal(line.agb.text, zon.text);
    assert_true(line.has_plek);
    assert_memory_equal(&line.plek, &plek, sizeof plek);
    assert_int_equal(line.rows, 4);
}

static void test_a_sentence_of_version_1_without_a_place_names_none(void **state) {
    static const char *const sentences[] = {"",
                                            " ",
                                            "plek=",
                                            "plek=ab",
                                            "aanbieder=x plek=zz02030405060708090a0b0c0d0e0fcd",
                                            "xplek=ab02030405060708090a0b0c0d0e0fcd"};
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        struct audit_line line;
        assert_int_equal(
            unpack_audit_line(version_1(*state, "PLACES", sentences[i]), *state, &line), STATUS_OK);
        assert_false(line.has_plek);
        assert_string_equal(line.agb.text, "");
        assert_int_equal(line.rows, 0);
    }
}

/* ---- looked for */

static void test_an_empty_wish_finds_every_line(void **state) {
    (void)state;
    const struct audit_wish wish = {.from = 0};
    const struct audit_line line = full(), command = {.party = AUDIT_OPERATOR};
    assert_int_equal(audit_match(&wish, &line), AUDIT_YES);
    assert_int_equal(audit_match(&wish, &command), AUDIT_YES);
}

static void test_each_wish_tells_lines_apart(void **state) {
    (void)state;
    struct audit_line line = full();
    const struct audit_wish found[] = {{.participant = text("anna")},
                                       {.act = text("PLACES")},
                                       {.agb = zon},
                                       {.from = NOON},
                                       {.until = NOON + 1},
                                       {.refused = true},
                                       {.agb = zon, .has_plek = true, .plek = plek}};
    const struct audit_wish missed[] = {{.participant = text("ann")},
                                        {.act = text("PLACE")},
                                        {.agb = maan},
                                        {.from = NOON + 1},
                                        {.until = NOON},
                                        {.agb = maan, .has_plek = true, .plek = plek},
                                        {.agb = zon, .has_plek = true, .plek = other}};
    for (size_t i = 0; i < sizeof found / sizeof *found; i++)
        assert_int_equal(audit_match(&found[i], &line), AUDIT_YES);
    for (size_t i = 0; i < sizeof missed / sizeof *missed; i++)
        assert_int_equal(audit_match(&missed[i], &line), AUDIT_NO);
    line.refused = (struct audit_refused){.count = 0};
    assert_int_equal(audit_match(&found[5], &line), AUDIT_NO);
}

static enum audit_match match_list(const char *act, const char *question, struct agb agb,
                                   uint64_t rows) {
    static const uint64_t alerts[] = {5, 9};
    const struct audit_wish wish = {
        .agb = zon, .has_plek = true, .plek = plek, .alerts = alerts, .alert_count = 2};
    const struct audit_line line = {
        .instant = NOON, .act = text(act), .question = text(question), .agb = agb, .rows = rows};
    return audit_match(&wish, &line);
}

static void test_a_list_may_have_shown_a_place_unless_its_question_excludes_it(void **state) {
    (void)state;
    const struct agb none = {""};
    assert_int_equal(match_list("PLACES", "on=2025-06-02 offset=0", none, 4), AUDIT_MAYBE);
    assert_int_equal(match_list("PLACES", "on=2025-06-02 offset=0", zon, 4), AUDIT_MAYBE);
    assert_int_equal(match_list("PLACES", "on=2025-06-02", maan, 4), AUDIT_NO);
    assert_int_equal(match_list("PLACES", "on=2025-06-02", none, 0), AUDIT_NO);
    assert_int_equal(match_list("PLACES", "aanbieders=06020202,06010713 x=1", none, 4),
                     AUDIT_MAYBE);
    assert_int_equal(match_list("PLACES", "aanbieders=06020202,06030303 x=1", none, 4), AUDIT_NO);
    assert_int_equal(match_list("PLACES", "aanbieders=06020202,060...", none, 4), AUDIT_MAYBE);
}

static void test_alerts_may_have_shown_a_place_when_one_was_about_it(void **state) {
    (void)state;
    const struct agb none = {""};
    assert_int_equal(match_list("ALERTS", "after=4 until=5", none, 1), AUDIT_MAYBE);
    assert_int_equal(match_list("ALERTS", "after=0 until=20", none, 1), AUDIT_MAYBE);
    assert_int_equal(match_list("ALERTS", "after=5 until=8", none, 1), AUDIT_NO);
    assert_int_equal(match_list("ALERTS", "after=9 until=20", none, 1), AUDIT_NO);
}

static void test_who_asked_where_else_a_jeugdige_waits_may_have_seen_any_place(void **state) {
    (void)state;
    struct audit_line line = full();
    const struct audit_wish wish = {.agb = maan, .has_plek = true, .plek = other};
    line.refused = (struct audit_refused){.count = 0};
    assert_int_equal(audit_match(&wish, &line), AUDIT_MAYBE);
    line.act = text("HISTORY");
    line.purpose = PURPOSE_NONE;
    assert_int_equal(audit_match(&wish, &line), AUDIT_NO);
}

static int make(void **state) {
    *state = arena_new(1 << 20);
    return *state == NULL;
}

static int unmake(void **state) {
    struct arena *arena = *state;
    arena_free(&arena);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_packed_comes_back),
        TEST(test_a_cut_off_line_is_damage),
        TEST(test_a_line_of_version_1_says_what_its_sentence_said),
        TEST(test_a_sentence_of_version_1_without_a_place_names_none),
        TEST(test_an_empty_wish_finds_every_line),
        TEST(test_each_wish_tells_lines_apart),
        TEST(test_a_list_may_have_shown_a_place_unless_its_question_excludes_it),
        TEST(test_alerts_may_have_shown_a_place_when_one_was_about_it),
        TEST(test_who_asked_where_else_a_jeugdige_waits_may_have_seen_any_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
