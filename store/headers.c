#include "store/headers.h"

#include "store/record.h"

/* With a kind: other rules than the header before it in this record; the first's are told. */
enum { KIND_MASK = 0x7f, WITH_RULES = 0x80 };

void header_encode(const struct header *header, uint8_t record[HEADER_BYTES]) {
    uint8_t *at = write_u64(record, header->number);
    at = write_u64(at, (uint64_t)header->instant);
    at = write_u32(at, header->rules_version);
    at = write_u8(at, header->kind);
    at = write_bytes(at, header->body_hash, STORE_HASH_BYTES);
    at = write_bytes(at, header->previous, STORE_HASH_BYTES);
    ENSURE(at == record + HEADER_BYTES);
}

void header_decode(const uint8_t record[HEADER_BYTES], struct header *header) {
    const uint8_t *at = read_u64(record, &header->number);
    at = read_instant(at, &header->instant);
    at = read_u32(at, &header->rules_version);
    at = read_u8(at, &header->kind);
    at = read_bytes(at, header->body_hash, STORE_HASH_BYTES);
    at = read_bytes(at, header->previous, STORE_HASH_BYTES);
    ENSURE(at == record + HEADER_BYTES);
}

void header_hash(const struct header *header, uint8_t hash[STORE_HASH_BYTES]) {
    uint8_t record[HEADER_BYTES];
    header_encode(header, record);
    seal_hash(bytes_of(record, HEADER_BYTES), hash);
}

void headers_add(struct headers *headers, const struct header *header) {
    ENSURE(headers->count < HEADERS_IN_RECORD);
    ENSURE(header->number == headers_first(headers->record) + headers->count);
    headers->at[headers->count] = *header;
    header_hash(header, headers->hashes[headers->count++]);
}

/* ---- packing */

static uint8_t *pack_one(const struct header *before, const struct header *header, uint8_t *at) {
    const bool with_rules = before == NULL || before->rules_version != header->rules_version;
    const uint64_t since = (uint64_t)header->instant - (before ? (uint64_t)before->instant : 0);
    at = write_u8(at, header->kind | (with_rules ? WITH_RULES : 0));
    if (with_rules)
        at = write_u32(at, header->rules_version);
    at = write_leb128(at, since);
    return write_bytes(at, header->body_hash, STORE_HASH_BYTES);
}

size_t headers_pack(const struct headers *headers, uint8_t record[HEADERS_MAX_BYTES]) {
    ENSURE(headers->count > 0);
    const struct header *before = NULL;
    uint8_t *at = write_bytes(record, headers->at[0].previous, STORE_HASH_BYTES);
    for (size_t i = 0; i < headers->count; i++) {
        at = pack_one(before, &headers->at[i], at);
        before = &headers->at[i];
    }
    const size_t size = (size_t)(at - record);
    if (size >= HEADERS_LEAST_BYTES)
        return size;
    memset(at, 0, HEADERS_LEAST_BYTES - size);
    return HEADERS_LEAST_BYTES;
}

/* ---- unpacking */

static bool take(struct bytes *rest, size_t size, const uint8_t **at) {
    if (rest->size < size)
        return false;
    *at = rest->at;
    *rest = (struct bytes){rest->at + size, rest->size - size};
    return true;
}

static bool unpack_rules(struct bytes *rest, const struct header *before, struct header *header) {
    const uint8_t *at;
    const bool with_rules = header->kind & WITH_RULES;
    header->kind &= KIND_MASK;
    if (!with_rules)
        header->rules_version = before ? before->rules_version : 0;
    else if (take(rest, 4, &at))
        read_u32(at, &header->rules_version);
    else
        return false;
    return with_rules || before != NULL;
}

static bool unpack_one(struct bytes *rest, const struct header *before, struct header *header) {
    const uint8_t *at;
    uint64_t since;
    if (!take(rest, 1, &at))
        return false;
    header->kind = *at;
    if (!unpack_rules(rest, before, header) || !read_leb128(rest, &since) ||
        !take(rest, STORE_HASH_BYTES, &at))
        return false;
    header->instant = (instant_t)(since + (before ? (uint64_t)before->instant : 0));
    read_bytes(at, header->body_hash, STORE_HASH_BYTES);
    return header->kind != EVENT_NONE && header->kind < EVENT_KIND_COUNT;
}

/* A header begins with a kind, which is never 0. */
static bool has_more(struct bytes rest) {
    return rest.size > 0 && rest.at[0] != 0;
}

static bool only_zeros(struct bytes rest) {
    uint8_t any = 0;
    for (size_t i = 0; i < rest.size; i++)
        any |= rest.at[i];
    return any == 0;
}

bool headers_unpack(struct bytes packed, uint64_t record, struct headers *headers) {
    const uint8_t *previous;
    const struct header *before = NULL;
    *headers = (struct headers){.record = record};
    if (!take(&packed, STORE_HASH_BYTES, &previous) || !has_more(packed))
        return false;
    while (has_more(packed) && headers->count < HEADERS_IN_RECORD) {
        struct header header = {.number = headers_first(record) + headers->count};
        if (!unpack_one(&packed, before, &header))
            return false;
        read_bytes(previous, header.previous, STORE_HASH_BYTES);
        headers_add(headers, &header);
        before = &headers->at[headers->count - 1];
        previous = headers->hashes[headers->count - 1];
    }
    return only_zeros(packed);
}

/* ---- for others */

enum status store_headers_of(struct bytes key, struct bytes value, struct store_headers *headers) {
    struct headers found;
    const uint64_t record = key.size == 8 ? store_u64_of_key(key.at) : 0;
    if (record == 0 || !headers_unpack(value, record, &found))
        return STATUS_DAMAGED;
    headers->first = headers_first(record);
    headers->count = found.count;
    for (size_t i = 0; i < found.count; i++)
        header_encode(&found.at[i], headers->at[i]);
    return STATUS_OK;
}

void store_key_headers(uint8_t at[8], uint64_t number) {
    store_key_u64(at, headers_record_of(number));
}
