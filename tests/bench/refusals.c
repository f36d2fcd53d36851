/* How long the engine takes to refuse, by reason: nobody is to learn from the time what the answer
 * does not say. Without a socket and without a disk, so that a microsecond shows; rounds go through
 * all of them in turn, so that whatever else the machine does befalls each alike. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/clock.h"
#include "daemon/engine/inside.h"
#include "tests/bench/samples.h"
#include "tests/engine/house.h"

enum { ROUNDS = 3000, ASKED_AT_ONCE = 8 };

static struct bytes history_of(struct house *house, const char *agb, const char *id) {
    struct history_request asked = {.made_at = clock_now(&house->clock),
                                    .place_id = bytes_of_text(id)};
    struct bytes body;
    assert_true(agb_parse(bytes_of_text(agb), &asked.agb));
    assert_int_equal(wire_encode_history_request(&asked, house->arena, &body), STATUS_OK);
    return body;
}

struct refusal {
    const char *name;
    struct link_request request;
    struct samples took_us; /* of one */
};

static struct link_request forged(struct link_request request) {
    request.signature[0] ^= 1;
    return request;
}

static struct link_request of_a_stranger(struct link_request request) {
    request.curve_key[0] ^= 1;
    return request;
}

static void prepare(struct house *house, struct refusal refusals[], size_t *count) {
    const struct bytes body = history_of(house, ZON_AGB, "A");
    const struct bytes nothing = history_of(house, ZON_AGB, "nobody");
    const struct link_request good = house_request(house, DELFT, "HISTORY", body);
    const struct refusal all[] = {
        {"unknown sender", of_a_stranger(good), {0}},
        {"false signature", forged(good), {0}},
        {"forbidden kind", house_request(house, ANALIST, "HISTORY", body), {0}},
        {"unknown kind", house_request(house, DELFT, "HISTORIES", body), {0}},
        {"place out of scope", good, {0}},
        {"place that is not there", house_request(house, DELFT, "HISTORY", nothing), {0}},
        {"another's place", house_request(house, MAAN, "HISTORY", body), {0}},
        {"another's, not there", house_request(house, MAAN, "HISTORY", nothing), {0}},
    };
    *count = sizeof all / sizeof *all;
    memcpy(refusals, all, sizeof all);
}

static double time_one(struct house *house, const struct link_request *request) {
    struct bytes reply;
    struct reply_head head;
    const instant_t began = clock_monotonic();
    for (int i = 0; i < ASKED_AT_ONCE; i++) {
        arena_reset(house->engine->work);
        assert_int_equal(engine_ask(house->engine, request, house->arena, &reply), STATUS_OK);
    }
    const instant_t took = clock_monotonic() - began;
    assert_int_equal(wire_decode_head(reply, house->arena, &head), STATUS_OK);
    assert_int_equal(head.status, ANSWER_DENIED);
    arena_reset(house->arena);
    return (double)took / ASKED_AT_ONCE;
}

int main(void) {
    static const char *const ids[] = {"A", "B", "C"};
    static struct refusal refusals[8];
    struct house house;
    size_t count;
    house_build(&house, "2025-04-28T06:00:00Z");
    log_set_level(LOG_LEVEL_ERROR);
    house_push(&house, ZON,
               house_snapshot(&house, ZON_AGB, 1, "2025-04-28T05:00:00Z", ids, 3, 20241020));
    prepare(&house, refusals, &count);
    struct arena *kept = house.arena; /* what the requests point into */
    house.arena = arena_new(1 << 20);
    assert_int_equal(engine_begin(house.engine), STATUS_OK);
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < count; i++)
            samples_add(&refusals[i].took_us, time_one(&house, &refusals[i].request));
    for (size_t i = 0; i < count; i++) {
        struct samples *took_us = &refusals[i].took_us;
        printf("%-24s p10 %6.1f  p50 %6.1f  p90 %6.1f us\n", refusals[i].name,
               samples_percentile(took_us, 10), samples_percentile(took_us, 50),
               samples_percentile(took_us, 90));
        samples_free(took_us);
    }
    arena_free(&house.arena);
    house.arena = kept;
    house_tear_down(&house);
    return 0;
}
