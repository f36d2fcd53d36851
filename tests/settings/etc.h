/* A folder with a configuration in it, fresh for each test. */
#ifndef WACHTPOST_TESTS_SETTINGS_ETC_H
#define WACHTPOST_TESTS_SETTINGS_ETC_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "daemon/settings/settings.h"
#include "proto/keys/keys.h"

struct etc {
    char folder[64], conf[96];
    struct settings_file *file;
    struct mistakes mistakes;
};

/* cmocka's setup and teardown: wachtpostd.conf that says nothing, no participants. */
int etc_setup(void **state);
int etc_teardown(void **state);

/* `name` is relative to the folder. "@LINEn@" becomes the registration line of the seed
 * of n's, "@LINEmn@" the signing half of m with the other half of n, "@LONG@" a text one
 * byte too long. */
void etc_write(const struct etc *etc, const char *name, const char *text);
/* The text with those filled in; malloc'ed. */
char *etc_fill(const char *text);
void etc_line(unsigned sign_seed, unsigned curve_seed, char line[REGISTRATION_LINE_SIZE]);

/* Reads it, replacing what was read before. */
enum status etc_read(struct etc *etc);
/* Reads it, must find no mistakes. */
const struct settings *etc_good(struct etc *etc);
/* The mistakes as lines without the folder in front; malloc'ed. */
char *etc_mistakes(const struct etc *etc);

#endif
