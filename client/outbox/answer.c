/* What follows from an answer of the daemon: for who holds the turn to send. */
#include "client/outbox/inside.h"
#include "proto/keys/keys.h"
#include "proto/model/limits.h"

static const instant_t keep_us = OUTBOX_KEEP_DAYS * MICROSECONDS_PER_DAY;

static enum status enter_for_answer(struct outbox *outbox, struct complaint *complaint) {
    ENSURE(outbox->turn >= 0);
    return inside_enter(outbox, complaint);
}

enum status outbox_settle(struct outbox *outbox, const struct outbox_entry *entry,
                          const struct delivery_answer *answer, instant_t now,
                          struct complaint *complaint) {
    ENSURE(answer->has_receipt &&
           memcmp(answer->receipt.content_hash, entry->hash, HASH_BYTES) == 0);
    struct receipt_record record = {
        .outcome = answer->receipt.outcome, .settled_at = now, .reply_bytes = answer->reply.size};
    char head[RECORD_MAX_BYTES], name[LISTED_NAME_SIZE];
    memcpy(record.snapshot, entry->hash, HASH_BYTES);
    keys_hash(answer->reply, record.hash);
    enum status status = enter_for_answer(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    const struct bytes parts[] = {bytes_of(head, record_write_receipt(&record, head)),
                                  answer->reply};
    listed_name(entry->generation, entry->sequence, FILE_RECEIPT, name);
    status = inside_write(outbox, name, parts, 2, complaint);
    inside_leave(outbox);
    return status;
}

static enum status keep_apart(struct outbox *outbox, const struct listed *item,
                              const struct outbox_entry *entry, struct complaint *complaint) {
    struct outbox_entry found;
    struct bytes body;
    struct arena *arena = arena_new(MAX_REQUEST_MEMORY_BYTES);
    if (!arena)
        return STATUS_NO_MEMORY;
    enum status status = inside_body(outbox, item, arena, &found, &body, complaint);
    if (status == STATUS_OK && found.request_id != entry->request_id)
        status = STATUS_ABSENT;
    if (status == STATUS_OK)
        status = outbox_keep_apart(outbox, &found, body, complaint);
    arena_free(&arena);
    return status;
}

/* Kept under another name first; it is gone from the row once what waits behind it has been
 * numbered anew. */
static enum status set_aside(struct outbox *outbox, const struct outbox_entry *entry,
                             struct complaint *complaint) {
    const struct listed *item = listing_find(&outbox->listing, entry->generation, entry->sequence);
    if (!item || !inside_waits(outbox, item))
        return STATUS_ABSENT;
    struct state_record next = outbox->state;
    next.first = entry->sequence;
    enum status status = keep_apart(outbox, item, entry, complaint);
    return status == STATUS_OK ? outbox_renumber(outbox, &next, item, complaint) : status;
}

enum status outbox_set_aside(struct outbox *outbox, const struct outbox_entry *entry,
                             struct complaint *complaint) {
    enum status status = enter_for_answer(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    status = set_aside(outbox, entry, complaint);
    inside_leave(outbox);
    return status;
}

/* Whether every number from this one on is still kept: a list that counts is kept longer than
 * rejected ones behind it. */
static bool keeps_all_from(const struct outbox *outbox, uint64_t sequence) {
    const uint64_t next = inside_next(outbox).sequence;
    while (sequence < next && inside_numbered(outbox, sequence))
        sequence++;
    return sequence == next;
}

/* From its receipt on: the repair lets what was delivered after it wait as well, now or after a
 * crash. */
static enum status rewind_to(struct outbox *outbox, uint64_t sequence,
                             struct complaint *complaint) {
    const struct listed *item = inside_numbered(outbox, sequence);
    if (!item || !item->has[FILE_RECEIPT] || !keeps_all_from(outbox, sequence))
        return STATUS_ABSENT;
    enum status status = inside_remove_file(outbox, item, FILE_RECEIPT, complaint);
    if (status == STATUS_OK)
        status = inside_sync(outbox, complaint);
    if (status == STATUS_OK)
        status = inside_list(outbox, complaint);
    return status == STATUS_OK ? outbox_repair(outbox, complaint) : status;
}

enum status outbox_rewind(struct outbox *outbox, uint64_t sequence, struct complaint *complaint) {
    enum status status = enter_for_answer(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    status = rewind_to(outbox, sequence, complaint);
    inside_leave(outbox);
    return status;
}

enum status outbox_begin_epoch(struct outbox *outbox, const uint8_t superseded[EPOCH_BYTES],
                               uint64_t sequence, struct complaint *complaint) {
    enum status status = enter_for_answer(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    struct state_record next = {.agb = outbox->agb,
                                .begun = outbox->state.generation + 1,
                                .first = 1,
                                .superseded_sequence = sequence};
    outbox_fresh_epoch(next.epoch);
    if (sequence > 0)
        memcpy(next.superseded, superseded, EPOCH_BYTES);
    status = outbox_renumber(outbox, &next, NULL, complaint);
    inside_leave(outbox);
    return status;
}

/* The newest of the generation says which number comes next, the newest delivered one what a new
 * list is compared with. */
static enum status newest_delivered(struct outbox *outbox, const struct listed **kept,
                                    struct complaint *complaint) {
    *kept = NULL;
    for (size_t i = outbox->listing.count; i-- > 0;) {
        const struct listed *item = &outbox->listing.items[i];
        struct outbox_entry entry;
        if (!item->has[FILE_SNAPSHOT] || !item->has[FILE_RECEIPT])
            continue;
        enum status status = inside_entry(outbox, item, &entry, complaint);
        if (status != STATUS_OK)
            return status;
        if (entry.outcome != ANSWER_REJECTED) {
            *kept = item;
            return STATUS_OK;
        }
    }
    return STATUS_OK;
}

/* What an earlier version put in and was set aside has no instant: it stays for who looks. */
static bool is_old(const struct outbox_entry *entry, instant_t now) {
    instant_t since = entry->state == OUTBOX_DELIVERED ? entry->settled_at : entry->added_at;
    return entry->state != OUTBOX_WAITING && since > 0 && since < now - keep_us;
}

static enum status is_forgettable(struct outbox *outbox, const struct listed *item, instant_t now,
                                  bool *forget, struct complaint *complaint) {
    struct outbox_entry entry;
    *forget = false;
    if (!item->has[FILE_SNAPSHOT] && !item->has[FILE_MALFORMED])
        return STATUS_OK;
    enum status status = inside_entry(outbox, item, &entry, complaint);
    *forget = status == STATUS_OK && is_old(&entry, now);
    return status;
}

/* The snapshots first, and their receipts once these are gone for good: a snapshot alone would
 * wait again. */
static enum status forget_old(struct outbox *outbox, const struct listed *kept, instant_t now,
                              struct complaint *complaint) {
    const struct listed *newest = listing_newest(&outbox->listing, outbox->state.generation);
    enum status status = STATUS_OK;
    bool forget;
    for (size_t i = 0; status == STATUS_OK && i < outbox->listing.count; i++) {
        struct listed *item = &outbox->listing.items[i];
        if (item == kept || item == newest)
            continue;
        status = is_forgettable(outbox, item, now, &forget, complaint);
        for (size_t file = 0; forget && status == STATUS_OK && file < OUTBOX_FILE_COUNT; file++)
            if (item->has[file] && file != FILE_RECEIPT) {
                status = inside_remove_file(outbox, item, (enum outbox_file)file, complaint);
                item->has[file] = false;
            }
    }
    return status == STATUS_OK ? inside_sync(outbox, complaint) : status;
}

static enum status drop_lone_receipts(struct outbox *outbox, struct complaint *complaint) {
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < outbox->listing.count; i++) {
        const struct listed *item = &outbox->listing.items[i];
        if (item->has[FILE_RECEIPT] && !item->has[FILE_SNAPSHOT])
            status = inside_remove_file(outbox, item, FILE_RECEIPT, complaint);
    }
    return status;
}

enum status outbox_forget(struct outbox *outbox, instant_t now, struct complaint *complaint) {
    const struct listed *kept;
    enum status status = inside_enter(outbox, complaint);
    if (status != STATUS_OK)
        return status;
    status = newest_delivered(outbox, &kept, complaint);
    if (status == STATUS_OK)
        status = forget_old(outbox, kept, now, complaint);
    if (status == STATUS_OK)
        status = drop_lone_receipts(outbox, complaint);
    inside_leave(outbox);
    return status;
}
