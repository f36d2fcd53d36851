/* An alert, as the book keeps it and a coordinator reads it (domain.md section 6).
 * Plain values; id, names and lists point to memory of whoever made it. */
#ifndef WACHTPOST_MODEL_ALERT_H
#define WACHTPOST_MODEL_ALERT_H

#include "proto/model/place.h"
#include "proto/model/snapshot.h"

/* Where a place was opened or got its start day (rules.md 5.4). */
struct snapshot_ref {
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence;
    instant_t peilmoment;
    uint64_t event;
};

/* At most: VAN_LIJST + DREIGEND + OVERSCHRIJDING + three levels. */
#define MAX_WITHDRAWN 6

struct place_alert {
    struct bytes place_id;
    day_t start;
    enum clock clock;
    day_t crossing;
    struct bytes norm_id;
    uint32_t level;         /* NIVEAU: 6, 9 or 12; else 0 */
    uint32_t reached_level; /* OVERSCHRIJDING on arrival: information */
    uint32_t telling;
    uint32_t days_waited;
    bool on_arrival, first_snapshot;
    struct snapshot_ref snapshot;
    uint64_t corrects;
    enum cause cause;
    size_t withdraws_count;
    uint64_t withdraws[MAX_WITHDRAWN]; /* ascending */
    enum uitstroomreden reden;
    day_t left_on;
    enum helped helped;
    enum hulpvorm hulpvorm;
    char gemeente[GEMEENTE_DIGITS + 1];
    enum maatregel maatregel;
    struct agb gi;
    enum urgentie urgentie;
    enum overbrugging overbrugging;
    bool other_places_known;
    uint32_t other_places;
    uint32_t rank;
    enum rank_reason rank_reason;
    struct bytes rank_sentence;
    day_t oorspronkelijke_aanmelddatum, aanmelddatum, verwijsdatum, toewijzingsdatum;
};

struct aanbieder_alert {
    uint64_t ends;
    uint32_t interval_days;
    day_t silent_since;
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence;
    uint8_t content_hash[HASH_BYTES];
    instant_t peilmoment;
    uint32_t open, would_leave;
    enum hold_end end;
};

struct alert {
    uint64_t number;
    enum alert_kind kind;
    day_t due;
    instant_t recorded_at;
    struct agb agb;
    struct bytes aanbieder, telefoon, mail;
    instant_t data_peilmoment; /* 0: nothing was ever applied */
    uint32_t data_age_days;
    struct place_alert place;      /* every kind but STIL and AFWIJKEND */
    struct aanbieder_alert holder; /* STIL and AFWIJKEND */
};

static inline bool alert_concerns_place(enum alert_kind kind) {
    return kind != STIL && kind != AFWIJKEND;
}

#endif
