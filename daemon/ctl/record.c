#include "daemon/ctl/record.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/ctl/command.h"
#include "daemon/ctl/ctl.h"
#include "daemon/ctl/findings.h"
#include "daemon/ctl/stores.h"

/* Something for the store: straight into it, or in words for the daemon that has it. */
struct entry {
    const char *name;
    enum status (*write)(struct store *store, const void *what);
    const void *what;
    const char *const *words;
    size_t count;
};

static int tell_daemon(const char *conf, const struct entry *entry) {
    struct ctl_answer answer;
    int code = ctl_command(conf, entry->words, entry->count, &answer);
    if (code != 0)
        return code;
    code = answer.code;
    if (code != 0)
        ctl_fail(code, "%s cannot be put on record: %s", entry->name, answer.text);
    ctl_answer_free(&answer);
    return code;
}

/* A line in the audit log is no reason to bring a store to a format that the version which made it
 * does not open any more: that is for the daemon, when somebody starts it. */
static enum status open_as_it_is(const struct store_options *options, struct store **store,
                                 struct complaint *complaint) {
    struct store *looked_at = NULL;
    enum status status = store_open_beside(options, &looked_at, complaint);
    store_close(&looked_at);
    return status == STATUS_WRONG_FORMAT ? status : store_open(options, store, complaint);
}

/* STATUS_BUSY: a daemon has it. STATUS_WRONG_FORMAT: it has another one than this version's. */
static enum status write_down(const struct process_settings *process, const struct entry *entry,
                              struct complaint *complaint) {
    const struct store_options options = {process->store, process->store_key, process->map_bytes};
    struct store *store = NULL;
    enum status status = open_as_it_is(&options, &store, complaint);
    if (status != STATUS_OK)
        return status;
    status = entry->write(store, entry->what);
    if (status != STATUS_OK)
        complain(complaint, status, "%s cannot be put on record: %s", entry->name,
                 status_text(status));
    store_close(&store);
    return status;
}

static int put_on_record(const char *conf, const struct entry *entry) {
    struct settings_file *file = NULL;
    struct mistakes mistakes = {0, NULL};
    struct complaint complaint = {""};
    enum status status = settings_read(conf, &file, &mistakes);
    if (status != STATUS_OK)
        return ctl_tell(&mistakes, status);
    status = write_down(&settings_of(file)->process, entry, &complaint);
    settings_free(&file);
    if (status == STATUS_BUSY)
        return tell_daemon(conf, entry);
    return status == STATUS_OK ? 0 : ctl_fail(stores_exit_code(status), "%s", complaint.text);
}

static enum status write_deed(struct store *store, const void *what) {
    return audit_record(store, geteuid(), what);
}

int ctl_record(const char *conf, const struct audit_deed *deed) {
    const char *const words[] = {"record", deed->act, deed->detail, deed->agb.text, deed->plek};
    const struct entry entry = {deed->act, write_deed, deed, words, deed->plek ? 5 : 3};
    return put_on_record(conf, &entry);
}

static enum status write_checkpoint(struct store *store, const void *what) {
    return checkpoint_record(store, what);
}

int ctl_record_checkpoint(const char *conf, const struct checkpoint *checkpoint) {
    char event[24], hash[2 * CHECKPOINT_HASH_BYTES + 1];
    snprintf(event, sizeof event, "%" PRIu64, checkpoint->event);
    findings_hex(checkpoint->hash, sizeof checkpoint->hash, hash);
    const char *const words[] = {"checkpoint", event, hash};
    const struct entry entry = {"CHECKPOINT", write_checkpoint, checkpoint, words, 3};
    return put_on_record(conf, &entry);
}

int ctl_record_in(struct store *store, const char *act, const char *detail) {
    const struct audit_deed deed = {.act = act, .detail = detail};
    enum status status = audit_record(store, geteuid(), &deed);
    return status == STATUS_OK
               ? 0
               : ctl_fail(stores_exit_code(status), "%s cannot be put on record: %s", act,
                          status_text(status));
}

void ctl_record_done(const char *conf, const char *act, const char *detail) {
    const struct audit_deed deed = {.act = act, .detail = detail};
    if (ctl_record(conf, &deed) != 0)
        ctl_fail(0, "it was done all the same, and is not in the audit log");
}

static bool somebody_listens(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    memcpy(address.sun_path, path, strlen(path)); /* a configuration's path fits */
    const bool listens =
        fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0;
    if (fd >= 0)
        close(fd);
    return listens;
}

void ctl_record_verified(const char *conf, const struct process_settings *process) {
    if (somebody_listens(process->control_socket))
        ctl_record_done(conf, "VERIFY", "");
}

void ctl_record_file(const char *conf, const char *act, const char *path) {
    char detail[NAME_MAX + sizeof "file="];
    const char *slash = strrchr(path, '/');
    snprintf(detail, sizeof detail, "file=%.*s", NAME_MAX, slash ? slash + 1 : path);
    ctl_record_done(conf, act, detail);
}
