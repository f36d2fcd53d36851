/* The ECD's own key of a wait: the dossier's number, and where one dossier can wait for more
 * than one kind of help, which part of it. Any text. Pure. */
#ifndef WACHTPOST_CLIENT_PLEK_ECD_KEY_H
#define WACHTPOST_CLIENT_PLEK_ECD_KEY_H

#include "proto/model/bytes.h"

/* Dossier and part together, and what stands between them. */
#define ECD_KEY_BYTES 200

struct ecd_key {
    size_t dossier_size, size;
    char text[ECD_KEY_BYTES]; /* the dossier, and behind U+001F the part if there is one */
};

/* `part` may be empty. White space around it goes, within it one space is left. False: no
 * dossier, not UTF-8, other control characters in it, or too long. */
bool ecd_key_read(struct bytes dossier, struct bytes part, struct ecd_key *key);

/* As somebody wrote it, to show. */
struct bytes ecd_key_dossier(const struct ecd_key *key);
struct bytes ecd_key_part(const struct ecd_key *key);

/* What it is, however somebody or a spreadsheet wrote it: A to Z for either case, and a number
 * without leading zeros. Equal keys have equal bytes; the id is made of them. */
struct ecd_key ecd_key_folded(const struct ecd_key *key);

/* Whether a column of `count` keys, of which `bsn_count` hold a BSN (text_holds_bsn), is one of
 * BSNs: at least half of them, of three or more. Of numbers of nine digits that are none one in
 * eleven passes. */
bool ecd_keys_are_bsn(size_t bsn_count, size_t count);

#endif
