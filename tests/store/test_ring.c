/* The key ring in text and in its file. */
#include "fixture.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/keyfile.h"
#include "store/ring_text.h"

#define DIGITS "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define HALF "000102030405060708090a0b0c0d0e0f"
#define ROOT "blind " DIGITS "\ncheck " HALF "\nsum " HALF "\n"

enum { FIRST_DAY = 20000, SPOILT = 2000 };

/* What STATUS this text gives, and what is said of it. */
static enum status parse(const char *content, struct ring **ring, struct complaint *complaint) {
    char *text = strdup(content);
    assert_non_null(text);
    complaint->text[0] = '\0';
    enum status status = ring_parse("file", text, ring, complaint);
    free(text);
    return status;
}

static struct ring *must_parse(const char *content) {
    struct ring *ring = NULL;
    struct complaint complaint;
    enum status status = parse(content, &ring, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(status, STATUS_OK);
    return ring;
}

static struct ring *random_ring(size_t count) {
    struct ring *ring = ring_new(count);
    assert_non_null(ring);
    randombytes_buf(&ring->root, sizeof ring->root);
    for (size_t i = 0; i < count; i++) {
        struct ring_key key = {.from = i ? FIRST_DAY + (day_t)i : DAY_NONE,
                               .unused_since =
                                   i % 2 && i + 1 < count ? FIRST_DAY + (day_t)count : DAY_NONE};
        randombytes_buf(key.secret, sizeof key.secret);
        ring_add(ring, (uint8_t)(i + 1), &key);
    }
    return ring;
}

static void assert_same(const struct ring *a, const struct ring *b) {
    assert_memory_equal(&a->root, &b->root, sizeof a->root);
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const struct ring_key *key = &a->keys[i], *same = &b->keys[i];
        assert_int_equal(key->from, same->from);
        assert_int_equal(key->unused_since, same->unused_since);
        assert_memory_equal(key->secret, same->secret, sizeof key->secret);
        assert_memory_equal(&key->with, &same->with, sizeof key->with);
        assert_ptr_equal(ring_find(b, key->with.number), same);
    }
}

static void test_every_ring_comes_back_from_its_text(void **state) {
    char *text = malloc(RING_TEXT_BYTES), *again = malloc(RING_TEXT_BYTES);
    (void)state;
    assert_true(text && again);
    for (size_t count = 1; count <= RING_MAX_KEYS; count++) {
        struct ring *ring = random_ring(count);
        const size_t size = ring_print(ring, text);
        assert_int_equal(strlen(text), size);
        struct ring *read = must_parse(text);
        assert_same(ring, read);
        ring_print(read, again);
        assert_string_equal(text, again);
        ring_free(&ring);
        ring_free(&read);
    }
    free(text);
    free(again);
}

/* Neither root nor anything else in the text gives that key once its own line is gone. */
static void test_digits_become_a_root_and_a_key_that_can_go(void **state) {
    char *text = malloc(RING_TEXT_BYTES);
    (void)state;
    assert_non_null(text);
    struct ring *digits = must_parse(DIGITS "\n");
    ring_print(digits, text);
    struct ring *lines = must_parse(text);
    assert_same(digits, lines);
    assert_int_equal(ring_newest(lines)->with.number, 1);
    assert_int_equal(ring_newest(lines)->from, DAY_NONE);
    char *key = strstr(text, DIGITS);
    assert_non_null(key);
    assert_null(strstr(key + 1, DIGITS));
    ring_free(&digits);
    ring_free(&lines);
    free(text);
}

