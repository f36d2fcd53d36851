#include "shaky.h"

#include <errno.h>
#include <stdlib.h>

#define SECTOR_BYTES 16
#define NEVER UINT32_MAX
#define MAX_NAMES 1024
#define MAX_LOCKS 8

struct content {
    uint8_t *at;
    size_t size;
};

struct inode {
    struct content now, synced;
    bool named; /* while sweeping */
    struct inode *next;
};

struct name {
    char path[128];
    struct inode *inode;
};

struct folder {
    struct name names[MAX_NAMES];
    size_t count;
};

/* What happened to names since their folder was synced. */
enum change_kind { CHANGE_MADE, CHANGE_RENAMED, CHANGE_REMOVED };
struct change {
    enum change_kind kind;
    char path[128], from[128];
    struct inode *inode;
};

struct shaky {
    struct disk disk;
    uint32_t luck;
    unsigned die_after, fail_after;
    int error;
    bool dead, failed;
    struct folder now, synced;
    struct change changes[MAX_NAMES];
    size_t change_count;
    struct inode *inodes;
    struct inode *open[16];
    size_t reads;
    char locks[MAX_LOCKS][128];
};

size_t shaky_reads(const struct shaky *shaky) {
    return shaky->reads;
}

uint32_t shaky_draw(struct shaky *shaky) {
    shaky->luck ^= shaky->luck << 13;
    shaky->luck ^= shaky->luck >> 17;
    shaky->luck ^= shaky->luck << 5;
    return shaky->luck;
}

/* ---- contents and names */

static void content_set(struct content *content, const void *at, size_t size) {
    uint8_t *copy = malloc(size + 1);
    ENSURE(copy);
    if (size > 0)
        memcpy(copy, at, size);
    free(content->at);
    *content = (struct content){copy, size};
}

static void content_append(struct content *content, struct bytes more) {
    content->at = realloc(content->at, content->size + more.size + 1);
    ENSURE(content->at);
    memcpy(content->at + content->size, more.at, more.size);
    content->size += more.size;
}

static struct inode *inode_new(struct shaky *shaky) {
    struct inode *inode = calloc(1, sizeof *inode);
    ENSURE(inode);
    inode->next = shaky->inodes;
    shaky->inodes = inode;
    return inode;
}

static struct name *folder_find(struct folder *folder, const char *path) {
    for (size_t i = 0; i < folder->count; i++)
        if (strcmp(folder->names[i].path, path) == 0)
            return &folder->names[i];
    return NULL;
}

static void folder_put(struct folder *folder, const char *path, struct inode *inode) {
    struct name *name = folder_find(folder, path);
    if (!name) {
        ENSURE(folder->count < MAX_NAMES && strlen(path) < sizeof name->path);
        name = &folder->names[folder->count++];
        strcpy(name->path, path);
    }
    name->inode = inode;
}

static void folder_drop(struct folder *folder, const char *path) {
    struct name *name = folder_find(folder, path);
    if (name)
        *name = folder->names[--folder->count];
}

static void change_apply(struct folder *folder, const struct change *change) {
    switch (change->kind) {
    case CHANGE_MADE:
        folder_put(folder, change->path, change->inode);
        return;
    case CHANGE_RENAMED:
        folder_drop(folder, change->from);
        folder_put(folder, change->path, change->inode);
        return;
    case CHANGE_REMOVED:
        folder_drop(folder, change->path);
        return;
    }
}

static void change_note(struct shaky *shaky, enum change_kind kind, const char *path,
                        const char *from, struct inode *inode) {
    ENSURE(shaky->change_count < MAX_NAMES);
    struct change *change = &shaky->changes[shaky->change_count++];
    *change = (struct change){.kind = kind, .inode = inode};
    strcpy(change->path, path);
    strcpy(change->from, from);
    change_apply(&shaky->now, change);
}

/* Whether the path lies right in the folder. */
static bool lies_in(const char *path, const char *folder) {
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && path[length] == '/' &&
           !strchr(path + length + 1, '/');
}

/* ---- luck */

/* 0, or why this step fails. */
static int step(struct shaky *shaky) {
    if (shaky->dead)
        return EIO;
    if (shaky->die_after != NEVER && shaky->die_after-- == 0) {
        shaky->dead = true;
        return EIO;
    }
    if (shaky->fail_after != NEVER && shaky->fail_after-- == 0) {
        shaky->failed = true;
        shaky->fail_after = NEVER;
        return shaky->error;
    }
    return 0;
}

/* ---- the steps */

static enum status step_make_folder(void *context, const char *path, struct complaint *complaint) {
    (void)path;
    int error = step(context);
    return error ? complain(complaint, STATUS_IO, "%s", strerror(error)) : STATUS_OK;
}

