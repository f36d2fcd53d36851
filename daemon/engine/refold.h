/* The journal folded again (design.md section 2): out of the events of one store a fresh
 * one that must hold the same.
 *
 * Every event goes through the code that decided it the first time, under the
 * configuration that was in force and at its own instant; the signature of each request
 * is checked again. No clock and no file has a say. What no event says is not in the
 * fresh store either: the audit log, and the incarnation. */
#ifndef WACHTPOST_ENGINE_REFOLD_H
#define WACHTPOST_ENGINE_REFOLD_H

#include "store/store.h"

/* Every event of `from`, which is only read, into `into`, a store under the same key: an empty one,
 * or one that holds the first of those events, as a backup does, and gets the rest.
 * Both stay the caller's and have no transaction, before and after; keys_init was called.
 * STATUS_DAMAGED: an event cannot be read, or contradicts those before it;
 * STATUS_WRONG_FORMAT: one was decided under rules this program does not know; any failure of
 * the stores. STATUS_FORGOTTEN: the body of an event is no longer kept, so it cannot be folded from
 * there. The complaint names the event, and `into` holds some of those before it. */
enum status refold(struct store *from, struct store *into, struct complaint *complaint) MUST_CHECK;

#endif
