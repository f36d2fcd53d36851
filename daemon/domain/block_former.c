#include "daemon/domain/block_former.h"

#include "daemon/domain/block_detail.h"
#include "daemon/domain/block_play.h"
#include "daemon/domain/codec.h"

enum { FORMER_VERSION = 1 };

/* Some bytes, told by others of which the first `size` count: so many from their beginning,
 * these instead, so many from their end. */
struct patch {
    uint64_t size, prefix, suffix;
    struct bytes middle;
};

struct former {
    uint64_t in_a_row;
    struct patch slim, detail;
};

/* ---- records */

static void code_patch(struct codec *codec, struct patch *patch) {
    codec_u64(codec, &patch->size);
    codec_u64(codec, &patch->prefix);
    codec_u64(codec, &patch->suffix);
    codec_bytes(codec, &patch->middle);
}

static void code_begin(struct codec *codec, struct former *former) {
    codec_version(codec, FORMER_VERSION);
    codec_u64(codec, &former->in_a_row);
    if (former->in_a_row > FORMER_MOST_IN_A_ROW)
        codec_fail(codec, STATUS_DAMAGED);
}

static void code_former(struct codec *codec, struct former *former) {
    code_begin(codec, former);
    code_patch(codec, &former->slim);
    code_patch(codec, &former->detail);
}

enum status block_former_in_a_row(struct bytes packed, unsigned *in_a_row) {
    struct codec codec = codec_reader(packed, NULL);
    struct former former = {0};
    code_begin(&codec, &former);
    if (codec.failure == STATUS_OK)
        *in_a_row = (unsigned)former.in_a_row;
    return codec.failure;
}

/* ---- what is compared: a heading only says what the block is now */

static enum status body_of(struct bytes slim, struct bytes *body) {
    struct block_heading heading;
    struct cursor cursor = cursor_of(slim);
    cursor_heading(&cursor, &heading);
    *body = bytes_of(cursor.at, (size_t)(cursor.end - cursor.at));
    return cursor.damaged ? STATUS_DAMAGED : STATUS_OK;
}

static size_t common_prefix(struct bytes a, struct bytes b) {
    size_t most = a.size < b.size ? a.size : b.size, count = 0;
    while (count < most && a.at[count] == b.at[count])
        count++;
    return count;
}

static size_t common_suffix(struct bytes a, struct bytes b, size_t most) {
    size_t count = 0;
    while (count < most && a.at[a.size - 1 - count] == b.at[b.size - 1 - count])
        count++;
    return count;
}

static bool begins_with(struct bytes whole, struct bytes begin) {
    return common_prefix(whole, begin) == begin.size;
}

enum status block_only_grew(const struct block_record *before, const struct block_record *after,
                            bool *grew) {
    struct bytes old, new;
    enum status status = body_of(before->slim, &old);
    if (status == STATUS_OK)
        status = body_of(after->slim, &new);
    if (status == STATUS_OK)
        *grew = begins_with(new, old) && begins_with(after->detail, before->detail);
    return status;
}

/* ---- how far the block says what it said before, which may be followed by more */

static void skip_turns(struct play *play, size_t count, struct cursor *detail) {
    struct played_turn turn = {0};
    struct detail_entry entry;
    for (size_t i = 0; i < count && play_turn(play, &turn); i++)
        if (turn.kind != TURN_LEFT)
            detail_take(detail, turn.kind != TURN_CHANGED, play->event, &entry);
}

/* Of `body` and detail those bytes that tell what was so up to `until`. */
static enum status bytes_until(const struct block_record *record, instant_t until,
                               struct bytes *body, struct bytes *detail) {
    struct block_heading heading;
    struct carry carry;
    struct play play, ahead;
    struct played_moment moment;
    struct cursor cursor = cursor_of(record->detail);
    cursor_u64(&cursor);
    cursor_take(&cursor, (size_t)cursor_u64(&cursor));
    play_begin(&play, record->slim, record->number, &heading, &carry);
    cursor_take(&play.slim, carry.bytes);
    while (play_has_more(&play)) {
        ahead = play;
        play_moment(&ahead, &moment);
        if (ahead.at > until)
            break;
        skip_turns(&ahead, moment.turn_count, &cursor);
        play = ahead;
    }
    if (play.slim.damaged || cursor.damaged)
        return STATUS_DAMAGED;
    body->size = (size_t)(play.slim.at - body->at);
    *detail = bytes_of(record->detail.at, (size_t)(cursor.at - record->detail.at));
    return STATUS_OK;
}