static int step_create(void *context, const char *path, int *file) {
    struct shaky *shaky = context;
    int error = step(shaky);
    if (error)
        return error;
    struct name *name = folder_find(&shaky->now, path);
    struct inode *inode = name ? name->inode : inode_new(shaky);
    content_set(&inode->now, "", 0);
    if (!name)
        change_note(shaky, CHANGE_MADE, path, "", inode);
    for (int i = 0; i < 16; i++)
        if (!shaky->open[i]) {
            shaky->open[i] = inode;
            *file = i;
            return 0;
        }
    return EMFILE;
}

static int step_write(void *context, int file, struct bytes content) {
    struct shaky *shaky = context;
    bool was_dead = shaky->dead;
    int error = step(shaky);
    if (error && !was_dead)
        content.size = content.size ? shaky_draw(shaky) % content.size : 0;
    if (!was_dead)
        content_append(&shaky->open[file]->now, content);
    return error;
}

static int step_sync(void *context, int file) {
    struct shaky *shaky = context;
    int error = step(shaky);
    if (!error)
        content_set(&shaky->open[file]->synced, shaky->open[file]->now.at,
                    shaky->open[file]->now.size);
    return error;
}

static int step_close(void *context, int file) {
    struct shaky *shaky = context;
    shaky->open[file] = NULL;
    return step(shaky);
}

static int step_rename(void *context, const char *from, const char *to) {
    struct shaky *shaky = context;
    int error = step(shaky);
    struct name *name = folder_find(&shaky->now, from);
    if (error)
        return error;
    if (!name)
        return ENOENT;
    change_note(shaky, CHANGE_RENAMED, to, from, name->inode);
    return 0;
}

static int step_remove(void *context, const char *path) {
    struct shaky *shaky = context;
    int error = step(shaky);
    if (error)
        return error;
    if (!folder_find(&shaky->now, path))
        return ENOENT;
    change_note(shaky, CHANGE_REMOVED, path, "", NULL);
    return 0;
}

static int step_sync_folder(void *context, const char *path) {
    struct shaky *shaky = context;
    int error = step(shaky);
    if (error)
        return error;
    size_t left = 0;
    for (size_t i = 0; i < shaky->change_count; i++)
        if (lies_in(shaky->changes[i].path, path))
            change_apply(&shaky->synced, &shaky->changes[i]);
        else
            shaky->changes[left++] = shaky->changes[i];
    shaky->change_count = left;
    return 0;
}

static int step_read(void *context, const char *path, size_t max_bytes, uint8_t **content,
                     size_t *size) {
    struct shaky *shaky = context;
    int error = step(shaky);
    shaky->reads++;
    if (error)
        return error;
    const struct name *name = folder_find(&shaky->now, path);
    if (!name)
        return ENOENT;
    const struct content *now = &name->inode->now;
    *size = now->size < max_bytes ? now->size : max_bytes;
    *content = malloc(*size + 1);
    ENSURE(*content);
    if (*size > 0)
        memcpy(*content, now->at, *size);
    (*content)[*size] = 0;
    return 0;
}

static int step_list(void *context, const char *path, int (*visit)(void *to, const char *name),
                     void *to) {
    struct shaky *shaky = context;
    int error = step(shaky);
    for (size_t i = 0; error == 0 && i < shaky->now.count; i++)
        if (lies_in(shaky->now.names[i].path, path))
            error = visit(to, shaky->now.names[i].path + strlen(path) + 1);
    return error;
}

static int step_lock(void *context, const char *path, int64_t wait_ms, int *lock) {
    struct shaky *shaky = context;
    (void)wait_ms;
    int error = step(shaky), unused = -1;
    if (error)
        return error;
    for (int i = 0; i < MAX_LOCKS; i++) {
        if (strcmp(shaky->locks[i], path) == 0)
            return EWOULDBLOCK;
        if (!shaky->locks[i][0])
            unused = i;
    }
    ENSURE(unused >= 0);
    strcpy(shaky->locks[unused], path);
    *lock = unused;
    return 0;
}

static void step_unlock(void *context, int lock) {
    struct shaky *shaky = context;
    shaky->locks[lock][0] = 0;
}

/* ---- life and death */

struct shaky *shaky_new(uint32_t seed) {
    struct shaky *shaky = calloc(1, sizeof *shaky);
    ENSURE(shaky);
    shaky->luck = seed * 2654435761u + 1;
    shaky->die_after = shaky->fail_after = NEVER;
    shaky->disk = (struct disk){.context = shaky,
                                .make_folder = step_make_folder,
                                .create = step_create,
                                .write = step_write,
                                .sync = step_sync,
                                .close = step_close,
                                .rename = step_rename,
                                .remove = step_remove,
                                .sync_folder = step_sync_folder,
                                .read = step_read,
                                .list = step_list,
                                .lock = step_lock,
                                .unlock = step_unlock};
    return shaky;
}

