/* What the numbers of each epoch were used for (rules.md 3.1): the event. What was sent with
 * it, its receipt says. Numbers are used without a gap from 1 on, and many share a record, so
 * that one costs little more than what tells its event from the one before. */
#ifndef WACHTPOST_ENGINE_NUMBERS_H
#define WACHTPOST_ENGINE_NUMBERS_H

#include "daemon/engine/inside.h"
#include "proto/model/list.h"

/* Whose number, and of which epoch. */
struct number_owner {
    struct agb agb;
    uint8_t epoch[EPOCH_BYTES];
};

/* The SNAPSHOT event that a number (1, 2, ...) was used for. STATUS_ABSENT: for none. */
enum status numbers_find(struct engine *engine, const struct number_owner *owner, uint64_t number,
                         uint64_t *event) MUST_CHECK;
/* `number` is 1, or follows the last one that was used; `event` is later than what that was used
 * for. STATUS_DAMAGED: those before it are not all there. */
enum status numbers_use(struct engine *engine, const struct number_owner *owner, uint64_t number,
                        uint64_t event) MUST_CHECK;
/* Adds every event (uint64_t) that a number of this aanbieder was used for to `events`, epoch by
 * epoch. STATUS_NO_MEMORY also when one was lost. */
enum status numbers_events(struct engine *engine, const struct agb *agb,
                           struct list *events) MUST_CHECK;
/* Packs what a store of format 1 kept in a record each; nothing to do in any other. Part of a
 * batch. */
enum status numbers_amend(struct engine *engine) MUST_CHECK;

#endif
