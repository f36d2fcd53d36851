#include "client/alerts/digest.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const instant_t now = INT64_C(1740981600000000); /* 3 March 2025, 07:00 in Amsterdam */

static struct alert some(enum alert_kind kind) {
    return (struct alert){.kind = kind, .recorded_at = now - 1};
}

static void count(struct digest *digest, struct alert alert, unsigned times) {
    for (unsigned i = 0; i < times; i++)
        digest_count(digest, &alert);
}

static char *text_of(const struct digest *digest) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    render_digest(out, digest);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void assert_line(const char *text, const char *what, const char *value) {
    char line[128];
    snprintf(line, sizeof line, "  %-46s %s\n", what, value);
    assert_non_null(strstr(text, line));
}

static void test_small_counts_of_children_are_not_shown(void **state) {
    (void)state;
    for (unsigned times = 0; times <= 13; times++) {
        static const char *const shown[] = {
            "geen",        "minder dan 5", "minder dan 5", "minder dan 5", "minder dan 5",
            "ongeveer 5",  "ongeveer 5",   "ongeveer 5",   "ongeveer 10",  "ongeveer 10",
            "ongeveer 10", "ongeveer 10",  "ongeveer 10",  "ongeveer 15"};
        struct digest digest = {.now = &now};
        count(&digest, some(OVERSCHRIJDING), times);
        char *text = text_of(&digest);
        assert_line(text, "wacht langer dan de norm", shown[times]);
        assert_line(text, "dreigt over de norm te gaan", "geen");
        free(text);
    }
}

static void test_each_kind_has_its_own_line(void **state) {
    (void)state;
    struct digest digest = {.now = &now};
    struct alert helped = some(VAN_LIJST), ended = some(STIL), settled = some(AFWIJKEND);
    helped.place.helped = HELPED_YES;
    ended.holder.ends = settled.holder.ends = 3;
    count(&digest, some(NIVEAU), 10);
    count(&digest, some(DREIGEND), 15);
    count(&digest, some(VAN_LIJST), 20);
    count(&digest, helped, 25);
    count(&digest, some(INGETROKKEN), 30);
    count(&digest, some(STIL), 1);
    count(&digest, ended, 2);
    count(&digest, some(AFWIJKEND), 3);
    count(&digest, settled, 4);
    char *text = text_of(&digest);
    assert_line(text, "wacht nu 6, 9 of 12 maanden", "ongeveer 10");
    assert_line(text, "dreigt over de norm te gaan", "ongeveer 15");
    assert_line(text, "van de lijst, niet geholpen of onbekend", "ongeveer 20");
    assert_line(text, "van de lijst, geholpen", "ongeveer 25");
    assert_line(text, "ingetrokken", "ongeveer 30");
    assert_line(text, "levert niet zoals afgesproken", "1");
    assert_line(text, "levert weer", "2");
    assert_line(text, "levering vastgehouden", "3");
    assert_line(text, "vastgehouden levering afgehandeld", "4");
    free(text);
}

static void test_first_one_looks_back_a_day(void **state) {
    (void)state;
    struct alert old = some(OVERSCHRIJDING);
    old.recorded_at = now - MICROSECONDS_PER_DAY - 1;
    struct digest first = {.now = &now, .first = true}, later = {.now = &now};
    count(&first, old, 5);
    count(&later, old, 5);
    assert_int_equal(first.over, 0);
    assert_int_equal(later.over, 5);
    count(&first, some(OVERSCHRIJDING), 6);
    assert_int_equal(first.over, 6);
    char *text = text_of(&first);
    assert_non_null(strstr(text, "In de afgelopen 24 uur is"));
    free(text);
}

static void test_it_is_a_message_of_short_ascii_lines(void **state) {
    (void)state;
    const struct digest digest = {.now = &now, .virtual_clock = true};
    char *text = text_of(&digest);
    assert_ptr_equal(strstr(text, "Subject: Wachtpost: samenvatting van 03-03-2025\n"), text);
    assert_non_null(strstr(text, "\n\nDeze server loopt op een gespeelde klok"));
    size_t length = 0;
    for (const char *at = text; *at; at++) {
        assert_true(*at == '\n' || isprint((unsigned char)*at));
        length = *at == '\n' ? 0 : length + 1;
        assert_true(length < 78);
    }
    assert_int_equal(length, 0);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_counts_of_children_are_not_shown),
        cmocka_unit_test(test_each_kind_has_its_own_line),
        cmocka_unit_test(test_first_one_looks_back_a_day),
        cmocka_unit_test(test_it_is_a_message_of_short_ascii_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
