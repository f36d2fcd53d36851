#include "client/demo/play.h"
#include "client/language.h"

#include <inttypes.h>

/* What each act must have brought about, in the daemon's own words, and how the screen
 * puts it. */
static const struct {
    enum answer outcome;
    enum alert_kind alert;
    bool concerns_place;
    const char *title, *words;
} expected[] = {
    [ACT_MISTYPED] =
        {ANSWER_ACCEPTED, ALERT_NONE, true, N_("typfout"),
         N_("eigen software stuurt een datum in de toekomst; die regel is geweigerd, de "
            "plek blijft open")},
    [ACT_CORRECTION] =
        {ANSWER_ACCEPTED, INGETROKKEN, true, N_("verbetering"),
         N_("de aanmelddatum was twee maanden te vroeg ingevoerd; de eerdere alert is "
            "ingetrokken")},
    [ACT_MISTAKE] = {ANSWER_HELD, AFWIJKEND, false, N_("vastgehouden"),
                     N_("meer dan de helft is ineens als opgeschoond gemeld; er verandert niets")},
    [ACT_REPLACEMENT] = {ANSWER_ACCEPTED, AFWIJKEND, false, N_("vervangen"),
                         N_("dat was een vergissing; de goede lijst komt in plaats van de "
                            "vastgehouden levering")},
    [ACT_CLEAN_UP] = {ANSWER_HELD, AFWIJKEND, false, N_("vastgehouden"),
                      N_("een opschoning van de lijst; zij geldt pas als iemand dat bevestigt")},
    [ACT_CONFIRM] = {ANSWER_ACCEPTED, AFWIJKEND, false, N_("bevestigd"),
                     N_("de opschoning geldt nu; niemand telt daardoor als geholpen")},
    [ACT_DEPARTURE] = {ANSWER_ACCEPTED, VAN_LIJST, true, N_("van de lijst"),
                       N_("een kind voorbij de norm is weg zonder dat hulp begon")},
    [ACT_SURPRISE] = {ANSWER_ACCEPTED, AFWIJKEND, false, N_("bevestigd"),
                      N_("meer dan de helft ging tegelijk van de lijst; de aanbieder bevestigt dat "
                         "het klopt")},
    [ACT_COMEBACK] = {ANSWER_ACCEPTED, INGETROKKEN, true, N_("terug"),
                      N_("hetzelfde kind; de wachttijd loopt door alsof het nooit weg was")},
};

static bool is_ordinary(enum act act) {
    return act == ACT_NONE || act == ACT_RETURN || act == ACT_ABSENT;
}

/* The alert of this kind that the receipt names, for the place if one is given. */
static const struct alert_ref *find_alert(const struct receipt *receipt, enum alert_kind kind,
                                          struct bytes place_id) {
    for (size_t i = 0; i < receipt->alert_count; i++) {
        const struct alert_ref *alert = &receipt->alerts[i];
        if (alert->kind == kind && (!place_id.at || bytes_equal(alert->place_id, place_id)))
            return alert;
    }
    return NULL;
}

static const struct refused_line *find_refused(const struct receipt *receipt,
                                               struct bytes place_id) {
    for (size_t i = 0; i < receipt->refused_count; i++)
        if (bytes_equal(receipt->refused[i].id, place_id))
            return &receipt->refused[i];
    return NULL;
}

#define DETAILS_SIZE 160

/* "(INGETROKKEN 2.371)", "(47 van 81 plekken, AFWIJKEND 2.372)", "(TOEKOMST aanmelddatum)".
 * False: it did not happen. */
static bool describe(enum act act, struct bytes place_id, const struct receipt *receipt,
                     char details[DETAILS_SIZE]) {
    char number[NUMBER_TEXT_SIZE];
    enum alert_kind kind = expected[act].alert;
    if (act == ACT_MISTYPED) {
        const struct refused_line *line = find_refused(receipt, place_id);
        if (!line || !line->faults.field[FAULT_TOEKOMST])
            return false;
        snprintf(details, DETAILS_SIZE, "%s %s", fault_code_name(FAULT_TOEKOMST),
                 line->faults.field[FAULT_TOEKOMST]);
        return true;
    }
    const struct alert_ref *alert = find_alert(receipt, kind, place_id);
    if (!alert)
        return false;
    const char *name = alert_kind_name(kind);
    number_text(alert->number, number);
    if (receipt->outcome == ANSWER_HELD)
        snprintf(details, DETAILS_SIZE, _("%u van %u plekken weg, %s %s"), receipt->would_leave,
                 receipt->previous, name, number);
    else
        snprintf(details, DETAILS_SIZE, "%s %s", name, number);
    return true;
}

enum status play_tell(struct play *play, enum act act, size_t aanbieder, day_t day,
                      const struct region_wait *wait, const struct receipt *receipt,
                      struct complaint *complaint) {
    const struct region_aanbieder *who = region_aanbieder(play->region, aanbieder);
    if (is_ordinary(act))
        return STATUS_OK;
    char details[DETAILS_SIZE];
    bool named = expected[act].concerns_place && wait;
    struct bytes place_id = named ? bytes_of_text(wait->id) : (struct bytes){0};
    if (receipt->outcome != expected[act].outcome || !describe(act, place_id, receipt, details))
        return complain(complaint, STATUS_DAMAGED, _("niet gebeurd: %s"),
                        said(expected[act].words));
    const char *title = said(expected[act].title);
    if (named)
        screen_event(&play->screen, day, _("%s, plek %s: %s (%s)"), who->naam, wait->id, title,
                     details);
    else
        screen_event(&play->screen, day, "%s: %s (%s)", who->naam, title, details);
    screen_line(&play->screen, "           %s", said(expected[act].words));
    return STATUS_OK;
}
