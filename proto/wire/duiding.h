/* Duiding, inside other messages. */
#ifndef WACHTPOST_WIRE_DUIDING_H
#define WACHTPOST_WIRE_DUIDING_H

#include "proto/model/figures.h"
#include "proto/wire/convert.h"

/* As protoc-c makes it. */
struct Wachtpost__V1__Duiding;

/* NULL when there is no room (remembered by the conversion). */
struct Wachtpost__V1__Duiding *duiding_to_message(struct conversion *c,
                                                  const struct duiding *duiding);
/* Without `until` it is about the day `from` only. */
void duiding_from_message(struct conversion *c, const struct Wachtpost__V1__Duiding *message,
                          struct duiding *duiding);

#endif
