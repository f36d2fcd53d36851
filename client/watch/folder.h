/* What stands in a folder into which somebody else writes: which files are whole, and which
 * comes next. Pure: it is told what a look at the folder showed and when that was, so that a
 * share without notifications (SMB, NFS) is watched by looking again and again.
 *
 * A file is whole when two looks in a row and the quiet time between them show the same size and
 * the same time of last change: nobody is writing it any more. One that is moved into place is
 * whole after the same time, for it looks no different. An empty file is most often the
 * beginning of one and gets longer. */
#ifndef WACHTPOST_CLIENT_WATCH_FOLDER_H
#define WACHTPOST_CLIENT_WATCH_FOLDER_H

#include "proto/model/day.h"
#include "proto/model/status.h"

/* An empty file is quiet for so long before it counts as whole. */
#define EMPTY_QUIET_MS 60000

/* One file as a look showed it. */
struct sighting {
    const char *name;
    uint64_t bytes;
    instant_t modified;
};

/* Whether a name is none of a delivery: hidden (.x), a lock or backup of an editor (~x, ~$x of
 * Excel, x~), still being written (.tmp, .part, .filepart and the like, in any case), or a report
 * of ours (.verslag.txt). */
bool folder_ignores(const char *name);

struct folder;

/* NULL: no memory. */
struct folder *folder_new(int64_t quiet_ms);
void folder_free(struct folder **folder);

/* A look, at `now_ms` of a clock that never goes back: every file that is there. What is not
 * there any more is forgotten; what changed is as new. Names are copied. STATUS_NO_MEMORY: as if
 * the look had not been taken. */
enum status folder_look(struct folder *folder, const struct sighting *sightings, size_t count,
                        int64_t now_ms) MUST_CHECK;

/* The next to deliver: of the files that are neither taken nor put off the one that changed
 * longest ago, of equals the first by name, when it is whole. NULL: none is, or an older one is
 * still being written: order goes before haste. Lives until the next look. */
const struct sighting *folder_next(const struct folder *folder, int64_t now_ms);

/* It was taken: it comes no more, unless it changes; or that was not so after all. */
void folder_taken(struct folder *folder, const char *name);
void folder_not_taken(struct folder *folder, const char *name);
/* It could not be taken: it comes again after 10 s, doubling up to 10 min, or when it changes;
 * meanwhile it holds up no other. */
void folder_put_off(struct folder *folder, const char *name, int64_t now_ms);

#endif
