#include "tests/settings/etc.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/model/limits.h"

int etc_setup(void **state) {
    struct etc *etc = calloc(1, sizeof *etc);
    assert_non_null(etc);
    assert_int_equal(keys_init(), STATUS_OK);
    strcpy(etc->folder, "/tmp/wachtpost-settings-XXXXXX");
    assert_non_null(mkdtemp(etc->folder));
    snprintf(etc->conf, sizeof etc->conf, "%s/wachtpostd.conf", etc->folder);
    char participants[96];
    snprintf(participants, sizeof participants, "%s/deelnemers.d", etc->folder);
    assert_int_equal(mkdir(participants, 0700), 0);
    etc_write(etc, "wachtpostd.conf", "# the defaults\n");
    *state = etc;
    return 0;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *walk) {
    (void)about, (void)kind, (void)walk;
    return remove(path);
}

static void forget(struct etc *etc) {
    settings_free(&etc->file);
    mistakes_free(&etc->mistakes);
}

int etc_teardown(void **state) {
    struct etc *etc = *state;
    forget(etc);
    int removed = nftw(etc->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(etc);
    return removed;
}

void etc_line(unsigned sign_seed, unsigned curve_seed, char line[REGISTRATION_LINE_SIZE]) {
    uint8_t seed[SEED_BYTES];
    struct secret_keys sign, curve;
    memset(seed, (int)sign_seed, sizeof seed);
    keys_from_seed(seed, &sign);
    memset(seed, (int)curve_seed, sizeof seed);
    keys_from_seed(seed, &curve);
    memcpy(sign.public.curve, curve.public.curve, KEY_BYTES);
    keys_registration_line(&sign.public, line);
}

/* Writes what "@...@" at the start of `text` stands for and returns what follows it. */
static const char *write_mark(FILE *to, const char *text) {
    unsigned seeds = 0;
    int size = 0;
    if (sscanf(text, "@LINE%u@%n", &seeds, &size) == 1 && size > 0) {
        char line[REGISTRATION_LINE_SIZE];
        etc_line(seeds < 10 ? seeds : seeds / 10, seeds % 10, line);
        fputs(line, to);
        return text + size;
    }
    if (strncmp(text, "@LONG@", 6) == 0) {
        fprintf(to, "%0*d", MAX_TEXT_BYTES + 1, 0);
        return text + 6;
    }
    fputc('@', to);
    return text + 1;
}

char *etc_fill(const char *text) {
    char *filled = NULL;
    size_t size;
    FILE *to = open_memstream(&filled, &size);
    assert_non_null(to);
    while (*text != '\0')
        if (*text == '@')
            text = write_mark(to, text);
        else
            fputc(*text++, to);
    assert_int_equal(fclose(to), 0);
    return filled;
}

void etc_write(const struct etc *etc, const char *name, const char *text) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", etc->folder, name);
    char *filled = etc_fill(text);
    FILE *to = fopen(path, "w");
    assert_non_null(to);
    assert_true(fputs(filled, to) >= 0);
    assert_int_equal(fclose(to), 0);
    free(filled);
}

enum status etc_read(struct etc *etc) {
    forget(etc);
    return settings_read(etc->conf, &etc->file, &etc->mistakes);
}

const struct settings *etc_good(struct etc *etc) {
    enum status status = etc_read(etc);
    for (size_t i = 0; i < etc->mistakes.count; i++)
        print_error("%s\n", etc->mistakes.lines[i]);
    assert_int_equal(status, STATUS_OK);
    return settings_of(etc->file);
}

char *etc_mistakes(const struct etc *etc) {
    char *text = NULL;
    size_t size, prefix = strlen(etc->folder);
    FILE *to = open_memstream(&text, &size);
    assert_non_null(to);
    for (size_t i = 0; i < etc->mistakes.count; i++) {
        const char *line = etc->mistakes.lines[i], *found;
        for (; (found = strstr(line, etc->folder)) != NULL; line = found + prefix + 1)
            fprintf(to, "%.*s", (int)(found - line), line);
        fprintf(to, "%s\n", line);
    }
    assert_int_equal(fclose(to), 0);
    return text;
}
