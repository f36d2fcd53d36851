#include "client/render_words.h"

#include "proto/model/text.h"

#include <inttypes.h>

/* U+0080-009F, which some terminals obey, are 0xC2 and a byte below 0xA0. */
static bool steers(struct bytes text, size_t i) {
    bool c1 = text.at[i] == 0xC2 && i + 1 < text.size && text.at[i + 1] < 0xA0;
    bool c1_end = i > 0 && text.at[i - 1] == 0xC2 && text.at[i] < 0xA0;
    return text.at[i] < 0x20 || text.at[i] == 0x7F || c1 || c1_end;
}

void write_text(FILE *out, struct bytes text) {
    bool utf8 = text_is_utf8(text);
    for (size_t i = 0; i < text.size; i++)
        fputc((!utf8 && text.at[i] > 0x7F) || steers(text, i) ? '?' : text.at[i], out);
}

const char *dutch_day(day_t day, char text[DUTCH_DAY_SIZE]) {
    if (day == DAY_NONE)
        return strcpy(text, "-");
    struct civil civil = civil_of_day(day);
    snprintf(text, DUTCH_DAY_SIZE, "%02u-%02u-%04u", (unsigned)civil.day % 100,
             (unsigned)civil.month % 100, (unsigned)civil.year % 10000);
    return text;
}

/* On the day summer time begins or ends the clock jumps at 01:00 UTC: two hours after
 * midnight in March, three in October. */
static int64_t minutes_of_day(instant_t instant, day_t day) {
    const int64_t minute = 60 * MICROSECONDS_PER_SECOND;
    int64_t minutes = (instant - instant_of_day(day)) / minute;
    int64_t length = (instant_of_day(day + 1) - instant_of_day(day)) / minute;
    if (length < 24 * 60 && minutes >= 2 * 60)
        return minutes + 60;
    if (length > 24 * 60 && minutes >= 3 * 60)
        return minutes - 60;
    return minutes;
}

const char *dutch_instant(instant_t instant, char text[DUTCH_INSTANT_SIZE]) {
    char date[DUTCH_DAY_SIZE];
    if (instant == 0)
        return strcpy(text, "-");
    day_t day = day_of_instant(instant);
    unsigned minutes = (unsigned)minutes_of_day(instant, day);
    snprintf(text, DUTCH_INSTANT_SIZE, "%s %02u:%02u", dutch_day(day, date), minutes / 60 % 24,
             minutes % 60);
    return text;
}

const char *dutch_count(uint64_t count, const char *one, const char *more,
                        char text[DUTCH_COUNT_SIZE]) {
    snprintf(text, DUTCH_COUNT_SIZE, "%" PRIu64 " %s", count, count == 1 ? one : more);
    return text;
}

const char *gemeente_words(const char *code) {
    const char *naam = gemeente_naam(bytes_of_text(code));
    return naam ? naam : code;
}

const char *urgentie_words(enum urgentie urgentie) {
    static const char *const words[URGENTIE_COUNT] = {
        [URGENTIE_ONBEKEND] = "onbekend", [URGENTIE_REGULIER] = "regulier",
        [URGENTIE_VERHOOGD] = "verhoogd", [URGENTIE_HOOG] = "hoog",
        [URGENTIE_CRISIS] = "crisis",
    };
    return words[urgentie];
}

const char *cause_words(enum cause cause) {
    static const char *const words[CAUSE_COUNT] = {
        [CAUSE_NONE] = "zonder reden",
        [CAUSE_DATUM] = "de startdatum is verbeterd",
        [CAUSE_NORM] = "de norm is veranderd",
        [CAUSE_ADMIN_FOUT] = "deze plek heeft nooit gewacht",
        [CAUSE_OP_TIJD] = "de plek was al voor de norm van de lijst",
        [CAUSE_TERUG] = "de plek staat weer op de lijst",
    };
    return words[cause];
}

const char *helped_words(enum helped helped) {
    static const char *const words[HELPED_COUNT] = {
        [HELPED_NONE] = "-",
        [HELPED_YES] = "geholpen",
        [HELPED_NO] = "niet geholpen",
        [HELPED_UNKNOWN] = "onbekend of er hulp is",
    };
    return words[helped];
}

const char *hold_end_words(enum hold_end end) {
    static const char *const words[HOLD_END_COUNT] = {
        [HOLD_STANDS] = "staat nog vast",
        [HOLD_APPLIED] = "is bevestigd en verwerkt",
        [HOLD_REPLACED] = "is vervangen door een nieuwe levering",
        [HOLD_DISCARDED] = "is weggegooid",
    };
    return words[end];
}

uint32_t row_of_refused(const struct refused_line *line, const struct wachtlijst *list) {
    if (list && list->place_rows && line->section == SECTION_PLACES &&
        line->index < list->place_count)
        return list->place_rows[line->index];
    if (list && list->outflow_rows && line->section == SECTION_OUTFLOW &&
        line->index < list->outflow_count)
        return list->outflow_rows[line->index];
    return 0;
}
