/* Where a reader of alerts got to: STATE/NAME.cursor, held by one process at a time. */
#ifndef WACHTPOST_CLIENT_CLI_BOOKMARK_H
#define WACHTPOST_CLIENT_CLI_BOOKMARK_H

#include "client/cli/exits.h"

struct bookmark {
    char *cursor_path; /* for cursor_read and cursor_write */
    int lock;
};

/* Makes the folder where it is missing and takes STATE/NAME.lock: two readers on one cursor
 * would each miss what the other took. Tells on stderr what is wrong. Close it in any
 * case. */
enum exit_code bookmark_open(const char *folder, const char *name, struct bookmark *bookmark);
void bookmark_close(struct bookmark *bookmark);

#endif
