/* Files that look like a list to who saved them and are none to us. Pure. */
#ifndef WACHTPOST_CLIENT_SOURCE_KIND_H
#define WACHTPOST_CLIENT_SOURCE_KIND_H

#include "proto/model/bytes.h"

/* What to do instead of delivering this file, in Dutch; NULL: it may be read. Told from the
 * first bytes. Static. */
const char *kind_refused(struct bytes content);

#endif
