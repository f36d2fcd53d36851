/* Who has a place and what stands in the way (domain.md section 6). Plain values. */
#ifndef WACHTPOST_MODEL_TAKEN_H
#define WACHTPOST_MODEL_TAKEN_H

#include "proto/model/codes.h"

struct taken {
    enum taken_state state; /* TAKEN_NOBODY: nobody ever said anything */
    enum obstacle obstacle;
    struct bytes who; /* the participant's name */
    instant_t recorded_at;
    uint64_t event;
};

#endif
