/* Prints the monitor's table of each point on stdin.
 *
 *   in   DIMENSION CELLS, the total, then each cell in order of key, the key first; of each
 *        places, beyond, jeugdigen of both (at least), and sum, median, p80, p92 and longest
 *        of the days waited
 *   out  "table DIMENSION ROWS", ROWS lines and one for the total: key, how many rows it
 *        is, places, beyond, and the days as above or nothing
 *
 * "-" is the empty key, and that of the total. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/domain/monitor.h"

#define KEY_SIZE 64

static const char *read_word(char word[KEY_SIZE]) {
    if (scanf("%63s", word) != 1)
        exit(2);
    return word;
}

static uint32_t read_number(void) {
    char word[KEY_SIZE];
    return (uint32_t)strtoul(read_word(word), NULL, 10);
}

static struct figures read_figures(void) {
    struct figures figures = {0};
    struct count *waiting = &figures.waiting[WAITING_ALL], *beyond = &figures.beyond[WAITING_ALL];
    waiting->places = read_number();
    beyond->places = read_number();
    waiting->jeugdigen_upper = read_number();
    beyond->jeugdigen_upper = read_number();
    figures.days.count = waiting->places;
    figures.days.sum = read_number();
    figures.days.median = read_number();
    figures.days.p80 = read_number();
    figures.days.p92 = read_number();
    figures.days.longest = read_number();
    return figures;
}

static struct bytes read_key(struct arena *arena) {
    char word[KEY_SIZE];
    struct bytes key = bytes_of_text(read_word(word));
    return strcmp(word, "-") == 0 ? (struct bytes){0} : arena_copy(arena, key);
}

static enum status read_point(struct arena *arena, struct figure_point *point) {
    size_t count = read_number();
    struct figure_cell *cells = arena_array(arena, count, sizeof *cells);
    if (cells == NULL)
        return STATUS_NO_MEMORY;
    *point = (struct figure_point){.total = read_figures(), .cell_count = count, .cells = cells};
    for (size_t i = 0; i < count; i++) {
        cells[i].key[0] = read_key(arena);
        cells[i].figures = read_figures();
    }
    return STATUS_OK;
}

static void print_row(const struct monitor_row *row) {
    if (row->key.size == 0)
        putchar('-');
    printf("%.*s %" PRIu32 " %" PRIu32 " %" PRIu32, (int)row->key.size, (const char *)row->key.at,
           row->rows, row->places, row->beyond);
    if (row->has_days)
        printf(" %" PRIu64 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32, row->days.sum,
               row->days.median, row->days.p80, row->days.p92, row->days.longest);
    putchar('\n');
}

static enum status answer(struct arena *arena, const char *name) {
    struct figure_point point;
    struct monitor_table table;
    enum dimension by;
    if (!dimension_parse(bytes_of_text(name), &by) || !monitor_has_table(by))
        return STATUS_BAD_INPUT;
    enum status status = read_point(arena, &point);
    if (status == STATUS_OK)
        status = monitor_suppress(&point, by, arena, &table);
    if (status != STATUS_OK)
        return status;
    printf("table %s %zu\n", name, table.row_count);
    for (size_t i = 0; i < table.row_count; i++)
        print_row(&table.rows[i]);
    print_row(&table.total);
    return STATUS_OK;
}

int main(void) {
    char name[KEY_SIZE];
    struct arena *arena = arena_new(1 << 20);
    enum status status = arena == NULL ? STATUS_NO_MEMORY : STATUS_OK;
    while (status == STATUS_OK && scanf("%63s", name) == 1) {
        arena_reset(arena);
        status = answer(arena, name);
    }
    arena_free(&arena);
    return status == STATUS_OK ? 0 : 1;
}
