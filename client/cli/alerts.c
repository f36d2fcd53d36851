#include "client/alerts/program.h"
#include "client/cli/alerts_run.h"
#include "client/cli/commands.h"
#include "client/language.h"

static const char doc[] = N_(
    "Toon de alerts sinds de vorige keer, of laat een programma er iets mee doen.\v"
    "Waar u gebleven bent staat in STATE/alerts.cursor. Die schuift pas op als een alert is "
    "verwerkt: na een storing kan een alert twee keer komen, nooit geen keer. --follow "
    "eindigt op SIGTERM na de alert waar het mee bezig is, en leest op SIGHUP de configuratie "
    "en de sleutel opnieuw.\n"
    "\n"
    "--exec start het PROGRAMMA zonder shell, met de alert als een regel JSON op de "
    "standaardinvoer. Eindigt het niet met 0, dan komt dezelfde alert opnieuw, na een seconde tot "
    "vijf minuten. Wat achter -- staat krijgt het mee:\n"
    "  wachtpost alerts --follow --exec /usr/local/bin/meld -- --naar zorg\n"
    "  wachtpost alerts --follow --exec sh -- -c 'jq -r .kind | logger'");

#define USUAL_EXEC_TIMEOUT_S 60
#define MAX_EXEC_TIMEOUT_S 3600

enum {
    KEY_FOLLOW = 'f',
    KEY_ALL = 'a',
    KEY_EXEC = 256,
    KEY_EXEC_TIMEOUT,
    KEY_JSONL,
    KEY_DIGEST,
    KEY_KIND,
    KEY_LEVEL
};

static const struct argp_option options[] = {
    {"follow", KEY_FOLLOW, NULL, 0, N_("blijf volgen; luistert naar de bel"), 0},
    {"all", KEY_ALL, NULL, 0, N_("alles vanaf het begin; laat de cursor staan"), 0},
    {"exec", KEY_EXEC, N_("PROGRAMMA"), 0, N_("start dit voor iedere alert"), 1},
    {"exec-timeout", KEY_EXEC_TIMEOUT, N_("SECONDEN"), 0,
     N_("zo lang mag het programma duren (standaard 60)"), 1},
    {"jsonl", KEY_JSONL, N_("BESTAND"), 0, N_("zet iedere alert als JSON achter dit bestand"), 1},
    {"digest", KEY_DIGEST, NULL, 0, N_("schrijf een e-mail met aantallen, zonder kinderen"), 1},
    {"kind", KEY_KIND, N_("SOORT"), 0, N_("alleen deze soort; wat afvalt telt als verwerkt"), 2},
    {"level", KEY_LEVEL, N_("MAANDEN"), 0, N_("alleen over wie 6, 9 of 12 maanden bereikte"), 2},
    {0},
};

static uint32_t level_bit(const struct argp_state *state, const char *text) {
    uint64_t level = asking_number(state, "--level", text, 6, 12);
    if (level % 3 != 0)
        argp_error(state, _("--level is 6, 9 of 12"));
    return UINT32_C(1) << level;
}

static void check_whole(const struct argp_state *state, const struct alerts_wish *wish) {
    int ways = (wish->exec != NULL) + (wish->jsonl != NULL) + wish->digest + wish->all;
    if (ways > 1)
        argp_error(state, _("kies een van --exec, --jsonl, --digest en --all"));
    if (wish->digest && (wish->follow || wish->configuration.json))
        argp_error(state,
                   _("--digest is de tekst van een e-mail, en gaat niet met --follow of --json"));
    if (wish->word_count > 0 && !wish->exec)
        argp_error(state, _("\"%s\" hoort nergens bij; alleen --exec krijgt woorden mee"),
                   wish->words[0]);
    if (wish->exec && !program_exists(wish->exec))
        argp_error(state, _("--exec: er is geen programma %s dat u mag starten"), wish->exec);
}

static error_t parse_narrowing(int key, char *arg, const struct argp_state *state,
                               struct alerts_wish *wish) {
    switch (key) {
    case KEY_EXEC_TIMEOUT:
        wish->exec_timeout_ms =
            1000 * (int64_t)asking_number(state, "--exec-timeout", arg, 1, MAX_EXEC_TIMEOUT_S);
        return 0;
    case KEY_KIND:
        wish->kinds |= UINT32_C(1) << asking_code(state, &alert_kind_codes, arg);
        return 0;
    case KEY_LEVEL:
        wish->levels |= level_bit(state, arg);
        return 0;
    case ARGP_KEY_ARGS:
        wish->words = state->argv + state->next;
        wish->word_count = (size_t)(state->argc - state->next);
        return 0;
    case ARGP_KEY_END:
        check_whole(state, wish);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct alerts_wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->configuration;
        state->child_inputs[1] = &wish->asking;
        return 0;
    case KEY_FOLLOW:
        wish->follow = true;
        return 0;
    case KEY_ALL:
        wish->all = true;
        return 0;
    case KEY_EXEC:
        wish->exec = arg;
        return 0;
    case KEY_JSONL:
        wish->jsonl = arg;
        return 0;
    case KEY_DIGEST:
        wish->digest = true;
        return 0;
    default:
        return parse_narrowing(key, arg, state, wish);
    }
}

int command_alerts(int argc, char **argv) {
    static const struct argp_child children[] = {
        {.argp = &configuration_argp}, {.argp = &filter_argp}, {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse,
                                     .args_doc = N_("[-- WOORD...]"),
                                     .doc = doc,
                                     .children = children};
    struct alerts_wish wish = {.exec_timeout_ms = 1000 * USUAL_EXEC_TIMEOUT_S};
    configuration_init(&wish.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    wish.needs = SESSION_NEEDS;
    if (!wish.all)
        wish.needs |= NEEDS(SETTING_STATE);
    if (wish.follow)
        wish.needs |= NEEDS(SETTING_BELL);
    enum exit_code code = configuration_load(&wish.configuration, wish.needs);
    if (code == EXIT_DONE)
        code = alerts_run(&wish);
    configuration_fini(&wish.configuration);
    return code;
}
