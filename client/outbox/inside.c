#include "client/outbox/inside.h"

#include "client/durable.h"
#include "client/language.h"
#include "proto/keys/keys.h"
#include "proto/model/limits.h"

#include <errno.h>
#include <stdlib.h>

/* A file with the largest head and body that is one, and a byte more to see that it is not. */
#define MAX_FILE_BYTES (RECORD_MAX_BYTES + MAX_REPLY_BYTES + 1)

static enum status damaged(const struct outbox *outbox, const char *name,
                           struct complaint *complaint) {
    return complain(complaint, STATUS_DAMAGED,
                    _("%s/%s is beschadigd: zet dit bestand opzij. Wacht er dan nog iets, geef dan "
                      "wachtpost outbox --new-epoch"),
                    outbox->folder, name);
}

enum status inside_write(struct outbox *outbox, const char *name, const struct bytes *parts,
                         size_t part_count, struct complaint *complaint) {
    char *path = durable_path(outbox->folder, name, "");
    if (!path)
        return STATUS_NO_MEMORY;
    enum status status =
        disk_replace(outbox->disk, outbox->folder, path, parts, part_count, complaint);
    free(path);
    return status;
}

enum status inside_write_state(struct outbox *outbox, const struct state_record *state,
                               struct complaint *complaint) {
    char text[RECORD_MAX_BYTES];
    const struct bytes content = bytes_of(text, record_write_state(state, text));
    enum status status = inside_write(outbox, STATE_FILE, &content, 1, complaint);
    if (status == STATUS_OK)
        outbox->state = *state;
    return status;
}

enum status inside_remove(struct outbox *outbox, const char *name, struct complaint *complaint) {
    char *path = durable_path(outbox->folder, name, "");
    if (!path)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    int error = outbox->disk->remove(outbox->disk->context, path);
    if (error != 0 && error != ENOENT)
        status = disk_complain(path, _("verwijderen mislukt"), error, complaint);
    free(path);
    return status;
}

enum status inside_remove_file(struct outbox *outbox, const struct listed *item,
                               enum outbox_file file, struct complaint *complaint) {
    char name[LISTED_NAME_SIZE];
    return inside_remove(outbox, listed_name(item->generation, item->sequence, file, name),
                         complaint);
}

enum status inside_sync(struct outbox *outbox, struct complaint *complaint) {
    int error = outbox->disk->sync_folder(outbox->disk->context, outbox->folder);
    return error == 0 ? STATUS_OK
                      : disk_complain(outbox->folder, _("vastleggen mislukt"), error, complaint);
}

enum status inside_read(struct outbox *outbox, const char *name, size_t max_bytes,
                        uint8_t **content, size_t *size, struct complaint *complaint) {
    char *path = durable_path(outbox->folder, name, "");
    if (!path)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    int error = outbox->disk->read(outbox->disk->context, path, max_bytes, content, size);
    if (error == ENOENT)
        status = complain(complaint, STATUS_ABSENT, _("%s: dit bestand is er niet"), path);
    else if (error != 0)
        status = disk_complain(path, _("lezen mislukt"), error, complaint);
    free(path);
    return status;
}

/* Of a snapshot or of one set aside. */
static enum outbox_file body_file(const struct listed *item) {
    return item->has[FILE_SNAPSHOT] ? FILE_SNAPSHOT : FILE_MALFORMED;
}

static bool snapshot_fits(const struct outbox *outbox, const struct listed *item,
                          const struct snapshot_record *record) {
    return strcmp(record->agb.text, outbox->agb.text) == 0 && record->sequence == item->sequence &&
           (item->generation < outbox->state.begun ||
            memcmp(record->epoch, outbox->state.epoch, EPOCH_BYTES) == 0);
}

struct outbox_entry inside_waiting_entry(uint32_t generation,
                                         const struct snapshot_record *record) {
    struct outbox_entry entry = {.request_id = record->request_id,
                                 .generation = generation,
                                 .sequence = record->sequence,
                                 .added_at = record->added_at,
                                 .body_bytes = record->body_bytes,
                                 .state = OUTBOX_WAITING};
    memcpy(entry.epoch, record->epoch, EPOCH_BYTES);
    memcpy(entry.hash, record->hash, HASH_BYTES);
    return entry;
}

