#include "proto/model/day.h"

#include <stdio.h>
#include <string.h>

#include "proto/model/status.h"

enum { FIRST_YEAR = 1, LAST_YEAR = 9999 };
enum { FIRST_DAY = -719162, LAST_DAY = 2932896 }; /* 0001-01-01 and 9999-12-31 */
enum { DAYS_PER_400_YEARS = 146097 };

#define MICROSECONDS_PER_HOUR (INT64_C(3600) * MICROSECONDS_PER_SECOND)

static const int days_before_month[2][13] = {
    {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
    {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366},
};

/* Rounds down, also below zero; `divisor` is positive. */
static int64_t floor_divide(int64_t value, int64_t divisor) {
    return value / divisor - (value % divisor < 0);
}

static bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days in the first `years` years of a 400-year cycle that starts with a year 1. */
static int days_of_years(int years) {
    return 365 * years + years / 4 - years / 100 + years / 400;
}

static int days_in_month(int year, int month) {
    const int *before = days_before_month[is_leap(year)];
    return before[month] - before[month - 1];
}

static day_t saturate(int64_t day) {
    if (day < FIRST_DAY)
        return FIRST_DAY;
    return day > LAST_DAY ? LAST_DAY : (day_t)day;
}

day_t day_of_civil(int year, int month, int day) {
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12)
        return DAY_NONE;
    if (day < 1 || day > days_in_month(year, month))
        return DAY_NONE;
    return FIRST_DAY + days_of_years(year - 1) + days_before_month[is_leap(year)][month - 1] + day -
           1;
}

/* Year and month are first guessed too low, by dividing by the longest there are;
 * the guess is never more than one off. */
struct civil civil_of_day(day_t day) {
    int64_t since_year_1 = (int64_t)day - FIRST_DAY;
    int64_t cycle = floor_divide(since_year_1, DAYS_PER_400_YEARS);
    int rest = (int)(since_year_1 - cycle * DAYS_PER_400_YEARS);
    int years = rest / 366;
    if (days_of_years(years + 1) <= rest)
        years++;
    rest -= days_of_years(years);
    int year = (int)(cycle * 400) + years + 1;
    const int *before = days_before_month[is_leap(year)];
    int month = rest / 31;
    if (before[month + 1] <= rest)
        month++;
    return (struct civil){year, month + 1, rest - before[month] + 1};
}

uint32_t day_to_number(day_t day) {
    if (day < FIRST_DAY || day > LAST_DAY)
        return 0;
    struct civil civil = civil_of_day(day);
    return (uint32_t)(civil.year * 10000 + civil.month * 100 + civil.day);
}

day_t day_of_number(uint32_t yyyymmdd) {
    if (yyyymmdd > 99991231)
        return DAY_NONE;
    int number = (int)yyyymmdd;
    return day_of_civil(number / 10000, number / 100 % 100, number % 100);
}

day_t day_add_months(day_t day, int months) {
    if (day == DAY_NONE)
        return DAY_NONE;
    struct civil civil = civil_of_day(day);
    int64_t count = (int64_t)civil.year * 12 + civil.month - 1 + months;
    int64_t year = floor_divide(count, 12);
    if (year < FIRST_YEAR)
        return FIRST_DAY;
    if (year > LAST_YEAR)
        return LAST_DAY;
    int month = (int)(count - year * 12) + 1;
    int last = days_in_month((int)year, month);
    return day_of_civil((int)year, month, civil.day < last ? civil.day : last);
}

/* 01:00 UTC on the last Sunday of a month. */
static instant_t turn_of_clock(int year, int month) {
    day_t last = day_of_civil(year, month, days_in_month(year, month));
    int64_t weeks = floor_divide((int64_t)last - 3, 7); /* 1970-01-04 was a Sunday */
    return (weeks * 7 + 3) * MICROSECONDS_PER_DAY + MICROSECONDS_PER_HOUR;
}

/* How far Amsterdam is ahead of UTC. Within the years 1 to 9999. */
static int64_t ahead_of_utc(instant_t instant) {
    int year = civil_of_day((day_t)floor_divide(instant, MICROSECONDS_PER_DAY)).year;
    int last_month = year < 1996 ? 9 : 10;
    bool summer = instant >= turn_of_clock(year, 3) && instant < turn_of_clock(year, last_month);
    return summer ? 2 * MICROSECONDS_PER_HOUR : MICROSECONDS_PER_HOUR;
}

day_t day_of_instant(instant_t instant) {
    int64_t utc = floor_divide(instant, MICROSECONDS_PER_DAY);
    if (utc < FIRST_DAY || utc > LAST_DAY)
        return saturate(utc);
    return saturate(floor_divide(instant + ahead_of_utc(instant), MICROSECONDS_PER_DAY));
}

