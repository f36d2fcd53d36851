/* Who has a place, inside other messages. */
#ifndef WACHTPOST_WIRE_TAKEN_H
#define WACHTPOST_WIRE_TAKEN_H

#include "proto/wire/convert.h"
#include "proto/wire/questions.h"

/* As protoc-c makes them. */
struct Wachtpost__V1__Taken;
struct Wachtpost__V1__TakenPlace;

/* NULL for TAKEN_NOBODY, and when there is no room (remembered by the conversion). */
struct Wachtpost__V1__Taken *taken_to_message(struct conversion *c, const struct taken *taken);
/* An absent message (NULL) is TAKEN_NOBODY. */
void taken_from_message(struct conversion *c, const struct Wachtpost__V1__Taken *message,
                        struct taken *taken);

/* Lists of them, NULL when there is no room. In a list somebody has each: encoding ENSUREs
 * that, and on the way in TAKEN_NOBODY is malformed. */
struct Wachtpost__V1__Taken **taken_list_to_message(struct conversion *c, const struct taken *taken,
                                                    size_t count);
const struct taken *taken_list_from_message(struct conversion *c,
                                            struct Wachtpost__V1__Taken *const *messages,
                                            size_t count);
struct Wachtpost__V1__TakenPlace **
taken_places_to_message(struct conversion *c, const struct taken_place *places, size_t count);
const struct taken_place *
taken_places_from_message(struct conversion *c, struct Wachtpost__V1__TakenPlace *const *messages,
                          size_t count);

#endif
