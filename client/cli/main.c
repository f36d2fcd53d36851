/* wachtpost: the command line for everybody who talks to the daemon. */
#include "client/cli/commands.h"
#include "client/cli/exits.h"
#include "client/language.h"
#include "client/wiping.h"
#include "proto/keys/keys.h"

#include <argp.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"keygen", N_("maak een sleutel en toon de registratieregel"), command_keygen},
    {"push", N_("lever een wachtlijst uit een CSV-bestand"), command_push},
    {"watch", N_("kijk in een map, en lever ieder bestand dat daarin klaarstaat"), command_watch},
    {"outbox", N_("toon wat er wacht om geleverd te worden, en wat geleverd is"), command_outbox},
    {"alerts", N_("lees nieuwe alerts, of volg ze"), command_alerts},
    {"status", N_("toon wat de server van u weet"), command_status},
    {"confirm", N_("bevestig een vastgehouden levering, of gooi haar weg"), command_confirm},
    {"places", N_("toon wie er wacht, op volgorde van wat het eerst aandacht vraagt"),
     command_places},
    {"history", N_("toon alles wat er over een plek bekend werd"), command_history},
    {"figures", N_("toon de cijfers van een dag of een reeks"), command_figures},
    {"worklist", N_("toon wat er vandaag te doen is: wie eerst, en wie te bellen"),
     command_worklist},
    {"take", N_("leg vast wie een plek heeft, of wat er in de weg staat"), command_take},
    {"duiding", N_("leg vast wat een cijfer verklaart, of waar een reeks breekt"), command_duiding},
    {"plek", N_("zoek bij het id van een plek het dossier in uw ECD"), command_plek},
    {"report", N_("maak een regiomonitor, of de wachttijden voor Startpunt"), command_report},
#ifdef WACHTPOST_WITH_DEMO
    {"demo", N_("laat een gespeelde regio een kwartaal lopen"), command_demo},
#endif
};

static const char doc[] = N_(
    "Wachtlijsten leveren, alerts ontvangen en zien wie er wacht.\v"
    "Hulp per opdracht: wachtpost OPDRACHT --help\n"
    "\n"
    "Taal: Nederlands, en Engels waar LC_ALL, LC_MESSAGES of LANG dat zegt (C of en_...). Pagina's "
    "en rapporten zijn altijd Nederlands.\n"
    "\n"
    "Eindcodes: 0 bevestigd; 64 verkeerd gebruik; 65 fouten in het bestand, niets verstuurd; "
    "69 de server weigert; 75 nog niet geleverd, wel bewaard; 77 sleutel geweigerd; "
    "78 configuratie.");

/* The commands, before the rest of what stands below the options. argp frees it. */
static char *list_commands(int key, const char *text, void *input) {
    char *list = NULL;
    size_t size = 0;
    (void)input;
    FILE *out = key == ARGP_KEY_HELP_POST_DOC && text ? open_memstream(&list, &size) : NULL;
    if (!out)
        return (char *)text;
    fprintf(out, "%s\n", _("Opdrachten:"));
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(out, "  %-9s %s\n", commands[i].name, said(commands[i].summary));
    fprintf(out, "\n%s", text);
    if (fclose(out) == 0)
        return list;
    free(list);
    return (char *)text;
}

struct choice {
    const struct command *command;
    int at;
};

/* Stops at the first word: what follows is for the command. */
static error_t choose(int key, char *arg, struct argp_state *state) {
    struct choice *choice = state->input;
    if (key == ARGP_KEY_NO_ARGS)
        argp_usage(state);
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(arg, commands[i].name) == 0)
            choice->command = &commands[i];
    if (!choice->command)
        argp_error(state, _("\"%s\" is geen opdracht"), arg);
    choice->at = state->next - 1;
    state->next = state->argc;
    return 0;
}

int main(int argc, char **argv) {
    static const struct argp argp = {.parser = choose,
                                     .args_doc = N_("OPDRACHT [...]"),
                                     .doc = doc,
                                     .help_filter = list_commands};
    struct choice choice = {0};
    char name[64];
    language_choose();
    /* argp's note about short options is English, and says nothing that the list does not. */
    setenv("ARGP_HELP_FMT", "no-dup-args-note", 0);
    /* What stood in a line of JSON may have been a BSN. */
    json_set_alloc_funcs(malloc, wiping_free);
    argp_program_version = "wachtpost " WACHTPOST_VERSION;
    /* What `alerts --exec` starts may be a mailer that needs its own rights. */
    if (keys_init() != STATUS_OK || keys_guard_process(GUARD_SELF) != STATUS_OK) {
        fprintf(stderr,
                _("wachtpost: libsodium start niet, of het systeem beschermt dit proces niet\n"));
        return EXIT_NOT_DELIVERED;
    }
    argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &choice);
    snprintf(name, sizeof name, "wachtpost %s", choice.command->name);
    argv[choice.at] = name;
    return choice.command->run(argc - choice.at, argv + choice.at);
}
