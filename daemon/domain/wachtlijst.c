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

enum status places_make(struct places_maker *maker, struct known_places from, size_t room,
                        struct arena *arena) {
    *maker = (struct places_maker){.from = from, .room = room};
    maker->at = arena_array(arena, room, sizeof *maker->at);
    maker->packed = arena_alloc(arena, sizeof *maker->packed);
    maker->slices = arena_array(arena, room, sizeof *maker->slices);
    if (maker->at == NULL || maker->packed == NULL || maker->slices == NULL)
        return STATUS_NO_MEMORY;
    if (from.packed)
        *maker->packed = *from.packed;
    maker->packed->at = maker->slices;
    return STATUS_OK;
}

static void add(struct places_maker *maker, const struct known_place *known, struct bytes slice) {
    ENSURE(maker->count < maker->room);
    maker->slices[maker->count] = slice;
    maker->at[maker->count++] = *known;
}

void places_keep(struct places_maker *maker, size_t i) {
    const struct packed_places *packed = maker->from.packed;
    add(maker, &maker->from.at[i], packed ? packed->at[i] : (struct bytes){NULL, 0});
}

void places_add(struct places_maker *maker, const struct known_place *known) {
    add(maker, known, (struct bytes){NULL, 0});
}

void places_replace(struct places_maker *maker, size_t i, const struct known_place *known) {
    ENSURE(i < maker->count);
    maker->slices[i] = (struct bytes){NULL, 0};
    maker->at[i] = *known;
}

struct known_places places_made(const struct places_maker *maker) {
    return (struct known_places){maker->count, maker->at, maker->packed};
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
