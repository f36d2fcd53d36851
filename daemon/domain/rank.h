/* Which alert comes first, and why, in words (domain.md section 6). The order is
 * configuration: the region's afwegingskader is still being written. Pure. */
#ifndef WACHTPOST_DOMAIN_RANK_H
#define WACHTPOST_DOMAIN_RANK_H

#include "proto/model/alert.h"
#include "proto/model/arena.h"

/* The reasons in order of rank; RANK_WACHTDAGEN (which holds for every place) stands
 * last and only there. */
struct rank_order {
    size_t count; /* 1 .. RANK_REASON_COUNT - 1 */
    enum rank_reason reasons[RANK_REASON_COUNT];
};

extern const struct rank_order rank_default;

/* Fills rank (1 = the order's first reason that holds), rank_reason and the Dutch
 * rank_sentence, from the alert's other fields. Within a rank: days_waited,
 * descending, then number. STATUS_NO_MEMORY only. */
enum status rank_place_alert(const struct rank_order *order, enum alert_kind kind,
                             struct arena *arena, struct place_alert *alert) MUST_CHECK;

/* The same rank, without a word. */
uint32_t rank_of_place(const struct rank_order *order, enum alert_kind kind,
                       const struct place_alert *alert);

/* <0, 0, >0: how a coordinator reads them. */
int rank_compare(const struct alert *a, const struct alert *b);

#endif
