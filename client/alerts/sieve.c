#include "client/alerts/sieve.h"

static bool asks_about_places(const struct sieve *sieve) {
    const struct filter *filter = &sieve->filter;
    return sieve->levels || filter->gemeente_count || filter->gi_count || filter->hulpvormen ||
           filter->maatregelen || filter->urgenties;
}

static bool level_admits(uint32_t levels, const struct alert *alert) {
    const struct place_alert *place = &alert->place;
    if (levels == 0 || alert->kind == INGETROKKEN || alert->kind == VAN_LIJST)
        return true;
    uint32_t level = alert->kind == NIVEAU ? place->level : place->reached_level;
    return level > 0 && level < 32 && (levels >> level & 1);
}

bool sieve_admits(const struct sieve *sieve, const struct alert *alert) {
    if (sieve->kinds && !(sieve->kinds >> alert->kind & 1))
        return false;
    if (!filter_admits_aanbieder(&sieve->filter, &alert->agb))
        return false;
    if (!alert_concerns_place(alert->kind))
        return !asks_about_places(sieve);
    struct place place = {.hulpvorm = alert->place.hulpvorm,
                          .maatregel = alert->place.maatregel,
                          .gi = alert->place.gi,
                          .urgentie = alert->place.urgentie};
    memcpy(place.gemeente, alert->place.gemeente, sizeof place.gemeente);
    return filter_admits_place(&sieve->filter, &place) && level_admits(sieve->levels, alert);
}
