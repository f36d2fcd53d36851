/* One walk along three sorted rows: the places before, those now, and who left. */
#include "client/source/compare.h"

#include "client/csv_columns.h"
#include "proto/model/list.h"

struct walk {
    const struct wachtlijst *before, *after;
    size_t old, now, left; /* where we are in before's places, after's places, after's outflow */
    struct comparison *comparison;
    struct list changes;
};

static uint32_t differences(const struct raw_place *before, const struct raw_place *after) {
    const struct csv_line left = {.place = *before}, right = {.place = *after};
    uint32_t fields = 0;
    for (size_t column = 0; column < COLUMN_UITSTROOMREDEN; column++) {
        char left_room[CSV_TEXT_SIZE], right_room[CSV_TEXT_SIZE];
        if (!bytes_equal(csv_column_text(column, &left, left_room),
                         csv_column_text(column, &right, right_room)))
            fields |= UINT32_C(1) << column;
    }
    return fields;
}

static struct list_change *add(struct walk *walk, enum list_change_kind kind, struct bytes id) {
    struct list_change *change = list_add(&walk->changes);
    walk->comparison->counts[kind]++;
    if (change)
        *change = (struct list_change){.id = id, .kind = kind};
    return change;
}

/* One that waited before and does not any more. */
static void settle_absent(struct walk *walk, struct bytes id) {
    const struct raw_outflow *outflow = walk->after->outflow;
    while (walk->left < walk->after->outflow_count && bytes_compare(outflow[walk->left].id, id) < 0)
        walk->left++;
    bool told = walk->left < walk->after->outflow_count && bytes_equal(outflow[walk->left].id, id);
    struct list_change *change = add(walk, told ? CHANGE_LEFT : CHANGE_GONE, id);
    int32_t reden = told ? outflow[walk->left].reden : 0;
    if (change && reden > 0 && reden < UITSTROOMREDEN_COUNT)
        change->reden = (enum uitstroomreden)reden;
}

static void settle_both(struct walk *walk) {
    const struct raw_place *before = &walk->before->places[walk->old++];
    const struct raw_place *after = &walk->after->places[walk->now++];
    uint32_t fields = differences(before, after);
    walk->comparison->known_count++;
    if (fields == 0)
        return;
    struct list_change *change = add(walk, CHANGE_CHANGED, after->id);
    if (change)
        change->fields = fields;
}

static void step(struct walk *walk) {
    bool more_old = walk->old < walk->before->place_count;
    bool more_now = walk->now < walk->after->place_count;
    int order = !more_old   ? 1
                : !more_now ? -1
                            : bytes_compare(walk->before->places[walk->old].id,
                                            walk->after->places[walk->now].id);
    if (order < 0)
        settle_absent(walk, walk->before->places[walk->old++].id);
    else if (order > 0)
        add(walk, CHANGE_NEW, walk->after->places[walk->now++].id);
    else
        settle_both(walk);
}

static bool same_outflow(const struct wachtlijst *before, const struct wachtlijst *after) {
    if (before->outflow_count != after->outflow_count)
        return false;
    for (size_t i = 0; i < after->outflow_count; i++) {
        const struct raw_outflow *left = &before->outflow[i], *right = &after->outflow[i];
        if (!bytes_equal(left->id, right->id) || left->reden != right->reden ||
            left->datum != right->datum || !left->place != !right->place ||
            (left->place && differences(left->place, right->place) != 0))
            return false;
    }
    return true;
}

enum status list_compare(const struct wachtlijst *before, const struct wachtlijst *after,
                         struct arena *arena, struct comparison *comparison) {
    struct walk walk = {.before = before,
                        .after = after,
                        .comparison = comparison,
                        .changes = LIST_OF(arena, struct list_change)};
    *comparison =
        (struct comparison){.before_count = before->place_count, .after_count = after->place_count};
    while (walk.old < before->place_count || walk.now < after->place_count)
        step(&walk);
    comparison->identical = walk.changes.count == 0 && same_outflow(before, after);
    comparison->change_count = walk.changes.count;
    comparison->changes = walk.changes.items;
    return walk.changes.out_of_memory ? STATUS_NO_MEMORY : STATUS_OK;
}
