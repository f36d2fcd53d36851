#include "client/cli/asking.h"
#include "client/cli/commands.h"
#include "client/cli/session.h"
#include "client/language.h"
#include "proto/model/text.h"

static const char doc[] =
    N_("Leg een duiding vast: wat een cijfer verklaart, of waar een reeks breekt.\v"
       "Een duiding komt mee met de cijfers die zij raakt (wachtpost figures). Schrijf over "
       "cijfers, nooit over een kind. Een aanbieder kan alleen over eigen cijfers schrijven.\n"
       "\n"
       "Voorbeeld:\n"
       "  wachtpost duiding --from 2025-01-01 --hulpvorm KDC --break add 'Nieuwe telling.'");

enum { KEY_FROM = 256, KEY_UNTIL, KEY_AANBIEDER, KEY_HULPVORM, KEY_GEMEENTE, KEY_BREAK };

static const struct argp_option options[] = {
    {"from", KEY_FROM, N_("DATUM"), 0, N_("vanaf deze dag"), 1},
    {"until", KEY_UNTIL, N_("DATUM"), 0, N_("tot en met deze dag (standaard alleen de eerste)"), 1},
    {"aanbieder", KEY_AANBIEDER, N_("AGB"), 0, N_("over de cijfers van deze aanbieder"), 2},
    {"hulpvorm", KEY_HULPVORM, N_("CODE"), 0, N_("over deze hulpvorm"), 2},
    {"gemeente", KEY_GEMEENTE, N_("CODE"), 0, N_("over deze gemeente, met haar code of naam"), 2},
    {"break", KEY_BREAK, NULL, 0, N_("een breuk: ervoor en erna zijn niet te vergelijken"), 3},
    {0},
};

struct wish {
    struct configuration configuration;
    struct duiding_request request;
    enum format format;
    bool csv;
};

static error_t parse_subject(int key, const char *arg, const struct argp_state *state,
                             struct duiding *duiding) {
    switch (key) {
    case KEY_FROM:
        duiding->from = asking_day(state, "--from", arg);
        return 0;
    case KEY_UNTIL:
        duiding->until = asking_day(state, "--until", arg);
        return 0;
    case KEY_AANBIEDER:
        duiding->agb = asking_agb(state, arg);
        return 0;
    case KEY_HULPVORM:
        duiding->hulpvorm = (enum hulpvorm)asking_code(state, &hulpvorm_codes, arg);
        return 0;
    case KEY_GEMEENTE:
        memcpy(duiding->gemeente, asking_gemeente(state, arg), sizeof duiding->gemeente);
        return 0;
    case KEY_BREAK:
        duiding->is_break = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static struct bytes checked_text(const struct argp_state *state, const char *arg) {
    struct bytes text = bytes_of_text(arg);
    if (text.size == 0 || text.size > MAX_DUIDING_BYTES)
        argp_error(state, _("de tekst is 1 tot en met %d bytes lang, niet %zu"), MAX_DUIDING_BYTES,
                   text.size);
    if (!text_is_utf8(text) || text_has_control(text))
        argp_error(state, _("de tekst is geen UTF-8 op een regel"));
    return text;
}

static void take_argument(struct duiding *duiding, char *arg, const struct argp_state *state) {
    if (state->arg_num == 0 && strcmp(arg, "add") != 0)
        argp_error(state, _("geen opdracht: %s; kies uit add"), arg);
    if (state->arg_num == 1)
        duiding->text = checked_text(state, arg);
    if (state->arg_num > 1)
        argp_error(state, _("te veel woorden: zet de tekst tussen aanhalingstekens"));
}

static void check_whole(struct wish *wish, const struct argp_state *state) {
    struct duiding *duiding = &wish->request.duiding;
    if (state->arg_num < 2)
        argp_error(state, _("schrijf add en dan de tekst, tussen aanhalingstekens"));
    if (duiding->from == DAY_NONE)
        argp_error(state, _("noem met --from de dag waarover het gaat"));
    if (duiding->until == DAY_NONE)
        duiding->until = duiding->from;
    if (duiding->until < duiding->from)
        argp_error(state, _("--until ligt voor --from"));
    wish->format = asking_format(state, &wish->configuration, wish->csv);
}

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->configuration;
        state->child_inputs[1] = &wish->csv;
        return 0;
    case ARGP_KEY_ARG:
        take_argument(&wish->request.duiding, arg, state);
        return 0;
    case ARGP_KEY_END:
        check_whole(wish, state);
        return 0;
    default:
        return parse_subject(key, arg, state, &wish->request.duiding);
    }
}

static enum status show(enum format format, const struct duiding *duiding) {
    switch (format) {
    case FORMAT_CSV:
        render_duiding_csv(stdout, duiding, 1);
        break;
    case FORMAT_JSON:
        return render_duiding_json(stdout, duiding) ? STATUS_OK : STATUS_NO_MEMORY;
    case FORMAT_TABLE:
        render_duiding(stdout, duiding, 1);
        break;
    }
    return STATUS_OK;
}

static enum exit_code run(void *context, const struct session *session) {
    const struct wish *wish = context;
    struct duiding_reply reply;
    struct complaint complaint = {0};
    enum status status = ask_duiding(&session->asker, &wish->request, &reply, &complaint);
    if (status == STATUS_UNREACHABLE)
        fprintf(stderr, _("wachtpost: of de server het heeft vastgelegd is onbekend; wachtpost "
                          "figures over die dagen toont het\n"));
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    enum exit_code code = session_exit(&reply.head);
    return code == EXIT_DONE ? exit_shown(show(wish->format, &reply.duiding)) : code;
}

int command_duiding(int argc, char **argv) {
    static const struct argp_child children[] = {
        {.argp = &configuration_argp}, {.argp = &csv_argp}, {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse,
                                     .args_doc = N_("add TEKST"),
                                     .doc = doc,
                                     .children = children};
    struct wish wish = {.request.duiding = {.from = DAY_NONE, .until = DAY_NONE}};
    configuration_init(&wish.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    return session_run(&wish.configuration, SESSION_NEEDS, run, &wish);
}
