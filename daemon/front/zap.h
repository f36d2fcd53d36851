/* The gate: answers libzmq's question whether a key may connect (ZeroMQ RFC 27),
 * from memory, every question exactly once. Without it CURVE lets everybody in. */
#ifndef WACHTPOST_FRONT_ZAP_H
#define WACHTPOST_FRONT_ZAP_H

#include "daemon/front/admission.h"
#include "daemon/front/turned_away.h"

#define ZAP_DOMAIN_REQUESTS "wachtpost.requests"
#define ZAP_DOMAIN_BELL "wachtpost.bell"

/* Must stand before any other socket is bound. NULL: it could not (errno). */
void *zap_open(void *context);
/* Answers what is asked now; notes in *away whom it kept out. False: the gate broke, stop. */
bool zap_answer(void *zap, const struct admission *admission, struct turned_away *away);

#endif
