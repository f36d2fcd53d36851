/* The norm: when waiting becomes schadelijk (domain.md section 5, rules.md 1.3).
 * Pure; a norm is a value. Not a const in the code but configuration with a name,
 * because the region's own sources disagree. */
#ifndef WACHTPOST_DOMAIN_NORM_H
#define WACHTPOST_DOMAIN_NORM_H

#include "proto/model/bytes.h"
#include "proto/model/day.h"

#define NORM_ID_SIZE 32
#define LEVEL_COUNT 3
extern const uint32_t level_months[LEVEL_COUNT]; /* 6, 9, 12 */

struct norm {
    char id[NORM_ID_SIZE];
    day_t from;               /* first civil day on which it is in force */
    uint32_t months;          /* 1-24; or 0 when `days` says it */
    uint32_t days;            /* more than so many days, 1-730 */
    bool inclusive;           /* months only: schadelijk on clamp(D + months) itself */
    bool levels[LEVEL_COUNT]; /* which of 6, 9, 12 months are announced */
    uint32_t warning_days;    /* DREIGEND so many days ahead; 0-60, 0 = never */
};

/* First schadelijk day of a wait that started on `start`. */
day_t norm_crossing(const struct norm *norm, day_t start);
/* First day of level `index`, or DAY_NONE where that level does not exist: not in the
 * norm, or not after the crossing. */
day_t norm_level(const struct norm *norm, size_t index, day_t start);
/* crossing - warning_days <= today < crossing. */
bool norm_threatens(const struct norm *norm, day_t start, day_t today);
/* The first day after `after` on which something is due for this start day, or
 * DAY_NONE. */
day_t norm_next_due(const struct norm *norm, day_t start, day_t after);

/* The norm in force on a day: of `norms` (ascending by `from`) the last that began;
 * before the first one, the first. `count` at least 1. */
const struct norm *norm_on(const struct norm *norms, size_t count, day_t day);

/* "langer dan 3 maanden; ...": Dutch, for STATUS. Returns `text`. */
#define NORM_TEXT_SIZE 160
const char *norm_words(const struct norm *norm, char text[NORM_TEXT_SIZE]);

#endif
