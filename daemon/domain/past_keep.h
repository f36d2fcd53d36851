/* Keeps what is told of a past, so that there is a whole one. */
#ifndef WACHTPOST_DOMAIN_PAST_KEEP_H
#define WACHTPOST_DOMAIN_PAST_KEEP_H

#include "daemon/domain/past.h"
#include "proto/model/list.h"

struct past_keeper {
    struct list peils, spells, flows;
};

struct past_keeper past_keeper_of(struct arena *arena);
/* Who listens for it. Keeps `keeper`. */
struct past_listener past_keeper_listener(struct past_keeper *keeper);
/* Fills in the three lists, which are in the arena. STATUS_NO_MEMORY. */
enum status past_keeper_finish(const struct past_keeper *keeper, struct past *past) MUST_CHECK;

#endif