/* Reads `max_bytes` of the file and its head. */
static enum status read_snapshot(struct outbox *outbox, const struct listed *item, size_t max_bytes,
                                 uint8_t **content, size_t *size, struct snapshot_record *record,
                                 size_t *body_at, struct complaint *complaint) {
    char name[LISTED_NAME_SIZE];
    listed_name(item->generation, item->sequence, body_file(item), name);
    enum status status = inside_read(outbox, name, max_bytes, content, size, complaint);
    if (status != STATUS_OK)
        return status;
    if (!record_read_snapshot((const char *)*content, record, body_at) ||
        !snapshot_fits(outbox, item, record))
        status = damaged(outbox, name, complaint);
    return status;
}

static enum status read_receipt(struct outbox *outbox, const struct listed *item, size_t max_bytes,
                                uint8_t **content, size_t *size, struct receipt_record *record,
                                size_t *body_at, struct complaint *complaint) {
    char name[LISTED_NAME_SIZE];
    listed_name(item->generation, item->sequence, FILE_RECEIPT, name);
    enum status status = inside_read(outbox, name, max_bytes, content, size, complaint);
    if (status == STATUS_OK && !record_read_receipt((const char *)*content, record, body_at))
        status = damaged(outbox, name, complaint);
    return status;
}

/* The receipt must be about these bytes. */
static enum status entry_receipt(struct outbox *outbox, const struct listed *item,
                                 struct outbox_entry *entry, struct complaint *complaint) {
    struct receipt_record record;
    uint8_t *content = NULL;
    size_t size = 0, body_at;
    char name[LISTED_NAME_SIZE];
    enum status status =
        read_receipt(outbox, item, RECORD_MAX_BYTES, &content, &size, &record, &body_at, complaint);
    free(content);
    if (status != STATUS_OK)
        return status;
    if (memcmp(record.snapshot, entry->hash, HASH_BYTES) != 0)
        return damaged(outbox, listed_name(item->generation, item->sequence, FILE_RECEIPT, name),
                       complaint);
    entry->state = OUTBOX_DELIVERED;
    entry->outcome = record.outcome;
    entry->settled_at = record.settled_at;
    return STATUS_OK;
}

enum status inside_entry(struct outbox *outbox, const struct listed *item,
                         struct outbox_entry *entry, struct complaint *complaint) {
    struct snapshot_record record;
    struct outbox_entry found;
    uint8_t *content = NULL;
    size_t size = 0, body_at;
    enum status status = read_snapshot(outbox, item, RECORD_MAX_BYTES, &content, &size, &record,
                                       &body_at, complaint);
    free(content);
    if (status != STATUS_OK)
        return status;
    found = inside_waiting_entry(item->generation, &record);
    if (!item->has[FILE_SNAPSHOT])
        found.state = OUTBOX_SET_ASIDE;
    if (item->has[FILE_SNAPSHOT] && item->has[FILE_RECEIPT])
        status = entry_receipt(outbox, item, &found, complaint);
    if (status == STATUS_OK)
        *entry = found;
    return status;
}

/* What lies behind a head, if it is what the head says. */
static bool content_fits(const uint8_t *content, size_t size, size_t body_at, size_t body_bytes,
                         const uint8_t hash[HASH_BYTES]) {
    uint8_t found[HASH_BYTES];
    if (size - body_at != body_bytes)
        return false;
    keys_hash(bytes_of(content + body_at, body_bytes), found);
    return memcmp(found, hash, HASH_BYTES) == 0;
}

static enum status into_arena(struct arena *arena, struct bytes content, struct bytes *copy) {
    struct bytes taken = arena_copy(arena, content);
    if (!taken.at)
        return STATUS_NO_MEMORY;
    *copy = taken;
    return STATUS_OK;
}

