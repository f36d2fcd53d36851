/* A made-up Monday: the places and alerts of a coordinator's scope, with something in
 * every list of the worklist, and nothing of a real child or aanbieder. */
#ifndef WACHTPOST_TESTS_CLIENT_MONDAY_H
#define WACHTPOST_TESTS_CLIENT_MONDAY_H

#include "client/worklist.h"

/* Monday 3 March 2025, seven o'clock, for "anna". Static. */
struct worklist_sources monday(void);

#endif
