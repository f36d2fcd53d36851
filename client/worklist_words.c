#include "client/worklist_words.h"

#include <stdarg.h>

const char *dutch_long_day(day_t day, char text[DUTCH_LONG_DAY_SIZE]) {
    static const char *const weekdays[] = {"maandag", "dinsdag",  "woensdag", "donderdag",
                                           "vrijdag", "zaterdag", "zondag"};
    static const char *const months[] = {"januari",   "februari", "maart",    "april",
                                         "mei",       "juni",     "juli",     "augustus",
                                         "september", "oktober",  "november", "december"};
    if (day == DAY_NONE)
        return strcpy(text, "-");
    struct civil civil = civil_of_day(day);
    int weekday = ((day + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
    snprintf(text, DUTCH_LONG_DAY_SIZE, "%s %d %s %d", weekdays[weekday], civil.day,
             months[civil.month - 1], civil.year);
    return text;
}

static const struct worklist_heading list_headings[WORKLIST_LISTS] = {
    [WORKLIST_NEW] =
        {"Nieuw sinds de vorige keer",
         "Gemeld sinds uw vorige werklijst en nog op de wachtlijst; de dringendste eerst.",
         "Er is niets nieuws."},
    [WORKLIST_MINE] = {"Van u",
                       "U hebt deze plekken opgepakt, ingebracht of geplaatst, of gezegd wat in "
                       "de weg staat.",
                       "U hebt geen plekken."},
    [WORKLIST_NOBODYS] = {"Van niemand",
                          "Wachten langer dan de norm, en niemand heeft ze opgepakt of ze zijn "
                          "weer losgelaten; de dringendste eerst.",
                          "Elke plek over de norm is opgepakt."},
    [WORKLIST_BACK] = {"Terug op de lijst",
                       "Waren van de wachtlijst en staan er weer op; de wachttijd is "
                       "doorgelopen.",
                       "Niemand kwam terug."},
};

const struct worklist_heading worklist_departures_heading = {
    "Van de lijst zonder hulp",
    "Wachtten langer dan de norm en staan niet meer op de wachtlijst, zonder dat bekend is dat "
    "er hulp kwam. Vraag na wat er is gebeurd.",
    "Niemand ging van de lijst zonder hulp."};

const struct worklist_heading worklist_overdue_heading = {
    "Eerst navragen: oude gegevens",
    "Deze aanbieders leverden langer geleden dan afgesproken. Vraag eerst of hun wachtlijst nog "
    "klopt.",
    "De gegevens van alle aanbieders zijn zo recent als afgesproken."};

struct worklist_heading worklist_list_heading(const struct worklist *worklist,
                                              enum worklist_list list) {
    struct worklist_heading heading = list_headings[list];
    if (list == WORKLIST_NEW && worklist->sources.first_time) {
        heading.title = "Nieuw in de laatste zeven dagen";
        heading.meaning =
            "Gemeld in de laatste zeven dagen en nog op de wachtlijst; de dringendste eerst.";
    }
    return heading;
}

const char *worklist_first_words(const struct worklist *worklist) {
    static const char *const words[WORKLIST_FIRST + 1] = {
        "Vandaag is er geen kind over de norm dat nog niemand heeft", "Begin vandaag met dit kind",
        "Begin vandaag met deze twee kinderen", "Begin vandaag met deze drie kinderen"};
    return words[worklist->first.count];
}

bool worklist_is_own(const struct worklist *worklist, const struct taken *taken) {
    return worklist->sources.name.size > 0 && bytes_equal(taken->who, worklist->sources.name);
}

/* Appends; what does not fit is cut off, which the room is sized against. */
static void PRINTF_LIKE(2, 3) add(char text[WORKLIST_WORDS_SIZE], const char *format, ...) {
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, WORKLIST_WORDS_SIZE - used, format, arguments);
    va_end(arguments);
}

/* The words between two parts. */
static const char *separator(const char *text) {
    return text[0] ? "; " : "";
}

static void add_return(const struct worklist_item *item, char text[WORKLIST_WORDS_SIZE]) {
    const struct alert *news = item->news;
    if (news->kind == INGETROKKEN || (item->row->reinstated && news->place.on_arrival))
        add(text, "staat weer op de lijst");
}

const char *worklist_news_words(const struct worklist_item *item, char text[WORKLIST_WORDS_SIZE]) {
    const struct alert *news = item->news;
    char day[DUTCH_DAY_SIZE];
    text[0] = '\0';
    if (!news)
        return text;
    add_return(item, text);
    if (news->kind == DREIGEND)
        add(text, "%sgaat op %s over de norm", separator(text),
            dutch_day(item->row->crossing, day));
    if (news->kind == NIVEAU)
        add(text, "%swacht nu %u maanden", separator(text), news->place.level);
    if (news->kind == OVERSCHRIJDING)
        add(text, "%swacht nu langer dan de norm", separator(text));
    if (news->kind == OVERSCHRIJDING && news->place.reached_level)
        add(text, ", al langer dan %u maanden", news->place.reached_level);
    if (news->place.first_snapshot)
        add(text, ", uit de eerste levering van deze aanbieder");
    return text;
}

static void add_protection(const struct place *place, char text[WORKLIST_WORDS_SIZE]) {
    if (place->maatregel > MAATREGEL_GEEN)
        add(text, "maatregel %s, GI %s", maatregel_words(place->maatregel),
            place->gi.text[0] ? place->gi.text : "onbekend");
    if (place->machtiging_uithuisplaatsing)
        add(text, "%smachtiging uithuisplaatsing", separator(text));
    if (place->urgentie >= URGENTIE_VERHOOGD)
        add(text, "%surgentie %s", separator(text), urgentie_words(place->urgentie));
}

const char *worklist_circumstances(const struct place_row *row, char text[WORKLIST_WORDS_SIZE]) {
    char count[DUTCH_COUNT_SIZE];
    text[0] = '\0';
    add_protection(&row->place, text);
    add(text, "%soverbrugging %s", separator(text), overbrugging_words(row->place.overbrugging));
    if (row->other_places_known && row->other_places > 0)
        add(text, "; wacht ook op %s",
            dutch_count(row->other_places, "andere plek", "andere plekken", count));
    if (row->reinstated)
        add(text, "; was eerder van de lijst");
    if (row->place.eigen_wens)
        add(text, "; het gezin wil zelf later beginnen");
    return text;
}

const char *worklist_taken_words(const struct taken *taken, char text[WORKLIST_WORDS_SIZE]) {
    char day[DUTCH_DAY_SIZE];
    text[0] = '\0';
    add(text, "%s", taken_state_words(taken->state));
    if (taken->state == TAKEN_NOBODY)
        return text;
    add(text, " op %s", dutch_day(day_of_instant(taken->recorded_at), day));
    if (taken->obstacle != OBSTACLE_NONE)
        add(text, "; in de weg staat: %s", obstacle_words(taken->obstacle));
    return text;
}

const char *worklist_departure_words(const struct alert *alert, char text[WORKLIST_WORDS_SIZE]) {
    char day[DUTCH_DAY_SIZE];
    text[0] = '\0';
    add(text, "%s; %s; van de lijst op %s", uitstroomreden_words(alert->place.reden),
        helped_words(alert->place.helped), dutch_day(alert->place.left_on, day));
    return text;
}

/* ---- the line that claims a place */

/* A shell takes these as they are. */
static bool is_plain(struct bytes word) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-_./:@+,";
    for (size_t i = 0; i < word.size; i++)
        if (!word.at[i] || !strchr(plain, word.at[i]))
            return false;
    return word.size > 0;
}

