/* One snapshot on its way through the engine, by PUSH or by CONFIRM. Private to
 * ingest.c, confirm.c and delivery.c. */
#ifndef WACHTPOST_ENGINE_DELIVERY_H
#define WACHTPOST_ENGINE_DELIVERY_H

#include "daemon/engine/state.h"

struct delivery {
    struct engine *engine;
    const struct sender *sender;
    struct snapshot snapshot;
    uint8_t content_hash[HASH_BYTES]; /* of the snapshot's bytes */
    struct agb agb;
    instant_t now; /* the instant of the event, if there will be one */
    day_t today;
    uint64_t event;

    struct aanbieder_state state;
    day_t was_due;
    bool late;
    struct known_places known; /* the state it is applied to */
    instant_t until;           /* how long it holds; INSTANT_MAX: until the next one */

    struct lines lines;
    struct applied applied;
    enum answer outcome; /* ACCEPTED unless REJECTED or HELD */
    enum reject_reason reject_reason;
    uint64_t expected_sequence; /* with GAP */
    struct bytes earlier;       /* with DUPLICATE: the receipt it got */

    struct book book;
    struct bytes receipt; /* as it leaves the house */
    enum status failure;  /* why LATER */
};

/* A step answers, or goes on with ANSWER_NONE. ANSWER_LATER: `failure` says why. */
typedef enum answer delivery_step(struct delivery *d);

/* The steps that PUSH and CONFIRM share. */
delivery_step delivery_what_did_we_know; /* state, lateness, known places */
delivery_step delivery_can_it_be_so;     /* lines; may set outcome to REJECTED */
delivery_step delivery_what_is_new;      /* changes */
delivery_step delivery_write_places;     /* changes into the store */

/* Starts the event's page: STIL ends, a hold ends, and (applied) every place. */
void delivery_open_book(struct delivery *d);
void delivery_tell_places(struct delivery *d);

/* Publishes the page, makes and keeps the receipt, saves the aanbieder. */
delivery_step delivery_close;

enum answer delivery_fail(struct delivery *d, enum status status);
/* The event's instant, day and number-to-be. */
void delivery_date(struct delivery *d);
void delivery_note(struct delivery *d);

#endif
