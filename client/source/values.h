/* From what exports write in a field to the layout's own way of writing it. Pure. */
#ifndef WACHTPOST_CLIENT_SOURCE_VALUES_H
#define WACHTPOST_CLIENT_SOURCE_VALUES_H

#include "client/source/names.h"

/* The kind of what a spreadsheet damaged. */
#define KIND_EXCEL "EXCEL"

/* Settles one field of the layout: codes by synonym and however written, gemeenten by name, dates
 * in any of dates.h's forms, zeros and quotes that a spreadsheet took or put. What is not
 * understood stays as it is, for the column itself to refuse. An id is an opaque text: of it
 * only what cannot be an id is refused. `text` is UTF-8; a new text is in the arena or static.
 * The fault's kind is NULL when there is none. */
struct csv_fault value_settle(size_t column, struct arena *arena, struct bytes *text);

/* The same for a text that stays here, whatever it says: a dossier, a BSN. Part of `text`, or empty
 * where there is nothing. */
struct bytes value_beside(struct bytes text);

/* "6010713", "06010713.0" and "=""06010713""" as 06010713. False: no AGB-code. */
bool value_agb(struct bytes text, struct agb *agb);

#endif
