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

const struct aanbieder *participant_aanbieder(const struct participant *participant,
                                              const struct agb *agb) {
    for (size_t i = 0; i < participant->aanbieder_count; i++)
        if (strcmp(participant->aanbieders[i].agb.text, agb->text) == 0)
            return &participant->aanbieders[i];
    return NULL;
}
