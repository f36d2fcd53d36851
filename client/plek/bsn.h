/* BSNs, for as long as it takes to make pseudonyms of them: in memory that is guarded, never
 * swapped where the system allows it, and wiped. They go nowhere else: no message, no file. */
#ifndef WACHTPOST_CLIENT_PLEK_BSN_H
#define WACHTPOST_CLIENT_PLEK_BSN_H

#include "proto/model/bytes.h"
#include "proto/model/status.h"

#define BSN_DIGITS 9

struct bsn {
    char digits[BSN_DIGITS];
};

/* Nine digits that pass the 11-proef, eight where a spreadsheet took the leading zero, dots and
 * spaces between them or not. Wipe it with keys_wipe. */
bool bsn_parse(struct bytes text, struct bsn *bsn);

struct bsn_list;

/* Empty, with room for so many. NULL: no memory. */
struct bsn_list *bsn_list_new(size_t room);
/* Wipes them (also NULL). */
void bsn_list_free(struct bsn_list **list);
/* False: it is full. */
bool bsn_list_add(struct bsn_list *list, const struct bsn *bsn);
size_t bsn_list_count(const struct bsn_list *list);
/* In the order they came; until the list is freed. */
const struct bsn *bsn_list_all(const struct bsn_list *list);

#endif
