#include "client/watch/files.h"

#include "client/disk.h"
#include "client/durable.h"
#include "client/language.h"
#include "proto/keys/keys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* So many files of one name are kept apart. */
#define MAX_SAME_NAMES 10000

static enum status failure(const char *path, const char *doing, struct complaint *complaint) {
    if (errno == ENOENT)
        return complain(complaint, STATUS_ABSENT, "%s: %s: %s", path, doing, strerror(errno));
    return disk_complain(path, doing, errno, complaint);
}

static instant_t modified_of(const struct stat *file) {
    return (instant_t)file->st_mtim.tv_sec * MICROSECONDS_PER_SECOND + file->st_mtim.tv_nsec / 1000;
}

/* ---- looking */

static bool add_sighting(struct sightings *sightings, const char *name, const struct stat *file) {
    struct sighting *items = realloc(sightings->items, (sightings->count + 1) * sizeof *items);
    char *copy = strdup(name);
    if (items)
        sightings->items = items;
    if (!items || !copy) {
        free(copy);
        return false;
    }
    items[sightings->count++] = (struct sighting){copy, (uint64_t)file->st_size, modified_of(file)};
    return true;
}

/* A link is none: it could lead out of the folder. Nor is what cannot be asked after, such as what
 * has just gone. */
static enum status look(DIR *folder, struct sightings *sightings) {
    struct stat file;
    errno = 0;
    for (struct dirent *entry; (entry = readdir(folder)); errno = 0) {
        bool ordinary = !folder_ignores(entry->d_name) &&
                        fstatat(dirfd(folder), entry->d_name, &file, AT_SYMLINK_NOFOLLOW) == 0 &&
                        S_ISREG(file.st_mode);
        if (ordinary && !add_sighting(sightings, entry->d_name, &file))
            return STATUS_NO_MEMORY;
    }
    return errno == 0 ? STATUS_OK : STATUS_IO;
}

enum status files_list(const char *folder, struct sightings *sightings,
                       struct complaint *complaint) {
    *sightings = (struct sightings){0, NULL};
    DIR *open_folder = opendir(folder);
    if (!open_folder) {
        failure(folder, _("lezen van de map mislukt"), complaint);
        return STATUS_IO;
    }
    enum status status = look(open_folder, sightings);
    if (status == STATUS_IO)
        complain(complaint, status, _("%s: lezen van de map mislukt"), folder);
    closedir(open_folder);
    if (status != STATUS_OK)
        files_free_sightings(sightings);
    return status;
}

void files_free_sightings(struct sightings *sightings) {
    for (size_t i = 0; i < sightings->count; i++)
        free((char *)sightings->items[i].name);
    free(sightings->items);
    *sightings = (struct sightings){0, NULL};
}

/* ---- reading */

static bool is_sighting(const struct stat *file, const struct sighting *sighting) {
    return S_ISREG(file->st_mode) && (uint64_t)file->st_size == sighting->bytes &&
           modified_of(file) == sighting->modified;
}

static bool looks_like(const char *path, const struct sighting *sighting) {
    struct stat file;
    return lstat(path, &file) == 0 && is_sighting(&file, sighting);
}

static enum status hash_path(const char *path, const struct sighting *sighting, size_t max_bytes,
                             uint8_t hash[HASH_BYTES], struct complaint *complaint) {
    uint8_t *content = NULL;
    size_t size = 0;
    enum status status = durable_read(path, max_bytes, &content, &size, complaint);
    if (status == STATUS_OK)
        keys_hash(bytes_of(content, size), hash);
    free(content);
    if (status == STATUS_OK && (size != sighting->bytes || !looks_like(path, sighting)))
        status = complain(complaint, STATUS_IO, _("%s veranderde tijdens het lezen"), path);
    return status;
}

enum status files_hash(const char *folder, const struct sighting *sighting, size_t max_bytes,
                       uint8_t hash[HASH_BYTES], struct complaint *complaint) {
    char *path = durable_path(folder, sighting->name, "");
    enum status status =
        path ? hash_path(path, sighting, max_bytes, hash, complaint) : STATUS_NO_MEMORY;
    free(path);
    return status;
}

/* Another file, or none, as far as lstat tells. */
static bool looks_changed(const char *path, const struct sighting *sighting) {
    struct stat file;
    return lstat(path, &file) == 0 ? !is_sighting(&file, sighting)
                                   : errno == ENOENT || errno == ENOTDIR;
}

