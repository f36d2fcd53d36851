/* What the daemon knows about one aanbieder's places: the state between two
 * snapshots. Plain values, all memory in an arena.
 *
 * A place id goes through *waits*: a wait opens, may be corrected, leaves, and may be
 * reinstated (the same wait again). What was told about a wait belongs to the wait,
 * so that what closed can stand again. */
#ifndef WACHTPOST_DOMAIN_WACHTLIJST_H
#define WACHTPOST_DOMAIN_WACHTLIJST_H

#include "daemon/domain/bodies.h"
#include "daemon/domain/norm.h"
#include "daemon/domain/participant.h"
#include "proto/model/alert.h"
#include "proto/model/arena.h"
#include "proto/model/check.h"

/* An alert that stands (rules.md 5.2): not withdrawn, corrected or closed. */
struct standing {
    enum alert_kind kind; /* DREIGEND, OVERSCHRIJDING or NIVEAU */
    uint32_t level;       /* NIVEAU: 6, 9, 12 */
    day_t start;          /* the start day it was told for */
    uint64_t number;
};

/* DREIGEND, OVERSCHRIJDING and the levels. */
#define MAX_STANDING (2 + LEVEL_COUNT)

/* What an OVERSCHRIJDING on arrival, or a higher NIVEAU, made count as told. It hangs
 * on the standing OVERSCHRIJDING and goes when that is withdrawn or corrected. */
enum counted { COUNTED_DREIGEND = 1 << LEVEL_COUNT }; /* levels: 1 << index */

struct told {
    size_t count;
    struct standing standing[MAX_STANDING];
    unsigned counted;
    /* Who was told: they get the end as well, whoever is concerned by then. */
    size_t party_count;
    const struct party *parties;
};

struct wait {
    uint64_t name; /* the event that first opened it */
    day_t start;
    struct snapshot_ref opened_by; /* or: gave it its start day */
    struct told told;
};

/* A wait that left the list; kept, because it may be reinstated or completed. */
struct departure {
    struct wait wait; /* with what stood (and was closed) when it left */
    enum uitstroomreden reden;
    day_t datum;
    uint64_t event;     /* the event that showed it left: names this leaving */
    bool voids;         /* ADMIN_FOUT: the wait is out of all days (rules.md 4.3) */
    uint64_t van_lijst; /* number of the VAN_LIJST that stands about it, 0 = none */
};

/* How often something was told for (place id, start day, kind, level). */
struct telling {
    day_t start;
    enum alert_kind kind;
    uint32_t level;
    uint32_t count;
};

struct known_place {
    struct place place; /* the last known fields */
    bool open;
    struct wait wait; /* the current one; meaningless when not open */
    day_t next_due;   /* next day on which something is due, or DAY_NONE */
    size_t departure_count, telling_count;
    const struct departure *departures; /* in order of leaving */
    const struct telling *tellings;
};

/* The bytes that places were read from, for whoever packs them again: most of them did not
 * change since. */
struct packed_places {
    uint8_t near_epoch[EPOCH_BYTES]; /* theirs only under a head with this epoch */
    const struct bytes *at;          /* of each place; empty: it has to be packed */
};

/* Sorted by id, bytewise, each id once. */
struct known_places {
    size_t count;
    const struct known_place *at;
    const struct packed_places *packed; /* NULL: all have to be packed */
};

const struct known_place *known_places_find(struct known_places places, struct bytes id);

/* Makes known places out of others, in order: those that stay as they are keep the bytes they
 * were read from, the others lose them. */
struct places_maker {
    struct known_places from;
    size_t count, room;
    struct known_place *at;
    struct packed_places *packed;
    struct bytes *slices; /* packed->at */
};

/* Room for so many; all memory in the arena. STATUS_NO_MEMORY. */
enum status places_make(struct places_maker *maker, struct known_places from, size_t room,
                        struct arena *arena) MUST_CHECK;
/* Number i of `from`, as it is. */
void places_keep(struct places_maker *maker, size_t i);
/* One that is new, or no longer what it was. */
void places_add(struct places_maker *maker, const struct known_place *known);
/* The same in the place of one that was kept or added. */
void places_replace(struct places_maker *maker, size_t i, const struct known_place *known);
struct known_places places_made(const struct places_maker *maker);

/* The last leaving of a place that is not open; NULL when it is open or never left. */
const struct departure *known_place_last_departure(const struct known_place *known);
/* For the checks of a line; `known` may be NULL (an unknown id). */
struct known_wait known_place_wait(const struct known_place *known);

/* A snapshot that was held back, waiting to be confirmed (at most one). */
struct held {
    uint64_t event; /* 0: none */
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence;
    uint8_t content_hash[HASH_BYTES];
    instant_t peilmoment, recorded_at;
    uint32_t open, would_leave;
    uint64_t alert; /* number of its AFWIJKEND */
};

/* Everything about an aanbieder but its places. */
struct aanbieder_head {
    struct agb agb;
    bool active;          /* stands in the configuration */
    struct agb opgevolgd; /* succeeded by this code: can push no more; empty: by none */
    uint32_t interval_days;
    bool has_epoch;
    uint8_t epoch[EPOCH_BYTES]; /* the open one */
    uint64_t sequence;          /* last used in it */
    bool has_applied;           /* a snapshot of its own was ever ACCEPTED */
    instant_t peilmoment;       /* newest applied; INT64_MIN when there is none */
    day_t received_on;          /* of the last snapshot received, or of enrolment */
    bool has_received;          /* false: received_on is the enrolment */
    uint32_t received_count;    /* the region's on_time_days at that moment */
    uint64_t stil;              /* number of the STIL that stands, 0 = none */
    uint32_t open_count, left_count;
    day_t next_due; /* earliest of its open places, or DAY_NONE */
    struct held held;
    struct bodies bodies; /* of all its snapshots: applied, held, rejected and late */
};

#define PEILMOMENT_NONE INT64_MIN

#endif
