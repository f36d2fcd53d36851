#include "daemon/ctl/command.h"
#include "daemon/ctl/place_words.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What somebody asks about one place; also for wis. */
struct wish {
    const char *conf;
    struct place_words about;
    bool json;
};

enum { KEY_JSON = 256 };

static const struct argp_option options[] = {
    {"json", KEY_JSON, NULL, 0, "one JSON object a line", 0}, {0}};

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case KEY_JSON:
        wish->json = true;
        return 0;
    default:
        return place_words_take(&wish->about, key, argument, state);
    }
}

/* ---- a fact, which is a line with tabs between its parts */

static void print_as_json(char *line) {
    char *rest = line, *part = strsep(&rest, "\t");
    json_t *object = json_pack("{s:s}", "wat", part);
    while (object != NULL && (part = strsep(&rest, "\t")) != NULL) {
        char *value = strchr(part, '=');
        if (value == NULL)
            continue;
        *value++ = '\0';
        json_object_set_new(object, part, json_string(value));
    }
    char *text = object ? json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
    puts(text ? text : "{}");
    free(text);
    json_decref(object);
}

static const struct heading {
    const char *what, *words;
} headings[] = {
    {"plek", "De plek"},
    {"versie", "Wat er over de plek bekend werd (geldig van en tot; en wanneer dat vastgelegd is)"},
    {"levering", "Leveringen waarin de plek stond, voor zover nog bewaard"},
    {"melding", "Meldingen over de plek"},
    {"opgepakt", "Wie de plek oppakte"},
    {"gezien", "Wie de plek te zien kreeg, of er iets mee deed"},
};

static void print_heading(const char *what, char last[16]) {
    if (strcmp(what, last) == 0)
        return;
    snprintf(last, 16, "%s", what);
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++)
        if (strcmp(headings[i].what, what) == 0)
            printf("%s\n", headings[i].words);
}

/* A name is a word or a few, with underscores between. */
static void print_part(char *part) {
    char *value = strchr(part, '=');
    if (value == NULL)
        return;
    *value++ = '\0';
    for (char *at = part; *at != '\0'; at++)
        if (*at == '_')
            *at = ' ';
    printf("  %s: %s\n", part, value);
}

static void print_as_text(char *line, char last[16]) {
    char *rest = line, *part = strsep(&rest, "\t");
    if (strcmp(part, "niets") == 0) {
        puts("Over deze plek wordt niets bewaard.");
        return;
    }
    print_heading(part, last);
    while ((part = strsep(&rest, "\t")) != NULL)
        print_part(part);
    putchar('\n');
}

static int print_facts(struct ctl_answer *answer, bool json) {
    char last[16] = "";
    char *rest = answer->text, *line;
    while ((line = strsep(&rest, "\n")) != NULL) {
        if (line[0] == '\0')
            continue;
        if (json)
            print_as_json(line);
        else
            print_as_text(line, last);
    }
    return 0;
}

int inzage_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        "AGB PLEK",
        "Tells everything that is held about one place, for a parent's question: what was "
        "known of it and when, in which deliveries it stood, what was told of it and to whom "
        "it was given, and when it will be forgotten. In Dutch.\v"
        "That it was asked goes on record, without the place's id.\n\n"
        "Example:\n"
        "  wachtpostctl inzage -c wachtpostd.conf 06010713 K7QX-2M4A\n\n"
        "Exit codes: 0 told, 64 wrong usage, 65 there is no such aanbieder, 74 the store "
        "cannot be used, 75 it is in use or full, or the daemon gives no answer, 77 this user "
        "may not, 78 mistakes in the configuration.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {.about = {.words = {"inzage"}, .count = 1}};
    struct ctl_answer answer;
    ctl_parse(&argp, count, arguments, &wish);
    int code = ctl_command(wish.conf, wish.about.words, wish.about.count, &answer);
    if (code != 0)
        return code;
    code = answer.code == 0
               ? print_facts(&answer, wish.json)
               : ctl_fail(answer.code, "%.*s", (int)strcspn(answer.text, "\n"), answer.text);
    ctl_answer_free(&answer);
    return code;
}
