/* What stands in a file and stays here: the dossier, of which only the id leaves, and the BSN, of
 * which only a pseudonym does. Private to source.c, header.c and line.c. */
#ifndef WACHTPOST_CLIENT_SOURCE_STAYING_H
#define WACHTPOST_CLIENT_SOURCE_STAYING_H

#include "client/source/reading.h"

/* Makes the id of the row's dossier. Notes what is wrong, also the `fault` of the field; the entry
 * then has no id. */
void staying_take_dossier(struct source *source, struct bytes dossier, struct bytes onderdeel,
                          const struct csv_fault *fault, struct entry *entry);

/* Puts the row's BSN with the others, if it is one, for the pseudonym to come. */
void staying_take_bsn(struct source *source, struct bytes text, struct entry *entry);

/* Behind the last row: notes a column of dossiers that is one of BSNs. */
void staying_judge(struct source *source);

#endif
