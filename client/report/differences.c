#include "client/report/differences.h"

#include "client/csv_rows.h"
#include "client/report/feiten.h"
#include "client/report/regiomonitor.h"

#include <stdlib.h>

/* The rows of one feiten-excel.csv: the one with `;`, as csv_rows reads. */
struct table {
    struct arena *arena;
    size_t count, room;
    struct told *rows;
    bool header_seen, no_memory;
};

static void keep_row(void *context, const struct csv_row *row) {
    struct table *table = context;
    if (!table->header_seen || row->field_count != FEITEN_COLUMNS || table->count == table->room) {
        table->header_seen = true;
        return;
    }
    table->rows[table->count++] = (struct told){.quarter = row->fields[FEITEN_KWARTAAL],
                                                .subject = row->fields[FEITEN_ONDERWERP],
                                                .code = row->fields[FEITEN_CODE],
                                                .name = row->fields[FEITEN_NAAM],
                                                .figure = row->fields[FEITEN_FIGUUR],
                                                .value = row->fields[FEITEN_WAARDE],
                                                .presentation = row->fields[FEITEN_WEERGAVE],
                                                .norm = row->fields[FEITEN_NORM],
                                                .source = row->fields[FEITEN_BRON],
                                                .audience = row->fields[FEITEN_VERSPREIDING]};
}

static size_t count_lines(struct bytes content) {
    size_t lines = 0;
    for (size_t i = 0; i < content.size; i++)
        lines += content.at[i] == '\n';
    return lines;
}

static int compare_told(const void *a, const void *b) {
    const struct told *left = a, *right = b;
    int order = bytes_compare(left->quarter, right->quarter);
    if (order == 0)
        order = bytes_compare(left->subject, right->subject);
    if (order == 0)
        order = bytes_compare(left->code, right->code);
    if (order == 0)
        order = bytes_compare(left->figure, right->figure);
    return order != 0 ? order : bytes_compare(left->source, right->source);
}

static enum status table_read(const struct report_files *files, struct arena *arena,
                              struct table *table) {
    uint32_t broken = 0;
    const struct report_file *file = files_find(files, REGIOMONITOR_EXCEL);
    if (!file)
        return STATUS_MALFORMED;
    *table = (struct table){.arena = arena, .room = count_lines(file->content)};
    table->rows = arena_array(arena, table->room, sizeof *table->rows);
    if (!table->rows)
        return STATUS_NO_MEMORY;
    enum status status = csv_rows_read(file->content, ';', arena, keep_row, table, &broken);
    if (status == STATUS_OK && (broken || table->count == 0))
        status = STATUS_MALFORMED;
    if (status == STATUS_OK)
        qsort(table->rows, table->count, sizeof *table->rows, compare_told);
    return status;
}

static bool is_equal(const struct told *then, const struct told *now) {
    return bytes_equal(then->value, now->value) &&
           bytes_equal(then->presentation, now->presentation) && bytes_equal(then->norm, now->norm);
}

static void add_difference(struct differences *differences, struct difference *room,
                           const struct told *then, const struct told *now) {
    differences->compared++;
    if (!then || !now || !is_equal(then, now))
        room[differences->count++] = (struct difference){.then = then, .now = now};
}

/* Both are sorted by the same key: one merge. */
static enum status compare(const struct table *then, const struct table *now, struct arena *arena,
                           struct differences *differences, struct difference **found) {
    size_t i = 0, k = 0;
    struct difference *room = arena_array(arena, then->count + now->count, sizeof *room);
    if (!room)
        return STATUS_NO_MEMORY;
    while (i < then->count || k < now->count) {
        int order = i == then->count  ? 1
                    : k == now->count ? -1
                                      : compare_told(&then->rows[i], &now->rows[k]);
        add_difference(differences, room, order <= 0 ? &then->rows[i] : NULL,
                       order >= 0 ? &now->rows[k] : NULL);
        i += order <= 0;
        k += order >= 0;
    }
    differences->difference = *found = room;
    return STATUS_OK;
}

/* The region's row of a figure; NULL: there is none. */
static const struct told *region_row(const struct table *table, struct bytes quarter,
                                     const char *figure) {
    struct told wanted = {.quarter = quarter,
                          .subject = bytes_of_text("regio"),
                          .code = bytes_of_text(""),
                          .figure = bytes_of_text(figure),
                          .source = bytes_of_text(FEITEN_OWN_SOURCE)};
    if (table->count == 0)
        return NULL;
    return bsearch(&wanted, table->rows, table->count, sizeof *table->rows, compare_told);
}

