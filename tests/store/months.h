/* Months that pass over a store: keys come, records are sealed anew, keys go. */
#ifndef WACHTPOST_TESTS_STORE_MONTHS_H
#define WACHTPOST_TESTS_STORE_MONTHS_H

#include "fixture.h"

#include "store/ring.h"

enum {
    RECORDS = 400, /* at most, after `fill` */
    EVENTS = 40,
    PLACES = 60,
    LIMIT_BYTES = 2000, /* of a step of resealing */
    KEEP_DAYS = 35
};

/* So many months after January 2026. */
day_t day(int month, int of_month);

/* Each must succeed. */
void begin_period(struct fixture *fixture, day_t from);
bool reseal_some(struct fixture *fixture, size_t limit_bytes); /* whether there is more */
void reseal_all(struct fixture *fixture);
void retire(struct fixture *fixture, day_t on, int keep_days);

/* The caller frees it. */
struct ring *read_ring(const struct fixture *fixture);
/* The numbers of the keys in the file, as "1- 2 3"; a dash: it seals nothing. */
void assert_keys(const struct fixture *fixture, const char *expected);

void place_key(int number, char key[16]);
void place_value(int number, char value[64]);
/* Places 0 to PLACES - 1 in TABLE_LEFT, and something in every other kind of table, also with
 * a value that needs pages of its own. */
void fill(struct fixture *fixture);

/* Over every record that there is, as it reads. */
enum status hash_tables(struct store_txn *txn, uint8_t hash[32]);
void hash_all(struct fixture *fixture, uint8_t hash[32]);

/* How many records each key seals; of the closed store. */
struct census {
    size_t of[RING_MAX_KEYS + 1];
};
struct census take_census(const struct fixture *fixture);

#endif
