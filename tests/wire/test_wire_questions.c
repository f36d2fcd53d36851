/* What is refused in questions about places and in their answers; and what any of the
 * newer replies shares. */
#include "proto/model/limits.h"
#include "tests/wire/draft.h"
#include "tests/wire/values.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct dice dice;

static int set_up(void **state) {
    (void)state;
    dice = (struct dice){41, arena_new(MAX_REQUEST_MEMORY_BYTES)};
    return dice.arena == NULL;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(&dice.arena);
    return 0;
}

/* encode and decode of one message: what decoding says of a value that was encoded. */
#define GOES(name)                                                                                 \
    static enum status name##_goes(const struct name *value, struct name *back) {                  \
        struct bytes body;                                                                         \
        assert_int_equal(wire_encode_##name(value, dice.arena, &body), STATUS_OK);                 \
        return wire_decode_##name(body, dice.arena, back);                                         \
    }
GOES(take_request)
GOES(places_request)
GOES(places_reply)
GOES(history_reply)
GOES(figures_request)
GOES(alerts_reply)
GOES(publication_request)
GOES(duiding_request)
#undef GOES

/* ---- filters */

static enum status filter_goes(const struct filter *filter) {
    struct places_request request = {.on = DAY_NONE, .filter = *filter}, places;
    struct figures_request asked = {.question = {.from = 20000,
                                                 .until = 20000,
                                                 .region_day = DAY_NONE,
                                                 .measures = MEASURES_USUAL,
                                                 .filter = *filter}},
                           figures;
    enum status status = places_request_goes(&request, &places);
    assert_int_equal(figures_request_goes(&asked, &figures), status);
    if (status == STATUS_OK) {
        assert_true(same_filter(filter, &places.filter));
        assert_true(same_filter(filter, &figures.question.filter));
    }
    return status;
}

static void test_a_filter_has_at_most_256_values_in_a_list(void **state) {
    static struct agb agbs[MAX_FILTER_VALUES + 1];
    static struct bytes gemeenten[MAX_FILTER_VALUES + 1];
    struct filter filter = {.aanbieders = agbs, .gemeenten = gemeenten, .gis = agbs};
    (void)state;
    for (size_t i = 0; i <= MAX_FILTER_VALUES; i++) {
        agbs[i] = (struct agb){"06010713"};
        gemeenten[i] = bytes_of_text("0518");
    }
    filter.aanbieder_count = filter.gemeente_count = filter.gi_count = MAX_FILTER_VALUES;
    assert_int_equal(filter_goes(&filter), STATUS_OK);
    filter.aanbieder_count++;
    assert_int_equal(filter_goes(&filter), STATUS_MALFORMED);
    filter.aanbieder_count--;
    filter.gemeente_count++;
    assert_int_equal(filter_goes(&filter), STATUS_MALFORMED);
    filter.gemeente_count--;
    filter.gi_count++;
    assert_int_equal(filter_goes(&filter), STATUS_MALFORMED);
}

/* Filter.hulpvormen in PlacesRequest.filter: so many times the same code. */
static enum status codes_go(uint8_t code, size_t count, struct places_request *back) {
    static uint8_t codes[MAX_FILTER_VALUES + 1];
    struct draft request, filter;
    memset(codes, code, sizeof codes);
    draft_begin(&request);
    draft_begin(&filter);
    draft_part(&filter, 2, codes, count);
    draft_nested(&request, 4, &filter);
    return wire_decode_places_request(draft_body(&request), dice.arena, back);
}

static void test_a_list_of_codes_is_bounded_too_and_a_repeat_says_nothing_new(void **state) {
    struct places_request back;
    (void)state;
    assert_int_equal(codes_go(KDC, MAX_FILTER_VALUES + 1, &back), STATUS_MALFORMED);
    assert_int_equal(codes_go(KDC, MAX_FILTER_VALUES, &back), STATUS_OK);
    assert_int_equal(back.filter.hulpvormen, UINT32_C(1) << KDC);
    assert_int_equal(codes_go(HULPVORM_ONBEKEND, 1, &back), STATUS_OK);
    assert_int_equal(back.filter.hulpvormen, 1);
    assert_int_equal(codes_go(HULPVORM_COUNT, 1, &back), STATUS_MALFORMED);
}

