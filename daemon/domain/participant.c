#include "daemon/domain/participant.h"

static bool gemeente_admitted(const struct scope *scope, const char *gemeente) {
    for (size_t i = 0; i < scope->gemeente_count; i++)
        if (bytes_equal(scope->gemeenten[i], bytes_of_text(gemeente)))
            return true;
    return scope->gemeente_count == 0;
}

static bool hulpvorm_admitted(const struct scope *scope, enum hulpvorm hulpvorm) {
    return scope->hulpvormen == 0 || (scope->hulpvormen & (UINT32_C(1) << hulpvorm)) != 0;
}

static bool gi_admitted(const struct scope *scope, const struct agb *gi) {
    for (size_t i = 0; i < scope->gi_count; i++)
        if (strcmp(scope->gis[i].text, gi->text) == 0)
            return true;
    return scope->gi_count == 0;
}

struct party party_of(const struct place *place) {
    struct party party = {.gi = place->gi, .hulpvorm = place->hulpvorm};
    memcpy(party.gemeente, place->gemeente, sizeof party.gemeente);
    return party;
}

bool scope_admits_party(const struct scope *scope, const struct party *party) {
    return gemeente_admitted(scope, party->gemeente) && hulpvorm_admitted(scope, party->hulpvorm) &&
           gi_admitted(scope, &party->gi);
}

bool scope_admits_aanbieder_alerts(const struct scope *scope) {
    return scope->gemeente_count == 0 && scope->gi_count == 0;
}

static bool has_begun(const struct participant_key *key, day_t day) {
    return key->from == DAY_NONE || key->from <= day;
}

static bool has_ended(const struct participant_key *key, day_t day) {
    return key->revoked != DAY_NONE || (key->until != DAY_NONE && key->until < day);
}

bool participant_key_holds(const struct participant *participant, const struct participant_key *key,
                           day_t day) {
    return !participant_is_revoked(participant) && has_begun(key, day) && !has_ended(key, day);
}

static size_t count_on(const struct participant *participant, day_t day) {
    size_t count = 0;
    for (size_t i = 0; i < participant->key_count; i++)
        count += has_begun(&participant->keys[i], day) && !has_ended(&participant->keys[i], day);
    return count;
}

/* There can only be one more on a day on which one begins; DAY_NONE lies before all days. */
day_t participant_crowded_day(const struct participant *participant) {
    day_t crowded = DAY_NONE;
    for (size_t i = 0; i < participant->key_count; i++) {
        const day_t from = participant->keys[i].from;
        const day_t day = from == DAY_NONE ? DAY_NONE + 1 : from;
        if (count_on(participant, day) > MAX_KEYS_AT_ONCE && (crowded == DAY_NONE || day < crowded))
            crowded = day;
    }
    return crowded;
}

static bool is_in(const struct participant *participant, day_t day) {
    return !participant_is_revoked(participant) && count_on(participant, day) > 0;
}

day_t participant_first_day_out(const struct participant *participant, day_t from, day_t until) {
    for (day_t day = from; day <= until; day++)
        if (!is_in(participant, day))
            return day;
    return DAY_NONE;
}

const struct aanbieder *participant_aanbieder(const struct participant *participant,
                                              const struct agb *agb) {
    for (size_t i = 0; i < participant->aanbieder_count; i++)
        if (strcmp(participant->aanbieders[i].agb.text, agb->text) == 0)
            return &participant->aanbieders[i];
    return NULL;
}
