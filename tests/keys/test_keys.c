#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/keys/keys.h"

static const uint8_t request_id[8] = {1, 2, 3, 4, 5, 6, 7, 8};

static struct secret_keys keys_of(uint8_t first) {
    uint8_t seed[SEED_BYTES] = {first};
    struct secret_keys keys;
    keys_from_seed(seed, &keys);
    return keys;
}

static void test_one_seed_gives_the_same_keys_and_two_give_others(void **state) {
    (void)state;
    struct secret_keys a = keys_of(1), again = keys_of(1), b = keys_of(2);
    assert_memory_equal(&a, &again, sizeof a);
    assert_memory_not_equal(a.sign, b.sign, sizeof a.sign);
    assert_memory_not_equal(a.curve, b.curve, sizeof a.curve);
    assert_memory_not_equal(a.curve, a.sign, sizeof a.curve);
    assert_memory_not_equal(&a.public, &b.public, sizeof a.public);
}

static void test_random_seeds_differ(void **state) {
    (void)state;
    uint8_t a[SEED_BYTES], b[SEED_BYTES];
    keys_random_seed(a);
    keys_random_seed(b);
    assert_memory_not_equal(a, b, sizeof a);
}

static void test_signature_holds_for_what_was_signed_and_nothing_else(void **state) {
    (void)state;
    struct secret_keys keys = keys_of(1), other = keys_of(2);
    uint8_t hash[HASH_BYTES], other_hash[HASH_BYTES], signature[SIGNATURE_BYTES];
    const uint8_t other_id[8] = {1, 2, 3, 4, 5, 6, 7, 9};
    keys_hash(bytes_of_text("body"), hash);
    keys_hash(bytes_of_text("bodY"), other_hash);
    keys_sign(&keys, "PUSH", request_id, hash, signature);
    assert_true(keys_verify(keys.public.sign, "PUSH", request_id, hash, signature));
    assert_false(keys_verify(other.public.sign, "PUSH", request_id, hash, signature));
    assert_false(keys_verify(keys.public.sign, "PUSHX", request_id, hash, signature));
    assert_false(keys_verify(keys.public.sign, "ALERTS", request_id, hash, signature));
    assert_false(keys_verify(keys.public.sign, "PUSH", other_id, hash, signature));
    assert_false(keys_verify(keys.public.sign, "PUSH", request_id, other_hash, signature));
    for (size_t i = 0; i < SIGNATURE_BYTES; i++) {
        signature[i] ^= 1;
        assert_false(keys_verify(keys.public.sign, "PUSH", request_id, hash, signature));
        signature[i] ^= 1;
    }
}

static void test_kind_longer_than_any_is_no_signature(void **state) {
    (void)state;
    struct secret_keys keys = keys_of(1);
    uint8_t hash[HASH_BYTES] = {0}, signature[SIGNATURE_BYTES] = {0};
    assert_false(keys_verify(keys.public.sign, "A_KIND_THAT_IS_MUCH_TOO_LONG_FOR_ANY_FRAME",
                             request_id, hash, signature));
}

static void test_hash_of_nothing_is_blake2b_256(void **state) {
    (void)state;
    static const uint8_t wanted[HASH_BYTES] = {0x0e, 0x57, 0x51, 0xc0, 0x26, 0xe5, 0x43, 0xb2,
                                               0xe8, 0xab, 0x2e, 0xb0, 0x60, 0x99, 0xda, 0xa1,
                                               0xd1, 0xe5, 0xdf, 0x47, 0x77, 0x8f, 0x77, 0x87,
                                               0xfa, 0xab, 0x45, 0xcd, 0xf1, 0x2f, 0xe3, 0xa8};
    uint8_t hash[HASH_BYTES];
    keys_hash((struct bytes){NULL, 0}, hash);
    assert_memory_equal(hash, wanted, sizeof hash);
}

static void test_registration_line_comes_back(void **state) {
    (void)state;
    struct secret_keys keys = keys_of(1);
    struct public_keys found;
    char line[REGISTRATION_LINE_SIZE];
    keys_registration_line(&keys.public, line);
    assert_int_equal(strlen(line), REGISTRATION_LINE_SIZE - 1);
    assert_int_equal(strncmp(line, "wachtpost1:", 11), 0);
    assert_true(keys_parse_registration_line(line, &found));
    assert_memory_equal(&found, &keys.public, sizeof found);
}

static void test_what_is_no_registration_line_is_refused(void **state) {
    (void)state;
    struct secret_keys keys = keys_of(1);
    struct public_keys found;
    char line[REGISTRATION_LINE_SIZE + 1] = "";
    keys_registration_line(&keys.public, line);
    for (size_t i = 0; i < REGISTRATION_LINE_SIZE - 1; i++) {
        char kept = line[i];
        line[i] = ' ';
        assert_false(keys_parse_registration_line(line, &found));
        line[i] = '\0';
        assert_false(keys_parse_registration_line(line, &found));
        line[i] = kept;
    }
    line[REGISTRATION_LINE_SIZE - 1] = '\n';
    assert_false(keys_parse_registration_line(line, &found));
}

/* Both halves of it count; tests/ctl/test_keys.py makes the same with other hands. */
static void test_a_fingerprint_is_of_both_halves(void **state) {
    (void)state;
    struct public_keys keys = keys_of(1).public;
    char first[KEY_FINGERPRINT_SIZE], again[KEY_FINGERPRINT_SIZE];
    keys_fingerprint(&keys, first);
    assert_int_equal(strlen(first), KEY_FINGERPRINT_SIZE - 1);
    assert_int_equal(strspn(first, "0123456789abcdef-"), KEY_FINGERPRINT_SIZE - 1);
    assert_string_equal(keys_fingerprint(&keys, again), first);
    keys.sign[31] ^= 1;
    assert_string_not_equal(keys_fingerprint(&keys, again), first);
    keys.sign[31] ^= 1;
    keys.curve[0] ^= 1;
    assert_string_not_equal(keys_fingerprint(&keys, again), first);
}

static void test_wiped_secrets_are_gone(void **state) {
    (void)state;
    static const struct secret_keys none;
    struct secret_keys keys = keys_of(1);
    keys_wipe(&keys, sizeof keys);
    assert_memory_equal(&keys, &none, sizeof keys);
}

static int init(void **state) {
    (void)state;
    return keys_init() == STATUS_OK ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_seed_gives_the_same_keys_and_two_give_others),
        cmocka_unit_test(test_random_seeds_differ),
        cmocka_unit_test(test_signature_holds_for_what_was_signed_and_nothing_else),
        cmocka_unit_test(test_kind_longer_than_any_is_no_signature),
        cmocka_unit_test(test_hash_of_nothing_is_blake2b_256),
        cmocka_unit_test(test_registration_line_comes_back),
        cmocka_unit_test(test_what_is_no_registration_line_is_refused),
        cmocka_unit_test(test_a_fingerprint_is_of_both_halves),
        cmocka_unit_test(test_wiped_secrets_are_gone),
    };
    return cmocka_run_group_tests(tests, init, NULL);
}
