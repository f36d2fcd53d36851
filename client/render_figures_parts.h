/* What the formats of an answer to FIGURES share: only for client/render_figures*.c. */
#ifndef WACHTPOST_CLIENT_RENDER_FIGURES_PARTS_H
#define WACHTPOST_CLIENT_RENDER_FIGURES_PARTS_H

#include "client/figures_names.h"
#include "client/render_figures.h"

struct figures_sheets;

struct figures_show {
    FILE *out;
    enum format format;
    const struct figures_question *question;
    struct arena *kept, *scratch; /* what lives to the end, and only while rows are laid out */
    bool begun, is_monitor;       /* is_monitor: a monitor's table came instead of points */
    size_t point_count;           /* shown so far */
    size_t note_count, note_room;
    struct duiding *notes;         /* each once, in `kept` */
    struct figures_sheets *sheets; /* of the tables, in `kept` */
};

/* The formats: before the first page, each page, after the last. */
enum status figures_table_begin(struct figures_show *show, const struct figures_reply *page);
enum status figures_table_page(struct figures_show *show, const struct figures_reply *page);
enum status figures_table_end(struct figures_show *show);
enum status figures_csv_begin(struct figures_show *show, const struct figures_reply *page);
enum status figures_csv_page(struct figures_show *show, const struct figures_reply *page);
enum status figures_csv_end(struct figures_show *show);
enum status figures_json_begin(struct figures_show *show, const struct figures_reply *page);
enum status figures_json_page(struct figures_show *show, const struct figures_reply *page);
enum status figures_json_end(struct figures_show *show);

/* The words for a cell's key ("ambulant J&O", "Delft"), the key itself where there are none;
 * "onbekend" for an empty one. Static or the key. */
struct bytes figure_key_words(enum dimension dimension, struct bytes key);

/* A row of a monitor's table as figures: only those that monitor_figure names mean anything,
 * and of these only that on places where the row shows no days. */
struct figures monitor_figures(const struct monitor_row *row);
bool monitor_figure(size_t figure, const struct monitor_row *row);

/* The monitor's table for a person. */
enum status monitor_table_write(FILE *out, const struct monitor_table *monitor,
                                struct arena *arena) MUST_CHECK;

#endif
