/* Private to source.c, header.c, line.c: what is known while a file is being read. */
#ifndef WACHTPOST_CLIENT_SOURCE_READING_H
#define WACHTPOST_CLIENT_SOURCE_READING_H

#include "client/csv_rows.h"
#include "client/source/source.h"
#include "proto/model/list.h"

#define COLUMN_ID 0
#define NO_FIELD SIZE_MAX
#define NO_COLUMN SOURCE_COLUMN_COUNT

/* Kinds of mistakes that are not the contract's. */
#define KIND_KOLOM "KOLOM"
#define KIND_OPMAAK "OPMAAK"
#define KIND_AGB "AGB"

struct entry {
    struct csv_line line;
    uint32_t row;
    enum source_part part;
    bool carries_place; /* an outflow line with a start date */
    size_t bsn_number;  /* its place among the BSNs, from 1; 0: none is known */
};

struct noted {
    struct csv_mistake mistake;
    enum source_part part;
    size_t column; /* to sort by; NO_COLUMN: the whole row */
};

/* Where the columns stand in a row, and how the file calls them. */
struct header {
    size_t field_count;
    size_t field_of[SOURCE_COLUMN_COUNT];
    const char *label[SOURCE_COLUMN_COUNT];
    bool complete; /* the columns that no list can do without are there */
    size_t known;  /* how many are */
};

/* One file. */
struct part {
    struct header header;
    uint32_t header_row;  /* 0: none was found */
    bool usable;          /* rows can be read with it */
    struct list dropped;  /* struct source_column */
    struct list left_out; /* uint32_t */
    size_t other_agb_count, own_count;
    uint32_t first_other_row;
    size_t row_count, short_count;
    uint32_t last_row;
    bool last_short;
    uint32_t cut_row;
    size_t dossier_count, dossier_bsn_count;
};

struct source {
    struct arena *arena;
    const struct source_options *options;
    const struct mapping *mapping;
    day_t day;
    bool no_memory, too_many;
    struct list mistakes;        /* struct noted */
    struct list places, outflow; /* struct entry */
    enum source_part part;       /* that is being read */
    struct part parts[SOURCE_PART_COUNT];
};

/* `column` may be NO_COLUMN. The sentence is static, Dutch and in the catalogue. */
void source_note(struct source *source, uint32_t row, size_t column, const char *kind,
                 const char *sentence);

/* Likewise of a sentence that was made: in Dutch, and in the language of this run; both in the
 * arena. */
void source_note_told(struct source *source, uint32_t row, size_t column, const char *kind,
                      const char *sentence, const char *told);

/* Finds the columns in a row as in a header; notes nothing. */
void header_match(struct source *source, const struct csv_row *row, struct header *header);
/* The same for the row that is the header, with all that is wrong with it. Without a whole table,
 * as with JSON lines, only the id cannot be missed. */
void header_read(struct source *source, const struct csv_row *row, bool whole_table);

/* Whether the ids of this file are made of dossiers. */
bool header_makes_ids(const struct header *header);

/* One row behind the header. */
void line_read(struct source *source, const struct csv_row *row);

#endif
