/* A receipt as a program sees it: all that the server wrote, and nothing of bytes that are none. */
#include "proto/wire/wire.h"
#include "wachtpost.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define BUDGET (1 << 20)

static const struct refused_line refused[] = {
    {.section = SECTION_PLACES,
     .index = 4,
     .id = {(const uint8_t *)"A1", 2},
     .faults.field = {[FAULT_DATUM] = "aanmelddatum", [FAULT_CODE] = "hulpvorm"}},
    {.section = SECTION_OUTFLOW, .index = 0, .faults.field = {[FAULT_BSN] = "id"}},
};
static const struct bytes vanished[] = {{(const uint8_t *)"V1", 2}, {(const uint8_t *)"V22", 3}};
static const struct warning warnings[] = {
    {.code = WARNING_MAATREGEL_ZONDER_GI, .id = {(const uint8_t *)"W1", 2}},
    {.code = WARNING_AANNAME_CODE},
};

static struct receipt full_receipt(void) {
    struct receipt receipt = {.outcome = ANSWER_REJECTED,
                              .agb = {"06010713"},
                              .sequence = 41,
                              .peilmoment = 1740819600000000,
                              .recorded_at = 1740819600000001,
                              .event = 7,
                              .late = true,
                              .reject_reason = REJECT_VOLGORDE,
                              .previous = 10,
                              .open = 11,
                              .new_places = 3,
                              .changed = 4,
                              .left = 2,
                              .completed = 1,
                              .would_leave = 9,
                              .vanished_count = 2,
                              .vanished = vanished,
                              .refused_count = 2,
                              .refused = refused,
                              .warning_count = 2,
                              .warnings = warnings};
    memset(receipt.epoch, 0xe1, sizeof receipt.epoch);
    memset(receipt.content_hash, 0xc2, sizeof receipt.content_hash);
    return receipt;
}

/* The arena holds the bytes. */
static struct bytes encoded(struct arena *arena, const struct receipt *receipt) {
    struct bytes bytes;
    assert_int_equal(wire_encode_receipt(receipt, arena, &bytes), STATUS_OK);
    return bytes;
}

static struct wachtpost_receipt *read_back(const struct receipt *receipt) {
    struct arena *arena = arena_new(BUDGET);
    struct wachtpost_receipt *read = NULL;
    const struct bytes bytes = encoded(arena, receipt);
    assert_int_equal(wachtpost_receipt_read(bytes.at, bytes.size, &read, NULL), WACHTPOST_OK);
    arena_free(&arena); /* what is shown lives with the receipt */
    return read;
}

static void test_summary_says_what_the_server_wrote(void **state) {
    const struct receipt receipt = full_receipt();
    struct wachtpost_receipt *read = read_back(&receipt);
    struct wachtpost_receipt_summary summary;
    (void)state;
    wachtpost_receipt_summary_init(&summary);
    assert_int_equal(wachtpost_receipt_summarise(read, &summary), WACHTPOST_OK);
    assert_int_equal(summary.outcome, WACHTPOST_ANSWER_REJECTED);
    assert_string_equal(summary.agb, "06010713");
    assert_string_equal(summary.reject_reason, "VOLGORDE");
    assert_true(strlen(summary.reject_sentence) > 10);
    assert_int_equal(summary.sequence, 41);
    assert_int_equal(summary.peilmoment, receipt.peilmoment);
    assert_int_equal(summary.recorded_at, receipt.recorded_at);
    assert_int_equal(summary.late, 1);
    assert_int_equal(summary.previous, 10);
    assert_int_equal(summary.open, 11);
    assert_int_equal(summary.new_places, 3);
    assert_int_equal(summary.changed, 4);
    assert_int_equal(summary.left, 2);
    assert_int_equal(summary.completed, 1);
    assert_int_equal(summary.would_leave, 9);
    assert_memory_equal(summary.epoch, receipt.epoch, sizeof summary.epoch);
    assert_memory_equal(summary.content_hash, receipt.content_hash, sizeof summary.content_hash);
    wachtpost_receipt_free(&read);
    assert_null(read);
}

static void assert_mistake(const struct wachtpost_receipt *receipt, size_t index, const char *id,
                           const char *field, const char *code, int32_t section, uint32_t line) {
    struct wachtpost_mistake mistake;
    wachtpost_mistake_init(&mistake);
    assert_int_equal(wachtpost_receipt_mistake(receipt, index, &mistake), WACHTPOST_OK);
    assert_string_equal(mistake.id, id);
    assert_string_equal(mistake.field, field);
    assert_string_equal(mistake.code, code);
    assert_true(strlen(mistake.sentence) > 10);
    assert_int_equal(mistake.section, section);
    assert_int_equal(mistake.line, line);
}

