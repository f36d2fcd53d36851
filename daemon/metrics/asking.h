/* Asks the engine how it goes (daemon/engine/measures.h). */
#ifndef WACHTPOST_METRICS_ASKING_H
#define WACHTPOST_METRICS_ASKING_H

#include "proto/model/bytes.h"
#include "proto/model/status.h"

/* What it would never say at such a length. */
#define ASKING_MAX_BYTES (256 * 1024)
/* The engine finishes its batch first, and a midnight takes a while; Prometheus waits 10 s. */
#define ASKING_PATIENCE_MS 3000

/* The whole answer; `text->at` is malloc'ed. STATUS_UNREACHABLE: nobody listens at `path`, or
 * nothing came in time. STATUS_TOO_LARGE, STATUS_NO_MEMORY. */
enum status asking_hear(const char *path, struct bytes *text) MUST_CHECK;

#endif