static void test_every_mistake_is_told_with_its_line(void **state) {
    static const struct {
        const char *text, *said;
    } mistakes[] = {
        {"", "file, line 1: the file ends here"},
        {"not a key\n", "file, line 1: neither"},
        {"0001\n", "file, line 1: neither"},
        {DIGITS DIGITS "\n", "file, line 1: neither"},
        {ROOT, "file, line 3: the file ends here, without any key"},
        {"1 - " DIGITS "\n", "file, line 1: the file ends here, without a line blind"},
        {"# said\n\nblind " DIGITS "\n1 - " DIGITS "\n", "file, line 4: the file ends here"},
        {"blind 00\n", "file, line 1: not the right number"},
        {"blind " DIGITS " 1\n", "file, line 1: not the right number"},
        {"blind\n", "file, line 1: not the right number"},
        {"sum " DIGITS "\n", "file, line 1: not the right number"},
        {"blind " DIGITS "\ncheck " HALF "\n1 - " DIGITS "\n", "file, line 3: the file ends here"},
        {"check " DIGITS "\n", "file, line 1: not the right number"},
        {ROOT "check " HALF "\n", "file, line 4: this stands"},
        {ROOT ROOT, "file, line 4: this stands"},
        {ROOT "0 - " DIGITS "\n", "file, line 4: neither"},
        {ROOT "01 - " DIGITS "\n", "file, line 4: neither"},
        {ROOT "256 - " DIGITS "\n", "file, line 4: neither"},
        {ROOT "1000 - " DIGITS "\n", "file, line 4: neither"},
        {ROOT "-1 - " DIGITS "\n", "file, line 4: neither"},
        {ROOT "1x - " DIGITS "\n", "file, line 4: neither"},
        {ROOT "root " DIGITS "\n", "file, line 4: neither"},
        {ROOT "1 - " DIGITS "\n1 - " DIGITS "\n", "file, line 5: there is a key"},
        {ROOT "1\n", "file, line 4: not a number, a day and a key"},
        {ROOT "1 -\n", "file, line 4: not a number, a day and a key"},
        {ROOT "1 - " DIGITS " unused\n", "file, line 4: not a number, a day and a key"},
        {ROOT "1 - " DIGITS " unused 2026-01-31 x\n", "file, line 4: not a number, a day"},
        {ROOT "1 today " DIGITS "\n", "file, line 4: the second word"},
        {ROOT "1 2026-02-30 " DIGITS "\n", "file, line 4: the second word"},
        {ROOT "1 2026-02-01 " DIGITS "\n2 2026-01-31 " DIGITS "\n",
         "file, line 5: this key is older"},
        {ROOT "1 2026-02-01 " DIGITS "\n2 - " DIGITS "\n", "file, line 5: this key is older"},
        {ROOT "1 - " DIGITS " since 2026-01-31\n", "file, line 4: the key is not followed"},
        {ROOT "1 - " DIGITS " unused -\n", "file, line 4: the key is not followed"},
        {ROOT "1 - 00010203\n", "file, line 4: the key is not 64"},
        {ROOT "1 - " DIGITS "20\n", "file, line 4: the key is not 64"},
        {ROOT "1 - x" DIGITS "\n", "file, line 4: the key is not 64"},
        {ROOT "1 - " DIGITS " unused 2026-01-31\n", "file, line 4: the file ends here, and the"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct ring *ring = NULL;
        struct complaint complaint;
        assert_int_equal(parse(mistakes[i].text, &ring, &complaint), STATUS_BAD_INPUT);
        assert_null(ring);
        if (strstr(complaint.text, mistakes[i].said) != complaint.text)
            fail_msg("%s: %s", mistakes[i].text, complaint.text);
        assert_null(strstr(complaint.text, "0102"));
    }
}

/* Whatever a slip of the hand or a bad disk makes of it. */
static void test_any_text_is_a_key_ring_or_a_mistake(void **state) {
    static const uint8_t seed[randombytes_SEEDBYTES] = {1};
    uint32_t random[3 * SPOILT];
    char *text = malloc(RING_TEXT_BYTES);
    (void)state;
    assert_non_null(text);
    randombytes_buf_deterministic(random, sizeof random, seed);
    for (size_t i = 0; i < SPOILT; i++) {
        struct ring *ring = random_ring(3), *read = NULL;
        struct complaint complaint;
        const size_t size = ring_print(ring, text);
        text[size - 1 - random[3 * i] % 400] = (char)random[3 * i + 1];
        text[size - random[3 * i + 2] % 100] = '\0';
        enum status status = parse(text, &read, &complaint);
        assert_true(status == STATUS_OK ? read != NULL : status == STATUS_BAD_INPUT);
        assert_int_equal(status == STATUS_OK, complaint.text[0] == '\0');
        ring_free(&ring);
        ring_free(&read);
    }
    free(text);
}

static void test_blank_lines_comments_and_line_ends_do_not_matter(void **state) {
    (void)state;
    struct ring *ring = must_parse("# said\r\n\r\n  \t\n" ROOT "7 2026-01-31  " DIGITS "\r");
    assert_int_equal(ring->count, 1);
    assert_int_equal(ring_newest(ring)->with.number, 7);
    assert_int_equal(ring_newest(ring)->from, day_of_civil(2026, 1, 31));
    ring_free(&ring);
}

/* So that what an old backup holds is not taken for damage for twenty years. */
static void test_a_number_is_used_again_as_late_as_possible(void **state) {
    (void)state;
    struct ring *ring = must_parse(ROOT "255 - " DIGITS "\n1 - " DIGITS "\n");
    assert_int_equal(ring_free_number(ring), 2);
    ring_free(&ring);
    ring = must_parse(ROOT "1 - " DIGITS "\n255 - " DIGITS "\n");
    assert_int_equal(ring_free_number(ring), 2);
    ring_free(&ring);
    ring = random_ring(RING_MAX_KEYS);
    assert_int_equal(ring_free_number(ring), 0);
    ring_free(&ring);
}

/* ---- the file */

static struct ring *must_read(const char *path) {
    struct ring *ring = NULL;
    struct complaint complaint = {""};
    enum status status = keyfile_read(path, &ring, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(status, STATUS_OK);
    return ring;
}

static size_t content_of(int fd, char content[RING_TEXT_BYTES]) {
    const ssize_t size = pread(fd, content, RING_TEXT_BYTES, 0);
    assert_true(size >= 0);
    return (size_t)size;
}

static bool is_all_zero(int fd) {
    char content[RING_TEXT_BYTES];
    const size_t size = content_of(fd, content);
    assert_true(size > 0);
    return sodium_is_zero((const unsigned char *)content, size);
}

static int open_file(const char *path) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

static void test_a_file_that_is_replaced_is_private_and_the_old_one_overwritten(void **state) {
    struct fixture *fixture = *state;
    struct stat file;
    struct ring *ring = random_ring(3);
    const int before = open_file(fixture->key_file);
    assert_int_equal(keyfile_replace(fixture->key_file, ring, NULL), STATUS_OK);
    assert_true(is_all_zero(before));
    assert_int_equal(stat(fixture->key_file, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    struct ring *read = must_read(fixture->key_file);
    assert_same(ring, read);
    close(before);
    ring_free(&ring);
    ring_free(&read);
}

/* A second name is a copy that somebody made. */
static void test_a_file_with_another_name_keeps_its_content_there(void **state) {
    struct fixture *fixture = *state;
    char other[128];
    snprintf(other, sizeof other, "%s/other", fixture->root);
    struct ring *ring = random_ring(1), *before = must_read(fixture->key_file);
    assert_int_equal(link(fixture->key_file, other), 0);
    assert_int_equal(keyfile_replace(fixture->key_file, ring, NULL), STATUS_OK);
    struct ring *kept = must_read(other);
    assert_same(before, kept);
    ring_free(&ring);
    ring_free(&before);
    ring_free(&kept);
}

static void test_what_a_cut_off_replacement_left_is_overwritten(void **state) {
    struct fixture *fixture = *state;
    char left[128];
    snprintf(left, sizeof left, "%s.new", fixture->key_file);
    struct ring *ring = random_ring(2);
    assert_int_equal(store_key_create(left, NULL), STATUS_OK);
    const int before = open_file(left);
    assert_int_equal(keyfile_replace(fixture->key_file, ring, NULL), STATUS_OK);
    assert_true(is_all_zero(before));
    assert_int_equal(access(left, F_OK), -1);
    close(before);
    ring_free(&ring);
}

static void test_a_replacement_that_fails_leaves_the_file(void **state) {
    struct fixture *fixture = *state;
    char left[128];
    struct complaint complaint = {""};
    snprintf(left, sizeof left, "%s.new", fixture->key_file);
    struct ring *ring = random_ring(2), *before = must_read(fixture->key_file);
    assert_int_equal(mkdir(left, 0700), 0);
    assert_int_equal(keyfile_replace(fixture->key_file, ring, &complaint), STATUS_IO);
    assert_non_null(strstr(complaint.text, left));
    struct ring *after = must_read(fixture->key_file);
    assert_same(before, after);
    ring_free(&ring);
    ring_free(&before);
    ring_free(&after);
}

static void test_a_copy_is_the_same_private_and_never_over_another(void **state) {
    struct fixture *fixture = *state;
    char copy[128], content[2][RING_TEXT_BYTES];
    struct stat file;
    snprintf(copy, sizeof copy, "%s/copy", fixture->root);
    assert_int_equal(keyfile_copy(fixture->key_file, copy, NULL), STATUS_OK);
    assert_int_equal(stat(copy, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    const int from = open_file(fixture->key_file), to = open_file(copy);
    const size_t size = content_of(from, content[0]);
    assert_int_equal(content_of(to, content[1]), size);
    assert_memory_equal(content[0], content[1], size);
    assert_int_equal(keyfile_copy(fixture->key_file, copy, NULL), STATUS_BUSY);
    close(from);
    close(to);
}

static void test_what_is_no_key_ring_is_not_copied(void **state) {
    struct fixture *fixture = *state;
    char copy[128];
    snprintf(copy, sizeof copy, "%s/copy", fixture->root);
    const int fd = open(fixture->key_file, O_WRONLY | O_TRUNC | O_CLOEXEC);
    assert_int_equal(write(fd, "half", 4), 4);
    close(fd);
    assert_int_equal(keyfile_copy(fixture->key_file, copy, NULL), STATUS_BAD_INPUT);
    assert_int_equal(access(copy, F_OK), -1);
}

static void test_a_file_with_nul_bytes_or_without_end_is_no_key_ring(void **state) {
    struct fixture *fixture = *state;
    struct ring *ring = NULL;
    static const char nul[] = DIGITS "\n\0more";
    const int fd = open(fixture->key_file, O_WRONLY | O_TRUNC | O_CLOEXEC);
    assert_int_equal(write(fd, nul, sizeof nul), sizeof nul);
    assert_int_equal(keyfile_read(fixture->key_file, &ring, NULL), STATUS_BAD_INPUT);
    assert_int_equal(ftruncate(fd, 0), 0);
    for (int i = 0; i <= RING_TEXT_BYTES / 8; i++)
        assert_int_equal(pwrite(fd, "# line\n\n", 8, i * 8), 8);
    assert_int_equal(keyfile_read(fixture->key_file, &ring, NULL), STATUS_BAD_INPUT);
    close(fd);
}

/* What is to happen to the key file between its opening and its reading; once. */
static struct {
    const char *path;
    const struct ring *ring;
} meanwhile;

int __real_fstat(int fd, struct stat *found);
int __wrap_fstat(int fd, struct stat *found);

/* The linker lets the store call this one (CMakeLists.txt). */
int __wrap_fstat(int fd, struct stat *found) {
    const int answer = __real_fstat(fd, found);
    const char *path = meanwhile.path;
    meanwhile.path = NULL;
    if (path)
        assert_int_equal(keyfile_replace(path, meanwhile.ring, NULL), STATUS_OK);
    return answer;
}

/* Who has it open finds zeros where the keys stood, and reads again. */
static void test_a_file_is_read_whole_while_it_is_replaced(void **state) {
    struct fixture *fixture = *state;
    struct ring *ring = random_ring(4), *read = NULL;
    meanwhile.ring = ring;
    meanwhile.path = fixture->key_file;
    assert_int_equal(keyfile_read(fixture->key_file, &read, NULL), STATUS_OK);
    assert_null(meanwhile.path);
    assert_same(ring, read);
    ring_free(&read);
    ring_free(&ring);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_ring_comes_back_from_its_text),
        cmocka_unit_test(test_digits_become_a_root_and_a_key_that_can_go),
        cmocka_unit_test(test_every_mistake_is_told_with_its_line),
        cmocka_unit_test(test_any_text_is_a_key_ring_or_a_mistake),
        cmocka_unit_test(test_blank_lines_comments_and_line_ends_do_not_matter),
        cmocka_unit_test(test_a_number_is_used_again_as_late_as_possible),
        IN_STORE(test_a_file_that_is_replaced_is_private_and_the_old_one_overwritten),
        IN_STORE(test_a_file_with_another_name_keeps_its_content_there),
        IN_STORE(test_what_a_cut_off_replacement_left_is_overwritten),
        IN_STORE(test_a_replacement_that_fails_leaves_the_file),
        IN_STORE(test_a_copy_is_the_same_private_and_never_over_another),
        IN_STORE(test_what_is_no_key_ring_is_not_copied),
        IN_STORE(test_a_file_with_nul_bytes_or_without_end_is_no_key_ring),
        IN_STORE(test_a_file_is_read_whole_while_it_is_replaced),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
