/* By what a repeat of an alert is recognised. The number will not do: a server that was
 * restored from a backup tells again what that backup did not hold, under numbers of its own. */
#ifndef WACHTPOST_CLIENT_ALERTS_IDENTITY_H
#define WACHTPOST_CLIENT_ALERTS_IDENTITY_H

#include "proto/model/alert.h"

#define IDENTITY_BYTES 16

struct identity {
    uint8_t bytes[IDENTITY_BYTES];
};

/* A hash of what the contract names (proto/README.md section 9): AGB-code, place id, start
 * day, kind, level, telling. About an aanbieder: AGB-code, kind, how it ends, and since when
 * it is silent or which snapshot was held. Leads back to no child. Pure. */
struct identity identity_of(const struct alert *alert);

bool identity_equal(const struct identity *a, const struct identity *b);

#endif
