#include "client/report/quarter.h"

#include "proto/model/text.h"

#include <stdio.h>

#define FIRST_YEAR 1900
#define LAST_YEAR 9998
#define MONTHS 3

static day_t last_of(int year, int number) {
    return day_add_months(day_of_civil(year, MONTHS * (number - 1) + 1, 1), MONTHS) - 1;
}

bool quarter_parse(struct bytes text, day_t *last) {
    int year = 0;
    if (text.size != 6 || !text_is_digits(bytes_of(text.at, 4), 4) || text.at[4] != 'Q' ||
        text.at[5] < '1' || text.at[5] > '4')
        return false;
    for (size_t i = 0; i < 4; i++)
        year = 10 * year + (text.at[i] - '0');
    if (year < FIRST_YEAR || year > LAST_YEAR)
        return false;
    *last = last_of(year, text.at[5] - '0');
    return true;
}

static int number_of(day_t last) {
    return (civil_of_day(last).month - 1) / MONTHS + 1;
}

day_t quarter_first(day_t last) {
    struct civil civil = civil_of_day(last);
    return day_of_civil(civil.year, MONTHS * (number_of(last) - 1) + 1, 1);
}

day_t quarter_before(day_t last, int quarters) {
    return day_add_months(quarter_first(last), MONTHS * (1 - quarters)) - 1;
}

const char *quarter_text(day_t last, char text[QUARTER_TEXT_SIZE]) {
    snprintf(text, QUARTER_TEXT_SIZE, "%04uQ%u", (unsigned)civil_of_day(last).year % 10000,
             (unsigned)number_of(last) % 10);
    return text;
}

const char *quarter_words(day_t last, char text[QUARTER_WORDS_SIZE]) {
    static const char *const numbers[] = {"eerste", "tweede", "derde", "vierde"};
    snprintf(text, QUARTER_WORDS_SIZE, "%s kwartaal van %d", numbers[number_of(last) - 1],
             civil_of_day(last).year);
    return text;
}
