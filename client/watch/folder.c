#include "client/watch/folder.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PUT_OFF_FIRST_MS 10000
#define PUT_OFF_MOST_MS 600000

/* A file as it is known: as it looks, and since when it looks so. */
struct known {
    struct sighting sighting; /* its name is ours */
    int64_t since_ms;
    unsigned looks;
    bool taken;
    unsigned failures;
    int64_t not_before_ms;
};

struct folder {
    int64_t quiet_ms;
    size_t count;
    struct known *files; /* in the order of delivery */
};

static const char *const unfinished[] = {".tmp",     ".temp",     ".part",
                                         ".partial", ".filepart", ".crdownload",
                                         ".swp",     ".lock",     ".verslag.txt"};

static bool ends_in(const char *name, const char *end) {
    size_t size = strlen(name), end_size = strlen(end);
    return size >= end_size && strcasecmp(name + size - end_size, end) == 0;
}

bool folder_ignores(const char *name) {
    if (name[0] == 0 || name[0] == '.' || name[0] == '~' || ends_in(name, "~"))
        return true;
    for (size_t i = 0; i < sizeof unfinished / sizeof *unfinished; i++)
        if (ends_in(name, unfinished[i]))
            return true;
    return false;
}

struct folder *folder_new(int64_t quiet_ms) {
    struct folder *folder = calloc(1, sizeof *folder);
    if (folder)
        folder->quiet_ms = quiet_ms;
    return folder;
}

static void forget(struct known *files, size_t count) {
    for (size_t i = 0; i < count; i++)
        free((char *)files[i].sighting.name);
    free(files);
}

void folder_free(struct folder **folder) {
    if (!*folder)
        return;
    forget((*folder)->files, (*folder)->count);
    free(*folder);
    *folder = NULL;
}

static struct known *find(const struct folder *folder, const char *name) {
    for (size_t i = 0; i < folder->count; i++)
        if (strcmp(folder->files[i].sighting.name, name) == 0)
            return &folder->files[i];
    return NULL;
}

static int in_order(const void *a, const void *b) {
    const struct sighting *one = &((const struct known *)a)->sighting;
    const struct sighting *other = &((const struct known *)b)->sighting;
    if (one->modified != other->modified)
        return one->modified < other->modified ? -1 : 1;
    return strcmp(one->name, other->name);
}

/* What is known of a file after this look. One that changed has another time, and so another place
 * in the order, or another size. */
static struct known updated(const struct folder *folder, const struct sighting *sighting,
                            int64_t now_ms) {
    struct known now = {.sighting = *sighting};
    const struct known *before =
        folder->files ? bsearch(&now, folder->files, folder->count, sizeof now, in_order) : NULL;
    if (before && before->sighting.bytes == sighting->bytes)
        now = *before;
    else
        now.since_ms = now_ms;
    now.looks++;
    now.sighting = *sighting;
    return now;
}

enum status folder_look(struct folder *folder, const struct sighting *sightings, size_t count,
                        int64_t now_ms) {
    struct known *files = calloc(count + 1, sizeof *files);
    size_t kept = 0;
    if (!files)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (folder_ignores(sightings[i].name))
            continue;
        files[kept] = updated(folder, &sightings[i], now_ms);
        files[kept].sighting.name = strdup(sightings[i].name);
        if (!files[kept].sighting.name) {
            forget(files, kept);
            return STATUS_NO_MEMORY;
        }
        kept++;
    }
    qsort(files, kept, sizeof *files, in_order);
    forget(folder->files, folder->count);
    folder->files = files;
    folder->count = kept;
    return STATUS_OK;
}

static bool is_whole(const struct folder *folder, const struct known *known, int64_t now_ms) {
    int64_t quiet_ms = folder->quiet_ms;
    if (known->sighting.bytes == 0 && quiet_ms < EMPTY_QUIET_MS)
        quiet_ms = EMPTY_QUIET_MS;
    return known->looks >= 2 && now_ms - known->since_ms >= quiet_ms;
}

const struct sighting *folder_next(const struct folder *folder, int64_t now_ms) {
    for (size_t i = 0; i < folder->count; i++) {
        const struct known *known = &folder->files[i];
        if (known->taken || now_ms < known->not_before_ms)
            continue;
        return is_whole(folder, known, now_ms) ? &known->sighting : NULL;
    }
    return NULL;
}

void folder_taken(struct folder *folder, const char *name) {
    struct known *known = find(folder, name);
    if (known)
        known->taken = true;
}

void folder_not_taken(struct folder *folder, const char *name) {
    struct known *known = find(folder, name);
    if (known)
        known->taken = false;
}

void folder_put_off(struct folder *folder, const char *name, int64_t now_ms) {
    struct known *known = find(folder, name);
    int64_t wait_ms = PUT_OFF_FIRST_MS;
    if (!known)
        return;
    for (unsigned i = 0; i < known->failures && wait_ms < PUT_OFF_MOST_MS; i++)
        wait_ms *= 2;
    known->failures++;
    known->not_before_ms = now_ms + (wait_ms < PUT_OFF_MOST_MS ? wait_ms : PUT_OFF_MOST_MS);
}
