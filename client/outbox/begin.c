/* The first state of an outbox. An earlier version kept one file per aanbieder beside it,
 * with the number that comes next and the one snapshot that was not answered yet:
 *   wachtpost-nummering 1
 *   aanbieder 06010713
 *   epoch <32 hex>
 *   next 5
 *   superseded <32 hex> 12          number 0: supersedes nothing
 *   pending <request id> <bytes> <BLAKE2b-256 of them>     bytes 0: nothing pending
 *   <empty line>
 *   <the pending body>
 * It is taken over under its own lock, and put out of the way, so that an old program
 * that is still scheduled somewhere does not go on numbering. */
#include "client/durable.h"
#include "client/hex.h"
#include "client/language.h"
#include "client/outbox/inside.h"
#include "proto/keys/keys.h"
#include "proto/model/limits.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_OLD_HEAD_BYTES 512
#define OLD_READ                                                                                   \
    "wachtpost-nummering 1\naanbieder %8[0-9]\nepoch %32[0-9a-f]\nnext %20" SCNu64                 \
    "\nsuperseded %32[0-9a-f] %20" SCNu64 "\npending %20" SCNu64 " %20zu %64[0-9a-f]%n"

/* What the old file said. */
struct old {
    struct state_record state;
    uint64_t request_id;
    struct bytes pending; /* empty: nothing was */
};

void outbox_fresh_epoch(uint8_t epoch[EPOCH_BYTES]) {
    uint8_t random[SEED_BYTES];
    keys_random_seed(random);
    memcpy(epoch, random, EPOCH_BYTES);
}

static bool parse_old(const struct agb *agb, struct bytes content, struct old *old) {
    char epoch[HEX_SIZE(EPOCH_BYTES)], superseded[HEX_SIZE(EPOCH_BYTES)];
    char digest[HEX_SIZE(HASH_BYTES)];
    uint8_t written[HASH_BYTES], found[HASH_BYTES];
    const char *text = (const char *)content.at;
    size_t body_bytes;
    int end = 0;
    *old = (struct old){.state = {.generation = 1, .begun = 1}};
    if (sscanf(text, OLD_READ, old->state.agb.text, epoch, &old->state.first, superseded,
               &old->state.superseded_sequence, &old->request_id, &body_bytes, digest, &end) != 8 ||
        strncmp(text + end, "\n\n", 2) != 0)
        return false;
    const size_t body_at = (size_t)end + 2;
    if (strcmp(old->state.agb.text, agb->text) != 0 || old->state.first == 0 ||
        !hex_parse(epoch, old->state.epoch, EPOCH_BYTES) ||
        !hex_parse(superseded, old->state.superseded, EPOCH_BYTES) ||
        !hex_parse(digest, written, HASH_BYTES) || content.size - body_at != body_bytes)
        return false;
    old->pending = bytes_of(content.at + body_at, body_bytes);
    keys_hash(old->pending, found);
    return memcmp(found, written, HASH_BYTES) == 0;
}

/* The snapshot first, and then the state that counts it: until then the old file stands. */
static enum status write_adopted(struct outbox *outbox, const struct old *old,
                                 struct complaint *complaint) {
    struct snapshot_record record = {.agb = outbox->agb,
                                     .sequence = old->state.first,
                                     .request_id = old->request_id,
                                     .body_bytes = old->pending.size};
    enum status status = STATUS_OK;
    memcpy(record.epoch, old->state.epoch, EPOCH_BYTES);
    keys_hash(old->pending, record.hash);
    if (old->pending.size > 0)
        status = inside_write_snapshot(outbox, old->state.generation, FILE_SNAPSHOT, &record,
                                       old->pending, complaint);
    return status == STATUS_OK ? inside_write_state(outbox, &old->state, complaint) : status;
}

