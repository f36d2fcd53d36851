/* The file: a header of 32 bytes, then the slots of 32 bytes each:
 *   turn      8 bytes, little-endian: 1 for the first alert ever noted; slot (turn - 1) % SLOTS
 *   identity 16 bytes
 *   check     8 bytes: the beginning of BLAKE2b-256 over the 24 before
 * A slot of zeros is empty. */
#include "client/alerts/ledger.h"

#include "client/durable.h"
#include "client/language.h"
#include "proto/keys/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define SLOT_BYTES 32
#define TURN_BYTES 8
#define CHECKED_BYTES (TURN_BYTES + IDENTITY_BYTES)
#define CHECK_BYTES (SLOT_BYTES - CHECKED_BYTES)
#define FILE_BYTES ((size_t)SLOT_BYTES * (1 + LEDGER_SLOTS))

static const uint8_t header[SLOT_BYTES] = "wachtpost-handled 1\n";

struct ledger {
    char *path;
    int file;
    uint64_t turns; /* the last one noted; 0: none */
    uint64_t kept;  /* the last one on disk */
    struct identity slots[LEDGER_SLOTS];
};

static void slot_check(const uint8_t slot[SLOT_BYTES], uint8_t check[CHECK_BYTES]) {
    uint8_t hash[HASH_BYTES];
    keys_hash(bytes_of(slot, CHECKED_BYTES), hash);
    memcpy(check, hash, CHECK_BYTES);
}

static void slot_write(uint64_t turn, const struct identity *identity, uint8_t slot[SLOT_BYTES]) {
    for (size_t i = 0; i < TURN_BYTES; i++)
        slot[i] = (uint8_t)(turn >> (8 * i));
    memcpy(slot + TURN_BYTES, identity->bytes, IDENTITY_BYTES);
    slot_check(slot, slot + CHECKED_BYTES);
}

/* 0: the slot is empty or torn, or stands where it does not belong. */
static uint64_t slot_turn(const uint8_t slot[SLOT_BYTES], size_t at) {
    uint8_t check[CHECK_BYTES];
    uint64_t turn = 0;
    for (size_t i = 0; i < TURN_BYTES; i++)
        turn |= (uint64_t)slot[i] << (8 * i);
    slot_check(slot, check);
    bool whole = turn > 0 && (turn - 1) % LEDGER_SLOTS == at &&
                 memcmp(check, slot + CHECKED_BYTES, CHECK_BYTES) == 0;
    return whole ? turn : 0;
}

static enum status make_empty(const char *path, struct complaint *complaint) {
    uint8_t *slots = calloc(LEDGER_SLOTS, SLOT_BYTES);
    if (!slots)
        return STATUS_NO_MEMORY;
    const struct bytes parts[] = {bytes_of(header, sizeof header),
                                  bytes_of(slots, (size_t)LEDGER_SLOTS * SLOT_BYTES)};
    enum status status = durable_replace(path, parts, 2, complaint);
    free(slots);
    return status;
}

static enum status take_content(struct ledger *ledger, const uint8_t *content, size_t size,
                                struct complaint *complaint) {
    if (size != FILE_BYTES || memcmp(content, header, sizeof header) != 0)
        return complain(complaint, STATUS_DAMAGED,
                        _("%s is beschadigd; verwijder het bestand: dan kunnen alerts van kort "
                          "geleden nog eens komen"),
                        ledger->path);
    for (size_t i = 0; i < LEDGER_SLOTS; i++) {
        const uint8_t *slot = content + (i + 1) * SLOT_BYTES;
        uint64_t turn = slot_turn(slot, i);
        if (turn > 0)
            memcpy(ledger->slots[i].bytes, slot + TURN_BYTES, IDENTITY_BYTES);
        if (turn > ledger->turns)
            ledger->turns = turn;
    }
    ledger->kept = ledger->turns;
    return STATUS_OK;
}

static enum status load(struct ledger *ledger, bool anew, struct complaint *complaint) {
    uint8_t *content = NULL;
    size_t size = 0;
    enum status status = STATUS_ABSENT;
    if (!anew)
        status = durable_read(ledger->path, FILE_BYTES, &content, &size, complaint);
    if (status == STATUS_ABSENT)
        status = make_empty(ledger->path, complaint);
    else if (status == STATUS_OK || status == STATUS_TOO_LARGE)
        status = take_content(ledger, content, size, complaint);
    free(content);
    if (status != STATUS_OK)
        return status;
    ledger->file = open(ledger->path, O_WRONLY | O_CLOEXEC);
    if (ledger->file < 0)
        return complain(complaint, STATUS_IO, _("%s: openen mislukt: %s"), ledger->path,
                        durable_why(errno));
    return STATUS_OK;
}

enum status ledger_open(const char *path, bool anew, struct ledger **ledger,
                        struct complaint *complaint) {
    struct ledger *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return STATUS_NO_MEMORY;
    fresh->file = -1;
    fresh->path = strdup(path);
    enum status status = fresh->path ? load(fresh, anew, complaint) : STATUS_NO_MEMORY;
    if (status != STATUS_OK)
        ledger_close(&fresh);
    else
        *ledger = fresh;
    return status;
}

void ledger_close(struct ledger **ledger) {
    if (!*ledger)
        return;
    if ((*ledger)->file >= 0)
        close((*ledger)->file);
    free((*ledger)->path);
    free(*ledger);
    *ledger = NULL;
}

bool ledger_knows(const struct ledger *ledger, const struct identity *identity) {
    size_t filled = ledger->turns < LEDGER_SLOTS ? ledger->turns : LEDGER_SLOTS;
    for (size_t i = 0; i < filled; i++)
        if (identity_equal(&ledger->slots[i], identity))
            return true;
    return false;
}

void ledger_note(struct ledger *ledger, const struct identity *identity) {
    ledger->slots[ledger->turns % LEDGER_SLOTS] = *identity;
    ledger->turns++;
}

static bool write_turn(const struct ledger *ledger, uint64_t turn) {
    uint8_t slot[SLOT_BYTES];
    size_t at = (turn - 1) % LEDGER_SLOTS;
    slot_write(turn, &ledger->slots[at], slot);
    off_t offset = (off_t)((at + 1) * SLOT_BYTES);
    ssize_t written;
    do
        written = pwrite(ledger->file, slot, SLOT_BYTES, offset);
    while (written < 0 && errno == EINTR);
    return written == SLOT_BYTES;
}

enum status ledger_keep(struct ledger *ledger, struct complaint *complaint) {
    if (ledger->kept == ledger->turns)
        return STATUS_OK;
    uint64_t turn = ledger->kept + 1;
    if (ledger->turns - ledger->kept > LEDGER_SLOTS) /* the ring holds only the last */
        turn = ledger->turns - LEDGER_SLOTS + 1;
    bool written = true;
    for (; written && turn <= ledger->turns; turn++)
        written = write_turn(ledger, turn);
    if (!written || fdatasync(ledger->file) != 0)
        return complain(complaint, errno == ENOSPC || errno == EDQUOT ? STATUS_FULL : STATUS_IO,
                        _("%s: schrijven mislukt: %s"), ledger->path, durable_why(errno));
    ledger->kept = ledger->turns;
    return STATUS_OK;
}
