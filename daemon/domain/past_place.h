/* What the rows of one place amount to. Private to past*.c. */
#ifndef WACHTPOST_DOMAIN_PAST_PLACE_H
#define WACHTPOST_DOMAIN_PAST_PLACE_H

#include "daemon/domain/past.h"
#include "proto/model/list.h"

/* All rows of one place id, in the order of recording. */
struct place_rows {
    size_t count;
    const struct history_row *at;
    uint64_t known_event;
    instant_t inherited_until; /* peilmomenten up to here were delivered under another code */
};

/* Without key and takings; their `place` is that of a row. */
struct place_past {
    size_t spell_count, flow_count;
    const struct spell *spells; /* ascending by `from` */
    const struct flow *flows;
};

/* STATUS_NO_MEMORY only. */
enum status past_place_build(const struct place_rows *rows, struct arena *scratch,
                             struct place_past *past) MUST_CHECK;

#endif
