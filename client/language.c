#include "client/language.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN "wachtpost"
/* Has no catalogue, so that everything is said as it stands in the code. */
#define DUTCH_DOMAIN "wachtpost-dutch"
/* A locale that every Debian has, and that lets gettext look at LANGUAGE; C does not. */
#define ANY_LOCALE "C.UTF-8"

/* gettext goes on to the next language of the list for a sentence that it does not find: C
 * is where it stops. */
#define LIST_END ":C"
#define LANGUAGE_CODE_SIZE 2

static bool names(const char *locale, const char *code) {
    const char *end = locale + LANGUAGE_CODE_SIZE;
    return strncmp(locale, code, LANGUAGE_CODE_SIZE) == 0 &&
           (*end == '\0' || strchr("_.@:", *end) != NULL);
}

static const char *first_set(const char *a, const char *b, const char *c) {
    if (a && a[0])
        return a;
    if (b && b[0])
        return b;
    return c ? c : "";
}

enum language language_wanted(const char *lc_all, const char *lc_messages, const char *lang,
                              const char *language) {
    const char *locale = first_set(lc_all, lc_messages, lang);
    if (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return LANGUAGE_ENGLISH;
    for (const char *at = language ? language : ""; *at; at += *at == ':') {
        if (names(at, "nl"))
            return LANGUAGE_DUTCH;
        if (names(at, "en"))
            return LANGUAGE_ENGLISH;
        at += strcspn(at, ":");
    }
    return names(locale, "en") ? LANGUAGE_ENGLISH : LANGUAGE_DUTCH;
}

/* LOCALE_FOLDER says where the catalogues are from the program's folder, so that what was
 * installed under one folder may be moved as a whole. */
static bool bind_catalogues(void) {
    char path[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path);
    char *folder_end = size > 0 ? memrchr(path, '/', (size_t)size) : NULL;
    if (!folder_end || (size_t)(folder_end - path) + sizeof "/" LOCALE_FOLDER > sizeof path)
        return false;
    strcpy(folder_end, "/" LOCALE_FOLDER);
    return bindtextdomain(DOMAIN, path) && bind_textdomain_codeset(DOMAIN, "UTF-8");
}

/* Our language before the list that the user gave. */
static bool put_first(enum language language) {
    const char *own = getenv("LANGUAGE");
    char *list = NULL;
    if (asprintf(&list, "%s" LIST_END "%s%s", language == LANGUAGE_ENGLISH ? "en" : "nl",
                 own ? ":" : "", own ? own : "") < 0)
        return false;
    bool put = setenv("LANGUAGE", list, 1) == 0;
    free(list);
    return put;
}

void language_choose(void) {
    enum language language = language_wanted(getenv("LC_ALL"), getenv("LC_MESSAGES"),
                                             getenv("LANG"), getenv("LANGUAGE"));
    if (put_first(language) && setlocale(LC_MESSAGES, ANY_LOCALE) && bind_catalogues())
        textdomain(DOMAIN);
}

const char *language_inherited(void) {
    const char *own = getenv("LANGUAGE");
    const size_t ours = LANGUAGE_CODE_SIZE + strlen(LIST_END);
    if (!own || strlen(own) < ours || strncmp(own + LANGUAGE_CODE_SIZE, LIST_END, 2) != 0)
        return own;
    return own[ours] == ':' ? own + ours + 1 : NULL;
}

enum language language_now(void) {
    /* For translators: leave the word as it is in every language but English. */
    const char *language = _("Nederlands");
    return strcmp(language, "English") == 0 ? LANGUAGE_ENGLISH : LANGUAGE_DUTCH;
}

enum language language_switch(enum language language) {
    enum language before = language_now();
    if (language != before)
        textdomain(language == LANGUAGE_DUTCH ? DUTCH_DOMAIN : DOMAIN);
    return before;
}
