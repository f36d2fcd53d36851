/* A disk in memory that can lose power, as badly as POSIX allows: what was not synced is
 * lost, kept or torn, file by file, and a name that was made, changed or removed since its
 * folder was synced is kept or not, each by itself. */
#ifndef WACHTPOST_TESTS_OUTBOX_SHAKY_H
#define WACHTPOST_TESTS_OUTBOX_SHAKY_H

#include "client/disk.h"

struct shaky;

struct shaky *shaky_new(uint32_t seed);
void shaky_free(struct shaky **shaky);
const struct disk *shaky_disk(const struct shaky *shaky);

/* Any number, from the disk's own luck. */
uint32_t shaky_draw(struct shaky *shaky);

/* The step after so many more fails half done, and every later one too, until shaky_cut or
 * shaky_kill. */
void shaky_die_after(struct shaky *shaky, unsigned steps);
bool shaky_is_dead(const struct shaky *shaky);
/* That one step alone fails, with this errno value. */
void shaky_fail_once_after(struct shaky *shaky, unsigned steps, int error);
bool shaky_has_failed(const struct shaky *shaky);
void shaky_fail_no_more(struct shaky *shaky);

/* Power goes and comes back: the disk is what was durable, and some of the rest. */
void shaky_cut(struct shaky *shaky);
/* Only the process goes: nothing is lost, the locks are free. */
void shaky_kill(struct shaky *shaky);

/* How many files were read since it is new. */
size_t shaky_reads(const struct shaky *shaky);
/* How many names there are that end so, in every folder. */
size_t shaky_count(const struct shaky *shaky, const char *ending);
/* A file as if it had always been there. */
void shaky_put(struct shaky *shaky, const char *path, struct bytes content);
/* The bytes of a file, or nothing; they live until the next change. */
struct bytes shaky_content(const struct shaky *shaky, const char *path);

#endif
