/* Proves at start that a stranger is kept out: connects to our own endpoints with a
 * key made for the occasion and sees it refused. A door that turns out to be open is
 * a reason not to start. */
#ifndef WACHTPOST_FRONT_PROOF_H
#define WACHTPOST_FRONT_PROOF_H

#include "daemon/front/admission.h"
#include "daemon/front/sockets.h"

/* Answers ZAP meanwhile, with `admission`. STATUS_FORBIDDEN: the stranger got in;
 * STATUS_UNREACHABLE: it was neither let in nor refused within a few seconds. */
enum status proof_stranger_refused(struct sockets *sockets, const struct link_hello *hello,
                                   const struct admission *admission,
                                   struct complaint *complaint) MUST_CHECK;

#endif
