#include "daemon/settings/key_line.h"

#include <stdio.h>
#include <string.h>

static const char no_line[] =
    "this is no registration line; copy all of what wachtpost keygen printed, wachtpost1: and 80 "
    "characters";
static const char no_dates[] =
    "after the registration line may stand when it holds, like from 2026-12-01 until 2027-01-31, "
    "both days included; leave from or until out for no limit";

struct public_keys key_public(const struct participant_key *key) {
    struct public_keys keys;
    memcpy(keys.sign, key->sign, sizeof keys.sign);
    memcpy(keys.curve, key->curve, sizeof keys.curve);
    return keys;
}

struct participant_key key_undated(const struct public_keys *keys) {
    struct participant_key key = {.from = DAY_NONE, .until = DAY_NONE, .revoked = DAY_NONE};
    memcpy(key.sign, keys->sign, sizeof key.sign);
    memcpy(key.curve, keys->curve, sizeof key.curve);
    return key;
}

/* The next word into `word`, cut off if it does not fit, which then is no word we know. */
static const char *next_word(const char *text, char *word, size_t size) {
    text += strspn(text, " ");
    const size_t length = strcspn(text, " ");
    snprintf(word, size, "%.*s", (int)(length < size ? length : size - 1), text);
    return text + length;
}

static day_t *date_named(struct participant_key *key, const char *name) {
    if (strcmp(name, "from") == 0)
        return &key->from;
    if (strcmp(name, "until") == 0)
        return &key->until;
    return strcmp(name, "revoked") == 0 ? &key->revoked : NULL;
}

static const char *parse_dates(const char *text, struct participant_key *key) {
    while (*(text += strspn(text, " ")) != '\0') {
        char name[16], date[16];
        text = next_word(text, name, sizeof name);
        text = next_word(text, date, sizeof date);
        day_t *day = date_named(key, name);
        if (day == NULL)
            return no_dates;
        if (*day != DAY_NONE)
            return "from, until and revoked may each stand once after a registration line";
        if (!day_parse(date, day))
            return "after from, until and revoked stands a date like 2027-01-31";
    }
    if (key->from != DAY_NONE && key->until != DAY_NONE && key->from > key->until)
        return "until is before from; the key would never hold";
    return NULL;
}

const char *key_line_parse(const char *text, struct participant_key *key) {
    char line[REGISTRATION_LINE_SIZE + 1];
    struct public_keys keys;
    const char *dates = next_word(text, line, sizeof line);
    if (!keys_parse_registration_line(line, &keys))
        return no_line;
    struct participant_key parsed = key_undated(&keys);
    const char *wrong = parse_dates(dates, &parsed);
    if (wrong == NULL)
        *key = parsed;
    return wrong;
}

static void append_date(char text[KEY_LINE_SIZE], const char *name, day_t day) {
    char date[DAY_TEXT_SIZE];
    const size_t used = strlen(text);
    if (day != DAY_NONE)
        snprintf(text + used, KEY_LINE_SIZE - used, " %s %s", name, day_text(day, date));
}

const char *key_line_text(const struct participant_key *key, char text[KEY_LINE_SIZE]) {
    const struct public_keys keys = key_public(key);
    keys_registration_line(&keys, text);
    append_date(text, "from", key->from);
    append_date(text, "until", key->until);
    append_date(text, "revoked", key->revoked);
    return text;
}
