#include "client/outbox/record.h"

#include "client/hex.h"
#include "client/language.h"
#include "proto/keys/keys.h"

#include <inttypes.h>
#include <stdio.h>

#define SNAPSHOT_WRITE                                                                             \
    "wachtpost-outbox-snapshot 1\naanbieder %s\nepoch %s\nsequence %" PRIu64                       \
    "\nrequest %016" PRIx64 "\nadded %" PRId64 "\nbytes %zu\nhash %s\n"
#define SNAPSHOT_READ                                                                              \
    "wachtpost-outbox-snapshot 1 aanbieder %8[0-9] epoch %32[0-9a-f] sequence %20" SCNu64          \
    " request %16" SCNx64 " added %20" SCNd64 " bytes %20zu hash %64[0-9a-f]"
#define RECEIPT_WRITE                                                                              \
    "wachtpost-outbox-receipt 1\noutcome %s\nsettled %" PRId64 "\nsnapshot %s\nbytes %zu\nhash "   \
    "%s\n"
#define RECEIPT_READ                                                                               \
    "wachtpost-outbox-receipt 1 outcome %15[A-Z] settled %20" SCNd64                               \
    " snapshot %64[0-9a-f] bytes %20zu hash %64[0-9a-f]"
#define STATE_WRITE                                                                                \
    "wachtpost-outbox 1\naanbieder %s\ngeneration %" PRIu32 "\nbegun %" PRIu32                     \
    "\nepoch %s\nfirst %" PRIu64 "\nsuperseded %s %" PRIu64 "\nstopped %s %" PRId64 "\n"
#define STATE_READ                                                                                 \
    "wachtpost-outbox 1 aanbieder %8[0-9] generation %10" SCNu32 " begun %10" SCNu32               \
    " epoch %32[0-9a-f] first %20" SCNu64 " superseded %32[0-9a-f] %20" SCNu64                     \
    " stopped %15[A-Z] %20" SCNd64

typedef char hash_text[HEX_SIZE(HASH_BYTES)];
typedef char epoch_text[HEX_SIZE(EPOCH_BYTES)];

static const char *of_hash(const uint8_t hash[HASH_BYTES], hash_text text) {
    return hex_text(bytes_of(hash, HASH_BYTES), text);
}

static const char *of_epoch(const uint8_t epoch[EPOCH_BYTES], epoch_text text) {
    return hex_text(bytes_of(epoch, EPOCH_BYTES), text);
}

/* Whether the file begins with exactly what was written of what was read in it: so no other
 * spelling of the same is let through. */
static bool begins_with(const char *text, const char *written, size_t size) {
    return strncmp(text, written, size) == 0;
}

/* A flipped digit in the lines would be another number; `end` comes behind their check. */
static size_t add_check(char text[RECORD_MAX_BYTES], int size, const char *end) {
    hash_text check;
    uint8_t hash[HASH_BYTES];
    ENSURE(size > 0 && size < RECORD_MAX_BYTES);
    keys_hash(bytes_of(text, (size_t)size), hash);
    size_t room = RECORD_MAX_BYTES - (size_t)size;
    int more = snprintf(text + size, room, "check %s\n%s", of_hash(hash, check), end);
    ENSURE(more > 0 && (size_t)more < room);
    return (size_t)size + (size_t)more;
}

size_t record_write_snapshot(const struct snapshot_record *record, char text[RECORD_MAX_BYTES]) {
    hash_text hash;
    epoch_text epoch;
    int size = snprintf(text, RECORD_MAX_BYTES, SNAPSHOT_WRITE, record->agb.text,
                        of_epoch(record->epoch, epoch), record->sequence, record->request_id,
                        record->added_at, record->body_bytes, of_hash(record->hash, hash));
    return add_check(text, size, "\n");
}