static enum status put_out_of_the_way(const struct outbox *outbox, const char *path,
                                      struct complaint *complaint) {
    const struct disk *disk = outbox->disk;
    char *away = durable_path("", path, ".overgenomen");
    if (!away)
        return STATUS_NO_MEMORY;
    int error = disk->rename(disk->context, path, away);
    if (error == 0)
        error = disk->sync_folder(disk->context, outbox->state_folder);
    free(away);
    return error == 0 ? STATUS_OK : disk_complain(path, _("hernoemen mislukt"), error, complaint);
}

static enum status adopt_content(struct outbox *outbox, const char *path, struct bytes content,
                                 struct complaint *complaint) {
    struct old old;
    if (!parse_old(&outbox->agb, content, &old))
        return complain(complaint, STATUS_DAMAGED,
                        _("%s is beschadigd; zet het opzij en lever met --new-epoch"), path);
    enum status status = write_adopted(outbox, &old, complaint);
    return status == STATUS_OK ? put_out_of_the_way(outbox, path, complaint) : status;
}

/* STATUS_ABSENT: there is nothing to take over. */
static enum status adopt(struct outbox *outbox, const char *path, struct complaint *complaint) {
    uint8_t *content = NULL;
    size_t size = 0;
    const struct disk *disk = outbox->disk;
    int error =
        disk->read(disk->context, path, MAX_OLD_HEAD_BYTES + MAX_BODY_BYTES + 1, &content, &size);
    if (error == ENOENT)
        return STATUS_ABSENT;
    if (error != 0)
        return disk_complain(path, _("lezen mislukt"), error, complaint);
    enum status status = adopt_content(outbox, path, bytes_of(content, size), complaint);
    free(content);
    return status;
}

static enum status adopt_locked(struct outbox *outbox, const char *path, const char *lock_path,
                                struct complaint *complaint) {
    const struct disk *disk = outbox->disk;
    int lock = -1;
    int error = disk->lock(disk->context, lock_path, 0, &lock);
    if (error == EWOULDBLOCK)
        return complain(complaint, STATUS_BUSY, _("%s is in gebruik door een ander proces"),
                        lock_path);
    if (error != 0)
        return disk_complain(lock_path, _("openen mislukt"), error, complaint);
    enum status status = adopt(outbox, path, complaint);
    disk->unlock(disk->context, lock);
    return status;
}

/* The lock file is only made where there is something to lock. */
static enum status adopt_if_any(struct outbox *outbox, struct complaint *complaint) {
    uint8_t *content = NULL;
    size_t size = 0;
    char *path = durable_path(outbox->state_folder, outbox->agb.text, ".nummering");
    char *lock_path = durable_path(outbox->state_folder, outbox->agb.text, ".lock");
    enum status status = STATUS_NO_MEMORY;
    if (path && lock_path) {
        int error = outbox->disk->read(outbox->disk->context, path, 1, &content, &size);
        status = error == ENOENT ? STATUS_ABSENT : adopt_locked(outbox, path, lock_path, complaint);
    }
    free(content);
    free(path);
    free(lock_path);
    return status;
}

/* After a crash between the new state and this, the old file still stands. */
enum status outbox_put_away_old(struct outbox *outbox, struct complaint *complaint) {
    uint8_t *content = NULL;
    size_t size = 0;
    char *path = durable_path(outbox->state_folder, outbox->agb.text, ".nummering");
    if (!path)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    if (outbox->disk->read(outbox->disk->context, path, 1, &content, &size) != ENOENT)
        status = put_out_of_the_way(outbox, path, complaint);
    free(content);
    free(path);
    return status;
}

enum status outbox_begin(struct outbox *outbox, struct complaint *complaint) {
    enum status status = adopt_if_any(outbox, complaint);
    if (status != STATUS_ABSENT)
        return status;
    if (outbox->listing.count > 0)
        return complain(complaint, STATUS_DAMAGED,
                        _("%s/%s ontbreekt, er wordt niets verstuurd: zet de map opzij "
                          "en lever met --new-epoch"),
                        outbox->folder, STATE_FILE);
    struct state_record fresh = {.agb = outbox->agb, .generation = 1, .begun = 1, .first = 1};
    outbox_fresh_epoch(fresh.epoch);
    return inside_write_state(outbox, &fresh, complaint);
}
