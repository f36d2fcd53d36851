#include "client/cli/asking.h"
#include "client/cli/bookmark.h"
#include "client/cli/commands.h"
#include "client/cli/session.h"
#include "client/durable.h"
#include "client/language.h"
#include "client/subscription.h"
#include "client/worklist_gather.h"
#include "client/worklist_render.h"

#include <stdlib.h>

static const char doc[] =
    N_("Toon wat er vandaag te doen is: wie eerst, wat nieuw is sinds de vorige keer, wat van u "
       "is, wat van niemand is, wie terugkwam, wie zonder hulp van de lijst ging, en welke "
       "aanbieders oude gegevens hebben.\v"
       "Waar u gebleven bent staat in STATE/worklist.cursor, los van die van alerts. Die schuift "
       "pas op als de lijst is geschreven. De eerste keer telt als nieuw wat in de laatste zeven "
       "dagen is gemeld.\n"
       "\n"
       "Voorbeelden:\n"
       "  wachtpost worklist\n"
       "  wachtpost worklist --html werklijst.html");

enum { KEY_HTML = 'o', KEY_ROWS = 'n', KEY_NO_MOVE = 'k' };

/* What fits a few screens or pages; the lists are in the order of rank. */
#define USUAL_ROWS 25

static const struct argp_option options[] = {
    {"html", KEY_HTML, N_("BESTAND"), 0,
     N_("schrijf de lijst als pagina voor browser en printer; - is de standaarduitvoer"), 0},
    {"rows", KEY_ROWS, N_("AANTAL"), 0,
     N_("toon ten hoogste zoveel plekken per deel (0: alle; standaard 25); wat van u is en wie "
        "vertrok, staat er altijd helemaal, en JSON ook"),
     0},
    {"no-move", KEY_NO_MOVE, NULL, 0,
     N_("laat de cursor staan: de volgende keer is hetzelfde nieuw"), 0},
    {0},
};

struct wish {
    struct configuration configuration;
    const char *html;
    size_t rows;
    bool no_move;
};

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->configuration;
        return 0;
    case KEY_HTML:
        wish->html = arg;
        return 0;
    case KEY_ROWS:
        wish->rows = asking_number(state, "--rows", arg, 0, UINT32_MAX);
        return 0;
    case KEY_NO_MOVE:
        wish->no_move = true;
        return 0;
    case ARGP_KEY_END:
        if (wish->html && strcmp(wish->html, "-") == 0 && wish->configuration.json)
            argp_error(state, _("--json en --html - willen beide de standaarduitvoer"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The page as one piece, so that a file on disk is never half a list. */
static enum status write_file(const char *path, const struct worklist *worklist,
                              const struct worklist_look *look, struct complaint *complaint) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return STATUS_NO_MEMORY;
    render_worklist_html(out, worklist, look);
    bool whole = !ferror(out);
    whole = fclose(out) == 0 && whole;
    const struct bytes page = bytes_of(text, size);
    enum status status = whole ? durable_replace(path, &page, 1, complaint) : STATUS_NO_MEMORY;
    free(text);
    return status;
}

static enum status write_page(const struct wish *wish, const struct worklist *worklist,
                              const struct worklist_look *look, struct complaint *complaint) {
    if (strcmp(wish->html, "-") == 0) {
        render_worklist_html(stdout, worklist, look);
        return STATUS_OK;
    }
    enum status status = write_file(wish->html, worklist, look, complaint);
    if (status == STATUS_OK)
        fprintf(stderr, _("De werklijst staat in %s\n"), wish->html);
    return status;
}

static enum exit_code show(const struct wish *wish, const struct worklist *worklist) {
    const struct worklist_look look = {.configuration = wish->configuration.file,
                                       .most = wish->rows};
    struct complaint complaint = {0};
    enum status status = STATUS_OK;
    if (wish->html)
        status = write_page(wish, worklist, &look, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    if (wish->configuration.json)
        status = render_worklist_json(stdout, worklist) ? STATUS_OK : STATUS_NO_MEMORY;
    else if (!wish->html)
        render_worklist(stdout, worklist, &look);
    return exit_shown(status);
}

static enum exit_code show_and_move(const struct wish *wish, const struct session *session,
                                    const char *cursor_path, struct arena *arena) {
    struct complaint complaint = {0};
    struct reply_head head = {0};
    struct worklist_sources sources;
    struct worklist worklist;
    struct cursor cursor;
    enum status status = cursor_read(cursor_path, &cursor, &complaint);
    if (status == STATUS_OK)
        status = worklist_gather(&session->asker, arena, &cursor, &sources, &head, &complaint);
    if (status == STATUS_OK && head.status == ANSWER_OK)
        status = worklist_make(&sources, arena, &worklist);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    enum exit_code code = session_exit(&head);
    if (code == EXIT_DONE)
        code = show(wish, &worklist);
    if (code != EXIT_DONE || wish->no_move || !cursor.present)
        return code;
    status = cursor_write(cursor_path, &cursor, &complaint);
    return status == STATUS_OK ? EXIT_DONE : exit_with(status, &complaint);
}

static enum exit_code run(void *context, const struct session *session) {
    const struct wish *wish = context;
    struct complaint complaint = {0};
    struct bookmark bookmark;
    struct arena *arena = arena_new(MAX_REQUEST_MEMORY_BYTES);
    enum exit_code code =
        bookmark_open(wish->configuration.value[SETTING_STATE], "worklist", &bookmark);
    if (code == EXIT_DONE)
        code = arena ? show_and_move(wish, session, bookmark.cursor_path, arena)
                     : exit_with(STATUS_NO_MEMORY, &complaint);
    bookmark_close(&bookmark);
    arena_free(&arena);
    return code;
}

int command_worklist(int argc, char **argv) {
    static const struct argp_child children[] = {{.argp = &configuration_argp}, {0}};
    static const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    struct wish wish = {.rows = USUAL_ROWS};
    configuration_init(&wish.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    return session_run(&wish.configuration, SESSION_NEEDS | NEEDS(SETTING_STATE), run, &wish);
}
