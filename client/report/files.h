/* The files of a publication: made in memory, compared, packed, and only then written. */
#ifndef WACHTPOST_CLIENT_REPORT_FILES_H
#define WACHTPOST_CLIENT_REPORT_FILES_H

#include "proto/model/arena.h"

#include <stdio.h>

struct report_file {
    const char *name; /* no folder in it */
    struct bytes content;
};

#define MAX_REPORT_FILES 8
struct report_files {
    size_t count;
    struct report_file file[MAX_REPORT_FILES];
};

/* Adds what `write` prints, in the arena. STATUS_NO_MEMORY. */
enum status files_add(struct report_files *files, const char *name,
                      void (*write)(FILE *out, const void *context), const void *context,
                      struct arena *arena) MUST_CHECK;

/* NULL: no file of that name. */
const struct report_file *files_find(const struct report_files *files, const char *name);

/* Who may read what is written: the public (a web server), or the owner alone. */
enum readers { READERS_ALL, READERS_OWNER };

/* Puts each file into the folder, which is made where it is not there; what stood there
 * under its name is replaced as a whole. STATUS_BAD_CONFIG, STATUS_FULL, STATUS_IO. */
enum status files_write(const struct report_files *files, const char *folder, enum readers readers,
                        struct complaint *complaint) MUST_CHECK;

#endif
