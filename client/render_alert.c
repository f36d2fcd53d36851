#include "client/render.h"

#include "client/language.h"
#include "client/render_words.h"

#include <inttypes.h>

/* What happened, in a few words. */
static void write_headline(FILE *out, const struct alert *alert) {
    const struct place_alert *place = &alert->place;
    switch (alert->kind) {
    case DREIGEND:
        fputs(_("dreigt over de norm te gaan"), out);
        break;
    case OVERSCHRIJDING:
        fputs(_("wacht langer dan de norm"), out);
        break;
    case NIVEAU:
        fprintf(out, _("wacht nu %u maanden"), place->level);
        break;
    case INGETROKKEN:
        fprintf(out, _("ingetrokken: %s"), cause_words(place->cause));
        break;
    case VAN_LIJST:
        fprintf(out, _("van de lijst: %s, %s"), said(uitstroomreden_words(place->reden)),
                helped_words(place->helped));
        break;
    case STIL:
        fprintf(out, alert->holder.ends ? _("levert weer") : _("levert niet"));
        break;
    case AFWIJKEND:
        fprintf(out, alert->holder.ends ? _("vastgehouden levering afgehandeld")
                                        : _("levering vastgehouden"));
        break;
    case ALERT_NONE:
    case ALERT_KIND_COUNT:
        break;
    }
}

static void write_holder(FILE *out, const struct alert *alert) {
    const struct aanbieder_alert *holder = &alert->holder;
    char day[DUTCH_DAY_SIZE], instant[DUTCH_INSTANT_SIZE], count[COUNT_WORDS_SIZE];
    if (holder->ends)
        fprintf(out, _("   Dit beëindigt alert %" PRIu64 "."), holder->ends);
    else
        fprintf(out, "  ");
    if (alert->kind == STIL) {
        fprintf(out,
                holder->ends
                    ? _(" Geen levering sinds %s; afgesproken is elke %s.\n")
                    : _(" Laatste levering of inschrijving: %s; afgesproken is elke %s.\n"),
                dutch_day(holder->silent_since, day),
                count_words(holder->interval_days, "dag", "dagen", count));
        return;
    }
    fprintf(out, _(" Levering %" PRIu64 " van %s zou %u van %s laten verdwijnen"), holder->sequence,
            dutch_instant(holder->peilmoment, instant), holder->would_leave,
            count_words(holder->open, "plek", "plekken", count));
    if (holder->ends)
        fprintf(out, _(" en %s.\n"), hold_end_words(holder->end));
    else
        fprintf(out, _("; de aanbieder bevestigt of vervangt haar.\n"));
}

static void write_wait(FILE *out, const struct place_alert *place) {
    char start[DUTCH_DAY_SIZE], crossing[DUTCH_DAY_SIZE], left[DUTCH_DAY_SIZE];
    char norm[SHOWN_TEXT_SIZE];
    fprintf(out, _("   Wacht sinds %s (%s); schadelijk vanaf %s, norm %s"),
            dutch_day(place->start, start), clock_name(place->clock),
            dutch_day(place->crossing, crossing), shown_text(place->norm_id, norm));
    if (place->left_on != DAY_NONE)
        fprintf(out, _("; van de lijst op %s"), dutch_day(place->left_on, left));
    if (place->reached_level)
        fprintf(out, _("; al langer dan %u maanden"), place->reached_level);
    if (place->on_arrival)
        fprintf(out, place->first_snapshot ? _("; stond in de eerste levering al over de norm")
                                           : _("; stond bij aankomst al over de norm"));
    else if (place->first_snapshot)
        fprintf(out, _("; uit de eerste levering"));
    fprintf(out, ".\n");
}

