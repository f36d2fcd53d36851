#include "tests/client/shown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void shown_begin(struct shown *shown) {
    *shown = (struct shown){0};
    shown->out = open_memstream(&shown->text, &shown->size);
    assert_non_null(shown->out);
}

void shown_end(struct shown *shown) {
    assert_false(ferror(shown->out));
    assert_int_equal(fclose(shown->out), 0);
    shown->out = NULL;
}

void assert_shown(struct shown *shown, const char *expected) {
    shown_end(shown);
    assert_string_equal(shown->text, expected);
    free(shown->text);
}

void assert_shown_holds(struct shown *shown, const char *part) {
    shown_end(shown);
    if (!strstr(shown->text, part))
        fail_msg("%s\nshould hold: %s", shown->text, part);
    free(shown->text);
}
