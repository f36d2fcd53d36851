/* What each page says of the engine's answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/metrics/board.h"

#define HEAD "wachtpost-measures 1\nlisten 127.0.0.1:9770\n"
#define TOO_LONG                                                                                   \
    "wachtpost-measures 1\nlisten "                                                                \
    "1234567890123456789012345678901234567890123456789012345678901234\n\n"

static struct board board_of(const char *text) {
    struct board board;
    assert_int_equal(board_read(bytes_of_text(text), &board), STATUS_OK);
    return board;
}

static void assert_page(const struct board *board, const char *path, unsigned code,
                        const char *body) {
    char room[BOARD_ROOM_SIZE];
    const struct board_page page = board_show(board, path, room);
    assert_int_equal(page.code, code);
    assert_int_equal(page.body.size, strlen(body));
    assert_memory_equal(page.body.at, body, page.body.size);
    assert_int_equal(page.is_figures, code == 200 && strcmp(path, "/metrics") == 0);
}

static void test_figures_are_shown_as_the_engine_told_them(void **state) {
    (void)state;
    const struct board board = board_of(HEAD "\na 1\n\nb 2\n");
    assert_string_equal(board.listen, "127.0.0.1:9770");
    assert_page(&board, "/metrics", 200, "a 1\n\nb 2\n");
    assert_page(&board, "/readyz", 200, "ready\n");
    assert_page(&board, "/healthz", 200, "the engine answers\n");
}

static void test_every_reason_is_shown_and_figures_and_health_go_on(void **state) {
    (void)state;
    const struct board board = board_of(HEAD "unready one\nunready two words\n\na 1\n");
    assert_page(&board, "/readyz", 503, "one\ntwo words\n");
    assert_page(&board, "/metrics", 200, "a 1\n");
    assert_page(&board, "/healthz", 200, "the engine answers\n");
}

static void test_without_an_answer_nothing_is_well(void **state) {
    (void)state;
    const struct board none = {.answered = false};
    assert_page(&none, "/metrics", 503, "the engine gives no answer\n");
    assert_page(&none, "/readyz", 503, "the engine gives no answer\n");
    assert_page(&none, "/healthz", 503, "the engine gives no answer\n");
}

static void test_there_are_three_pages(void **state) {
    (void)state;
    static const char *const others[] = {"",          "/",           "/metrics/", "/metricsx",
                                         "//metrics", "/../metrics", "/METRICS"};
    const struct board board = board_of(HEAD "\na 1\n");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_page(&board, others[i], 404, "there is /metrics, /healthz and /readyz\n");
}

static void test_what_is_cut_off_anywhere_before_the_figures_is_no_answer(void **state) {
    (void)state;
    static const char whole[] = HEAD "unready one\n\n";
    for (size_t size = 0; size <= sizeof whole - 1; size++) {
        struct board board;
        char *copy = malloc(size + 1); /* so that a sanitizer sees its end */
        assert_non_null(copy);
        memcpy(copy, whole, size);
        const enum status status = board_read(bytes_of(copy, size), &board);
        assert_int_equal(status, size == sizeof whole - 1 ? STATUS_OK : STATUS_MALFORMED);
        free(copy);
    }
}

static void test_another_form_is_no_answer(void **state) {
    (void)state;
    static const char *const others[] = {
        "wachtpost-measures 2\nlisten 127.0.0.1:9770\n\n",
        "wachtpost-measures 1\nlistens 127.0.0.1:9770\n\n",
        HEAD "ready\n\n",
        TOO_LONG,
        "ok\n",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct board board;
        assert_int_equal(board_read(bytes_of_text(others[i]), &board), STATUS_MALFORMED);
    }
}

static void test_more_reasons_than_there_is_room_for_end_with_a_whole_one(void **state) {
    (void)state;
    enum { REASONS = 200, LINE = sizeof "unready a reason of words\n" - 1 };
    char text[sizeof HEAD + REASONS * LINE + 2] = HEAD, room[BOARD_ROOM_SIZE];
    for (size_t i = 0; i < REASONS; i++)
        strcat(text, "unready a reason of words\n");
    const struct board board = board_of(strcat(text, "\n"));
    const struct board_page page = board_show(&board, "/readyz", room);
    assert_int_equal(page.code, 503);
    assert_int_equal(page.body.size % (sizeof "a reason of words\n" - 1), 0);
    assert_true(page.body.size > BOARD_ROOM_SIZE - 32 && page.body.size <= BOARD_ROOM_SIZE);
}

int main(void) {
#define CLAIM(test) cmocka_unit_test(test)
    const struct CMUnitTest tests[] = {
        CLAIM(test_figures_are_shown_as_the_engine_told_them),
        CLAIM(test_every_reason_is_shown_and_figures_and_health_go_on),
        CLAIM(test_without_an_answer_nothing_is_well),
        CLAIM(test_there_are_three_pages),
        CLAIM(test_what_is_cut_off_anywhere_before_the_figures_is_no_answer),
        CLAIM(test_another_form_is_no_answer),
        CLAIM(test_more_reasons_than_there_is_room_for_end_with_a_whole_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
