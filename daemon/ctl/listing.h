/* Who may connect: what `wachtpostctl list` tells, in either form. */
#ifndef WACHTPOST_CTL_LISTING_H
#define WACHTPOST_CTL_LISTING_H

#include "daemon/settings/settings.h"

/* Who is out so soon has to be told; as long as rotate lets an old key live. */
#define LISTING_SOON_DAYS 14

/* False: it could not be written. */
bool listing_write_json(const struct rules_settings *rules, day_t today);

#endif
