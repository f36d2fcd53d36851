#include "room.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

char *room_path(const char *room, const char *folder, const char *name) {
    char *path = NULL;
    return asprintf(&path, "%s/%s/%s", room, folder, name) < 0 ? NULL : path;
}

static int make_folder(const char *room, const char *folder) {
    char *path = room_path(room, folder, "");
    int made = mkdir(path, 0700);
    free(path);
    return made;
}

int room_setup(void **state) {
    const char *base = getenv("TMPDIR");
    char *path = NULL;
    if (asprintf(&path, "%s/wachtpost-XXXXXX", base ? base : P_tmpdir) < 0)
        return -1;
    *state = mkdtemp(path);
    return *state && make_folder(*state, "drop") == 0 && make_folder(*state, "state") == 0 ? 0 : -1;
}

static int remove_each(const char *path, const struct stat *file, int kind, struct FTW *walk) {
    (void)file;
    (void)kind;
    (void)walk;
    return remove(path);
}

int room_teardown(void **state) {
    int left = nftw(*state, remove_each, 8, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return left;
}

void room_write(const char *room, const char *folder, const char *name, const char *text) {
    char *path = room_path(room, folder, name);
    FILE *out = fopen(path, "w");
    if (!out || fputs(text, out) < 0 || fclose(out) != 0)
        abort();
    free(path);
}

char *room_read(const char *room, const char *folder, const char *name) {
    char *path = room_path(room, folder, name), *text = NULL;
    size_t size = 0;
    FILE *in = fopen(path, "r");
    if (in && getdelim(&text, &size, 0, in) < 0 && text)
        text[0] = 0;
    if (in)
        fclose(in);
    free(path);
    return text;
}

bool room_has(const char *room, const char *folder, const char *name) {
    char *path = room_path(room, folder, name);
    bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}