static void test_codes_in_a_filter_come_packed_or_one_by_one(void **state) {
    struct places_request back;
    struct draft request, filter;
    (void)state;
    draft_begin(&request);
    draft_begin(&filter);
    draft_number(&filter, 2, KDC);
    draft_part(&filter, 2, (uint8_t[]){PLEEGZORG, HULPVORM_ONBEKEND}, 2);
    draft_number(&filter, 6, URGENTIE_HOOG);
    draft_nested(&request, 4, &filter);
    assert_int_equal(wire_decode_places_request(draft_body(&request), dice.arena, &back),
                     STATUS_OK);
    assert_int_equal(back.filter.hulpvormen, 1u << KDC | 1u << PLEEGZORG | 1);
    assert_int_equal(back.filter.urgenties, 1u << URGENTIE_HOOG);
}

static void test_only_a_gi_may_be_empty_in_a_filter(void **state) {
    struct agb nobody = {""};
    struct bytes nowhere = bytes_of_text("");
    (void)state;
    assert_int_equal(filter_goes(&(struct filter){.gi_count = 1, .gis = &nobody}), STATUS_OK);
    assert_int_equal(filter_goes(&(struct filter){.aanbieder_count = 1, .aanbieders = &nobody}),
                     STATUS_MALFORMED);
    assert_int_equal(filter_goes(&(struct filter){.gemeente_count = 1, .gemeenten = &nowhere}),
                     STATUS_MALFORMED);
}

static void test_a_filter_with_an_agb_code_or_gemeente_that_is_none_is_malformed(void **state) {
    struct agb short_code = {"0601071"}, letters = {"O6010713"};
    struct bytes three = bytes_of_text("518"), letter = bytes_of_text("O518");
    (void)state;
    assert_int_equal(filter_goes(&(struct filter){.aanbieder_count = 1, .aanbieders = &short_code}),
                     STATUS_MALFORMED);
    assert_int_equal(filter_goes(&(struct filter){.gi_count = 1, .gis = &letters}),
                     STATUS_MALFORMED);
    assert_int_equal(filter_goes(&(struct filter){.gemeente_count = 1, .gemeenten = &three}),
                     STATUS_MALFORMED);
    assert_int_equal(filter_goes(&(struct filter){.gemeente_count = 1, .gemeenten = &letter}),
                     STATUS_MALFORMED);
}

/* ---- places, and who has them */