/* Between single quotes a shell obeys nothing; a quote itself stands outside them. */
static void write_quoted(FILE *out, text_writer *write, struct bytes word) {
    size_t from = 0;
    if (is_plain(word)) {
        write(out, word);
        return;
    }
    write(out, bytes_of_text("'"));
    for (size_t i = 0; i < word.size; i++) {
        if (word.at[i] != '\'')
            continue;
        write(out, bytes_of(word.at + from, i - from));
        write(out, bytes_of_text("'\\''"));
        from = i + 1;
    }
    write(out, bytes_of(word.at + from, word.size - from));
    write(out, bytes_of_text("'"));
}

void worklist_write_take(FILE *out, text_writer *write, const struct place_row *row,
                         const char *configuration) {
    write(out, bytes_of_text("wachtpost take "));
    if (configuration) {
        write(out, bytes_of_text("-c "));
        write_quoted(out, write, bytes_of_text(configuration));
        write(out, bytes_of_text(" "));
    }
    if (row->place.id.size > 0 && row->place.id.at[0] == '-')
        write(out, bytes_of_text("-- "));
    write(out, bytes_of_text(row->agb.text));
    write(out, bytes_of_text(" "));
    write_quoted(out, write, row->place.id);
    write(out, bytes_of_text(" "));
    write(out, bytes_of_text(taken_state_name(OPGEPAKT)));
}
