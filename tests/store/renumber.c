#include "tests/store/renumber.h"

#include <sodium.h>
#include <stdlib.h>

#include "store/head.h"
#include "store/keyfile.h"

static void must(int failure) {
    if (failure != 0)
        abort();
}

static bool open_head(const struct ring *ring, struct bytes sealed, struct head *head) {
    uint8_t plain[HEAD_BYTES];
    const struct ring_key *with = ring_find(ring, seal_number(sealed));
    const size_t size = seal_plain_bytes(sealed);
    return with != NULL && size <= sizeof plain &&
           seal_read(&with->with, TABLE_META, head_key(), sealed, plain) &&
           head_decode(bytes_of(plain, size), head) && head->format > 1;
}

static void put_head(MDB_txn *txn, MDB_dbi meta, const struct seal_key *with,
                     const struct head *head) {
    uint8_t plain[HEAD_BYTES], sealed[HEAD_BYTES + SEAL_OVERHEAD_BYTES];
    const struct bytes name = head_key();
    MDB_val key = {name.size, (void *)(uintptr_t)name.at}, value = {sizeof sealed, sealed};
    head_encode(head, plain);
    seal_write(with, TABLE_META, name, bytes_of(plain, sizeof plain), sealed);
    must(mdb_put(txn, meta, &key, &value, 0));
}

void renumber(MDB_txn *txn, const char *key_file) {
    struct ring *ring = NULL;
    struct head head;
    MDB_dbi meta;
    MDB_val value;
    const struct bytes name = head_key();
    MDB_val key = {name.size, (void *)(uintptr_t)name.at};
    must(sodium_init() < 0);
    if (keyfile_read(key_file, &ring, NULL) != STATUS_OK)
        abort();
    if (mdb_dbi_open(txn, "meta", 0, &meta) == 0 && mdb_get(txn, meta, &key, &value) == 0) {
        const struct bytes sealed = bytes_of(value.mv_data, value.mv_size);
        const uint8_t number = seal_number(sealed);
        if (open_head(ring, sealed, &head)) {
            head.commit = mdb_txn_id(txn);
            put_head(txn, meta, &ring_find(ring, number)->with, &head);
        }
    }
    ring_free(&ring);
}