static void test_a_place_id_that_is_asked_about_fits_a_key(void **state) {
    static const uint8_t id[MAX_ID_BYTES + 1] = "A";
    struct take_request take = {.place_id = bytes_of(id, MAX_ID_BYTES)}, back;
    struct history_request history = {.place_id = bytes_of(id, MAX_ID_BYTES + 1)}, read;
    struct bytes body;
    (void)state;
    assert_int_equal(take_request_goes(&take, &back), STATUS_OK);
    assert_true(bytes_equal(back.place_id, take.place_id));
    take.place_id.size++;
    assert_int_equal(take_request_goes(&take, &back), STATUS_MALFORMED);
    assert_int_equal(wire_encode_history_request(&history, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_history_request(body, dice.arena, &read), STATUS_MALFORMED);
}

static void test_a_taking_without_an_agb_code_is_the_engines_to_refuse(void **state) {
    struct take_request take = {.state = TAKEN_NOBODY}, back;
    (void)state;
    assert_int_equal(take_request_goes(&take, &back), STATUS_OK);
    assert_string_equal(back.agb.text, "");
    assert_int_equal(back.state, TAKEN_NOBODY);
    take.agb = (struct agb){"0601071"};
    assert_int_equal(take_request_goes(&take, &back), STATUS_MALFORMED);
}

static void test_a_taking_with_a_code_outside_its_list_is_malformed(void **state) {
    struct take_request take = {.state = TAKEN_STATE_COUNT}, back;
    (void)state;
    assert_int_equal(take_request_goes(&take, &back), STATUS_MALFORMED);
    take = (struct take_request){.state = OPGEPAKT, .obstacle = OBSTACLE_COUNT};
    assert_int_equal(take_request_goes(&take, &back), STATUS_MALFORMED);
}

static struct places_reply one_row(struct place_row *row) {
    struct places_reply reply = random_places_reply(&dice);
    while (reply.row_count == 0)
        reply = random_places_reply(&dice);
    *row = reply.rows[0];
    reply.rows = row;
    reply.row_count = 1;
    return reply;
}

static void test_no_pseudonym_leaves_with_a_place(void **state) {
    struct place_row row;
    struct places_reply reply = one_row(&row), back;
    (void)state;
    row.place.has_pseudonym = true;
    memset(row.place.pseudonym, 0xa5, PSEUDONYM_BYTES);
    row.place.pseudonym_epoch = 3;
    assert_int_equal(places_reply_goes(&reply, &back), STATUS_OK);
    assert_false(back.rows[0].place.has_pseudonym);
    row.place.has_pseudonym = false;
    row.place.pseudonym_epoch = 0;
    assert_true(place_equal(&row.place, &back.rows[0].place));
}

/* PlacesReply.rows[0].place with one field more than its gemeente. */
static enum status told(uint32_t number, uint64_t value, const char *text) {
    struct draft reply, row, place;
    struct places_reply back;
    draft_begin(&reply);
    draft_begin(&row);
    draft_begin(&place);
    draft_part(&place, 4, "0518", 4);
    if (text)
        draft_part(&place, number, text, strlen(text));
    else
        draft_number(&place, number, value);
    draft_nested(&row, 5, &place);
    draft_part(&reply, 1, "", 0);
    draft_nested(&reply, 2, &row);
    return wire_decode_places_reply(draft_body(&reply), dice.arena, &back);
}

static void test_a_place_that_is_told_of_can_be_trusted(void **state) {
    static const struct {
        uint32_t number, good, bad;
    } codes[] = {
        {5, HULPVORM_COUNT - 1, HULPVORM_COUNT},
        {6, 54, 39},
        {7, 8, 7},
        {8, MAATREGEL_COUNT - 1, MAATREGEL_COUNT},
        {9, 20240229, 20250229},
        {11, 1, 0},
        {12, URGENTIE_COUNT - 1, URGENTIE_COUNT},
        {13, 20240229, 20250229},
        {14, OVERBRUGGING_COUNT - 1, OVERBRUGGING_COUNT},
        {15, 20240229, 20250229},
        {16, LEEFTIJDSBAND_COUNT - 1, LEEFTIJDSBAND_COUNT},
        {17, REGIE_COUNT - 1, REGIE_COUNT},
        {19, 20240229, 20250229},
        {20, 20240229, 20250229},
        {21, 20240229, 20250229},
        {22, 20240229, 20250229},
        {23, 20240229, 20250229},
        {24, 20240229, 20250229},
        {25, 20240229, 20250229},
    };
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        assert_int_equal(told(codes[i].number, codes[i].good, NULL), STATUS_OK);
        if (codes[i].bad)
            assert_int_equal(told(codes[i].number, codes[i].bad, NULL), STATUS_MALFORMED);
    }
    assert_int_equal(told(10, 0, "06012345"), STATUS_OK);
    assert_int_equal(told(10, 0, "0601234"), STATUS_MALFORMED);
}

static void test_a_place_that_is_told_of_with_a_pseudonym_is_malformed(void **state) {
    (void)state;
    assert_int_equal(told(2, 0, "abcdefghijklmnopqrstuvwxyzabcdef"), STATUS_MALFORMED);
    assert_int_equal(told(3, 7, NULL), STATUS_MALFORMED);
}

static void test_a_row_without_its_place_is_malformed(void **state) {
    static const uint8_t body[] = {0x0a, 0, 0x12, 0};
    struct places_reply back;
    (void)state;
    assert_int_equal(wire_decode_places_reply(bytes_of(body, 4), dice.arena, &back),
                     STATUS_MALFORMED);
}

static void test_the_id_of_a_place_is_not_repeated_in_its_history(void **state) {
    struct place_version version = {.kind = VERSION_OPEN,
                                    .valid_until = INSTANT_MAX,
                                    .start = DAY_NONE,
                                    .left_on = DAY_NONE,
                                    .has_place = true,
                                    .place = {.id = bytes_of_text("A1B2C3D4")}};
    struct history_reply reply = {.version_count = 1, .versions = &version}, back;
    (void)state;
    assert_int_equal(history_reply_goes(&reply, &back), STATUS_OK);
    assert_true(back.versions[0].has_place);
    assert_int_equal(back.versions[0].place.id.size, 0);
    assert_true(back.versions[0].valid_until == INSTANT_MAX);
}

