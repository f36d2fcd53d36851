/* What a coordinator opens on Monday morning: from the places in scope as they stand and
 * the alerts since last time, the lists of what asks for somebody, and which three to take
 * first. Pure: no clock, no network; the same sources give the same lists.
 *
 * Everything in a worklist points into its sources or the arena. Rows keep the daemon's
 * order, by rank; a place can stand in several lists (new and nobody's, for example).
 * An alert that a later one withdraws or corrects counts for nothing. */
#ifndef WACHTPOST_CLIENT_WORKLIST_H
#define WACHTPOST_CLIENT_WORKLIST_H

#include "proto/model/arena.h"
#include "proto/wire/questions.h"

/* As many as a person can take up before the telephone rings. */
#define WORKLIST_FIRST 3

struct worklist_sources {
    struct bytes name;  /* the reader's own, as Taken.who has it; empty: not known */
    day_t today;        /* the day the rows are about */
    instant_t known_at; /* as known at */
    bool virtual_clock; /* of a store that plays time */
    struct bytes norm_id;
    instant_t since; /* alerts recorded before this do not count; 0: all that are given */
    bool first_time; /* there was no last time */
    size_t row_count, alert_count, taken_count;
    const struct place_row *rows;    /* every open place in scope, in the daemon's order */
    const struct alert *alerts;      /* since last time, by number */
    const struct taken_place *taken; /* who has the places of the alerts; a later one wins */
};

/* A place that is there. */
struct worklist_item {
    const struct place_row *row;
    const struct alert *news; /* the last thing told since last time that stands; or NULL */
};
struct worklist_items {
    size_t count;
    const struct worklist_item *at;
};

/* A place that left without being helped, as far as is known. */
struct worklist_departure {
    const struct alert *alert; /* VAN_LIJST */
    const struct taken *taken; /* who had it; NULL: nobody */
};

/* An aanbieder whose data are older than agreed: to be asked before its places. */
struct worklist_overdue {
    const struct place_row *row; /* its name, telephone, mail and the age of its data */
    size_t places, beyond;       /* in scope; of which beyond the norm */
};

enum worklist_list {
    WORKLIST_NEW,     /* DREIGEND, OVERSCHRIJDING or NIVEAU since last time */
    WORKLIST_MINE,    /* the reader said last of it that he has it, or what stands in the way */
    WORKLIST_NOBODYS, /* beyond the norm, and nobody has it (any more) */
    WORKLIST_BACK,    /* had left the list and stands on it again, since last time */
    WORKLIST_LISTS
};

struct worklist {
    struct worklist_sources sources;
    struct worklist_items first; /* the first of nobody's, at most WORKLIST_FIRST */
    struct worklist_items lists[WORKLIST_LISTS];
    size_t departure_count, overdue_count;
    const struct worklist_departure *departures; /* by rank, then days waited */
    const struct worklist_overdue *overdue;      /* most beyond the norm first, then oldest */
};

/* STATUS_NO_MEMORY: the arena is exhausted; *worklist is untouched. */
enum status worklist_make(const struct worklist_sources *sources, struct arena *arena,
                          struct worklist *worklist) MUST_CHECK;

/* Whether an alert is of a kind and date that counts here: who gathers need keep no other. */
bool worklist_wants(const struct worklist_sources *sources, const struct alert *alert);

/* On the day the rows are about. */
bool worklist_beyond(const struct worklist *worklist, const struct place_row *row);

#endif
