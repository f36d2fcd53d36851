/* A *reading* of a row is one of its columns, or the difference of two of which one is
 * nowhere larger than the other (places and beyond the norm: within it; which is part of
 * which follows from what they count, so it tells nothing). A reading of 1 to 4 is
 * *small*; 0 is not. Rows with a small reading go together, and as long as that is
 * not enough the smallest other row joins them, with all its equals; rows without places
 * last. It is enough when, reading by reading, the sum is not small and at least one of the
 * rows is not; and when a row with five persons or more is among them.
 *
 * Why nothing small can be derived. Take any reading of any row r in the group.
 *
 * 1. One of the group's rows is not small in it. Only values decide who joins, equal rows
 *    join at once: so if all places of two rows of the group changed keys, the same would be
 *    shown, to the last figure, here and in every other table of the same places. Whoever
 *    sees it, knowing all of the above, cannot exclude that r is the row that is not small.
 * 2. None is. Then the group is the whole table: all n rows are small in this reading, and
 *    have S together. Let S fall otherwise: r has 5 or more and each other row 1 (S >= n +
 *    4), or r has none and the others 1 to 4 (S <= n + 3, which n - 1 rows can hold when
 *    n >= 3). All others are small again, none of them is enough, so r joins: the whole
 *    table is together again and the same is shown. Two rows have neither way when S is 5;
 *    and no way at all when S itself is small. Both show in the total alone, and then
 *    nothing is shown, whatever the rows are: hiding tells of no row either.
 *
 * Why the total is hidden stays open as well: its places or those beyond or within the norm
 * may be few. With persons it is the same. They are not shown, so in (1) a row without
 * places or with five persons is the other possibility, in (2) five of r's places are
 * those of five persons; where r has fewer places, (1) or (2) holds of its places already.
 *
 * Not promised: anything to who knows of some children in the table already, or of the
 * table a month before. */
#include "proto/model/suppress.h"

struct group {
    const struct suppression *table;
    bool *part; /* [whole * columns + part]: nowhere larger, so counts some of the same */
    bool *rows;
};

static uint32_t count_at(const struct group *group, size_t row, size_t column) {
    return group->table->counts[row * group->table->column_count + column];
}

static uint32_t persons_at(const struct group *group, size_t row, size_t column) {
    const struct suppression *table = group->table;
    return table->persons == NULL ? 0 : table->persons[row * table->column_count + column];
}

/* Column `part` itself when both are the same. */
static uint32_t reading_at(const struct group *group, size_t row, size_t whole, size_t part) {
    uint32_t count = count_at(group, row, whole);
    return whole == part ? count : count - count_at(group, row, part);
}

static bool is_reading(const struct group *group, size_t whole, size_t part) {
    return group->part[whole * group->table->column_count + part];
}

static bool is_small(uint64_t count) {
    return count >= 1 && count < SUPPRESS_BELOW;
}

static void find_parts(struct group *group) {
    const struct suppression *table = group->table;
    for (size_t whole = 0; whole < table->column_count; whole++)
        for (size_t part = 0; part < table->column_count; part++) {
            bool nowhere_larger = true;
            for (size_t row = 0; row < table->row_count && nowhere_larger; row++)
                nowhere_larger = count_at(group, row, part) <= count_at(group, row, whole);
            group->part[whole * table->column_count + part] = nowhere_larger;
        }
}

/* Some reading of the row is small, or held by few persons. */
static bool row_is_small(const struct group *group, size_t row) {
    size_t columns = group->table->column_count;
    for (size_t whole = 0; whole < columns; whole++) {
        if (is_small(persons_at(group, row, whole)))
            return true;
        for (size_t part = 0; part < columns; part++)
            if (is_reading(group, whole, part) && is_small(reading_at(group, row, whole, part)))
                return true;
    }
    return false;
}

