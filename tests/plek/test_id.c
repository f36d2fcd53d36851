#include "client/plek/id.h"

#include "proto/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { LETTERS = sizeof PLEK_ALPHABET - 1, BEFORE_CHECK = PLEK_ID_CHARACTERS - 1 };

/* Where the characters stand in the text, past the dashes. */
static const size_t at[PLEK_ID_CHARACTERS] = {0, 1, 2, 4, 5, 6, 8, 9, 10};

/* The same numbers in every run. */
static uint64_t drawn(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (*state >> 20) % PLEK_NUMBERS;
}

static enum plek_spelling spelling(const char *text) {
    struct plek_id id;
    return plek_id_parse(bytes_of_text(text), &id);
}

static void assert_wrong(const struct plek_id *id) {
    assert_int_equal(spelling(id->text), PLEK_WRONG_CHECK);
}

static void swap(struct plek_id *id, size_t i, size_t j) {
    const char letter = id->text[at[i]];
    id->text[at[i]] = id->text[at[j]];
    id->text[at[j]] = letter;
}

static void assert_every_single_error_shows(const struct plek_id *id) {
    for (size_t i = 0; i < PLEK_ID_CHARACTERS; i++)
        for (size_t letter = 0; letter < LETTERS; letter++) {
            struct plek_id other = *id;
            other.text[at[i]] = PLEK_ALPHABET[letter];
            if (other.text[at[i]] != id->text[at[i]])
                assert_wrong(&other);
        }
}

static void assert_every_swap_shows(const struct plek_id *id) {
    for (size_t i = 0; i < PLEK_ID_CHARACTERS; i++)
        for (size_t j = i + 1; j < PLEK_ID_CHARACTERS; j++) {
            struct plek_id other = *id;
            swap(&other, i, j);
            if (other.text[at[i]] != id->text[at[i]])
                assert_wrong(&other);
        }
}

/* Whether an error shows depends only on the two characters that took part, so every pair at
 * every two places is all there is; the others are drawn. */
static void test_every_wrong_character_and_every_swap_shows(void **state) {
    (void)state;
    uint64_t dice = 1, pairs = 0;
    static uint64_t powers[BEFORE_CHECK] = {1};
    for (size_t i = 1; i < BEFORE_CHECK; i++)
        powers[i] = powers[i - 1] * LETTERS;
    for (size_t i = 0; i < BEFORE_CHECK; i++)
        for (size_t j = i + 1; j < BEFORE_CHECK; j++)
            for (uint64_t pair = 0; pair < LETTERS * LETTERS; pair++, pairs++) {
                uint64_t number = drawn(&dice);
                number -= number / powers[i] % LETTERS * powers[i];
                number -= number / powers[j] % LETTERS * powers[j];
                number += pair % LETTERS * powers[i] + pair / LETTERS * powers[j];
                const struct plek_id id = plek_id_of(number);
                assert_every_single_error_shows(&id);
                assert_every_swap_shows(&id);
            }
    assert_int_equal(pairs, 28 * LETTERS * LETTERS);
}

static void test_an_id_gives_its_number_back(void **state) {
    (void)state;
    uint64_t dice = 2;
    const uint64_t ends[] = {0, 1, PLEK_NUMBERS - 1};
    for (size_t i = 0; i < 100000; i++) {
        const uint64_t number = i < 3 ? ends[i] : drawn(&dice);
        const struct plek_id id = plek_id_of(number);
        struct plek_id parsed;
        assert_int_equal(plek_id_number(&id), number);
        assert_int_equal(plek_id_parse(bytes_of_text(id.text), &parsed), PLEK_SPELLED);
        assert_string_equal(parsed.text, id.text);
    }
}

static void test_no_id_can_be_misread_make_a_word_or_hold_a_bsn(void **state) {
    (void)state;
    uint64_t dice = 3;
    for (const char *letter = "01ILOAEUYBSZV"; *letter; letter++)
        assert_null(strchr(PLEK_ALPHABET, *letter));
    /* All digits: what comes nearest to a BSN. */
    for (size_t i = 0; i < 300000; i++) {
        uint64_t number = 0;
        for (uint64_t digits = drawn(&dice), j = 0; j < BEFORE_CHECK; j++, digits /= 8)
            number = number * LETTERS + digits % 8;
        const struct plek_id id = plek_id_of(number);
        assert_int_equal(strlen(id.text), PLEK_ID_SIZE - 1);
        assert_false(text_holds_bsn(bytes_of_text(id.text)));
    }
}

static void test_an_id_is_read_however_it_was_written_down(void **state) {
    (void)state;
    static const char *const written[] = {"6TC-CJK-28J", "6tccjk28j", "  6TC CJK 28J ",
                                          "6-t-c-c-j-k-z-b-j"};
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        struct plek_id id;
        assert_int_equal(plek_id_parse(bytes_of_text(written[i]), &id), PLEK_SPELLED);
        assert_string_equal(id.text, "6TC-CJK-28J");
    }
}

static void test_what_is_no_id_is_told_from_what_was_misheard(void **state) {
    (void)state;
    static const char *const none[] = {
        "", "-", "6TC-CJK-28", "6TC-CJK-28JJ", "6TC-CJK-2OJ", "6TC_CJK_28J", "\xC3\xA9TC-CJK-28J"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct plek_id id = {"untouched"};
        assert_int_equal(plek_id_parse(bytes_of_text(none[i]), &id), PLEK_NO_ID);
        assert_string_equal(id.text, "untouched");
    }
    struct plek_id id;
    assert_int_equal(plek_id_parse(bytes_of("6TC-CJK-28J\0", 12), &id), PLEK_NO_ID);
    assert_int_equal(spelling("6TC-CJK-29J"), PLEK_WRONG_CHECK);
}

static bool is_near(const struct plek_id *misheard, const struct plek_id *meant) {
    struct plek_id near[PLEK_NEAR_MAX];
    const size_t count = plek_id_near(misheard, near);
    bool found = false;
    assert_in_range(count, PLEK_ID_CHARACTERS, PLEK_NEAR_MAX);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(spelling(near[i].text), PLEK_SPELLED);
        found = found || strcmp(near[i].text, meant->text) == 0;
    }
    return found;
}

static void test_what_was_meant_is_among_the_near_ones(void **state) {
    (void)state;
    uint64_t dice = 4;
    for (size_t round = 0; round < 200; round++) {
        const struct plek_id id = plek_id_of(drawn(&dice));
        for (size_t i = 0; i < PLEK_ID_CHARACTERS; i++)
            for (size_t letter = 0; letter < LETTERS; letter++) {
                struct plek_id misheard = id;
                misheard.text[at[i]] = PLEK_ALPHABET[letter];
                if (misheard.text[at[i]] != id.text[at[i]])
                    assert_true(is_near(&misheard, &id));
            }
        for (size_t i = 1; i < PLEK_ID_CHARACTERS; i++) {
            struct plek_id misheard = id;
            swap(&misheard, i - 1, i);
            if (strcmp(misheard.text, id.text) != 0)
                assert_true(is_near(&misheard, &id));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_wrong_character_and_every_swap_shows),
        cmocka_unit_test(test_an_id_gives_its_number_back),
        cmocka_unit_test(test_no_id_can_be_misread_make_a_word_or_hold_a_bsn),
        cmocka_unit_test(test_an_id_is_read_however_it_was_written_down),
        cmocka_unit_test(test_what_is_no_id_is_told_from_what_was_misheard),
        cmocka_unit_test(test_what_was_meant_is_among_the_near_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
