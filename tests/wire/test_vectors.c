/* proto/vectors/vectors.json against our own code: whoever follows that file speaks
 * with us. */
#include "proto/keys/keys.h"
#include "tests/wire/shown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct arena *arena;
static json_t *vectors;

static int set_up(void **state) {
    (void)state;
    arena = arena_new((size_t)4 * 1024 * 1024);
    vectors = json_load_file(VECTORS, 0, NULL);
    return arena == NULL || vectors == NULL || keys_init() != STATUS_OK;
}

static int tear_down(void **state) {
    (void)state;
    json_decref(vectors);
    arena_free(&arena);
    return 0;
}

static const char *text(const json_t *object, const char *key) {
    const char *value = json_string_value(json_object_get(object, key));
    assert_non_null(value);
    return value;
}

static struct bytes unhex(const json_t *object, const char *key) {
    const char *digits = text(object, key);
    size_t size = strlen(digits) / 2;
    uint8_t *at = arena_alloc(arena, size);
    for (size_t i = 0; i < size; i++) {
        unsigned byte;
        assert_int_equal(sscanf(digits + 2 * i, "%2x", &byte), 1);
        at[i] = (uint8_t)byte;
    }
    return bytes_of(at, size);
}

static struct secret_keys vector_keys(void) {
    struct secret_keys keys;
    struct bytes seed = unhex(json_object_get(vectors, "keys"), "seed");
    assert_int_equal(seed.size, SEED_BYTES);
    keys_from_seed(seed.at, &keys);
    return keys;
}

static void assert_key(const char *name, const uint8_t key[KEY_BYTES]) {
    const json_t *both = json_object_get(json_object_get(vectors, "keys"), name);
    char z85[Z85_KEY_SIZE];
    keys_z85(key, z85);
    assert_string_equal(z85, text(both, "z85"));
    assert_true(bytes_equal(bytes_of(key, KEY_BYTES), unhex(both, "hex")));
}

static void test_the_seed_gives_both_key_pairs_and_the_registration_line(void **state) {
    struct secret_keys keys = vector_keys();
    char line[REGISTRATION_LINE_SIZE];
    (void)state;
    assert_key("sign_public", keys.public.sign);
    assert_key("curve_secret", keys.curve);
    assert_key("curve_public", keys.public.curve);
    keys_registration_line(&keys.public, line);
    assert_string_equal(line, text(json_object_get(vectors, "keys"), "registration_line"));
}

static void test_hashes_and_signatures_are_reproduced_and_verify(void **state) {
    struct secret_keys keys = vector_keys();
    size_t i;
    json_t *request;
    (void)state;
    json_array_foreach(json_object_get(vectors, "requests"), i, request) {
        struct bytes id = unhex(request, "request_id"), signature = unhex(request, "signature");
        const char *kind = text(request, "kind");
        uint8_t hash[HASH_BYTES], signed_now[SIGNATURE_BYTES];
        assert_int_equal(signature.size, SIGNATURE_BYTES);
        keys_hash(unhex(request, "body"), hash);
        assert_true(bytes_equal(bytes_of(hash, HASH_BYTES), unhex(request, "hash")));
        keys_sign(&keys, kind, id.at, hash, signed_now);
        assert_memory_equal(signed_now, signature.at, SIGNATURE_BYTES);
        assert_true(keys_verify(keys.public.sign, kind, id.at, hash, signature.at));
        hash[0] ^= 1;
        assert_false(keys_verify(keys.public.sign, kind, id.at, hash, signature.at));
    }
    assert_true(i >= 12);
}

/* Each decodes a body, encodes it again and shows what it says. */
struct reading {
    const char *message;
    json_t *(*read)(struct bytes body, struct bytes *again);
};

static json_t *read_snapshot(struct bytes body, struct bytes *again) {
    struct snapshot snapshot;
    assert_int_equal(wire_decode_snapshot(body, arena, &snapshot), STATUS_OK);
    assert_int_equal(wire_encode_snapshot(&snapshot, arena, again), STATUS_OK);
    return shown_snapshot(&snapshot);
}

static json_t *read_confirm(struct bytes body, struct bytes *again) {
    struct confirm_request request;
    assert_int_equal(wire_decode_confirm(body, arena, &request), STATUS_OK);
    assert_int_equal(wire_encode_confirm(&request, arena, again), STATUS_OK);
    return shown_confirm(&request);
}

static json_t *read_alerts_request(struct bytes body, struct bytes *again) {
    struct alerts_request request;
    assert_int_equal(wire_decode_alerts_request(body, arena, &request), STATUS_OK);
    assert_int_equal(wire_encode_alerts_request(&request, arena, again), STATUS_OK);
    return shown_alerts_request(&request);
}

static json_t *read_status_request(struct bytes body, struct bytes *again) {
    instant_t made_at;
    assert_int_equal(wire_decode_status_request(body, arena, &made_at), STATUS_OK);
    assert_int_equal(wire_encode_status_request(made_at, arena, again), STATUS_OK);
    return shown_status_request(made_at);
}