enum status inside_body(struct outbox *outbox, const struct listed *item, struct arena *arena,
                        struct outbox_entry *entry, struct bytes *body,
                        struct complaint *complaint) {
    struct snapshot_record record;
    uint8_t *content = NULL;
    size_t size = 0, body_at = 0;
    char name[LISTED_NAME_SIZE];
    enum status status = inside_entry(outbox, item, entry, complaint);
    if (status == STATUS_OK)
        status = read_snapshot(outbox, item, MAX_FILE_BYTES, &content, &size, &record, &body_at,
                               complaint);
    if (status == STATUS_OK &&
        !content_fits(content, size, body_at, record.body_bytes, record.hash))
        status =
            damaged(outbox, listed_name(item->generation, item->sequence, body_file(item), name),
                    complaint);
    if (status == STATUS_OK)
        status = into_arena(arena, bytes_of(content + body_at, record.body_bytes), body);
    free(content);
    return status;
}

enum status inside_reply(struct outbox *outbox, const struct listed *item, struct arena *arena,
                         struct bytes *reply, struct complaint *complaint) {
    struct receipt_record record;
    uint8_t *content = NULL;
    size_t size = 0, body_at = 0;
    char name[LISTED_NAME_SIZE];
    enum status status =
        read_receipt(outbox, item, MAX_FILE_BYTES, &content, &size, &record, &body_at, complaint);
    if (status == STATUS_OK &&
        !content_fits(content, size, body_at, record.reply_bytes, record.hash))
        status = damaged(outbox, listed_name(item->generation, item->sequence, FILE_RECEIPT, name),
                         complaint);
    if (status == STATUS_OK)
        status = into_arena(arena, bytes_of(content + body_at, record.reply_bytes), reply);
    free(content);
    return status;
}

enum status inside_find(struct outbox *outbox, uint64_t request_id, const struct listed **item,
                        struct outbox_entry *entry, struct complaint *complaint) {
    *item = NULL;
    for (size_t i = outbox->listing.count; i-- > 0;) {
        const struct listed *listed = &outbox->listing.items[i];
        struct outbox_entry found;
        if (!listed->has[FILE_SNAPSHOT] && !listed->has[FILE_MALFORMED])
            continue;
        enum status status = inside_entry(outbox, listed, &found, complaint);
        if (status != STATUS_OK)
            return status;
        if (found.request_id == request_id) {
            *item = listed;
            *entry = found;
            return STATUS_OK;
        }
    }
    return STATUS_OK;
}

enum status inside_write_snapshot(struct outbox *outbox, uint32_t generation, enum outbox_file file,
                                  const struct snapshot_record *record, struct bytes body,
                                  struct complaint *complaint) {
    char head[RECORD_MAX_BYTES], name[LISTED_NAME_SIZE];
    const struct bytes parts[] = {bytes_of(head, record_write_snapshot(record, head)), body};
    return inside_write(outbox, listed_name(generation, record->sequence, file, name), parts, 2,
                        complaint);
}

bool inside_counts(const struct outbox *outbox, const struct listed *item) {
    const struct state_record *state = &outbox->state;
    return item->has[FILE_SNAPSHOT] &&
           (item->generation == state->generation ||
            (item->generation < state->generation && item->generation >= state->begun &&
             item->sequence < state->first));
}

bool inside_waits(const struct outbox *outbox, const struct listed *item) {
    return inside_counts(outbox, item) && !item->has[FILE_RECEIPT];
}

const struct listed *inside_numbered(const struct outbox *outbox, uint64_t sequence) {
    for (size_t i = outbox->listing.count; i-- > 0;)
        if (outbox->listing.items[i].sequence == sequence &&
            inside_counts(outbox, &outbox->listing.items[i]))
            return &outbox->listing.items[i];
    return NULL;
}

struct number inside_next(const struct outbox *outbox) {
    const struct state_record *state = &outbox->state;
    const struct listed *newest = listing_newest(&outbox->listing, state->generation);
    struct number next = {.sequence = newest ? newest->sequence + 1 : state->first};
    memcpy(next.epoch, state->epoch, EPOCH_BYTES);
    if (next.sequence == 1 && state->superseded_sequence > 0) {
        next.supersedes = true;
        next.superseded_sequence = state->superseded_sequence;
        memcpy(next.superseded_epoch, state->superseded, EPOCH_BYTES);
    }
    return next;
}
