#include "client/source/doubt.h"

#include "client/language.h"

static bool is_other(const struct comparison *comparison) {
    return comparison->before_count >= DOUBT_PLACES && comparison->after_count >= DOUBT_PLACES &&
           comparison->known_count * 10 < comparison->after_count;
}

/* Of another's list all is gone: that doubt is the one. */
static bool is_fewer(const struct comparison *comparison) {
    return !is_other(comparison) && comparison->before_count >= DOUBT_PLACES &&
           comparison->counts[CHANGE_GONE] * 2 > comparison->before_count;
}

/* A list that did not change is good; one that was written before it was last delivered is no
 * new one. */
static bool is_same(const struct comparison *comparison, const struct doubt_facts *facts) {
    return comparison->identical && facts->file_time != 0 && facts->file_time <= facts->last_time;
}

enum doubt doubt_find(const struct comparison *comparison, const struct doubt_facts *facts,
                      unsigned overruled) {
    const bool holds[DOUBT_COUNT] = {
        [DOUBT_CUT] = facts->cut,
        [DOUBT_OTHER] = comparison && is_other(comparison),
        [DOUBT_FEWER] = comparison && is_fewer(comparison),
        [DOUBT_SAME] = comparison && is_same(comparison, facts),
    };
    for (enum doubt doubt = DOUBT_NONE; doubt < DOUBT_COUNT; doubt++)
        if (holds[doubt] && !(overruled & DOUBT_BIT(doubt)))
            return doubt;
    return DOUBT_NONE;
}

const char *doubt_sentence(enum doubt doubt) {
    switch (doubt) {
    case DOUBT_CUT:
        return _("het bestand lijkt afgebroken: de laatste rij is korter dan alle andere en heeft "
                 "geen regeleinde; exporteer opnieuw, of geef --cut als het bestand toch heel is");
    case DOUBT_OTHER:
        return _("bijna geen enkel id stond in de vorige levering; kijk of dit de lijst van een "
                 "andere aanbieder is of de id's anders zijn gemaakt, en geef --other als het toch "
                 "klopt");
    case DOUBT_FEWER:
        return _("meer dan de helft van de vorige plekken is zonder reden verdwenen; kijk of de "
                 "export heel is en lever mee wie er vertrok, of geef --fewer als het toch klopt");
    case DOUBT_SAME:
        return _("dit bestand is al eerder geleverd en sindsdien niet opnieuw gemaakt; kijk of de "
                 "export nog loopt, of geef --same als er echt niets veranderde");
    case DOUBT_NONE:
    case DOUBT_COUNT:
        break;
    }
    return "";
}
