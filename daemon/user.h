/* Who the process is. */
#ifndef WACHTPOST_DAEMON_USER_H
#define WACHTPOST_DAEMON_USER_H

#include "proto/model/status.h"

/* From root to that user, its group and its other groups, for good; before threads and before
 * anything is opened that others reach. Nothing to do when the process is that user already.
 * STATUS_BAD_CONFIG: there is no such user, it is root itself, or we are neither root nor that
 * user; STATUS_IO: the system refused, or would let us back. The complaint says which; after either
 * the process must end. */
enum status user_become(const char *name, struct complaint *complaint) MUST_CHECK;

#endif
