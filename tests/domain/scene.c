#include "tests/domain/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct norm scene_norm_3m(void) {
    return (struct norm){.id = "3m",
                         .from = day_of_number(19900101),
                         .months = 3,
                         .levels = {true, true, true},
                         .warning_days = 14};
}

struct scene scene_begin(void) {
    struct scene scene = {.arena = arena_new(64 * 1024 * 1024),
                          .norm = scene_norm_3m(),
                          .next_alert = 1,
                          .next_event = 1};
    assert_non_null(scene.arena);
    return scene;
}

void scene_end(struct scene *scene) {
    arena_free(&scene->arena);
}

struct place scene_place(const char *id, uint32_t aanmelddatum) {
    return (struct place){.id = bytes_of_text(id),
                          .gemeente = "0518",
                          .hulpvorm = AMBULANTE_JEUGD_GGZ,
                          .maatregel_start = DAY_NONE,
                          .urgentie_datum = DAY_NONE,
                          .overbrugging_sinds = DAY_NONE,
                          .laatst_geverifieerd = DAY_NONE,
                          .oorspronkelijke_aanmelddatum = DAY_NONE,
                          .aanmelddatum = day_of_number(aanmelddatum),
                          .verwijsdatum = DAY_NONE,
                          .toewijzingsdatum = DAY_NONE,
                          .compleet_datum = DAY_NONE,
                          .intakedatum = DAY_NONE};
}

struct leaving scene_leaving(const char *id, enum uitstroomreden reden, uint32_t datum) {
    return (struct leaving){.id = bytes_of_text(id), .reden = reden, .datum = day_of_number(datum)};
}

static void open_book(struct scene *scene, uint32_t day) {
    scene->book = (struct book){.arena = scene->arena,
                                .norm = &scene->norm,
                                .today = day_of_number(day),
                                .recorded_at = instant_of_day(day_of_number(day)) + 1,
                                .agb = {"06010713"},
                                .data_peilmoment = instant_of_day(day_of_number(day)),
                                .first_snapshot = scene->first_snapshot,
                                .next_number = scene->next_alert};
}

static void close_book(struct scene *scene) {
    assert_int_equal(book_status(&scene->book), STATUS_OK);
    scene->next_alert = scene->book.next_number;
}

static void merge(struct scene *scene) {
    const struct applied *applied = &scene->applied;
    size_t most = scene->places.count + applied->change_count, count = 0, old = 0;
    struct known_place *all = arena_array(scene->arena, most, sizeof *all);
    for (size_t i = 0; i < applied->change_count; i++) {
        const struct change *change = &applied->changes[i];
        struct bytes id = change->after.place.id;
        while (old < scene->places.count && bytes_compare(scene->places.at[old].place.id, id) < 0)
            all[count++] = scene->places.at[old++];
        bool known = old < scene->places.count && bytes_equal(scene->places.at[old].place.id, id);
        if (change->flags & CHANGE_PASSED) {
            if (known)
                all[count++] = scene->places.at[old];
        } else {
            all[count++] = change->after;
        }
        old += known;
    }
    while (old < scene->places.count)
        all[count++] = scene->places.at[old++];
    scene->places = (struct known_places){.count = count, .at = all};
}

void scene_snapshot(struct scene *scene, uint32_t day, const struct place *places,
                    size_t place_count, const struct leaving *leavings, size_t leaving_count) {
    struct lines lines = {.place_count = place_count, .leaving_count = leaving_count};
    struct snapshot_ref ref = {.sequence = scene->next_event,
                               .peilmoment = instant_of_day(day_of_number(day)),
                               .event = scene->next_event};
    scene->next_event++;
    lines.places = arena_array(scene->arena, place_count, sizeof *places);
    lines.leavings = arena_array(scene->arena, leaving_count, sizeof *leavings);
    if (place_count)
        memcpy(lines.places, places, place_count * sizeof *places);
    if (leaving_count)
        memcpy(lines.leavings, leavings, leaving_count * sizeof *leavings);
    assert_int_equal(apply_lines(&lines, scene->places, false, &ref, scene->arena, &scene->applied),
                     STATUS_OK);
    open_book(scene, day);
    for (size_t i = 0; i < scene->applied.change_count; i++)
        book_change(&scene->book, &scene->applied.changes[i]);
    close_book(scene);
    merge(scene);
}

static void each_open(struct scene *scene, bool (*rule)(struct book *, struct known_place *)) {
    struct known_place *all = arena_array(scene->arena, scene->places.count, sizeof *all);
    for (size_t i = 0; i < scene->places.count; i++) {
        all[i] = scene->places.at[i];
        if (all[i].open)
            rule(&scene->book, &all[i]);
    }
    scene->places.at = all;
}

void scene_day(struct scene *scene, uint32_t day) {
    open_book(scene, day);
    each_open(scene, book_day);
    close_book(scene);
}

void scene_norm(struct scene *scene, uint32_t day) {
    open_book(scene, day);
    each_open(scene, book_norm);
    close_book(scene);
}

const struct known_place *scene_find(const struct scene *scene, const char *id) {
    return known_places_find(scene->places, bytes_of_text(id));
}

const struct alert *scene_alert(const struct scene *scene, size_t index) {
    assert_true(index < scene->book.count);
    return &scene->book.written[index].alert;
}

/* splitmix64 */
uint64_t scene_random(uint64_t *state) {
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}
