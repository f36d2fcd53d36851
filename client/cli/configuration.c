#include "client/cli/configuration.h"

#include "client/durable.h"
#include "client/language.h"
#include "client/settings_text.h"

#include <confuse.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_TIMEOUT_S 30
#define MAX_TIMEOUT_S 3600
/* A configuration is written by hand. */
#define MAX_FILE_BYTES (256 * 1024)

/* Keys of the long options that have no letter. */
enum { KEY_JSON = 256, KEY_TIMEOUT, KEY_SETTING };

static const struct {
    const char *name;   /* in the file */
    const char *option; /* on the command line */
    bool is_path;       /* relative to the file's folder */
    const char *advice;
} settings[SETTING_COUNT] = {
    [SETTING_SERVER] =
        {"server", "--server", false,
         N_("het adres van de server, tcp://naam:7700; meer adressen met een spatie ertussen")},
    [SETTING_BELL] = {"bell", "--bell", false, N_("het adres van de bel, tcp://naam:7701")},
    [SETTING_SERVER_KEY] = {"server_key", "--server-key", false,
                            N_("de openbare sleutel van de server, 40 tekens (Z85), tussen enkele "
                               "aanhalingstekens: tussen dubbele verandert ${...} erin")},
    [SETTING_KEY] = {"key", "--key", true, N_("uw sleutelbestand; maak het met wachtpost keygen")},
    [SETTING_AGB] = {"agb", "--agb", false, N_("de AGB-code van de aanbieder, acht cijfers")},
    [SETTING_STATE] = {"state", "--state", true, N_("een map voor outbox en cursor")},
    [SETTING_PLEK_KEY] =
        {"plek_key", "--plek-key", true,
         N_("het geheim waarvan wachtpost id's maakt (wachtpost plek --make-key); geeft uw "
            "export zelf een id, zoek dat dan op in uw ECD")},
    [SETTING_PSEUDONYM] = {"pseudonym", "--pseudonym", false,
                           N_("wie van een BSN een pseudoniem maakt, none of synthetic")},
    [SETTING_MAPPING] = {"mapping", "--mapping", true,
                         N_("een bestand dat zegt wat de kolommen van uw export betekenen")},
};

/* Whoever wants another for once looks for it; in every list they would hide what the command is
 * about. `usual` below names them. */
static const struct argp_option options[] = {
    {"config", 'c', N_("BESTAND"), 0, N_("een andere configuratie"), 8},
    {"agb", KEY_SETTING + SETTING_AGB, N_("CODE"), 0, N_("AGB-code van de aanbieder"), 9},
    {"state", KEY_SETTING + SETTING_STATE, N_("MAP"), 0, N_("map voor outbox en cursor"), 9},
    {"server", KEY_SETTING + SETTING_SERVER, N_("ADRES"), OPTION_HIDDEN, NULL, 9},
    {"bell", KEY_SETTING + SETTING_BELL, N_("ADRES"), OPTION_HIDDEN, NULL, 9},
    {"server-key", KEY_SETTING + SETTING_SERVER_KEY, N_("Z85"), OPTION_HIDDEN, NULL, 9},
    {"key", KEY_SETTING + SETTING_KEY, N_("BESTAND"), OPTION_HIDDEN, NULL, 9},
    {"plek-key", KEY_SETTING + SETTING_PLEK_KEY, N_("BESTAND"), OPTION_HIDDEN, NULL, 9},
    {"pseudonym", KEY_SETTING + SETTING_PSEUDONYM, N_("MAKER"), OPTION_HIDDEN, NULL, 9},
    {"mapping", KEY_SETTING + SETTING_MAPPING, N_("BESTAND"), OPTION_HIDDEN, NULL, 9},
    {"timeout", KEY_TIMEOUT, N_("SECONDEN"), 0, N_("zo lang op antwoord wachten (standaard 30)"),
     10},
    {"json", KEY_JSON, NULL, 0, N_("uitvoer als JSON, een waarde per regel"), 10},
    {0},
};

static const char usual[] = N_(
    "\vElke instelling van ~/.config/wachtpost/wachtpost.conf is ook een optie: --server, --bell, "
    "--server-key, --key, --mapping, --plek-key, --pseudonym.");

static error_t set_value(struct configuration *configuration, size_t setting, const char *value) {
    free(configuration->value[setting]);
    configuration->value[setting] = strdup(value);
    return configuration->value[setting] ? 0 : ENOMEM;
}

