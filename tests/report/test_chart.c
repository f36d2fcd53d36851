#include "client/report/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define SHOWN(number)                                                                              \
    { .tenths = 10 * (number), .state = FACT_SHOWN }
#define HIDDEN                                                                                     \
    { .state = FACT_HIDDEN }

static char *drawn_lines(const struct line_chart *chart) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    chart_lines(out, chart);
    assert_int_equal(fclose(out), 0);
    return text;
}

static char *drawn_bars(const struct bar_chart *chart) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    chart_bars(out, chart);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void assert_has(const char *text, const char *part) {
    if (!strstr(text, part))
        fail_msg("%s\nshould hold: %s", text, part);
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    for (size_t at = 0; text[at]; at++)
        count += strncmp(text + at, part, strlen(part)) == 0;
    return count;
}

/* Ends of quarters, 2024Q1 to 2024Q4. */
static const day_t days[] = {19813, 19904, 19996, 20088};

static struct line_chart chart_of(const struct chart_line *line) {
    return (struct line_chart){.id = "proef",
                               .title = "Wachtplekken <proef>",
                               .small = true,
                               .day_count = 4,
                               .days = days,
                               .line_count = 1,
                               .lines = line};
}

static const char golden[] =
    "<svg class=\"chart\" viewBox=\"0 0 430 210\" role=\"img\" aria-labelledby=\"proef-t\" "
    "aria-describedby=\"proef-d\">\n"
    "<title id=\"proef-t\">Wachtplekken &lt;proef&gt;</title>\n"
    "<desc id=\"proef-d\">Lijndiagram per kwartaaleinde. open: 10 op 31-03-2024, 40 op 31-12-2024. "
    "De cijfers staan in de tabel eronder.</desc>\n"
    "<line class=\"axis\" x1=\"50\" y1=\"168\" x2=\"292\" y2=\"168\"/>\n"
    "<text x=\"44\" y=\"172\" class=\"tick end\">0</text>\n"
    "<line class=\"grid\" x1=\"50\" y1=\"132\" x2=\"292\" y2=\"132\"/>\n"
    "<text x=\"44\" y=\"136\" class=\"tick end\">10</text>\n"
    "<line class=\"grid\" x1=\"50\" y1=\"95\" x2=\"292\" y2=\"95\"/>\n"
    "<text x=\"44\" y=\"99\" class=\"tick end\">20</text>\n"
    "<line class=\"grid\" x1=\"50\" y1=\"59\" x2=\"292\" y2=\"59\"/>\n"
    "<text x=\"44\" y=\"63\" class=\"tick end\">30</text>\n"
    "<line class=\"grid\" x1=\"50\" y1=\"22\" x2=\"292\" y2=\"22\"/>\n"
    "<text x=\"44\" y=\"26\" class=\"tick end\">40</text>\n"
    "<text x=\"292\" y=\"185\" class=\"tick middle\">Q4</text>\n"
    "<text x=\"292\" y=\"200\" class=\"tick middle\">2024</text>\n"
    "<text x=\"211\" y=\"185\" class=\"tick middle\">Q3</text>\n"
    "<text x=\"211\" y=\"200\" class=\"tick middle\">2024</text>\n"
    "<text x=\"130\" y=\"185\" class=\"tick middle\">Q2</text>\n"
    "<text x=\"130\" y=\"200\" class=\"tick middle\">2024</text>\n"
    "<text x=\"50\" y=\"185\" class=\"tick middle\">Q1</text>\n"
    "<text x=\"50\" y=\"200\" class=\"tick middle\">2024</text>\n"
    "<path class=\"line l0\" d=\"M50 132L130 95L211 59L292 22\"/>\n"
    "<circle class=\"dot l0\" cx=\"50\" cy=\"132\" r=\"4\"/>\n"
    "<circle class=\"dot l0\" cx=\"130\" cy=\"95\" r=\"4\"/>\n"
    "<circle class=\"dot l0\" cx=\"211\" cy=\"59\" r=\"4\"/>\n"
    "<circle class=\"dot l0\" cx=\"292\" cy=\"22\" r=\"4\"/>\n"
    "<circle class=\"dot l0\" cx=\"306\" cy=\"22\" r=\"4\"/>\n"
    "<text x=\"315\" y=\"26\" class=\"name\">open</text>\n"
    "</svg>\n";

static void test_a_line_is_drawn_as_it_was(void **state) {
    static const struct fact points[] = {SHOWN(10), SHOWN(20), SHOWN(30), SHOWN(40)};
    const struct chart_line line = {"open", points};
    const struct line_chart chart = chart_of(&line);
    (void)state;
    char *text = drawn_lines(&chart);
    assert_string_equal(text, golden);
    free(text);
}

