/* Proves of a door that a stranger is kept out: connects to its own endpoints with a
 * key made for the occasion and sees it refused. One that turns out to be open must be
 * shut. */
#ifndef WACHTPOST_FRONT_PROOF_H
#define WACHTPOST_FRONT_PROOF_H

#include "daemon/front/admission.h"
#include "daemon/front/sockets.h"

/* Answers ZAP meanwhile, with `admission`. STATUS_FORBIDDEN: the stranger got in;
 * STATUS_UNREACHABLE: it was neither let in nor refused within a few seconds. */
enum status proof_stranger_refused(const struct sockets *sockets, const struct door *door,
                                   const struct admission *admission,
                                   struct complaint *complaint) MUST_CHECK;

#endif
