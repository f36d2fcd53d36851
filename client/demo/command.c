#include "client/cli/commands.h"
#include "client/demo/demo.h"
#include "client/language.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>

enum { KEY_DIRECTORY = 'd', KEY_SEED = 's', KEY_QUICK = 'q' };

static const struct argp_option options[] = {
    {"dir", KEY_DIRECTORY, N_("MAP"), 0,
     N_("hier komt alles; leeg of nog niet gemaakt (standaard wachtpost-demo)"), 0},
    {"seed", KEY_SEED, N_("GETAL"), 0, N_("hetzelfde zaad geeft hetzelfde scherm (standaard 1)"),
     0},
    {"quick", KEY_QUICK, NULL, 0, N_("24 aanbieders en vier weken"), 0},
    {0},
};

static error_t parse(int key, char *value, struct argp_state *state) {
    struct demo_options *demo = state->input;
    char *end = value;
    switch (key) {
    case KEY_DIRECTORY:
        demo->directory = value;
        return 0;
    case KEY_SEED:
        errno = 0;
        demo->seed = strtoull(value, &end, 10);
        if (errno || end == value || *end || *value == '-')
            argp_error(state, _("--seed is een getal"));
        return 0;
    case KEY_QUICK:
        demo->quick = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, _("\"%s\" hoort hier niet"), value);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char doc[] =
    N_("Laat een kwartaal van een verzonnen regio voorbijgaan, met echte bestanden, echte sleutels "
       "en de echte daemon, op een klok die de demo verzet.");

int command_demo(int argc, char **argv) {
    struct demo_options demo = {.program = program_invocation_name,
                                .directory = DEMO_DEFAULT_DIRECTORY,
                                .seed = DEMO_DEFAULT_SEED};
    const struct argp argp = {.options = options, .parser = parse, .doc = doc};
    argp_parse(&argp, argc, argv, 0, NULL, &demo);
    return demo_run(&demo);
}
