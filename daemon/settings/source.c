#include "daemon/settings/source.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "daemon/settings/rules.h"
#include "proto/model/limits.h"

#define SUFFIX ".conf"

static char *read_all(struct reader *reader, FILE *stream, struct arena *scratch,
                      const char **wrong) {
    struct stat found;
    if (fstat(fileno(stream), &found) != 0 || !S_ISREG(found.st_mode)) {
        *wrong = "it is no ordinary file";
        return NULL;
    }
    size_t size = (size_t)found.st_size;
    if (size > MAX_CONFIG_BYTES) {
        *wrong = "it is too large";
        return NULL;
    }
    char *text = reader_had(reader, arena_alloc(scratch, size + 1));
    if (text != NULL && fread(text, 1, size, stream) != size)
        *wrong = "it ends early";
    else if (text != NULL && memchr(text, '\0', size) != NULL)
        *wrong = "it holds a NUL byte and is no text";
    return text;
}

char *source_read(struct reader *reader, const char *path, struct arena *scratch) {
    const char *wrong = NULL;
    char *text = NULL;
    FILE *stream = fopen(path, "re");
    if (stream == NULL) {
        wrong = strerror(errno);
    } else {
        text = read_all(reader, stream, scratch, &wrong);
        fclose(stream);
    }
    if (wrong != NULL)
        reader_mistake(reader, 1, "this file cannot be read: %s", wrong);
    return wrong == NULL ? text : NULL;
}

static bool counts(const char *file) {
    size_t size = strlen(file), suffix = strlen(SUFFIX);
    return file[0] != '.' && size > suffix && strcmp(file + size - suffix, SUFFIX) == 0;
}

static const char *copy_name(struct reader *reader, const char *text, size_t size) {
    char *name = reader_had(reader, arena_alloc(reader->arena, size + 1));
    if (name != NULL)
        memcpy(name, text, size);
    return name;
}

struct listing {
    struct names names;
    size_t capacity;
};

static void add_name(struct reader *reader, struct listing *listing, const char *text,
                     size_t size) {
    struct names *names = &listing->names;
    if (names->count == listing->capacity) {
        size_t capacity = listing->capacity * 2 + 16;
        const char **at =
            reader_had(reader, arena_array(reader->arena, capacity, sizeof(const char *)));
        if (at == NULL)
            return;
        if (names->count > 0)
            memcpy(at, names->at, names->count * sizeof *at);
        names->at = at;
        listing->capacity = capacity;
    }
    const char *name = copy_name(reader, text, size);
    if (name != NULL)
        names->at[names->count++] = name;
}

const char *source_path(struct reader *reader, const char *folder, struct bytes name) {
    size_t size = strlen(folder) + 1 + name.size + sizeof SUFFIX;
    char *path = reader_had(reader, arena_alloc(reader->arena, size));
    if (path != NULL)
        snprintf(path, size, "%s/%.*s" SUFFIX, folder, (int)name.size, (const char *)name.at);
    return path;
}

static void add_fitting(struct reader *reader, struct listing *listing, const char *folder,
                        struct bytes name) {
    if (reader_name_fits(name)) {
        add_name(reader, listing, (const char *)name.at, name.size);
        return;
    }
    struct where where = {.file = source_path(reader, folder, name), .line = 1};
    if (where.file != NULL)
        collector_add(reader->collector, where,
                      "a participant is named with 1 to %d of a-z, 0-9 and -; rename the file",
                      MAX_NAME_BYTES);
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool source_names(struct reader *reader, const char *folder, const char *extra, struct names *names,
                  const char **reason) {
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        *reason = strerror(errno);
        return false;
    }
    struct listing listing = {0};
    bool extra_seen = extra == NULL;
    for (struct dirent *found; (found = readdir(directory)) != NULL;) {
        if (!counts(found->d_name))
            continue;
        struct bytes name = bytes_of(found->d_name, strlen(found->d_name) - strlen(SUFFIX));
        add_fitting(reader, &listing, folder, name);
        extra_seen = extra_seen || bytes_equal(name, bytes_of_text(extra));
    }
    closedir(directory);
    if (!extra_seen)
        add_fitting(reader, &listing, folder, bytes_of_text(extra));
    if (listing.names.count > 0)
        qsort(listing.names.at, listing.names.count, sizeof *listing.names.at, by_text);
    *names = listing.names;
    return true;
}
