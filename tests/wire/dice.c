#include "tests/wire/dice.h"

uint64_t dice_u64(struct dice *dice) {
    /* splitmix64 */
    uint64_t mixed = dice->state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

uint64_t dice_below(struct dice *dice, uint64_t bound) {
    return dice_u64(dice) % bound;
}

uint64_t dice_number(struct dice *dice) {
    uint64_t bits = dice_below(dice, 65);
    return bits == 0 ? 0 : dice_u64(dice) >> (64 - bits);
}

bool dice_flag(struct dice *dice) {
    return dice_u64(dice) & 1;
}

void *dice_array(struct dice *dice, size_t count, size_t size) {
    void *at = arena_array(dice->arena, count, size);
    ENSURE(at != NULL);
    return at;
}

void dice_fill(struct dice *dice, void *at, size_t size) {
    uint8_t *byte = at;
    for (size_t i = 0; i < size; i++)
        byte[i] = (uint8_t)dice_u64(dice);
}

struct bytes dice_data(struct dice *dice, size_t max_bytes) {
    size_t size = dice_below(dice, max_bytes + 1);
    uint8_t *at = dice_array(dice, size, 1);
    dice_fill(dice, at, size);
    return bytes_of(at, size);
}

struct bytes dice_text(struct dice *dice, size_t max_characters) {
    static const char *const alphabet[] = {"a", "Z", "7", " ", "\n", "ë", "’", "😀", "\x7f"};
    size_t count = dice_below(dice, max_characters + 1), size = 0;
    uint8_t *at = dice_array(dice, count * 4, 1);
    for (size_t i = 0; i < count; i++) {
        struct bytes character =
            bytes_of_text(alphabet[dice_below(dice, sizeof alphabet / sizeof *alphabet)]);
        memcpy(at + size, character.at, character.size);
        size += character.size;
    }
    return bytes_of(at, size);
}

day_t dice_day(struct dice *dice) {
    if (dice_below(dice, 4) == 0)
        return DAY_NONE;
    return day_of_civil((int)dice_below(dice, 9999) + 1, (int)dice_below(dice, 12) + 1,
                        (int)dice_below(dice, 28) + 1);
}

static void digits(struct dice *dice, char *text, size_t count) {
    memset(text, 0, count + 1);
    if (dice_below(dice, 4) == 0)
        return;
    for (size_t i = 0; i < count; i++)
        text[i] = (char)('0' + dice_below(dice, 10));
}

struct agb dice_agb(struct dice *dice) {
    struct agb agb;
    digits(dice, agb.text, AGB_DIGITS);
    return agb;
}

void dice_gemeente(struct dice *dice, char gemeente[GEMEENTE_DIGITS + 1]) {
    digits(dice, gemeente, GEMEENTE_DIGITS);
}
