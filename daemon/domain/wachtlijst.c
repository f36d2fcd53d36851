#include "daemon/domain/wachtlijst.h"

const struct known_place *known_places_find(struct known_places places, struct bytes id) {
    size_t low = 0, high = places.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = bytes_compare(places.at[middle].place.id, id);
        if (order == 0)
            return &places.at[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct departure *known_place_last_departure(const struct known_place *known) {
    if (known->open || known->departure_count == 0)
        return NULL;
    return &known->departures[known->departure_count - 1];
}

struct known_wait known_place_wait(const struct known_place *known) {
    struct known_wait wait = {.start = DAY_NONE};
    if (known == NULL)
        return wait;
    const struct departure *last = known_place_last_departure(known);
    if (known->open) {
        wait.open = true;
        wait.start = known->wait.start;
    } else if (last && last->reden == REDEN_ONBEKEND) {
        wait.left_onbekend = true;
        wait.start = last->wait.start;
    }
    return wait;
}
