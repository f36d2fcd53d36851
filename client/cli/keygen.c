#include "client/cli/commands.h"
#include "client/cli/exits.h"
#include "client/language.h"
#include "proto/keys/keys.h"

#include <argp.h>
#include <stdio.h>

static const char doc[] =
    N_("Maak een sleutelbestand en toon de registratieregel.\v"
       "De registratieregel (op de standaarduitvoer) stuurt u naar het Servicebureau; zij bevat "
       "alleen openbare sleutels. Het sleutelbestand blijft bij u: wie het heeft, kan namens u "
       "leveren. Maak er een reservekopie van op een veilige plek. Een bestaand bestand wordt "
       "nooit overschreven.\n"
       "\n"
       "Voorbeelden:\n"
       "  wachtpost keygen aanbieder.seed\n"
       "  wachtpost keygen --show aanbieder.seed");

static const struct argp_option options[] = {
    {"show", 's', NULL, 0, N_("toon de registratieregel van een bestaand sleutelbestand"), 0},
    {0},
};

struct wish {
    bool show;
    const char *path;
};

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case 's':
        wish->show = true;
        return 0;
    case ARGP_KEY_ARG:
        if (wish->path)
            argp_usage(state);
        wish->path = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, _("noem het sleutelbestand"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum exit_code say(const char *path, const char *what) {
    fprintf(stderr, "wachtpost: %s: %s\n", path, what);
    return EXIT_BAD_CONFIG;
}

static enum exit_code make_seed(const char *path, uint8_t seed[SEED_BYTES]) {
    struct complaint complaint = {0};
    keys_random_seed(seed);
    enum status status = keys_seed_write(path, seed, &complaint);
    if (status == STATUS_BUSY)
        return say(path, _("dit bestand bestaat al en wordt nooit overschreven; noem een ander, of "
                           "gebruik --show"));
    if (status != STATUS_OK)
        return say(path, _("het sleutelbestand kan hier niet worden gemaakt; bestaat de map en mag "
                           "u erin schrijven?"));
    fprintf(
        stderr,
        _("Sleutel bewaard in %s. Dit bestand verlaat deze computer nooit. Stuur deze regel naar "
          "het Servicebureau:\n"),
        path);
    return EXIT_DONE;
}

static enum exit_code read_seed(const char *path, uint8_t seed[SEED_BYTES]) {
    enum status status = keys_seed_read(path, seed, NULL);
    if (status == STATUS_OK)
        return EXIT_DONE;
    if (status == STATUS_ABSENT)
        return say(path, _("dit bestand is er niet"));
    return say(path, _("dit is geen sleutelbestand dat alleen u kunt lezen"));
}

int command_keygen(int argc, char **argv) {
    static const struct argp argp = {
        .options = options, .parser = parse, .args_doc = N_("BESTAND"), .doc = doc};
    struct wish wish = {0};
    uint8_t seed[SEED_BYTES];
    struct secret_keys keys;
    char line[REGISTRATION_LINE_SIZE], fingerprint[KEY_FINGERPRINT_SIZE];
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    enum exit_code code = wish.show ? read_seed(wish.path, seed) : make_seed(wish.path, seed);
    if (code != EXIT_DONE)
        return code;
    keys_from_seed(seed, &keys);
    keys_registration_line(&keys.public, line);
    keys_fingerprint(&keys.public, fingerprint);
    keys_wipe(seed, sizeof seed);
    keys_wipe(&keys, sizeof keys);
    puts(line);
    fprintf(
        stderr,
        _("Kenmerk van deze sleutel: %s. Het Servicebureau kan ernaar vragen, om te horen of de "
          "regel onveranderd is aangekomen.\n"),
        fingerprint);
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_NOT_DELIVERED;
}
