/* The columns of the layout: how each one's text becomes a field of a line and back.
 * Named and ordered as in the contract, the two of an outflow line last. */
#ifndef WACHTPOST_CLIENT_CSV_COLUMNS_H
#define WACHTPOST_CLIENT_CSV_COLUMNS_H

#include "proto/model/arena.h"
#include "proto/model/snapshot.h"

enum { COLUMN_COUNT = 27, COLUMN_UITSTROOMREDEN = 25, COLUMN_UITSTROOMDATUM = 26 };

/* One row's fields by their columns; a places line uses only the place. */
struct csv_line {
    struct raw_place place;
    int32_t reden;
    uint32_t datum;
};

const char *csv_column_name(size_t column);
/* By name, either case; COLUMN_COUNT when there is no such column. */
size_t csv_column_find(struct bytes name);
/* One of the four fields a wait can start with. */
bool csv_column_starts(size_t column);
/* id, gemeente and hulpvorm: without these no list can be read. */
bool csv_column_required(size_t column);

/* What stands in it. */
enum csv_form { FORM_TEXT, FORM_PSEUDONYM, FORM_NUMBER, FORM_CODE, FORM_DATE, FORM_FLAG };
enum csv_form csv_column_form(size_t column);
/* The names of the code list of a FORM_CODE column, from 0, its ONBEKEND; NULL beyond it. */
const char *csv_column_code(size_t column, size_t code);

/* The kind of a text that is not UTF-8. */
#define CSV_TEKENSET "TEKENSET"

struct csv_fault {
    const char *kind;     /* NULL: the text was taken over */
    const char *sentence; /* Dutch, static */
};

/* Takes the text over into its field. What cannot be understood becomes a value that
 * check.h refuses as well, so that no mistake gets past. The text is kept by pointer;
 * what has to be made from it is in the arena. */
struct csv_fault csv_column_take(size_t column, struct bytes text, struct arena *arena,
                                 struct csv_line *line);

/* The text of a valid field, in `room`. */
#define CSV_TEXT_SIZE 80
struct bytes csv_column_text(size_t column, const struct csv_line *line, char room[CSV_TEXT_SIZE]);

#endif
