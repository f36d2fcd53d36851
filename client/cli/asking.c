#include "client/cli/asking.h"

#include "client/language.h"
#include "client/render_words.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* Room for all names of the longest list of codes. */
#define CHOICES_SIZE 512
/* Longer names than any code has are cut, and so not found. */
#define NAME_SIZE 64

#define CODES(list, words, from, count)                                                            \
    static const char *list##_at(size_t code) {                                                    \
        return list##_name((enum list)code);                                                       \
    }                                                                                              \
    const struct code_list list##_codes = {words, from, count, list##_at};

CODES(hulpvorm, N_("geen hulpvorm"), 1, HULPVORM_COUNT)
CODES(maatregel, N_("geen maatregel"), 0, MAATREGEL_COUNT)
CODES(urgentie, N_("geen urgentie"), 0, URGENTIE_COUNT)
CODES(purpose, N_("geen doel"), 1, PURPOSE_COUNT)
CODES(taken_state, N_("geen stand"), 1, TAKEN_STATE_COUNT)
CODES(obstacle, N_("geen belemmering"), 1, OBSTACLE_COUNT)
CODES(dimension, N_("geen indeling"), 1, DIMENSION_COUNT)
CODES(measure, N_("geen soort cijfers"), 1, MEASURE_COUNT)
CODES(clock, N_("geen klok"), 1, CLOCK_COUNT)
CODES(alert_kind, N_("geen soort alert"), 1, ALERT_KIND_COUNT)

static char plain(char letter) {
    return letter == '-' || letter == ' ' ? '_' : (char)toupper((unsigned char)letter);
}

static bool same_name(const char *name, const char *text) {
    while (*name && plain(*name) == plain(*text)) {
        name++;
        text++;
    }
    return *name == *text;
}

/* "A, B, C", cut off where it does not fit. */
static const char *choices_of(const struct code_list *list, char text[CHOICES_SIZE]) {
    size_t used = 0;
    text[0] = 0;
    for (size_t code = list->first; code < list->count && used < CHOICES_SIZE; code++)
        used += (size_t)snprintf(text + used, CHOICES_SIZE - used, "%s%s", used ? ", " : "",
                                 list->name(code));
    return text;
}

size_t asking_code(const struct argp_state *state, const struct code_list *list, const char *text) {
    char choices[CHOICES_SIZE];
    for (size_t code = list->first; code < list->count; code++)
        if (same_name(list->name(code), text))
            return code;
    argp_error(state, _("%s: %s; kies uit %s"), said(list->unknown), text,
               choices_of(list, choices));
    return list->first;
}

/* A Dutch date the other way round; anything else as it is. */
static const char *iso_text(const char *text, char iso[DAY_TEXT_SIZE]) {
    if (strlen(text) != 10 || text[2] != '-' || text[5] != '-')
        return text;
    snprintf(iso, DAY_TEXT_SIZE, "%.4s-%.2s-%.2s", text + 6, text + 3, text);
    return iso;
}

day_t asking_day(const struct argp_state *state, const char *option, const char *text) {
    char iso[DAY_TEXT_SIZE];
    day_t day = DAY_NONE;
    if (!day_parse(iso_text(text, iso), &day))
        argp_error(state, _("%s: geen datum: %s; schrijf jjjj-mm-dd of dd-mm-jjjj"), option, text);
    return day;
}

instant_t asking_instant(const struct argp_state *state, const char *option, const char *text) {
    char iso[DAY_TEXT_SIZE];
    instant_t instant = 0;
    if (!instant_parse(iso_text(text, iso), &instant) || instant <= 0)
        argp_error(state,
                   _("%s: geen tijdstip: %s; schrijf 2025-01-31T09:00:00Z (UTC), of alleen een "
                     "datum voor 00:00 die dag"),
                   option, text);
    return instant;
}

