/* What the fake engine tells the fake reader. */
#ifndef WACHTPOST_TESTS_FRONT_FAKE_H
#define WACHTPOST_TESTS_FRONT_FAKE_H

#include "daemon/engine/engine.h"

/* Somebody asked that the reader be stuck. */
bool fake_reader_is_stuck(const struct engine *engine);

#endif
