/* The places by the numbers of their ids: an array, and a table of slots to find them in. A key
 * is found by its id, so that nothing else has to be kept in order. */
#include "client/plek/register.h"

#include "client/disk.h"
#include "client/durable.h"
#include "client/language.h"
#include "client/plek/register_file.h"
#include "client/wiping.h"
#include "proto/model/arena.h"

#include <errno.h>
#include <stdlib.h>

/* So often a key may find its id taken by another: with a million places the eighth time comes
 * once in 10^39. */
enum { ATTEMPTS = 8, FIRST_ROOM = 64, MAX_FILE_NAME_BYTES = 1024 };
#define NAMES_BYTES (16 * 1024 * 1024)

struct plek_register {
    const struct plek_secret *secret;
    char *path;
    int lock;
    struct register_content content;
    size_t room;
    size_t slot_count; /* a power of two, more than twice the places */
    uint32_t *slots;   /* a place's index and one; 0: free */
    struct arena *names;
    struct bytes file; /* the last one named */
};

static uint32_t *slot_of(const struct plek_register *plekken, const struct plek_id *id) {
    const size_t mask = plekken->slot_count - 1;
    size_t at = (size_t)plek_id_number(id) & mask;
    while (plekken->slots[at] != 0 &&
           strcmp(plekken->content.places[plekken->slots[at] - 1].id.text, id->text) != 0)
        at = (at + 1) & mask;
    return &plekken->slots[at];
}

/* False: no memory; then nothing changed. */
static bool index_all(struct plek_register *plekken) {
    size_t slot_count = 2 * FIRST_ROOM;
    while (slot_count < 2 * plekken->room + 1)
        slot_count *= 2;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (!slots)
        return false;
    free(plekken->slots);
    plekken->slots = slots;
    plekken->slot_count = slot_count;
    for (size_t i = 0; i < plekken->content.count; i++)
        *slot_of(plekken, &plekken->content.places[i].id) = (uint32_t)i + 1;
    return true;
}

static bool make_room(struct plek_register *plekken) {
    if (plekken->content.count < plekken->room)
        return true;
    const size_t room = plekken->room < FIRST_ROOM ? FIRST_ROOM : 2 * plekken->room;
    struct plek_place *larger = wiping_realloc(plekken->content.places, room * sizeof *larger);
    if (!larger)
        return false;
    plekken->content.places = larger;
    plekken->room = room;
    return index_all(plekken);
}

static enum status take_lock(struct plek_register *plekken, int64_t wait_ms,
                             struct complaint *complaint) {
    char *path = durable_path("", plekken->path, ".lock");
    if (!path)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    const int error = disk_system.lock(disk_system.context, path, wait_ms, &plekken->lock);
    if (error == EWOULDBLOCK)
        status =
            complain(complaint, STATUS_BUSY, _("%s is in gebruik door een ander proces"), path);
    else if (error != 0)
        status = disk_complain(path, _("openen mislukt"), error, complaint);
    free(path);
    return status;
}

static enum status prepare(struct plek_register *plekken, const char *state_folder,
                           enum plek_use use, int64_t wait_ms, struct complaint *complaint) {
    plekken->path = durable_path(state_folder, "plek", ".register");
    plekken->names = arena_new(NAMES_BYTES);
    if (!plekken->path || !plekken->names)
        return STATUS_NO_MEMORY;
    if (use == PLEK_TO_LOOK)
        return STATUS_OK;
    enum status status = durable_folder(state_folder, complaint);
    return status == STATUS_OK ? take_lock(plekken, wait_ms, complaint) : status;
}

enum status plek_register_open(const char *state_folder, const struct plek_secret *secret,
                               enum plek_use use, int64_t wait_ms, struct plek_register **opened,
                               struct complaint *complaint) {
    struct plek_register *plekken = calloc(1, sizeof *plekken);
    if (!plekken)
        return STATUS_NO_MEMORY;
    plekken->secret = secret;
    plekken->lock = -1;
    enum status status = prepare(plekken, state_folder, use, wait_ms, complaint);
    if (status == STATUS_OK) {
        struct complaint why = {0};
        status = register_file_read(plekken->path, secret, &plekken->content, &why);
        if (status == STATUS_ABSENT)
            status = STATUS_OK;
        else if (status != STATUS_OK)
            complain(complaint, status, "%s", why.text);
    }
    plekken->room = plekken->content.count;
    if (status == STATUS_OK && !index_all(plekken))
        status = STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        *opened = plekken;
    else
        plek_register_close(&plekken);
    return status;
}