instant_t instant_of_day(day_t day) {
    ENSURE(day != DAY_NONE);
    instant_t in_winter = saturate(day) * MICROSECONDS_PER_DAY - MICROSECONDS_PER_HOUR;
    /* The clock turns at 02:00 or 03:00 in Amsterdam, so an hour beside midnight the
     * same time holds; and the first midnight of year 1, in UTC's year 0, is in winter. */
    if (day <= FIRST_DAY)
        return in_winter;
    return in_winter + MICROSECONDS_PER_HOUR - ahead_of_utc(in_winter);
}

const char *day_text(day_t day, char text[DAY_TEXT_SIZE]) {
    uint32_t number = day_to_number(day);
    if (number == 0)
        return strcpy(text, "-");
    snprintf(text, DAY_TEXT_SIZE, "%04u-%02u-%02u", number / 10000 % 10000, number / 100 % 100,
             number % 100);
    return text;
}

const char *instant_text(instant_t instant, char text[INSTANT_TEXT_SIZE]) {
    int64_t day = floor_divide(instant, MICROSECONDS_PER_DAY);
    int64_t rest = instant % MICROSECONDS_PER_DAY;
    if (rest < 0)
        rest += MICROSECONDS_PER_DAY;
    struct civil civil = civil_of_day((day_t)day);
    unsigned second = (unsigned)(rest / MICROSECONDS_PER_SECOND);
    snprintf(text, INSTANT_TEXT_SIZE, "%04d-%02u-%02uT%02u:%02u:%02u.%06uZ", civil.year,
             (unsigned)civil.month % 100, (unsigned)civil.day % 100, second / 3600 % 100,
             second / 60 % 60, second % 60, (unsigned)(rest % MICROSECONDS_PER_SECOND));
    return text;
}

const char *instant_local_text(instant_t instant, char text[INSTANT_TEXT_SIZE]) {
    static const char seconds[] = "2025-02-01T00:00:00";
    const int64_t utc = floor_divide(instant, MICROSECONDS_PER_DAY);
    if (utc < FIRST_DAY || utc >= LAST_DAY)
        return instant_text(instant, text);
    const int64_t ahead = ahead_of_utc(instant);
    instant_text(instant + ahead, text);
    snprintf(text + strlen(seconds), INSTANT_TEXT_SIZE - strlen(seconds), "+%02u:00",
             (unsigned)(ahead / MICROSECONDS_PER_HOUR) % 100);
    return text;
}

/* Takes exactly `count` digits. */
static bool take_digits(const char **at, int count, int *value) {
    int number = 0;
    for (; count > 0; count--, (*at)++) {
        if (**at < '0' || **at > '9')
            return false;
        number = number * 10 + (**at - '0');
    }
    *value = number;
    return true;
}

static bool take_char(const char **at, char wanted) {
    if (**at != wanted)
        return false;
    (*at)++;
    return true;
}

static bool take_day(const char **at, day_t *day) {
    struct civil civil;
    if (!take_digits(at, 4, &civil.year) || !take_char(at, '-') ||
        !take_digits(at, 2, &civil.month) || !take_char(at, '-') || !take_digits(at, 2, &civil.day))
        return false;
    *day = day_of_civil(civil.year, civil.month, civil.day);
    return *day != DAY_NONE;
}

/* "01:02:03", in seconds. */
static bool take_time(const char **at, int *seconds) {
    int hour, minute, second;
    if (!take_digits(at, 2, &hour) || !take_char(at, ':') || !take_digits(at, 2, &minute) ||
        !take_char(at, ':') || !take_digits(at, 2, &second))
        return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return hour < 24 && minute < 60 && second < 60;
}

/* Nothing, or a point and one to six digits. */
static bool take_fraction(const char **at, int *microseconds) {
    *microseconds = 0;
    if (!take_char(at, '.'))
        return true;
    int digit, unit = 100000;
    for (; unit > 0 && take_digits(at, 1, &digit); unit /= 10)
        *microseconds += unit * digit;
    return unit < 100000;
}

bool day_parse(const char *text, day_t *day) {
    day_t found;
    if (!take_day(&text, &found) || *text != '\0')
        return false;
    *day = found;
    return true;
}

bool instant_parse(const char *text, instant_t *instant) {
    day_t day;
    int seconds, microseconds;
    if (!take_day(&text, &day))
        return false;
    if (*text == '\0') {
        *instant = instant_of_day(day);
        return true;
    }
    if (!take_char(&text, 'T') || !take_time(&text, &seconds) ||
        !take_fraction(&text, &microseconds) || !take_char(&text, 'Z') || *text != '\0')
        return false;
    *instant = day * MICROSECONDS_PER_DAY + seconds * MICROSECONDS_PER_SECOND + microseconds;
    return true;
}
