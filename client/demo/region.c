#include "client/demo/region.h"

#include "client/demo/aanbieders.h"
#include "client/demo/wait.h"

#include <stdlib.h>

#define DAYS_A_YEAR 365.25
#define WORKING_SHARE (5.0 / 7.0)
#define SUMMER_INFLOW 0.75

/* A second place begins with the first and ends in its own time: so many have to get
 * one for about a tenth of the jeugdigen to hold two at any moment. */
#define SHARE_WITH_SECOND 0.22

/* Long enough for the longest waits of the first day to have begun. */
#define HISTORY_DAYS (5 * 365)

/* Somebody asks the family how it is, every so many days. */
#define VERIFY_DAYS 60

struct region {
    struct chance chance;
    size_t aanbieder_count, wait_count, wait_capacity;
    struct region_aanbieder aanbieders[REGION_AANBIEDERS];
    double weights[FLOW_COUNT][REGION_AANBIEDERS]; /* who gets a newcomer */
    struct region_wait *waits;
};

static void weigh(struct region *region) {
    for (size_t i = 0; i < region->aanbieder_count; i++) {
        const struct region_aanbieder *aanbieder = &region->aanbieders[i];
        double parts = __builtin_popcount(aanbieder->hulpvormen);
        for (size_t f = 0; f < FLOW_COUNT; f++)
            if (aanbieder->hulpvormen & 1U << flows[f].hulpvorm)
                region->weights[f][i] = aanbieder->size / parts;
    }
}

static struct region_wait *add_wait(struct region *region) {
    if (region->wait_count == region->wait_capacity) {
        size_t capacity = region->wait_capacity ? region->wait_capacity * 2 : 8192;
        struct region_wait *waits = realloc(region->waits, capacity * sizeof *waits);
        if (!waits)
            return NULL;
        region->waits = waits;
        region->wait_capacity = capacity;
    }
    return &region->waits[region->wait_count++];
}

static bool arrive(struct region *region, size_t flow, day_t day) {
    struct region_wait *wait = add_wait(region);
    if (!wait)
        return false;
    size_t at = chance_weighted(&region->chance, region->weights[flow], region->aanbieder_count);
    *wait = wait_draw(&region->chance, &region->aanbieders[at], &flows[flow], day);
    wait->aanbieder = at;
    return true;
}

/* The newcomer also waits for other help at another aanbieder. */
static bool arrive_twice(struct region *region, day_t day) {
    double inflow[FLOW_COUNT];
    for (size_t f = 0; f < FLOW_COUNT; f++)
        inflow[f] = flows[f].a_year;
    if (!arrive(region, chance_weighted(&region->chance, inflow, FLOW_COUNT), day))
        return false;
    struct region_wait *second = &region->waits[region->wait_count - 1];
    const struct region_wait *first = second - 1;
    if (second->aanbieder == first->aanbieder || !first->has_pseudonym)
        return true;
    memcpy(second->pseudonym, first->pseudonym, sizeof second->pseudonym);
    second->place.gemeente = first->place.gemeente;
    second->place.leeftijdsband = first->place.leeftijdsband;
    return true;
}

bool region_advance(struct region *region, day_t day) {
    if (wait_is_weekend(day))
        return true;
    double share = (double)region->aanbieder_count / REGION_AANBIEDERS;
    double daily = share / (1 + SHARE_WITH_SECOND) / (DAYS_A_YEAR * WORKING_SHARE);
    if (wait_is_summer(day))
        daily *= SUMMER_INFLOW;
    for (size_t f = 0; f < FLOW_COUNT; f++)
        for (uint32_t n = chance_poisson(&region->chance, flows[f].a_year * daily); n > 0; n--)
            if (!arrive(region, f, day) ||
                (chance_hits(&region->chance, SHARE_WITH_SECOND) && !arrive_twice(region, day)))
                return false;
    return true;
}

/* Whoever left before the region is looked at was never here. */
static void forget_left(struct region *region, day_t day) {
    size_t kept = 0;
    for (size_t i = 0; i < region->wait_count; i++)
        if (region_waits_on(&region->waits[i], day))
            region->waits[kept++] = region->waits[i];
    region->wait_count = kept;
}

struct region *region_new(const struct region_options *options) {
    struct region *region = calloc(1, sizeof *region);
    if (!region)
        return NULL;
    region->chance = chance_from(options->seed);
    region->aanbieder_count = options->aanbieder_count;
    aanbieders_make(&region->chance, region->aanbieders, region->aanbieder_count);
    weigh(region);
    for (day_t day = options->first_day - HISTORY_DAYS; day <= options->first_day; day++) {
        if (!region_advance(region, day)) {
            region_free(&region);
            return NULL;
        }
        forget_left(region, day);
    }
    return region;
}

