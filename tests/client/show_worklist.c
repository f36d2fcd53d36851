/* show_worklist text|html|json: the worklist of a made-up Monday on stdout. It makes the
 * golden files anew and gives tests/page something to look at. */
#include "client/worklist_render.h"
#include "monday.h"

#include <string.h>

int main(int argc, char **argv) {
    const char *form = argc == 2 ? argv[1] : "";
    const struct worklist_sources sources = monday();
    const struct worklist_look look = {0};
    struct worklist worklist;
    struct arena *arena = arena_new(1 << 20);
    if (!arena || worklist_make(&sources, arena, &worklist) != STATUS_OK)
        return 1;
    if (strcmp(form, "text") == 0)
        render_worklist(stdout, &worklist, &look);
    else if (strcmp(form, "html") == 0)
        render_worklist_html(stdout, &worklist, &look);
    else if (strcmp(form, "json") != 0 || !render_worklist_json(stdout, &worklist))
        return 1;
    arena_free(&arena);
    return 0;
}
