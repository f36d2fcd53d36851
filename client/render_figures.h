/* An answer to FIGURES while it comes in, page by page: as tables for a person, as CSV with
 * one row per period, key and figure (names of figures_names.h), or as one JSON document. For
 * the role monitor the answer is a table of its own, which is shown in the same way.
 *
 * Errors of writing stay in `out`. After STATUS_OK from every page the end has to come;
 * after anything else what was written is no whole. */
#ifndef WACHTPOST_CLIENT_RENDER_FIGURES_H
#define WACHTPOST_CLIENT_RENDER_FIGURES_H

#include "client/render_questions.h"

struct figures_show;

/* What a table shows when the question names no measures: what stands in it. */
#define MEASURES_TABLE                                                                             \
    (MEASURE_BIT(MEASURE_WAITING) | MEASURE_BIT(MEASURE_JEUGDIGEN) | MEASURE_BIT(MEASURE_DAYS) |   \
     MEASURE_BIT(MEASURE_FLOWS))

/* `question` is borrowed; as it was asked, so that what it named can be shown apart. NULL: no
 * memory. */
struct figures_show *figures_show_new(FILE *out, enum format format,
                                      const struct figures_question *question);
void figures_show_free(struct figures_show **show);

/* Keeps nothing of the page. STATUS_NO_MEMORY; STATUS_MALFORMED: cells with other keys than
 * were asked for. */
enum status figures_show_page(struct figures_show *show,
                              const struct figures_reply *page) MUST_CHECK;
/* After the last page. STATUS_NO_MEMORY. */
enum status figures_show_end(struct figures_show *show) MUST_CHECK;

#endif
