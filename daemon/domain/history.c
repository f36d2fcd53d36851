#include "daemon/domain/history.h"

/* The place as it was, without what was told about it. */
static enum status untold(const struct known_place *known, struct arena *arena,
                          struct known_place *out) {
    struct departure *departures = arena_array(arena, known->departure_count, sizeof *departures);
    if (departures == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < known->departure_count; i++) {
        departures[i] = known->departures[i];
        departures[i].wait.told = (struct told){0};
        departures[i].van_lijst = 0;
    }
    *out = *known;
    out->wait.told = (struct told){0};
    out->next_due = DAY_NONE;
    out->telling_count = 0;
    out->departures = departures;
    return STATUS_OK;
}

static void say_completed(const struct change *change, struct history_row *row) {
    row->kind = HISTORY_COMPLETED;
    row->known.place.id = change->after.place.id;
    row->leaving = change->departure.event;
    row->voided = change->last->voids ? change->last->wait.name : 0;
    row->reden = change->last->reden;
    row->datum = change->last->datum;
}

enum status history_row_of(const struct change *change, uint64_t event, instant_t from,
                           instant_t until, struct arena *arena, struct history_row *row) {
    struct history_row made = {.kind =
                                   change->flags & CHANGE_PASSED ? HISTORY_PASSED : HISTORY_STATE,
                               .event = event,
                               .from = from,
                               .until = until,
                               .datum = DAY_NONE};
    enum status status = STATUS_OK;
    if (change->flags & CHANGE_COMPLETED)
        say_completed(change, &made);
    else
        status = untold(&change->after, arena, &made.known);
    if (status == STATUS_OK)
        *row = made;
    return status;
}
