#include "client/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_written(struct bytes text, const char *expected) {
    char *written = NULL;
    size_t size;
    FILE *out = open_memstream(&written, &size);
    assert_non_null(out);
    html_text(out, text);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(written, expected);
    free(written);
}

static void test_foreign_text_cannot_become_markup(void **state) {
    (void)state;
    assert_written(bytes_of_text("<script>alert('x')</script>"),
                   "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    assert_written(bytes_of_text("\" onmouseover=\"x"), "&quot; onmouseover=&quot;x");
    assert_written(bytes_of_text("&lt; &amp;"), "&amp;lt; &amp;amp;");
}

static void test_letters_of_every_size_stay(void **state) {
    (void)state;
    const char *text = "Zo\xC3\xAB \xE2\x82\xAC \xF0\x9F\x8C\xB1";
    assert_written(bytes_of_text(text), text);
    assert_written(bytes_of_text(""), "");
}

static void test_control_characters_and_turned_text_become_question_marks(void **state) {
    (void)state;
    assert_written(bytes_of("a\0b\r\n\x7F\xC2\x9B", 8), "a?b????");
    assert_written(bytes_of_text("\xE2\x80\xAEtxet\xE2\x80\xAC \xE2\x81\xA6x\xE2\x81\xA9"),
                   "?txet? ?x?");
    assert_written(bytes_of_text("\xE2\x80\xA9\xE2\x80\xAF\xE2\x81\xA5"),
                   "\xE2\x80\xA9\xE2\x80\xAF\xE2\x81\xA5");
}

static void test_what_is_no_utf8_keeps_only_its_ascii(void **state) {
    (void)state;
    assert_written(bytes_of_text("De\xFFZon<\xC3"), "De?Zon&lt;?");
}

static char *page(const char *title) {
    static const char *const columns[] = {"Plek", "Dagen & nachten"};
    const struct html_page shape = {.title = title, .style = ".own{color:#000}\n"};
    char *written = NULL;
    size_t size;
    FILE *out = open_memstream(&written, &size);
    assert_non_null(out);
    html_open(out, &shape);
    html_table_open(out, "plekken", "Wie <nu> wacht", columns, 2);
    html_table_close(out);
    html_close(out);
    assert_int_equal(fclose(out), 0);
    return written;
}

static void test_page_is_dutch_and_fetches_nothing(void **state) {
    (void)state;
    char *written = page("A & B");
    assert_non_null(strstr(written, "<html lang=\"nl\">"));
    assert_non_null(strstr(written, "<title>A &amp; B</title>"));
    assert_non_null(strstr(written, "default-src 'none'"));
    assert_non_null(strstr(written, ".own{color:#000}"));
    assert_null(strstr(written, "<script"));
    assert_null(strstr(written, "http://"));
    assert_null(strstr(written, "https://"));
    free(written);
}

static void test_table_is_named_by_its_caption_and_reached_by_keyboard(void **state) {
    (void)state;
    char *written = page("x");
    assert_non_null(strstr(written, "role=\"group\" aria-labelledby=\"plekken\" tabindex=\"0\""));
    assert_non_null(strstr(written, "<caption id=\"plekken\">Wie &lt;nu&gt; wacht</caption>"));
    assert_non_null(strstr(written, "<th scope=\"col\">Dagen &amp; nachten</th>"));
    free(written);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_foreign_text_cannot_become_markup),
        cmocka_unit_test(test_letters_of_every_size_stay),
        cmocka_unit_test(test_control_characters_and_turned_text_become_question_marks),
        cmocka_unit_test(test_what_is_no_utf8_keeps_only_its_ascii),
        cmocka_unit_test(test_page_is_dutch_and_fetches_nothing),
        cmocka_unit_test(test_table_is_named_by_its_caption_and_reached_by_keyboard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
