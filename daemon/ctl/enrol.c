#include "daemon/ctl/change.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemon/settings/key_line.h"
#include "daemon/settings/roles.h"

/* Arguments of one kind; more would not be typed. */
#define MAX_SCOPE_CODES 64

struct wish {
    const char *conf;
    struct participant participant;
    struct aanbieder aanbieder;
    bool leave_daemon;
    const char *first_detail; /* the first option that only an --agb makes sense of */
    struct bytes gemeenten[MAX_SCOPE_CODES];
    struct agb gis[MAX_SCOPE_CODES];
};

enum {
    KEY_NAME = 256,
    KEY_ROLE,
    KEY_PERSOON,
    KEY_AGB,
    KEY_NAAM,
    KEY_TELEFOON,
    KEY_MAIL,
    KEY_INTERVAL,
    KEY_OPVOLGER_VAN,
    KEY_GEMEENTE,
    KEY_HULPVORM,
    KEY_GI,
};

static const struct argp_option options[] = {
    {"name", KEY_NAME, "NAME", 0, "of the participant: a-z, 0-9 and -", 0},
    {"role", KEY_ROLE, "ROLE", 0, ROLE_NAMES "; may be repeated", 0},
    {"persoon", KEY_PERSOON, "TEXT", 0,
     "whose key it is: the name of one person, for a monitor of one system; a coordinator and "
     "beheer need it",
     0},
    CHANGE_NO_RELOAD_OPTION,
    {0, 0, 0, 0, "An aanbieder:", 1},
    {"agb", KEY_AGB, "CODE", 0, "the AGB-code it delivers for", 1},
    {"naam", KEY_NAAM, "TEXT", 0, "whom to call about a place", 1},
    {"telefoon", KEY_TELEFOON, "TEXT", 0, "at what number", 1},
    {"mail", KEY_MAIL, "TEXT", 0, "or what address", 1},
    {"interval", KEY_INTERVAL, "DAYS", 0, "agreed days between deliveries, 1-92 (7)", 1},
    {"opvolger-van", KEY_OPVOLGER_VAN, "CODE", 0, "the AGB-code it succeeds, after a merger", 1},
    {0, 0, 0, 0, "A coordinator; without these all is in scope:", 2},
    {"gemeente", KEY_GEMEENTE, "CODE", 0, "CBS code, as 0518; may be repeated", 2},
    {"hulpvorm", KEY_HULPVORM, "NAME", 0, "as KDC; may be repeated", 2},
    {"gi", KEY_GI, "CODE", 0, "AGB-code of a GI; may be repeated", 2},
    {0}};

static struct agb parse_agb(struct argp_state *state, const char *option, const char *text) {
    struct agb agb = {0};
    if (!agb_parse(bytes_of_text(text), &agb))
        argp_error(state, "%s %s: an AGB-code is eight digits", option, text);
    return agb;
}

static uint32_t parse_interval(struct argp_state *state, const char *text) {
    char *end;
    unsigned long days = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || days < 1 || days > 92)
        argp_error(state, "--interval %s: must be 1 to 92 days", text);
    return (uint32_t)days;
}

static unsigned parse_role(struct argp_state *state, const char *text) {
    enum role role = ROLE_KLOK;
    if (!role_parse(bytes_of_text(text), &role))
        argp_error(state, "--role %s: a role is one of " ROLE_NAMES, text);
    return role;
}

static uint32_t parse_hulpvorm(struct argp_state *state, const char *text) {
    enum hulpvorm hulpvorm = HULPVORM_ONBEKEND;
    if (!hulpvorm_parse(bytes_of_text(text), &hulpvorm) || hulpvorm == HULPVORM_ONBEKEND)
        argp_error(state,
                   "--hulpvorm %s: no such hulpvorm; write its name as in the contract, "
                   "like AMBULANTE_JEUGD_GGZ",
                   text);
    return UINT32_C(1) << hulpvorm;
}

static size_t next_code(struct argp_state *state, size_t count) {
    if (count == MAX_SCOPE_CODES)
        argp_error(state, "more than %d codes; write the rest into the file", MAX_SCOPE_CODES);
    return count;
}

/* What only means something together with --agb. */
static bool take_detail(struct wish *wish, int key, char *argument, struct argp_state *state) {
    struct aanbieder *aanbieder = &wish->aanbieder;
    const char *option;
    switch (key) {
    case KEY_NAAM:
        option = "--naam";
        aanbieder->naam = argument;
        break;
    case KEY_TELEFOON:
        option = "--telefoon";
        aanbieder->telefoon = argument;
        break;
    case KEY_MAIL:
        option = "--mail";
        aanbieder->mail = argument;
        break;
    case KEY_INTERVAL:
        option = "--interval";
        aanbieder->interval_days = parse_interval(state, argument);
        break;
    case KEY_OPVOLGER_VAN:
        option = "--opvolger-van";
        aanbieder->opvolger_van = parse_agb(state, option, argument);
        break;
    default:
        return false;
    }
    if (wish->first_detail == NULL)
        wish->first_detail = option;
    return true;
}

