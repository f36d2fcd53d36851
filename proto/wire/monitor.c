/* MonitorTable: inside a FiguresReply, and by itself as it is kept. */
#include "proto/wire/figures_parts.h"
#include "proto/wire/questions.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__MonitorTable TableMessage;
typedef Wachtpost__V1__MonitorRow RowMessage;

/* ---- out */

static RowMessage *write_row(struct conversion *c, const struct monitor_row *from) {
    RowMessage *to = convert_message(c, &wachtpost__v1__monitor_row__descriptor);
    if (to == NULL)
        return NULL;
    to->key = convert_text(c, from->key);
    to->rows = from->rows;
    to->places = from->places;
    to->beyond = from->beyond;
    to->has_days = from->has_days;
    if (from->has_days)
        to->days = days_to_message(c, &from->days);
    return to;
}

static void write_rows(struct conversion *c, const struct monitor_table *from, TableMessage *to) {
    to->rows = convert_array(c, from->row_count, sizeof(RowMessage *));
    for (size_t i = 0; to->rows && i < from->row_count; i++)
        to->rows[i] = write_row(c, &from->rows[i]);
    to->n_rows = from->row_count;
}

static void write_table(struct conversion *c, const struct monitor_table *from, TableMessage *to) {
    to->by = (Wachtpost__V1__Dimension)from->by;
    to->on = day_to_number(from->on);
    to->norm_id = convert_text(c, from->norm_id);
    to->recorded_at = from->recorded_at;
    write_rows(c, from, to);
    to->total = write_row(c, &from->total);
    to->coverage = coverage_to_message(c, &from->coverage);
}

TableMessage *monitor_to_message(struct conversion *c, const struct monitor_table *from) {
    TableMessage *to = from->by == BY_NOTHING
                           ? NULL
                           : convert_message(c, &wachtpost__v1__monitor_table__descriptor);
    if (to)
        write_table(c, from, to);
    return to;
}

enum status wire_encode_monitor_table(const struct monitor_table *table, struct arena *arena,
                                      struct bytes *out) {
    struct conversion c = convert_in(arena);
    TableMessage message = WACHTPOST__V1__MONITOR_TABLE__INIT;
    ENSURE(table->by != BY_NOTHING);
    write_table(&c, table, &message);
    return convert_pack(&c, &message.base, NULL, out);
}

/* ---- in */

static void read_row(const RowMessage *from, struct monitor_row *to) {
    to->key = bytes_of_text(from->key);
    to->rows = from->rows;
    to->places = from->places;
    to->beyond = from->beyond;
    to->has_days = from->has_days;
    days_from_message(from->days, &to->days);
}

static void read_rows(struct conversion *c, const TableMessage *from, struct monitor_table *to) {
    struct monitor_row *rows = convert_array(c, from->n_rows, sizeof *rows);
    for (size_t i = 0; rows && i < from->n_rows; i++)
        read_row(from->rows[i], &rows[i]);
    to->rows = rows;
    to->row_count = from->n_rows;
}

void monitor_from_message(struct conversion *c, const TableMessage *from,
                          struct monitor_table *to) {
    *to = (struct monitor_table){.on = DAY_NONE, .coverage = {.oldest = DAY_NONE}};
    if (from == NULL)
        return;
    to->by = (enum dimension)convert_code(c, (int)from->by, DIMENSION_COUNT);
    if (to->by == BY_NOTHING || from->total == NULL) {
        convert_fail(c, STATUS_MALFORMED);
        return;
    }
    to->on = convert_day(c, from->on);
    to->norm_id = bytes_of_text(from->norm_id);
    to->recorded_at = from->recorded_at;
    read_rows(c, from, to);
    read_row(from->total, &to->total);
    coverage_from_message(c, from->coverage, &to->coverage);
}

enum status wire_decode_monitor_table(struct bytes body, struct arena *arena,
                                      struct monitor_table *out) {
    struct conversion c = convert_in(arena);
    TableMessage message;
    struct monitor_table table;
    enum status status =
        convert_decode(&wachtpost__v1__monitor_table__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    monitor_from_message(&c, &message, &table);
    if (c.status == STATUS_OK)
        *out = table;
    return c.status;
}
