#include "client/outbox/outbox.h"

#include "client/durable.h"
#include "client/language.h"
#include "client/outbox/inside.h"
#include "proto/keys/keys.h"
#include "proto/model/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static bool is_there(const char *state_folder, const struct agb *agb, const char *ending) {
    char *path = durable_path(state_folder, agb->text, ending);
    const bool absent = path && access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
    free(path);
    return !absent;
}

bool outbox_is_there(const char *state_folder, const struct agb *agb) {
    return is_there(state_folder, agb, ".outbox") || is_there(state_folder, agb, ".nummering");
}

static enum status look_once(struct outbox *outbox, struct complaint *complaint) {
    enum status status =
        outbox->disk->make_folder(outbox->disk->context, outbox->folder, complaint);
    if (status == STATUS_OK)
        status = inside_enter(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    status = outbox_put_away_old(outbox, complaint);
    inside_leave(outbox);
    return status;
}

enum status outbox_open(const char *state_folder, const struct agb *agb, const struct disk *disk,
                        struct outbox **outbox, struct complaint *complaint) {
    struct outbox *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return STATUS_NO_MEMORY;
    *fresh = (struct outbox){.agb = *agb,
                             .disk = disk ? disk : &disk_system,
                             .state_folder = strdup(state_folder),
                             .folder = durable_path(state_folder, agb->text, ".outbox"),
                             .lock = -1,
                             .turn = -1};
    enum status status = STATUS_NO_MEMORY;
    if (fresh->state_folder && fresh->folder)
        status = look_once(fresh, complaint);
    if (status != STATUS_OK)
        outbox_close(&fresh);
    else
        *outbox = fresh;
    return status;
}

void outbox_close(struct outbox **outbox) {
    if (!*outbox)
        return;
    outbox_turn_over(*outbox);
    free((*outbox)->state_folder);
    free((*outbox)->folder);
    free(*outbox);
    *outbox = NULL;
}

const struct agb *outbox_agb(const struct outbox *outbox) {
    return &outbox->agb;
}

const char *outbox_folder(const struct outbox *outbox) {
    return outbox->folder;
}

/* 0 is how sender_run calls all of them. */
uint64_t outbox_fresh_request_id(void) {
    uint8_t random[SEED_BYTES];
    uint64_t id = 0;
    while (id == 0) {
        keys_random_seed(random);
        memcpy(&id, random, sizeof id);
    }
    return id;
}

/* When it is not sure that it will stay, it goes: who was told that it failed will put it
 * in once more. */
static enum status write_or_withdraw(struct outbox *outbox, const struct snapshot_record *record,
                                     struct bytes body, struct complaint *complaint) {
    enum status status = inside_write_snapshot(outbox, outbox->state.generation, FILE_SNAPSHOT,
                                               record, body, complaint);
    const struct listed written = {.generation = outbox->state.generation,
                                   .sequence = record->sequence};
    if (status != STATUS_OK &&
        inside_remove_file(outbox, &written, FILE_SNAPSHOT, NULL) != STATUS_OK)
        complain(complaint, status, "%s", _("de schijf weigert; kijk wat wachtpost outbox toont"));
    return status;
}

static enum status add(struct outbox *outbox, uint64_t request_id, const struct delivery *delivery,
                       instant_t now, struct arena *arena, struct outbox_entry *entry,
                       struct complaint *complaint) {
    struct delivery numbered = *delivery;
    struct snapshot_record record = {.agb = outbox->agb, .request_id = request_id, .added_at = now};
    struct bytes body;
    numbered.agb = outbox->agb;
    numbered.number = inside_next(outbox);
    enum status status = delivery_encode(&numbered, arena, &body);
    if (status != STATUS_OK)
        return status;
    if (body.size > MAX_BODY_BYTES)
        return complain(complaint, STATUS_TOO_LARGE, _("de levering is groter dan %d MiB"),
                        MAX_BODY_BYTES >> 20);
    record.sequence = numbered.number.sequence;
    record.body_bytes = body.size;
    memcpy(record.epoch, numbered.number.epoch, EPOCH_BYTES);
    keys_hash(body, record.hash);
    status = write_or_withdraw(outbox, &record, body, complaint);
    if (status == STATUS_OK)
        *entry = inside_waiting_entry(outbox->state.generation, &record);
    return status;
}

enum status outbox_add_as(struct outbox *outbox, uint64_t request_id,
                          const struct delivery *delivery, instant_t now, struct arena *arena,
                          struct outbox_entry *entry, struct complaint *complaint) {
    ENSURE(request_id != 0);
    enum status status = inside_enter(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    status = add(outbox, request_id, delivery, now, arena, entry, complaint);
    inside_leave(outbox);
    return status;
}

enum status outbox_add(struct outbox *outbox, const struct delivery *delivery, instant_t now,
                       struct arena *arena, struct outbox_entry *entry,
                       struct complaint *complaint) {
    return outbox_add_as(outbox, outbox_fresh_request_id(), delivery, now, arena, entry, complaint);
}

/* NULL: nothing waits. */
static const struct listed *first_waiting(const struct outbox *outbox) {
    for (size_t i = 0; i < outbox->listing.count; i++)
        if (inside_waits(outbox, &outbox->listing.items[i]))
            return &outbox->listing.items[i];
    return NULL;
}

/* Who wrote it may have been killed before it was durable; what leaves the house is. */
enum status outbox_oldest(struct outbox *outbox, struct arena *arena, struct outbox_entry *entry,
                          struct bytes *body, struct complaint *complaint) {
    enum status status = inside_enter(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    const struct listed *oldest = first_waiting(outbox);
    status = oldest ? inside_sync(outbox, complaint) : STATUS_ABSENT;
    if (status == STATUS_OK)
        status = inside_body(outbox, oldest, arena, entry, body, complaint);
    inside_leave(outbox);
    return status;
}

/* NULL in *last: there is none. */
static enum status find_last(struct outbox *outbox, const struct listed **last,
                             struct complaint *complaint) {
    *last = NULL;
    for (size_t i = outbox->listing.count; i-- > 0;) {
        const struct listed *item = &outbox->listing.items[i];
        struct outbox_entry entry;
        if (!item->has[FILE_SNAPSHOT])
            continue;
        enum status status = inside_entry(outbox, item, &entry, complaint);
        if (status != STATUS_OK)
            return status;
        if (entry.state == OUTBOX_WAITING || entry.outcome != ANSWER_REJECTED) {
            *last = item;
            return STATUS_OK;
        }
    }
    return STATUS_OK;
}

enum status outbox_last(struct outbox *outbox, struct arena *arena, struct outbox_entry *entry,
                        struct bytes *body, struct complaint *complaint) {
    enum status status = inside_enter(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    const struct listed *last;
    status = find_last(outbox, &last, complaint);
    if (status == STATUS_OK)
        status = last ? inside_body(outbox, last, arena, entry, body, complaint) : STATUS_ABSENT;
    inside_leave(outbox);
    return status;
}

enum status outbox_find(struct outbox *outbox, uint64_t request_id, struct outbox_entry *entry,
                        struct complaint *complaint) {
    enum status status = inside_enter(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    const struct listed *item;
    status = inside_find(outbox, request_id, &item, entry, complaint);
    inside_leave(outbox);
    return status == STATUS_OK && !item ? STATUS_ABSENT : status;
}

static bool has_snapshot(const struct listed *item) {
    return item->has[FILE_SNAPSHOT] || item->has[FILE_MALFORMED];
}

int outbox_by_request_id(const void *a, const void *b) {
    const struct outbox_entry *one = a, *other = b;
    return (one->request_id > other->request_id) - (one->request_id < other->request_id);
}

/* NULL in *item: it is not where it was seen. */
static enum status look_where_seen(struct outbox *outbox, const struct outbox_entry *seen,
                                   const struct listed **item, struct outbox_entry *entry,
                                   struct complaint *complaint) {
    const struct listed *there = listing_find(&outbox->listing, seen->generation, seen->sequence);
    *item = NULL;
    if (!there || !has_snapshot(there))
        return STATUS_OK;
    enum status status = inside_entry(outbox, there, entry, complaint);
    if (status == STATUS_OK && entry->request_id == seen->request_id)
        *item = there;
    return status;
}

/* A snapshot's bytes never change under its name, so the names alone tell that it still waits. */
static bool still_waits(const struct outbox *outbox, const struct outbox_entry *seen) {
    const struct listed *there = listing_find(&outbox->listing, seen->generation, seen->sequence);
    return there && seen->state == OUTBOX_WAITING && inside_waits(outbox, there);
}

/* Where they were seen, and how many of them are not there. */
static enum status find_all_seen(struct outbox *outbox, struct outbox_entry *entries, size_t count,
                                 size_t *missing, struct complaint *complaint) {
    enum status status = STATUS_OK;
    *missing = 0;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        const struct listed *item;
        struct outbox_entry found;
        if (still_waits(outbox, &entries[i]))
            continue;
        status = look_where_seen(outbox, &entries[i], &item, &found, complaint);
        if (item) {
            entries[i] = found;
        } else {
            entries[i].generation = 0;
            ++*missing;
        }
    }
    return status;
}

/* From the newest on: what is asked after is seldom old. */
static enum status find_missing(struct outbox *outbox, struct outbox_entry *entries, size_t count,
                                size_t missing, struct complaint *complaint) {
    enum status status = STATUS_OK;
    for (size_t i = outbox->listing.count; status == STATUS_OK && missing > 0 && i-- > 0;) {
        struct outbox_entry found, *wanted = NULL;
        if (!has_snapshot(&outbox->listing.items[i]))
            continue;
        status = inside_entry(outbox, &outbox->listing.items[i], &found, complaint);
        if (status == STATUS_OK)
            wanted = bsearch(&found, entries, count, sizeof found, outbox_by_request_id);
        if (wanted && wanted->generation == 0) {
            *wanted = found;
            missing--;
        }
    }
    return status;
}

enum status outbox_find_all(struct outbox *outbox, struct outbox_entry *entries, size_t count,
                            struct complaint *complaint) {
    size_t missing;
    for (size_t i = 1; i < count; i++)
        ENSURE(entries[i - 1].request_id < entries[i].request_id);
    enum status status = inside_enter(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    status = find_all_seen(outbox, entries, count, &missing, complaint);
    if (status == STATUS_OK)
        status = find_missing(outbox, entries, count, missing, complaint);
    inside_leave(outbox);
    return status;
}

/* Where it was seen, or wherever it is now; NULL in *item: it is not here. */
static enum status find_seen(struct outbox *outbox, const struct outbox_entry *seen,
                             const struct listed **item, struct outbox_entry *entry,
                             struct complaint *complaint) {
    enum status status = look_where_seen(outbox, seen, item, entry, complaint);
    if (status != STATUS_OK || *item)
        return status;
    return inside_find(outbox, seen->request_id, item, entry, complaint);
}

static enum status read_both(struct outbox *outbox, const struct outbox_entry *seen,
                             struct arena *arena, struct bytes *body, struct bytes *reply,
                             struct complaint *complaint) {
    const struct listed *item;
    struct outbox_entry entry;
    *reply = bytes_of(NULL, 0);
    enum status status = find_seen(outbox, seen, &item, &entry, complaint);
    if (status != STATUS_OK || !item)
        return status == STATUS_OK ? STATUS_ABSENT : status;
    status = inside_body(outbox, item, arena, &entry, body, complaint);
    if (status == STATUS_OK && entry.state == OUTBOX_DELIVERED)
        status = inside_reply(outbox, item, arena, reply, complaint);
    return status;
}

enum status outbox_read(struct outbox *outbox, const struct outbox_entry *seen, struct arena *arena,
                        struct bytes *body, struct bytes *reply, struct complaint *complaint) {
    enum status status = inside_enter(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    status = read_both(outbox, seen, arena, body, reply, complaint);
    inside_leave(outbox);
    return status;
}

enum status outbox_visit(struct outbox *outbox, outbox_visitor *visit, void *context,
                         struct complaint *complaint) {
    enum status status = inside_enter(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; status == STATUS_OK && i < outbox->listing.count; i++) {
        struct outbox_entry entry;
        if (!has_snapshot(&outbox->listing.items[i]))
            continue;
        status = inside_entry(outbox, &outbox->listing.items[i], &entry, complaint);
        if (status == STATUS_OK)
            status = visit(context, &entry);
    }
    inside_leave(outbox);
    return status;
}

static void count(const struct outbox *outbox, struct outbox_standing *standing) {
    for (size_t i = 0; i < outbox->listing.count; i++) {
        const struct listed *item = &outbox->listing.items[i];
        if (item->has[FILE_SNAPSHOT] && item->has[FILE_RECEIPT])
            standing->delivered++;
        else if (item->has[FILE_SNAPSHOT])
            standing->waiting++;
        else if (item->has[FILE_MALFORMED])
            standing->set_aside++;
    }
}

enum status outbox_standing(struct outbox *outbox, struct outbox_standing *standing,
                            struct complaint *complaint) {
    enum status status = inside_enter(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    *standing = (struct outbox_standing){.stop = outbox->state.stop,
                                         .stopped_at = outbox->state.stopped_at,
                                         .next = inside_next(outbox),
                                         .superseded_sequence = outbox->state.superseded_sequence};
    memcpy(standing->superseded, outbox->state.superseded, EPOCH_BYTES);
    count(outbox, standing);
    inside_leave(outbox);
    return STATUS_OK;
}

enum status outbox_stop(struct outbox *outbox, enum outbox_stop stop, instant_t now,
                        struct complaint *complaint) {
    enum status status = inside_enter(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    struct state_record state = outbox->state;
    state.stop = stop;
    state.stopped_at = stop == OUTBOX_RUNS ? 0 : now;
    if (stop != outbox->state.stop)
        status = inside_write_state(outbox, &state, complaint);
    inside_leave(outbox);
    return status;
}

enum status outbox_turn(struct outbox *outbox, int64_t wait_ms, struct complaint *complaint) {
    if (outbox->turn >= 0)
        return STATUS_OK;
    char *path = durable_path(outbox->folder, "sending.lock", "");
    if (!path)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    int error = outbox->disk->lock(outbox->disk->context, path, wait_ms, &outbox->turn);
    if (error == EWOULDBLOCK)
        status = complain(complaint, STATUS_BUSY, _("een ander proces verstuurt al uit %s"),
                          outbox->folder);
    else if (error != 0)
        status = disk_complain(path, _("openen mislukt"), error, complaint);
    free(path);
    return status;
}

void outbox_turn_over(struct outbox *outbox) {
    if (outbox->turn >= 0)
        outbox->disk->unlock(outbox->disk->context, outbox->turn);
    outbox->turn = -1;
}
