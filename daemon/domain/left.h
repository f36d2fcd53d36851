/* A place that left: what is known of it now, in case it comes back or its leaving is completed.
 * Its rows of history say all of it but what was told, which is TABLE_LEFT: a record for those
 * places only about which anything was. Version 1 held the whole place. Pure. */
#ifndef WACHTPOST_DOMAIN_LEFT_H
#define WACHTPOST_DOMAIN_LEFT_H

#include "daemon/domain/past.h"

/* The place as its rows say it is now known: what history keeps of it. STATUS_ABSENT: they say
 * nothing of it, or that it is open. STATUS_NO_MEMORY. */
enum status left_of_rows(const struct past_rows *rows, struct arena *arena,
                         struct known_place *known) MUST_CHECK;

/* What was told of it; an empty record: nothing. STATUS_NO_MEMORY. */
enum status pack_left(const struct known_place *known, struct arena *arena,
                      struct bytes *record) MUST_CHECK;
/* A record that needs no rows: of version 1. */
bool left_is_whole(struct bytes record);
/* Adds to `known`, which comes from rows, what was told; of a whole record all of it comes. It
 * points into `record`. STATUS_DAMAGED, also when the rows tell of fewer leavings;
 * STATUS_NO_MEMORY. */
enum status unpack_left(struct bytes record, struct arena *arena,
                        struct known_place *known) MUST_CHECK;

#endif