uint64_t asking_number(const struct argp_state *state, const char *option, const char *text,
                       uint64_t least, uint64_t most) {
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (errno || *end || *text < '0' || *text > '9' || number < least || number > most)
        argp_error(state, _("%s is een getal van %llu tot en met %llu"), option,
                   (unsigned long long)least, (unsigned long long)most);
    return number;
}

struct agb asking_agb(const struct argp_state *state, const char *text) {
    struct agb agb = {0};
    if (!agb_parse(bytes_of_text(text), &agb))
        argp_error(state, _("geen AGB-code: %s; het zijn acht cijfers"), text);
    return agb;
}

/* "0503 Delft, ..." */
static const char *gemeente_choices(char text[CHOICES_SIZE]) {
    size_t used = 0;
    text[0] = 0;
    for (size_t i = 0; i < gemeente_count() && used < CHOICES_SIZE; i++) {
        const char *code = gemeente_code(i);
        used += (size_t)snprintf(text + used, CHOICES_SIZE - used, "%s%s %s", used ? ", " : "",
                                 code, gemeente_naam(bytes_of_text(code)));
    }
    return text;
}

const char *asking_gemeente(const struct argp_state *state, const char *text) {
    char choices[CHOICES_SIZE];
    for (size_t i = 0; i < gemeente_count(); i++) {
        const char *code = gemeente_code(i);
        if (strcmp(text, code) == 0 || same_name(gemeente_naam(bytes_of_text(code)), text))
            return code;
    }
    argp_error(state, _("geen gemeente van de regio: %s; kies uit %s"), text,
               gemeente_choices(choices));
    return gemeente_code(0);
}

void asking_list(const struct argp_state *state, const char *text,
                 void (*take)(const struct argp_state *state, const char *name, void *context),
                 void *context) {
    char name[NAME_SIZE];
    for (const char *at = text;; at++) {
        size_t size = strcspn(at, ",");
        snprintf(name, sizeof name, "%.*s", (int)size, at);
        take(state, name, context);
        at += size;
        if (*at == 0)
            return;
    }
}

enum { KEY_CSV = 256 };

static error_t parse_csv(int key, char *arg, struct argp_state *state) {
    bool *csv = state->input;
    (void)arg;
    if (key != KEY_CSV)
        return ARGP_ERR_UNKNOWN;
    *csv = true;
    return 0;
}

static const struct argp_option csv_options[] = {
    {"csv", KEY_CSV, NULL, 0, N_("uitvoer als CSV, met komma's en jjjj-mm-dd"), 10},
    {0},
};
const struct argp csv_argp = {.options = csv_options, .parser = parse_csv};

enum format asking_format(const struct argp_state *state, const struct configuration *configuration,
                          bool csv) {
    if (csv && configuration->json)
        argp_error(state, _("kies een van --csv en --json"));
    if (csv)
        return FORMAT_CSV;
    return configuration->json ? FORMAT_JSON : FORMAT_TABLE;
}

enum {
    KEY_AS_KNOWN_AT = 256,
    KEY_NORM,
    KEY_AANBIEDER,
    KEY_HULPVORM,
    KEY_GEMEENTE,
    KEY_MAATREGEL,
    KEY_GI,
    KEY_URGENTIE
};

static const struct argp_option options[] = {
    {"as-known-at", KEY_AS_KNOWN_AT, N_("TIJDSTIP"), 0, N_("zoals toen bekend (standaard nu)"), 3},
    {"norm", KEY_NORM, N_("NAAM"), 0, N_("een andere norm; wachtpost status noemt ze"), 3},
    {0},
};

