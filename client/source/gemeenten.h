/* The gemeenten of the country by name: those of the region, and the others, so that a child
 * from elsewhere is told apart from a typing error. Pure. */
#ifndef WACHTPOST_CLIENT_SOURCE_GEMEENTEN_H
#define WACHTPOST_CLIENT_SOURCE_GEMEENTEN_H

#include "proto/model/bytes.h"

/* Stands for any gemeente that is known by name to lie outside the region. No gemeente has it,
 * and it is never sent: check.h finds it BUITEN_REGIO, as any code that is not the region's. */
#define GEMEENTE_ELSEWHERE "0000"

/* Its CBS code when it is or was of the region, else GEMEENTE_ELSEWHERE; NULL: no gemeente has
 * this name. "Gemeente Delft", "DELFT" and "'s-Gravenhage (Den Haag)" are understood. Static. */
const char *gemeente_by_name(struct bytes name);

#endif
