/* What the files that answer PLACES share. */
#ifndef WACHTPOST_ENGINE_PLACES_H
#define WACHTPOST_ENGINE_PLACES_H

#include "daemon/engine/state.h"
#include "proto/wire/questions.h"

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
