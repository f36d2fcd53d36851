#include "client/cli/asking.h"
#include "client/cli/commands.h"
#include "client/cli/session.h"
#include "client/language.h"

static const char doc[] = N_(
    "Toon alles wat er over een plek bekend werd: wanneer het zo was en wanneer wij het wisten.\v"
    "De versies staan in de volgorde waarin zij bekend werden, met wat er veranderde; daarna wie "
    "de plek had. Dat u keek, wordt vastgelegd.\n"
    "\n"
    "Voorbeeld:\n"
    "  wachtpost history 06010713 K7QXM2P9");

struct wish {
    struct configuration configuration;
    struct history_request request;
    enum format format;
    bool csv;
};

static void take_argument(struct wish *wish, char *arg, const struct argp_state *state) {
    if (state->arg_num == 0)
        wish->request.agb = asking_agb(state, arg);
    else if (state->arg_num == 1)
        wish->request.place_id = bytes_of_text(arg);
    else
        argp_error(state, _("te veel woorden: noem een AGB-code en een plek"));
}

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->configuration;
        state->child_inputs[1] = &wish->csv;
        return 0;
    case ARGP_KEY_ARG:
        take_argument(wish, arg, state);
        return 0;
    case ARGP_KEY_END:
        if (state->arg_num < 2)
            argp_error(state, _("noem een AGB-code en een plek"));
        wish->format = asking_format(state, &wish->configuration, wish->csv);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum status show(const struct wish *wish, const struct history_reply *reply) {
    switch (wish->format) {
    case FORMAT_CSV:
        render_history_csv(stdout, reply);
        break;
    case FORMAT_JSON:
        return render_history_json(stdout, &wish->request, reply) ? STATUS_OK : STATUS_NO_MEMORY;
    case FORMAT_TABLE:
        render_history(stdout, &wish->request, reply);
        break;
    }
    return STATUS_OK;
}

static enum exit_code run(void *context, const struct session *session) {
    const struct wish *wish = context;
    struct history_reply reply;
    struct complaint complaint = {0};
    enum status status = ask_history(&session->asker, &wish->request, &reply, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    enum exit_code code = session_exit(&reply.head);
    return code == EXIT_DONE ? exit_shown(show(wish, &reply)) : code;
}

int command_history(int argc, char **argv) {
    static const struct argp_child children[] = {
        {.argp = &configuration_argp}, {.argp = &csv_argp}, {0}};
    static const struct argp argp = {
        .parser = parse, .args_doc = N_("AGB PLEK"), .doc = doc, .children = children};
    struct wish wish = {0};
    configuration_init(&wish.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    return session_run(&wish.configuration, SESSION_NEEDS, run, &wish);
}
