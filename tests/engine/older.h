/* A store whose records are of older versions: each row of history has one of its own, and none
 * tells of a succession; who left is there whole. */
#ifndef WACHTPOST_TESTS_ENGINE_OLDER_H
#define WACHTPOST_TESTS_ENGINE_OLDER_H

#include "tests/engine/house.h"

/* Makes it of a closed house's. */
void age_store(const struct house *house);

#endif
