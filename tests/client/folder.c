#include "folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int folder_setup(void **state) {
    const char *base = getenv("TMPDIR");
    char *path = NULL;
    if (asprintf(&path, "%s/wachtpost-XXXXXX", base ? base : P_tmpdir) < 0)
        return -1;
    *state = mkdtemp(path);
    return *state ? 0 : -1;
}

/* Visits every file; removes it when asked. */
static int walk(const char *path, int remove_each) {
    int count = 0;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        count++;
        if (remove_each)
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder)
        closedir(folder);
    return count;
}

int folder_count(const char *path) {
    return walk(path, 0);
}

int folder_teardown(void **state) {
    walk(*state, 1);
    int left = rmdir(*state);
    free(*state);
    return left;
}
