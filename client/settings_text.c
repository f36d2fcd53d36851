#include "client/settings_text.h"

#include "client/language.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* Behind the closing quote, or at the end of the text. */
static char *past_quoted(char *at) {
    const char quote = *at++;
    while (*at && *at != quote)
        at += *at == '\\' && at[1] ? 2 : 1;
    return *at ? at + 1 : at;
}

/* Of the comment that begins here; `at` when none does. One that is never closed is left to
 * libconfuse, which complains. */
static char *end_of_comment(char *at) {
    if (*at == '#' || strncmp(at, "//", 2) == 0)
        return at + strcspn(at, "\n");
    char *closed = strncmp(at, "/*", 2) == 0 ? strstr(at + 2, "*/") : NULL;
    return closed ? closed + 2 : at;
}

static void blank(char *at, const char *end) {
    for (; at < end; at++)
        if (*at != '\n')
            *at = ' ';
}

static bool ends_word(char c) {
    return isspace((unsigned char)c) || strchr("={}(),\"'", c) != NULL;
}

void settings_text_prepare(char *text) {
    char before = '\n';
    if (strncmp(text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
        blank(text, text + strlen(BYTE_ORDER_MARK));
    for (char *at = text; *at;) {
        char *end = ends_word(before) ? end_of_comment(at) : at;
        if (end > at) {
            blank(at, end);
            before = ' ';
        } else if (*at == '"' || *at == '\'') {
            before = *at;
            end = past_quoted(at);
        } else {
            before = *at;
            end = at + 1;
        }
        at = end;
    }
}

static const struct {
    const char *english, *dutch; /* with a %s in both, or in neither */
} sentences[] = {
    {"no such option '%s'", N_("'%s' is hier geen instelling; kijk of het goed is geschreven")},
    {"missing equal sign after option '%s'", N_("na %s hoort een = te staan")},
    {"missing title for section '%s'", N_("na %s hoort een naam te staan")},
    {"found duplicate title '%s'", N_("'%s' staat er twee keer")},
    {"unterminated string constant", N_("een aanhalingsteken wordt niet gesloten")},
    {"premature end of file", N_("het bestand houdt te vroeg op; ontbreekt er een }?")},
};

char *settings_text_mistake(const char *format, va_list arguments) {
    char *text = NULL;
    const char *dutch = NULL;
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (strcmp(format, sentences[i].english) == 0)
            dutch = said(sentences[i].dutch);
    const char *hole = dutch ? strstr(dutch, "%s") : NULL;
    if (hole)
        return asprintf(&text, "%.*s%s%s", (int)(hole - dutch), dutch,
                        va_arg(arguments, const char *), hole + 2) >= 0
                   ? text
                   : NULL;
    if (dutch)
        return strdup(dutch);
    return vasprintf(&text, format, arguments) >= 0 ? text : NULL;
}
