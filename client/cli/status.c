#include "client/cli/commands.h"
#include "client/cli/session.h"
#include "client/language.h"
#include "client/render.h"

#include <string.h>

static const char doc[] =
    N_("Toon wat de server van u weet: normen, ontvangen en vastgehouden leveringen.\v"
       "Voorbeeld:\n"
       "  wachtpost status --json");

static error_t parse(int key, char *arg, struct argp_state *state) {
    (void)arg;
    if (key == ARGP_KEY_INIT)
        state->child_inputs[0] = state->input;
    return key == ARGP_KEY_INIT ? 0 : ARGP_ERR_UNKNOWN;
}

/* An AGB-code that is mistyped would else be found out at the first delivery. */
static void doubt_agb(const struct configuration *configuration, const struct status_reply *reply) {
    const char *agb = configuration->value[SETTING_AGB];
    for (size_t i = 0; agb && i < reply->aanbieder_count; i++)
        if (strcmp(reply->aanbieders[i].agb.text, agb) == 0)
            return;
    if (agb)
        fprintf(stderr,
                _("wachtpost: agb is %s, maar voor die AGB-code mag deze sleutel niet leveren; "
                  "verbeter haar in de configuratie, of vraag het Servicebureau\n"),
                agb);
}

static enum exit_code show(const struct configuration *configuration,
                           const struct session *session) {
    struct status_reply reply;
    enum exit_code code = session_status(session, &reply);
    if (code != EXIT_DONE)
        return code;
    if (configuration->json && !render_status_json(stdout, &reply))
        return EXIT_NOT_DELIVERED;
    if (!configuration->json)
        render_status(stdout, &reply);
    doubt_agb(configuration, &reply);
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_NOT_DELIVERED;
}

int command_status(int argc, char **argv) {
    static const struct argp_child children[] = {{.argp = &configuration_argp}, {0}};
    static const struct argp argp = {.parser = parse, .doc = doc, .children = children};
    struct configuration configuration;
    struct session session = {0};
    configuration_init(&configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &configuration);
    enum exit_code code = configuration_load(&configuration, SESSION_NEEDS);
    if (code == EXIT_DONE)
        code = session_open(&configuration, &session);
    if (code == EXIT_DONE)
        code = show(&configuration, &session);
    session_close(&session);
    configuration_fini(&configuration);
    return code;
}
