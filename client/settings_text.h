/* Settings that somebody writes by hand, on their way into libconfuse. Pure. */
#ifndef WACHTPOST_CLIENT_SETTINGS_TEXT_H
#define WACHTPOST_CLIENT_SETTINGS_TEXT_H

#include "proto/model/status.h"

#include <stdarg.h>

/* Blanks, in place, the byte order mark that an editor put in front and every comment (#, //, and
 * between slash and star) that begins a word outside quotes. The lines stay: libconfuse counts
 * those after a comment wrong, and then a mistake is said to be where it is not. */
void settings_text_prepare(char *text);

/* What libconfuse complains of, in the language of this run where somebody is likely to meet it,
 * else in its own words; malloc'ed, NULL: no memory. `format` and `arguments` as it gives them to
 * an error function. */
char *settings_text_mistake(const char *format, va_list arguments) PRINTF_LIKE(1, 0);

#endif