static bool reading_is_safe(const struct group *group, size_t whole, size_t part) {
    uint64_t sum = 0;
    bool one_is_not_small = false;
    for (size_t row = 0; row < group->table->row_count; row++)
        if (group->rows[row]) {
            uint32_t reading = reading_at(group, row, whole, part);
            sum += reading;
            one_is_not_small = one_is_not_small || !is_small(reading);
        }
    return one_is_not_small && !is_small(sum);
}

static bool persons_are_many(const struct group *group, size_t column) {
    uint32_t most = 0;
    for (size_t row = 0; row < group->table->row_count; row++)
        if (group->rows[row] && persons_at(group, row, column) > most)
            most = persons_at(group, row, column);
    return !is_small(most);
}

static bool group_is_safe(const struct group *group) {
    size_t columns = group->table->column_count;
    for (size_t whole = 0; whole < columns; whole++) {
        if (!persons_are_many(group, whole))
            return false;
        for (size_t part = 0; part < columns; part++)
            if (is_reading(group, whole, part) && !reading_is_safe(group, whole, part))
                return false;
    }
    return true;
}

static int order(uint32_t a, uint32_t b) {
    return (a > b) - (a < b);
}

/* By the first column, then the next, then by persons; nothing at all comes last. */
static int row_order(const struct group *group, size_t a, size_t b) {
    int found = 0;
    bool a_holds = false, b_holds = false;
    for (size_t column = 0; column < group->table->column_count; column++) {
        a_holds = a_holds || count_at(group, a, column) > 0;
        b_holds = b_holds || count_at(group, b, column) > 0;
        if (found == 0)
            found = order(count_at(group, a, column), count_at(group, b, column));
    }
    for (size_t column = 0; found == 0 && column < group->table->column_count; column++)
        found = order(persons_at(group, a, column), persons_at(group, b, column));
    return a_holds == b_holds ? found : b_holds - a_holds;
}

/* False: every row is in it. */
static bool smallest_join(struct group *group) {
    size_t count = group->table->row_count, smallest = count;
    for (size_t row = 0; row < count; row++)
        if (!group->rows[row] && (smallest == count || row_order(group, row, smallest) < 0))
            smallest = row;
    for (size_t row = smallest; row < count; row++)
        if (!group->rows[row] && row_order(group, row, smallest) == 0)
            group->rows[row] = true;
    return smallest < count;
}

static bool total_gives_away(const struct group *group, size_t whole, size_t part) {
    uint64_t total = 0;
    for (size_t row = 0; row < group->table->row_count; row++)
        total += reading_at(group, row, whole, part);
    return is_small(total) || (group->table->row_count == 2 && total == SUPPRESS_BELOW);
}

static bool total_is_hidden(const struct group *group) {
    const struct suppression *table = group->table;
    for (size_t whole = 0; whole < table->column_count; whole++) {
        if (table->total_persons != NULL && is_small(table->total_persons[whole]))
            return true;
        for (size_t part = 0; part < table->column_count; part++)
            if (is_reading(group, whole, part) && total_gives_away(group, whole, part))
                return true;
    }
    return false;
}

/* Returns whether there is any. */
static bool small_rows_join(struct group *group, bool all) {
    bool any = false;
    for (size_t row = 0; row < group->table->row_count; row++) {
        group->rows[row] = all || row_is_small(group, row);
        any = any || group->rows[row];
    }
    return any;
}

enum status suppress_rows(const struct suppression *table, struct arena *arena, bool *rows,
                          bool *total_hidden) {
    struct group group = {.table = table, .rows = rows};
    group.part = arena_array(arena, table->column_count * table->column_count, sizeof(bool));
    if (group.part == NULL)
        return STATUS_NO_MEMORY;
    find_parts(&group);
    *total_hidden = total_is_hidden(&group);
    bool goes_on = small_rows_join(&group, *total_hidden) && !*total_hidden;
    while (goes_on && !group_is_safe(&group))
        goes_on = smallest_join(&group);
    return STATUS_OK;
}

uint64_t suppress_round(uint64_t count) {
    uint64_t rest = count % 5;
    return count - rest + (rest >= 3 ? 5 : 0);
}