static void inode_free(struct inode *inode) {
    free(inode->now.at);
    free(inode->synced.at);
    free(inode);
}

/* Frees every inode without a name, or all. */
static void sweep(struct shaky *shaky, bool all) {
    for (size_t i = 0; i < shaky->now.count; i++)
        shaky->now.names[i].inode->named = !all;
    for (struct inode **link = &shaky->inodes, *inode; (inode = *link);) {
        if (inode->named) {
            inode->named = false;
            link = &inode->next;
        } else {
            *link = inode->next;
            inode_free(inode);
        }
    }
}

void shaky_free(struct shaky **shaky) {
    if (!*shaky)
        return;
    sweep(*shaky, true);
    free(*shaky);
    *shaky = NULL;
}

const struct disk *shaky_disk(const struct shaky *shaky) {
    return &shaky->disk;
}

void shaky_die_after(struct shaky *shaky, unsigned steps) {
    shaky->die_after = steps;
}

bool shaky_is_dead(const struct shaky *shaky) {
    return shaky->dead;
}

void shaky_fail_once_after(struct shaky *shaky, unsigned steps, int error) {
    shaky->fail_after = steps;
    shaky->error = error;
    shaky->failed = false;
}

bool shaky_has_failed(const struct shaky *shaky) {
    return shaky->failed;
}

void shaky_fail_no_more(struct shaky *shaky) {
    shaky->fail_after = NEVER;
}

void shaky_kill(struct shaky *shaky) {
    memset(shaky->locks, 0, sizeof shaky->locks);
    memset(shaky->open, 0, sizeof shaky->open);
    shaky->dead = false;
    shaky->die_after = shaky->fail_after = NEVER;
}

/* Sector by sector what was, what is, or nothing. */
static void tear(struct shaky *shaky, struct inode *inode) {
    const struct content *now = &inode->now, *synced = &inode->synced;
    size_t size = shaky_draw(shaky) % 2 ? now->size : synced->size;
    uint8_t *torn = calloc(1, size + 1);
    ENSURE(torn);
    for (size_t at = 0; at < size; at += SECTOR_BYTES) {
        const struct content *from = shaky_draw(shaky) % 2 ? now : synced;
        size_t length = size - at < SECTOR_BYTES ? size - at : SECTOR_BYTES;
        if (at + length <= from->size)
            memcpy(torn + at, from->at + at, length);
    }
    content_set(&inode->now, torn, size);
    free(torn);
}

static void settle_contents(struct shaky *shaky, struct inode *inode) {
    const struct content *now = &inode->now, *synced = &inode->synced;
    bool same = now->size == synced->size &&
                (now->size == 0 || memcmp(now->at, synced->at, now->size) == 0);
    if (!same)
        switch (shaky_draw(shaky) % 3) {
        case 0:
            content_set(&inode->now, synced->at, synced->size);
            break;
        case 1:
            tear(shaky, inode);
            break;
        }
    content_set(&inode->synced, inode->now.at, inode->now.size);
}

void shaky_cut(struct shaky *shaky) {
    const uint32_t how = shaky_draw(shaky) % 4; /* all, nothing, or each by itself */
    for (size_t i = 0; i < shaky->change_count; i++)
        if (how == 0 || (how > 1 && shaky_draw(shaky) % 2))
            change_apply(&shaky->synced, &shaky->changes[i]);
    shaky->change_count = 0;
    shaky->now = shaky->synced;
    sweep(shaky, false);
    for (struct inode *inode = shaky->inodes; inode; inode = inode->next)
        settle_contents(shaky, inode);
    shaky_kill(shaky);
}

/* ---- looking at it */

size_t shaky_count(const struct shaky *shaky, const char *ending) {
    size_t count = 0, length = strlen(ending);
    for (size_t i = 0; i < shaky->now.count; i++) {
        const char *path = shaky->now.names[i].path;
        count += strlen(path) >= length && strcmp(path + strlen(path) - length, ending) == 0;
    }
    return count;
}

void shaky_put(struct shaky *shaky, const char *path, struct bytes content) {
    struct inode *inode = inode_new(shaky);
    content_set(&inode->now, content.at, content.size);
    content_set(&inode->synced, content.at, content.size);
    folder_put(&shaky->now, path, inode);
    folder_put(&shaky->synced, path, inode);
}

struct bytes shaky_content(const struct shaky *shaky, const char *path) {
    for (size_t i = 0; i < shaky->now.count; i++)
        if (strcmp(shaky->now.names[i].path, path) == 0)
            return bytes_of(shaky->now.names[i].inode->now.at, shaky->now.names[i].inode->now.size);
    return bytes_of(NULL, 0);
}
