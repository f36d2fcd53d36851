/* Names in settled blocks, and in what those said before, of whom nothing else is known: each
 * gets another one, the same wherever it stands, so that whoever counts still tells them apart. */
#include "daemon/domain/block_names.h"
#include "daemon/domain/pack_said.h"
#include "daemon/engine/index_former.h"
#include "daemon/engine/retain_parts.h"

#include "proto/model/list.h"

struct naming {
    struct engine *engine;
    const struct remembered *remembered;
    struct arena *arena;
    struct intern places, jeugdigen; /* that got another name */
    struct agb agb;                  /* whose block it is */
};

/* ---- one name */

static bool is_remembered(const struct naming *n, enum block_name kind,
                          const uint8_t name[BLOCK_NAME_BYTES]) {
    uint32_t number;
    if (kind == BLOCK_NAME_PLACE)
        return remembered_place(n->remembered, &n->agb, name);
    return intern_find(&n->remembered->jeugdigen, bytes_of(name, BLOCK_NAME_BYTES), &number);
}

/* Numbers of both kinds come from one count, in the order in which they are met: by aanbieder and
 * day, which says nothing of the name that goes. */
static void give_number(const struct naming *n, enum block_name kind, uint32_t number,
                        uint8_t name[BLOCK_NAME_BYTES]) {
    const uint64_t before = n->engine->region.names;
    block_give_name(before + 1 + number * 2 + (kind == BLOCK_NAME_JEUGDIGE), name);
}

static bool give_name(void *context, enum block_name kind, uint8_t name[BLOCK_NAME_BYTES]) {
    struct naming *n = context;
    struct intern *names = kind == BLOCK_NAME_PLACE ? &n->places : &n->jeugdigen;
    uint32_t number;
    if (block_name_is_given(name) || is_remembered(n, kind, name))
        return true;
    if (!intern_number(names, bytes_of(name, BLOCK_NAME_BYTES), &number))
        return false;
    give_number(n, kind, number, name);
    return true;
}

/* ---- one block, and what it said before */

static enum status rename_record(struct naming *n, const struct block_record *record,
                                 struct arena *arena, struct block_record *renamed) {
    *renamed = *record;
    return block_rename_all(record, give_name, n, arena, &renamed->detail);
}

/* What a block said until an event, as it was and with the other names. */
struct version {
    uint64_t event;
    struct bytes packed;
    struct block_record record, renamed;
};

/* One version is made from the one after it, so two are there at a time, each in an arena of its
 * own: a long list that was corrected often has said more than fits any. */
struct versions {
    struct arena *arenas[2];
    struct version at[2];
    unsigned current;
};

static bool versions_open(struct versions *versions) {
    *versions = (struct versions){
        .arenas = {arena_new(RETAIN_VERSION_BYTES), arena_new(RETAIN_VERSION_BYTES)}};
    return versions->arenas[0] && versions->arenas[1];
}

static void versions_close(struct versions *versions) {
    arena_free(&versions->arenas[0]);
    arena_free(&versions->arenas[1]);
}

/* The last version until before that event. STATUS_ABSENT: there is none. */
static enum status find_version(struct naming *n, day_t number, uint64_t event, struct arena *arena,
                                struct version *version) {
    uint8_t upto[BLOCK_KEY_BYTES + 8], key[BLOCK_KEY_BYTES + 8];
    const struct bytes prefix = block_key(&n->agb, number, upto);
    store_key_u64(upto + BLOCK_KEY_BYTES, event - 1);
    enum status status =
        store_find_last(n->engine->txn, TABLE_FORMER, prefix, bytes_of(upto, sizeof upto), key);
    if (status != STATUS_OK)
        return status;
    version->event = store_u64_of_key(key + BLOCK_KEY_BYTES);
    status =
        store_get(n->engine->txn, TABLE_FORMER, bytes_of(key, sizeof key), arena, &version->packed);
    return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
}

