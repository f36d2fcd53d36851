/* A worklist for a person (on a terminal in the language of this run, or as a page in Dutch that
 * prints well and that a screen reader can read) and for a program (JSON), as render.h promises. */
#ifndef WACHTPOST_CLIENT_WORKLIST_RENDER_H
#define WACHTPOST_CLIENT_WORKLIST_RENDER_H

#include "client/worklist.h"

#include <stdio.h>

struct worklist_look {
    const char *configuration; /* the -c that the lines to claim a place need; NULL: none */
    size_t most;               /* places shown of a list; 0: all. The reader's own always all */
};

void render_worklist(FILE *out, const struct worklist *worklist, const struct worklist_look *look);
void render_worklist_html(FILE *out, const struct worklist *worklist,
                          const struct worklist_look *look);
/* One object on one line, complete: {"name", "today", "as_known_at", ..., "first": [...],
 * "new": [...], "mine", "nobodys", "back", "departures", "overdue"}. A place is the
 * contract's PlaceRow with "beyond" and "news" (null, or the alert). False: out of
 * memory. */
bool render_worklist_json(FILE *out, const struct worklist *worklist);

/* How many of `count` are shown. */
size_t worklist_shown(const struct worklist_look *look, enum worklist_list list, size_t count);

#endif
