/* A receipt as the library shows it, from its bytes. */
#ifndef WACHTPOST_CLIENT_LIB_RECEIPT_H
#define WACHTPOST_CLIENT_LIB_RECEIPT_H

#include "client/lib/inside.h"
#include "proto/wire/wire.h"

/* STATUS_MALFORMED, STATUS_NO_MEMORY. */
enum status receipt_read(struct bytes bytes, struct wachtpost_receipt **receipt) MUST_CHECK;

#endif
