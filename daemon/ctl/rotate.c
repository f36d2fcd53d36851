#include "daemon/ctl/change.h"

#include <stdio.h>
#include <string.h>

#include "daemon/settings/key_line.h"

/* The former key's last day: two weeks is a holiday. */
enum { OVERLAP_DAYS = 14 };

struct wish {
    const char *conf, *name;
    bool has_line, leave_daemon;
    struct participant_key key;
    day_t until; /* DAY_NONE: after OVERLAP_DAYS */
};

enum { KEY_UNTIL = 256 };

static const struct argp_option options[] = {
    {"until", KEY_UNTIL, "DATE", 0, "last day of the former key (two weeks from now)", 0},
    CHANGE_NO_RELOAD_OPTION,
    {0}};

static void take_argument(struct wish *wish, const char *argument, struct argp_state *state) {
    struct public_keys keys;
    if (wish->name == NULL) {
        wish->name = argument;
        return;
    }
    if (wish->has_line)
        argp_error(state, "%s: give a name and one registration line, in single quotes", argument);
    if (!keys_parse_registration_line(argument, &keys))
        argp_error(state, "the last argument is no registration line; copy all of what "
                          "`wachtpost keygen` printed and put it in single quotes");
    wish->key = key_undated(&keys);
    wish->has_line = true;
}

static error_t take(int key, char *argument, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->conf;
        return 0;
    case KEY_UNTIL:
        wish->until = change_parse_day(state, "--until", argument);
        return 0;
    case CHANGE_KEY_NO_RELOAD:
        wish->leave_daemon = true;
        return 0;
    case ARGP_KEY_ARG:
        take_argument(wish, argument, state);
        return 0;
    case ARGP_KEY_END:
        if (!wish->has_line)
            argp_error(state, "NAME and LINE are missing, who it is and the line he sent");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char *fingerprint(const struct participant_key *key, char text[KEY_FINGERPRINT_SIZE]) {
    const struct public_keys keys = key_public(key);
    return keys_fingerprint(&keys, text);
}

/* Whatever can never hold again makes room; the journal knows it still. */
static void keep_living_keys(struct participant *participant, day_t today) {
    size_t kept = 0;
    for (size_t i = 0; i < participant->key_count; i++) {
        const struct participant_key *key = &participant->keys[i];
        const bool ended = key->until != DAY_NONE && key->until < today;
        if (!ended && key->revoked == DAY_NONE)
            participant->keys[kept++] = *key;
    }
    participant->key_count = kept;
}

/* Whoever else has a key that went has not lost it. 0, or an exit code. */
static int refuse_former(const struct participant *participant, const struct participant_key *fresh,
                         day_t today) {
    char day[DAY_TEXT_SIZE];
    for (size_t i = 0; i < participant->key_count; i++) {
        const struct participant_key *key = &participant->keys[i];
        const bool is_same = memcmp(key->sign, fresh->sign, sizeof key->sign) == 0 ||
                             memcmp(key->curve, fresh->curve, sizeof key->curve) == 0;
        if (is_same && key->revoked != DAY_NONE)
            return ctl_fail(EX_CONFIG, "this key of %s was revoked on %s; it needs another",
                            participant->name, day_text(key->revoked, day));
        if (is_same && key->until != DAY_NONE && key->until < today)
            return ctl_fail(EX_CONFIG, "this key of %s ended on %s; it needs another",
                            participant->name, day_text(key->until, day));
    }
    return 0;
}

/* A key that ends earlier does so all the same. */
static void end_keys(struct participant *participant, day_t until) {
    for (size_t i = 0; i < participant->key_count; i++) {
        struct participant_key *key = &participant->keys[i];
        if (key->until == DAY_NONE || key->until > until)
            key->until = until;
    }
}

static void tell_other_side(const struct wish *wish, const struct participant *after) {
    char text[KEY_FINGERPRINT_SIZE], day[DAY_TEXT_SIZE];
    printf("Send %s this:\n\n"
           "  Uw nieuwe sleutel (kenmerk %s) geldt vanaf nu.\n",
           after->name, fingerprint(&wish->key, text));
    for (size_t i = 0; i + 1 < after->key_count; i++)
        printf("  De vorige (kenmerk %s) geldt tot en met %s.\n",
               fingerprint(&after->keys[i], text), day_text(after->keys[i].until, day));
    puts(
        "  Zet vóór die tijd in wachtpost.conf bij `key` het nieuwe sleutelbestand. Toonde\n"
        "  `wachtpost keygen` u een ander kenmerk, gebruik de nieuwe sleutel dan niet en bel ons.");
}

static int rotate(const struct wish *wish, const struct change *change) {
    const day_t today = change_today();
    struct participant after = *change->before;
    char day[DAY_TEXT_SIZE];
    if (participant_is_revoked(&after))
        return ctl_fail(EX_CONFIG,
                        "%s was revoked on %s; to let it in again take `revoked` out of its file",
                        after.name, day_text(after.revoked, day));
    const int refused = refuse_former(&after, &wish->key, today);
    if (refused != 0)
        return refused;
    keep_living_keys(&after, today);
    end_keys(&after, wish->until == DAY_NONE ? today + OVERLAP_DAYS : wish->until);
    if (after.key_count == MAX_KEYS_PER_PARTICIPANT)
        return ctl_fail(EX_CONFIG, "%s has %d keys that hold or will; revoke one first", after.name,
                        MAX_KEYS_PER_PARTICIPANT);
    after.keys[after.key_count++] = wish->key;
    if (participant_crowded_day(&after) != DAY_NONE)
        return ctl_fail(
            EX_CONFIG,
            "%s would have more than two keys at once; nothing was written. End the one "
            "that is out of use: wachtpostctl revoke -c %s %s --key KENMERK, which "
            "wachtpostctl list shows",
            after.name, wish->conf, after.name);
    int code = change_write(change, &after);
    if (code == 0 && after.key_count <= change->before->key_count)
        puts("What held no longer was left out of it.");
    if (code == 0)
        code = change_take_effect(wish->conf, wish->leave_daemon);
    if (code == 0)
        tell_other_side(wish, &after);
    return code;
}

int rotate_run(int count, char **arguments) {
    static const struct argp argp = {
        options,
        take,
        "NAME LINE",
        "Gives a participant another key: LINE, the registration line that `wachtpost keygen` "
        "printed for it, holds from now on, and the former key ends after an overlap. Prints "
        "what to send to the other side, where the private key was made and stays.\v"
        "The whole configuration is checked first; with a mistake nothing is written. A daemon "
        "that runs reads it at once.\n\n"
        "Example:\n"
        "  wachtpostctl rotate -c wachtpostd.conf zon \"$(cat zon-2.line)\"\n\n"
        "Exit codes: 0 done, 64 wrong usage, 73 the file cannot be written, 78 mistakes in the "
        "configuration, else what the daemon said.",
        ctl_config_child,
        NULL,
        NULL};
    struct wish wish = {.until = DAY_NONE};
    struct change change;
    ctl_parse(&argp, count, arguments, &wish);
    int code = change_begin(wish.conf, wish.name, &change);
    if (code == 0 && change.before != NULL)
        code = rotate(&wish, &change);
    else if (code == 0)
        code = ctl_fail(EX_CONFIG, "there is no participant %s", wish.name);
    change_end(&change);
    return code;
}
