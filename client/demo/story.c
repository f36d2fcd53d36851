#include "client/demo/story.h"

#include "client/demo/wait.h"

#include <stdlib.h>

/* The script is written for thirteen weeks; a shorter quarter shortens the pauses. */
#define SCRIPT_DAYS 91

enum {
    SILENCE = 14,
    RETURN = 56,
    TYPING = 22,
    CORRECTING = 31,
    MISTAKE = 43,
    CLEANING = 65,
    DEPARTING = 50,
    COMEBACK = 59
};

/* A clean-up is held from ten places on; a margin for who leaves before. */
#define ENOUGH_PLACES 20

static day_t working(day_t day) {
    while (wait_is_weekend(day))
        day++;
    return day;
}

static size_t places_of(struct region *region, size_t aanbieder, day_t day) {
    size_t count = 0;
    for (size_t i = 0; i < region_wait_count(region); i++) {
        const struct region_wait *wait = region_wait(region, i);
        count += wait->aanbieder == aanbieder && region_waits_on(wait, day);
    }
    return count;
}

static bool is_taken(const struct story *story, size_t aanbieder) {
    for (size_t i = 0; i < story->count; i++)
        if (story->chapters[i].aanbieder == aanbieder)
            return true;
    return false;
}

/* One that nothing else befalls, with places enough: the first of about this size (its
 * rank in 185), or the next larger. */
static size_t cast(const struct story *story, size_t rank, day_t day) {
    size_t at = rank * region_aanbieder_count(story->region) / REGION_AANBIEDERS;
    for (;; at--) {
        size_t aanbieder = region_by_size(story->region, at);
        bool enough = places_of(story->region, aanbieder, day) >= ENOUGH_PLACES;
        if ((enough && !is_taken(story, aanbieder)) || at == 0)
            return aanbieder;
    }
}

static void add(struct story *story, enum act act, day_t day, size_t aanbieder) {
    story->chapters[story->count++] = (struct chapter){act, day, aanbieder, SIZE_MAX};
}

struct story story_plan(struct region *region, day_t first_day, int days) {
    struct story story = {.region = region};
#define DAY(offset) working(first_day + (offset)*days / SCRIPT_DAYS)
    story.silent_from = DAY(SILENCE);
    add(&story, ACT_RETURN, DAY(RETURN), cast(&story, 24, first_day));
    size_t mistaken = cast(&story, 14, first_day);
    add(&story, ACT_MISTAKE, DAY(MISTAKE), mistaken);
    add(&story, ACT_REPLACEMENT, working(DAY(MISTAKE) + 2), mistaken);
    size_t cleaned = cast(&story, 20, first_day);
    add(&story, ACT_CLEAN_UP, DAY(CLEANING), cleaned);
    add(&story, ACT_CONFIRM, working(DAY(CLEANING) + 1), cleaned);
    add(&story, ACT_MISTYPED, DAY(TYPING), SIZE_MAX);
    add(&story, ACT_CORRECTION, DAY(CORRECTING), SIZE_MAX);
    add(&story, ACT_DEPARTURE, DAY(DEPARTING), SIZE_MAX);
    add(&story, ACT_COMEBACK,
        working(DAY(DEPARTING) + 1 + (COMEBACK - DEPARTING) * days / SCRIPT_DAYS), SIZE_MAX);
#undef DAY
    return story;
}

/* A wait that an alert was told of, or soon could be: delivered, with its own start
 * date between `oldest` and `youngest` days ago, and staying for a month to come. */
static size_t find_wait(const struct story *story, day_t day, int oldest, int youngest) {
    for (size_t i = 0; i < region_wait_count(story->region); i++) {
        const struct region_wait *wait = region_wait(story->region, i);
        const struct raw_place *place = &wait->place;
        day_t start = day_of_number(place->aanmelddatum);
        bool plain = place->oorspronkelijke_aanmelddatum == 0 && start != DAY_NONE &&
                     !wait->mistyped && gemeente_in_region(place->gemeente, day);
        bool fits = start >= day - oldest && start <= day - youngest && wait->leaves > day + 31;
        if (plain && fits && wait->delivered && !is_taken(story, wait->aanbieder))
            return i;
    }
    return SIZE_MAX;
}

static void choose(struct story *story, struct chapter *chapter, int oldest, int youngest) {
    chapter->wait = find_wait(story, chapter->day, oldest, youngest);
    if (chapter->wait != SIZE_MAX)
        chapter->aanbieder = region_wait(story->region, chapter->wait)->aanbieder;
}

/* January had been typed for March: the child has not waited that long. */
static void correct(struct region_wait *wait) {
    struct raw_place *place = &wait->place;
    place->aanmelddatum = day_to_number(day_add_months(day_of_number(place->aanmelddatum), 2));
    if (place->compleet_datum != 0)
        place->compleet_datum = place->aanmelddatum;
}

