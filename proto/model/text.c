#include "proto/model/text.h"

static bool continues(uint8_t byte) {
    return (byte & 0xC0) == 0x80;
}

/* Bytes of the UTF-8 sequence at `at`, of which `left` are there; 0 when it is none.
 * Only the second byte can be in range for a continuation and still be wrong: overlong
 * forms, surrogates, beyond U+10FFFF. */
static size_t sequence_size(const uint8_t *at, size_t left) {
    if (at[0] < 0x80)
        return 1;
    if (left < 2 || !continues(at[1]))
        return 0;
    if (at[0] >= 0xC2 && at[0] <= 0xDF)
        return 2;
    if (left < 3 || !continues(at[2]))
        return 0;
    if (at[0] == 0xE0 && at[1] < 0xA0)
        return 0;
    if (at[0] == 0xED && at[1] > 0x9F)
        return 0;
    if (at[0] >= 0xE0 && at[0] <= 0xEF)
        return 3;
    if (left < 4 || !continues(at[3]))
        return 0;
    if (at[0] == 0xF0 && at[1] < 0x90)
        return 0;
    if (at[0] == 0xF4 && at[1] > 0x8F)
        return 0;
    return at[0] >= 0xF0 && at[0] <= 0xF4 ? 4 : 0;
}

bool text_is_utf8(struct bytes text) {
    size_t at = 0;
    while (at < text.size) {
        size_t size = sequence_size(text.at + at, text.size - at);
        if (size == 0)
            return false;
        at += size;
    }
    return true;
}

bool text_has_control(struct bytes text) {
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.at[i];
        if (byte < 0x20 || byte == 0x7F)
            return true;
        /* U+0080-009F, and nothing else, is C2 80 to C2 9F. */
        if (byte == 0xC2 && i + 1 < text.size && text.at[i + 1] < 0xA0)
            return true;
    }
    return false;
}

static bool is_digit(uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

bool text_is_digits(struct bytes text, size_t count) {
    if (text.size != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!is_digit(text.at[i]))
            return false;
    return true;
}

enum { BSN_DIGITS = 9 };

static bool passes_elfproef(const uint8_t digits[BSN_DIGITS]) {
    int sum = '0' - digits[BSN_DIGITS - 1];
    bool all_zero = digits[BSN_DIGITS - 1] == '0';
    for (int i = 0; i < BSN_DIGITS - 1; i++) {
        sum += (BSN_DIGITS - i) * (digits[i] - '0');
        all_zero = all_zero && digits[i] == '0';
    }
    return !all_zero && sum % 11 == 0;
}

bool text_holds_bsn(struct bytes text) {
    size_t run = 0;
    for (size_t i = 0; i <= text.size; i++) {
        if (i < text.size && is_digit(text.at[i])) {
            run++;
            continue;
        }
        if (run == BSN_DIGITS && passes_elfproef(text.at + i - BSN_DIGITS))
            return true;
        run = 0;
    }
    return false;
}
