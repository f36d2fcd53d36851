#include "client/worklist_render.h"

#include "client/render_words.h"
#include "client/worklist_words.h"
#include "monday.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

enum form { AS_TEXT, AS_HTML, AS_JSON };

/* What is shown of these sources, malloc'ed. */
static char *shown(const struct worklist_sources *sources, enum form form,
                   const struct worklist_look *look) {
    struct arena *arena = arena_new(1 << 20);
    struct worklist worklist;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(arena);
    assert_non_null(out);
    assert_int_equal(worklist_make(sources, arena, &worklist), STATUS_OK);
    if (form == AS_TEXT)
        render_worklist(out, &worklist, look);
    else if (form == AS_HTML)
        render_worklist_html(out, &worklist, look);
    else
        assert_true(render_worklist_json(out, &worklist));
    assert_int_equal(fclose(out), 0);
    arena_free(&arena);
    return text;
}

/* The file as it stands; show_worklist makes it anew. */
static void assert_golden(const char *name, const char *text) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", WACHTPOST_GOLDEN, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t size = strlen(text);
    char *golden = calloc(1, size + 2);
    assert_non_null(golden);
    size_t read = fread(golden, 1, size + 1, file);
    fclose(file);
    assert_string_equal(text, golden);
    assert_int_equal(read, size);
    free(golden);
}

static void test_monday_reads_as_it_did(void **state) {
    (void)state;
    const struct worklist_sources sources = monday();
    const struct worklist_look look = {0};
    char *text = shown(&sources, AS_TEXT, &look), *html = shown(&sources, AS_HTML, &look);
    assert_golden("worklist.txt", text);
    assert_golden("worklist.html", html);
    free(html);
    free(text);
}

static void assert_holds(const struct worklist_sources *sources, enum form form, const char *part) {
    const struct worklist_look look = {0};
    char *text = shown(sources, form, &look);
    if (!strstr(text, part))
        fail_msg("%s\nshould hold: %s", text, part);
    free(text);
}

static void test_empty_scope_says_so_in_every_list(void **state) {
    (void)state;
    struct worklist_sources sources = {.today = monday().today};
    assert_holds(&sources, AS_TEXT, "Vandaag is er geen kind over de norm dat nog niemand heeft.");
    assert_holds(&sources, AS_TEXT, "== Van u (0)\nU hebt geen plekken.\n");
    assert_holds(&sources, AS_HTML, "<p>Niemand ging van de lijst zonder hulp.</p>");
    assert_holds(&sources, AS_HTML, "<p>De gegevens van alle aanbieders zijn zo recent");
}

static void test_first_worklist_and_played_time_say_what_they_are(void **state) {
    (void)state;
    struct worklist_sources sources = monday();
    sources.first_time = true;
    sources.since = sources.known_at - 7 * MICROSECONDS_PER_DAY;
    sources.virtual_clock = true;
    assert_holds(&sources, AS_TEXT, "als nieuw telt wat sinds 24-02-2025 is gemeld");
    assert_holds(&sources, AS_HTML, "als nieuw telt wat sinds 24-02-2025 is gemeld");
    assert_holds(&sources, AS_HTML, "Nieuw in de laatste zeven dagen (3)");
    assert_holds(&sources, AS_TEXT, "GESPEELDE TIJD");
    assert_holds(&sources, AS_HTML, "<strong>Gespeelde tijd:</strong>");
}

static void test_long_lists_are_cut_but_never_ones_own(void **state) {
    (void)state;
    struct worklist_sources sources = monday();
    struct place_row rows[3] = {sources.rows[3], sources.rows[3], sources.rows[0]};
    rows[1].place.id = bytes_of_text("ANDERE");
    sources.rows = rows;
    sources.row_count = 3;
    const struct worklist_look look = {.most = 1};
    char *text = shown(&sources, AS_TEXT, &look);
    assert_non_null(strstr(text, "== Van u (2)"));
    assert_non_null(strstr(text, "ANDERE"));
    free(text);
    sources = monday();
    text = shown(&sources, AS_TEXT, &look);
    assert_non_null(strstr(text, "   ... en nog 4; alles met --rows 0\n"));
    free(text);
    text = shown(&sources, AS_HTML, &look);
    assert_non_null(strstr(text, "Hier staan de eerste 1 van 5, op rang."));
    free(text);
}

/* What a hostile aanbieder or participant would like to be called. */
static struct worklist_sources hostile(struct place_row *row) {
    struct worklist_sources sources = monday();
    *row = sources.rows[0];
    row->place.id = bytes_of_text("x'; rm -rf ~ <img src=x onerror=alert(1)>\x1b[2J");
    row->aanbieder = bytes_of_text("<script>alert(\"1\")</script>\r\n");
    row->telefoon = bytes_of_text("070\" onclick=\"alert(1)");
    row->mail = bytes_of_text("a@b.example?bcc=<c>");
    row->rank_sentence = bytes_of_text("</p><h1>\xE2\x80\xAE");
    row->taken = (struct taken){.state = OPGEPAKT, .who = bytes_of_text("<b>bram</b>")};
    row[1] = *row;
    row[1].taken = (struct taken){0};
    sources.rows = row;
    sources.row_count = 2;
    sources.name = bytes_of_text("</h1>anna");
    sources.norm_id = bytes_of_text("<3m>");
    return sources;
}

