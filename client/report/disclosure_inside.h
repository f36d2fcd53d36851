/* Shared by the files of disclosure. */
#ifndef WACHTPOST_CLIENT_REPORT_DISCLOSURE_INSIDE_H
#define WACHTPOST_CLIENT_REPORT_DISCLOSURE_INSIDE_H

#include "client/report/disclosure.h"
#include "client/report/disclosure_table.h"
#include "proto/model/suppress.h"

/* Marks one figure, and the groups that are shown or not as a whole. */
void show(struct line *line, const char *name);
void show_if(bool may, struct line *line, const char *name);
void show_coverage(struct line *line);
void show_waited(struct line *line);
void show_realised(struct line *line);

extern const char *const phase_figures[PHASE_COUNT];
extern const char *const obstacle_figures[OBSTACLE_COUNT];

/* For the public. STATUS_NO_MEMORY. */
enum status disclose_region(struct line *region, struct arena *arena) MUST_CHECK;
/* The region's line has been marked, and so has the block of the quarter before (NULL: there
 * is none). */
enum status disclose_block(const struct line *region, struct block *block,
                           const struct block *before, struct arena *arena) MUST_CHECK;

#endif
