/* Whether a store can be trusted before anything is read from it for an answer. */
#ifndef WACHTPOST_ENGINE_WHOLE_H
#define WACHTPOST_ENGINE_WHOLE_H

#include "store/store.h"

/* Goes over every table (VERIFY_PRESENCE), in a child process: a damaged file may kill its
 * reader. STATUS_DAMAGED, logged and with what to do in the complaint; what store_verify
 * says otherwise. */
enum status store_is_whole(const struct store_options *options,
                           struct complaint *complaint) MUST_CHECK;

#endif
