/* A Wachtplek inside other messages: as a snapshot brings it, not yet judged, and as the
 * daemon tells of it, without pseudonym and to be trusted. */
#ifndef WACHTPOST_WIRE_WACHTPLEK_H
#define WACHTPOST_WIRE_WACHTPLEK_H

#include "proto/model/snapshot.h"
#include "proto/wire/convert.h"

/* As protoc-c makes it. */
struct Wachtpost__V1__Wachtplek;

/* NULL when there is no room (remembered by the conversion). */
struct Wachtpost__V1__Wachtplek *wachtplek_from_raw(struct conversion *c,
                                                    const struct raw_place *place);
void wachtplek_to_raw(const struct Wachtpost__V1__Wachtplek *message, struct raw_place *place);

/* The pseudonym stays behind. */
struct Wachtpost__V1__Wachtplek *wachtplek_from_place(struct conversion *c,
                                                      const struct place *place);
/* Every code is in its list and every date is one. Malformed: an absent message (NULL),
 * and one with a pseudonym, which must never travel this way. */
void wachtplek_to_place(struct conversion *c, const struct Wachtpost__V1__Wachtplek *message,
                        struct place *place);

#endif
