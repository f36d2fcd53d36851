/* Keys that were ever revoked, by a line or with their participant. That a line has left the
 * files must not make its key good again, so the store keeps which they were: TABLE_STATE,
 * "revoked" and each of the two public keys. */
#ifndef WACHTPOST_ENGINE_REVOKED_H
#define WACHTPOST_ENGINE_REVOKED_H

#include "daemon/engine/inside.h"

/* Whether a key that is not revoked in these rules was before. STATUS_BAD_CONFIG, with a
 * complaint: it was. */
enum status revoked_check(struct engine *engine, const struct rules_settings *rules,
                          struct complaint *complaint) MUST_CHECK;
/* Keeps those which these rules revoke, as of that CONFIG event. */
enum status revoked_keep(struct engine *engine, const struct rules_settings *rules,
                         uint64_t event) MUST_CHECK;

#endif
