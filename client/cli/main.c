/* wachtpost: the command line for everybody who talks to the daemon. */
#include "client/cli/commands.h"
#include "client/cli/exits.h"
#include "client/wiping.h"
#include "proto/keys/keys.h"

#include <argp.h>
#include <jansson.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"keygen", command_keygen}, {"push", command_push},       {"outbox", command_outbox},
    {"alerts", command_alerts}, {"status", command_status},   {"confirm", command_confirm},
    {"places", command_places}, {"history", command_history}, {"figures", command_figures},
    {"take", command_take},     {"duiding", command_duiding}, {"worklist", command_worklist},
    {"report", command_report}, {"plek", command_plek},       {"watch", command_watch},
#ifdef WACHTPOST_WITH_DEMO
    {"demo", command_demo},
#endif
};

static const char doc[] =
    "Wachtlijsten leveren, alerts ontvangen en zien wie er wacht.\v"
    "Opdrachten:\n"
    "  keygen    maak een sleutel en toon de registratieregel\n"
    "  push      lever een wachtlijst uit een CSV-bestand\n"
    "  watch     kijk in een map, en lever ieder bestand dat daarin klaarstaat\n"
    "  outbox    toon wat er wacht om geleverd te worden, en wat geleverd is\n"
    "  alerts    lees nieuwe alerts, of volg ze\n"
    "  status    toon wat de server van u weet\n"
    "  confirm   bevestig een vastgehouden levering, of gooi haar weg\n"
    "  places    toon wie er wacht, op volgorde van wat het eerst aandacht vraagt\n"
    "  history   toon alles wat er over een plek bekend werd\n"
    "  figures   toon de cijfers van een dag of een reeks\n"
    "  worklist  toon wat er vandaag te doen is: wie eerst, en wie te bellen\n"
    "  take      leg vast wie een plek heeft, of wat er in de weg staat\n"
    "  duiding   leg vast wat een cijfer verklaart, of waar een reeks breekt\n"
    "  plek      zoek bij het id van een plek het dossier in uw ECD\n"
    "  report    maak een regiomonitor, of de wachttijden voor Startpunt\n"
#ifdef WACHTPOST_WITH_DEMO
    "  demo      laat een gespeelde regio een kwartaal lopen\n"
#endif
    "\n"
    "Hulp per opdracht: wachtpost OPDRACHT --help\n"
    "\n"
    "Eindcodes: 0 bevestigd; 64 verkeerd gebruik; 65 fouten in het bestand, niets verstuurd; "
    "69 de server weigert; 75 nog niet geleverd, wel bewaard; 77 sleutel geweigerd; "
    "78 configuratie.";

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
        argp_error(state, "\"%s\" is geen opdracht", arg);
    choice->at = state->next - 1;
    state->next = state->argc;
    return 0;
}

int main(int argc, char **argv) {
    static const struct argp argp = {.parser = choose, .args_doc = "OPDRACHT [...]", .doc = doc};
    struct choice choice = {0};
    char name[64];
    setlocale(LC_MESSAGES, "");
    /* argp's note about short options is English, and says nothing that the list does not. */
    setenv("ARGP_HELP_FMT", "no-dup-args-note", 0);
    /* What stood in a line of JSON may have been a BSN. */
    json_set_alloc_funcs(malloc, wiping_free);
    argp_program_version = "wachtpost " WACHTPOST_VERSION;
    /* What `alerts --exec` starts may be a mailer that needs its own rights. */
    if (keys_init() != STATUS_OK || keys_guard_process(GUARD_SELF) != STATUS_OK) {
        fprintf(stderr,
                "wachtpost: libsodium start niet, of het systeem beschermt dit proces niet\n");
        return EXIT_NOT_DELIVERED;
    }
    argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &choice);
    snprintf(name, sizeof name, "wachtpost %s", choice.command->name);
    argv[choice.at] = name;
    return choice.command->run(argc - choice.at, argv + choice.at);
}
