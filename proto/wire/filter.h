/* To which places a question is limited, inside other messages. */
#ifndef WACHTPOST_WIRE_FILTER_H
#define WACHTPOST_WIRE_FILTER_H

#include "proto/model/question.h"
#include "proto/wire/convert.h"

/* As protoc-c makes it. */
struct Wachtpost__V1__Filter;

/* NULL for a filter that admits everything, and when there is no room (remembered by the
 * conversion). */
struct Wachtpost__V1__Filter *filter_to_message(struct conversion *c, const struct filter *filter);
/* An absent message (NULL) admits everything. Malformed: over MAX_FILTER_VALUES in a list,
 * a code outside its list, an AGB-code or gemeente that is none; only a GI may be empty. */
void filter_from_message(struct conversion *c, const struct Wachtpost__V1__Filter *message,
                         struct filter *filter);

#endif
