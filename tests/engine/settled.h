/* For tests of forgetting: who waited on a day, however it is counted. */
#ifndef WACHTPOST_TESTS_ENGINE_SETTLED_H
#define WACHTPOST_TESTS_ENGINE_SETTLED_H

#include "tests/engine/house.h"

day_t settled_day(const char *text);

/* So many places waited so many days after `from`, in a series that begins there: as rolls say, and
 * blocks with all they tell. */
void settled_assert_waiting(struct house *house, const char *from, size_t day, uint32_t expected);

#endif