static enum status put_version(struct naming *n, const struct version *version,
                               const struct version *after, struct arena *arena) {
    struct engine *engine = n->engine;
    uint8_t key[BLOCK_KEY_BYTES + 8];
    unsigned in_a_row;
    struct bytes packed;
    enum status status = block_former_in_a_row(version->packed, &in_a_row);
    if (status == STATUS_OK)
        status = block_former_pack(&version->renamed, &after->renamed, in_a_row, arena, &packed);
    if (status != STATUS_OK || bytes_equal(packed, version->packed))
        return status;
    block_key(&n->agb, version->record.number, key);
    store_key_u64(key + BLOCK_KEY_BYTES, version->event);
    store_put(engine->txn, TABLE_FORMER, bytes_of(key, sizeof key), packed);
    return store_failure(engine->txn);
}

/* From the one after it, which is current, to the one before, which then is. */
static enum status step_back(struct naming *n, struct versions *versions) {
    const struct version *after = &versions->at[versions->current];
    struct version *before = &versions->at[!versions->current];
    struct arena *arena = versions->arenas[!versions->current];
    arena_reset(arena);
    enum status status = find_version(n, after->record.number, after->event, arena, before);
    if (status != STATUS_OK)
        return status;
    status = block_former_unpack(before->packed, &after->record, arena, &before->record);
    if (status == STATUS_OK)
        status = rename_record(n, &before->record, arena, &before->renamed);
    if (status == STATUS_OK)
        status = put_version(n, before, after, arena);
    versions->current = !versions->current;
    return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
}

/* Each is told by the one after it: from the last one back. */
static enum status rename_former(struct naming *n, const struct block_record *now,
                                 const struct block_record *renamed_now) {
    struct versions versions;
    enum status status = versions_open(&versions) ? STATUS_OK : STATUS_NO_MEMORY;
    versions.at[0] = (struct version){.event = UINT64_MAX, .record = *now, .renamed = *renamed_now};
    while (status == STATUS_OK)
        status = step_back(n, &versions);
    versions_close(&versions);
    return status == STATUS_ABSENT ? STATUS_OK : status;
}

static enum status rename_block(struct naming *n, day_t number) {
    struct block_record record = {.number = number}, renamed;
    arena_reset(n->engine->scratch);
    enum status status = load_block(n->engine, &n->agb, n->engine->scratch, &record);
    if (status == STATUS_OK)
        status = rename_record(n, &record, n->engine->scratch, &renamed);
    if (status == STATUS_OK)
        status = rename_former(n, &record, &renamed);
    if (status != STATUS_OK)
        return status == STATUS_ABSENT ? STATUS_DAMAGED : status;
    if (bytes_equal(record.detail, renamed.detail))
        return STATUS_OK;
    return save_block(n->engine, &n->agb, n->engine->scratch, &renamed);
}

/* ---- all settled ones */

struct numbers {
    day_t end;
    bool damaged;
    struct list list; /* day_t */
};

static bool note_number(void *context, struct bytes key, struct bytes value) {
    struct numbers *numbers = context;
    (void)value;
    numbers->damaged = !is_block_key(key);
    if (numbers->damaged)
        return false;
    const day_t number = store_day_of_key(key.at + AGB_DIGITS);
    day_t *noted = number < numbers->end ? list_add(&numbers->list) : NULL;
    if (noted)
        *noted = number;
    return noted != NULL;
}

static enum status rename_blocks_of(struct naming *n) {
    const struct bytes begin = {NULL, 0};
    struct numbers numbers = {.end = first_unsettled(n->engine), .list = LIST_OF(n->arena, day_t)};
    enum status status = store_walk_keys(n->engine->txn, TABLE_BLOCK, agb_prefix(&n->agb), begin,
                                         note_number, &numbers);
    if (status == STATUS_OK && numbers.damaged)
        status = STATUS_DAMAGED;
    if (status == STATUS_OK && numbers.list.out_of_memory)
        status = STATUS_NO_MEMORY;
    const day_t *list = numbers.list.items;
    for (size_t i = 0; i < numbers.list.count && status == STATUS_OK; i++)
        status = rename_block(n, list[i]);
    return status;
}

