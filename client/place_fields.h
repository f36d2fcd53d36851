/* The fields of a place one by one, named and written as in the layout of a wachtlijst
 * (csv_columns.h), the pseudonym left out: for CSV and for saying what changed. */
#ifndef WACHTPOST_CLIENT_PLACE_FIELDS_H
#define WACHTPOST_CLIENT_PLACE_FIELDS_H

#include "client/csv_columns.h"

size_t place_field_count(void);
/* `field` below place_field_count(); field 0 is the id. */
const char *place_field_name(size_t field);
/* Empty for what is unknown or absent. The text is in `room` or in the place. */
struct bytes place_field_text(size_t field, const struct place *place, char room[CSV_TEXT_SIZE]);

/* The same where a person reads along: "laatst geverifieerd", and "31-01-2025", "Delft" or
 * "verblijf elders". The name is in `room`, the text as above. */
const char *place_field_title(size_t field, char room[CSV_TEXT_SIZE]);
struct bytes place_field_words(size_t field, const struct place *place, char room[CSV_TEXT_SIZE]);

#endif