static bool take_scope(struct wish *wish, int key, char *argument, struct argp_state *state) {
    struct scope *scope = &wish->participant.scope;
    switch (key) {
    case KEY_GEMEENTE:
        wish->gemeenten[next_code(state, scope->gemeente_count)] = bytes_of_text(argument);
        scope->gemeente_count++;
        return true;
    case KEY_GI:
        wish->gis[next_code(state, scope->gi_count)] = parse_agb(state, "--gi", argument);
        scope->gi_count++;
        return true;
    case KEY_HULPVORM:
        scope->hulpvormen |= parse_hulpvorm(state, argument);
        return true;
    default:
        return false;
    }
}

static void take_line(struct wish *wish, const char *line, struct argp_state *state) {
    struct public_keys keys;
    if (wish->participant.key_count > 0)
        argp_error(state, "give one registration line, in single quotes");
    if (!keys_parse_registration_line(line, &keys))
        argp_error(state, "the last argument is no registration line; copy all of what "
                          "`wachtpost keygen` printed and put it in single quotes");
    wish->participant.keys[wish->participant.key_count++] = key_undated(&keys);
}

static void check_complete(struct wish *wish, struct argp_state *state) {
    const struct participant *participant = &wish->participant;
    if (participant->name == NULL)
        argp_error(state, "--name is missing");
    if (participant->roles == 0)
        argp_error(state, "--role is missing");
    if (participant->key_count == 0)
        argp_error(state, "the registration line is missing");
    if (participant->aanbieder_count == 0 && wish->first_detail != NULL)
        argp_error(state, "%s goes with --agb, which is missing", wish->first_detail);
}

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    if (take_detail(wish, key, argument, state) || take_scope(wish, key, argument, state))
        return 0;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case KEY_NAME:
        wish->participant.name = argument;
        return 0;
    case CHANGE_KEY_NO_RELOAD:
        wish->leave_daemon = true;
        return 0;
    case KEY_PERSOON:
        wish->participant.persoon = argument;
        return 0;
    case KEY_ROLE:
        wish->participant.roles |= parse_role(state, argument);
        return 0;
    case KEY_AGB:
        wish->aanbieder.agb = parse_agb(state, "--agb", argument);
        wish->participant.aanbieder_count = 1;
        return 0;
    case ARGP_KEY_ARG:
        take_line(wish, argument, state);
        return 0;
    case ARGP_KEY_END:
        check_complete(wish, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int enrol(const struct wish *wish) {
    struct complaint complaint = {""};
    struct change change;
    int code = change_begin(wish->conf, wish->participant.name, &change);
    if (code == 0 && change.before != NULL)
        code = ctl_fail(EX_CANTCREAT,
                        "%s exists; choose another name, or give it another key with wachtpostctl "
                        "rotate",
                        wish->participant.name);
    if (code == 0)
        code = change_write(&change, &wish->participant);
    if (code == 0)
        code = change_take_effect(wish->conf, wish->leave_daemon);
    if (code == 0) {
        printf("Send %s for wachtpost.conf:\n\n", wish->participant.name);
        if (ctl_print_server(&settings_of(change.file)->process, &complaint) != STATUS_OK)
            code = ctl_fail(EX_CANTCREAT, "%s", complaint.text);
    }
    change_end(&change);
    return code;
}

int enrol_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        "LINE",
        "Writes the file of a new participant, after checking the whole configuration with it. "
        "LINE is the registration line that `wachtpost keygen` printed for it.\v"
        "A participant with more AGB-codes gets further aanbieder sections by hand. A daemon "
        "that runs reads it at once.\n\n"
        "Example:\n"
        "  wachtpostctl enrol -c wachtpostd.conf --name anna --role coordinator \\\n"
        "      --persoon \"Anna de Vries\" \"$(cat anna.line)\"\n\n"
        "Exit codes: 0 done, 64 wrong usage, 73 the file cannot be written, 78 mistakes in the "
        "configuration, and nothing was written; else what the daemon said.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {.participant = {.persoon = "", .revoked = DAY_NONE},
                        .aanbieder = {.naam = "", .telefoon = "", .mail = "", .interval_days = 7}};
    wish.participant.aanbieders = &wish.aanbieder;
    wish.participant.scope.gemeenten = wish.gemeenten;
    wish.participant.scope.gis = wish.gis;
    ctl_parse(&argp, count, arguments, &wish);
    return enrol(&wish);
}
