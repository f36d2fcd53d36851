#include "client/source/dates.h"

#include "client/language.h"
#include "client/source/fold.h"
#include "proto/model/text.h"

#include <stdio.h>

/* What Excel counts its days to be for 1954 to 2119: five digits. */
#define FIRST_SERIAL 20000
#define LAST_SERIAL 80000

static const struct csv_fault no_date = {
    "DATUM", N_("Dit is geen bestaande datum; schrijf jjjj-mm-dd of dd-mm-jjjj.")};
static const struct csv_fault short_year = {
    "DATUM", N_("Het jaar van deze datum heeft twee cijfers; schrijf het met vier: dd-mm-jjjj.")};
static const struct csv_fault serial = {
    "EXCEL", N_("Dit is het dagnummer waarin Excel een datum bewaart; geef de kolom in Excel de "
                "notatie Datum en sla het bestand opnieuw op als CSV.")};

/* What is left to read. */
struct reader {
    const uint8_t *at, *end;
};

static size_t take_digits(struct reader *reader, uint32_t *value) {
    size_t digits = 0;
    *value = 0;
    while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9' && digits < 9) {
        *value = *value * 10 + (uint32_t)(*reader->at++ - '0');
        digits++;
    }
    return digits;
}

/* One mark, with spaces around it: "31 - 1 - 2025"; a space alone too. 0: none. */
static char take_mark(struct reader *reader) {
    char mark = 0;
    while (reader->at < reader->end && strchr("-/. ", *reader->at) && *reader->at) {
        if (*reader->at != ' ' && mark != 0 && mark != ' ')
            return 0;
        mark = *reader->at != ' ' ? (char)*reader->at : mark ? mark : ' ';
        reader->at++;
    }
    return mark;
}

static uint32_t month_of(struct bytes word) {
    static const char *const months[] = {"jan", "feb", "mrt", "apr", "mei", "jun",
                                         "jul", "aug", "sep", "okt", "nov", "dec"};
    static const char *const whole[] = {"januari",   "februari", "maart",    "april",
                                        "mei",       "juni",     "juli",     "augustus",
                                        "september", "oktober",  "november", "december"};
    char room[FOLDED_SIZE];
    const char *name = folded(word, room);
    for (uint32_t month = 0; month < 12; month++)
        if (strcmp(name, months[month]) == 0 || strcmp(name, whole[month]) == 0)
            return month + 1;
    return 0;
}

static bool take_month(struct reader *reader, uint32_t *month) {
    const uint8_t *start = reader->at;
    if (take_digits(reader, month) > 0)
        return reader->at - start <= 2;
    while (reader->at < reader->end && ((*reader->at | 0x20) >= 'a' && (*reader->at | 0x20) <= 'z'))
        reader->at++;
    *month = month_of(bytes_of(start, (size_t)(reader->at - start)));
    return *month > 0;
}

/* "", "T00:00", " 9:30:00", " 00:00:00.000", with +01:00 or +02:00 behind it: Amsterdam's. */
static bool is_time(struct reader reader) {
    uint32_t part;
    if (reader.at == reader.end)
        return true;
    while (reader.at < reader.end && (*reader.at == ' ' || *reader.at == 'T'))
        reader.at++;
    for (int parts = 0; parts < 4; parts++) {
        size_t digits = take_digits(&reader, &part);
        if (digits == 0 || (parts < 3 && digits > 2) || (parts == 0 && part > 23))
            return false;
        if (reader.at == reader.end)
            return parts > 0;
        if (*reader.at == '+')
            return reader.end - reader.at == 6 &&
                   (memcmp(reader.at, "+01:00", 6) == 0 || memcmp(reader.at, "+02:00", 6) == 0);
        if (*reader.at != (parts < 2 ? ':' : '.'))
            return false;
        reader.at++;
    }
    return false;
}

static day_t day_in_utc(struct bytes text) {
    char copy[INSTANT_TEXT_SIZE];
    instant_t instant;
    if (text.size >= sizeof copy)
        return DAY_NONE;
    memcpy(copy, text.at, text.size);
    copy[text.size] = 0;
    return instant_parse(copy, &instant) ? day_of_instant(instant) : DAY_NONE;
}

static bool is_serial(struct bytes text) {
    struct reader reader = {text.at, text.at + text.size};
    uint32_t value;
    if (take_digits(&reader, &value) != 5 || value < FIRST_SERIAL || value > LAST_SERIAL)
        return false;
    return reader.at == reader.end || *reader.at == ',' || *reader.at == '.';
}

static day_t day_of_digits(struct bytes text) {
    uint32_t value;
    struct reader reader = {text.at, text.at + text.size};
    take_digits(&reader, &value);
    return day_of_number(value);
}

day_t date_read(struct bytes text, struct csv_fault *fault) {
    struct reader reader = {text.at, text.at + text.size};
    uint32_t first, month, last;
    *fault = is_serial(text) ? serial : no_date;
    if (text.size == 8 && text_is_digits(text, 8))
        return day_of_digits(text);
    if (text.size > 10 && text.at[text.size - 1] == 'Z')
        return day_in_utc(text);
    size_t first_digits = take_digits(&reader, &first);
    char mark = take_mark(&reader);
    if (first_digits == 0 || mark == 0 || !take_month(&reader, &month) ||
        take_mark(&reader) != mark)
        return DAY_NONE;
    size_t last_digits = take_digits(&reader, &last);
    if (last_digits == 0 || !is_time(reader))
        return DAY_NONE;
    if (first_digits == 4 && last_digits <= 2)
        return day_of_civil((int)first, (int)month, (int)last);
    if (first_digits <= 2 && last_digits == 2)
        *fault = short_year;
    if (first_digits > 2 || last_digits != 4)
        return DAY_NONE;
    return day_of_civil((int)last, (int)month, (int)first);
}
