/* What is asked of a disk, one step at a time, so that a test can put another one in its
 * place: one that is full, that fails, or that loses power between two steps.
 *
 * Each step gives 0 or an errno value. Paths are relative to the working folder or
 * absolute, as the system takes them. */
#ifndef WACHTPOST_CLIENT_DISK_H
#define WACHTPOST_CLIENT_DISK_H

#include "proto/model/bytes.h"
#include "proto/model/status.h"

struct disk {
    void *context; /* handed to every step */
    /* The folder, and any above it, with mode 0700 where they did not exist, durably; as
     * durable_folder, whose words the complaint has. */
    enum status (*make_folder)(void *context, const char *path, struct complaint *complaint);
    /* An empty file of mode 0600, open for writing; what it held is gone. */
    int (*create)(void *context, const char *path, int *file);
    /* All of it, behind what was written before. */
    int (*write)(void *context, int file, struct bytes content);
    int (*sync)(void *context, int file);
    /* In any case; also after a failure the file is not open any more. */
    int (*close)(void *context, int file);
    /* Over what may stand there, as one step. */
    int (*rename)(void *context, const char *from, const char *to);
    int (*remove)(void *context, const char *path);
    /* Names that were made, changed and removed in this folder are durable now. */
    int (*sync_folder)(void *context, const char *path);
    /* The first max_bytes at most, malloc'ed with a NUL behind it (not counted). */
    int (*read)(void *context, const char *path, size_t max_bytes, uint8_t **content, size_t *size);
    /* Every name in the folder but those that begin with a dot, in no order. Ends at the
     * first that `visit` does not answer with 0, and gives that. */
    int (*list)(void *context, const char *path, int (*visit)(void *to, const char *name),
                void *to);
    /* Makes the lock file and takes it; EWOULDBLOCK when somebody else kept it all the time.
     * It goes with the process. */
    int (*lock)(void *context, const char *path, int64_t wait_ms, int *lock);
    void (*unlock)(void *context, int lock);
};

/* The real one. */
extern const struct disk disk_system;

/* Writes `path`.new, syncs it, renames it over `path` and syncs `folder`, in which it stands.
 * STATUS_FULL, STATUS_IO, STATUS_NO_MEMORY; then the old content stands, or (when only the
 * last step failed) either. */
enum status disk_replace(const struct disk *disk, const char *folder, const char *path,
                         const struct bytes *parts, size_t part_count,
                         struct complaint *complaint) MUST_CHECK;

/* Says what could not be done to `path`; `error` is an errno value. STATUS_FULL for a disk or
 * quota without room, STATUS_NO_MEMORY, else STATUS_IO. */
enum status disk_complain(const char *path, const char *doing, int error,
                          struct complaint *complaint) MUST_CHECK;

#endif