static void test_a_version_of_no_kind_is_malformed(void **state) {
    struct place_version version = {.start = DAY_NONE, .left_on = DAY_NONE};
    struct history_reply reply = {.version_count = 1, .versions = &version}, back;
    (void)state;
    assert_int_equal(history_reply_goes(&reply, &back), STATUS_MALFORMED);
    version.kind = VERSION_KIND_COUNT;
    assert_int_equal(history_reply_goes(&reply, &back), STATUS_MALFORMED);
    version.kind = VERSION_LEFT;
    assert_int_equal(history_reply_goes(&reply, &back), STATUS_OK);
}

static void test_nobody_in_a_list_of_who_has_it_is_malformed(void **state) {
    static const uint8_t alerts[] = {0x0a, 0, 0x2a, 2, 0x1a, 0};
    static const uint8_t history[] = {0x0a, 0, 0x1a, 0};
    static const uint8_t take[] = {0x0a, 0, 0x12, 0};
    struct alerts_reply alerts_reply;
    struct history_reply history_reply;
    struct take_reply take_reply;
    (void)state;
    assert_int_equal(wire_decode_alerts_reply(bytes_of(alerts, 6), dice.arena, &alerts_reply),
                     STATUS_MALFORMED);
    assert_int_equal(wire_decode_history_reply(bytes_of(history, 4), dice.arena, &history_reply),
                     STATUS_MALFORMED);
    assert_int_equal(wire_decode_take_reply(bytes_of(take, 4), dice.arena, &take_reply), STATUS_OK);
    assert_int_equal(take_reply.taken.state, TAKEN_NOBODY);
}

static void test_who_has_a_place_comes_with_the_alerts(void **state) {
    struct taken_place place = {{"06010713"}, bytes_of_text("A1"), {.state = INGEBRACHT}};
    struct alerts_reply reply = {.taken_count = 1, .taken = &place}, back;
    (void)state;
    assert_int_equal(alerts_reply_goes(&reply, &back), STATUS_OK);
    assert_int_equal(back.taken_count, 1);
    assert_string_equal(back.taken[0].agb.text, "06010713");
    assert_int_equal(back.taken[0].taken.state, INGEBRACHT);
    place.taken.obstacle = OBSTACLE_COUNT;
    assert_int_equal(alerts_reply_goes(&reply, &back), STATUS_MALFORMED);
}

/* ---- duiding and publications */

static void test_duiding_without_a_last_day_is_about_its_first(void **state) {
    struct duiding_request request = {.duiding = {.from = 20000, .until = DAY_NONE}}, back;
    (void)state;
    assert_int_equal(duiding_request_goes(&request, &back), STATUS_OK);
    assert_int_equal(back.duiding.until, 20000);
}

static void test_a_request_without_duiding_is_malformed(void **state) {
    static const uint8_t body[] = {0x0a, 0};
    struct duiding_request back;
    (void)state;
    assert_int_equal(wire_decode_duiding_request(bytes_of(body, 2), dice.arena, &back),
                     STATUS_MALFORMED);
}

static void test_duiding_about_what_does_not_exist_is_malformed(void **state) {
    struct duiding_request request = {.duiding = {.from = 20000, .until = 20000}}, back;
    (void)state;
    request.duiding.hulpvorm = HULPVORM_COUNT;
    assert_int_equal(duiding_request_goes(&request, &back), STATUS_MALFORMED);
    request.duiding.hulpvorm = KDC;
    memcpy(request.duiding.gemeente, "51a", 4);
    assert_int_equal(duiding_request_goes(&request, &back), STATUS_MALFORMED);
    memcpy(request.duiding.gemeente, "0518", 5);
    request.duiding.agb = (struct agb){"1"};
    assert_int_equal(duiding_request_goes(&request, &back), STATUS_MALFORMED);
    request.duiding.agb = (struct agb){"06010713"};
    assert_int_equal(duiding_request_goes(&request, &back), STATUS_OK);
}

static void test_the_largest_publication_comes_back_byte_for_byte(void **state) {
    uint8_t *content = dice_array(&dice, MAX_PUBLICATION_BYTES, 1);
    struct publication_request request = {.action = PUBLICATION_FIX,
                                          .name = bytes_of_text("regiomonitor/2025Q3"),
                                          .content = bytes_of(content, MAX_PUBLICATION_BYTES)};
    struct publication_request back;
    (void)state;
    dice_fill(&dice, content, MAX_PUBLICATION_BYTES);
    assert_int_equal(publication_request_goes(&request, &back), STATUS_OK);
    assert_true(same_publication_request(&request, &back));
}

