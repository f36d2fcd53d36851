/* An alert as a program sees it. */
#ifndef WACHTPOST_CLIENT_LIB_ALERT_H
#define WACHTPOST_CLIENT_LIB_ALERT_H

#include "client/lib/inside.h"
#include "proto/model/alert.h"

/* Its texts live in the arena. False: no room. */
bool alert_show(const struct alert *alert, struct arena *arena,
                struct wachtpost_alert *shown) MUST_CHECK;

#endif
