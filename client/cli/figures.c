#include "client/cli/asking.h"
#include "client/cli/commands.h"
#include "client/cli/session.h"
#include "client/language.h"
#include "client/pages.h"
#include "client/render_figures.h"

#include <strings.h>

static const char doc[] =
    N_("Toon de cijfers van een dag of een reeks.\v"
       "--by: aanbieder, hulpvorm, gemeente, maatregel, gi, urgentie, productcategorie, "
       "leeftijdsband. --measures: wachtend, jeugdigen, dagen, stromen, gerealiseerd, opgepakt, "
       "overleving, aanname. --clock: oorspronkelijke_aanmelddatum, aanmelddatum, verwijsdatum, "
       "toewijzingsdatum, compleet_datum, maatregel_start.\n"
       "\n"
       "Voorbeeld:\n"
       "  wachtpost figures --from 2025-01-01 --to 2025-03-31 --step maand --by gi");

enum {
    KEY_ON = 256,
    KEY_FROM,
    KEY_TO,
    KEY_STEP,
    KEY_BY,
    KEY_MEASURES,
    KEY_CLOCK,
    KEY_SCOPE,
    KEY_SURVIVAL_DAYS
};

static const struct argp_option options[] = {
    {"on", KEY_ON, N_("DATUM"), 0, N_("een dag; wie wacht, aan het eind ervan"), 1},
    {"from", KEY_FROM, N_("DATUM"), 0, N_("de eerste dag van een periode of reeks"), 1},
    {"to", KEY_TO, N_("DATUM"), 0, N_("de laatste dag ervan"), 1},
    {"step", KEY_STEP, N_("STAP"), 0, N_("een reeks per dag, week, maand of kwartaal"), 1},
    {"by", KEY_BY, N_("INDELING[,...]"), 0, N_("naar wat de cijfers worden uitgesplitst"), 2},
    {"measures", KEY_MEASURES, N_("SOORT[,...]"), 0, N_("alleen deze soorten cijfers"), 2},
    {"clock", KEY_CLOCK, N_("KLOK"), 0, N_("tel de dagen vanaf deze datum"), 3},
    {"scope", KEY_SCOPE, N_("DATUM"), 0, N_("met de regio zoals die op deze dag was"), 3},
    {"survival-days", KEY_SURVIVAL_DAYS, N_("DAGEN"), 0,
     N_("het venster van overleving (standaard 90)"), 3},
    {0},
};

struct wish {
    struct configuration configuration;
    struct asking asking;
    struct figures_question question;
    day_t on;
    enum format format;
    bool csv;
};

static enum step step_of(const struct argp_state *state, const char *text) {
    static const struct {
        const char *word;
        enum step step;
    } words[] = {{"dag", STEP_DAY},        {"day", STEP_DAY},     {"week", STEP_WEEK},
                 {"maand", STEP_MONTH},    {"month", STEP_MONTH}, {"kwartaal", STEP_QUARTER},
                 {"quarter", STEP_QUARTER}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(words[i].word, text) == 0)
            return words[i].step;
    argp_error(state, _("geen stap: %s; kies uit dag, week, maand, kwartaal"), text);
    return STEP_ONE;
}

static void add_dimension(const struct argp_state *state, const char *name, void *context) {
    struct figures_question *question = context;
    enum dimension dimension = (enum dimension)asking_code(state, &dimension_codes, name);
    for (size_t i = 0; i < question->by_count; i++)
        if (question->by[i] == dimension)
            argp_error(state, _("--by noemt %s tweemaal"), name);
    question->by[question->by_count++] = dimension;
}

static void add_measure(const struct argp_state *state, const char *name, void *context) {
    struct figures_question *question = context;
    question->measures |= MEASURE_BIT(asking_code(state, &measure_codes, name));
}

