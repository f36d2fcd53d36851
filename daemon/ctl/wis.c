#include "daemon/ctl/command.h"
#include "daemon/ctl/place_words.h"

#include <stdio.h>
#include <string.h>

struct wish {
    const char *conf;
    struct place_words about;
    bool yes;
};

static const struct argp_option options[] = {
    {"yes", 'y', NULL, 0, "do not ask to type the place's id again", 0}, {0}};

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case 'y':
        wish->yes = true;
        return 0;
    default:
        return place_words_take(&wish->about, key, argument, state);
    }
}

/* What is removed does not come back. */
static bool is_sure(const char *id) {
    char typed[256];
    fputs("Alles over deze plek wordt gewist en komt niet terug. Typ de plek nog eens: ", stderr);
    if (fgets(typed, sizeof typed, stdin) == NULL)
        return false;
    typed[strcspn(typed, "\n")] = '\0';
    return strcmp(typed, id) == 0;
}

int wis_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        "AGB PLEK",
        "Removes everything that is held about one place that left the list: its history, what "
        "coordinators said of it, its name in alerts and receipts, and the deliveries in which "
        "it stood, from the first to the last.\v"
        "What was counted after the days that are settled counts one place less; figures that "
        "were published stay as they are. That it was done goes on record, without the place's "
        "id. An old copy of the store's file stays readable until its key has gone from the "
        "key file, and rebuild --from a backup of before may find that it cannot be folded "
        "on.\n\n"
        "Example:\n"
        "  wachtpostctl wis -c wachtpostd.conf 06010713 K7QX-2M4A\n\n"
        "Exit codes: 0 removed, 64 wrong usage, 65 nothing was removed and why, 74 the store "
        "cannot be used, 75 it is in use or full, or the daemon gives no answer, 77 this user "
        "may not, 78 mistakes in the configuration.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {.about = {.words = {"wis"}, .count = 1}};
    ctl_parse(&argp, count, arguments, &wish);
    if (!wish.yes && !is_sure(wish.about.words[2]))
        return ctl_fail(EX_DATAERR, "niets gewist: dat is niet de plek");
    return ctl_command_print(wish.conf, wish.about.words, wish.about.count);
}
