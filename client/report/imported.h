/* A series of old quarterly aggregates: figures from before the measuring began, which
 * nobody can recompute. Kept as they were given, apart from our own.
 *
 * The file is CSV as Excel writes it in Dutch (`;`, with or without BOM) with the columns
 * kwartaal (2019Q4), figuur (a name of figures_names.h), hulpvorm (a code; empty for the
 * whole region) and waarde (at least 0, at most one decimal, mark , or .). Kept is the same,
 * sorted, as one text that depends on nothing but its values. Pure. */
#ifndef WACHTPOST_CLIENT_REPORT_IMPORTED_H
#define WACHTPOST_CLIENT_REPORT_IMPORTED_H

#include "client/csv_mistake.h"
#include "client/report/fact.h"

/* Under this and a name of its own a series is a publication. */
#define IMPORTED_PREFIX "reeks/"
#define MAX_IMPORTED_BYTES (1024 * 1024)

struct imported_value {
    day_t last; /* of the quarter */
    size_t figure;
    enum hulpvorm hulpvorm; /* HULPVORM_ONBEKEND: the region */
    uint64_t tenths;
    bool has_tenth, hidden, rounded;
    uint32_t row; /* in the file it came from */
};

struct imported {
    struct bytes name;
    size_t count;
    struct imported_value *values; /* by quarter, figure, hulpvorm; each once */
};

struct imported_reading {
    struct imported series;
    size_t mistake_count;
    const struct csv_mistake *mistakes; /* ascending by row; the series is then not whole */
};

/* Quarters must be over on `today`. All in the arena. STATUS_NO_MEMORY only. */
enum status imported_read(struct bytes content, struct bytes name, day_t today, struct arena *arena,
                          struct imported_reading *reading) MUST_CHECK;

/* The text that is kept: reading it gives the same series. STATUS_NO_MEMORY. */
enum status imported_text(const struct imported *series, struct arena *arena,
                          struct bytes *text) MUST_CHECK;

/* Hides and rounds what the public may not see, as disclosure.c does: figures that count
 * waiting places and shares of aanbieders are left. STATUS_NO_MEMORY. */
enum status imported_disclose(struct imported *series, struct arena *arena) MUST_CHECK;

/* What it says of a quarter and hulpvorm (HULPVORM_ONBEKEND: the region). */
struct fact imported_fact(const struct imported *series, day_t last, size_t figure,
                          enum hulpvorm hulpvorm);

#endif