bool record_read_snapshot(const char *text, struct snapshot_record *record, size_t *body_at) {
    char again[RECORD_MAX_BYTES];
    hash_text hash;
    epoch_text epoch;
    *record = (struct snapshot_record){.sequence = 0};
    if (sscanf(text, SNAPSHOT_READ, record->agb.text, epoch, &record->sequence, &record->request_id,
               &record->added_at, &record->body_bytes, hash) != 7 ||
        !hex_parse(epoch, record->epoch, EPOCH_BYTES) ||
        !hex_parse(hash, record->hash, HASH_BYTES) || record->sequence == 0)
        return false;
    *body_at = record_write_snapshot(record, again);
    return begins_with(text, again, *body_at);
}

size_t record_write_receipt(const struct receipt_record *record, char text[RECORD_MAX_BYTES]) {
    hash_text snapshot, hash;
    int size = snprintf(text, RECORD_MAX_BYTES, RECEIPT_WRITE, answer_name(record->outcome),
                        record->settled_at, of_hash(record->snapshot, snapshot),
                        record->reply_bytes, of_hash(record->hash, hash));
    return add_check(text, size, "\n");
}

static bool parse_outcome(const char *name, enum answer *outcome) {
    static const enum answer outcomes[] = {ANSWER_ACCEPTED, ANSWER_HELD, ANSWER_REJECTED};
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        if (strcmp(name, answer_name(outcomes[i])) == 0) {
            *outcome = outcomes[i];
            return true;
        }
    return false;
}

bool record_read_receipt(const char *text, struct receipt_record *record, size_t *body_at) {
    char again[RECORD_MAX_BYTES], outcome[16];
    hash_text snapshot, hash;
    *record = (struct receipt_record){.reply_bytes = 0};
    if (sscanf(text, RECEIPT_READ, outcome, &record->settled_at, snapshot, &record->reply_bytes,
               hash) != 5 ||
        !parse_outcome(outcome, &record->outcome) ||
        !hex_parse(snapshot, record->snapshot, HASH_BYTES) ||
        !hex_parse(hash, record->hash, HASH_BYTES))
        return false;
    *body_at = record_write_receipt(record, again);
    return begins_with(text, again, *body_at);
}

static const char *const stop_names[OUTBOX_STOP_COUNT] = {
    [OUTBOX_RUNS] = "NO",       [OUTBOX_CONFLICT] = "CONFLICT", [OUTBOX_GAP] = "GAP",
    [OUTBOX_DENIED] = "DENIED", [OUTBOX_RECEIPT] = "RECEIPT",
};

const char *outbox_stop_name(enum outbox_stop stop) {
    return stop_names[stop];
}

static bool parse_stop(const char *name, enum outbox_stop *stop) {
    for (size_t i = 0; i < OUTBOX_STOP_COUNT; i++)
        if (strcmp(name, stop_names[i]) == 0) {
            *stop = (enum outbox_stop)i;
            return true;
        }
    return false;
}

size_t record_write_state(const struct state_record *record, char text[RECORD_MAX_BYTES]) {
    epoch_text epoch, superseded;
    int size = snprintf(text, RECORD_MAX_BYTES, STATE_WRITE, record->agb.text, record->generation,
                        record->begun, of_epoch(record->epoch, epoch), record->first,
                        of_epoch(record->superseded, superseded), record->superseded_sequence,
                        outbox_stop_name(record->stop), record->stopped_at);
    return add_check(text, size, "");
}

bool record_read_state(const char *text, struct state_record *record) {
    char again[RECORD_MAX_BYTES], stop[16];
    epoch_text epoch, superseded;
    *record = (struct state_record){.generation = 0};
    if (sscanf(text, STATE_READ, record->agb.text, &record->generation, &record->begun, epoch,
               &record->first, superseded, &record->superseded_sequence, stop,
               &record->stopped_at) != 9 ||
        !hex_parse(epoch, record->epoch, EPOCH_BYTES) ||
        !hex_parse(superseded, record->superseded, EPOCH_BYTES) ||
        !parse_stop(stop, &record->stop) || record->begun == 0 ||
        record->generation < record->begun || record->first == 0)
        return false;
    record_write_state(record, again);
    return strcmp(text, again) == 0;
}
