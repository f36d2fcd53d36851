#include "client/csv_fields.h"

#include <inttypes.h>
#include <string.h>

static bool needs_quotes(struct bytes text, char separator) {
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] == (uint8_t)separator || strchr("\"\r\n", text.at[i]))
            return true;
    return text.size > 0 && (text.at[0] == ' ' || text.at[text.size - 1] == ' ');
}

static void put(struct csv_fields *fields, const char *before, struct bytes text) {
    if (fields->begun)
        fputc(fields->separator, fields->file);
    fields->begun = true;
    bool quotes = needs_quotes(text, fields->separator);
    if (quotes)
        fputc('"', fields->file);
    fputs(before, fields->file);
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '"')
            fputc('"', fields->file);
        fputc(text.at[i], fields->file);
    }
    if (quotes)
        fputc('"', fields->file);
}

void csv_put(struct csv_fields *fields, struct bytes text) {
    put(fields, "", text);
}

void csv_put_prose(struct csv_fields *fields, struct bytes text) {
    static const char signs[] = {'=', '+', '-', '@', '\t', '\r'};
    bool is_formula = text.size > 0 && memchr(signs, text.at[0], sizeof signs) != NULL;
    put(fields, is_formula ? "'" : "", text);
}

void csv_put_text(struct csv_fields *fields, const char *text) {
    csv_put(fields, bytes_of_text(text));
}

void csv_put_count(struct csv_fields *fields, uint64_t count) {
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, count);
    csv_put_text(fields, digits);
}

void csv_put_bool(struct csv_fields *fields, bool value) {
    csv_put_text(fields, value ? "ja" : "nee");
}

void csv_put_day(struct csv_fields *fields, day_t day) {
    char text[DAY_TEXT_SIZE];
    csv_put_text(fields, day == DAY_NONE ? "" : day_text(day, text));
}

void csv_put_instant(struct csv_fields *fields, instant_t instant) {
    char text[INSTANT_TEXT_SIZE];
    bool absent = instant == 0 || instant == INSTANT_MAX;
    csv_put_text(fields, absent ? "" : instant_text(instant, text));
}

void csv_end_row(struct csv_fields *fields) {
    fputc('\n', fields->file);
    fields->begun = false;
}
