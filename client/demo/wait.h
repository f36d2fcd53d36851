/* Draws one wachtplek: who, how urgent, with which dates, and until when. Pure. */
#ifndef WACHTPOST_DEMO_WAIT_H
#define WACHTPOST_DEMO_WAIT_H

#include "client/demo/aanbieders.h"

/* A wait that begins on `day`, for a jeugdige of his own. */
struct region_wait wait_draw(struct chance *chance, const struct region_aanbieder *aanbieder,
                             const struct flow *flow, day_t day);

/* Weeks 29-34, when fewer arrive and fewer start. */
bool wait_is_summer(day_t day);
bool wait_is_weekend(day_t day);

#endif
