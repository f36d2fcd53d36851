/* One thing that is wrong with a file that somebody delivers, as that somebody is told it.
 * Plain value; the texts live as long as what read the file says. */
#ifndef WACHTPOST_CLIENT_CSV_MISTAKE_H
#define WACHTPOST_CLIENT_CSV_MISTAKE_H

#include <stdint.h>

struct csv_mistake {
    uint32_t row;         /* as a spreadsheet numbers them: the header is row 1 */
    const char *column;   /* its name; "" when the row as a whole is wrong */
    const char *kind;     /* one word in capitals */
    const char *sentence; /* Dutch, says what to do; never the value: it may be a BSN */
    const char *told;     /* the same in the language of this run; NULL: as the catalogue has it */
};

#endif