void plek_register_close(struct plek_register **plekken) {
    struct plek_register *the = *plekken;
    if (!the)
        return;
    if (the->lock >= 0)
        disk_system.unlock(disk_system.context, the->lock);
    free(the->path);
    wiping_free(the->content.text);
    wiping_free(the->content.places);
    free(the->slots);
    arena_free(&the->names);
    free(the);
    *plekken = NULL;
}

/* Kept once for all rows of a file. Of a very long name the end counts: there is what differs. */
static bool keep_name(struct plek_register *plekken, struct bytes file) {
    if (file.size > MAX_FILE_NAME_BYTES)
        file = bytes_of(file.at + file.size - MAX_FILE_NAME_BYTES, MAX_FILE_NAME_BYTES);
    if (plekken->file.at && bytes_equal(plekken->file, file))
        return true;
    plekken->file = arena_copy(plekken->names, file);
    return plekken->file.at != NULL;
}

static bool is_key(const struct plek_place *place, const struct ecd_key *folded) {
    const struct ecd_key own = ecd_key_folded(&place->key);
    return own.size == folded->size && memcmp(own.text, folded->text, own.size) == 0;
}

/* Where the key stands, or a free id for it. False: neither. */
static bool look_up(const struct plek_register *plekken, const struct ecd_key *key, uint32_t **slot,
                    struct plek_id *id) {
    const struct ecd_key folded = ecd_key_folded(key);
    *slot = NULL;
    for (uint32_t attempt = 0; attempt < ATTEMPTS; attempt++) {
        const struct plek_id next = plek_secret_id(plekken->secret, &folded, attempt);
        uint32_t *at = slot_of(plekken, &next);
        const bool own = *at != 0 && is_key(&plekken->content.places[*at - 1], &folded);
        if (own || (*at == 0 && !*slot)) {
            *slot = at;
            *id = next;
        }
        if (own)
            return true;
    }
    return *slot != NULL;
}

enum status plek_register_take(struct plek_register *plekken, const struct ecd_key *key,
                               struct bytes file, uint32_t row, day_t seen, struct plek_id *id) {
    struct plek_id found;
    uint32_t *slot;
    if (!keep_name(plekken, file) || !make_room(plekken))
        return STATUS_NO_MEMORY;
    if (!look_up(plekken, key, &slot, &found))
        return STATUS_FULL;
    const struct plek_place stood = {
        .id = found, .key = *key, .file = plekken->file, .row = row, .seen = seen};
    if (*slot == 0)
        *slot = (uint32_t)++plekken->content.count;
    else if (plekken->content.places[*slot - 1].seen > seen) {
        *id = found;
        return STATUS_OK;
    }
    plekken->content.places[*slot - 1] = stood;
    *id = found;
    return STATUS_OK;
}

const struct plek_place *plek_register_find(const struct plek_register *plekken,
                                            const struct plek_id *id) {
    const uint32_t slot = *slot_of(plekken, id);
    return slot ? &plekken->content.places[slot - 1] : NULL;
}

size_t plek_register_count(const struct plek_register *plekken) {
    return plekken->content.count;
}

static void forget(struct plek_register *plekken, day_t today) {
    size_t kept = 0;
    for (size_t i = 0; i < plekken->content.count; i++) {
        const struct plek_place place = plekken->content.places[i];
        if (day_add_months(place.seen, PLEK_REMEMBERED_MONTHS) >= today)
            plekken->content.places[kept++] = place;
    }
    plekken->content.count = kept;
}

enum status plek_register_save(struct plek_register *plekken, day_t today,
                               struct complaint *complaint) {
    ENSURE(plekken->lock >= 0);
    forget(plekken, today);
    if (!index_all(plekken))
        return STATUS_NO_MEMORY;
    return register_file_write(plekken->path, plekken->secret, plekken->content.places,
                               plekken->content.count, complaint);
}
