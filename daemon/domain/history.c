#include "daemon/domain/history.h"

static struct wait kept_wait(const struct wait *wait) {
    return (struct wait){
        .name = wait->name, .start = wait->start, .opened_by = {.event = wait->opened_by.event}};
}

enum status history_place(const struct known_place *known, struct arena *arena,
                          struct known_place *kept) {
    struct departure *departures = arena_array(arena, known->departure_count, sizeof *departures);
    if (departures == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < known->departure_count; i++) {
        departures[i] = known->departures[i];
        departures[i].wait = kept_wait(&known->departures[i].wait);
        departures[i].van_lijst = 0;
    }
    *kept = (struct known_place){.place = known->place,
                                 .open = known->open,
                                 .next_due = DAY_NONE,
                                 .departure_count = known->departure_count,
                                 .departures = departures};
    if (known->open)
        kept->wait = kept_wait(&known->wait);
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
        status = history_place(&change->after, arena, &made.known);
    if (status == STATUS_OK)
        *row = made;
    return status;
}
