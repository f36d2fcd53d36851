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

#endif