static void test_what_is_hidden_leaves_a_gap(void **state) {
    static const struct fact points[] = {SHOWN(10), HIDDEN, SHOWN(30), SHOWN(40)};
    const struct chart_line line = {"open", points};
    const struct line_chart chart = chart_of(&line);
    (void)state;
    char *text = drawn_lines(&chart);
    assert_has(text, "d=\"M50 132M211 59L292 22\"");
    free(text);
}

static void test_no_line_crosses_a_break_and_a_note_is_marked(void **state) {
    static const struct fact points[] = {SHOWN(10), SHOWN(20), SHOWN(30), SHOWN(40)};
    static const struct chart_mark marks[] = {{19900, "1", false}, {19950, "2", true}};
    const struct chart_line line = {"open", points};
    struct line_chart chart = chart_of(&line);
    (void)state;
    chart.mark_count = 2;
    chart.marks = marks;
    char *text = drawn_lines(&chart);
    assert_has(text, "d=\"M50 132L130 95M211 59L292 22\"");
    assert_has(text, "Lijn 1 op 26-06-2024: duiding. Lijn 2 op 15-08-2024: breuk in de reeks.");
    assert_int_equal(count_of(text, "class=\"mark\""), 1);
    assert_int_equal(count_of(text, "class=\"break\""), 1);
    free(text);
}

static void test_old_aggregates_stand_open_left_of_a_break(void **state) {
    static const struct fact points[] = {SHOWN(10), SHOWN(20), SHOWN(30), SHOWN(40)};
    const struct chart_line line = {"open", points};
    struct line_chart chart = chart_of(&line);
    (void)state;
    chart.own_from = 2;
    char *text = drawn_lines(&chart);
    assert_has(text, "d=\"M50 132L130 95M211 59L292 22\"");
    assert_int_equal(count_of(text, "class=\"dot l0 old\""), 2);
    assert_has(text, "<line class=\"break\" x1=\"170\"");
    assert_has(text, "Links van de breuk staan oude kwartaalcijfers.");
    free(text);
}

static void test_nothing_to_show_is_an_empty_chart(void **state) {
    static const struct fact points[] = {HIDDEN, HIDDEN, HIDDEN, HIDDEN};
    const struct chart_line line = {"open", points};
    const struct line_chart chart = chart_of(&line);
    (void)state;
    char *text = drawn_lines(&chart);
    assert_has(text, "open: geen getoonde cijfers.");
    assert_null(strstr(text, "<path"));
    free(text);
}

static void test_names_beside_lines_never_overlap(void **state) {
    static const struct fact flat[] = {SHOWN(5), SHOWN(5), SHOWN(5), SHOWN(5)};
    const struct chart_line lines[] = {{"a", flat}, {"b", flat}, {"c", flat}};
    struct line_chart chart = chart_of(lines);
    (void)state;
    chart.line_count = 3;
    char *text = drawn_lines(&chart);
    assert_has(text, "y=\"26\" class=\"name\">a<");
    assert_has(text, "y=\"42\" class=\"name\">b<");
    assert_has(text, "y=\"58\" class=\"name\">c<");
    free(text);
}

static void test_steps_are_round_and_at_most_five(void **state) {
    (void)state;
    for (uint64_t most = 0; most < 200000; most += 37) {
        uint64_t step = chart_step(most), power = step;
        while (power % 10 == 0)
            power /= 10;
        assert_true(power == 1 || power == 2 || power == 5);
        assert_true(most <= 5 * step);
        assert_true(step == 10 || 2 * most > 3 * step);
    }
}

static void test_a_stack_says_when_a_part_is_hidden(void **state) {
    static const char *const rows[] = {"2025Q2", "2025Q3"}, *const parts[] = {"kort", "lang"};
    static const struct fact values[] = {SHOWN(30), SHOWN(10), SHOWN(30), HIDDEN};
    const struct bar_chart chart = {.id = "staaf",
                                    .title = "Proef",
                                    .unit = "plekken",
                                    .stacked = true,
                                    .split = 1,
                                    .row_count = 2,
                                    .part_count = 2,
                                    .rows = rows,
                                    .parts = parts,
                                    .values = values};
    (void)state;
    char *text = drawn_bars(&chart);
    assert_has(text, "2025Q2: kort 30, lang 10 plekken. 2025Q3: kort 30, lang verborgen plekken.");
    assert_int_equal(count_of(text, ">en verborgen<"), 1);
    assert_int_equal(count_of(text, "class=\"bar p3\""), 2); /* its legend and one bar */
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_is_drawn_as_it_was),
        cmocka_unit_test(test_what_is_hidden_leaves_a_gap),
        cmocka_unit_test(test_no_line_crosses_a_break_and_a_note_is_marked),
        cmocka_unit_test(test_old_aggregates_stand_open_left_of_a_break),
        cmocka_unit_test(test_nothing_to_show_is_an_empty_chart),
        cmocka_unit_test(test_names_beside_lines_never_overlap),
        cmocka_unit_test(test_steps_are_round_and_at_most_five),
        cmocka_unit_test(test_a_stack_says_when_a_part_is_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
