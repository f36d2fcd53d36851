#include "client/cli/report.h"
#include "client/durable.h"
#include "client/language.h"
#include "client/render.h"
#include "client/report/imported.h"

#include <stdlib.h>

static const char doc[] =
    N_("Bewaar een reeks oude kwartaalcijfers.\v"
       "BESTAND is CSV met puntkomma's en de kolommen kwartaal (2019Q4), figuur (een naam uit "
       "definities.csv), hulpvorm (een code; leeg voor de hele regio) en waarde. De reeks blijft "
       "zoals zij is: onder een naam wordt een keer iets bewaard. Met report regiomonitor "
       "--reeks NAAM staat zij links van een breuk in de grafieken.\n"
       "\n"
       "Voorbeeld:\n"
       "  wachtpost report import --name oud oude-cijfers.csv");

enum { KEY_NAME = 256 };

static const struct argp_option options[] = {
    {"name", KEY_NAME, N_("NAAM"), 0, N_("hoe de reeks heet: letters, cijfers, - en _"), 1},
    {0},
};

#define MAX_SERIES_NAME 40

struct wish {
    struct configuration configuration;
    const char *file;
    char name[sizeof IMPORTED_PREFIX + MAX_SERIES_NAME]; /* with the prefix */
};

static void take_name(struct wish *wish, const struct argp_state *state, const char *name) {
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t size = strlen(name);
    if (size == 0 || size > MAX_SERIES_NAME || strspn(name, allowed) != size)
        argp_error(state, _("--name is 1 tot en met %d letters, cijfers, - of _"), MAX_SERIES_NAME);
    snprintf(wish->name, sizeof wish->name, "%s%.*s", IMPORTED_PREFIX, MAX_SERIES_NAME, name);
}

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->configuration;
        return 0;
    case KEY_NAME:
        take_name(wish, state, arg);
        return 0;
    case ARGP_KEY_ARG:
        if (wish->file)
            argp_error(state, _("een bestand tegelijk"));
        wish->file = arg;
        return 0;
    case ARGP_KEY_END:
        if (!wish->file || !wish->name[0])
            argp_error(state, _("noem het bestand, en met --name hoe de reeks heet"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum exit_code show_mistakes(const struct wish *wish,
                                    const struct imported_reading *reading) {
    if (wish->configuration.json)
        render_mistakes_json(stdout, reading->mistakes, reading->mistake_count);
    else
        render_mistakes(stderr, wish->file, reading->mistakes, reading->mistake_count);
    return EXIT_BAD_DATA;
}

static enum exit_code keep(const struct wish *wish, const struct session *session,
                           const struct imported *series) {
    struct complaint complaint = {0};
    struct bytes text;
    enum status status = imported_text(series, session->asker.arena, &text);
    if (status == STATUS_OK)
        status = report_fix(session, series->name, text, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    if (!wish->configuration.json)
        printf(_("%s: %zu waarden bewaard\n"), wish->name, series->count);
    else
        printf("{\"publication\": \"%s\", \"values\": %zu}\n", wish->name, series->count);
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_NOT_DELIVERED;
}

static enum exit_code read_and_keep(const struct wish *wish, const struct session *session,
                                    struct bytes content) {
    struct status_reply reply;
    struct imported_reading reading;
    const struct complaint nothing = {0};
    enum exit_code code = session_status(session, &reply);
    if (code != EXIT_DONE)
        return code;
    enum status status =
        imported_read(content, bytes_of_text(wish->name), day_of_instant(reply.head.now),
                      session->asker.arena, &reading);
    if (status != STATUS_OK)
        return exit_with(status, &nothing);
    return reading.mistake_count > 0 ? show_mistakes(wish, &reading)
                                     : keep(wish, session, &reading.series);
}

static enum exit_code run(void *context, const struct session *session) {
    const struct wish *wish = context;
    struct complaint complaint = {0};
    uint8_t *content;
    size_t size;
    enum status status = durable_read(wish->file, MAX_IMPORTED_BYTES, &content, &size, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    enum exit_code code = read_and_keep(wish, session, bytes_of(content, size));
    free(content);
    return code;
}

int report_import(int argc, char **argv) {
    static const struct argp_child children[] = {{.argp = &configuration_argp}, {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse,
                                     .args_doc = N_("BESTAND"),
                                     .doc = doc,
                                     .children = children};
    struct wish wish = {0};
    configuration_init(&wish.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    return session_run(&wish.configuration, SESSION_NEEDS, run, &wish);
}
