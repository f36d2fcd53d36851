/* The names of the roles, as they stand in `roles = {...}`. */
#ifndef WACHTPOST_SETTINGS_ROLES_H
#define WACHTPOST_SETTINGS_ROLES_H

#include "daemon/domain/participant.h"

/* All of them, for a person. */
#define ROLE_NAMES "aanbieder, coordinator, analist, monitor, beheer, klok"

/* By index, 0 to ROLE_COUNT - 1: the role (1 << index) of enum role. */
const char *role_name(size_t index);
/* False: no such role. */
bool role_parse(struct bytes name, enum role *role);

#endif
