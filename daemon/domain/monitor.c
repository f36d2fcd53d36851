/* An exact point becomes a table in three steps: every key gets its row, suppress_rows says
 * which rows go together, and what may be shown is written out. The three tables are of
 * the same places; that they give nothing away together either is argued in suppress.c. */
#include "daemon/domain/monitor.h"

#include <stdlib.h>

#include "proto/model/suppress.h"

enum { PLACES, BEYOND, COLUMN_COUNT };

/* One key while nothing is suppressed yet. */
struct line {
    struct bytes key;
    const struct figures *figures;
};

static const struct figures nobody = {0};

struct draft {
    size_t count;
    struct line *lines;
    bool *together; /* of each line */
    bool total_hidden;
};

bool monitor_has_table(enum dimension by) {
    return by == BY_HULPVORM || by == BY_GEMEENTE || by == BY_MAATREGEL;
}

/* Every place has a known hulpvorm and gemeente; its maatregel may be unknown. */
static size_t key_count(enum dimension by) {
    if (by == BY_GEMEENTE)
        return gemeente_count();
    return by == BY_HULPVORM ? HULPVORM_COUNT - 1 : MAATREGEL_COUNT;
}

static struct bytes key_at(enum dimension by, size_t index) {
    if (by == BY_GEMEENTE)
        return bytes_of_text(gemeente_code(index));
    if (by == BY_HULPVORM)
        return bytes_of_text(hulpvorm_name((enum hulpvorm)(index + 1)));
    return bytes_of_text(index == 0 ? "" : maatregel_name((enum maatregel)index));
}

static int by_key(const void *a, const void *b) {
    return bytes_compare(((const struct line *)a)->key, ((const struct line *)b)->key);
}

static bool has_cell(const struct figure_point *point, struct bytes key) {
    for (size_t i = 0; i < point->cell_count; i++)
        if (bytes_equal(point->cells[i].key[0], key))
            return true;
    return false;
}

static enum status make_lines(const struct figure_point *point, enum dimension by,
                              struct arena *arena, struct draft *draft) {
    size_t most = point->cell_count + key_count(by);
    draft->lines = arena_array(arena, most, sizeof *draft->lines);
    draft->together = arena_array(arena, most, sizeof *draft->together);
    if (draft->lines == NULL || draft->together == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < point->cell_count; i++)
        draft->lines[draft->count++] =
            (struct line){point->cells[i].key[0], &point->cells[i].figures};
    for (size_t i = 0; i < key_count(by); i++)
        if (!has_cell(point, key_at(by, i)))
            draft->lines[draft->count++] = (struct line){key_at(by, i), &nobody};
    qsort(draft->lines, draft->count, sizeof *draft->lines, by_key);
    return STATUS_OK;
}

/* Persons by the upper bound: places without a pseudonym count as themselves, or as long as
 * there are no pseudonyms every table would hide itself. */
static void take_counts(const struct figures *figures, uint32_t counts[COLUMN_COUNT],
                        uint32_t persons[COLUMN_COUNT]) {
    counts[PLACES] = figures->waiting[WAITING_ALL].places;
    counts[BEYOND] = figures->beyond[WAITING_ALL].places;
    persons[PLACES] = figures->waiting[WAITING_ALL].jeugdigen_upper;
    persons[BEYOND] = figures->beyond[WAITING_ALL].jeugdigen_upper;
}

static enum status decide(const struct figure_point *point, struct arena *arena,
                          struct draft *draft) {
    uint32_t *counts = arena_array(arena, draft->count * COLUMN_COUNT, sizeof *counts);
    uint32_t *persons = arena_array(arena, draft->count * COLUMN_COUNT, sizeof *persons);
    uint32_t total[COLUMN_COUNT], total_persons[COLUMN_COUNT], sum[COLUMN_COUNT] = {0};
    if (counts == NULL || persons == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < draft->count; i++) {
        take_counts(draft->lines[i].figures, counts + i * COLUMN_COUNT, persons + i * COLUMN_COUNT);
        sum[PLACES] += counts[i * COLUMN_COUNT + PLACES];
        sum[BEYOND] += counts[i * COLUMN_COUNT + BEYOND];
    }
    take_counts(&point->total, total, total_persons);
    ENSURE(memcmp(total, sum, sizeof total) == 0);
    struct suppression suppression = {draft->count, COLUMN_COUNT, counts, persons, total_persons};
    return suppress_rows(&suppression, arena, draft->together, &draft->total_hidden);
}

static struct monitor_row row_of(struct bytes key, uint32_t rows, const struct figures *figures) {
    return (struct monitor_row){.key = key,
                                .rows = rows,
                                .places = figures->waiting[WAITING_ALL].places,
                                .beyond = figures->beyond[WAITING_ALL].places,
                                .days = figures->days};
}

/* The lines that go together; without days, which cannot be had from theirs. */
static struct monitor_row join(const struct draft *draft) {
    struct monitor_row row = {.key = bytes_of_text(MONITOR_TOGETHER)};
    for (size_t i = 0; i < draft->count; i++)
        if (draft->together[i]) {
            row.rows++;
            row.places += draft->lines[i].figures->waiting[WAITING_ALL].places;
            row.beyond += draft->lines[i].figures->beyond[WAITING_ALL].places;
        }
    return row;
}

static bool days_allowed(const struct monitor_row *row) {
    return row->places == 0 || row->places >= SUPPRESS_DAYS_BELOW;
}

/* All or none, since one row's could be had from the others'. Days that are not of every
 * place would tell how many they leave out. */
static void settle_days(struct monitor_row *rows, struct monitor_table *table) {
    bool allowed = days_allowed(&table->total) && table->total.days.count == table->total.places;
    for (size_t i = 0; i < table->row_count; i++)
        allowed = allowed && days_allowed(&rows[i]);
    table->total.has_days = allowed && table->total.places > 0;
    if (!allowed)
        table->total.days = (struct days){0};
    for (size_t i = 0; i < table->row_count; i++) {
        if (!allowed)
            rows[i].days = (struct days){0};
        rows[i].has_days = rows[i].days.count > 0;
    }
}

static enum status write_rows(const struct draft *draft, struct arena *arena,
                              struct monitor_table *table) {
    struct monitor_row *rows = arena_array(arena, draft->count + 1, sizeof *rows);
    struct monitor_row together = join(draft);
    if (rows == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < draft->count; i++)
        if (!draft->together[i])
            rows[table->row_count++] = row_of(draft->lines[i].key, 1, draft->lines[i].figures);
    if (together.rows == draft->count)
        together.days = table->total.days;
    if (together.rows > 0)
        rows[table->row_count++] = together;
    settle_days(rows, table);
    table->rows = rows;
    return STATUS_OK;
}

enum status monitor_suppress(const struct figure_point *point, enum dimension by,
                             struct arena *arena, struct monitor_table *table) {
    struct draft draft = {0};
    struct monitor_table made = {.by = by,
                                 .on = point->period.on,
                                 .norm_id = point->norm_id,
                                 .coverage = point->total.coverage};
    ENSURE(monitor_has_table(by));
    enum status status = make_lines(point, by, arena, &draft);
    if (status == STATUS_OK)
        status = decide(point, arena, &draft);
    if (status == STATUS_OK && !draft.total_hidden) {
        made.total = row_of((struct bytes){0}, (uint32_t)draft.count, &point->total);
        status = write_rows(&draft, arena, &made);
    }
    if (status == STATUS_OK)
        *table = made;
    return status;
}
