/* Civil days and instants. Nothing else in the code base holds time.
 *
 * Pure: no clock, no tzdata, no locale. Amsterdam's civil days follow the EU rule
 * (summer time from the last Sunday of March to the last Sunday of October, both
 * at 01:00 UTC), which holds from 1996; 1990-1995 ended summer time on the last
 * Sunday of September at 01:00 UTC. Proleptic Gregorian, years 1 to 9999. */
#ifndef WACHTPOST_MODEL_DAY_H
#define WACHTPOST_MODEL_DAY_H

#include <stdbool.h>
#include <stdint.h>

/* Days since 1970-01-01, a civil day without a place or time of day. */
typedef int32_t day_t;
/* Microseconds since 1970-01-01T00:00:00Z. */
typedef int64_t instant_t;

#define DAY_NONE INT32_MIN
#define INSTANT_MAX INT64_MAX
#define MICROSECONDS_PER_SECOND INT64_C(1000000)
#define MICROSECONDS_PER_DAY (INT64_C(86400) * MICROSECONDS_PER_SECOND)

struct civil {
    int year, month, day;
};

/* DAY_NONE when there is no such date. */
day_t day_of_civil(int year, int month, int day);
struct civil civil_of_day(day_t day);

/* The wire's form, 20250131. 0 for DAY_NONE; DAY_NONE when there is no such date. */
uint32_t day_to_number(day_t day);
day_t day_of_number(uint32_t yyyymmdd);

/* The same day number `months` on (or back), or that month's last day if it has
 * none: clamp(D + k months) of rules.md; Hoge Raad 1 September 2017,
 * ECLI:NL:HR:2017:2225. Saturates to year 1 and 9999; DAY_NONE stays so. */
day_t day_add_months(day_t day, int months);

/* The civil day in Europe/Amsterdam at an instant, and its first instant. Both saturate
 * to the years 1 to 9999; DAY_NONE has no instant (ENSUREd). */
day_t day_of_instant(instant_t instant);
instant_t instant_of_day(day_t day);

/* "2025-01-31" and "2025-01-31T23:00:00.000000Z"; DAY_NONE gives "-". */
#define DAY_TEXT_SIZE 12
#define INSTANT_TEXT_SIZE 32
const char *day_text(day_t day, char text[DAY_TEXT_SIZE]);
const char *instant_text(instant_t instant, char text[INSTANT_TEXT_SIZE]);
/* As clocks in Amsterdam show it, to the second: "2025-02-01T00:00:00+01:00". Outside the
 * years 1 to 9999 the same as instant_text. */
const char *instant_local_text(instant_t instant, char text[INSTANT_TEXT_SIZE]);

/* Reads the forms above (an instant's fraction may be absent or shorter, 1-6
 * digits; also a bare "2025-01-31", which is 00:00 in Amsterdam). */
bool day_parse(const char *text, day_t *day);
bool instant_parse(const char *text, instant_t *instant);

#endif
