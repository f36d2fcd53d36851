#include "daemon/domain/survival.h"

/* What happens at one age, in days. */
struct age {
    uint32_t entries, exits, starts;
};

struct life_table {
    uint32_t longest, oldest; /* that there may be; that there is */
    struct survival found;
    struct age *ages;
};

struct life_table *life_table_new(uint32_t longest, struct arena *arena) {
    struct life_table *table = arena_alloc(arena, sizeof *table);
    if (table == NULL)
        return NULL;
    table->longest = longest > 0 ? longest : 1;
    table->ages = arena_array(arena, (size_t)table->longest + 1, sizeof *table->ages);
    return table->ages ? table : NULL;
}

void life_table_add(struct life_table *table, struct lifetime lifetime) {
    uint32_t exit = lifetime.exit > 0 ? lifetime.exit : 1;
    uint32_t entry = lifetime.entry < exit ? lifetime.entry : exit - 1;
    ENSURE(exit <= table->longest);
    table->ages[entry].entries++;
    table->ages[exit].exits++;
    table->ages[exit].starts += lifetime.start;
    if (exit > table->oldest)
        table->oldest = exit;
    table->found.starts += lifetime.start;
    table->found.at_risk++;
}

/* The smallest age at which no more than this share still waits. */
static void reach(double waiting, double share, uint32_t age, bool *known, uint32_t *days) {
    if (*known || waiting > share + 1e-12)
        return;
    *known = true;
    *days = age;
}

struct survival life_table_read(struct life_table *table) {
    struct survival found = table->found;
    uint32_t at_risk = 0;
    double waiting = 1;
    for (uint32_t age = 1; age <= table->oldest; age++) {
        at_risk += table->ages[age - 1].entries;
        at_risk -= table->ages[age - 1].exits;
        if (table->ages[age].starts == 0)
            continue;
        waiting *= 1 - (double)table->ages[age].starts / at_risk;
        reach(waiting, 0.5, age, &found.half_known, &found.half_days);
        reach(waiting, 0.2, age, &found.eighty_known, &found.eighty_days);
    }
    memset(table->ages, 0, ((size_t)table->oldest + 1) * sizeof *table->ages);
    table->oldest = 0;
    table->found = (struct survival){0};
    return found;
}
