/* What is scripted in the quarter, over and above the region's ordinary days: which
 * aanbieder it befalls, on which days, and what it changes. Pure. */
#ifndef WACHTPOST_DEMO_STORY_H
#define WACHTPOST_DEMO_STORY_H

#include "client/demo/region.h"

/* What is special about one delivery. */
enum act {
    ACT_NONE,
    ACT_ABSENT,      /* none comes */
    ACT_RETURN,      /* the first one after a silence */
    ACT_MISTYPED,    /* sent by own software, unchecked, with a date in the future */
    ACT_CORRECTION,  /* a start date turns out to be later */
    ACT_MISTAKE,     /* most of the list cleaned up by mistake: will be held */
    ACT_REPLACEMENT, /* the right list after that */
    ACT_CLEAN_UP,    /* most of the list cleaned up, and rightly: will be held */
    ACT_CONFIRM,     /* instead of a delivery: the held one stands */
    ACT_DEPARTURE,   /* a child beyond the norm leaves */
    ACT_COMEBACK,    /* and is back */
    ACT_SURPRISE,    /* held though nothing was scripted: confirmed at once */
};

struct chapter {
    enum act act;
    day_t day;
    size_t aanbieder;
    size_t wait; /* where the act concerns one */
};

#define STORY_CHAPTERS 9

struct story {
    struct region *region;
    day_t silent_from;
    struct chapter chapters[STORY_CHAPTERS];
    size_t count;
};

/* A quarter of `days` days that begins the day after `first_day`. The region must be
 * as it is on the first day. */
struct story story_plan(struct region *region, day_t first_day, int days);

/* Before the deliveries of a day: changes the region as the script asks. */
void story_prepare(struct story *story, day_t day);

/* What this aanbieder does on this day, and (may be NULL) with which wait. */
enum act story_act(const struct story *story, size_t aanbieder, day_t day,
                   const struct region_wait **wait);

/* ACT_MISTAKE: three of five places become outflow. STATUS_NO_MEMORY. */
enum status story_clean_up(struct wachtlijst *list, day_t day, struct arena *arena) MUST_CHECK;

#endif