static json_t *read_clock_request(struct bytes body, struct bytes *again) {
    struct clock_request request;
    assert_int_equal(wire_decode_clock_request(body, arena, &request), STATUS_OK);
    assert_int_equal(wire_encode_clock_request(&request, arena, again), STATUS_OK);
    return shown_clock_request(&request);
}

static json_t *read_push_reply(struct bytes body, struct bytes *again) {
    struct push_reply reply;
    struct receipt receipt;
    assert_int_equal(wire_decode_push_reply(body, arena, &reply), STATUS_OK);
    assert_int_equal(wire_encode_push_reply(&reply, arena, again), STATUS_OK);
    if (reply.receipt.size > 0)
        assert_int_equal(wire_decode_receipt(reply.receipt, arena, &receipt), STATUS_OK);
    return shown_push_reply(&reply, &receipt);
}

static json_t *read_alerts_reply(struct bytes body, struct bytes *again) {
    struct alerts_reply reply;
    assert_int_equal(wire_decode_alerts_reply(body, arena, &reply), STATUS_OK);
    struct alert *alerts = arena_array(arena, reply.alert_count, sizeof *alerts);
    for (size_t i = 0; i < reply.alert_count; i++) {
        struct bytes alert;
        assert_int_equal(wire_decode_alert(reply.alerts[i], arena, &alerts[i]), STATUS_OK);
        assert_int_equal(wire_encode_alert(&alerts[i], arena, &alert), STATUS_OK);
        assert_true(bytes_equal(alert, reply.alerts[i]));
    }
    /* Embedded alerts come last, so the reply's own bytes differ. */
    *again = body;
    return shown_alerts_reply(&reply, alerts);
}

/* Messages of which nothing is embedded as bytes. */
#define READ(name)                                                                                 \
    static json_t *read_##name(struct bytes body, struct bytes *again) {                           \
        struct name value;                                                                         \
        assert_int_equal(wire_decode_##name(body, arena, &value), STATUS_OK);                      \
        assert_int_equal(wire_encode_##name(&value, arena, again), STATUS_OK);                     \
        return shown_##name(&value);                                                               \
    }
READ(take_request)
READ(take_reply)
READ(places_request)
READ(places_reply)
READ(history_request)
READ(history_reply)
READ(figures_request)
READ(duiding_request)
READ(duiding_reply)
READ(publication_request)
READ(publication_reply)
#undef READ

static json_t *read_figures_reply(struct bytes body, struct bytes *again) {
    struct figures_reply reply;
    assert_int_equal(wire_decode_figures_reply(body, arena, &reply), STATUS_OK);
    assert_int_equal(wire_encode_figures_reply(&reply, arena, again), STATUS_OK);
    /* Points come last: the same bytes in another order. */
    assert_int_equal(again->size, body.size);
    *again = body;
    return shown_figures_reply(&reply);
}

static const struct reading readings[] = {
    {"Snapshot", read_snapshot},
    {"ConfirmRequest", read_confirm},
    {"AlertsRequest", read_alerts_request},
    {"StatusRequest", read_status_request},
    {"ClockRequest", read_clock_request},
    {"PushReply", read_push_reply},
    {"AlertsReply", read_alerts_reply},
    {"TakeRequest", read_take_request},
    {"TakeReply", read_take_reply},
    {"PlacesRequest", read_places_request},
    {"PlacesReply", read_places_reply},
    {"HistoryRequest", read_history_request},
    {"HistoryReply", read_history_reply},
    {"FiguresRequest", read_figures_request},
    {"FiguresReply", read_figures_reply},
    {"DuidingRequest", read_duiding_request},
    {"DuidingReply", read_duiding_reply},
    {"PublicationRequest", read_publication_request},
    {"PublicationReply", read_publication_reply},
};

/* Sentences are for people; a decoded value keeps none. */
static void drop_sentences(json_t *json) {
    const char *key;
    json_t *value;
    size_t i;
    json_object_del(json, "sentence");
    json_object_foreach(json, key, value) drop_sentences(value);
    json_array_foreach(json, i, value) drop_sentences(value);
}

static void read_vector(const json_t *vector) {
    const char *message = text(vector, "message");
    json_t *expected = json_object_get(vector, "decoded");
    struct bytes body = unhex(vector, "body"), again;
    size_t i = 0;
    while (strcmp(readings[i].message, message) != 0)
        assert_true(++i < sizeof readings / sizeof *readings);
    json_t *found = readings[i].read(body, &again);
    drop_sentences(expected);
    if (!json_equal(found, expected))
        fail_msg("%s is read as %s", message, json_dumps(found, 0));
    assert_true(bytes_equal(again, body));
    json_decref(found);
}

static void test_bodies_decode_to_their_values_and_encode_to_the_same_bytes(void **state) {
    size_t i;
    json_t *vector;
    (void)state;
    json_array_foreach(json_object_get(vectors, "requests"), i, vector) read_vector(vector);
    json_array_foreach(json_object_get(vectors, "replies"), i, vector) read_vector(vector);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_seed_gives_both_key_pairs_and_the_registration_line),
        cmocka_unit_test(test_hashes_and_signatures_are_reproduced_and_verify),
        cmocka_unit_test(test_bodies_decode_to_their_values_and_encode_to_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
