#include "daemon/ctl/stores.h"

#include "daemon/ctl/ctl.h"
#include "daemon/ctl/files.h"
#include "daemon/ctl/findings.h"
#include "store/backup.h"

int stores_exit_code(enum status status) {
    return status == STATUS_BUSY ? EX_TEMPFAIL : EX_IOERR;
}

struct store_options stores_options(const struct settings_file *file, const char *directory) {
    const struct process_settings *process = &settings_of(file)->process;
    return (struct store_options){.directory = directory ? directory : process->store,
                                  .key_file = process->store_key,
                                  .map_bytes = process->map_bytes};
}

/* store_open or store_open_beside. */
typedef enum status opener(const struct store_options *options, struct store **store,
                           struct complaint *complaint);

static int open_by(opener *open, const char *conf, const char *directory,
                   struct opened_store *opened) {
    struct mistakes mistakes;
    struct complaint complaint = {""};
    *opened = (struct opened_store){NULL, NULL};
    enum status status = settings_read(conf, &opened->file, &mistakes);
    if (status != STATUS_OK)
        return ctl_tell(&mistakes, status);
    const struct store_options options = stores_options(opened->file, directory);
    status = open(&options, &opened->store, &complaint);
    if (status == STATUS_OK)
        return 0;
    return ctl_fail(stores_exit_code(status), "%s", complaint.text);
}

int stores_open(const char *conf, const char *directory, struct opened_store *opened) {
    return open_by(store_open, conf, directory, opened);
}

int stores_open_beside(const char *conf, const char *directory, struct opened_store *opened) {
    return open_by(store_open_beside, conf, directory, opened);
}

void stores_close(struct opened_store *opened) {
    store_close(&opened->store);
    settings_free(&opened->file);
}

int stores_restore_beside(const struct opened_store *other, const char *directory,
                          const char *backup, struct store **store) {
    struct findings findings;
    struct store_facts facts;
    struct complaint complaint = {""};
    const struct store_options options = stores_options(other->file, directory);
    const struct store_listener listener = findings_listener(&findings);
    enum status status = store_restore(&options, backup, &listener, &facts, &complaint);
    if (status != STATUS_OK && status != STATUS_BUSY && status != STATUS_FULL)
        return findings_exit_code(&findings, status, backup, &complaint);
    if (status == STATUS_OK)
        status = store_open(&options, store, &complaint);
    return status == STATUS_OK ? 0 : ctl_fail(EX_CANTCREAT, "%s", complaint.text);
}

int stores_make_beside(const struct opened_store *other, const char *directory,
                       struct store **store) {
    struct complaint complaint = {""};
    const struct store_options options = stores_options(other->file, directory);
    enum status status = files_make_empty_folder(directory, &complaint);
    if (status == STATUS_OK)
        status = store_create(&options, store_is_virtual(other->store), &complaint);
    if (status == STATUS_OK)
        status = store_open(&options, store, &complaint);
    return status == STATUS_OK ? 0 : ctl_fail(EX_CANTCREAT, "%s", complaint.text);
}
