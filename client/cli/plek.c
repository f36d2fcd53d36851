/* A coordinator calls about a place: which dossier is it? Nothing here talks to the server. */
#include "client/plek/look.h"

#include "client/cli/commands.h"
#include "client/cli/configuration.h"
#include "client/language.h"
#include "client/render_json_parts.h"
#include "client/render_words.h"

#include <stdio.h>

static const char doc[] = N_(
    "Zoek bij het id van een plek het dossier in uw ECD.\v"
    "Een id heeft negen tekens, zoals 6TC-CJK-28J; streepjes, spaties en hoofdletters doen er niet "
    "toe. Is er een teken verkeerd verstaan, dan staan de plekken erbij die bedoeld kunnen zijn.\n"
    "\n"
    "Voorbeelden:\n"
    "  wachtpost plek 6TC-CJK-28J\n"
    "  wachtpost plek --make-key plek.key\n"
    "\n"
    "Eindcodes: 0 gevonden; 64 verkeerd gebruik; 65 niet gevonden; 75 geen ruimte of geheugen; 78 "
    "configuratie, sleutel of register.");

enum { KEY_MAKE = 256 };

static const struct argp_option options[] = {
    {"make-key", KEY_MAKE, N_("BESTAND"), 0, N_("maak het geheim waarvan de id's worden gemaakt"),
     0},
    {0},
};

struct wish {
    struct configuration configuration;
    const char *id, *key_path;
};

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->configuration;
        return 0;
    case KEY_MAKE:
        wish->key_path = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (wish->id)
            argp_error(state, _("noem één id; zet het tussen aanhalingstekens als er spaties in "
                                "staan"));
        wish->id = arg;
        return 0;
    case ARGP_KEY_END:
        if (!wish->id == !wish->key_path)
            argp_error(state, _("noem het id van een plek, of --make-key"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum exit_code make_key(const char *path) {
    struct complaint complaint = {0};
    enum status status = plek_secret_make(path, &complaint);
    if (status == STATUS_BUSY || status == STATUS_ABSENT || status == STATUS_IO) {
        exit_with(status, &complaint);
        return EXIT_BAD_CONFIG;
    }
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    fprintf(
        stderr,
        _("Het geheim van de id's staat in %s. Noem dit bestand bij plek_key in de configuratie, "
          "en maak er een reservekopie van op een veilige plek: is het weg, dan krijgt elke plek "
          "een ander id.\n"),
        path);
    return EXIT_DONE;
}

static const char *finding_name(enum plek_finding finding) {
    switch (finding) {
    case PLEK_FOUND:
        return "FOUND";
    case PLEK_UNKNOWN:
        return "UNKNOWN";
    case PLEK_MISHEARD:
        return "MISHEARD";
    case PLEK_NONSENSE:
        break;
    }
    return "NO_ID";
}

static json_t *place_json(const struct plek_place *place) {
    struct json_builder b = json_builder_new();
    json_put_name(&b, "id", place->id.text);
    json_put_text(&b, "dossier", ecd_key_dossier(&place->key));
    json_put_text(&b, "part", ecd_key_part(&place->key));
    json_put_text(&b, "file", place->file);
    json_put_count(&b, "row", place->row);
    json_put_day(&b, "seen", place->seen);
    return json_builder_take(&b);
}

static enum status show_json(const struct plek_answer *answer) {
    struct json_builder b = json_builder_new();
    json_t *places = json_array();
    for (size_t i = 0; i < answer->count; i++)
        places = json_array_with(places, place_json(answer->places[i]));
    json_put_name(&b, "finding", finding_name(answer->finding));
    json_put(&b, "places", places);
    return json_print(stdout, json_builder_take(&b)) ? STATUS_OK : STATUS_NO_MEMORY;
}

static void show_line(const char *title, struct bytes text) {
    if (text.size == 0)
        return;
    printf("  %-16s", title);
    write_text(stdout, text);
    putchar('\n');
}

static void show_place(const struct plek_place *place) {
    char day[DUTCH_DAY_SIZE];
    puts(place->id.text);
    show_line(_("dossier"), ecd_key_dossier(&place->key));
    show_line(_("onderdeel"), ecd_key_part(&place->key));
    show_line(_("bestand"), place->file);
    printf("  %-16s%u\n", _("rij"), place->row);
    printf("  %-16s%s\n", _("laatst geleverd"), dutch_day(place->seen, day));
}

static const char *what_to_do(const struct plek_answer *answer) {
    switch (answer->finding) {
    case PLEK_FOUND:
        return "";
    case PLEK_UNKNOWN:
        return _("dit id kan bestaan, maar niet hier: het is van een andere aanbieder of een ander "
                 "systeem, of de plek staat al langer dan 24 maanden niet meer in uw leveringen");
    case PLEK_MISHEARD:
        return answer->count > 0
                   ? _("dat id bestaat niet: controleer het, teken voor teken; deze plekken lijken "
                       "erop")
                   : _("dat id bestaat niet: controleer het, teken voor teken; geen van uw plekken "
                       "lijkt erop");
    case PLEK_NONSENSE:
        break;
    }
    return _("dat id bestaat niet: controleer of het negen tekens zijn, zoals 6TC-CJK-28J; de "
             "letters A, E, I, L, O, U, V en Y en de cijfers 0 en 1 komen er niet in voor");
}

static enum exit_code show(const struct wish *wish, const struct plek_answer *answer) {
    if (answer->finding != PLEK_FOUND)
        fprintf(stderr, "wachtpost: %s\n", what_to_do(answer));
    enum status status = STATUS_OK;
    if (wish->configuration.json)
        status = show_json(answer);
    else
        for (size_t i = 0; i < answer->count; i++)
            show_place(answer->places[i]);
    const enum exit_code code = exit_shown(status);
    return code == EXIT_DONE && answer->finding != PLEK_FOUND ? EXIT_BAD_DATA : code;
}

static enum exit_code look(struct wish *wish) {
    struct plek_secret *secret = NULL;
    struct plek_register *plekken = NULL;
    struct complaint complaint = {0};
    char *const *value = wish->configuration.value;
    enum exit_code code =
        configuration_load(&wish->configuration, NEEDS(SETTING_PLEK_KEY) | NEEDS(SETTING_STATE));
    if (code != EXIT_DONE)
        return code;
    enum status status = plek_secret_read(value[SETTING_PLEK_KEY], &secret, &complaint);
    if (status == STATUS_OK)
        status =
            plek_register_open(value[SETTING_STATE], secret, PLEK_TO_LOOK, 0, &plekken, &complaint);
    if (status == STATUS_OK) {
        const struct plek_answer answer = plek_look(plekken, bytes_of_text(wish->id));
        code = show(wish, &answer);
    } else
        code = exit_with(status, &complaint);
    plek_register_close(&plekken);
    plek_secret_free(&secret);
    return code;
}

int command_plek(int argc, char **argv) {
    static const struct argp_child children[] = {{.argp = &configuration_argp}, {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse,
                                     .args_doc = N_("ID\n--make-key BESTAND"),
                                     .doc = doc,
                                     .children = children};
    struct wish wish = {0};
    configuration_init(&wish.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    const enum exit_code code = wish.key_path ? make_key(wish.key_path) : look(&wish);
    configuration_fini(&wish.configuration);
    return code;
}
