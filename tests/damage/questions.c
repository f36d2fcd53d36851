#include "tests/damage/questions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proto/model/list.h"

static const char *const agbs[] = {ZON_AGB, MAAN_AGB, "06010715", "06010799"};
static const char *const ids[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M",
                                  "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Z"};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
enum {
    PAST_DAYS = 6,
    DAYS_APART = 37,
    ALERTS_AT_ONCE = 40,
    ALERT_PAGES = 12,
    NUMBERS = 8,
    WEEKS = 14
};

struct asking {
    struct house *house;
    const struct sayings *sayings;
    instant_t now;
    struct list questions;
};

static struct asking begin(struct house *house, const struct sayings *sayings) {
    return (struct asking){house, sayings, clock_now(&house->clock),
                           LIST_OF(house->arena, struct question)};
}

/* "places-0-3-1": the numbers say which of these questions. */
static const char *name_of(const struct asking *asking, const char *what, size_t first,
                           size_t second, size_t third) {
    char text[96];
    int size = snprintf(text, sizeof text, "%s-%zu-%zu-%zu", what, first, second, third);
    assert_in_range(size, 1, sizeof text - 1);
    return (const char *)arena_copy(asking->house->arena, bytes_of(text, (size_t)size + 1)).at;
}

static void add(struct asking *asking, const char *name, enum who who, const char *kind,
                struct bytes body) {
    struct question *question = list_add(&asking->questions);
    assert_non_null(question);
    *question = (struct question){name, kind, who, body};
}

static struct agb agb_of(const char *text) {
    struct agb agb;
    assert_true(agb_parse(bytes_of_text(text), &agb));
    return agb;
}

/* ---- questions that read */

static void ask_status(struct asking *asking) {
    struct bytes body;
    assert_int_equal(wire_encode_status_request(asking->now, asking->house->arena, &body),
                     STATUS_OK);
    add(asking, "status", BEHEER, "STATUS", body);
    add(asking, "status-zon", ZON, "STATUS", body);
}

static void ask_alerts(struct asking *asking) {
    static const enum who readers[] = {COORDINATOR, DELFT, BEHEER, ZON};
    struct arena *arena = asking->house->arena;
    for (size_t who = 0; who < COUNT_OF(readers); who++)
        for (size_t page = 0; page < ALERT_PAGES; page++) {
            struct alerts_request request = {
                .made_at = asking->now,
                .cursor = {.present = true, .number = page * ALERTS_AT_ONCE},
                .limit = ALERTS_AT_ONCE};
            struct bytes body;
            memcpy(request.cursor.incarnation, asking->sayings->incarnation, INCARNATION_BYTES);
            assert_int_equal(wire_encode_alerts_request(&request, arena, &body), STATUS_OK);
            add(asking, name_of(asking, "alerts", who, page, 0), readers[who], "ALERTS", body);
        }
}

static void ask_places(struct asking *asking) {
    static const enum who readers[] = {COORDINATOR, DELFT, ZON, MAAN};
    const day_t today = day_of_instant(asking->now);
    for (size_t who = 0; who < COUNT_OF(readers); who++)
        for (size_t back = 0; back < PAST_DAYS; back++)
            for (size_t known = 0; known < 2; known++) {
                const day_t on = today - (day_t)back * DAYS_APART;
                const struct places_request request = {.made_at = asking->now,
                                                       .on = back == 0 ? DAY_NONE : on,
                                                       .as_known_at =
                                                           known ? instant_of_day(on + 1) : 0};
                struct bytes body;
                assert_int_equal(wire_encode_places_request(&request, asking->house->arena, &body),
                                 STATUS_OK);
                add(asking, name_of(asking, "places", who, back, known), readers[who], "PLACES",
                    body);
            }
}

/* Where else the jeugdige of an alert waits; most of these numbers are answered DENIED. */
static void ask_elsewhere(struct asking *asking) {
    for (size_t number = 1; number <= ALERT_PAGES * ALERTS_AT_ONCE; number += 11) {
        const struct places_request request = {.made_at = asking->now,
                                               .on = DAY_NONE,
                                               .other_places_of = number,
                                               .purpose = AFSTEMMEN};
        struct bytes body;
        assert_int_equal(wire_encode_places_request(&request, asking->house->arena, &body),
                         STATUS_OK);
        add(asking, name_of(asking, "elsewhere", number, 0, 0), COORDINATOR, "PLACES", body);
    }
}

