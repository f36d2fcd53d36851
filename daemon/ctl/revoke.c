#include "daemon/ctl/change.h"

#include <stdio.h>
#include <string.h>

#include "daemon/settings/key_line.h"

struct wish {
    const char *conf, *name;
    const char *key; /* a registration line or its kenmerk; NULL: the participant as a whole */
    bool leave_daemon;
};

enum { KEY_KEY = 256 };

static const struct argp_option options[] = {
    {"key", KEY_KEY, "LINE", 0,
     "only this key of it: the registration line, or the kenmerk that wachtpostctl list shows", 0},
    CHANGE_NO_RELOAD_OPTION,
    {0}};

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case KEY_KEY:
        wish->key = argument;
        return 0;
    case CHANGE_KEY_NO_RELOAD:
        wish->leave_daemon = true;
        return 0;
    case ARGP_KEY_ARG:
        ctl_take_one(&wish->name, argument, "give one name", state);
        return 0;
    case ARGP_KEY_END:
        if (wish->name == NULL)
            argp_error(state, "NAME is missing, who is to go");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool is_called(const struct participant_key *key, const char *name) {
    char line[REGISTRATION_LINE_SIZE], text[KEY_FINGERPRINT_SIZE];
    const struct public_keys keys = key_public(key);
    keys_registration_line(&keys, line);
    return strcmp(name, line) == 0 || strcmp(name, keys_fingerprint(&keys, text)) == 0;
}

static struct participant_key *find_key(struct participant *participant, const char *name) {
    for (size_t i = 0; i < participant->key_count; i++)
        if (is_called(&participant->keys[i], name))
            return &participant->keys[i];
    return NULL;
}

/* 0, or an exit code: there is nothing to revoke. */
static int revoke_key(const struct wish *wish, struct participant *participant, day_t today) {
    char day[DAY_TEXT_SIZE];
    struct participant_key *key = find_key(participant, wish->key);
    if (key == NULL)
        return ctl_fail(EX_CONFIG, "%s has no such key; wachtpostctl list shows which it has",
                        participant->name);
    if (key->revoked != DAY_NONE)
        return ctl_fail(EX_CONFIG, "this key of %s was revoked on %s already", participant->name,
                        day_text(key->revoked, day));
    key->revoked = today;
    return 0;
}

static int revoke_all(struct participant *participant, day_t today) {
    char day[DAY_TEXT_SIZE];
    if (participant_is_revoked(participant))
        return ctl_fail(EX_CONFIG, "%s was revoked on %s already", participant->name,
                        day_text(participant->revoked, day));
    participant->revoked = today;
    return 0;
}

static size_t count_holding(const struct participant *participant, day_t today) {
    size_t count = 0;
    for (size_t i = 0; i < participant->key_count; i++)
        count += participant_key_holds(participant, &participant->keys[i], today);
    return count;
}

static void tell(const struct wish *wish, const struct participant *after, day_t today) {
    const size_t left = count_holding(after, today);
    if (wish->key == NULL && after->aanbieder_count > 0)
        puts("Its AGB-codes stay known, with whom to call about a place. Nothing is expected of "
             "them "
             "any more: no STIL.");
    if (wish->key != NULL && left == 0)
        printf("%s has no key left that holds today; wachtpostctl rotate gives it another.\n",
               after->name);
    printf("Send %s this:\n\n", after->name);
    if (wish->key == NULL)
        puts("  Uw toegang tot wachtpost is ingetrokken. Wat u geleverd hebt, blijft bewaard "
             "zolang\n"
             "  als is afgesproken; leveren en lezen kan niet meer.");
    else
        printf("  Een van uw sleutels is ingetrokken en werkt niet meer.%s\n",
               left > 0 ? " Uw andere sleutel blijft geldig."
                        : " Maak een nieuwe met\n  `wachtpost keygen` en stuur ons de "
                          "registratieregel.");
}

static int revoke(const struct wish *wish, const struct change *change) {
    const day_t today = change_today();
    struct participant after = *change->before;
    int code = wish->key != NULL ? revoke_key(wish, &after, today) : revoke_all(&after, today);
    if (code == 0)
        code = change_write(change, &after);
    if (code == 0)
        code = change_take_effect(wish->conf, wish->leave_daemon);
    if (code == 0)
        tell(wish, &after, today);
    return code;
}

int revoke_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        "NAME",
        "Shuts a participant out, or one key of it. A daemon that runs does so at once: "
        "connections that are open are cut within a second.\v"
        "The file stays, so that its AGB-codes keep their names. The whole configuration is "
        "checked first; with a mistake nothing is written.\n\n"
        "Example:\n"
        "  wachtpostctl revoke -c wachtpostd.conf piet\n\n"
        "Exit codes: 0 done, 64 wrong usage, 73 the file cannot be written, 78 mistakes in the "
        "configuration, or nothing to revoke, else what the daemon said.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {.conf = NULL};
    struct change change;
    ctl_parse(&argp, count, arguments, &wish);
    int code = change_begin(wish.conf, wish.name, &change);
    if (code == 0 && change.before != NULL)
        code = revoke(&wish, &change);
    else if (code == 0)
        code = ctl_fail(EX_CONFIG, "there is no participant %s", wish.name);
    change_end(&change);
    return code;
}
