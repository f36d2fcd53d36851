/* Which alerts were handled, by their identity, so that none is handled twice: not after a
 * crash between handling and moving the cursor, not when the cursor cannot be written, not when
 * a restored server tells again.
 *
 * A ring of LEDGER_SLOTS records in a file of a fixed size, laid down when it is made. Noting
 * an alert overwrites a record in place, so a full disk shows before anything is handled and
 * never after. A record that a power cut tore fails its own check and counts as empty. What is
 * older than the ring may be handled again: twice is better than never. */
#ifndef WACHTPOST_CLIENT_ALERTS_LEDGER_H
#define WACHTPOST_CLIENT_ALERTS_LEDGER_H

#include "client/alerts/identity.h"
#include "proto/model/status.h"

/* Half a mebibyte; what a region of 185 aanbieders is told in more than half a year. */
#define LEDGER_SLOTS 16384

struct ledger;

/* Opens the file, or makes it. `anew`: forgets what stood in it. The caller holds the lock of
 * the cursor beside it. STATUS_DAMAGED: the file is no ledger. STATUS_FULL, STATUS_IO,
 * STATUS_NO_MEMORY. */
enum status ledger_open(const char *path, bool anew, struct ledger **ledger,
                        struct complaint *complaint) MUST_CHECK;
/* What was noted and not kept is forgotten. */
void ledger_close(struct ledger **ledger);

bool ledger_knows(const struct ledger *ledger, const struct identity *identity);
/* In memory; known from here on. */
void ledger_note(struct ledger *ledger, const struct identity *identity);
/* Makes durable what was noted since the last time. STATUS_IO, STATUS_FULL: it is still
 * known in memory, and the next keep tries again. */
enum status ledger_keep(struct ledger *ledger, struct complaint *complaint) MUST_CHECK;

#endif
