/* Who may do what, about whom: all of it in one table (authority.c), which nobody else repeats.
 * Pure.
 *
 * A participant with several roles may what any of them may. What is not allowed is answered as
 * what does not exist. */
#ifndef WACHTPOST_DOMAIN_AUTHORITY_H
#define WACHTPOST_DOMAIN_AUTHORITY_H

#include "daemon/domain/participant.h"

/* How far a role reaches. Of several the widest counts where a question is narrowed. */
enum reach {
    REACH_NOTHING,
    REACH_OWN,   /* aanbieders whose AGB-code is the participant's own, and their places */
    REACH_SCOPE, /* places one of whose parties the scope admits; aanbieders, without a limit to
                  * gemeenten or GI's (domain.md section 6) */
    REACH_ALL,
};

/* What a request asks for or does. Most kinds are one matter. */
enum matter {
    MATTER_PUSH,
    MATTER_CONFIRM,
    MATTER_ALERTS,           /* about places */
    MATTER_AANBIEDER_ALERTS, /* STIL and AFWIJKEND */
    MATTER_STATUS,           /* of aanbieders */
    MATTER_ALERT_HEAD,       /* how far the alert log is */
    MATTER_HOUSE,            /* what was turned away, how far the journal is */
    MATTER_CLOCK,
    MATTER_PLACES,
    MATTER_ELSEWHERE, /* the other places of a jeugdige */
    MATTER_HISTORY,
    MATTER_FIGURES,
    MATTER_TABLES, /* the fixed, suppressed ones */
    MATTER_TAKE,   /* saying who has a place, and reading it */
    MATTER_DUIDING,
    MATTER_PUBLICATION,
    MATTER_COUNT
};

struct authority {
    const char *kind; /* on the wire */
    enum matter matter;
    enum reach reach[ROLE_COUNT];
    /* The same for all matters of a kind. */
    bool reads; /* changes nothing, or leaves that to a batch: one for the reader */
    bool waits; /* an event on a day: not while the clock is held */
};

/* The first matter of this kind; NULL: there is no such kind. */
const struct authority *authority_find(struct bytes kind);
const struct authority *authority_of(enum matter matter);
/* Whether any of these roles reaches anything of the kind. */
bool authority_may_ask(const struct authority *kind, unsigned roles);

/* The widest of these roles' own. */
enum reach authority_reach(enum matter matter, unsigned roles);
bool authority_admits_aanbieder(enum matter matter, const struct participant *who,
                                const struct agb *agb);
/* A place of this aanbieder with whom it does and did concern; none: nobody knows. */
bool authority_admits_place(enum matter matter, const struct participant *who,
                            const struct agb *agb, const struct party *parties, size_t count);

#endif
