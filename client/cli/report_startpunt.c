#include "client/cli/asking.h"
#include "client/cli/report.h"
#include "client/language.h"
#include "client/report/startpunt.h"

static const char doc[] =
    N_("Schrijf de wachttijden voor Startpunt Jeugdhulp.\v"
       "Per aanbieder en hulpvorm: de helft van de kinderen begon binnen zoveel weken, acht van "
       "de tien binnen zoveel weken, en of er nieuwe kinderen worden aangenomen. De map krijgt "
       "wachttijden.json, wachttijden.csv en LEESMIJ.md, dat alles uitlegt. Alles erin mag "
       "openbaar zijn.\n"
       "\n"
       "Voorbeeld:\n"
       "  wachtpost report startpunt --output startpunt");

enum { KEY_ON = 256 };

static const struct argp_option options[] = {
    {"output", 'o', N_("MAP"), 0, N_("de map om in te schrijven"), 1},
    {"on", KEY_ON, N_("DATUM"), 0,
     N_("zoals het aan het eind van deze dag was (standaard vandaag)"), 1},
    {0},
};

struct wish {
    struct configuration configuration;
    const char *folder;
    day_t on;
};

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->configuration;
        return 0;
    case 'o':
        wish->folder = arg;
        return 0;
    case KEY_ON:
        wish->on = asking_day(state, "--on", arg);
        return 0;
    case ARGP_KEY_END:
        if (!wish->folder)
            argp_error(state, _("noem met -o de map om in te schrijven"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Listing what is published is for those who publish: whoever sees only a part of the region
 * gets figures too, and must not take them for the region's. */
static enum status write_feed(const struct wish *wish, const struct session *session, day_t on,
                              struct report_files *files, struct complaint *complaint) {
    struct figures_source source = report_source(session);
    struct startpunt startpunt;
    struct publication_reply published;
    struct arena *arena = session->asker.arena;
    enum status status = report_list(session, bytes_of_text("startpunt"), &published, complaint);
    if (status == STATUS_OK)
        status = startpunt_make(&source, on, arena, &startpunt, complaint);
    if (status == STATUS_OK)
        status = startpunt_files(&startpunt, arena, files);
    if (status == STATUS_OK)
        status = files_write(files, wish->folder, READERS_ALL, complaint);
    return status;
}

/* Today is the server's. */
static enum exit_code run(void *context, const struct session *session) {
    const struct wish *wish = context;
    struct status_reply reply;
    struct report_files files;
    struct complaint complaint = {0};
    enum exit_code code = session_status(session, &reply);
    if (code != EXIT_DONE)
        return code;
    day_t on = wish->on == DAY_NONE ? day_of_instant(reply.head.now) : wish->on;
    enum status status = write_feed(wish, session, on, &files, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    const struct report_done done = {"startpunt", wish->folder, &files, false, 0, 0};
    return report_tell(&done, wish->configuration.json);
}

int report_startpunt(int argc, char **argv) {
    static const struct argp_child children[] = {{.argp = &configuration_argp}, {0}};
    static const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    struct wish wish = {.on = DAY_NONE};
    configuration_init(&wish.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    return session_run(&wish.configuration, SESSION_NEEDS, run, &wish);
}
