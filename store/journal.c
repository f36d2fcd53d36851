/* The journal: headers in a hash chain (header.h), bodies beside them, which can be
 * forgotten later without breaking it.
 *
 * A body may be packed against that of an earlier event, and that one against another's.
 * An event only ever hangs on earlier ones, so there is no circle; and on few. */
#include "store/forget.h"

uint64_t store_journal_head(const struct store_txn *txn) {
    return txn->head.journal;
}

instant_t store_last_instant(const struct store_txn *txn) {
    return txn->head.instant;
}

static void append_header(struct store_txn *txn, const struct event *event) {
    struct header header = {.number = event->number,
                            .instant = event->instant,
                            .rules_version = event->rules_version,
                            .kind = (uint8_t)event->kind};
    seal_hash(event->body, header.body_hash);
    header_append(txn, &header);
}

void store_journal_append(struct store_txn *txn, const struct event *event) {
    ENSURE(event->number == txn->head.journal + 1);
    ENSURE(txn->head.journal == 0 || event->instant > txn->head.instant);
    ENSURE(event->kind > EVENT_NONE && event->kind < EVENT_KIND_COUNT);
    ENSURE(event->prefix.number < event->number);
    uint8_t room[8];
    const struct bytes key = table_number_key(event->number, room);
    const uint64_t back = event->prefix.number ? event->number - event->prefix.number : 0;
    struct bytes packed;
    append_header(txn, event);
    enum status status = squeeze_pack(txn->squeeze, event->body, back, event->prefix.body, &packed);
    if (txn_fail(txn, status) == STATUS_OK)
        txn_write(txn, TABLE_BODY, key, packed, DISK_APPEND);
}

void store_put_outcome(struct store_txn *txn, uint64_t number, struct bytes outcome) {
    ENSURE(number >= 1 && number <= txn->head.journal);
    uint8_t room[8];
    txn_write(txn, TABLE_OUTCOME, table_number_key(number, room), outcome, DISK_ONCE);
}

static enum status read_packed(struct store_txn *txn, uint64_t number, struct bytes *packed) {
    uint8_t room[8];
    const struct bytes key = table_number_key(number, room);
    struct bytes sealed;
    enum status status = txn_state(txn);
    if (status == STATUS_OK)
        status = disk_get(&txn->disk, TABLE_BODY, key, &sealed);
    if (status != STATUS_OK)
        return status == STATUS_ABSENT ? forget_explain(txn, number) : txn_fail(txn, status);
    const size_t size = seal_plain_bytes(sealed);
    uint8_t *plain = squeeze_room(txn->squeeze, size);
    if (plain == NULL)
        return STATUS_NO_MEMORY;
    *packed = bytes_of(plain, size);
    status = txn_unseal(txn, TABLE_BODY, key, sealed, plain);
    if (status == STATUS_OK && bytes_equal(*packed, squeeze_forgotten()))
        return STATUS_FORGOTTEN;
    return status;
}

/* The events whose bodies are unpacked for one: itself, the one it hangs on, and so on, up
 * to one that hangs on nothing or whose prefix is known. */
struct ancestry {
    uint64_t events[1 + STORE_MAX_PREFIXES];
    size_t count;
    uint64_t prefix;     /* of the first; 0: none */
    struct bytes packed; /* the last one, which is the largest, is left as it is */
    struct bytes known;  /* what that one hangs on */
};

/* Which event this one, the last so far, hangs on; 0: none. */
static enum status find_prefix(struct store_txn *txn, uint64_t number, struct ancestry *ancestry,
                               uint64_t *prefix) {
    uint64_t back;
    enum status status = read_packed(txn, number, &ancestry->packed);
    if (status == STATUS_OK)
        status = squeeze_back(ancestry->packed, &back);
    if (status == STATUS_OK && back >= number)
        status = STATUS_DAMAGED;
    if (status == STATUS_OK)
        *prefix = back ? number - back : 0;
    return status;
}

static bool is_known(const struct known_bodies *known, uint64_t number, struct bytes *body) {
    return known && known->find(known->context, number, body);
}

static enum status find_ancestry(struct store_txn *txn, uint64_t number,
                                 const struct known_bodies *known, struct ancestry *ancestry) {
    enum status status = STATUS_OK;
    *ancestry = (struct ancestry){.count = 0};
    while (number != 0 && status == STATUS_OK) {
        if (ancestry->count > 0 && is_known(known, number, &ancestry->known))
            return STATUS_OK;
        if (ancestry->count == 1 + STORE_MAX_PREFIXES)
            return STATUS_DAMAGED;
        ancestry->events[ancestry->count++] = number;
        status = find_prefix(txn, number, ancestry, &number);
        if (ancestry->count == 1)
            ancestry->prefix = number;
    }
    /* Whoever forgets a body packs anew what hangs on it. */
    return status == STATUS_FORGOTTEN && ancestry->count > 1 ? STATUS_DAMAGED : status;
}