/* ---- packing */

static struct patch patch_of(struct bytes before, struct bytes after) {
    size_t least = before.size < after.size ? before.size : after.size;
    struct patch patch = {.size = after.size, .prefix = common_prefix(before, after)};
    patch.suffix = common_suffix(before, after, least - (size_t)patch.prefix);
    patch.middle = bytes_of(before.at + patch.prefix,
                            before.size - (size_t)patch.prefix - (size_t)patch.suffix);
    return patch;
}

static enum status compare(const struct block_record *before, const struct block_record *after,
                           struct former *former) {
    struct bytes old, new = {NULL, 0}, detail = {NULL, 0};
    struct block_heading heading;
    enum status status = body_of(before->slim, &old);
    if (status == STATUS_OK)
        status = block_read_heading(before->slim, &heading);
    if (status == STATUS_OK && former->in_a_row > 0)
        status = body_of(after->slim, &new);
    if (status == STATUS_OK && former->in_a_row > 0)
        status = bytes_until(after, heading.last_moment, &new, &detail);
    if (status != STATUS_OK)
        return status;
    former->slim = patch_of(old, new);
    former->detail = patch_of(before->detail, detail);
    return STATUS_OK;
}

enum status block_former_pack(const struct block_record *before, const struct block_record *after,
                              unsigned in_a_row, struct arena *arena, struct bytes *packed) {
    struct former former = {.in_a_row = in_a_row};
    struct codec codec = codec_writer(arena);
    enum status status = compare(before, after, &former);
    if (status != STATUS_OK)
        return status;
    code_former(&codec, &former);
    return codec_written(&codec, packed);
}

/* ---- unpacking */

static bool fits(const struct patch *patch, struct bytes after) {
    return patch->size <= after.size && patch->prefix <= patch->size &&
           patch->suffix <= patch->size - patch->prefix;
}

/* `head`, and then what the patch makes of `after`. */
static enum status apply(const struct patch *patch, struct bytes head, struct bytes after,
                         struct arena *arena, struct bytes *before) {
    struct codec codec = codec_writer(arena);
    if (!fits(patch, after))
        return STATUS_DAMAGED;
    const uint8_t *end = after.at + patch->size - patch->suffix;
    codec_raw(&codec, (void *)(uintptr_t)head.at, head.size);
    codec_raw(&codec, (void *)(uintptr_t)after.at, (size_t)patch->prefix);
    codec_raw(&codec, (void *)(uintptr_t)patch->middle.at, patch->middle.size);
    codec_raw(&codec, (void *)(uintptr_t)end, (size_t)patch->suffix);
    return codec_written(&codec, before);
}

static enum status apply_all(const struct former *former, const struct block_record *after,
                             struct arena *arena, struct block_record *before) {
    const struct bytes nothing = {NULL, 0};
    struct bytes body;
    enum status status = body_of(after->slim, &body);
    if (status != STATUS_OK)
        return status;
    const struct bytes heading = bytes_of(after->slim.at, after->slim.size - body.size);
    status = apply(&former->slim, heading, body, arena, &before->slim);
    return status == STATUS_OK && after->detail.size
               ? apply(&former->detail, nothing, after->detail, arena, &before->detail)
               : status;
}

enum status block_former_unpack(struct bytes packed, const struct block_record *after,
                                struct arena *arena, struct block_record *before) {
    struct codec codec = codec_reader(packed, arena);
    struct block_record found = {.number = after->number};
    struct former former = {0};
    code_former(&codec, &former);
    enum status status = codec_read(&codec);
    if (status == STATUS_OK)
        status = apply_all(&former, after, arena, &found);
    if (status == STATUS_OK)
        *before = found;
    return status;
}
