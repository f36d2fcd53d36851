/* What a regiomonitor is written from, and the words its files share. */
#ifndef WACHTPOST_CLIENT_REPORT_PUBLICATION_H
#define WACHTPOST_CLIENT_REPORT_PUBLICATION_H

#include "client/report/imported.h"
#include "client/report/sheet.h"

struct publication_text {
    const struct sheets *sheets;
    size_t series_count;
    const struct imported *series; /* drawn left of the first quarter of the sheets */
    size_t norm_count;
    const struct norm_status *norms; /* what the server says of the norms it knows */
    bool fixed;                      /* vastgesteld */
};

/* "openbaar" or "kring", for every file. */
const char *audience_name(enum audience audience);
/* A sentence for a reader: what may be done with it. */
const char *audience_words(enum audience audience);

/* What the norm says, or its id where the server does not say. */
struct bytes norm_words(const struct publication_text *text, struct bytes norm_id);

/* "hulpvorm", "gemeente", "regio". */
const char *subject_name(enum dimension by);

#endif
