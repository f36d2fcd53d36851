#include "store/head.h"

#include <sodium.h>

#include "store/record.h"

enum { CHECKSUM_BYTES = crypto_generichash_BYTES_MIN };
enum { FIRST_HEAD_BYTES = 157 }; /* in format 1 */

/* The first twelve bytes and the checksum at the end are the same in every format. */
static const uint8_t magic[8] = {'w', 'a', 'c', 'h', 't', 'p', 's', 't'};

struct bytes head_key(void) {
    return bytes_of_text("head");
}

struct bytes forks_key(void) {
    return bytes_of_text("forks");
}

struct bytes format_key(void) {
    return bytes_of_text("format");
}

static bool is_known(uint32_t format) {
    return format >= 1 && format <= STORE_FORMAT;
}

static uint8_t *write_log_head(uint8_t *at, const struct log_head *log) {
    at = write_u64(at, log->count);
    return write_bytes(at, log->last_hash, sizeof log->last_hash);
}

static uint8_t *write_sum(uint8_t *at, const struct table_sum *sum) {
    at = write_u64(at, sum->count);
    at = write_u64(at, sum->lanes[0]);
    return write_u64(at, sum->lanes[1]);
}

void head_encode(const struct head *head, uint8_t record[HEAD_BYTES]) {
    uint8_t *at = write_u32(record, STORE_FORMAT);
    at = write_u8(at, head->identity.virtual_clock);
    at = write_bytes(at, head->identity.incarnation, sizeof head->identity.incarnation);
    at = write_u64(at, head->journal);
    at = write_u64(at, (uint64_t)head->instant);
    at = write_bytes(at, head->chain, sizeof head->chain);
    at = write_log_head(at, &head->alert);
    at = write_log_head(at, &head->audit);
    at = write_u64(at, head->audit.forgotten);
    at = write_bytes(at, head->audit.forgotten_hash, sizeof head->audit.forgotten_hash);
    at = write_log_head(at, &head->forks);
    for (int table = 0; table < TABLE_COUNT; table++)
        at = write_sum(at, &head->sums[table]);
    at = write_u64(at, head->commit);
    ENSURE(at == record + HEAD_BYTES);
}

static const uint8_t *read_log_head(const uint8_t *at, struct log_head *log) {
    at = read_u64(at, &log->count);
    return read_bytes(at, log->last_hash, sizeof log->last_hash);
}

static const uint8_t *read_sum(const uint8_t *at, struct table_sum *sum) {
    at = read_u64(at, &sum->count);
    at = read_u64(at, &sum->lanes[0]);
    return read_u64(at, &sum->lanes[1]);
}

/* Format 1 knew of one table how many records it has, and had no sums. */
static const uint8_t *read_numbered(const uint8_t *at, struct head *head) {
    if (head->format == 1)
        at = read_u64(at, &head->sums[TABLE_AANBIEDER].count);
    at = read_u64(at, &head->journal);
    at = read_instant(at, &head->instant);
    at = read_bytes(at, head->chain, sizeof head->chain);
    at = read_log_head(at, &head->alert);
    return read_log_head(at, &head->audit);
}

/* ... nor what was forgotten, nor forks, nor which commit it was. */
static const uint8_t *read_newer(const uint8_t *at, struct head *head) {
    if (head->format == 1)
        return at;
    at = read_u64(at, &head->audit.forgotten);
    at = read_bytes(at, head->audit.forgotten_hash, sizeof head->audit.forgotten_hash);
    at = read_log_head(at, &head->forks);
    for (int table = 0; table < TABLE_COUNT; table++)
        at = read_sum(at, &head->sums[table]);
    return read_u64(at, &head->commit);
}

bool head_decode(struct bytes record, struct head *head) {
    struct head found = {0};
    uint8_t virtual_clock;
    if (record.size != HEAD_BYTES && record.size != FIRST_HEAD_BYTES)
        return false;
    const uint8_t *at = read_u32(record.at, &found.format);
    if (!is_known(found.format) ||
        record.size != (found.format == 1 ? FIRST_HEAD_BYTES : HEAD_BYTES))
        return false;
    at = read_u8(at, &virtual_clock);
    found.identity.virtual_clock = virtual_clock != 0;
    at = read_bytes(at, found.identity.incarnation, sizeof found.identity.incarnation);
    at = read_numbered(at, &found);
    at = read_newer(at, &found);
    ENSURE(at == record.at + record.size);
    *head = found;
    return true;
}

static void checksum(struct bytes content, uint8_t sum[CHECKSUM_BYTES]) {
    crypto_generichash(sum, CHECKSUM_BYTES, content.at, content.size, NULL, 0);
}

void format_encode(const uint8_t check[SEAL_CHECK_BYTES], uint8_t record[FORMAT_BYTES]) {
    uint8_t *at = write_bytes(record, magic, sizeof magic);
    at = write_u32(at, STORE_FORMAT);
    at = write_bytes(at, check, SEAL_CHECK_BYTES);
    checksum(bytes_of(record, (size_t)(at - record)), at);
    ENSURE(at + CHECKSUM_BYTES == record + FORMAT_BYTES);
}

static bool checksum_fits(struct bytes record) {
    uint8_t sum[CHECKSUM_BYTES];
    if (record.size < sizeof magic + 4 + CHECKSUM_BYTES)
        return false;
    size_t size = record.size - CHECKSUM_BYTES;
    checksum(bytes_of(record.at, size), sum);
    return memcmp(record.at, magic, sizeof magic) == 0 &&
           memcmp(record.at + size, sum, CHECKSUM_BYTES) == 0;
}

enum status format_check(struct bytes record, const uint8_t check[SEAL_CHECK_BYTES],
                         uint32_t *format) {
    uint32_t found;
    if (!checksum_fits(record))
        return STATUS_DAMAGED;
    const uint8_t *at = read_u32(record.at + sizeof magic, &found);
    if (!is_known(found))
        return STATUS_WRONG_FORMAT;
    if (record.size != FORMAT_BYTES)
        return STATUS_DAMAGED;
    if (memcmp(at, check, SEAL_CHECK_BYTES) != 0)
        return STATUS_WRONG_KEY;
    *format = found;
    return STATUS_OK;
}
