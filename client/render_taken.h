/* Who has a place, wherever it is shown. */
#ifndef WACHTPOST_CLIENT_RENDER_TAKEN_H
#define WACHTPOST_CLIENT_RENDER_TAKEN_H

#include "client/csv_fields.h"
#include "client/render_words.h"
#include "client/table.h"
#include "proto/model/taken.h"

/* "Anna van Zorglogistiek: opgepakt", "niemand", with what stands in the way between
 * brackets; one cell. */
void table_put_taken(struct table *table, const struct taken *taken);

/* Four fields: opvolging, belemmering, wie, vastgelegd_op; empty when nobody ever said
 * anything. */
void csv_put_taken_names(struct csv_fields *fields);
void csv_put_taken(struct csv_fields *fields, const struct taken *taken);

#endif