static struct bytes region_value(const struct table *table, struct bytes quarter,
                                 const char *figure) {
    const struct told *row = region_row(table, quarter, figure);
    return row ? row->value : (struct bytes){0};
}

static void describe_quarter(struct quarter_change *change, const struct table *table,
                             size_t side) {
    const struct told *row = region_row(table, change->quarter, "aanbieders_verwacht");
    change->places[side] = region_value(table, change->quarter, "wachtplekken");
    change->beyond[side] = region_value(table, change->quarter, "wachtplekken_schadelijk");
    change->deliveries[side] = region_value(table, change->quarter, "leveringen");
    change->expected[side] = region_value(table, change->quarter, "aanbieders_verwacht");
    change->dropped[side] = region_value(table, change->quarter, "aanbieders_weggevallen");
    change->norm[side] = row ? row->norm : (struct bytes){0};
}

static bool is_nothing(const struct told *told) {
    return !told || bytes_equal(told->value, bytes_of_text("0"));
}

/* Whose places were there and are not, or the reverse. */
static bool is_region(const struct difference *difference) {
    const struct told *any = difference->then ? difference->then : difference->now;
    return any->code.size > 0 && bytes_equal(any->figure, bytes_of_text("wachtplekken")) &&
           is_nothing(difference->then) != is_nothing(difference->now) &&
           !bytes_equal(any->presentation, bytes_of_text("verborgen"));
}

static bool differs(const struct bytes sides[2]) {
    return !bytes_equal(sides[0], sides[1]);
}

static enum reason reason_of(const struct difference *difference,
                             const struct quarter_change *change) {
    if (differs(change->norm))
        return REASON_NORM;
    if (is_region(difference))
        return REASON_REGION;
    if (differs(change->expected))
        return REASON_AANBIEDERS;
    if (differs(change->deliveries))
        return REASON_LATE;
    return differs(change->dropped) ? REASON_DROPPED : REASON_CORRECTED;
}

static struct bytes quarter_of(const struct difference *difference) {
    return difference->then ? difference->then->quarter : difference->now->quarter;
}

/* One entry per quarter that differs, and with it the reason of each difference. */
static enum status explain(struct difference *found, const struct table *then,
                           const struct table *now, struct arena *arena,
                           struct differences *differences) {
    struct quarter_change *quarters = arena_array(arena, differences->count, sizeof *quarters);
    struct quarter_change *change = NULL;
    if (!quarters)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < differences->count; i++) {
        struct bytes quarter = quarter_of(&found[i]);
        if (!change || !bytes_equal(change->quarter, quarter)) {
            change = &quarters[differences->quarter_count++];
            change->quarter = quarter;
            describe_quarter(change, then, 0);
            describe_quarter(change, now, 1);
        }
        found[i].reason = reason_of(&found[i], change);
        change->reasons[found[i].reason] = true;
        change->count++;
    }
    differences->quarters = quarters;
    return STATUS_OK;
}

/* Lines of duiding.csv there are now and were not; a changed note is a new one. */
static enum status find_added(const struct report_files *then, const struct report_files *now,
                              struct arena *arena, struct differences *differences) {
    const struct report_file *before = files_find(then, REGIOMONITOR_DUIDING);
    const struct report_file *after = files_find(now, REGIOMONITOR_DUIDING);
    if (!before || !after)
        return STATUS_MALFORMED;
    struct bytes *added = arena_array(arena, count_lines(after->content) + 1, sizeof *added);
    if (!added)
        return STATUS_NO_MEMORY;
    for (size_t at = 0; at < after->content.size;) {
        struct bytes line = bytes_of(after->content.at + at, after->content.size - at);
        const uint8_t *end = memchr(line.at, '\n', line.size);
        line.size = end ? (size_t)(end - line.at) : line.size;
        if (!memmem(before->content.at, before->content.size, line.at, line.size))
            added[differences->added_count++] = line;
        at += line.size + 1;
    }
    differences->added = added;
    return STATUS_OK;
}

enum status differences_find(const struct report_files *then, const struct report_files *now,
                             struct arena *arena, struct differences *differences) {
    struct table before, after;
    struct differences found = {0};
    struct difference *rows = NULL;
    enum status status = table_read(then, arena, &before);
    if (status == STATUS_OK)
        status = table_read(now, arena, &after);
    if (status == STATUS_OK)
        status = compare(&before, &after, arena, &found, &rows);
    if (status == STATUS_OK)
        status = explain(rows, &before, &after, arena, &found);
    if (status == STATUS_OK)
        status = find_added(then, now, arena, &found);
    if (status == STATUS_OK)
        *differences = found;
    return status;
}
