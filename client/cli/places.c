#include "client/cli/asking.h"
#include "client/cli/commands.h"
#include "client/cli/session.h"
#include "client/language.h"
#include "client/pages.h"

static const char doc[] =
    N_("Toon wie er wacht, op volgorde van wat het eerst aandacht vraagt.\v"
       "Rang 1 staat bovenaan; de laatste kolom zegt waarom. Na de 500 plekken van een antwoord "
       "zegt de laatste regel hoe u verder leest.\n"
       "\n"
       "--other-places-of vraagt naar de andere plekken van de jeugdige van een alert. Noem het "
       "doel; beide worden vastgelegd. Doelen: AFSTEMMEN (met de andere aanbieder), PLAATSEN "
       "(een plek zoeken), DUBBEL (is dit tweemaal hetzelfde?).\n"
       "\n"
       "Voorbeeld:\n"
       "  wachtpost places --beyond --gemeente Delft --hulpvorm KDC");

enum { KEY_ON = 256, KEY_BEYOND, KEY_ALL, KEY_LIMIT, KEY_OFFSET, KEY_OTHER, KEY_PURPOSE };

static const struct argp_option options[] = {
    {"on", KEY_ON, N_("DATUM"), 0, N_("aan het eind van deze dag (standaard vandaag)"), 1},
    {"beyond", KEY_BEYOND, NULL, 0, N_("alleen wie langer wacht dan de norm"), 1},
    {"all", KEY_ALL, NULL, 0, N_("alle plekken, ook als het er meer dan 500 zijn"), 2},
    {"limit", KEY_LIMIT, N_("AANTAL"), 0, N_("hoogstens zoveel plekken, tot en met 500"), 2},
    {"offset", KEY_OFFSET, N_("AANTAL"), 0, N_("sla de eerste zoveel plekken over"), 2},
    {"other-places-of", KEY_OTHER, N_("ALERT"), 0, N_("de andere plekken van deze jeugdige"), 5},
    {"purpose", KEY_PURPOSE, N_("DOEL"), 0, N_("waarvoor u dat vraagt"), 5},
    {0},
};

struct wish {
    struct configuration configuration;
    struct asking asking;
    struct places_request request;
    enum format format;
    bool csv, all, narrowed; /* narrowed: by an option that means nothing to other places */
};

static error_t parse_own(int key, const char *arg, struct argp_state *state, struct wish *wish) {
    struct places_request *request = &wish->request;
    switch (key) {
    case KEY_ON:
        request->on = asking_day(state, "--on", arg);
        break;
    case KEY_BEYOND:
        request->beyond_only = true;
        break;
    case KEY_ALL:
        wish->all = true;
        break;
    case KEY_LIMIT:
        request->limit = (uint32_t)asking_number(state, "--limit", arg, 1, MAX_PLACES_PER_REPLY);
        break;
    case KEY_OFFSET:
        request->offset = (uint32_t)asking_number(state, "--offset", arg, 0, UINT32_MAX);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    wish->narrowed = true;
    return 0;
}

static void check_whole(struct wish *wish, const struct argp_state *state) {
    const struct places_request *request = &wish->request;
    bool other = request->other_places_of != 0;
    if (other != (request->purpose != PURPOSE_NONE))
        argp_error(state, _("geef --other-places-of en --purpose samen"));
    if (other && (wish->narrowed || wish->asking.any))
        argp_error(state, _("naast --other-places-of doet geen andere vraag mee"));
    if (wish->all && (request->limit || request->offset))
        argp_error(state, _("kies --all, of --limit en --offset"));
    wish->format = asking_format(state, &wish->configuration, wish->csv);
}

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->configuration;
        state->child_inputs[1] = &wish->csv;
        state->child_inputs[2] = &wish->asking;
        return 0;
    case KEY_OTHER:
        wish->request.other_places_of =
            asking_number(state, "--other-places-of", arg, 1, UINT64_MAX);
        return 0;
    case KEY_PURPOSE:
        wish->request.purpose = (enum purpose)asking_code(state, &purpose_codes, arg);
        return 0;
    case ARGP_KEY_END:
        check_whole(wish, state);
        return 0;
    default:
        return parse_own(key, arg, state, wish);
    }
}

static enum status show(const struct wish *wish, const struct places_reply *reply,
                        struct arena *arena) {
    switch (wish->format) {
    case FORMAT_CSV:
        render_places_csv(stdout, reply);
        return STATUS_OK;
    case FORMAT_JSON:
        return render_places_json(stdout, reply) ? STATUS_OK : STATUS_NO_MEMORY;
    case FORMAT_TABLE:
        break;
    }
    return render_places(stdout, reply, arena);
}

static enum exit_code run(void *context, const struct session *session) {
    struct wish *wish = context;
    struct places_reply reply;
    struct complaint complaint = {0};
    wish->request.as_known_at = wish->asking.as_known_at;
    wish->request.norm_id = wish->asking.norm_id;
    wish->request.filter = asking_filter(&wish->asking);
    enum status status = (wish->all ? pages_places : ask_places)(&session->asker, &wish->request,
                                                                 &reply, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    enum exit_code code = asking_exit(&wish->asking, &reply.head);
    if (code != EXIT_DONE)
        return code;
    if (wish->request.other_places_of != 0 && reply.count == 0)
        fputs(_("Geen andere plek bekend; zonder pseudoniem is niet te zien of er een is.\n"),
              stderr);
    return exit_shown(show(wish, &reply, session->asker.arena));
}

int command_places(int argc, char **argv) {
    static const struct argp_child children[] = {
        {.argp = &configuration_argp}, {.argp = &csv_argp}, {.argp = &asking_argp}, {0}};
    static const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    struct wish wish = {.request.on = DAY_NONE};
    configuration_init(&wish.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    return session_run(&wish.configuration, SESSION_NEEDS, run, &wish);
}