void region_free(struct region **region) {
    if (*region)
        free((*region)->waits);
    free(*region);
    *region = NULL;
}

size_t region_aanbieder_count(const struct region *region) {
    return region->aanbieder_count;
}

const struct region_aanbieder *region_aanbieder(const struct region *region, size_t aanbieder) {
    return &region->aanbieders[aanbieder];
}

size_t region_by_size(const struct region *region, size_t larger) {
    for (size_t i = 0; i < region->aanbieder_count; i++) {
        size_t found = 0;
        for (size_t j = 0; j < region->aanbieder_count; j++)
            found += region->aanbieders[j].size > region->aanbieders[i].size;
        if (found == larger)
            return i;
    }
    return 0;
}

size_t region_wait_count(const struct region *region) {
    return region->wait_count;
}

struct region_wait *region_wait(struct region *region, size_t wait) {
    return &region->waits[wait];
}

bool region_waits_on(const struct region_wait *wait, day_t day) {
    return wait->arrived <= day && day < wait->leaves;
}

static uint32_t a_year_later(uint32_t yyyymmdd) {
    return day_to_number(day_add_months(day_of_number(yyyymmdd), 12));
}

static struct raw_place place_on(const struct region_wait *wait, day_t day) {
    struct raw_place place = wait->place;
    place.id = bytes_of_text(wait->id);
    if (wait->has_pseudonym) {
        place.jeugdige = bytes_of(wait->pseudonym, sizeof wait->pseudonym);
        place.jeugdige_epoch = 1;
    }
    day_t verified = day - (day - wait->arrived) % VERIFY_DAYS;
    if (verified > wait->arrived && wait->reden != ADMIN_OPGESCHOOND)
        place.laatst_geverifieerd = day_to_number(verified);
    if (wait->mistyped) {
        place.verwijsdatum = a_year_later(place.verwijsdatum);
        place.aanmelddatum = a_year_later(place.aanmelddatum);
    }
    return place;
}

static bool leaves_by(const struct region_wait *wait, day_t day) {
    return wait->delivered && wait->leaves <= day;
}

static int compare_places(const void *a, const void *b) {
    return bytes_compare(((const struct raw_place *)a)->id, ((const struct raw_place *)b)->id);
}

static int compare_outflow(const void *a, const void *b) {
    return bytes_compare(((const struct raw_outflow *)a)->id, ((const struct raw_outflow *)b)->id);
}

enum status region_list(const struct region *region, size_t aanbieder, day_t day,
                        struct arena *arena, struct wachtlijst *list) {
    struct raw_place *places = arena_array(arena, region->wait_count, sizeof *places);
    struct raw_outflow *outflow = arena_array(arena, region->wait_count, sizeof *outflow);
    if (!places || !outflow)
        return STATUS_NO_MEMORY;
    struct wachtlijst found = {.places = places, .outflow = outflow};
    for (size_t i = 0; i < region->wait_count; i++) {
        const struct region_wait *wait = &region->waits[i];
        if (wait->aanbieder != aanbieder)
            continue;
        if (region_waits_on(wait, day))
            places[found.place_count++] = place_on(wait, day);
        else if (leaves_by(wait, day) && wait->reden != REDEN_ONBEKEND)
            outflow[found.outflow_count++] =
                (struct raw_outflow){.id = bytes_of_text(wait->id),
                                     .reden = (int32_t)wait->reden,
                                     .datum = day_to_number(wait->leaves)};
    }
    qsort(places, found.place_count, sizeof *places, compare_places);
    qsort(outflow, found.outflow_count, sizeof *outflow, compare_outflow);
    *list = found;
    return STATUS_OK;
}

void region_correct(struct region *region, size_t aanbieder) {
    for (size_t i = 0; i < region->wait_count; i++)
        if (region->waits[i].aanbieder == aanbieder)
            region->waits[i].mistyped = false;
}

/* The client leaves out who is not of the region; no delivery held such a place. */
void region_delivered(struct region *region, size_t aanbieder, day_t day) {
    for (size_t i = 0; i < region->wait_count; i++) {
        struct region_wait *wait = &region->waits[i];
        if (wait->aanbieder == aanbieder)
            wait->delivered =
                region_waits_on(wait, day) && gemeente_in_region(wait->place.gemeente, day);
    }
}
