#include "daemon/ctl/listing.h"

#include <jansson.h>
#include <stdio.h>

#include "daemon/settings/key_line.h"
#include "daemon/settings/roles.h"

/* NULL anywhere means no memory, which the last one, jansson's own set and append, passes on. */

static json_t *day_json(day_t day) {
    char text[DAY_TEXT_SIZE];
    return day == DAY_NONE ? json_null() : json_string(day_text(day, text));
}

static json_t *roles_json(unsigned roles) {
    json_t *array = json_array();
    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (roles & (1U << i))
            json_array_append_new(array, json_string(role_name(i)));
    return array;
}

static json_t *aanbieders_json(const struct participant *participant) {
    json_t *array = json_array();
    for (size_t i = 0; i < participant->aanbieder_count; i++) {
        const struct aanbieder *aanbieder = &participant->aanbieders[i];
        json_array_append_new(
            array, json_pack("{s:s, s:s}", "agb", aanbieder->agb.text, "naam", aanbieder->naam));
    }
    return array;
}

static json_t *gemeenten_json(const struct scope *scope) {
    json_t *array = json_array();
    for (size_t i = 0; i < scope->gemeente_count; i++)
        json_array_append_new(
            array, json_stringn((const char *)scope->gemeenten[i].at, scope->gemeenten[i].size));
    return array;
}

static json_t *hulpvormen_json(const struct scope *scope) {
    json_t *array = json_array();
    for (unsigned i = 1; i < HULPVORM_COUNT; i++)
        if (scope->hulpvormen & (UINT32_C(1) << i))
            json_array_append_new(array, json_string(hulpvorm_name((enum hulpvorm)i)));
    return array;
}

static json_t *gis_json(const struct scope *scope) {
    json_t *array = json_array();
    for (size_t i = 0; i < scope->gi_count; i++)
        json_array_append_new(array, json_string(scope->gis[i].text));
    return array;
}

/* An empty list is everything, as in the file. */
static json_t *scope_json(const struct participant *participant) {
    if ((participant->roles & ROLE_COORDINATOR) == 0)
        return json_null();
    const struct scope *scope = &participant->scope;
    return json_pack("{s:o, s:o, s:o}", "gemeenten", gemeenten_json(scope), "hulpvormen",
                     hulpvormen_json(scope), "gis", gis_json(scope));
}

static json_t *keys_json(const struct participant *participant, day_t today) {
    json_t *array = json_array();
    for (size_t i = 0; i < participant->key_count; i++) {
        const struct participant_key *key = &participant->keys[i];
        const struct public_keys keys = key_public(key);
        char line[REGISTRATION_LINE_SIZE], text[KEY_FINGERPRINT_SIZE];
        keys_registration_line(&keys, line);
        json_array_append_new(array, json_pack("{s:s, s:s, s:o, s:o, s:o, s:b}", "kenmerk",
                                               keys_fingerprint(&keys, text), "line", line, "from",
                                               day_json(key->from), "until", day_json(key->until),
                                               "revoked", day_json(key->revoked), "holds",
                                               participant_key_holds(participant, key, today)));
    }
    return array;
}

static json_t *participant_json(const struct participant *participant, day_t today) {
    const day_t out = participant_first_day_out(participant, today, today + LISTING_SOON_DAYS);
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "name", participant->name,
                     "persoon", participant->persoon, "roles", roles_json(participant->roles),
                     "aanbieders", aanbieders_json(participant), "scope", scope_json(participant),
                     "revoked", day_json(participant->revoked), "keys",
                     keys_json(participant, today), "out_from", day_json(out));
}

bool listing_write_json(const struct rules_settings *rules, day_t today) {
    json_t *participants = json_array();
    bool written = participants != NULL;
    for (size_t i = 0; i < rules->participant_count; i++)
        written =
            written && json_array_append_new(participants,
                                             participant_json(&rules->participants[i], today)) == 0;
    json_t *whole = json_pack("{s:o, s:o}", "on", day_json(today), "participants", participants);
    written = written && whole != NULL && json_dumpf(whole, stdout, JSON_INDENT(2)) == 0;
    json_decref(whole);
    return written && putchar('\n') != EOF && fflush(stdout) == 0;
}