static void clean_up(struct story *story, const struct chapter *chapter) {
    size_t nth = 0;
    for (size_t i = 0; i < region_wait_count(story->region); i++) {
        struct region_wait *wait = region_wait(story->region, i);
        if (wait->aanbieder != chapter->aanbieder || !region_waits_on(wait, chapter->day))
            continue;
        if (nth++ % 5 >= 2 && wait->delivered) {
            wait->leaves = chapter->day;
            wait->reden = ADMIN_OPGESCHOOND;
        }
    }
}

/* The comeback follows the departure in the script. */
static void depart(struct story *story, struct chapter *chapter) {
    choose(story, chapter, 300, 120);
    if (chapter->wait == SIZE_MAX)
        return;
    struct region_wait *wait = region_wait(story->region, chapter->wait);
    wait->leaves = chapter->day;
    wait->reden = TERUGGETROKKEN;
    chapter[1].aanbieder = chapter->aanbieder;
    chapter[1].wait = chapter->wait;
}

static void come_back(struct story *story, const struct chapter *chapter) {
    if (chapter->wait == SIZE_MAX)
        return;
    struct region_wait *wait = region_wait(story->region, chapter->wait);
    wait->leaves = working(chapter->day + 60);
    wait->reden = GESTART;
}

static void perform(struct story *story, struct chapter *chapter) {
    switch (chapter->act) {
    case ACT_MISTYPED:
        choose(story, chapter, 300, 20);
        if (chapter->wait != SIZE_MAX)
            region_wait(story->region, chapter->wait)->mistyped = true;
        break;
    case ACT_CORRECTION:
        choose(story, chapter, 125, 100);
        if (chapter->wait != SIZE_MAX)
            correct(region_wait(story->region, chapter->wait));
        break;
    case ACT_CLEAN_UP:
        clean_up(story, chapter);
        break;
    case ACT_DEPARTURE:
        depart(story, chapter);
        break;
    case ACT_COMEBACK:
        come_back(story, chapter);
        break;
    case ACT_NONE:
    case ACT_ABSENT:
    case ACT_RETURN:
    case ACT_MISTAKE:
    case ACT_REPLACEMENT:
    case ACT_CONFIRM:
    case ACT_SURPRISE:
        break;
    }
}

void story_prepare(struct story *story, day_t day) {
    for (size_t i = 0; i < story->count; i++)
        if (story->chapters[i].day == day)
            perform(story, &story->chapters[i]);
}

/* Silence, and the days on which somebody finds out what went wrong. */
static bool is_absent(const struct story *story, const struct chapter *chapter, day_t day) {
    if (chapter->act == ACT_RETURN)
        return day >= story->silent_from && day < chapter->day;
    if (chapter->act == ACT_MISTAKE)
        return day > chapter->day && day < chapter[1].day;
    return false;
}

enum act story_act(const struct story *story, size_t aanbieder, day_t day,
                   const struct region_wait **wait) {
    for (size_t i = 0; i < story->count; i++) {
        const struct chapter *chapter = &story->chapters[i];
        if (chapter->aanbieder != aanbieder)
            continue;
        if (is_absent(story, chapter, day))
            return ACT_ABSENT;
        if (chapter->day != day)
            continue;
        if (wait && chapter->wait != SIZE_MAX)
            *wait = region_wait(story->region, chapter->wait);
        return chapter->act;
    }
    return ACT_NONE;
}

static int compare_outflow(const void *a, const void *b) {
    return bytes_compare(((const struct raw_outflow *)a)->id, ((const struct raw_outflow *)b)->id);
}

enum status story_clean_up(struct wachtlijst *list, day_t day, struct arena *arena) {
    size_t most = list->place_count + list->outflow_count;
    struct raw_place *places = arena_array(arena, most, sizeof *places);
    struct raw_outflow *outflow = arena_array(arena, most, sizeof *outflow);
    if (!places || !outflow)
        return STATUS_NO_MEMORY;
    size_t kept = 0, left = list->outflow_count;
    for (size_t i = 0; i < left; i++)
        outflow[i] = list->outflow[i];
    for (size_t i = 0; i < list->place_count; i++) {
        if (i % 5 < 2)
            places[kept++] = list->places[i];
        else
            outflow[left++] = (struct raw_outflow){
                .id = list->places[i].id, .reden = ADMIN_OPGESCHOOND, .datum = day_to_number(day)};
    }
    qsort(outflow, left, sizeof *outflow, compare_outflow);
    *list = (struct wachtlijst){
        .place_count = kept, .places = places, .outflow_count = left, .outflow = outflow};
    return STATUS_OK;
}
