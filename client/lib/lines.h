/* The lines of a snapshot as the program gave them, before and while they are checked. */
#ifndef WACHTPOST_CLIENT_LIB_LINES_H
#define WACHTPOST_CLIENT_LIB_LINES_H

#include "client/lib/inside.h"
#include "proto/model/check.h"

/* Of either section. */
struct line {
    struct raw_place place; /* its id is the line's, also of an outflow; a NUL stands behind it */
    bool has_place;
    bool hides_id; /* something is wrong with the id: it may be a BSN, and is told to nobody */
    int32_t reden;
    uint32_t datum;
    uint32_t number; /* the program's own */
    size_t order;    /* in which it was given */
};

struct lines {
    size_t count, room;
    struct line *at; /* malloc'ed */
};

/* What a check found. */
struct found {
    int32_t section;
    const struct line *line;
    const char *field;
    enum fault_code code;
};

struct founds {
    size_t count, room;
    struct found *at; /* malloc'ed */
};

struct wachtpost_snapshot {
    pid_t owner;
    struct agb agb;
    instant_t peilmoment;
    struct arena *texts;   /* what the program gave */
    struct arena *checked; /* what the last check made */
    struct lines places, outflow;
    size_t aanname_count;
    struct raw_aanname aanname[HULPVORM_COUNT];
    const char *system_name, *system_version; /* NULL: the library */
    bool is_checked;                          /* and nothing was added since */
    struct founds mistakes, left_out;
    struct wachtlijst list; /* when it is checked and has no mistakes */
};

/* Room for one more in an array that doubles. False: no memory. */
bool lines_grow(void **at, size_t count, size_t *room, size_t size) MUST_CHECK;

#endif
