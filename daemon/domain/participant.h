/* Who may talk to the daemon, in which role, about what. Pure values; everything
 * they point to belongs to the settings that hold them. */
#ifndef WACHTPOST_DOMAIN_PARTICIPANT_H
#define WACHTPOST_DOMAIN_PARTICIPANT_H

#include "proto/model/alert.h"

enum role {
    ROLE_AANBIEDER = 1 << 0,
    ROLE_COORDINATOR = 1 << 1,
    ROLE_ANALIST = 1 << 2,
    ROLE_MONITOR = 1 << 3,
    ROLE_BEHEER = 1 << 4,
    ROLE_KLOK = 1 << 5,
};
#define ROLE_COUNT 6

/* Two in force while one replaces the other; and one that was and one that will be. */
#define MAX_KEYS_PER_PARTICIPANT 4
#define MAX_KEYS_AT_ONCE 2
#define KEY_SIZE 32

struct participant_key {
    uint8_t sign[KEY_SIZE];
    uint8_t curve[KEY_SIZE];
    day_t from, until; /* both inclusive; DAY_NONE: no limit */
    day_t revoked;     /* when; DAY_NONE: it is not. Out whatever the day: see `revoked` below */
};

/* One AGB-code a participant delivers for, with whom to call about a place. */
struct aanbieder {
    struct agb agb;
    const char *naam, *telefoon, *mail; /* never NULL, may be "" (but naam) */
    uint32_t interval_days;             /* 1-92 */
    struct agb opvolger_van;            /* empty: succeeds nobody (rules.md 4.5) */
};

/* Within one dimension any match counts, across dimensions all must match, an absent
 * dimension (count 0) matches everything. */
struct scope {
    size_t gemeente_count, gi_count;
    const struct bytes *gemeenten; /* four digits each */
    uint32_t hulpvormen;           /* bit (1 << hulpvorm); 0: all */
    const struct agb *gis;
};

struct participant {
    const char *name; /* of its file, without ".conf" */
    const char
        *persoon;   /* whose keys they are, one person or for a monitor one system; may be "" */
    unsigned roles; /* of enum role */
    /* When it was shut out; DAY_NONE: it is not. That it is written down is what counts, from the
     * event on that says so: whether a key is still good must not depend on how far a virtual
     * clock is, nor on which side of midnight the operator was. Its codes stay known and deliver
     * no more, so their silence is nobody's fault and no STIL. */
    day_t revoked;
    size_t key_count, aanbieder_count;
    struct participant_key keys[MAX_KEYS_PER_PARTICIPANT];
    const struct aanbieder *aanbieders;
    struct scope scope;
};

/* Who was or is concerned with a place; an alert goes to every scope that admits one
 * of its parties. */
struct party {
    char gemeente[GEMEENTE_DIGITS + 1];
    struct agb gi;
    enum hulpvorm hulpvorm;
};

/* Whoever is concerned with a place as it is. */
struct party party_of(const struct place *place);

bool scope_admits_party(const struct scope *scope, const struct party *party);
/* STIL and AFWIJKEND: only scopes without a gemeente or GI limit. */
bool scope_admits_aanbieder_alerts(const struct scope *scope);

static inline bool participant_is_revoked(const struct participant *participant) {
    return participant->revoked != DAY_NONE;
}
/* Whether this key of the participant's is good on that day. */
bool participant_key_holds(const struct participant *participant, const struct participant_key *key,
                           day_t day);
/* The first day on which more of its keys hold than may at once; DAY_NONE: there is none. */
day_t participant_crowded_day(const struct participant *participant);

/* The first of these days on which none of its keys holds; DAY_NONE: there is none. */
day_t participant_first_day_out(const struct participant *participant, day_t from, day_t until);

/* The entry for a code this participant may deliver for, or NULL. */
const struct aanbieder *participant_aanbieder(const struct participant *participant,
                                              const struct agb *agb);

#endif
