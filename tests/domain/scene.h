/* Small worlds for the domain's tests: places, snapshots and what follows from them,
 * with dates written as 20250131. One arena per test, freed by scene_end. */
#ifndef WACHTPOST_TESTS_DOMAIN_SCENE_H
#define WACHTPOST_TESTS_DOMAIN_SCENE_H

#include "daemon/domain/book.h"

struct scene {
    struct arena *arena;
    struct norm norm;
    struct known_places places; /* open and left, sorted */
    uint64_t next_alert, next_event;
    bool first_snapshot;
    struct book book;       /* of the last step */
    struct applied applied; /* of the last snapshot */
};

struct scene scene_begin(void);
void scene_end(struct scene *scene);

/* `langer dan 3 maanden`, levels 6, 9, 12, warning 14 days ahead. */
struct norm scene_norm_3m(void);
struct place scene_place(const char *id, uint32_t aanmelddatum);

/* A snapshot of these places and leavings on a day; today is that day. */
void scene_snapshot(struct scene *scene, uint32_t day, const struct place *places,
                    size_t place_count, const struct leaving *leavings, size_t leaving_count);
struct leaving scene_leaving(const char *id, enum uitstroomreden reden, uint32_t datum);
/* One day passes for every open place. */
void scene_day(struct scene *scene, uint32_t day);
/* The norm of the scene takes effect. */
void scene_norm(struct scene *scene, uint32_t day);

const struct known_place *scene_find(const struct scene *scene, const char *id);
/* The `index`-th alert of the last step; fails the test when there is none. */
const struct alert *scene_alert(const struct scene *scene, size_t index);

uint64_t scene_random(uint64_t *state);

#endif
