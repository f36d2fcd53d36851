#include "client/demo/screen.h"

#include "client/language.h"

#include <inttypes.h>
#include <stdarg.h>
#include <unistd.h>

#define BAR_CELLS 30
#define CLEAR_LINE "\r\033[K"

static const char *const weekdays[] = {N_("maandag"),   N_("dinsdag"), N_("woensdag"),
                                       N_("donderdag"), N_("vrijdag"), N_("zaterdag"),
                                       N_("zondag")};
static const char *const months[] = {
    N_("januari"), N_("februari"), N_("maart"),     N_("april"),   N_("mei"),      N_("juni"),
    N_("juli"),    N_("augustus"), N_("september"), N_("oktober"), N_("november"), N_("december")};

struct screen screen_on(FILE *out, int days) {
    return (struct screen){out, isatty(fileno(out)) == 1, days};
}

static void clear_bar(struct screen *screen) {
    if (screen->is_terminal)
        fputs(CLEAR_LINE, screen->out);
}

void screen_line(struct screen *screen, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    clear_bar(screen);
    vfprintf(screen->out, format, arguments);
    fputc('\n', screen->out);
    fflush(screen->out);
    va_end(arguments);
}

void screen_event(struct screen *screen, day_t day, const char *format, ...) {
    char words[DAY_WORDS_SIZE];
    va_list arguments;
    va_start(arguments, format);
    clear_bar(screen);
    fprintf(screen->out, "%s  ", day_words(day, words));
    vfprintf(screen->out, format, arguments);
    fputc('\n', screen->out);
    fflush(screen->out);
    va_end(arguments);
}

static void draw_bar(struct screen *screen, int day, const char *deliveries, const char *alerts) {
    int filled = day * BAR_CELLS / screen->days;
    fputs(CLEAR_LINE "[", screen->out);
    for (int cell = 0; cell < BAR_CELLS; cell++)
        fputc(cell < filled ? '#' : '.', screen->out);
    fputs("] ", screen->out);
    fprintf(screen->out, _("dag %d van %d, %s leveringen, %s alerts"), day, screen->days,
            deliveries, alerts);
    fflush(screen->out);
}

void screen_progress(struct screen *screen, int day, uint64_t deliveries, uint64_t alerts) {
    char delivered[NUMBER_TEXT_SIZE], told[NUMBER_TEXT_SIZE];
    number_text(deliveries, delivered);
    number_text(alerts, told);
    if (screen->is_terminal)
        draw_bar(screen, day, delivered, told);
    else if (day % 7 == 0 && day > 0)
        screen_line(screen, _("   week %2d van %d: %s leveringen, %s alerts"), day / 7,
                    screen->days / 7, delivered, told);
}

void screen_end(struct screen *screen) {
    clear_bar(screen);
    fflush(screen->out);
}

const char *number_text(uint64_t number, char room[NUMBER_TEXT_SIZE]) {
    char digits[NUMBER_TEXT_SIZE];
    int count = snprintf(digits, sizeof digits, "%" PRIu64, number), at = 0;
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            room[at++] = '.';
        room[at++] = digits[i];
    }
    room[at] = '\0';
    return room;
}

const char *day_words(day_t day, char room[DAY_WORDS_SIZE]) {
    struct civil civil = civil_of_day(day);
    snprintf(room, DAY_WORDS_SIZE, "%.2s %2d %.3s", said(weekdays[(day + 3) % 7]), civil.day,
             civil.month == 3 ? _("mrt") : said(months[civil.month - 1]));
    return room;
}

const char *day_words_long(day_t day, char room[DAY_WORDS_SIZE]) {
    struct civil civil = civil_of_day(day);
    snprintf(room, DAY_WORDS_SIZE, "%s %d %s %d", said(weekdays[(day + 3) % 7]), civil.day,
             said(months[civil.month - 1]), civil.year);
    return room;
}
