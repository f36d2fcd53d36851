/* Self-contained Dutch pages: no script, no picture, nothing fetched from anywhere, and
 * the page itself forbids all three, so that it can be mailed, kept and printed.
 *
 * The caller writes its own markup between html_open and html_close; whatever came from
 * outside goes through html_text. Writing errors stay in the FILE (ferror). */
#ifndef WACHTPOST_CLIENT_HTML_H
#define WACHTPOST_CLIENT_HTML_H

#include "proto/model/bytes.h"

#include <stdio.h>

/* Foreign text, fit for content and for an attribute in quotes: markup escaped; what is
 * no UTF-8, control characters and those that turn the direction of writing become '?'. */
void html_text(FILE *out, struct bytes text);
/* The same for our own text. */
void html_words(FILE *out, const char *text);

struct html_page {
    const char *title;
    const char *style; /* CSS behind the shared one, as it is; NULL: none */
};

/* Up to and including <body> and a link for the keyboard to "#inhoud": the caller gives
 * its <main> that id. The shared style has classes .lead (an introduction), .note (small,
 * grey), .warning and .number (aligned right), and cares for print and narrow screens. */
void html_open(FILE *out, const struct html_page *page);
void html_close(FILE *out);

/* A table up to and including <tbody>, in a frame that scrolls where the screen is too
 * narrow and then can be reached by keyboard. `id` (unique on the page, a plain word)
 * names the frame by its caption. Each column's text is its heading, scope "col". */
void html_table_open(FILE *out, const char *id, const char *caption, const char *const *columns,
                     size_t column_count);
void html_table_close(FILE *out);

#endif
