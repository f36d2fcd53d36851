/* Looks for bytes in everything that a store holds: keys, values, and bodies of events. */
#ifndef WACHTPOST_TESTS_ENGINE_TRACES_H
#define WACHTPOST_TESTS_ENGINE_TRACES_H

#include "store/store.h"

/* How many records hold them. Those of the audit log are not looked at: it says that something was
 * seen, for longer. With `tell` each is printed. */
size_t traces_of(struct store *store, struct bytes needle, bool tell);

#endif
