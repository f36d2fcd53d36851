/* What the front tells the engine without being asked. */
#include "daemon/front/front_inside.h"

#include "daemon/log.h"
#include "daemon/memory.h"

#include <stdio.h>

#define REFUSED_INTERVAL_US MICROSECONDS_PER_SECOND

enum { PINGS_IN_TIME = 4 }; /* one may be answered late */

enum { REFUSED_TEXT_SIZE = LINK_REFUSED_COUNT * 32 };

static const char *counts_text(const struct link_refused_counts *counts,
                               char text[REFUSED_TEXT_SIZE]) {
    size_t used = 0;
    for (size_t i = 0; i < LINK_REFUSED_COUNT; i++)
        used +=
            (size_t)snprintf(text + used, REFUSED_TEXT_SIZE - used, "%s%s=%ju", i > 0 ? " " : "",
                             link_refused_name((enum link_refused)i), (uintmax_t)counts->count[i]);
    return text;
}

void front_tell_refused(struct front *f) {
    if (!f->joined || clock_monotonic() < f->next_told || turned_away_is_told(&f->away))
        return;
    f->next_told = clock_monotonic() + REFUSED_INTERVAL_US;
    const struct link_message message = turned_away_message(&f->away);
    char text[REFUSED_TEXT_SIZE];
    if (link_write(&f->engine.out, &message) != STATUS_OK)
        return;
    turned_away_tell(&f->away);
    log_event(LOG_LEVEL_INFO, "front.refused", "%s", counts_text(&f->away.counts, text));
}

/* Who watches over us hears that we are well when the engine has said that it is: then our loop,
 * the link, the engine's loop and its store all work. */
void front_ask_engine(struct front *f) {
    const struct link_message ping = {.kind = LINK_PING};
    if (!f->joined || !f->listening || clock_monotonic() < f->next_ping)
        return;
    f->next_ping = clock_monotonic() + f->watchdog_us / PINGS_IN_TIME;
    if (link_write(&f->engine.out, &ping) != STATUS_OK)
        log_event(LOG_LEVEL_WARN, "front.engine_not_asked", "why=\"no memory\"");
}

/* At the beat of the bell. Costs a look at the heap, so not more often; 0 connections while the
 * doors are not open. */
void front_tell_measures(struct front *f) {
    if (!f->joined || clock_monotonic() < f->next_measures)
        return;
    f->next_measures = clock_monotonic() + ALIVE_INTERVAL_US;
    const struct link_message message = {.kind = LINK_MEASURES,
                                         .measures = {memory_of_heap(), f->connections.count}};
    /* Without memory for it the engine goes without; the next one comes soon. */
    enum status told = link_write(&f->engine.out, &message);
    (void)told;
}
