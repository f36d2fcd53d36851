/* What the files that answer PLACES share. */
#ifndef WACHTPOST_ENGINE_PLACES_H
#define WACHTPOST_ENGINE_PLACES_H

#include "daemon/engine/known.h"
#include "daemon/engine/state.h"
#include "proto/model/list.h"
#include "proto/wire/questions.h"

/* An aanbieder whose places count on the day that is asked about. */
struct delivered {
    struct agb agb;
    uint32_t interval_days;
    instant_t peilmoment; /* in force on that day */
};

/* Somebody who is asked for, as far as blocks know. */
struct asked_place {
    size_t aanbieder; /* which of those that delivered */
    size_t position;  /* among its places, in the order of their ids */
    struct place_key key;
    uint64_t wait;
    day_t start;
    bool reinstated;
    uint32_t rank, days_waited;
};

/* A question on its way. */
struct places {
    struct engine *engine;
    const struct participant *who;
    const struct places_request *asked;
    struct known known;
    const struct norm *norm;
    day_t on;
    bool is_present; /* today, as known today: counts of a jeugdige's places are known */
    struct arena *past;
    struct list aanbieders; /* struct delivered, in order of AGB-code */
    struct list found;      /* struct asked_place */
};

static inline bool places_coordinator_asks(const struct places *p) {
    return authority_reach(MATTER_PLACES, p->who->roles) == REACH_SCOPE;
}

static inline uint32_t days_from(day_t from, day_t until) {
    return until > from ? (uint32_t)(until - from) : 0;
}

/* What ranks a place: the same as an alert about it. */
struct place_alert places_ranked(const struct place *place, uint32_t days_waited);

/* places_show.c: all that is to be told of these, in their order; `count` at least 1. Rows are in
 * engine->work; p->past is used. */
enum status places_show(const struct places *p, const struct asked_place *asked, size_t count,
                        const struct place_row **rows) MUST_CHECK;

/* Completes a row that has its place, start and data_peilmoment, for the day `on`: the clock,
 * whatever is counted in days, and whom to call, as the configuration knows it now. The place
 * id is copied into engine->work. STATUS_NO_MEMORY only. */
enum status places_complete_row(const struct engine *engine, day_t on, uint32_t interval_days,
                                struct place_row *row) MUST_CHECK;

/* The other open places of the jeugdige whose place an alert is about, for a coordinator
 * with a purpose; on record. DENIED: no such alert in scope, or its place is not open. No rows
 * when nothing is known of the jeugdige. */
enum status places_elsewhere(struct engine *engine, const struct participant *who,
                             const struct places_request *asked, struct places_reply *out,
                             enum answer *answer) MUST_CHECK;

/* reads.c: domain.md section 6, Scope. */
bool alert_may_be_read(const struct participant *who, const struct routed_alert *alert);

#endif
