#include "daemon/engine/revoked.h"

#include <stdio.h>
#include <string.h>

#include "daemon/domain/codec.h"

enum { RECORD_VERSION = 1 };

static const char revoked[] = "revoked ";
/* The longest key of a record that the store takes is longer (FORMAT.md). */
enum { NAME_SIZE = sizeof revoked + Z85_KEY_SIZE };

static struct bytes name_of(const uint8_t key[KEY_SIZE], char name[NAME_SIZE]) {
    char text[Z85_KEY_SIZE];
    keys_z85(key, text);
    snprintf(name, NAME_SIZE, "%s%s", revoked, text);
    return bytes_of_text(name);
}

static void code_revoked(struct codec *codec, uint64_t *event) {
    codec_version(codec, RECORD_VERSION);
    codec_u64(codec, event);
}

/* STATUS_ABSENT: it never was. */
static enum status find(struct engine *engine, const uint8_t key[KEY_SIZE], uint64_t *event) {
    char name[NAME_SIZE];
    struct bytes record;
    enum status status =
        store_get(engine->txn, TABLE_STATE, name_of(key, name), engine->work, &record);
    if (status != STATUS_OK)
        return status;
    struct codec codec = codec_reader(record, engine->work);
    code_revoked(&codec, event);
    return codec_read(&codec);
}

static bool is_revoked(const struct participant *participant, const struct participant_key *key) {
    return participant_is_revoked(participant) || key->revoked != DAY_NONE;
}

typedef enum status key_step(struct engine *engine, const struct participant *participant,
                             const struct participant_key *key, void *context);

/* Each key that is revoked, or each that is not. */
static enum status each_key(struct engine *engine, const struct rules_settings *rules, bool wanted,
                            key_step *step, void *context) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < rules->participant_count; i++) {
        const struct participant *participant = &rules->participants[i];
        for (size_t k = 0; k < participant->key_count && status == STATUS_OK; k++)
            if (is_revoked(participant, &participant->keys[k]) == wanted)
                status = step(engine, participant, &participant->keys[k], context);
    }
    return status;
}

/* ---- checked */

static enum status complain_of(struct engine *engine, const struct participant *participant,
                               const struct participant_key *key, uint64_t event,
                               struct complaint *complaint) {
    struct public_keys line;
    instant_t when;
    char fingerprint[KEY_FINGERPRINT_SIZE], day[DAY_TEXT_SIZE];
    memcpy(line.sign, key->sign, sizeof line.sign);
    memcpy(line.curve, key->curve, sizeof line.curve);
    enum status status = store_event_instant(engine->txn, event, &when);
    if (status != STATUS_OK)
        return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
    return complain(complaint, STATUS_BAD_CONFIG,
                    "%s: the key with kenmerk %s was revoked on %s, and a revoked key does not "
                    "come back: ask for the registration line of a new one (wachtpost keygen)",
                    participant->name, keys_fingerprint(&line, fingerprint),
                    day_text(day_of_instant(when), day));
}

static enum status check(struct engine *engine, const struct participant *participant,
                         const struct participant_key *key, void *complaint) {
    uint64_t event;
    enum status status = find(engine, key->sign, &event);
    if (status == STATUS_ABSENT)
        status = find(engine, key->curve, &event);
    if (status == STATUS_ABSENT)
        return STATUS_OK;
    return status == STATUS_OK ? complain_of(engine, participant, key, event, complaint) : status;
}

enum status revoked_check(struct engine *engine, const struct rules_settings *rules,
                          struct complaint *complaint) {
    return each_key(engine, rules, false, check, complaint);
}

/* ---- kept */

/* The first event stays: it tells when. */
static enum status keep_one(struct engine *engine, const uint8_t key[KEY_SIZE], uint64_t event) {
    uint64_t before;
    char name[NAME_SIZE];
    struct bytes record;
    enum status status = find(engine, key, &before);
    if (status != STATUS_ABSENT)
        return status;
    struct codec codec = codec_writer(engine->work);
    code_revoked(&codec, &event);
    status = codec_written(&codec, &record);
    if (status == STATUS_OK)
        store_put(engine->txn, TABLE_STATE, name_of(key, name), record);
    return status;
}

static enum status keep(struct engine *engine, const struct participant *participant,
                        const struct participant_key *key, void *event) {
    (void)participant;
    const uint64_t *number = event;
    enum status status = keep_one(engine, key->sign, *number);
    return status == STATUS_OK ? keep_one(engine, key->curve, *number) : status;
}

enum status revoked_keep(struct engine *engine, const struct rules_settings *rules,
                         uint64_t event) {
    return each_key(engine, rules, true, keep, &event);
}