static void write_circumstances(FILE *out, const struct place_alert *place) {
    char count[COUNT_WORDS_SIZE];
    fprintf(out, _("   Maatregel %s"), said(maatregel_words(place->maatregel)));
    if (maatregel_protects(place->maatregel) || place->gi.text[0])
        fprintf(out, ", GI %s", place->gi.text[0] ? place->gi.text : _("onbekend"));
    fprintf(out, _("; overbrugging %s; urgentie %s"), said(overbrugging_words(place->overbrugging)),
            urgentie_words(place->urgentie));
    if (!place->other_places_known)
        fputs(_("; andere plekken onbekend"), out);
    else if (place->other_places == 0)
        fputs(_("; geen andere plek"), out);
    else
        fprintf(out, "; %s",
                count_words(place->other_places, "andere plek", "andere plekken", count));
    fputs(".\n", out);
}

static void write_references(FILE *out, const struct place_alert *place) {
    if (place->corrects)
        fprintf(out, _("   Dit verbetert alert %" PRIu64 ".\n"), place->corrects);
    if (place->withdraws_count == 0)
        return;
    fprintf(out, _("   Dit trekt in: alert"));
    for (size_t i = 0; i < place->withdraws_count; i++)
        fprintf(out, "%s %" PRIu64, i ? "," : "", place->withdraws[i]);
    fprintf(out, ".\n");
}

static void write_caller(FILE *out, const struct alert *alert) {
    char count[COUNT_WORDS_SIZE], name[SHOWN_TEXT_SIZE], id[SHOWN_TEXT_SIZE];
    fprintf(out, _("   Bel %s (%s)"), shown_text(alert->aanbieder, name), alert->agb.text);
    if (alert->telefoon.size > 0) {
        fprintf(out, ", ");
        write_text(out, alert->telefoon);
    }
    if (alert->mail.size > 0) {
        fprintf(out, ", ");
        write_text(out, alert->mail);
    }
    if (alert_concerns_place(alert->kind))
        fprintf(out, _(", over plek %s"), shown_text(alert->place.place_id, id));
    if (alert->data_peilmoment)
        fprintf(out, _("; gegevens van %s oud"),
                count_words(alert->data_age_days, "dag", "dagen", count));
    fprintf(out, ".\n");
}

static void write_place(FILE *out, const struct alert *alert) {
    char count[COUNT_WORDS_SIZE];
    fprintf(out, "; %s, %s; %s\n", hulpvorm_words(alert->place.hulpvorm),
            gemeente_words(alert->place.gemeente),
            count_words(alert->place.days_waited, "dag gewacht", "dagen gewacht", count));
    fprintf(out, _("   Rang %u: "), alert->place.rank);
    write_rank_sentence(out, alert->place.rank_sentence, alert->place.days_waited);
    fprintf(out, ".\n");
    write_wait(out, &alert->place);
    write_circumstances(out, &alert->place);
    write_references(out, &alert->place);
}

void render_alert(FILE *out, const struct alert *alert) {
    char due[DUTCH_DAY_SIZE];
    fprintf(out, "%" PRIu64 ". %s %s: ", alert->number, dutch_day(alert->due, due),
            alert_kind_name(alert->kind));
    write_headline(out, alert);
    if (alert_concerns_place(alert->kind)) {
        write_place(out, alert);
    } else {
        fprintf(out, "\n");
        write_holder(out, alert);
    }
    write_caller(out, alert);
    fprintf(out, "\n");
}

void render_alert_line(FILE *out, const struct alert *alert) {
    const struct place_alert *place = &alert->place;
    if (alert_concerns_place(alert->kind))
        fprintf(out, _("%u  %-14s %4u dagen  %-23s %-21s "), place->rank,
                alert_kind_name(alert->kind), place->days_waited, hulpvorm_words(place->hulpvorm),
                gemeente_words(place->gemeente));
    else
        fprintf(out, "-  %-14s ", alert_kind_name(alert->kind));
    if (alert_concerns_place(alert->kind)) {
        write_text(out, place->place_id);
        fprintf(out, "  ");
    }
    write_text(out, alert->aanbieder);
    if (alert->telefoon.size > 0)
        fprintf(out, "  ");
    write_text(out, alert->telefoon);
    fprintf(out, "\n");
}