static void test_foreign_text_becomes_no_markup(void **state) {
    (void)state;
    struct place_row rows[2];
    const struct worklist_sources sources = hostile(rows);
    const struct worklist_look look = {0};
    char *html = shown(&sources, AS_HTML, &look);
    static const char *const forbidden[] = {"<script",   "<img",        "onclick=\"", "<b>",
                                            "</h1>anna", "</p><h1>",    "<3m>",       "<c>",
                                            "\x1b",      "\xE2\x80\xAE"};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        assert_null(strstr(html, forbidden[i]));
    assert_non_null(strstr(html, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;??"));
    assert_non_null(strstr(html, "070&quot; onclick=&quot;alert(1)"));
    free(html);
}

static void test_foreign_text_cannot_steer_the_terminal(void **state) {
    (void)state;
    struct place_row rows[2];
    const struct worklist_sources sources = hostile(rows);
    const struct worklist_look look = {0};
    char *text = shown(&sources, AS_TEXT, &look);
    for (const char *at = text; *at; at++)
        assert_true((uint8_t)*at >= 0x20 || *at == '\n');
    free(text);
}

static char *take_line(const char *id, const char *configuration) {
    const struct place_row row = {.agb = {"06010713"}, .place = {.id = bytes_of_text(id)}};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    worklist_write_take(out, write_text, &row, configuration);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void assert_take(const char *id, const char *configuration, const char *expected) {
    char *line = take_line(id, configuration);
    assert_string_equal(line, expected);
    free(line);
}

static void test_line_to_claim_a_place_is_one_word_to_a_shell_whatever_the_id(void **state) {
    (void)state;
    assert_take("K7QX2M9A", NULL, "wachtpost take 06010713 K7QX2M9A OPGEPAKT");
    assert_take("wl 2025/17", NULL, "wachtpost take 06010713 'wl 2025/17' OPGEPAKT");
    assert_take("$(reboot)", NULL, "wachtpost take 06010713 '$(reboot)' OPGEPAKT");
    assert_take("a'; reboot '", NULL, "wachtpost take 06010713 'a'\\''; reboot '\\''' OPGEPAKT");
    assert_take("-x", NULL, "wachtpost take -- 06010713 -x OPGEPAKT");
    assert_take("K7", "mijn map/w.conf",
                "wachtpost take -c 'mijn map/w.conf' 06010713 K7 OPGEPAKT");
}

static void assert_link(const char *telefoon, const char *part, bool is_there) {
    struct worklist_sources sources = monday();
    struct place_row row = sources.rows[0];
    const struct worklist_look look = {0};
    row.telefoon = bytes_of_text(telefoon);
    sources.rows = &row;
    sources.row_count = 1;
    sources.alert_count = 0;
    char *html = shown(&sources, AS_HTML, &look);
    assert_int_equal(strstr(html, part) != NULL, is_there);
    free(html);
}

static void test_only_what_can_be_dialled_is_a_link(void **state) {
    (void)state;
    assert_link("070 - 123 45 67", "href=\"tel:0701234567\"", true);
    assert_link("+31 (0)70 1234567", "href=\"tel:+31701234567\"", true);
    assert_link("(070) 1234567", "href=\"tel:0701234567\"", true);
    assert_link("070 1234567, vraag naar Jan", "tel:", false);
    assert_link("", "tel:", false);
    assert_link("", "telefoon onbekend", true);
}

static void test_json_holds_every_list_complete(void **state) {
    (void)state;
    static const char *const lists[] = {"first", "new",        "mine",   "nobodys",
                                        "back",  "departures", "overdue"};
    static const size_t counts[] = {3, 3, 1, 5, 1, 1, 1};
    const struct worklist_sources sources = monday();
    const struct worklist_look look = {.most = 1};
    char *text = shown(&sources, AS_JSON, &look);
    json_t *all = json_loads(text, 0, NULL);
    assert_non_null(all);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        assert_int_equal(json_array_size(json_object_get(all, lists[i])), counts[i]);
    const json_t *place = json_array_get(json_object_get(all, "new"), 0);
    assert_string_equal(json_string_value(json_object_get(all, "today")), "2025-03-03");
    assert_true(json_is_true(json_object_get(place, "beyond")));
    assert_int_equal(json_integer_value(json_object_get(json_object_get(place, "news"), "number")),
                     101);
    json_decref(all);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_monday_reads_as_it_did),
        cmocka_unit_test(test_empty_scope_says_so_in_every_list),
        cmocka_unit_test(test_first_worklist_and_played_time_say_what_they_are),
        cmocka_unit_test(test_long_lists_are_cut_but_never_ones_own),
        cmocka_unit_test(test_foreign_text_becomes_no_markup),
        cmocka_unit_test(test_foreign_text_cannot_steer_the_terminal),
        cmocka_unit_test(test_line_to_claim_a_place_is_one_word_to_a_shell_whatever_the_id),
        cmocka_unit_test(test_only_what_can_be_dialled_is_a_link),
        cmocka_unit_test(test_json_holds_every_list_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
