/* What a watcher does to its folder: looks, reads, tells and clears away. Every path is a name
 * within the folder; names with a slash do not come from a look. */
#ifndef WACHTPOST_CLIENT_WATCH_FILES_H
#define WACHTPOST_CLIENT_WATCH_FILES_H

#include "client/watch/folder.h"
#include "proto/model/snapshot.h"

#define REPORT_SUFFIX ".verslag.txt"
#define REFUSED_FOLDER "afgekeurd"
#define DELIVERED_FOLDER "geleverd"

/* The ordinary files of one look, malloc'ed; free them with files_free_sightings. */
struct sightings {
    size_t count;
    struct sighting *items;
};
/* STATUS_IO: the folder cannot be read (a share may be away). STATUS_NO_MEMORY. */
enum status files_list(const char *folder, struct sightings *sightings,
                       struct complaint *complaint) MUST_CHECK;
void files_free_sightings(struct sightings *sightings);

/* BLAKE2b-256 of the content. STATUS_ABSENT; STATUS_TOO_LARGE: over max_bytes; STATUS_IO (not
 * readable, or changed while it was read), STATUS_NO_MEMORY. */
enum status files_hash(const char *folder, const struct sighting *sighting, size_t max_bytes,
                       uint8_t hash[HASH_BYTES], struct complaint *complaint) MUST_CHECK;
/* STATUS_OK: the file still is what was seen, to the byte. STATUS_ABSENT: it is another, or gone.
 * Else it cannot be said now: STATUS_IO, STATUS_NO_MEMORY, STATUS_TOO_LARGE. */
enum status files_unchanged(const char *folder, const struct sighting *sighting, size_t max_bytes,
                            const uint8_t hash[HASH_BYTES], struct complaint *complaint) MUST_CHECK;

/* OF.verslag.txt in the folder or, with `below`, in that folder in it; replaced as a whole.
 * STATUS_FULL, STATUS_IO, STATUS_NO_MEMORY. */
enum status files_report(const char *folder, const char *below, const char *of, const char *text,
                         struct complaint *complaint) MUST_CHECK;
/* Nothing when there is none. */
void files_drop_report(const char *folder, const char *of);

/* Both durable when STATUS_OK. `replace`: an earlier file of that name goes; otherwise this one
 * gets .1, .2 ... behind its name. STATUS_ABSENT: it is gone. STATUS_FULL, STATUS_IO. */
enum status files_remove(const char *folder, const char *name,
                         struct complaint *complaint) MUST_CHECK;
enum status files_move(const char *folder, const char *name, const char *below, bool replace,
                       struct complaint *complaint) MUST_CHECK;

#endif
