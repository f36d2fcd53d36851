/* Taking the lock and finding the outbox as it is, or as it was meant to be. */
#include "client/durable.h"
#include "client/language.h"
#include "client/outbox/inside.h"

#include <errno.h>
#include <stdlib.h>

#define LOCK_WAIT_MS 10000

static enum status take_lock(struct outbox *outbox, struct complaint *complaint) {
    char *path = durable_path(outbox->folder, "outbox.lock", "");
    if (!path)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    int error = outbox->disk->lock(outbox->disk->context, path, LOCK_WAIT_MS, &outbox->lock);
    if (error == EWOULDBLOCK)
        status =
            complain(complaint, STATUS_BUSY, _("%s is in gebruik door een ander proces"), path);
    else if (error != 0)
        status = disk_complain(path, _("openen mislukt"), error, complaint);
    free(path);
    return status;
}

static int note_name(void *to, const char *name) {
    return listing_note(to, name) ? 0 : ENOMEM;
}

enum status inside_list(struct outbox *outbox, struct complaint *complaint) {
    listing_clear(&outbox->listing);
    int error =
        outbox->disk->list(outbox->disk->context, outbox->folder, note_name, &outbox->listing);
    listing_finish(&outbox->listing);
    return error == 0 ? STATUS_OK
                      : disk_complain(outbox->folder, _("lezen mislukt"), error, complaint);
}

/* STATUS_ABSENT: there is none yet. */
static enum status read_state(struct outbox *outbox, struct complaint *complaint) {
    uint8_t *content = NULL;
    size_t size = 0;
    struct complaint why = {0};
    enum status status = inside_read(outbox, STATE_FILE, RECORD_MAX_BYTES, &content, &size, &why);
    if (status != STATUS_OK && status != STATUS_ABSENT)
        status = complain(complaint, status, "%s", why.text);
    if (status == STATUS_OK && (!record_read_state((const char *)content, &outbox->state) ||
                                strcmp(outbox->state.agb.text, outbox->agb.text) != 0))
        status = complain(complaint, STATUS_DAMAGED,
                          _("%s/%s is beschadigd, er wordt niets verstuurd: zet de map "
                            "opzij en lever met --new-epoch"),
                          outbox->folder, STATE_FILE);
    free(content);
    return status;
}

static enum status look(struct outbox *outbox, struct complaint *complaint) {
    enum status status = inside_list(outbox, complaint);
    if (status == STATUS_OK)
        status = read_state(outbox, complaint);
    if (status == STATUS_ABSENT) {
        status = outbox_begin(outbox, complaint);
        if (status == STATUS_OK)
            status = inside_list(outbox, complaint);
    }
    if (status == STATUS_OK)
        status = outbox_repair(outbox, complaint);
    return status;
}

enum status inside_enter(struct outbox *outbox, struct complaint *complaint) {
    enum status status = take_lock(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    status = look(outbox, complaint);
    if (status != STATUS_OK)
        inside_leave(outbox);
    return status;
}

void inside_leave(struct outbox *outbox) {
    outbox->disk->unlock(outbox->disk->context, outbox->lock);
    outbox->lock = -1;
    listing_clear(&outbox->listing);
}

static enum status remove_unfinished(struct outbox *outbox, struct complaint *complaint) {
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < outbox->listing.unfinished_count; i++)
        status = inside_remove(outbox, outbox->listing.unfinished[i], complaint);
    return status;
}

/* Of a renumbering that did not happen: everything of a later generation. Of one that did:
 * what waited in an earlier one, and waits now under another number. Of a setting aside that did
 * not happen: what was kept apart. */
static bool is_left_over(const struct outbox *outbox, const struct listed *item,
                         enum outbox_file file) {
    const uint32_t generation = outbox->state.generation;
    if (!item->has[file] || item->generation > generation)
        return item->has[file];
    if (file == FILE_MALFORMED)
        return inside_counts(outbox, item);
    return file == FILE_SNAPSHOT && item->generation < generation && !item->has[FILE_RECEIPT] &&
           !inside_counts(outbox, item);
}

static bool any_left_over(const struct outbox *outbox) {
    for (size_t i = 0; i < outbox->listing.count; i++)
        for (size_t file = 0; file < OUTBOX_FILE_COUNT; file++)
            if (is_left_over(outbox, &outbox->listing.items[i], (enum outbox_file)file))
                return true;
    return false;
}

static enum status remove_left_over(struct outbox *outbox, struct listed *item,
                                    struct complaint *complaint) {
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < OUTBOX_FILE_COUNT; i++)
        if (is_left_over(outbox, item, (enum outbox_file)i)) {
            status = inside_remove_file(outbox, item, (enum outbox_file)i, complaint);
            item->has[i] = false;
        }
    return status;
}

/* What was numbered anew is only removed once it is certain that the new numbers stay. */
static enum status remove_all_left_over(struct outbox *outbox, struct complaint *complaint) {
    if (!any_left_over(outbox))
        return STATUS_OK;
    enum status status = inside_sync(outbox, complaint);
    for (size_t i = 0; status == STATUS_OK && i < outbox->listing.count; i++)
        status = remove_left_over(outbox, &outbox->listing.items[i], complaint);
    return status;
}

/* Sent in order, and each answered before the next: so a receipt behind one that waits is what a
 * rewind did not come to. */
static enum status finish_rewind(struct outbox *outbox, struct complaint *complaint) {
    bool waits = false;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < outbox->listing.count; i++) {
        struct listed *item = &outbox->listing.items[i];
        if (waits && item->has[FILE_RECEIPT] && inside_counts(outbox, item)) {
            status = inside_remove_file(outbox, item, FILE_RECEIPT, complaint);
            item->has[FILE_RECEIPT] = false;
        }
        waits = waits || inside_waits(outbox, item);
    }
    return status;
}

enum status outbox_repair(struct outbox *outbox, struct complaint *complaint) {
    enum status status = remove_unfinished(outbox, complaint);
    if (status == STATUS_OK)
        status = remove_all_left_over(outbox, complaint);
    return status == STATUS_OK ? finish_rewind(outbox, complaint) : status;
}
