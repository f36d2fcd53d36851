/* The regiomonitor of a quarter: from answers to files. */
#ifndef WACHTPOST_CLIENT_REPORT_REGIOMONITOR_H
#define WACHTPOST_CLIENT_REPORT_REGIOMONITOR_H

#include "client/report/files.h"
#include "client/report/publication.h"

#define REGIOMONITOR_FEITEN "feiten.csv"
#define REGIOMONITOR_EXCEL "feiten-excel.csv"
#define REGIOMONITOR_DEFINITIES "definities.csv"
#define REGIOMONITOR_DUIDING "duiding.csv"
#define REGIOMONITOR_KENMERKEN "kenmerken.csv"
#define REGIOMONITOR_PAGE "regiomonitor.html"

struct regiomonitor_wish {
    struct sheets_question question;
    size_t series_count;
    const struct imported *series; /* as imported */
    size_t norm_count;
    const struct norm_status *norms;
    bool fixed;
};

/* The same answers give the same files, to the byte. All in the arena. Returns what
 * sheets_make returns. */
enum status regiomonitor_make(const struct figures_source *source,
                              const struct regiomonitor_wish *wish, struct arena *arena,
                              struct report_files *files, instant_t *as_known_at,
                              struct complaint *complaint) MUST_CHECK;

/* What it is kept under: "regiomonitor/2025Q3", for inside the circle
 * "regiomonitor-kring/2025Q3", so that one is never taken for the other. Returns text. */
#define REGIOMONITOR_NAME_SIZE 40
const char *regiomonitor_name(day_t last, enum audience audience,
                              char text[REGIOMONITOR_NAME_SIZE]);

#endif
