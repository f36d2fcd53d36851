/* What is kept of a file when all else that was read of it is wiped. */
#include "client/source/source.h"

struct keeping {
    struct arena *arena;
    bool no_memory;
};

static void *array(struct keeping *keeping, const void *from, size_t count, size_t size) {
    void *at = arena_array(keeping->arena, count, size);
    keeping->no_memory = keeping->no_memory || !at;
    if (at && count > 0)
        memcpy(at, from, count * size);
    return at;
}

static void keep_bytes(struct keeping *keeping, struct bytes *bytes) {
    *bytes = bytes_of(array(keeping, bytes->at, bytes->size, 1), bytes->size);
}

static void keep_text(struct keeping *keeping, const char **text) {
    if (*text)
        *text = array(keeping, *text, strlen(*text) + 1, 1);
}

static void keep_place(struct keeping *keeping, struct raw_place *place) {
    keep_bytes(keeping, &place->id);
    keep_bytes(keeping, &place->jeugdige);
    keep_bytes(keeping, &place->gemeente);
    keep_bytes(keeping, &place->gi);
}

static void keep_list(struct keeping *keeping, const struct wachtlijst *from,
                      struct wachtlijst *list) {
    struct raw_place *places =
        array(keeping, from->places, from->place_count, sizeof *from->places);
    struct raw_outflow *outflow =
        array(keeping, from->outflow, from->outflow_count, sizeof *from->outflow);
    for (size_t i = 0; !keeping->no_memory && i < from->place_count; i++)
        keep_place(keeping, &places[i]);
    for (size_t i = 0; !keeping->no_memory && i < from->outflow_count; i++) {
        keep_bytes(keeping, &outflow[i].id);
        if (!outflow[i].place)
            continue;
        struct raw_place *place = array(keeping, outflow[i].place, 1, sizeof *place);
        if (place)
            keep_place(keeping, place);
        outflow[i].place = place;
    }
    *list = *from;
    list->places = places;
    list->outflow = outflow;
    list->place_rows =
        array(keeping, from->place_rows, from->place_count, sizeof *from->place_rows);
    list->outflow_rows =
        array(keeping, from->outflow_rows, from->outflow_count, sizeof *from->outflow_rows);
}

static void keep_part(struct keeping *keeping, const struct source_part_reading *from,
                      struct source_part_reading *part) {
    struct csv_mistake *mistakes =
        array(keeping, from->mistakes, from->mistake_count, sizeof *from->mistakes);
    struct source_column *dropped =
        array(keeping, from->dropped, from->dropped_count, sizeof *from->dropped);
    for (size_t i = 0; !keeping->no_memory && i < from->mistake_count; i++) {
        keep_text(keeping, &mistakes[i].column);
        keep_text(keeping, &mistakes[i].sentence);
        keep_text(keeping, &mistakes[i].told);
        keep_text(keeping, &mistakes[i].kind);
    }
    for (size_t i = 0; !keeping->no_memory && i < from->dropped_count; i++)
        keep_bytes(keeping, &dropped[i].name);
    *part = *from;
    part->mistakes = mistakes;
    part->dropped = dropped;
    part->left_out_rows =
        array(keeping, from->left_out_rows, from->left_out_count, sizeof *from->left_out_rows);
}

enum status source_keep(const struct source_reading *from, struct arena *arena,
                        struct source_reading *reading) {
    struct keeping keeping = {.arena = arena};
    struct source_reading kept = *from;
    keep_list(&keeping, &from->list, &kept.list);
    for (size_t i = 0; i < SOURCE_PART_COUNT; i++)
        keep_part(&keeping, &from->parts[i], &kept.parts[i]);
    if (keeping.no_memory)
        return STATUS_NO_MEMORY;
    *reading = kept;
    return STATUS_OK;
}