enum status files_unchanged(const char *folder, const struct sighting *sighting, size_t max_bytes,
                            const uint8_t hash[HASH_BYTES], struct complaint *complaint) {
    uint8_t now[HASH_BYTES];
    char *path = durable_path(folder, sighting->name, "");
    enum status status = path ? STATUS_OK : STATUS_NO_MEMORY;
    if (path && looks_changed(path, sighting))
        status = STATUS_ABSENT;
    if (status == STATUS_OK)
        status = hash_path(path, sighting, max_bytes, now, complaint);
    if (status == STATUS_OK && memcmp(now, hash, HASH_BYTES) != 0)
        status = STATUS_ABSENT;
    free(path);
    return status;
}

/* ---- telling */

/* folder[/below]/name+suffix; a folder below is made. NULL: no memory, or it cannot be. */
static char *path_below(const char *folder, const char *below, const char *name,
                        const char *suffix) {
    char *inside = below ? durable_path(folder, below, "") : strdup(folder);
    bool there = inside && (!below || mkdir(inside, 0777) == 0 || errno == EEXIST);
    char *path = there ? durable_path(inside, name, suffix) : NULL;
    free(inside);
    return path;
}

/* For everybody who may read the file it is about: the folder's own rights decide. */
static bool write_report(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    FILE *out = file >= 0 ? fdopen(file, "w") : NULL;
    if (!out) {
        if (file >= 0)
            close(file);
        return false;
    }
    bool written = fputs(text, out) >= 0 && fflush(out) == 0 && fsync(file) == 0;
    return fclose(out) == 0 && written;
}

/* Of a name so long that its report would have none, the beginning. */
static void name_of_report(const char *name, char report[NAME_MAX + 1]) {
    const size_t room = NAME_MAX - strlen(REPORT_SUFFIX ".tmp");
    snprintf(report, NAME_MAX + 1, "%.*s", (int)room, name);
}

/* What is being written has a name that every watcher passes over. */
enum status files_report(const char *folder, const char *below, const char *of, const char *text,
                         struct complaint *complaint) {
    char name[NAME_MAX + 1];
    name_of_report(of, name);
    char *path = path_below(folder, below, name, REPORT_SUFFIX);
    char *fresh = path_below(folder, below, name, REPORT_SUFFIX ".tmp");
    enum status status = STATUS_OK;
    if (!path || !fresh)
        status =
            complain(complaint, STATUS_IO, _("%s: het verslag kan niet worden geschreven"), name);
    else if (!write_report(fresh, text) || rename(fresh, path) != 0)
        status = failure(path, _("het verslag kan niet worden geschreven"), complaint);
    if (status != STATUS_OK && fresh)
        unlink(fresh);
    free(fresh);
    free(path);
    return status;
}

void files_drop_report(const char *folder, const char *of) {
    char name[NAME_MAX + 1];
    name_of_report(of, name);
    char *path = durable_path(folder, name, REPORT_SUFFIX);
    if (path)
        unlink(path);
    free(path);
}

/* ---- clearing away */

static bool sync_folder(const char *path) {
    int error = disk_system.sync_folder(disk_system.context, path);
    /* Not every network share can; there the server decides. */
    errno = error;
    return error == 0 || error == EINVAL || error == ENOTSUP;
}

enum status files_remove(const char *folder, const char *name, struct complaint *complaint) {
    char *path = durable_path(folder, name, "");
    enum status status = STATUS_OK;
    if (!path)
        return STATUS_NO_MEMORY;
    if (unlink(path) != 0 || !sync_folder(folder))
        status = failure(path, _("weghalen mislukt"), complaint);
    free(path);
    return status;
}

/* The first of name, name.1, name.2 ... that is not there; NULL: none is left. */
static char *free_path(const char *folder, const char *below, const char *name) {
    for (unsigned i = 0; i < MAX_SAME_NAMES; i++) {
        char suffix[16] = "";
        if (i > 0)
            snprintf(suffix, sizeof suffix, ".%u", i);
        char *path = path_below(folder, below, name, suffix);
        if (!path || access(path, F_OK) != 0)
            return path;
        free(path);
    }
    return NULL;
}

static bool sync_folder_of(const char *path) {
    char *copy = strdup(path);
    bool done = copy && sync_folder(dirname(copy));
    free(copy);
    return done;
}

enum status files_move(const char *folder, const char *name, const char *below, bool replace,
                       struct complaint *complaint) {
    char *from = durable_path(folder, name, "");
    char *to = replace ? path_below(folder, below, name, "") : free_path(folder, below, name);
    enum status status = STATUS_OK;
    if (!from || !to)
        status = complain(complaint, STATUS_IO, _("%s: verplaatsen naar %s mislukt"), name, below);
    else if (rename(from, to) != 0 || !sync_folder_of(to) || !sync_folder(folder))
        status = failure(from, _("verplaatsen mislukt"), complaint);
    free(to);
    free(from);
    return status;
}