static const struct argp_option filter_options[] = {
    {"aanbieder", KEY_AANBIEDER, N_("AGB"), 0,
     N_("alleen deze aanbieder; mag vaker, als hieronder"), 4},
    {"hulpvorm", KEY_HULPVORM, N_("CODE"), 0, N_("alleen deze hulpvorm"), 4},
    {"gemeente", KEY_GEMEENTE, N_("CODE"), 0, N_("alleen deze gemeente, met haar code of naam"), 4},
    {"maatregel", KEY_MAATREGEL, N_("CODE"), 0, N_("alleen deze maatregel"), 4},
    {"gi", KEY_GI, N_("AGB"), 0, N_("alleen deze instelling (GI), of onbekend"), 4},
    {"urgentie", KEY_URGENTIE, N_("CODE"), 0, N_("alleen deze urgentie"), 4},
    {0},
};

/* Ends the program when the list is full. */
static void check_room(const struct argp_state *state, size_t count) {
    if (count >= MAX_FILTER_VALUES)
        argp_error(state, _("hoogstens %d waarden per soort"), MAX_FILTER_VALUES);
}

static void add_text(const struct argp_state *state, struct asking *asking, int key,
                     const char *arg) {
    bool unknown_gi = key == KEY_GI && strcasecmp(arg, "onbekend") == 0;
    switch (key) {
    case KEY_AANBIEDER:
        check_room(state, asking->aanbieder_count);
        asking->aanbieders[asking->aanbieder_count++] = asking_agb(state, arg);
        break;
    case KEY_GI:
        check_room(state, asking->gi_count);
        asking->gis[asking->gi_count++] = unknown_gi ? (struct agb){0} : asking_agb(state, arg);
        break;
    default:
        check_room(state, asking->gemeente_count);
        asking->gemeenten[asking->gemeente_count++] = bytes_of_text(asking_gemeente(state, arg));
        break;
    }
}

static error_t parse_filter(int key, char *arg, struct argp_state *state) {
    struct asking *asking = state->input;
    switch (key) {
    case KEY_HULPVORM:
        asking->hulpvormen |= UINT32_C(1) << asking_code(state, &hulpvorm_codes, arg);
        break;
    case KEY_MAATREGEL:
        asking->maatregelen |= UINT32_C(1) << asking_code(state, &maatregel_codes, arg);
        break;
    case KEY_URGENTIE:
        asking->urgenties |= UINT32_C(1) << asking_code(state, &urgentie_codes, arg);
        break;
    case KEY_AANBIEDER:
    case KEY_GEMEENTE:
    case KEY_GI:
        add_text(state, asking, key, arg);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    asking->any = true;
    return 0;
}

const struct argp filter_argp = {.options = filter_options, .parser = parse_filter};

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct asking *asking = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = asking;
        return 0;
    case KEY_AS_KNOWN_AT:
        asking->as_known_at = asking_instant(state, "--as-known-at", arg);
        break;
    case KEY_NORM:
        asking->norm_id = bytes_of_text(arg);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    asking->any = true;
    return 0;
}

static const struct argp_child filter_child[] = {{.argp = &filter_argp}, {0}};
const struct argp asking_argp = {.options = options, .parser = parse, .children = filter_child};

struct filter asking_filter(const struct asking *asking) {
    return (struct filter){.aanbieder_count = asking->aanbieder_count,
                           .gemeente_count = asking->gemeente_count,
                           .gi_count = asking->gi_count,
                           .aanbieders = asking->aanbieders,
                           .gemeenten = asking->gemeenten,
                           .gis = asking->gis,
                           .hulpvormen = asking->hulpvormen,
                           .maatregelen = asking->maatregelen,
                           .urgenties = asking->urgenties};
}

/* Everything else is checked before it is asked: of norms the server alone has the list, and
 * how many cells there would be only it can tell. */
enum exit_code asking_exit(const struct asking *asking, const struct reply_head *head) {
    if (head->status != ANSWER_MALFORMED || asking->norm_id.size == 0)
        return session_exit(head);
    fprintf(stderr,
            _("wachtpost: de norm %.*s kent de server niet, of toen nog niet, of de vraag is te "
              "groot;\nwachtpost status noemt de normen\n"),
            (int)asking->norm_id.size, (const char *)asking->norm_id.at);
    return exit_of_answer(head->status);
}
