/* Prints what suppress_rows lets be seen of each table on stdin, one line each:
 *
 *   in   ROWS COLUMNS PERSONS, the counts row by row, and with PERSONS 1 the persons row by
 *        row and those of the total
 *   out  "hidden", or "total 20,7" and for each row shown " 0:8,2", by its number, and for
 *        those shown together, how many they are: " 3*12,5" */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/model/suppress.h"

static uint32_t read_number(void) {
    uint32_t number;
    if (scanf("%" SCNu32, &number) != 1)
        exit(2);
    return number;
}

static uint32_t *read_numbers(struct arena *arena, size_t count) {
    uint32_t *numbers = arena_array(arena, count, sizeof *numbers);
    for (size_t i = 0; i < count && numbers != NULL; i++)
        numbers[i] = read_number();
    return numbers;
}

static void print_counts(const uint32_t *counts, size_t count) {
    for (size_t i = 0; i < count; i++)
        printf("%s%" PRIu32, i > 0 ? "," : "", counts[i]);
}

/* The sums of all rows, or of those shown together; returns how many. */
static size_t sum_up(const struct suppression *table, const bool *rows, uint32_t *sums) {
    size_t count = 0;
    for (size_t k = 0; k < table->column_count; k++)
        sums[k] = 0;
    for (size_t i = 0; i < table->row_count; i++)
        if (rows == NULL || rows[i]) {
            count++;
            for (size_t k = 0; k < table->column_count; k++)
                sums[k] += table->counts[i * table->column_count + k];
        }
    return count;
}

static void print_table(const struct suppression *table, const bool *rows, uint32_t *sums) {
    sum_up(table, NULL, sums);
    printf("total ");
    print_counts(sums, table->column_count);
    for (size_t i = 0; i < table->row_count; i++)
        if (!rows[i]) {
            printf(" %zu:", i);
            print_counts(table->counts + i * table->column_count, table->column_count);
        }
    size_t together = sum_up(table, rows, sums);
    if (together > 0) {
        printf(" %zu*", together);
        print_counts(sums, table->column_count);
    }
}

static enum status answer(struct arena *arena, size_t row_count) {
    struct suppression table = {.row_count = row_count, .column_count = read_number()};
    bool has_persons = read_number() != 0, hidden;
    size_t count = table.row_count * table.column_count;
    table.counts = read_numbers(arena, count);
    if (has_persons) {
        table.persons = read_numbers(arena, count);
        table.total_persons = read_numbers(arena, table.column_count);
    }
    bool *rows = arena_array(arena, row_count, sizeof *rows);
    uint32_t *sums = arena_array(arena, table.column_count, sizeof *sums);
    if (table.counts == NULL || rows == NULL || sums == NULL)
        return STATUS_NO_MEMORY;
    enum status status = suppress_rows(&table, arena, rows, &hidden);
    if (status == STATUS_OK && hidden)
        printf("hidden");
    else if (status == STATUS_OK)
        print_table(&table, rows, sums);
    putchar('\n');
    return status;
}

int main(void) {
    struct arena *arena = arena_new(1 << 16);
    enum status status = arena == NULL ? STATUS_NO_MEMORY : STATUS_OK;
    size_t row_count;
    while (status == STATUS_OK && scanf("%zu", &row_count) == 1) {
        arena_reset(arena);
        status = answer(arena, row_count);
    }
    arena_free(&arena);
    return status == STATUS_OK ? 0 : 1;
}
