#include "tests/engine/settled.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

day_t settled_day(const char *text) {
    day_t day;
    assert_true(day_parse(text, &day));
    return day;
}

static uint32_t count_on(struct house *house, const char *from, size_t day, uint32_t measures) {
    const struct figures_request request = {
        .made_at = clock_now(&house->clock),
        .question = {.from = settled_day(from),
                     .until = settled_day(from) + (day_t)day + 1,
                     .step = STEP_DAY,
                     .measures = measures,
                     .region_day = DAY_NONE}};
    struct figures_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_figures_request(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, ANALIST, "FIGURES", body);
    assert_int_equal(wire_decode_figures_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    assert_true(reply.point_count > day);
    return reply.points[day].total.waiting[WAITING_ALL].places;
}

void settled_assert_waiting(struct house *house, const char *from, size_t day, uint32_t expected) {
    const uint32_t waiting = MEASURE_BIT(MEASURE_WAITING);
    const uint32_t detailed = waiting | MEASURE_BIT(MEASURE_JEUGDIGEN);
    const uint32_t whole = detailed | MEASURE_BIT(MEASURE_REALISED);
    assert_int_equal(count_on(house, from, day, waiting), expected);
    assert_int_equal(count_on(house, from, day, detailed), expected);
    assert_int_equal(count_on(house, from, day, whole), expected);
}
