#include "client/cli/bookmark.h"

#include "client/durable.h"
#include "client/language.h"

#include <stdlib.h>
#include <unistd.h>

static enum status take_lock(const char *folder, const char *name, struct bookmark *bookmark,
                             struct complaint *complaint) {
    char *lock_path = durable_path(folder, name, ".lock");
    enum status status = lock_path ? durable_folder(folder, complaint) : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = durable_lock(lock_path, &bookmark->lock, complaint);
    if (status == STATUS_BUSY)
        complain(
            complaint, status,
            _("%s is in gebruik door een ander proces; er loopt al een wachtpost met deze map: "
              "sluit die, of geef een andere --state"),
            lock_path);
    free(lock_path);
    return status;
}

enum exit_code bookmark_open(const char *folder, const char *name, struct bookmark *bookmark) {
    struct complaint complaint = {0};
    *bookmark = (struct bookmark){durable_path(folder, name, ".cursor"), -1};
    enum status status =
        bookmark->cursor_path ? take_lock(folder, name, bookmark, &complaint) : STATUS_NO_MEMORY;
    return status == STATUS_OK ? EXIT_DONE : exit_with(status, &complaint);
}

void bookmark_close(struct bookmark *bookmark) {
    if (bookmark->lock >= 0)
        close(bookmark->lock);
    free(bookmark->cursor_path);
    *bookmark = (struct bookmark){NULL, -1};
}
