/* Every file in broken/ is a configuration with mistakes and the lines that must be said
 * of it: "=== NAME" begins a file, "=== mistakes" the lines. Its name is the claim. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/settings/etc.h"

#define MAX_CASES 200
#define MAX_CASE_BYTES 65536

static char *read_case(const char *name) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", BROKEN_FOLDER, name);
    FILE *from = fopen(path, "r");
    char *text = calloc(1, MAX_CASE_BYTES);
    assert_non_null(from);
    assert_non_null(text);
    assert_true(fread(text, 1, MAX_CASE_BYTES - 1, from) > 0);
    fclose(from);
    return text;
}

/* Writes the files and returns the lines that are expected. */
static const char *unpack(const struct etc *etc, char *text) {
    assert_int_equal(strncmp(text, "=== ", 4), 0);
    for (;;) {
        char *name = text + 4, *content = strchr(name, '\n');
        assert_non_null(content);
        *content++ = '\0';
        if (strcmp(name, "mistakes") == 0)
            return content;
        text = strstr(content, "=== ");
        assert_non_null(text);
        *text = '\0';
        etc_write(etc, name, content);
    }
}

static void tells_every_mistake(void **state) {
    const char *name = *state;
    void *made = NULL;
    assert_int_equal(etc_setup(&made), 0);
    struct etc *etc = made;
    char *text = read_case(name);
    char *expected = etc_fill(unpack(etc, text));
    assert_int_equal(etc_read(etc), STATUS_BAD_CONFIG);
    char *told = etc_mistakes(etc);
    assert_string_equal(told, expected);
    assert_null(etc->file);
    free(told);
    free(expected);
    free(text);
    assert_int_equal(etc_teardown(&made), 0);
}

static int is_case(const struct dirent *entry) {
    const char *dot = strrchr(entry->d_name, '.');
    return dot != NULL && strcmp(dot, ".case") == 0;
}

int main(void) {
    static struct CMUnitTest tests[MAX_CASES];
    struct dirent **found;
    int count = scandir(BROKEN_FOLDER, &found, is_case, alphasort);
    if (count < 30 || count > MAX_CASES)
        return 1;
    for (int i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){found[i]->d_name, tells_every_mistake, NULL, NULL,
                                       found[i]->d_name};
    int failed = _cmocka_run_group_tests("mistakes", tests, (size_t)count, NULL, NULL);
    for (int i = 0; i < count; i++)
        free(found[i]);
    free(found);
    return failed;
}
