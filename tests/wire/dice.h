/* Random values from a seed, the same on every machine. What they hold lives in the
 * arena. Every kind of value also comes empty, zero and at its largest. */
#ifndef WACHTPOST_TESTS_WIRE_DICE_H
#define WACHTPOST_TESTS_WIRE_DICE_H

#include "proto/model/arena.h"
#include "proto/model/place.h"

struct dice {
    uint64_t state;
    struct arena *arena;
};

uint64_t dice_u64(struct dice *dice);
/* 0 .. bound - 1 */
uint64_t dice_below(struct dice *dice, uint64_t bound);
/* Numbers of every length: 0, small, and up to the largest. */
uint64_t dice_number(struct dice *dice);
bool dice_flag(struct dice *dice);
void dice_fill(struct dice *dice, void *at, size_t size);
struct bytes dice_data(struct dice *dice, size_t max_bytes);
/* UTF-8 without NUL, of one to four bytes a character. */
struct bytes dice_text(struct dice *dice, size_t max_characters);
/* DAY_NONE, or a day of the years 1 to 9999. */
day_t dice_day(struct dice *dice);
/* Eight digits, or none. */
struct agb dice_agb(struct dice *dice);
void dice_gemeente(struct dice *dice, char gemeente[GEMEENTE_DIGITS + 1]);
void *dice_array(struct dice *dice, size_t count, size_t size);

#endif
