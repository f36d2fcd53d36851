/* A synthetic region with the figures of domain.md section 10: aanbieders of lognormal
 * size, children who come and wait lognormal times, and what each aanbieder's file says
 * of them on a day. Nobody in it exists.
 *
 * Pure: equal options give equal days. Waits keep their index while the region lives. */
#ifndef WACHTPOST_DEMO_REGION_H
#define WACHTPOST_DEMO_REGION_H

#include "client/demo/chance.h"
#include "client/wachtlijst.h"
#include "proto/model/arena.h"

#define REGION_AANBIEDERS 185
#define REGION_ID_SIZE 10 /* eight characters, a check character and a NUL */

struct region_aanbieder {
    struct agb agb;
    char naam[40], telefoon[16], mail[40];
    double size;         /* its share of the region is size / sum of sizes */
    uint32_t hulpvormen; /* bit (1 << hulpvorm) */
    size_t gemeente;     /* where it sits, index for region_gemeente */
};

struct region_wait {
    size_t aanbieder;
    char id[REGION_ID_SIZE];
    bool has_pseudonym;
    uint8_t pseudonym[PSEUDONYM_BYTES];
    struct raw_place place; /* without id and jeugdige, which stand above */
    day_t arrived, leaves;  /* on the list on arrived <= day < leaves */
    enum uitstroomreden reden;
    bool mistyped;  /* the file gives a date of its a year later, until corrected */
    bool delivered; /* stood open in a delivery, and did not leave in one since */
};

struct region_options {
    uint64_t seed;
    size_t aanbieder_count; /* 1 to REGION_AANBIEDERS; inflow goes in proportion */
    day_t first_day;
};

struct region;

/* As it stands at the end of the first day. NULL: out of memory. */
struct region *region_new(const struct region_options *options);
void region_free(struct region **region);

size_t region_aanbieder_count(const struct region *region);
const struct region_aanbieder *region_aanbieder(const struct region *region, size_t aanbieder);
/* The aanbieder with so many larger than it. */
size_t region_by_size(const struct region *region, size_t larger);

/* Lets the next day come: who arrives. False: out of memory. */
bool region_advance(struct region *region, day_t day);

/* Indices of waits; the pointer lives until the next region_advance. */
size_t region_wait_count(const struct region *region);
struct region_wait *region_wait(struct region *region, size_t wait);
bool region_waits_on(const struct region_wait *wait, day_t day);

/* What the aanbieder's file says on this day. Lives in the arena and points into the
 * region until the next region_advance. STATUS_NO_MEMORY. */
enum status region_list(const struct region *region, size_t aanbieder, day_t day,
                        struct arena *arena, struct wachtlijst *list) MUST_CHECK;
/* The aanbieder looked at what the client would not send: no typing errors any more. */
void region_correct(struct region *region, size_t aanbieder);
/* This day's list was received. */
void region_delivered(struct region *region, size_t aanbieder, day_t day);

#endif
