/* Numbers anew what waits, in one stroke: everything is written under the next
 * generation's names, which count for nothing until the state names that generation. */
#include "client/outbox/inside.h"
#include "proto/keys/keys.h"
#include "proto/model/limits.h"
#include "proto/wire/wire.h"

/* The same list under another number. */
static enum status encode_anew(struct bytes body, const struct number *number, struct arena *arena,
                               struct bytes *anew) {
    struct snapshot snapshot;
    enum status status = wire_decode_snapshot(body, arena, &snapshot);
    if (status == STATUS_OK && snapshot.too_many_lines)
        status = STATUS_TOO_LARGE;
    if (status != STATUS_OK)
        return status;
    snapshot.sequence = number->sequence;
    snapshot.supersedes = number->supersedes;
    snapshot.superseded_sequence = number->superseded_sequence;
    memcpy(snapshot.epoch, number->epoch, EPOCH_BYTES);
    memcpy(snapshot.superseded_epoch, number->superseded_epoch, EPOCH_BYTES);
    return wire_encode_snapshot(&snapshot, arena, anew);
}

struct snapshot_record outbox_record(const struct outbox *outbox,
                                     const struct outbox_entry *entry) {
    struct snapshot_record record = {.agb = outbox->agb,
                                     .sequence = entry->sequence,
                                     .request_id = entry->request_id,
                                     .added_at = entry->added_at,
                                     .body_bytes = entry->body_bytes};
    memcpy(record.epoch, entry->epoch, EPOCH_BYTES);
    memcpy(record.hash, entry->hash, HASH_BYTES);
    return record;
}

enum status outbox_keep_apart(struct outbox *outbox, const struct outbox_entry *entry,
                              struct bytes body, struct complaint *complaint) {
    const struct snapshot_record record = outbox_record(outbox, entry);
    return inside_write_snapshot(outbox, entry->generation, FILE_MALFORMED, &record, body,
                                 complaint);
}

/* What cannot be read cannot be numbered; it must not hold up the rest. *numbered: whether it
 * took the number. */
static enum status write_anew(struct outbox *outbox, const struct listed *item, uint32_t generation,
                              const struct number *number, struct arena *arena, bool *numbered,
                              struct complaint *complaint) {
    struct outbox_entry entry;
    struct bytes body, anew;
    enum status status = inside_body(outbox, item, arena, &entry, &body, complaint);
    if (status != STATUS_OK)
        return status;
    status = encode_anew(body, number, arena, &anew);
    *numbered = status == STATUS_OK;
    if (status == STATUS_MALFORMED || status == STATUS_TOO_LARGE)
        return outbox_keep_apart(outbox, &entry, body, complaint);
    if (status != STATUS_OK)
        return status;
    struct snapshot_record record = outbox_record(outbox, &entry);
    record.sequence = number->sequence;
    record.body_bytes = anew.size;
    memcpy(record.epoch, number->epoch, EPOCH_BYTES);
    keys_hash(anew, record.hash);
    return inside_write_snapshot(outbox, generation, FILE_SNAPSHOT, &record, anew, complaint);
}

static struct number first_number(const struct state_record *next) {
    struct number number = {.sequence = next->first,
                            .supersedes = next->first == 1 && next->superseded_sequence > 0};
    memcpy(number.epoch, next->epoch, EPOCH_BYTES);
    if (number.supersedes) {
        number.superseded_sequence = next->superseded_sequence;
        memcpy(number.superseded_epoch, next->superseded, EPOCH_BYTES);
    }
    return number;
}

static enum status write_all_anew(struct outbox *outbox, const struct state_record *next,
                                  const struct listed *without, struct complaint *complaint) {
    struct number number = first_number(next);
    struct arena *arena = arena_new(2 * (size_t)MAX_REQUEST_MEMORY_BYTES);
    enum status status = arena ? STATUS_OK : STATUS_NO_MEMORY;
    for (size_t i = 0; status == STATUS_OK && i < outbox->listing.count; i++) {
        const struct listed *item = &outbox->listing.items[i];
        bool numbered = false;
        if (item == without || !inside_waits(outbox, item))
            continue;
        arena_reset(arena);
        status = write_anew(outbox, item, next->generation, &number, arena, &numbered, complaint);
        if (numbered)
            number = (struct number){.sequence = number.sequence + 1};
        memcpy(number.epoch, next->epoch, EPOCH_BYTES);
    }
    arena_free(&arena);
    return status;
}

enum status outbox_renumber(struct outbox *outbox, const struct state_record *next,
                            const struct listed *without, struct complaint *complaint) {
    struct state_record later = *next;
    later.generation = outbox->state.generation + 1;
    enum status status = write_all_anew(outbox, &later, without, complaint);
    if (status == STATUS_OK)
        status = inside_write_state(outbox, &later, complaint);
    return status == STATUS_OK ? outbox_repair(outbox, complaint) : status;
}