static void test_a_publication_does_something(void **state) {
    struct publication_request request = {.name = bytes_of_text("x")}, back;
    (void)state;
    assert_int_equal(publication_request_goes(&request, &back), STATUS_MALFORMED);
    request.action = PUBLICATION_ACTION_COUNT;
    assert_int_equal(publication_request_goes(&request, &back), STATUS_MALFORMED);
    request.action = PUBLICATION_LIST;
    assert_int_equal(publication_request_goes(&request, &back), STATUS_OK);
}

/* Field 15, which is unknown, four million times. */
static void test_a_publication_of_unknown_fields_is_the_senders_fault(void **state) {
    uint8_t *body = dice_array(&dice, MAX_BODY_BYTES, 1);
    struct publication_request back;
    (void)state;
    for (size_t i = 0; i < MAX_BODY_BYTES; i += 2)
        body[i] = 15 << 3;
    assert_int_equal(
        wire_decode_publication_request(bytes_of(body, MAX_BODY_BYTES), dice.arena, &back),
        STATUS_MALFORMED);
}

/* ---- what any reply shares */

static void test_a_head_alone_is_any_of_these_replies(void **state) {
    struct reply_head head = random_head(&dice);
    struct bytes body;
    struct take_reply take;
    struct places_reply places;
    struct history_reply history;
    struct figures_reply figures;
    struct duiding_reply duiding;
    struct publication_reply publications;
    (void)state;
    assert_int_equal(wire_encode_head(&head, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_take_reply(body, dice.arena, &take), STATUS_OK);
    assert_true(same_head(&head, &take.head) && take.taken.state == TAKEN_NOBODY);
    assert_int_equal(wire_decode_places_reply(body, dice.arena, &places), STATUS_OK);
    assert_true(same_head(&head, &places.head) && places.row_count == 0);
    assert_int_equal(wire_decode_history_reply(body, dice.arena, &history), STATUS_OK);
    assert_true(same_head(&head, &history.head) && history.version_count == 0);
    assert_int_equal(wire_decode_figures_reply(body, dice.arena, &figures), STATUS_OK);
    assert_true(same_head(&head, &figures.head) && figures.point_count == 0);
    assert_int_equal(figures.monitor.by, BY_NOTHING);
    assert_int_equal(figures.next_from, DAY_NONE);
    assert_int_equal(wire_decode_duiding_reply(body, dice.arena, &duiding), STATUS_OK);
    assert_true(same_head(&head, &duiding.head) && duiding.duiding.event == 0);
    assert_int_equal(wire_decode_publication_reply(body, dice.arena, &publications), STATUS_OK);
    assert_true(same_head(&head, &publications.head) && publications.publication_count == 0);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        FRESH(test_a_filter_has_at_most_256_values_in_a_list),
        FRESH(test_a_list_of_codes_is_bounded_too_and_a_repeat_says_nothing_new),
        FRESH(test_codes_in_a_filter_come_packed_or_one_by_one),
        FRESH(test_only_a_gi_may_be_empty_in_a_filter),
        FRESH(test_a_filter_with_an_agb_code_or_gemeente_that_is_none_is_malformed),
        FRESH(test_a_place_id_that_is_asked_about_fits_a_key),
        FRESH(test_a_taking_without_an_agb_code_is_the_engines_to_refuse),
        FRESH(test_a_taking_with_a_code_outside_its_list_is_malformed),
        FRESH(test_no_pseudonym_leaves_with_a_place),
        FRESH(test_a_place_that_is_told_of_can_be_trusted),
        FRESH(test_a_place_that_is_told_of_with_a_pseudonym_is_malformed),
        FRESH(test_a_row_without_its_place_is_malformed),
        FRESH(test_the_id_of_a_place_is_not_repeated_in_its_history),
        FRESH(test_a_version_of_no_kind_is_malformed),
        FRESH(test_nobody_in_a_list_of_who_has_it_is_malformed),
        FRESH(test_who_has_a_place_comes_with_the_alerts),
        FRESH(test_duiding_without_a_last_day_is_about_its_first),
        FRESH(test_a_request_without_duiding_is_malformed),
        FRESH(test_duiding_about_what_does_not_exist_is_malformed),
        FRESH(test_the_largest_publication_comes_back_byte_for_byte),
        FRESH(test_a_publication_does_something),
        FRESH(test_a_publication_of_unknown_fields_is_the_senders_fault),
        FRESH(test_a_head_alone_is_any_of_these_replies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
