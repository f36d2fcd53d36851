#include "client/hex.h"

const char *hex_text(struct bytes value, char *text) {
    for (size_t i = 0; i < value.size; i++) {
        text[2 * i] = "0123456789abcdef"[value.at[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[value.at[i] & 15];
    }
    text[2 * value.size] = 0;
    return text;
}

static int digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool hex_parse(const char *text, uint8_t *value, size_t size) {
    if (strlen(text) != 2 * size)
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        value[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}
