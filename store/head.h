/* What the store knows about itself: the plain format record and the sealed head.
 *
 * The format record is readable without a key, so that another version's store and
 * another store's key can be told from damage. The head says what should be there:
 * how far the numbered tables go, what stands last in each, and the sum of every table. */
#ifndef WACHTPOST_STORE_HEAD_H
#define WACHTPOST_STORE_HEAD_H

#include "store/sum.h"

#define STORE_FORMAT 2 /* what we write; older ones are converted when they are opened */

/* Records forgotten + 1 to count are there. */
struct log_head {
    uint64_t count;
    uint8_t last_hash[STORE_HASH_BYTES]; /* of the last record; zeros when there never was one */
    uint64_t forgotten;
    uint8_t forgotten_hash[STORE_HASH_BYTES]; /* of the last of these; zeros when there is none */
};

/* Given when the store is made. */
struct identity {
    bool virtual_clock;
    uint8_t incarnation[STORE_INCARNATION_BYTES];
};

struct head {
    uint32_t format;
    struct identity identity;
    uint64_t journal;  /* number of the last event */
    instant_t instant; /* of the last event */
    uint8_t chain[STORE_HASH_BYTES];
    struct log_head alert, audit;
    struct log_head forks;              /* how many, and the hash of all of them */
    struct table_sum sums[TABLE_COUNT]; /* of format 1: only the count of TABLE_AANBIEDER */
    uint64_t commit; /* the one that wrote it (disk_commit_before); format 1 does not say */
};

/* Keys of the records in TABLE_META. */
struct bytes head_key(void);
struct bytes forks_key(void);
struct bytes format_key(void);

#define HEAD_BYTES (237 + TABLE_COUNT * TABLE_SUM_BYTES)
/* Always of STORE_FORMAT. */
void head_encode(const struct head *head, uint8_t record[HEAD_BYTES]);
/* False: not a head of a format we know. None is larger than HEAD_BYTES. */
bool head_decode(struct bytes record, struct head *head) MUST_CHECK;

#define FORMAT_BYTES 44
/* Always of STORE_FORMAT. */
void format_encode(const uint8_t check[SEAL_CHECK_BYTES], uint8_t record[FORMAT_BYTES]);
/* STATUS_OK: of this format, which we know, and made with this key. STATUS_WRONG_FORMAT,
 * _WRONG_KEY, _DAMAGED. */
enum status format_check(struct bytes record, const uint8_t check[SEAL_CHECK_BYTES],
                         uint32_t *format) MUST_CHECK;

#endif
