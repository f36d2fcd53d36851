/* What the files of this folder share: an outbox between the taking and the giving back of
 * its lock. Every public function is enter, one thing, leave. */
#ifndef WACHTPOST_CLIENT_OUTBOX_INSIDE_H
#define WACHTPOST_CLIENT_OUTBOX_INSIDE_H

#include "client/outbox/listing.h"
#include "client/outbox/record.h"

#define STATE_FILE "outbox"

struct outbox {
    struct agb agb;
    const struct disk *disk;
    char *state_folder, *folder;
    int lock, turn; /* -1: not held */
    /* As read by inside_enter; good until inside_leave. */
    struct state_record state;
    struct listing listing;
};

/* Takes the lock, reads the state and the names, and puts right what a crash left half done. After
 * any failure nothing is held. */
enum status inside_enter(struct outbox *outbox, struct complaint *complaint) MUST_CHECK;
void inside_leave(struct outbox *outbox);
/* The names anew, after some were changed. */
enum status inside_list(struct outbox *outbox, struct complaint *complaint) MUST_CHECK;

/* A file of the outbox under a name, as a whole and durably. */
enum status inside_write(struct outbox *outbox, const char *name, const struct bytes *parts,
                         size_t part_count, struct complaint *complaint) MUST_CHECK;
enum status inside_write_state(struct outbox *outbox, const struct state_record *state,
                               struct complaint *complaint) MUST_CHECK;
/* Gone, or it never was; durable with the next sync of the folder. */
enum status inside_remove(struct outbox *outbox, const char *name,
                          struct complaint *complaint) MUST_CHECK;
enum status inside_remove_file(struct outbox *outbox, const struct listed *item,
                               enum outbox_file file, struct complaint *complaint) MUST_CHECK;
enum status inside_sync(struct outbox *outbox, struct complaint *complaint) MUST_CHECK;

/* The first max_bytes of a file, as disk->read. STATUS_ABSENT. */
enum status inside_read(struct outbox *outbox, const char *name, size_t max_bytes,
                        uint8_t **content, size_t *size, struct complaint *complaint) MUST_CHECK;
struct outbox_entry inside_waiting_entry(uint32_t generation, const struct snapshot_record *record);
/* What is known of a listed number, from the heads of its files. */
enum status inside_entry(struct outbox *outbox, const struct listed *item,
                         struct outbox_entry *entry, struct complaint *complaint) MUST_CHECK;
/* And its bytes, checked, in the arena. */
enum status inside_body(struct outbox *outbox, const struct listed *item, struct arena *arena,
                        struct outbox_entry *entry, struct bytes *body,
                        struct complaint *complaint) MUST_CHECK;
enum status inside_reply(struct outbox *outbox, const struct listed *item, struct arena *arena,
                         struct bytes *reply, struct complaint *complaint) MUST_CHECK;
/* The number that has this snapshot; NULL in *item: none. */
enum status inside_find(struct outbox *outbox, uint64_t request_id, const struct listed **item,
                        struct outbox_entry *entry, struct complaint *complaint) MUST_CHECK;
/* Writes one snapshot under its number. */
enum status inside_write_snapshot(struct outbox *outbox, uint32_t generation, enum outbox_file file,
                                  const struct snapshot_record *record, struct bytes body,
                                  struct complaint *complaint) MUST_CHECK;

/* Whether it counts: of the state's generation, or of an earlier one of the same epoch and numbered
 * before that began. */
bool inside_counts(const struct outbox *outbox, const struct listed *item);
/* Whether it counts and has no receipt. */
bool inside_waits(const struct outbox *outbox, const struct listed *item);
/* The one that counts under this number; NULL: it is not kept. */
const struct listed *inside_numbered(const struct outbox *outbox, uint64_t sequence);

/* The next number of the state's generation. */
struct number inside_next(const struct outbox *outbox);

/* The first state of an outbox that has none: what an earlier version numbered, or a fresh
 * epoch (begin.c). */
enum status outbox_begin(struct outbox *outbox, struct complaint *complaint) MUST_CHECK;
enum status outbox_put_away_old(struct outbox *outbox, struct complaint *complaint) MUST_CHECK;
/* Numbers anew what waits, but for `without` (NULL: all), as `next` says: the generation after
 * this one. It has happened once the state is written (renumber.c). */
enum status outbox_renumber(struct outbox *outbox, const struct state_record *next,
                            const struct listed *without, struct complaint *complaint) MUST_CHECK;
struct snapshot_record outbox_record(const struct outbox *outbox, const struct outbox_entry *entry);
/* Beside its snapshot, for when that is gone from the row. */
enum status outbox_keep_apart(struct outbox *outbox, const struct outbox_entry *entry,
                              struct bytes body, struct complaint *complaint) MUST_CHECK;
/* Removes what a renumbering or setting aside left that was not finished or not cleaned up after,
 * and finishes a rewind. */
enum status outbox_repair(struct outbox *outbox, struct complaint *complaint) MUST_CHECK;
/* A random epoch. */
void outbox_fresh_epoch(uint8_t epoch[EPOCH_BYTES]);

#endif
