#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/keys/keys.h"

/* The test pattern of ZeroMQ RFC 32, which is eight bytes, four times over. */
static const uint8_t pattern[KEY_BYTES] = {
    0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B, 0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B,
    0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B, 0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B};

static void test_rfc_32_pattern_reads_hello_world(void **state) {
    (void)state;
    char text[Z85_KEY_SIZE];
    keys_z85(pattern, text);
    assert_string_equal(text, "HelloWorldHelloWorldHelloWorldHelloWorld");
}

static void test_every_key_comes_back(void **state) {
    (void)state;
    uint8_t key[KEY_BYTES], found[KEY_BYTES];
    char text[Z85_KEY_SIZE];
    for (int round = 0; round < 2000; round++) {
        keys_random_seed(key);
        if (round < 2)
            memset(key, round ? 0xFF : 0, sizeof key);
        keys_z85(key, text);
        assert_int_equal(strlen(text), Z85_KEY_SIZE - 1);
        assert_true(keys_from_z85(text, found));
        assert_memory_equal(found, key, sizeof key);
    }
}

static void test_what_is_not_forty_digits_is_refused_and_changes_nothing(void **state) {
    (void)state;
    static const char *const wrong[] = {
        "",
        "HelloWorld",
        "HelloWorldHelloWorldHelloWorldHelloWorl",
        "HelloWorldHelloWorldHelloWorldHelloWorldH",
        "HelloWorldHelloWorldHelloWorldHelloWor d",
        "HelloWorldHelloWorldHelloWorldHelloWor~d",
        "HelloWorldHelloWorldHelloWorldHelloWor\xE9!",
        "#####WorldHelloWorldHelloWorldHelloWorld", /* beyond 32 bits */
        "HelloWorldHelloWorldHelloWorldHello%nSc1", /* 2^32 */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        uint8_t key[KEY_BYTES] = {7};
        assert_false(keys_from_z85(wrong[i], key));
        assert_int_equal(key[0], 7);
    }
    uint8_t key[KEY_BYTES];
    assert_true(keys_from_z85("HelloWorldHelloWorldHelloWorldHello%nSc0", key));
    assert_memory_equal(key + KEY_BYTES - 4, "\xFF\xFF\xFF\xFF", 4);
}

static int init(void **state) {
    (void)state;
    return keys_init() == STATUS_OK ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc_32_pattern_reads_hello_world),
        cmocka_unit_test(test_every_key_comes_back),
        cmocka_unit_test(test_what_is_not_forty_digits_is_refused_and_changes_nothing),
    };
    return cmocka_run_group_tests(tests, init, NULL);
}
