#include "client/render_words.h"

#include "client/language.h"
#include "proto/model/limits.h"
#include "proto/model/text.h"

#include <inttypes.h>

/* U+0080-009F, which some terminals obey, are 0xC2 and a byte below 0xA0. */
static bool steers(struct bytes text, size_t i) {
    bool c1 = text.at[i] == 0xC2 && i + 1 < text.size && text.at[i + 1] < 0xA0;
    bool c1_end = i > 0 && text.at[i - 1] == 0xC2 && text.at[i] < 0xA0;
    return text.at[i] < 0x20 || text.at[i] == 0x7F || c1 || c1_end;
}

static char harmless(struct bytes text, bool utf8, size_t i) {
    return (!utf8 && text.at[i] > 0x7F) || steers(text, i) ? '?' : (char)text.at[i];
}

void write_text(FILE *out, struct bytes text) {
    bool utf8 = text_is_utf8(text);
    for (size_t i = 0; i < text.size; i++)
        fputc(harmless(text, utf8, i), out);
}

_Static_assert(SHOWN_TEXT_SIZE > MAX_TEXT_BYTES, "whole, so that no letter is cut in two");

const char *shown_text(struct bytes text, char room[SHOWN_TEXT_SIZE]) {
    const struct bytes kept =
        bytes_of(text.at, text.size < SHOWN_TEXT_SIZE ? text.size : SHOWN_TEXT_SIZE - 1);
    bool utf8 = text_is_utf8(kept);
    for (size_t i = 0; i < kept.size; i++)
        room[i] = harmless(kept, utf8, i);
    room[kept.size] = '\0';
    return room;
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

const char *count_words(uint64_t count, const char *one, const char *more,
                        char text[COUNT_WORDS_SIZE]) {
    snprintf(text, COUNT_WORDS_SIZE, "%" PRIu64 " %s", count, ngettext(one, more, count));
    return text;
}

/* As the server says a rank's reason, in front of the days. */
static const char *const rank_words[] = {
    N_("urgentie crisis"),
    N_("urgentie hoog"),
    N_("beschermingsmaatregel"),
    N_("van de lijst zonder hulp"),
    N_("van de lijst, hulp onbekend"),
    N_("geen overbrugging"),
    N_("overbrugging onbekend"),
    N_("wachtdagen"),
};

void write_rank_sentence(FILE *out, struct bytes sentence, uint32_t days_waited) {
    const uint8_t *end = memchr(sentence.at, ';', sentence.size);
    const struct bytes reason = bytes_of(sentence.at, end ? (size_t)(end - sentence.at) : 0);
    for (size_t i = 0; end && i < sizeof rank_words / sizeof *rank_words; i++) {
        if (!bytes_equal(reason, bytes_of_text(rank_words[i])))
            continue;
        fprintf(out, ngettext("%s; %u dag gewacht", "%s; %u dagen gewacht", days_waited),
                said(rank_words[i]), days_waited);
        return;
    }
    write_text(out, sentence);
}

const char *gemeente_words(const char *code) {
    const char *naam = gemeente_naam(bytes_of_text(code));
    return naam ? naam : code;
}

const char *urgentie_words(enum urgentie urgentie) {
    static const char *const words[URGENTIE_COUNT] = {
        [URGENTIE_ONBEKEND] = N_("onbekend"), [URGENTIE_REGULIER] = N_("regulier"),
        [URGENTIE_VERHOOGD] = N_("verhoogd"), [URGENTIE_HOOG] = N_("hoog"),
        [URGENTIE_CRISIS] = N_("crisis"),
    };
    return said(words[urgentie]);
}

const char *cause_words(enum cause cause) {
    static const char *const words[CAUSE_COUNT] = {
        [CAUSE_NONE] = N_("zonder reden"),
        [CAUSE_DATUM] = N_("de startdatum is verbeterd"),
        [CAUSE_NORM] = N_("de norm is veranderd"),
        [CAUSE_ADMIN_FOUT] = N_("deze plek heeft nooit gewacht"),
        [CAUSE_OP_TIJD] = N_("de plek was al voor de norm van de lijst"),
        [CAUSE_TERUG] = N_("de plek staat weer op de lijst"),
    };
    return said(words[cause]);
}

const char *helped_words(enum helped helped) {
    static const char *const words[HELPED_COUNT] = {
        [HELPED_NONE] = "-",
        [HELPED_YES] = N_("geholpen"),
        [HELPED_NO] = N_("niet geholpen"),
        [HELPED_UNKNOWN] = N_("onbekend of er hulp is"),
    };
    return said(words[helped]);
}

const char *hold_end_words(enum hold_end end) {
    static const char *const words[HOLD_END_COUNT] = {
        [HOLD_STANDS] = N_("staat nog vast"),
        [HOLD_APPLIED] = N_("is bevestigd en verwerkt"),
        [HOLD_REPLACED] = N_("is vervangen door een nieuwe levering"),
        [HOLD_DISCARDED] = N_("is weggegooid"),
    };
    return said(words[end]);
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