static error_t parse_option(int key, char *arg, struct argp_state *state) {
    struct configuration *configuration = state->input;
    if (key >= KEY_SETTING && key < KEY_SETTING + SETTING_COUNT)
        return set_value(configuration, (size_t)(key - KEY_SETTING), arg);
    char *end = arg;
    long timeout_s;
    switch (key) {
    case 'c':
        configuration->file = arg;
        return 0;
    case KEY_JSON:
        configuration->json = true;
        return 0;
    case KEY_TIMEOUT:
        timeout_s = strtol(arg, &end, 10);
        if (*end || timeout_s < 1 || timeout_s > MAX_TIMEOUT_S)
            argp_error(state, _("--timeout is een aantal seconden van 1 tot %d"), MAX_TIMEOUT_S);
        configuration->timeout_ms = 1000 * timeout_s;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp configuration_argp = {.options = options, .parser = parse_option, .doc = usual};

void configuration_init(struct configuration *configuration) {
    *configuration = (struct configuration){.timeout_ms = 1000 * DEFAULT_TIMEOUT_S};
}

void configuration_fini(struct configuration *configuration) {
    for (size_t i = 0; i < SETTING_COUNT; i++)
        free(configuration->value[i]);
    keys_secret_free(configuration->keys);
    *configuration = (struct configuration){.keys = NULL};
}

/* The variable's folder, or the one below HOME, with /wachtpost behind it; malloc'ed. */
static char *usual_folder(const char *variable, const char *below_home) {
    const char *folder = getenv(variable), *home = getenv("HOME");
    char *path = NULL;
    if (folder && folder[0] == '/')
        return durable_path(folder, "wachtpost", "");
    if (home && asprintf(&path, "%s/%s/wachtpost", home, below_home) >= 0)
        return path;
    return NULL;
}

/* libconfuse hands its callbacks no context: a mistake waits in the comment of the file, which
 * cfg_free frees. */
static void PRINTF_LIKE(2, 0) keep_mistake(cfg_t *file, const char *format, va_list arguments) {
    if (file && file->comment == NULL)
        file->comment = settings_text_mistake(format, arguments);
}

/* Says why not. */
static bool parse_file(cfg_t *file, const char *path) {
    uint8_t *content = NULL;
    size_t size;
    struct complaint complaint = {0};
    enum status status = durable_read(path, MAX_FILE_BYTES, &content, &size, &complaint);
    if (status != STATUS_OK) {
        fprintf(stderr,
                status == STATUS_ABSENT ? _("wachtpost: er is geen %s; klopt het pad achter -c?\n")
                                        : _("wachtpost: %s kan niet worden gelezen\n"),
                path);
        return false;
    }
    settings_text_prepare((char *)content);
    cfg_set_error_function(file, keep_mistake);
    bool parsed = cfg_parse_buf(file, (const char *)content) == CFG_SUCCESS;
    if (!parsed)
        fprintf(stderr, "wachtpost: %s:%d: %s\n", path, file->line,
                file->comment ? file->comment : _("deze regel is niet te lezen"));
    free(content);
    return parsed;
}

/* A path in the file counts from the file's own folder. */
static char *resolved(const char *path, const char *file, bool is_path) {
    if (!is_path || path[0] == '/')
        return strdup(path);
    char *copy = strdup(file);
    char *result = copy ? durable_path(dirname(copy), path, "") : NULL;
    free(copy);
    return result;
}

static enum exit_code take_file(struct configuration *configuration, const char *path) {
    cfg_opt_t known[SETTING_COUNT + 1];
    for (size_t i = 0; i < SETTING_COUNT; i++)
        known[i] = (cfg_opt_t)CFG_STR(settings[i].name, NULL, CFGF_NONE);
    known[SETTING_COUNT] = (cfg_opt_t)CFG_END();
    cfg_t *file = cfg_init(known, CFGF_NONE);
    if (!file)
        return EXIT_BAD_CONFIG;
    bool parsed = parse_file(file, path);
    for (size_t i = 0; parsed && i < SETTING_COUNT; i++) {
        const char *value = cfg_getstr(file, settings[i].name);
        if (!value || configuration->value[i])
            continue;
        configuration->value[i] = resolved(value, path, settings[i].is_path);
        configuration->found[i] = true;
    }
    cfg_free(file);
    return parsed ? EXIT_DONE : EXIT_BAD_CONFIG;
}

static bool any_option(const struct configuration *configuration) {
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (configuration->value[i])
            return true;
    return false;
}

/* The file that was named must be there, the usual one may be missing: the options may
 * say it all, or nothing need be said. */
static enum exit_code read_file(struct configuration *configuration, unsigned needs) {
    if (configuration->file)
        return take_file(configuration, configuration->file);
    char *folder = usual_folder("XDG_CONFIG_HOME", ".config");
    char *path = folder ? durable_path(folder, "wachtpost.conf", "") : NULL;
    enum exit_code code = EXIT_DONE;
    if (path && access(path, F_OK) == 0)
        code = take_file(configuration, path);
    else if (path && needs && !any_option(configuration)) {
        fprintf(stderr,
                _("wachtpost: er is geen %s; maak deze configuratie, of noem een andere met -c\n"),
                path);
        code = EXIT_BAD_CONFIG;
    }
    free(path);
    free(folder);
    return code;
}

static bool complete(const struct configuration *configuration, unsigned needs) {
    bool whole = true;
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (!(needs & NEEDS(i)) || configuration->value[i])
            continue;
        fprintf(stderr, _("wachtpost: %s ontbreekt (of %s): %s\n"), settings[i].name,
                settings[i].option, said(settings[i].advice));
        whole = false;
    }
    return whole;
}

static bool say_wrong(size_t setting) {
    fprintf(stderr, _("wachtpost: %s klopt niet; het hoort te zijn: %s\n"), settings[setting].name,
            said(settings[setting].advice));
    return false;
}

static bool load_key(struct configuration *configuration) {
    uint8_t seed[SEED_BYTES];
    const char *path = configuration->value[SETTING_KEY];
    configuration->keys = keys_secret_new(sizeof *configuration->keys);
    if (!configuration->keys) {
        fprintf(stderr, _("wachtpost: er is geen geheugen voor de sleutel\n"));
        return false;
    }
    enum status status = keys_seed_read(path, seed, NULL);
    if (status == STATUS_OK)
        keys_from_seed(seed, configuration->keys);
    else if (status == STATUS_ABSENT)
        fprintf(stderr,
                _("wachtpost: sleutelbestand %s is er niet; maak het met wachtpost keygen\n"),
                path);
    else if (status == STATUS_IO)
        fprintf(stderr,
                _("wachtpost: sleutelbestand %s kan niet worden gelezen; klopt het pad, en draait "
                  "wachtpost onder het account waarvan het bestand is?\n"),
                path);
    else
        fprintf(stderr,
                _("wachtpost: sleutelbestand %s is niet te gebruiken: het hoort een regel van 64 "
                  "hexadecimale tekens te zijn die alleen u kunt lezen (chmod 600)\n"),
                path);
    keys_wipe(seed, sizeof seed);
    return status == STATUS_OK;
}

static bool check(struct configuration *configuration, unsigned needs) {
    bool right = true;
    if ((needs & NEEDS(SETTING_SERVER_KEY)) &&
        !keys_from_z85(configuration->value[SETTING_SERVER_KEY], configuration->server_key))
        right = say_wrong(SETTING_SERVER_KEY);
    if ((needs & NEEDS(SETTING_AGB)) &&
        !agb_parse(bytes_of_text(configuration->value[SETTING_AGB]), &configuration->agb))
        right = say_wrong(SETTING_AGB);
    if ((needs & NEEDS(SETTING_KEY)) && !load_key(configuration))
        right = false;
    return right;
}

enum exit_code configuration_load(struct configuration *configuration, unsigned needs) {
    enum exit_code code = read_file(configuration, needs);
    if (code != EXIT_DONE)
        return code;
    if (!configuration->value[SETTING_STATE]) {
        configuration->value[SETTING_STATE] = usual_folder("XDG_STATE_HOME", ".local/state");
        configuration->found[SETTING_STATE] = true;
    }
    if (!complete(configuration, needs) || !check(configuration, needs))
        return EXIT_BAD_CONFIG;
    return EXIT_DONE;
}

enum exit_code configuration_again(const struct configuration *had, unsigned needs,
                                   struct configuration *fresh) {
    *fresh = (struct configuration){
        .file = had->file, .json = had->json, .timeout_ms = had->timeout_ms, .stop = had->stop};
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (!had->value[i] || had->found[i])
            continue;
        fresh->value[i] = strdup(had->value[i]);
        if (!fresh->value[i])
            return EXIT_NOT_DELIVERED;
    }
    return configuration_load(fresh, needs);
}
