/* Any bytes as a file that somebody delivers. For libFuzzer (WACHTPOST_FUZZ) and for the replay of
 * what it once found (tests/wire/replay.c). */
#include "client/source/list_csv.h"
#include "client/source/source.h"

#include <stdlib.h>

#define MEMORY_BYTES (256 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t size);

typedef enum status write_list(const struct wachtlijst *list, FILE *file);

static char *written(const struct wachtlijst *list, write_list *write, size_t *size) {
    char *text = NULL;
    FILE *file = open_memstream(&text, size);
    ENSURE(file != NULL && write(list, file) == STATUS_OK);
    ENSURE(fclose(file) == 0);
    return text;
}

/* Every line would pass the daemon's check, and no column but ours is in it. */
static void check_lines(const struct wachtlijst *list, day_t day) {
    struct line_faults faults;
    struct place place;
    for (size_t i = 0; i < list->place_count; i++) {
        check_place(&list->places[i], day, false, &faults, &place);
        ENSURE(!line_faults_any(&faults));
        ENSURE(i == 0 || bytes_compare(list->places[i - 1].id, list->places[i].id) < 0);
    }
}

/* What was understood can be written, and then reads the same. */
static void read_again(const struct wachtlijst *list, const struct source_options *options,
                       write_list *write, struct arena *arena) {
    struct source_reading back;
    size_t once_size, twice_size;
    char *once = written(list, write, &once_size);
    ENSURE(source_read_list(bytes_of(once, once_size), options, arena, &back) == STATUS_OK);
    ENSURE(!source_has_mistakes(&back));
    char *twice = written(&back.list, write, &twice_size);
    ENSURE(bytes_equal(bytes_of(once, once_size), bytes_of(twice, twice_size)));
    free(once);
    free(twice);
}

static void check_mistakes(const struct source_part_reading *part) {
    for (size_t i = 0; i < part->mistake_count; i++) {
        ENSURE(part->mistakes[i].column && part->mistakes[i].kind && part->mistakes[i].sentence);
        ENSURE(i == 0 || part->mistakes[i - 1].row <= part->mistakes[i].row);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t size) {
    struct source_options options = {.format = SOURCE_BY_CONTENT};
    struct source_reading reading;
    struct arena *arena = arena_new(MEMORY_BYTES);
    ENSURE(arena != NULL && instant_parse("2025-03-01T09:00:00Z", &options.peilmoment));
    enum status status = source_read_list(bytes_of(at, size), &options, arena, &reading);
    ENSURE(status == STATUS_OK);
    for (size_t i = 0; i < SOURCE_PART_COUNT; i++)
        check_mistakes(&reading.parts[i]);
    /* A list of nobody is a header alone, which JSON has not. */
    if (!source_has_mistakes(&reading) &&
        reading.list.place_count + reading.list.outflow_count > 0) {
        check_lines(&reading.list, day_of_instant(options.peilmoment));
        read_again(&reading.list, &options, list_csv_write, arena);
        read_again(&reading.list, &options, list_json_write, arena);
    }
    arena_free(&arena);
    return 0;
}