static void test_every_fault_of_every_refused_line_is_a_mistake(void **state) {
    const struct receipt receipt = full_receipt();
    struct wachtpost_receipt *read = read_back(&receipt);
    struct wachtpost_mistake none;
    (void)state;
    assert_int_equal(wachtpost_receipt_mistakes(read), 3);
    assert_mistake(read, 0, "A1", "aanmelddatum", "DATUM", WACHTPOST_SECTION_PLACES, 5);
    assert_mistake(read, 1, "A1", "hulpvorm", "CODE", WACHTPOST_SECTION_PLACES, 5);
    assert_mistake(read, 2, "", "id", "BSN", WACHTPOST_SECTION_OUTFLOW, 1);
    wachtpost_mistake_init(&none);
    assert_int_equal(wachtpost_receipt_mistake(read, 3, &none), WACHTPOST_ABSENT);
    wachtpost_receipt_free(&read);
}

static void test_vanished_places_and_warnings_are_listed(void **state) {
    const struct receipt receipt = full_receipt();
    struct wachtpost_receipt *read = read_back(&receipt);
    const char *id = NULL;
    (void)state;
    assert_int_equal(wachtpost_receipt_vanished(read), 2);
    assert_string_equal(wachtpost_receipt_vanished_id(read, 0), "V1");
    assert_string_equal(wachtpost_receipt_vanished_id(read, 1), "V22");
    assert_null(wachtpost_receipt_vanished_id(read, 2));
    assert_int_equal(wachtpost_receipt_warnings(read), 2);
    assert_string_equal(wachtpost_receipt_warning(read, 0, &id),
                        warning_sentence(WARNING_MAATREGEL_ZONDER_GI));
    assert_string_equal(id, "W1");
    assert_non_null(wachtpost_receipt_warning(read, 1, &id));
    assert_string_equal(id, "");
    assert_non_null(wachtpost_receipt_warning(read, 1, NULL));
    assert_null(wachtpost_receipt_warning(read, 2, &id));
    wachtpost_receipt_free(&read);
}

static void test_accepted_receipt_without_anything_odd_says_so(void **state) {
    const struct receipt receipt = {.outcome = ANSWER_ACCEPTED, .agb = {"06010713"}, .sequence = 1};
    struct wachtpost_receipt *read = read_back(&receipt);
    struct wachtpost_receipt_summary summary;
    (void)state;
    wachtpost_receipt_summary_init(&summary);
    assert_int_equal(wachtpost_receipt_summarise(read, &summary), WACHTPOST_OK);
    assert_int_equal(summary.outcome, WACHTPOST_ANSWER_ACCEPTED);
    assert_string_equal(summary.reject_reason, "");
    assert_string_equal(summary.reject_sentence, "");
    assert_int_equal(wachtpost_receipt_mistakes(read), 0);
    assert_int_equal(wachtpost_receipt_vanished(read), 0);
    assert_int_equal(wachtpost_receipt_warnings(read), 0);
    wachtpost_receipt_free(&read);
}

/* Cut off anywhere, or one byte changed: it is read or it is refused, and nothing else happens. */
static void test_broken_bytes_are_refused_or_read_and_harm_nobody(void **state) {
    const struct receipt receipt = full_receipt();
    struct arena *arena = arena_new(BUDGET);
    const struct bytes bytes = encoded(arena, &receipt);
    uint8_t *copy = malloc(bytes.size);
    size_t refused_count = 0;
    (void)state;
    assert_non_null(copy);
    for (size_t i = 0; i < 2 * bytes.size; i++) {
        struct wachtpost_receipt *read = NULL;
        memcpy(copy, bytes.at, bytes.size);
        size_t size = i < bytes.size ? i : bytes.size;
        if (i >= bytes.size)
            copy[i - bytes.size] ^= 0x80;
        enum wachtpost_status status = wachtpost_receipt_read(copy, size, &read, NULL);
        assert_true(status == WACHTPOST_OK || status == WACHTPOST_BAD_INPUT);
        assert_true((status == WACHTPOST_OK) == (read != NULL));
        refused_count += status == WACHTPOST_BAD_INPUT;
        wachtpost_receipt_free(&read);
    }
    assert_true(refused_count > bytes.size / 2);
    free(copy);
    arena_free(&arena);
}

static void test_no_receipt_has_nothing_in_it(void **state) {
    struct wachtpost_receipt *none = NULL;
    struct wachtpost_receipt_summary summary;
    struct wachtpost_error error;
    (void)state;
    wachtpost_receipt_summary_init(&summary);
    assert_int_equal(wachtpost_receipt_read(NULL, 0, &none, &error), WACHTPOST_MISUSE);
    assert_int_equal(wachtpost_receipt_summarise(NULL, &summary), WACHTPOST_MISUSE);
    assert_int_equal(wachtpost_receipt_mistakes(NULL), 0);
    assert_null(wachtpost_receipt_vanished_id(NULL, 0));
    assert_null(wachtpost_receipt_warning(NULL, 0, NULL));
    wachtpost_receipt_free(&none);
    wachtpost_receipt_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_summary_says_what_the_server_wrote),
        cmocka_unit_test(test_every_fault_of_every_refused_line_is_a_mistake),
        cmocka_unit_test(test_vanished_places_and_warnings_are_listed),
        cmocka_unit_test(test_accepted_receipt_without_anything_odd_says_so),
        cmocka_unit_test(test_broken_bytes_are_refused_or_read_and_harm_nobody),
        cmocka_unit_test(test_no_receipt_has_nothing_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
