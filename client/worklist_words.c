#include "client/worklist_words.h"

#include "client/language.h"

#include <stdarg.h>

const char *dutch_long_day(day_t day, char text[DUTCH_LONG_DAY_SIZE]) {
    static const char *const weekdays[] = {N_("maandag"),   N_("dinsdag"), N_("woensdag"),
                                           N_("donderdag"), N_("vrijdag"), N_("zaterdag"),
                                           N_("zondag")};
    static const char *const months[] = {N_("januari"), N_("februari"), N_("maart"),
                                         N_("april"),   N_("mei"),      N_("juni"),
                                         N_("juli"),    N_("augustus"), N_("september"),
                                         N_("oktober"), N_("november"), N_("december")};
    if (day == DAY_NONE)
        return strcpy(text, "-");
    struct civil civil = civil_of_day(day);
    int weekday = ((day + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
    snprintf(text, DUTCH_LONG_DAY_SIZE, "%s %d %s %d", said(weekdays[weekday]), civil.day,
             said(months[civil.month - 1]), civil.year);
    return text;
}

static const struct worklist_heading list_headings[WORKLIST_LISTS] = {
    [WORKLIST_NEW] =
        {N_("Nieuw sinds de vorige keer"),
         N_("Gemeld sinds uw vorige werklijst en nog op de wachtlijst; de dringendste eerst."),
         N_("Er is niets nieuws.")},
    [WORKLIST_MINE] = {N_("Van u"),
                       N_("U hebt deze plekken opgepakt, ingebracht of geplaatst, of gezegd wat in "
                          "de weg staat."),
                       N_("U hebt geen plekken.")},
    [WORKLIST_NOBODYS] = {N_("Van niemand"),
                          N_("Wachten langer dan de norm, en niemand heeft ze opgepakt of ze zijn "
                             "weer losgelaten; de dringendste eerst."),
                          N_("Elke plek over de norm is opgepakt.")},
    [WORKLIST_BACK] = {N_("Terug op de lijst"),
                       N_("Waren van de wachtlijst en staan er weer op; de wachttijd is "
                          "doorgelopen."),
                       N_("Niemand kwam terug.")},
};

const struct worklist_heading worklist_departures_heading = {
    N_("Van de lijst zonder hulp"),
    N_("Wachtten langer dan de norm en staan niet meer op de wachtlijst, zonder dat bekend is dat "
       "er hulp kwam. Vraag na wat er is gebeurd."),
    N_("Niemand ging van de lijst zonder hulp.")};

const struct worklist_heading worklist_overdue_heading = {
    N_("Eerst navragen: oude gegevens"),
    N_("Deze aanbieders leverden langer geleden dan afgesproken. Vraag eerst of hun wachtlijst nog "
       "klopt."),
    N_("De gegevens van alle aanbieders zijn zo recent als afgesproken.")};

struct worklist_heading worklist_list_heading(const struct worklist *worklist,
                                              enum worklist_list list) {
    struct worklist_heading heading = list_headings[list];
    if (list == WORKLIST_NEW && worklist->sources.first_time) {
        heading.title = N_("Nieuw in de laatste zeven dagen");
        heading.meaning =
            N_("Gemeld in de laatste zeven dagen en nog op de wachtlijst; de dringendste eerst.");
    }
    return heading;
}

const char *worklist_first_words(const struct worklist *worklist) {
    static const char *const words[WORKLIST_FIRST + 1] = {
        N_("Vandaag is er geen kind over de norm dat nog niemand heeft"),
        N_("Begin vandaag met dit kind"), N_("Begin vandaag met deze twee kinderen"),
        N_("Begin vandaag met deze drie kinderen")};
    return said(words[worklist->first.count]);
}

bool worklist_is_own(const struct worklist *worklist, const struct taken *taken) {
    return worklist->sources.name.size > 0 && bytes_equal(taken->who, worklist->sources.name);
}

/* Appends; what does not fit is cut off, which the room is sized against. */
static void PRINTF_LIKE(2, 0)
    add_arguments(char text[WORKLIST_WORDS_SIZE], const char *format, va_list arguments) {
    size_t used = strlen(text);
    vsnprintf(text + used, WORKLIST_WORDS_SIZE - used, format, arguments);
}

static void PRINTF_LIKE(2, 3) add(char text[WORKLIST_WORDS_SIZE], const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add_arguments(text, format, arguments);
    va_end(arguments);
}

/* Appends a clause, behind "; " when it is not the first. */
static void PRINTF_LIKE(2, 3) add_clause(char text[WORKLIST_WORDS_SIZE], const char *format, ...) {
    va_list arguments;
    add(text, "%s", text[0] ? "; " : "");
    va_start(arguments, format);
    add_arguments(text, format, arguments);
    va_end(arguments);
}

static void add_return(const struct worklist_item *item, char text[WORKLIST_WORDS_SIZE]) {
    const struct alert *news = item->news;
    if (news->kind == INGETROKKEN || (item->row->reinstated && news->place.on_arrival))
        add(text, _("staat weer op de lijst"));
}

const char *worklist_news_words(const struct worklist_item *item, char text[WORKLIST_WORDS_SIZE]) {
    const struct alert *news = item->news;
    char day[DUTCH_DAY_SIZE];
    text[0] = '\0';
    if (!news)
        return text;
    add_return(item, text);
    if (news->kind == DREIGEND)
        add_clause(text, _("gaat op %s over de norm"), dutch_day(item->row->crossing, day));
    if (news->kind == NIVEAU)
        add_clause(text, _("wacht nu %u maanden"), news->place.level);
    if (news->kind == OVERSCHRIJDING)
        add_clause(text, _("wacht nu langer dan de norm"));
    if (news->kind == OVERSCHRIJDING && news->place.reached_level)
        add(text, _(", al langer dan %u maanden"), news->place.reached_level);
    if (news->place.first_snapshot)
        add(text, _(", uit de eerste levering van deze aanbieder"));
    return text;
}

static void add_protection(const struct place *place, char text[WORKLIST_WORDS_SIZE]) {
    if (place->maatregel > MAATREGEL_GEEN)
        add(text, _("maatregel %s, GI %s"), said(maatregel_words(place->maatregel)),
            place->gi.text[0] ? place->gi.text : _("onbekend"));
    if (place->machtiging_uithuisplaatsing)
        add_clause(text, _("machtiging uithuisplaatsing"));
    if (place->urgentie >= URGENTIE_VERHOOGD)
        add_clause(text, _("urgentie %s"), urgentie_words(place->urgentie));
}

const char *worklist_circumstances(const struct place_row *row, char text[WORKLIST_WORDS_SIZE]) {
    char count[COUNT_WORDS_SIZE];
    text[0] = '\0';
    add_protection(&row->place, text);
    add_clause(text, _("overbrugging %s"), said(overbrugging_words(row->place.overbrugging)));
    if (row->other_places_known && row->other_places > 0)
        add(text, _("; wacht ook op %s"),
            count_words(row->other_places, "andere plek", "andere plekken", count));
    if (row->reinstated)
        add(text, _("; was eerder van de lijst"));
    if (row->place.eigen_wens)
        add(text, _("; het gezin wil zelf later beginnen"));
    return text;
}

const char *worklist_taken_words(const struct taken *taken, char text[WORKLIST_WORDS_SIZE]) {
    char day[DUTCH_DAY_SIZE];
    text[0] = '\0';
    add(text, "%s", said(taken_state_words(taken->state)));
    if (taken->state == TAKEN_NOBODY)
        return text;
    add(text, _(" op %s"), dutch_day(day_of_instant(taken->recorded_at), day));
    if (taken->obstacle != OBSTACLE_NONE)
        add(text, _("; in de weg staat: %s"), said(obstacle_words(taken->obstacle)));
    return text;
}

const char *worklist_departure_words(const struct alert *alert, char text[WORKLIST_WORDS_SIZE]) {
    char day[DUTCH_DAY_SIZE];
    text[0] = '\0';
    add(text, _("%s; %s; van de lijst op %s"), said(uitstroomreden_words(alert->place.reden)),
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
