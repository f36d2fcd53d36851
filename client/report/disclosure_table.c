#include "client/report/disclosure_table.h"

#include "proto/model/suppress.h"

bool count_is_safe(uint64_t count) {
    return count == 0 || count >= SUPPRESS_BELOW;
}

enum status parts_hide(const uint32_t *parts, size_t count, struct arena *arena, bool *hidden) {
    const struct suppression table = {.row_count = count, .column_count = 1, .counts = parts};
    bool total_hidden = false;
    enum status status = suppress_rows(&table, arena, hidden, &total_hidden);
    for (size_t i = 0; status == STATUS_OK && total_hidden && i < count; i++)
        hidden[i] = true;
    return status;
}

/* A table under construction: a row per line that is not apart, and those apart as one row
 * in front. */
struct rows {
    size_t count;
    bool any_apart;
    uint32_t *counts, *persons;
    uint32_t total_persons[MAX_TABLE_COLUMNS];
    bool *hidden;
};

static void add_line(const struct rows *rows, size_t row, const struct table_columns *columns,
                     const struct figures *figures) {
    for (size_t i = 0; i < columns->count; i++) {
        rows->counts[columns->count * row + i] += columns->of[i](figures);
        if (columns->persons[i])
            rows->persons[columns->count * row + i] += columns->persons[i](figures);
    }
}

static enum status rows_fill(struct rows *rows, const struct block *block,
                             const struct table_columns *columns, const bool *apart,
                             struct arena *arena) {
    size_t room = block->count + 1;
    *rows =
        (struct rows){.counts = arena_array(arena, room * columns->count, sizeof *rows->counts),
                      .persons = arena_array(arena, room * columns->count, sizeof *rows->persons),
                      .hidden = arena_array(arena, room, sizeof *rows->hidden)};
    if (!rows->counts || !rows->persons || !rows->hidden)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; apart && i < block->count; i++)
        rows->any_apart = rows->any_apart || apart[i];
    rows->count = rows->any_apart;
    for (size_t i = 0; i < block->count; i++) {
        bool is_apart = apart && apart[i];
        add_line(rows, is_apart ? 0 : rows->count, columns, &block->lines[i].figures);
        rows->count += !is_apart;
    }
    return STATUS_OK;
}

enum status lines_hide(const struct block *block, const struct line *region,
                       const struct table_columns *columns, const bool *apart, struct arena *arena,
                       bool *hidden) {
    struct rows rows;
    bool total_hidden = false, by_persons = columns->persons[0] != NULL;
    enum status status = rows_fill(&rows, block, columns, apart, arena);
    for (size_t i = 0; by_persons && i < columns->count; i++)
        rows.total_persons[i] = columns->persons[i](&region->figures);
    const struct suppression table = {rows.count, columns->count, rows.counts,
                                      by_persons ? rows.persons : NULL,
                                      by_persons ? rows.total_persons : NULL};
    if (status == STATUS_OK)
        status = suppress_rows(&table, arena, rows.hidden, &total_hidden);
    size_t row = rows.any_apart;
    for (size_t i = 0; status == STATUS_OK && i < block->count; i++)
        hidden[i] = (apart && apart[i]) || rows.hidden[row++] || total_hidden;
    return status;
}

static size_t smallest_shown(const struct block *block, count_of *of, const bool *hidden) {
    size_t smallest = block->count;
    for (size_t i = 0; i < block->count; i++)
        if (!hidden[i] && of(&block->lines[i].figures) > 0 &&
            (smallest == block->count ||
             of(&block->lines[i].figures) < of(&block->lines[smallest].figures)))
            smallest = i;
    return smallest;
}

void lines_hide_below(const struct block *block, count_of *of, uint32_t least, bool *hidden) {
    uint64_t together = 0;
    for (size_t i = 0; i < block->count; i++) {
        hidden[i] = hidden[i] || of(&block->lines[i].figures) < least;
        if (hidden[i])
            together += of(&block->lines[i].figures);
    }
    while (together > 0 && together < least) {
        size_t next = smallest_shown(block, of, hidden);
        if (next == block->count)
            return;
        hidden[next] = true;
        together += of(&block->lines[next].figures);
    }
}

static void add_all(uint32_t *sum, const uint32_t *other, size_t count) {
    for (size_t i = 0; i < count; i++)
        sum[i] += other[i];
}

void figures_add_counts(struct figures *sum, const struct figures *other) {
    for (size_t i = 0; i < WAITING_COUNT; i++) {
        sum->waiting[i].places += other->waiting[i].places;
        sum->beyond[i].places += other->beyond[i].places;
    }
    add_all(sum->bands, other->bands, BAND_COUNT);
    sum->inflow += other->inflow;
    add_all(sum->left, other->left, UITSTROOMREDEN_COUNT);
    sum->realised.count += other->realised.count;
    sum->realised_within += other->realised_within;
    for (size_t i = 0; i < PHASE_COUNT; i++)
        sum->phases[i].count += other->phases[i].count;
    add_all(sum->taken, other->taken, TAKEN_STATE_COUNT);
    add_all(sum->obstacles, other->obstacles, OBSTACLE_COUNT);
}
