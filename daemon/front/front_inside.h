/* What the files of the front share among themselves. */
#ifndef WACHTPOST_FRONT_INSIDE_H
#define WACHTPOST_FRONT_INSIDE_H

#include "daemon/clock.h"
#include "daemon/front/admission.h"
#include "daemon/front/connections.h"
#include "daemon/front/front.h"
#include "daemon/front/link.h"
#include "daemon/front/pending.h"
#include "daemon/front/sockets.h"
#include "daemon/front/stream.h"
#include "daemon/front/turned_away.h"

#define ALIVE_INTERVAL_US (ALIVE_INTERVAL_MS * 1000)

struct front {
    const struct front_options *options;
    bool stopping, listening;
    int exit_code;
    struct timepiece wall_clock;
    struct sockets sockets;
    size_t first_door; /* whose turn it is */
    struct admission admission;
    struct connections connections;
    struct pending pending;
    struct arena *arena; /* of one message of the engine, or one answer of ours */

    struct stream engine;
    bool joined; /* this engine has said HELLO and TABLE */
    struct link_hello hello;
    char endpoints[LINK_MAX_DOORS][2][ENDPOINT_SIZE]; /* what hello points to */
    instant_t engine_now;

    struct turned_away away;
    instant_t next_connect, next_told, next_alive, next_bound, next_measures;
    instant_t watchdog_us, next_ping; /* 0 and INSTANT_MAX: nobody wants to hear of us */
};

/* front_told.c: what the engine is told, or asked, by the clock; each when it is time. */
void front_tell_refused(struct front *f);
void front_ask_engine(struct front *f);
void front_tell_measures(struct front *f);

#endif
