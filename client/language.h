/* In which language people are told things. What is said stands in the code in Dutch, as it
 * was thought; po/en.po says it in English. Where there is no catalogue, or it lacks a
 * sentence, Dutch comes out: nobody is ever left with a code alone.
 *
 * `_` says a sentence in the language of this run, `N_` marks one that stands in a table and
 * goes through said() when it is told. What programs read (JSON, CSV, all that is kept on
 * disk) and what is a Dutch document (pages and publications) does not go through them.
 *
 * libwachtpost says Dutch: the domain is that of the program it is in, which has no sentence
 * of ours. So nothing here is a state of the library. May be called from any thread, but for
 * language_choose and language_switch. */
#ifndef WACHTPOST_CLIENT_LANGUAGE_H
#define WACHTPOST_CLIENT_LANGUAGE_H

#include "proto/model/words.h"

#include <libintl.h>
#include <stdbool.h>

#define _(dutch) gettext(dutch)

/* `dutch` in the language of this run. Of the empty text gettext has the catalogue's head. */
static inline const char *said(const char *dutch) {
    return dutch[0] ? gettext(dutch) : dutch;
}

enum language { LANGUAGE_DUTCH, LANGUAGE_ENGLISH };

/* What the environment asks for. The first that is set of LC_ALL, LC_MESSAGES and LANG counts:
 * C and POSIX are English. Of any other, or none, the first of LANGUAGE's list that is nl or
 * en; else English where the locale is (en_GB.UTF-8), and Dutch everywhere else: in cron and
 * under systemd, where nothing says a language, and in C.UTF-8, which names an encoding. */
enum language language_wanted(const char *lc_all, const char *lc_messages, const char *lang,
                              const char *language);

/* Speaks the language that the environment asks for, whether or not its locale is installed;
 * once, from main, before anything is said. Catalogues are sought beside the program. */
void language_choose(void);

/* The user's own value of LANGUAGE, for a program that is started from here; NULL when there
 * was none. language_choose puts ours before it. */
const char *language_inherited(void);

/* Which it is now. */
enum language language_now(void);

/* Speaks another one, for a document; gives the one so far. From main's thread only. */
enum language language_switch(enum language language);

#endif
