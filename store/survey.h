/* What the child of a verification does: going over every record of every table. */
#ifndef WACHTPOST_STORE_SURVEY_H
#define WACHTPOST_STORE_SURVEY_H

#include <stdatomic.h>

#include "store/tables.h"
#include "store/verify.h"

/* Where the reader is, in memory that outlives it. */
struct survey_place {
    atomic_uint_fast64_t done, total;
    atomic_uint table;
    atomic_uint key_size;
    uint8_t key[STORE_MAX_KEY_BYTES];
};

/* `found` is called for every finding. As store_verify, in this process: it may die. */
enum status survey(const struct store_options *options, enum store_depth depth,
                   struct survey_place *place, const struct store_listener *listener,
                   struct store_facts *facts, struct complaint *complaint) MUST_CHECK;

#endif
