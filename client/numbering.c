/* The state file AGB.nummering:
 *   wachtpost-nummering 1
 *   aanbieder 06010713
 *   epoch <32 hex>
 *   next 5
 *   superseded <32 hex> 12          number 0: supersedes nothing
 *   pending <request id> <bytes> <BLAKE2b-256 of them>     bytes 0: nothing pending
 *   <empty line>
 *   <the pending body>
 */
#include "client/numbering.h"

#include "client/durable.h"
#include "client/hex.h"
#include "proto/keys/keys.h"
#include "proto/model/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_HEADER_BYTES 512
#define FORMAT_LINES                                                                               \
    "wachtpost-nummering 1\naanbieder %s\nepoch %s\nnext %" PRIu64 "\nsuperseded %s %" PRIu64      \
    "\npending %" PRIu64 " %zu %s\n\n"
#define PARSE_LINES                                                                                \
    "wachtpost-nummering 1\naanbieder %8[0-9]\nepoch %32[0-9a-f]\nnext %20" SCNu64                 \
    "\nsuperseded %32[0-9a-f] %20" SCNu64 "\npending %20" SCNu64 " %20zu %64[0-9a-f]%n"

struct pending {
    uint64_t request_id;
    uint8_t *body; /* malloc'ed; NULL: nothing is pending */
    size_t size;
};

struct numbering {
    struct agb agb;
    char *path;
    int lock;
    struct number next;
    struct pending pending;
};

static struct number fresh_number(void) {
    struct number number = {.sequence = 1};
    uint8_t random[SEED_BYTES];
    keys_random_seed(random);
    memcpy(number.epoch, random, EPOCH_BYTES);
    return number;
}

static void drop_pending(struct numbering *numbering) {
    free(numbering->pending.body);
    numbering->pending = (struct pending){0};
}

/* Durably, as one file, so that no step can be half done. */
static enum status save(const struct numbering *numbering, const struct number *next,
                        const struct pending *pending, struct complaint *complaint) {
    char header[MAX_HEADER_BYTES], epoch[HEX_SIZE(EPOCH_BYTES)], superseded[HEX_SIZE(EPOCH_BYTES)];
    char digest[HEX_SIZE(HASH_BYTES)];
    uint8_t hash[HASH_BYTES];
    struct bytes body = bytes_of(pending->body, pending->size);
    keys_hash(body, hash);
    int size = snprintf(header, sizeof header, FORMAT_LINES, numbering->agb.text,
                        hex_text(bytes_of(next->epoch, EPOCH_BYTES), epoch), next->sequence,
                        hex_text(bytes_of(next->superseded_epoch, EPOCH_BYTES), superseded),
                        next->superseded_sequence, pending->request_id, pending->size,
                        hex_text(bytes_of(hash, HASH_BYTES), digest));
    ENSURE(size > 0 && (size_t)size < sizeof header);
    const struct bytes parts[] = {bytes_of_text(header), body};
    return durable_replace(numbering->path, parts, 2, complaint);
}

/* False: not what save wrote for this aanbieder. */
static bool parse_header(struct numbering *numbering, const char *text, size_t *body_at,
                         size_t *body_size, uint8_t hash[HASH_BYTES]) {
    char agb[AGB_DIGITS + 1], epoch[HEX_SIZE(EPOCH_BYTES)], superseded[HEX_SIZE(EPOCH_BYTES)];
    char digest[HEX_SIZE(HASH_BYTES)];
    struct number *next = &numbering->next;
    int end = 0;
    if (sscanf(text, PARSE_LINES, agb, epoch, &next->sequence, superseded,
               &next->superseded_sequence, &numbering->pending.request_id, body_size, digest,
               &end) != 8 ||
        strncmp(text + end, "\n\n", 2) != 0)
        return false;
    *body_at = (size_t)end + 2;
    next->supersedes = next->sequence == 1 && next->superseded_sequence > 0;
    return strcmp(agb, numbering->agb.text) == 0 && next->sequence > 0 &&
           hex_parse(epoch, next->epoch, EPOCH_BYTES) &&
           hex_parse(superseded, next->superseded_epoch, EPOCH_BYTES) &&
           hex_parse(digest, hash, HASH_BYTES);
}

