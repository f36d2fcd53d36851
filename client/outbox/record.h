/* What stands in the files of an outbox (FORMAT.md), to and from text. Pure. Reading is
 * exact: what the other function would not have written is none. */
#ifndef WACHTPOST_CLIENT_OUTBOX_RECORD_H
#define WACHTPOST_CLIENT_OUTBOX_RECORD_H

#include "client/outbox/outbox.h"

/* No head is longer, its NUL included. */
#define RECORD_MAX_BYTES 640

struct snapshot_record {
    struct agb agb;
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence, request_id;
    instant_t added_at;
    size_t body_bytes;
    uint8_t hash[HASH_BYTES]; /* of the body */
};

struct receipt_record {
    enum answer outcome; /* ACCEPTED, HELD or REJECTED */
    instant_t settled_at;
    uint8_t snapshot[HASH_BYTES]; /* the hash of what it answers */
    size_t reply_bytes;
    uint8_t hash[HASH_BYTES]; /* of the reply */
};

struct state_record {
    struct agb agb;
    uint32_t generation; /* from 1 */
    uint32_t begun;      /* the generation in which its epoch began */
    uint8_t epoch[EPOCH_BYTES];
    uint64_t first; /* from 1 */
    uint8_t superseded[EPOCH_BYTES];
    uint64_t superseded_sequence; /* 0: it names none */
    enum outbox_stop stop;
    instant_t stopped_at;
};

/* Return the size of the text without its NUL. */
size_t record_write_snapshot(const struct snapshot_record *record, char text[RECORD_MAX_BYTES]);
size_t record_write_receipt(const struct receipt_record *record, char text[RECORD_MAX_BYTES]);
size_t record_write_state(const struct state_record *record, char text[RECORD_MAX_BYTES]);

/* `text` is the beginning of a file, or all of it, with a NUL behind it. *body_at: where the head
 * ends. False: it is no such file. */
bool record_read_snapshot(const char *text, struct snapshot_record *record, size_t *body_at);
bool record_read_receipt(const char *text, struct receipt_record *record, size_t *body_at);
/* The whole file. */
bool record_read_state(const char *text, struct state_record *record);

#endif
