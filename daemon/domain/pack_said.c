#include "daemon/domain/pack_said.h"

#include "daemon/domain/pack_place.h"

enum { RECORD_VERSION = 1 };

static void code_taking(struct codec *codec, struct taking *taking) {
    codec_version(codec, RECORD_VERSION);
    codec_i64(codec, &taking->recorded_at);
    codec_u64(codec, &taking->wait);
    CODEC_CODE(codec, &taking->state, TAKEN_STATE_COUNT);
    if (taking->state == TAKEN_NOBODY) /* which is what is said without one */
        codec_fail(codec, STATUS_DAMAGED);
    CODEC_CODE(codec, &taking->obstacle, OBSTACLE_COUNT);
    codec_bytes(codec, &taking->who);
}

static void code_duiding(struct codec *codec, struct duiding *duiding) {
    bool has_gemeente = duiding->gemeente[0] != '\0';
    codec_version(codec, RECORD_VERSION);
    codec_i64(codec, &duiding->recorded_at);
    codec_bytes(codec, &duiding->who);
    codec_day(codec, &duiding->from);
    codec_day(codec, &duiding->until);
    code_agb(codec, &duiding->agb);
    CODEC_CODE(codec, &duiding->hulpvorm, HULPVORM_COUNT);
    codec_bool(codec, &has_gemeente);
    if (has_gemeente)
        codec_raw(codec, duiding->gemeente, GEMEENTE_DIGITS);
    codec_bool(codec, &duiding->is_break);
    codec_bytes(codec, &duiding->text);
}

static void code_published(struct codec *codec, struct published *published) {
    codec_version(codec, RECORD_VERSION);
    codec_u64(codec, &published->event);
    codec_i64(codec, &published->recorded_at);
    codec_bytes(codec, &published->who);
    codec_raw(codec, published->content_hash, HASH_BYTES);
    codec_bytes(codec, &published->content);
}

/* Both ways of a record that is coded by code_<name>. */
#define RECORD(name)                                                                               \
    enum status pack_##name(const struct name *value, struct arena *arena, struct bytes *record) { \
        struct codec codec = codec_writer(arena);                                                  \
        struct name copy = *value;                                                                 \
        code_##name(&codec, &copy);                                                                \
        return codec_written(&codec, record);                                                      \
    }                                                                                              \
    enum status unpack_##name(struct bytes record, struct arena *arena, struct name *value) {      \
        struct codec codec = codec_reader(record, arena);                                          \
        struct name found = {0};                                                                   \
        code_##name(&codec, &found);                                                               \
        enum status status = codec_read(&codec);                                                   \
        if (status == STATUS_OK)                                                                   \
            *value = found;                                                                        \
        return status;                                                                             \
    }

RECORD(taking)
RECORD(duiding)
RECORD(published)
