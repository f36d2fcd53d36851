/* The whole list of one moment, as it is about to be delivered: checked or not. Plain value. */
#ifndef WACHTPOST_CLIENT_WACHTLIJST_H
#define WACHTPOST_CLIENT_WACHTLIJST_H

#include "proto/model/snapshot.h"

struct wachtlijst {
    /* Sorted by id, bytewise. */
    size_t place_count, outflow_count;
    const struct raw_place *places;
    const struct raw_outflow *outflow;
    /* The row each came from, to explain what a receipt refuses; NULL when the list
     * did not come from a file. */
    const uint32_t *place_rows, *outflow_rows;
};

#endif
