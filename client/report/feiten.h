/* The tables of a regiomonitor: facts one a row, definitions and duiding. Each is for
 * files_add; its context is a struct publication_text. */
#ifndef WACHTPOST_CLIENT_REPORT_FEITEN_H
#define WACHTPOST_CLIENT_REPORT_FEITEN_H

#include "client/report/publication.h"

#include <stdio.h>

/* feiten.csv: comma, ISO dates, decimal point, for Power BI and whoever counts. */
void feiten_write(FILE *out, const void *publication_text);
/* feiten-excel.csv: the same rows for Excel in Dutch: BOM, `;`, dd-mm-jjjj, decimal comma. */
void feiten_write_excel(FILE *out, const void *publication_text);
/* definities.csv: every figure that occurs in the facts. */
void definities_write(FILE *out, const void *publication_text);
/* duiding.csv */
void duiding_write(FILE *out, const void *publication_text);

/* The columns of the facts, in order. */
enum feiten_column {
    FEITEN_KWARTAAL,
    FEITEN_VAN,
    FEITEN_TOT,
    FEITEN_ONDERWERP,
    FEITEN_CODE,
    FEITEN_NAAM,
    FEITEN_FIGUUR,
    FEITEN_WAARDE,
    FEITEN_EENHEID,
    FEITEN_WEERGAVE,
    FEITEN_NORM,
    FEITEN_BRON,
    FEITEN_VERSPREIDING,
    FEITEN_COLUMNS
};

/* What `bron` says of figures measured here; of old aggregates it is their name. */
#define FEITEN_OWN_SOURCE "wachtpost"

#endif
