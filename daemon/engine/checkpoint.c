#include "daemon/engine/checkpoint.h"

#include "daemon/domain/codec.h"
#include "daemon/engine/dump.h"

enum { CHECKPOINT_VERSION = 1 };

static void code_checkpoint(struct codec *codec, struct checkpoint *checkpoint) {
    codec_version(codec, CHECKPOINT_VERSION);
    codec_u64(codec, &checkpoint->event);
    codec_raw(codec, checkpoint->hash, sizeof checkpoint->hash);
}

enum status checkpoint_take(struct engine *engine, struct checkpoint *checkpoint) {
    *checkpoint = (struct checkpoint){.event = store_journal_head(engine->txn)};
    return dump_hash(engine->txn, checkpoint->hash);
}

static enum status put(struct engine *engine, struct checkpoint *checkpoint) {
    struct codec codec = codec_writer(engine->work);
    struct bytes body;
    code_checkpoint(&codec, checkpoint);
    enum status status = codec_written(&codec, &body);
    if (status != STATUS_OK)
        return status;
    engine->region.checkpoint =
        engine_append(engine, EVENT_CHECKPOINT, engine_next_instant(engine), body);
    engine->region.checkpoint_on = engine->region.evaluated;
    return engine_save_region(engine);
}

static enum status is_due(struct engine *engine, bool *due) {
    const struct region *region = &engine->region;
    uint64_t forgotten = 0;
    enum status status = store_bodies_forgotten(engine->txn, &forgotten);
    *due = forgotten > 0 && (region->checkpoint == 0 ||
                             day_add_months(region->checkpoint_on, 1) <= region->evaluated);
    return status;
}

enum status engine_checkpoint(struct engine *engine) {
    struct checkpoint checkpoint;
    bool due;
    enum status status = is_due(engine, &due);
    if (status != STATUS_OK || !due)
        return status;
    arena_reset(engine->work);
    status = checkpoint_take(engine, &checkpoint);
    return status == STATUS_OK ? put(engine, &checkpoint) : status;
}

enum status engine_checkpoint_again(struct engine *engine, struct bytes body, bool *same) {
    struct codec codec = codec_reader(body, engine->work);
    struct checkpoint then = {0}, now;
    code_checkpoint(&codec, &then);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        status = checkpoint_take(engine, &now);
    if (status != STATUS_OK)
        return status;
    *same = then.event == now.event && memcmp(then.hash, now.hash, sizeof now.hash) == 0;
    return *same ? put(engine, &now) : STATUS_OK;
}
