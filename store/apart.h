/* Reading a store that may be damaged in a process of its own. */
#ifndef WACHTPOST_STORE_APART_H
#define WACHTPOST_STORE_APART_H

#include "store/survey.h"

/* What the child does; it may die of it. */
typedef enum status apart_work(void *context, struct survey_place *place,
                               const struct store_listener *listener, struct store_facts *facts,
                               struct complaint *complaint);

/* Until the child has ended. Tells the listener what it found, and when it died what it read
 * last. As store_verify. */
enum status apart(apart_work *run, void *context, const struct store_listener *listener,
                  struct store_facts *facts, struct complaint *complaint) MUST_CHECK;

#endif