/* ---- what coordinators said */

struct moved {
    struct bytes key, record;
};

struct said {
    const struct naming *naming;
    bool damaged;
    struct list list; /* struct moved, of those who are not remembered */
};

static bool note_said(void *context, struct bytes key, struct bytes value) {
    struct said *said = context;
    const uint8_t *name = key.at + AGB_DIGITS;
    said->damaged = key.size != PLACE_EVENT_KEY_BYTES;
    if (said->damaged)
        return false;
    if (block_name_is_given(name) || is_remembered(said->naming, BLOCK_NAME_PLACE, name))
        return true;
    struct moved *moved = list_add(&said->list);
    if (moved)
        *moved =
            (struct moved){arena_copy(said->list.arena, key), arena_copy(said->list.arena, value)};
    said->list.out_of_memory |= moved && (moved->key.at == NULL || moved->record.at == NULL);
    return !said->list.out_of_memory;
}

/* Counted it is still, under the name that its place has in the index; no longer by whom. */
static enum status move_said(struct naming *n, const struct moved *moved) {
    struct store_txn *txn = n->engine->txn;
    uint8_t key[PLACE_EVENT_KEY_BYTES], *name = key + AGB_DIGITS;
    uint32_t number;
    struct taking taking;
    struct bytes record;
    memcpy(key, moved->key.at, sizeof key);
    store_delete(txn, TABLE_TAKEN, moved->key);
    if (!intern_find(&n->places, bytes_of(name, BLOCK_NAME_BYTES), &number))
        return store_failure(txn);
    memset(name, 0, STORE_BLIND_BYTES);
    give_number(n, BLOCK_NAME_PLACE, number, name);
    enum status status = unpack_taking(moved->record, n->engine->scratch, &taking);
    taking.who = (struct bytes){NULL, 0};
    if (status == STATUS_OK)
        status = pack_taking(&taking, n->engine->scratch, &record);
    if (status == STATUS_OK)
        store_put(txn, TABLE_TAKEN, bytes_of(key, sizeof key), record);
    return status == STATUS_OK ? store_failure(txn) : status;
}

static enum status rename_said_of(struct naming *n) {
    const struct bytes begin = {NULL, 0};
    struct said said = {.naming = n, .list = LIST_OF(n->arena, struct moved)};
    enum status status =
        store_walk(n->engine->txn, TABLE_TAKEN, agb_prefix(&n->agb), begin, note_said, &said);
    if (status == STATUS_OK && said.damaged)
        status = STATUS_DAMAGED;
    if (status == STATUS_OK && said.list.out_of_memory)
        status = STATUS_NO_MEMORY;
    const struct moved *moved = said.list.items;
    for (size_t i = 0; i < said.list.count && status == STATUS_OK; i++)
        status = move_said(n, &moved[i]);
    return status;
}

/* ---- all of them */

enum status retain_names(struct engine *engine, const struct remembered *remembered,
                         struct arena *arena) {
    struct naming n = {.engine = engine,
                       .remembered = remembered,
                       .arena = arena,
                       .places = intern_of(arena),
                       .jeugdigen = intern_of(arena)};
    struct agb *agbs;
    size_t count;
    arena_reset(engine->work);
    enum status status = state_every_aanbieder(engine, &agbs, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        n.agb = agbs[i];
        status = rename_blocks_of(&n);
        if (status == STATUS_OK)
            status = rename_said_of(&n);
    }
    const size_t places = intern_count(&n.places), jeugdigen = intern_count(&n.jeugdigen);
    engine->region.names += 2 * (places > jeugdigen ? places : jeugdigen);
    return status;
}
