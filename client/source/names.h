/* What the sector calls the columns of the layout. Pure. */
#ifndef WACHTPOST_CLIENT_SOURCE_NAMES_H
#define WACHTPOST_CLIENT_SOURCE_NAMES_H

#include "client/csv_columns.h"

/* Behind the layout's own: what is read and never sent. The AGB-code says which rows are meant, of
 * dossier and onderdeel the id is made where there is none, of a BSN the pseudonym. */
enum {
    SOURCE_AGB = COLUMN_COUNT,
    SOURCE_DOSSIER,
    SOURCE_ONDERDEEL,
    SOURCE_BSN,
    SOURCE_COLUMN_COUNT
};

/* "hulpvorm", "agb". */
const char *source_column_name(size_t column);
/* By that name, either case; SOURCE_COLUMN_COUNT when there is none. */
size_t source_column_find(struct bytes name);
/* By that name or one of its synonyms, however written; SOURCE_COLUMN_COUNT when there is none.
 * A woonplaats is no gemeente here: the one that is responsible may be another, and a number
 * that counts rows is no id: it is another one the next time. */
size_t source_column_meant(struct bytes name);

#endif