static bool parse(struct numbering *numbering, const uint8_t *content, size_t size) {
    size_t body_at, body_size;
    uint8_t written[HASH_BYTES], found[HASH_BYTES];
    if (!parse_header(numbering, (const char *)content, &body_at, &body_size, written) ||
        body_at > size || size - body_at != body_size)
        return false;
    keys_hash(bytes_of(content + body_at, body_size), found);
    if (memcmp(found, written, HASH_BYTES) != 0)
        return false;
    if (body_size == 0)
        return true;
    numbering->pending.body = malloc(body_size);
    if (!numbering->pending.body)
        return false;
    memcpy(numbering->pending.body, content + body_at, body_size);
    numbering->pending.size = body_size;
    return true;
}

static enum status load(struct numbering *numbering, struct complaint *complaint) {
    uint8_t *content = NULL;
    size_t size = 0;
    enum status status = durable_read(numbering->path, MAX_HEADER_BYTES + MAX_BODY_BYTES, &content,
                                      &size, complaint);
    if (status == STATUS_ABSENT) {
        numbering->next = fresh_number();
        return STATUS_OK;
    }
    if (status == STATUS_TOO_LARGE || (status == STATUS_OK && !parse(numbering, content, size)))
        status =
            complain(complaint, STATUS_DAMAGED,
                     "%s is beschadigd; zet het opzij en lever met --new-epoch", numbering->path);
    free(content);
    return status;
}

enum status numbering_open(const char *folder, const struct agb *agb, struct numbering **numbering,
                           struct complaint *complaint) {
    enum status status = durable_folder(folder, complaint);
    if (status != STATUS_OK)
        return status;
    char *lock_path = durable_path(folder, agb->text, ".lock");
    struct numbering *fresh = calloc(1, sizeof *fresh);
    if (!fresh || !lock_path) {
        free(lock_path);
        free(fresh);
        return STATUS_NO_MEMORY;
    }
    fresh->agb = *agb;
    fresh->lock = -1;
    fresh->path = durable_path(folder, agb->text, ".nummering");
    status = fresh->path ? durable_lock(lock_path, &fresh->lock, complaint) : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = load(fresh, complaint);
    if (status != STATUS_OK)
        numbering_close(&fresh);
    else
        *numbering = fresh;
    free(lock_path);
    return status;
}

void numbering_close(struct numbering **numbering) {
    if (!*numbering)
        return;
    if ((*numbering)->lock >= 0)
        close((*numbering)->lock);
    drop_pending(*numbering);
    free((*numbering)->path);
    free(*numbering);
    *numbering = NULL;
}

bool numbering_is_first(const struct numbering *numbering) {
    return numbering->next.sequence == 1;
}

struct number numbering_next(const struct numbering *numbering) {
    return numbering->next;
}

bool numbering_pending(const struct numbering *numbering, uint64_t *request_id,
                       struct bytes *body) {
    if (!numbering->pending.body)
        return false;
    *request_id = numbering->pending.request_id;
    *body = bytes_of(numbering->pending.body, numbering->pending.size);
    return true;
}

enum status numbering_under_way(struct numbering *numbering, uint64_t request_id, struct bytes body,
                                struct complaint *complaint) {
    ENSURE(!numbering->pending.body && body.size > 0);
    struct pending pending = {
        .request_id = request_id, .body = malloc(body.size), .size = body.size};
    if (!pending.body)
        return STATUS_NO_MEMORY;
    memcpy(pending.body, body.at, body.size);
    enum status status = save(numbering, &numbering->next, &pending, complaint);
    if (status == STATUS_OK)
        numbering->pending = pending;
    else
        free(pending.body);
    return status;
}

enum status numbering_settle(struct numbering *numbering, bool used, struct complaint *complaint) {
    ENSURE(numbering->pending.body);
    struct number next = numbering->next;
    const struct pending none = {0};
    if (used) {
        next.sequence++;
        next.supersedes = false;
        next.superseded_sequence = 0;
        memset(next.superseded_epoch, 0, EPOCH_BYTES);
    }
    enum status status = save(numbering, &next, &none, complaint);
    if (status == STATUS_OK) {
        drop_pending(numbering);
        numbering->next = next;
    }
    return status;
}

void numbering_supersede(struct numbering *numbering, const uint8_t epoch[EPOCH_BYTES],
                         uint64_t sequence) {
    drop_pending(numbering);
    numbering->next = fresh_number();
    numbering->next.supersedes = sequence > 0;
    numbering->next.superseded_sequence = sequence;
    if (sequence > 0)
        memcpy(numbering->next.superseded_epoch, epoch, EPOCH_BYTES);
}
