/* A file of an aanbieder becomes a checked wachtlijst, or a list of all that is wrong with it.
 *
 * CSV with `;`, `,` or tab, or JSON lines, as client/README.md describes them, told from the
 * content. Reading is: to UTF-8, to rows, the row with the names of the columns, and then each
 * row to a line that is checked as the daemon will check it. Nothing stops at the first mistake
 * but a header that cannot be used and a quote that stands wrong: beyond those no row can be
 * read. What is said about a mistake names row and column and never repeats the value: it may
 * be a BSN.
 *
 * A file in which the layout's own names are enough (id, gemeente, hulpvorm, a start date) is
 * read by those names alone, so that a column which was never part of it does not become so.
 * Only otherwise synonyms count. */
#ifndef WACHTPOST_CLIENT_SOURCE_SOURCE_H
#define WACHTPOST_CLIENT_SOURCE_SOURCE_H

#include "client/csv_mistake.h"
#include "client/plek/pseudonym.h"
#include "client/plek/register.h"
#include "client/source/mapping.h"
#include "client/wachtlijst.h"
#include "proto/model/check.h"

/* A file of MAX_SNAPSHOT_LINES rows with every field filled, tripled. */
#define MAX_SOURCE_BYTES (32 * 1024 * 1024)
/* The row with the names stands in the first so many: above it only a title. */
#define MAX_TITLE_ROWS 10

enum source_format { SOURCE_BY_CONTENT, SOURCE_CSV, SOURCE_JSON };
/* "csv" or "json". */
bool source_format_parse(struct bytes name, enum source_format *format);

enum source_part {
    SOURCE_LIST,    /* who waits, and who left where the row says so */
    SOURCE_OUTFLOW, /* every row is one that left */
    SOURCE_PART_COUNT
};

struct source_options {
    instant_t peilmoment; /* future and age are judged on its civil day */
    enum source_format format;
    const struct mapping *mapping; /* NULL: none */
    /* Whose list: rows with another AGB-code are left out, and when there is no other the file
     * is somebody else's. NULL: an AGB column is not looked at. */
    const struct agb *agb;
    /* Makes the ids of a file that has dossiers and no ids; NULL: nobody does. */
    struct plek_register *plekken;
    /* The files by the names that the register gives them. */
    const char *files[SOURCE_PART_COUNT];
    /* Takes the BSNs, MAX_SNAPSHOT_LINES of them; NULL: their column is not read. */
    struct bsn_list *bsns;
    /* Told now and then which row is being read; may be NULL. */
    void (*progress)(void *context, uint32_t row);
    void *context;
};

struct source_column {
    struct bytes name;     /* as in the file */
    const char *resembles; /* the column whose synonym it is, though it does not count; or NULL */
};

struct source_part_reading {
    size_t mistake_count;
    const struct csv_mistake *mistakes; /* ascending by row, then as in the contract */
    size_t dropped_count;               /* columns that are not read */
    const struct source_column *dropped;
    size_t left_out_count; /* rows with BUITEN_REGIO and nothing else */
    const uint32_t *left_out_rows;
    size_t other_agb_count; /* rows of another AGB-code */
    /* The last row when it is shorter than all others and has no end of line: the file may have
     * been cut off. 0: no. */
    uint32_t cut_row;
};

struct source_reading {
    /* With any mistake the list is incomplete: never send it. A row outside the region is not in
     * it; one that left from there is, without the place. Rows of the outflow part count on in
     * its own file. */
    struct wachtlijst list;
    struct source_part_reading parts[SOURCE_PART_COUNT];
};

struct source;

/* Everything that is read lives in the arena; `options` and what it points to must live as long
 * as the source. NULL: no memory. */
struct source *source_new(struct arena *arena, const struct source_options *options);
/* Reads one file, each part at most once. `content` may go. STATUS_NO_MEMORY only. */
enum status source_read(struct source *source, struct bytes content,
                        enum source_part part) MUST_CHECK;
/* Sorts, looks for doubles, and tells; once. STATUS_NO_MEMORY only. */
enum status source_finish(struct source *source, struct source_reading *reading) MUST_CHECK;

/* The three in one, for a list alone. */
enum status source_read_list(struct bytes content, const struct source_options *options,
                             struct arena *arena, struct source_reading *reading) MUST_CHECK;

/* One for each of options->bsns, in its order, to the places of a reading without mistakes.
 * STATUS_NO_MEMORY. */
enum status source_give_pseudonyms(struct source *source, const struct pseudonym *pseudonyms,
                                   struct source_reading *reading) MUST_CHECK;

/* A copy that needs nothing of the source's arena, so that it can be wiped: in it stands all that
 * the files held. STATUS_NO_MEMORY. */
enum status source_keep(const struct source_reading *from, struct arena *arena,
                        struct source_reading *reading) MUST_CHECK;

bool source_has_mistakes(const struct source_reading *reading);

#endif
