/* What is told, to whom, once: the alerts of an event (rules.md 5 to 7). Pure: it
 * reads changes and places, writes alerts with their numbers, and notes in the places
 * what stands. Facts only the store knows (contact data, other places of the same
 * jeugdige) are filled in afterwards, before the rank. */
#ifndef WACHTPOST_DOMAIN_BOOK_H
#define WACHTPOST_DOMAIN_BOOK_H

#include "daemon/domain/apply.h"

struct written {
    struct alert alert;
    bool about_open;    /* the place itself is open after the event */
    bool has_pseudonym; /* for other_places */
    uint8_t pseudonym[PSEUDONYM_BYTES];
    uint32_t pseudonym_epoch;
    size_t party_count; /* at least 1 for a place alert: whoever is concerned */
    const struct party *parties;
};

/* One event's page. */
struct book {
    struct arena *arena;
    const struct norm *norm; /* in force today */
    day_t today;
    instant_t recorded_at;
    struct agb agb;
    instant_t data_peilmoment; /* of the aanbieder's newest applied snapshot, after the event */
    bool first_snapshot;
    uint64_t next_number;
    size_t count, capacity;
    struct written *written;
    bool out_of_memory; /* remembered; asked once with book_status */
};

enum status book_status(const struct book *book) MUST_CHECK;

/* 5.1: STIL and AFWIJKEND, in the order they are to be called. Each returns the
 * number of its alert. */
uint64_t book_stil(struct book *book, const struct aanbieder_head *head);
uint64_t book_stil_ends(struct book *book, const struct aanbieder_head *head);
uint64_t book_afwijkend(struct book *book, const struct held *held);
uint64_t book_afwijkend_ends(struct book *book, const struct held *held, enum hold_end end);

/* 5.2: one change of an applied snapshot; updates change->after. Call in order of id. */
void book_change(struct book *book, struct change *change);
/* 6.1: one open place on day `today`. True when the place was changed. */
bool book_day(struct book *book, struct known_place *known);
/* 7: one open place on the first day of a norm. True when the place was changed. */
bool book_norm(struct book *book, struct known_place *known);

#endif
