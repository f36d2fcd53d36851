#include "client/cli/asking.h"
#include "client/cli/commands.h"
#include "client/cli/session.h"
#include "client/language.h"

static const char doc[] =
    N_("Leg vast wie een plek heeft, of wat er in de weg staat.\v"
       "Standen: OPGEPAKT, INGEBRACHT (bij het expertteam), GEPLAATST, NIET_MOGELIJK, "
       "LOSGELATEN. Belemmeringen: GEEN_CAPACITEIT, GEEN_PASSEND_AANBOD, FINANCIERING, "
       "TOEWIJZING_ONTBREEKT, GEZIN, ONDERWIJS, ANDERS. Iedereen die de plek mag zien, ziet wat "
       "u vastlegde, met uw naam.\n"
       "\n"
       "Voorbeelden:\n"
       "  wachtpost take 06010713 K7QXM2P9 OPGEPAKT\n"
       "  wachtpost take 06010713 K7QXM2P9 NIET_MOGELIJK --obstacle GEEN_CAPACITEIT");

enum { KEY_OBSTACLE = 256 };

static const struct argp_option options[] = {
    {"obstacle", KEY_OBSTACLE, N_("BELEMMERING"), 0, N_("wat er in de weg staat"), 1},
    {0},
};

struct wish {
    struct configuration configuration;
    struct take_request request;
    enum format format;
    bool csv;
};

static void take_argument(struct wish *wish, char *arg, const struct argp_state *state) {
    switch (state->arg_num) {
    case 0:
        wish->request.agb = asking_agb(state, arg);
        break;
    case 1:
        wish->request.place_id = bytes_of_text(arg);
        break;
    case 2:
        wish->request.state = (enum taken_state)asking_code(state, &taken_state_codes, arg);
        break;
    default:
        argp_error(state, _("te veel woorden: noem een AGB-code, een plek en een stand"));
    }
}

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->configuration;
        state->child_inputs[1] = &wish->csv;
        return 0;
    case KEY_OBSTACLE:
        wish->request.obstacle = (enum obstacle)asking_code(state, &obstacle_codes, arg);
        return 0;
    case ARGP_KEY_ARG:
        take_argument(wish, arg, state);
        return 0;
    case ARGP_KEY_END:
        if (state->arg_num < 3)
            argp_error(state, _("noem een AGB-code, een plek en een stand"));
        wish->format = asking_format(state, &wish->configuration, wish->csv);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum status show(const struct wish *wish, const struct taken *taken) {
    const struct taken_place place = {
        .agb = wish->request.agb, .place_id = wish->request.place_id, .taken = *taken};
    switch (wish->format) {
    case FORMAT_CSV:
        render_taken_csv(stdout, &place);
        break;
    case FORMAT_JSON:
        return render_taken_json(stdout, &place) ? STATUS_OK : STATUS_NO_MEMORY;
    case FORMAT_TABLE:
        render_taken(stdout, &place);
        break;
    }
    return STATUS_OK;
}

static enum exit_code run(void *context, const struct session *session) {
    const struct wish *wish = context;
    struct take_reply reply;
    struct complaint complaint = {0};
    enum status status = ask_take(&session->asker, &wish->request, &reply, &complaint);
    if (status == STATUS_UNREACHABLE)
        fprintf(stderr, _("wachtpost: of de server het heeft vastgelegd is onbekend; wachtpost "
                          "history toont het\n"));
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    enum exit_code code = session_exit(&reply.head);
    return code == EXIT_DONE ? exit_shown(show(wish, &reply.taken)) : code;
}

int command_take(int argc, char **argv) {
    static const struct argp_child children[] = {
        {.argp = &configuration_argp}, {.argp = &csv_argp}, {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse,
                                     .args_doc = N_("AGB PLEK STAND"),
                                     .doc = doc,
                                     .children = children};
    struct wish wish = {0};
    configuration_init(&wish.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    return session_run(&wish.configuration, SESSION_NEEDS, run, &wish);
}