static void ask_histories(struct asking *asking) {
    for (size_t agb = 0; agb < COUNT_OF(agbs); agb++)
        for (size_t id = 0; id < COUNT_OF(ids); id++) {
            const struct history_request request = {.made_at = asking->now,
                                                    .agb = agb_of(agbs[agb]),
                                                    .place_id = bytes_of_text(ids[id])};
            struct bytes body;
            assert_int_equal(wire_encode_history_request(&request, asking->house->arena, &body),
                             STATUS_OK);
            add(asking, name_of(asking, "history", agb, id, 0), COORDINATOR, "HISTORY", body);
        }
}

static void ask_figures(struct asking *asking) {
    static const enum dimension by[] = {BY_NOTHING, BY_AANBIEDER, BY_HULPVORM, BY_GEMEENTE};
    const day_t today = day_of_instant(asking->now);
    for (size_t i = 0; i < COUNT_OF(by); i++)
        for (size_t known = 0; known < PAST_DAYS; known++) {
            const struct figures_request request = {
                .made_at = asking->now,
                .question = {.from = today - PAST_DAYS * DAYS_APART,
                             .until = today,
                             .step = STEP_WEEK,
                             .by_count = by[i] == BY_NOTHING ? 0 : 1,
                             .by = {by[i]},
                             .measures = ~UINT32_C(0) >> (32 - MEASURE_COUNT) & ~UINT32_C(1),
                             .as_known_at =
                                 known ? instant_of_day(today - (day_t)known * DAYS_APART) : 0,
                             .region_day = DAY_NONE,
                             .survival_days = SURVIVAL_DAYS_DEFAULT}};
            struct bytes body;
            assert_int_equal(wire_encode_figures_request(&request, asking->house->arena, &body),
                             STATUS_OK);
            add(asking, name_of(asking, "figures", i, known, 0), ANALIST, "FIGURES", body);
        }
}

static void ask_publications(struct asking *asking) {
    static const char *const names[] = {"", "regiomonitor/2024Q4"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct publication_request request = {.made_at = asking->now,
                                                    .action =
                                                        i ? PUBLICATION_FETCH : PUBLICATION_LIST,
                                                    .name = bytes_of_text(names[i])};
        struct bytes body;
        assert_int_equal(wire_encode_publication_request(&request, asking->house->arena, &body),
                         STATUS_OK);
        add(asking, name_of(asking, "publication", i, 0, 0), ANALIST, "PUBLICATION", body);
    }
}

/* Numbers that were used, with other bytes than then: CONFLICT. And the very same bytes. */
static void ask_again(struct asking *asking) {
    for (size_t number = 1; number <= NUMBERS; number++)
        add(asking, name_of(asking, "conflict", number, 0, 0), ZON, "PUSH",
            house_snapshot(asking->house, ZON_AGB, number, "2020-01-01T00:00:00Z", ids, 1,
                           20191201));
    add(asking, "again", MAAN, "PUSH", asking->sayings->told);
}

struct question *questions_that_read(struct house *house, const struct sayings *sayings,
                                     size_t *count) {
    struct asking asking = begin(house, sayings);
    ask_status(&asking);
    ask_alerts(&asking);
    ask_places(&asking);
    ask_elsewhere(&asking);
    ask_histories(&asking);
    ask_figures(&asking);
    ask_publications(&asking);
    ask_again(&asking);
    *count = asking.questions.count;
    return asking.questions.items;
}

/* ---- questions that write */

static void move_clock(struct asking *asking, int days) {
    const struct clock_request request = {.instant = asking->now += days * MICROSECONDS_PER_DAY};
    struct bytes body;
    assert_int_equal(wire_encode_clock_request(&request, asking->house->arena, &body), STATUS_OK);
    add(asking, name_of(asking, "clock", (size_t)day_of_instant(asking->now), 0, 0), KLOK, "CLOCK",
        body);
}

struct question *questions_that_write(struct house *house, const struct sayings *sayings,
                                      size_t *count) {
    struct asking asking = begin(house, sayings);
    add(&asking, "push", MAAN, "PUSH", sayings->untold);
    for (int week = 0; week < WEEKS; week++)
        move_clock(&asking, 7);
    ask_alerts(&asking);
    *count = asking.questions.count;
    return asking.questions.items;
}
