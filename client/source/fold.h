/* Text as people compare it: without case, spaces, marks and accents. Pure. */
#ifndef WACHTPOST_CLIENT_SOURCE_FOLD_H
#define WACHTPOST_CLIENT_SOURCE_FOLD_H

#include "proto/model/bytes.h"

/* Longer than any name that is compared; what does not fit equals nothing. */
#define FOLDED_SIZE 96

/* "Datum  aanmelding" and "datum_aanmelding" give "datumaanmelding", "súdwest-Fryslân" gives
 * "sudwestfryslan": what is left are a-z and 0-9. Empty when the text is no UTF-8 or longer
 * than the room. Returns `room`. */
const char *folded(struct bytes text, char room[FOLDED_SIZE]);
bool folds_alike(struct bytes a, struct bytes b);

#endif
