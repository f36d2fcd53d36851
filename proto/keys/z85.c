/* Z85 of ZeroMQ RFC 32: every four bytes, big-endian, are five digits to base 85. */
#include "proto/keys/keys.h"

#include "proto/model/bytes.h"

enum { BASE = 85, GROUP_BYTES = 4, GROUP_DIGITS = 5 };

static const char digits[BASE + 1] = "0123456789abcdefghijklmnopqrstuvwxyz"
                                     "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

static void encode_group(const uint8_t group[GROUP_BYTES], char text[GROUP_DIGITS]) {
    uint32_t value =
        (uint32_t)group[0] << 24 | (uint32_t)group[1] << 16 | (uint32_t)group[2] << 8 | group[3];
    for (int i = GROUP_DIGITS - 1; i >= 0; i--, value /= BASE)
        text[i] = digits[value % BASE];
}

static bool decode_group(const char text[GROUP_DIGITS], uint8_t group[GROUP_BYTES]) {
    uint64_t value = 0;
    for (int i = 0; i < GROUP_DIGITS; i++) {
        const char *digit = memchr(digits, text[i], BASE);
        if (digit == NULL)
            return false;
        value = value * BASE + (uint64_t)(digit - digits);
    }
    if (value > UINT32_MAX)
        return false;
    for (int i = GROUP_BYTES - 1; i >= 0; i--, value >>= 8)
        group[i] = (uint8_t)value;
    return true;
}

void keys_z85(const uint8_t key[KEY_BYTES], char text[Z85_KEY_SIZE]) {
    for (size_t i = 0; i < KEY_BYTES / GROUP_BYTES; i++)
        encode_group(key + i * GROUP_BYTES, text + i * GROUP_DIGITS);
    text[Z85_KEY_SIZE - 1] = '\0';
}

bool keys_from_z85(const char *text, uint8_t key[KEY_BYTES]) {
    uint8_t found[KEY_BYTES];
    if (strlen(text) != Z85_KEY_SIZE - 1)
        return false;
    for (size_t i = 0; i < KEY_BYTES / GROUP_BYTES; i++)
        if (!decode_group(text + i * GROUP_DIGITS, found + i * GROUP_BYTES))
            return false;
    memcpy(key, found, KEY_BYTES);
    return true;
}
