#include "client/report/disclosure.h"
#include "client/report/fact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MAX_FIGURES 256
#define ON 20000

/* A line of the region that shows everything. */
static struct line open_line(bool shown[MAX_FIGURES]) {
    assert_in_range(figure_name_count(), 1, MAX_FIGURES);
    for (size_t i = 0; i < MAX_FIGURES; i++)
        shown[i] = true;
    return (struct line){.by = BY_NOTHING, .shown = shown};
}

static void assert_words(const struct line *line, const char *figure, enum audience audience,
                         const char *expected) {
    char words[FACT_TEXT_SIZE];
    struct fact fact = fact_named(line, figure, audience, ON);
    assert_string_equal(fact_words(&fact, words), expected);
}

static void test_the_circle_sees_what_was_counted(void **state) {
    bool shown[MAX_FIGURES];
    struct line line = open_line(shown);
    (void)state;
    line.figures.waiting[WAITING_ALL].places = 1552;
    line.figures.beyond[WAITING_ALL].places = 3;
    line.figures.days = (struct days){.count = 3, .sum = 295, .median = 98, .longest = 100};
    assert_words(&line, "wachtplekken", AUDIENCE_CIRCLE, "1.552");
    assert_words(&line, "wachtplekken_schadelijk", AUDIENCE_CIRCLE, "3");
    assert_words(&line, "aandeel_schadelijk", AUDIENCE_CIRCLE, "0,2");
    assert_words(&line, "wachtdagen_gemiddeld", AUDIENCE_CIRCLE, "98,3");
    assert_words(&line, "wachtdagen_mediaan", AUDIENCE_CIRCLE, "98");
    assert_words(&line, "gestart_gemiddeld", AUDIENCE_CIRCLE, "–");
}

static void test_the_public_sees_fives_whole_percents_and_whole_days(void **state) {
    bool shown[MAX_FIGURES];
    struct line line = open_line(shown);
    (void)state;
    line.figures.waiting[WAITING_ALL].places = 13;
    line.figures.beyond[WAITING_ALL].places = 7;
    line.figures.days = (struct days){.count = 10, .sum = 985, .median = 98, .longest = 100};
    line.figures.aanbieders = 3;
    line.figures.aanbieders_mean = 1;
    assert_words(&line, "wachtplekken", AUDIENCE_PUBLIC, "15");
    assert_words(&line, "wachtplekken_schadelijk", AUDIENCE_PUBLIC, "5");
    assert_words(&line, "aandeel_schadelijk", AUDIENCE_PUBLIC, "33");
    assert_words(&line, "wachtdagen_gemiddeld", AUDIENCE_PUBLIC, "99");
    assert_words(&line, "aanbieders_met_plekken", AUDIENCE_PUBLIC, "3");
    assert_words(&line, "aandeel_aanbieders_3_maanden_gemiddeld", AUDIENCE_PUBLIC, "33,3");
}

static void test_what_is_not_marked_or_not_listed_is_hidden_whatever_it_is(void **state) {
    bool shown[MAX_FIGURES];
    struct line line = open_line(shown);
    (void)state;
    shown[figure_named("wachtplekken")] = false;
    shown[figure_named("gestart_gemiddeld")] = false;
    assert_words(&line, "wachtplekken", AUDIENCE_PUBLIC, "verborgen");
    assert_words(&line, "gestart_gemiddeld", AUDIENCE_PUBLIC, "verborgen");
    assert_words(&line, "wachtdagen_som", AUDIENCE_PUBLIC, "verborgen");
    assert_words(&line, "uitstroom_overleden", AUDIENCE_PUBLIC, "verborgen");
}

static void test_the_longest_wait_is_public_of_the_region_only(void **state) {
    size_t longest = figure_named("wachtdagen_langst");
    (void)state;
    assert_int_equal(disclosure_release(longest, BY_NOTHING), RELEASE_DAYS);
    assert_int_equal(disclosure_release(longest, BY_HULPVORM), RELEASE_NEVER);
    assert_int_equal(disclosure_release(longest, BY_GEMEENTE), RELEASE_NEVER);
}

/* The same rounding as the command line's. */
static void test_exact_facts_are_written_as_figures_are(void **state) {
    bool shown[MAX_FIGURES];
    struct line line = open_line(shown);
    (void)state;
    line.figures.days = (struct days){.count = 7, .sum = 1234};
    line.figures.waiting[WAITING_ALL].places = 7;
    line.figures.beyond[WAITING_ALL].places = 2;
    line.figures.aanbieders = 9;
    line.figures.aanbieders_p80 = 4;
    for (size_t figure = 0; figure < figure_name_count(); figure++) {
        char ours[FACT_TEXT_SIZE], theirs[FIGURE_TEXT_SIZE];
        struct figure_value value;
        struct fact fact = fact_of(&line, figure, AUDIENCE_CIRCLE, ON);
        if (!figure_value(figure, &line.figures, ON, &value))
            continue;
        assert_string_equal(fact_text(&fact, '.', ours), figure_text(figure, &value, '.', theirs));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_circle_sees_what_was_counted),
        cmocka_unit_test(test_the_public_sees_fives_whole_percents_and_whole_days),
        cmocka_unit_test(test_what_is_not_marked_or_not_listed_is_hidden_whatever_it_is),
        cmocka_unit_test(test_the_longest_wait_is_public_of_the_region_only),
        cmocka_unit_test(test_exact_facts_are_written_as_figures_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
