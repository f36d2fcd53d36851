#include "daemon/engine/checkpoint.h"

#include "daemon/domain/codec.h"
#include "daemon/engine/dump.h"
#include "daemon/engine/index.h"
#include "daemon/engine/inside.h"

enum { CHECKPOINT_VERSION = 1, BODY_MEMORY_BYTES = 4096 };

_Static_assert(CHECKPOINT_HASH_BYTES == DUMP_HASH_BYTES, "the hash of a dump");

static void code_checkpoint(struct codec *codec, struct checkpoint *checkpoint) {
    codec_version(codec, CHECKPOINT_VERSION);
    codec_u64(codec, &checkpoint->event);
    codec_raw(codec, checkpoint->hash, sizeof checkpoint->hash);
}

enum status checkpoint_unpack(struct bytes body, struct arena *arena,
                              struct checkpoint *checkpoint) {
    struct codec codec = codec_reader(body, arena);
    struct checkpoint found = {0};
    code_checkpoint(&codec, &found);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        *checkpoint = found;
    return status;
}

bool checkpoint_equal(const struct checkpoint *a, const struct checkpoint *b) {
    return a->event == b->event && memcmp(a->hash, b->hash, sizeof a->hash) == 0;
}

/* ---- what is held */

enum status checkpoint_take(struct store_txn *txn, struct checkpoint *checkpoint) {
    checkpoint->event = store_journal_head(txn);
    return dump_hash(txn, checkpoint->hash);
}

/* What a daemon still has to fill, no fold comes to: nothing is told of a store without it. */
static enum status check_filled(struct store_txn *txn, const char *path,
                                struct complaint *complaint) {
    struct timepiece clock = clock_virtual(0);
    struct engine *engine = engine_new("", &clock);
    bool filled = false;
    if (engine == NULL)
        return complain(complaint, STATUS_NO_MEMORY, "out of memory");
    engine->txn = txn;
    enum status status = index_is_filled(engine, &filled);
    engine->txn = NULL; /* it was only lent */
    engine_close(&engine);
    if (status == STATUS_OK && !filled)
        return complain(complaint, STATUS_BUSY,
                        "%s: had an older format and is not filled in yet: start wachtpostd, and "
                        "when it runs make another backup",
                        path);
    return status;
}

enum status checkpoint_of(const struct store_options *options, struct checkpoint *checkpoint,
                          struct complaint *complaint) {
    struct store *store = NULL;
    struct store_txn *txn = NULL;
    enum status status = store_open_beside(options, &store, complaint);
    if (status != STATUS_OK)
        return status;
    complaint->text[0] = '\0';
    status = store_begin_read(store, &txn);
    if (status == STATUS_OK)
        status = check_filled(txn, options->directory, complaint);
    if (status == STATUS_OK)
        status = checkpoint_take(txn, checkpoint);
    store_rollback(&txn);
    store_close(&store);
    if (status != STATUS_OK && complaint->text[0] == '\0')
        complain(complaint, status, "%s", status_text(status));
    return status;
}

/* ---- on record */

enum status checkpoint_append(struct store_txn *txn, const struct checkpoint *checkpoint,
                              struct arena *arena) {
    struct checkpoint copy = *checkpoint;
    struct codec codec = codec_writer(arena);
    struct event event = {.number = store_journal_head(txn) + 1,
                          .instant = store_last_instant(txn) + 1,
                          .rules_version = RULES_VERSION,
                          .kind = EVENT_CHECKPOINT};
    if (checkpoint->event == 0 || checkpoint->event >= event.number)
        return STATUS_BAD_INPUT;
    code_checkpoint(&codec, &copy);
    enum status status = codec_written(&codec, &event.body);
    if (status != STATUS_OK)
        return status;
    store_journal_append(txn, &event);
    return store_failure(txn);
}

enum status engine_checkpoint(struct engine *engine, const struct checkpoint *checkpoint) {
    enum status status = checkpoint_append(engine->txn, checkpoint, engine->work);
    engine->wrote |= status == STATUS_OK;
    if (status == STATUS_OK)
        meters_note_backup(&engine->meters);
    return status;
}

enum status checkpoint_record(struct store *store, const struct checkpoint *checkpoint) {
    struct store_txn *txn = NULL;
    struct arena *arena = arena_new(BODY_MEMORY_BYTES);
    enum status status = arena ? store_begin(store, &txn) : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = checkpoint_append(txn, checkpoint, arena);
    if (status == STATUS_OK)
        status = store_commit(&txn);
    store_rollback(&txn);
    arena_free(&arena);
    return status;
}
