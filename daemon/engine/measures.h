/* What the engine tells `wachtpostd --metrics` (daemon/metrics) for whoever watches over the
 * daemon: figures in Prometheus' text format, and whether it can do its work.
 *
 * No figure is about children, and none names anybody: how many wait, and where, goes through
 * FIGURES with its rules. What is counted begins at 0 with the process; what is a fact of the store
 * (its head, its size, what stands silent or held) is as the store has it.
 *
 *     wachtpost-measures 1           the form of what follows
 *     listen 127.0.0.1:9770          where to serve it, from the configuration
 *     unready the clock is held      for each reason; none: ready
 *                                    an empty line
 *     # HELP wachtpost_build_info ...
 */
#ifndef WACHTPOST_ENGINE_MEASURES_H
#define WACHTPOST_ENGINE_MEASURES_H

#include "proto/model/arena.h"

struct engine;

/* An answer: some 150 lines. */
#define MAX_MEASURES_BYTES (64 * 1024)

/* Between two batches; reads the store, and changes nothing. The text is in the arena. What the
 * store would not tell is left out, and is a reason for not being ready. STATUS_NO_MEMORY, or
 * STATUS_TOO_LARGE, with nothing said. */
enum status engine_measures(struct engine *engine, bool has_front, struct arena *arena,
                            struct bytes *text) MUST_CHECK;

#endif
