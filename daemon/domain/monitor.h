/* The fixed tables a monitor may have: per hulpvorm, per gemeente and per maatregel, at a
 * month's end, under the norm in force then. Pure. */
#ifndef WACHTPOST_DOMAIN_MONITOR_H
#define WACHTPOST_DOMAIN_MONITOR_H

#include "proto/model/arena.h"
#include "proto/model/figures.h"

/* BY_HULPVORM, BY_GEMEENTE and BY_MAATREGEL. */
bool monitor_has_table(enum dimension by);
/* From the exact point (MEASURE_WAITING, _JEUGDIGEN and _DAYS by that one dimension) to
 * the table that may be shown: a row for every key of the dimension, without places too,
 * in order of key; those that must not be told apart as one row MONITOR_TOGETHER at the
 * end; days only where every row has ten places or none. Not even the total may be shown:
 * no rows, and `total.rows` is 0. `by` and `on` come from the point, `recorded_at` is the
 * caller's; keys and norm_id live as long as the point. STATUS_NO_MEMORY only. */
enum status monitor_suppress(const struct figure_point *point, enum dimension by,
                             struct arena *arena, struct monitor_table *table) MUST_CHECK;

#endif
