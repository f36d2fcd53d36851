#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "proto/model/text.h"

/* An independent reading of RFC 3629: decode, then look at the number. */
static bool naive_utf8(const uint8_t *at, size_t size) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    for (size_t i = 0; i < size;) {
        size_t length = at[i] < 0x80             ? 1
                        : (at[i] & 0xE0) == 0xC0 ? 2
                        : (at[i] & 0xF0) == 0xE0 ? 3
                        : (at[i] & 0xF8) == 0xF0 ? 4
                                                 : 0;
        if (length == 0 || i + length > size)
            return false;
        uint32_t number = length == 1 ? at[i] : at[i] & (0xFFu >> (length + 1));
        for (size_t j = 1; j < length; j++) {
            if ((at[i + j] & 0xC0) != 0x80)
                return false;
            number = number << 6 | (at[i + j] & 0x3F);
        }
        if (number < least[length] || number > 0x10FFFF || (number >= 0xD800 && number < 0xE000))
            return false;
        i += length;
    }
    return true;
}

static void check_like_naive(const uint8_t *at, size_t size) {
    if (text_is_utf8(bytes_of(at, size)) != naive_utf8(at, size))
        fail_msg("%02x %02x %02x %02x (%zu)", at[0], at[1], at[2], at[3], size);
}

static void test_utf8_is_judged_as_the_standard_says(void **state) {
    (void)state;
    static const uint8_t edges[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF,
                                    0xC0, 0xC2, 0xDF, 0xE0, 0xED, 0xF0, 0xF4, 0xFF};
    for (unsigned first = 0; first < 256; first++) {
        for (unsigned second = 0; second < 256; second++) {
            for (size_t i = 0; i < sizeof edges * sizeof edges; i++) {
                const uint8_t text[] = {(uint8_t)first, (uint8_t)second, edges[i % sizeof edges],
                                        edges[i / sizeof edges]};
                for (size_t size = 0; size <= sizeof text; size++)
                    check_like_naive(text, size);
            }
        }
    }
}

static void test_control_characters_are_seen(void **state) {
    (void)state;
    for (uint32_t number = 0; number < 0x800; number++) {
        const uint8_t one[] = {'a', (uint8_t)number, 'b'};
        const uint8_t two[] = {'a', (uint8_t)(0xC0 | number >> 6), (uint8_t)(0x80 | (number & 63))};
        bool control = number < 0x20 || (number >= 0x7F && number <= 0x9F);
        bool found =
            text_has_control(number < 0x80 ? bytes_of(one, sizeof one) : bytes_of(two, sizeof two));
        assert_int_equal(found, control);
    }
}

static void test_digits_are_counted_exactly(void **state) {
    (void)state;
    assert_true(text_is_digits(bytes_of_text("0518"), 4));
    assert_true(text_is_digits(bytes_of_text(""), 0));
    assert_false(text_is_digits(bytes_of_text("518"), 4));
    assert_false(text_is_digits(bytes_of_text("05180"), 4));
    assert_false(text_is_digits(bytes_of_text("05/8"), 4));
    assert_false(text_is_digits(bytes_of_text("05:8"), 4));
}

static void test_bsn_is_found_only_as_a_whole_run_of_nine(void **state) {
    (void)state;
    static const char *const bsns[] = {"111222333",    "123456782",   "P-123456782",
                                       "12-123456782", "123456782/1", "x123456782y000000000"};
    static const char *const none[] = {"",           "12345678",  "1234567820",
                                       "0123456782", "123456789", "000000000",
                                       "12345678 2", "wacht-42",  "1234567821234567"};
    for (size_t i = 0; i < sizeof bsns / sizeof *bsns; i++)
        assert_true(text_holds_bsn(bytes_of_text(bsns[i])));
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(text_holds_bsn(bytes_of_text(none[i])));
}

/* Of 10^9 numbers those that pass are 90,909,090: one in eleven, without zero. */
static void test_one_number_in_eleven_passes_the_elfproef(void **state) {
    (void)state;
    unsigned passed = 0;
    for (unsigned number = 0; number < 110000; number++) {
        char text[16];
        snprintf(text, sizeof text, "%09u", number * 9091u);
        unsigned sum = 0;
        for (unsigned i = 0; i < 9; i++)
            sum += (unsigned)(text[i] - '0') * (i == 8 ? 10 : 9 - i); /* -1 is 10 modulo 11 */
        assert_int_equal(text_holds_bsn(bytes_of_text(text)), number != 0 && sum % 11 == 0);
        passed += text_holds_bsn(bytes_of_text(text));
    }
    assert_in_range(passed, 9900, 10100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8_is_judged_as_the_standard_says),
        cmocka_unit_test(test_control_characters_are_seen),
        cmocka_unit_test(test_digits_are_counted_exactly),
        cmocka_unit_test(test_bsn_is_found_only_as_a_whole_run_of_nine),
        cmocka_unit_test(test_one_number_in_eleven_passes_the_elfproef),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