/* From the eldest on, each with the content before it; only the last is the caller's, so
 * that it takes no more memory to read what hangs on many. */
static enum status read_content(struct store_txn *txn, const struct ancestry *ancestry,
                                struct arena *arena, struct bytes *content) {
    struct bytes packed = ancestry->packed, found = ancestry->known;
    enum status status = STATUS_OK;
    for (size_t left = ancestry->count; left > 0 && status == STATUS_OK; left--) {
        if (left < ancestry->count)
            status = read_packed(txn, ancestry->events[left - 1], &packed);
        if (status == STATUS_OK)
            status = squeeze_unpack(txn->squeeze, packed, found, left == 1 ? arena : NULL, &found);
    }
    if (status == STATUS_OK)
        *content = found;
    return status;
}

static enum status read_body(struct store_txn *txn, const struct header *header,
                             const struct known_bodies *known, struct arena *arena,
                             struct event *event) {
    uint8_t hash[STORE_HASH_BYTES];
    struct ancestry ancestry;
    enum status status = find_ancestry(txn, header->number, known, &ancestry);
    if (status == STATUS_OK)
        status = read_content(txn, &ancestry, arena, &event->body);
    if (status == STATUS_OK) {
        seal_hash(event->body, hash);
        event->prefix.number = ancestry.prefix;
        if (memcmp(hash, header->body_hash, STORE_HASH_BYTES) != 0)
            status = STATUS_DAMAGED;
    }
    return status == STATUS_DAMAGED ? txn_fail(txn, status) : status;
}

enum status store_journal_read_knowing(struct store_txn *txn, uint64_t number,
                                       const struct known_bodies *known, struct arena *arena,
                                       struct event *event) {
    struct header header;
    struct event found = {.number = number};
    if (txn->failure != STATUS_OK)
        return txn->failure;
    if (number == 0 || number > txn->head.journal)
        return STATUS_ABSENT;
    enum status status = header_read(txn, number, &header);
    if (status == STATUS_OK)
        status = read_body(txn, &header, known, arena, &found);
    if (status != STATUS_OK)
        return status;
    found.instant = header.instant;
    found.rules_version = header.rules_version;
    found.kind = (enum event_kind)header.kind;
    *event = found;
    return STATUS_OK;
}

enum status store_body_prefix(struct store_txn *txn, uint64_t number, uint64_t *prefix) {
    struct ancestry ancestry = {.count = 0};
    ENSURE(number >= 1 && number <= txn->head.journal);
    enum status status = find_prefix(txn, number, &ancestry, prefix);
    return status == STATUS_DAMAGED ? txn_fail(txn, status) : status;
}

enum status store_journal_read(struct store_txn *txn, uint64_t number, struct arena *arena,
                               struct event *event) {
    return store_journal_read_knowing(txn, number, NULL, arena, event);
}

static enum status read_header(struct store_txn *txn, uint64_t number, struct header *header) {
    if (txn->failure != STATUS_OK)
        return txn->failure;
    if (number == 0 || number > txn->head.journal)
        return STATUS_ABSENT;
    return header_read(txn, number, header);
}

enum status store_event_instant(struct store_txn *txn, uint64_t number, instant_t *instant) {
    struct header header;
    enum status status = read_header(txn, number, &header);
    if (status == STATUS_OK)
        *instant = header.instant;
    return status;
}

enum status store_event_hash(struct store_txn *txn, uint64_t number,
                             uint8_t hash[STORE_EVENT_HASH_BYTES]) {
    struct header header;
    _Static_assert(STORE_EVENT_HASH_BYTES == STORE_HASH_BYTES, "the chain's own");
    if (txn->failure != STATUS_OK)
        return txn->failure;
    if (number == 0 || number > txn->head.journal)
        return STATUS_ABSENT;
    return header_read_hash(txn, number, &header, hash);
}

enum status store_event_kind(struct store_txn *txn, uint64_t number, enum event_kind *kind) {
    struct header header;
    enum status status = read_header(txn, number, &header);
    if (status == STATUS_OK)
        *kind = (enum event_kind)header.kind;
    return status;
}

/* Halves what lies between an event that is not later and one that is. */
enum status store_event_at(struct store_txn *txn, instant_t instant, uint64_t *number) {
    uint64_t before = 0, after = txn->head.journal + 1;
    enum status status = txn->failure;
    if (status == STATUS_OK && txn->head.journal > 0 && txn->head.instant <= instant)
        before = txn->head.journal;
    while (status == STATUS_OK && after - before > 1) {
        const uint64_t middle = before + (after - before) / 2;
        instant_t then = 0;
        status = store_event_instant(txn, middle, &then);
        if (then <= instant)
            before = middle;
        else
            after = middle;
    }
    if (status == STATUS_OK)
        *number = before;
    return status;
}