static error_t parse_question(int key, char *arg, const struct argp_state *state,
                              struct figures_question *question) {
    switch (key) {
    case KEY_FROM:
        question->from = asking_day(state, "--from", arg);
        return 0;
    case KEY_TO:
        question->until = asking_day(state, "--to", arg);
        return 0;
    case KEY_STEP:
        question->step = step_of(state, arg);
        return 0;
    case KEY_BY:
        asking_list(state, arg, add_dimension, question);
        return 0;
    case KEY_MEASURES:
        asking_list(state, arg, add_measure, question);
        return 0;
    case KEY_CLOCK:
        question->clock = (enum clock)asking_code(state, &clock_codes, arg);
        return 0;
    case KEY_SCOPE:
        question->region_day = asking_day(state, "--scope", arg);
        return 0;
    case KEY_SURVIVAL_DAYS:
        question->survival_days =
            (uint32_t)asking_number(state, "--survival-days", arg, 1, MAX_SERIES_DAYS);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* --on is a period of one day. */
static void check_period(struct wish *wish, const struct argp_state *state) {
    struct figures_question *question = &wish->question;
    bool series = question->from != DAY_NONE || question->until != DAY_NONE;
    if (series == (wish->on != DAY_NONE))
        argp_error(state, _("geef --on, of --from en --to"));
    if (wish->on != DAY_NONE)
        question->from = question->until = wish->on;
    if (question->from == DAY_NONE || question->until == DAY_NONE)
        argp_error(state, _("geef --from en --to samen"));
    if (question->until < question->from)
        argp_error(state, _("--to ligt voor --from"));
    if (question->step != STEP_ONE && !series)
        argp_error(state, _("--step hoort bij --from en --to"));
    if (question->until - question->from >= MAX_SERIES_DAYS)
        argp_error(state, _("een reeks heeft hoogstens %d dagen"), MAX_SERIES_DAYS);
}

static void check_whole(struct wish *wish, const struct argp_state *state) {
    struct figures_question *question = &wish->question;
    check_period(wish, state);
    if (question->survival_days && !(question->measures & MEASURE_BIT(MEASURE_SURVIVAL)))
        argp_error(state, _("--survival-days hoort bij --measures overleving"));
    wish->format = asking_format(state, &wish->configuration, wish->csv);
    if (wish->format == FORMAT_CSV && (question->measures & MEASURE_BIT(MEASURE_AANNAME)))
        argp_error(state,
                   _("aanname is geen cijfer en staat niet in de CSV; vraag haar als tabel of "
                     "met --json"));
}

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->configuration;
        state->child_inputs[1] = &wish->csv;
        state->child_inputs[2] = &wish->asking;
        return 0;
    case KEY_ON:
        wish->on = asking_day(state, "--on", arg);
        return 0;
    case ARGP_KEY_END:
        check_whole(wish, state);
        return 0;
    default:
        return parse_question(key, arg, state, &wish->question);
    }
}

static enum status take_page(void *context, const struct figures_reply *page) {
    return figures_show_page(context, page);
}

/* Tables are asked only what they show. */
static enum exit_code ask_and_show(const struct wish *wish, const struct session *session,
                                   struct figures_show *show) {
    struct figures_request request = {.question = wish->question};
    struct reply_head head;
    struct complaint complaint = {0};
    if (wish->format == FORMAT_TABLE && request.question.measures == 0)
        request.question.measures = MEASURES_TABLE;
    enum status status =
        pages_figures(&session->asker, &request, take_page, show, &head, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    enum exit_code code = asking_exit(&wish->asking, &head);
    return code == EXIT_DONE ? exit_shown(figures_show_end(show)) : code;
}

static enum exit_code run(void *context, const struct session *session) {
    struct wish *wish = context;
    const struct complaint nothing = {0};
    wish->question.as_known_at = wish->asking.as_known_at;
    wish->question.norm_id = wish->asking.norm_id;
    wish->question.filter = asking_filter(&wish->asking);
    struct figures_show *show = figures_show_new(stdout, wish->format, &wish->question);
    if (!show)
        return exit_with(STATUS_NO_MEMORY, &nothing);
    enum exit_code code = ask_and_show(wish, session, show);
    figures_show_free(&show);
    return code;
}

int command_figures(int argc, char **argv) {
    static const struct argp_child children[] = {
        {.argp = &configuration_argp}, {.argp = &csv_argp}, {.argp = &asking_argp}, {0}};
    static const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    struct wish wish = {.question = {.from = DAY_NONE, .until = DAY_NONE, .region_day = DAY_NONE},
                        .on = DAY_NONE};
    configuration_init(&wish.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    return session_run(&wish.configuration, SESSION_NEEDS, run, &wish);
}
