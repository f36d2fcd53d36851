#include "client/render.h"

#include "client/render_words.h"

#include <inttypes.h>

/* What happened, in a few words. */
static void write_headline(FILE *out, const struct alert *alert) {
    const struct place_alert *place = &alert->place;
    switch (alert->kind) {
    case DREIGEND:
        fprintf(out, "dreigt over de norm te gaan");
        break;
    case OVERSCHRIJDING:
        fprintf(out, "wacht langer dan de norm");
        break;
    case NIVEAU:
        fprintf(out, "wacht nu %u maanden", place->level);
        break;
    case INGETROKKEN:
        fprintf(out, "ingetrokken: %s", cause_words(place->cause));
        break;
    case VAN_LIJST:
        fprintf(out, "van de lijst: %s, %s", uitstroomreden_words(place->reden),
                helped_words(place->helped));
        break;
    case STIL:
        fprintf(out, alert->holder.ends ? "levert weer" : "levert niet");
        break;
    case AFWIJKEND:
        fprintf(out,
                alert->holder.ends ? "vastgehouden levering afgehandeld" : "levering vastgehouden");
        break;
    case ALERT_NONE:
    case ALERT_KIND_COUNT:
        break;
    }
}

static void write_holder(FILE *out, const struct alert *alert) {
    const struct aanbieder_alert *holder = &alert->holder;
    char day[DUTCH_DAY_SIZE], instant[DUTCH_INSTANT_SIZE], count[DUTCH_COUNT_SIZE];
    if (holder->ends)
        fprintf(out, "   Dit beëindigt alert %" PRIu64 ".", holder->ends);
    else
        fprintf(out, "  ");
    if (alert->kind == STIL) {
        fprintf(out, " %s %s; afgesproken is elke %s.\n",
                holder->ends ? "Geen levering sinds" : "Laatste levering of inschrijving:",
                dutch_day(holder->silent_since, day),
                dutch_count(holder->interval_days, "dag", "dagen", count));
        return;
    }
    fprintf(out, " Levering %" PRIu64 " van %s zou %u van %s laten verdwijnen", holder->sequence,
            dutch_instant(holder->peilmoment, instant), holder->would_leave,
            dutch_count(holder->open, "plek", "plekken", count));
    if (holder->ends)
        fprintf(out, " en %s.\n", hold_end_words(holder->end));
    else
        fprintf(out, "; de aanbieder bevestigt of vervangt haar.\n");
}

static void write_wait(FILE *out, const struct place_alert *place) {
    char start[DUTCH_DAY_SIZE], crossing[DUTCH_DAY_SIZE], left[DUTCH_DAY_SIZE];
    fprintf(out, "   Wacht sinds %s (%s); schadelijk vanaf %s, norm ",
            dutch_day(place->start, start), clock_name(place->clock),
            dutch_day(place->crossing, crossing));
    write_text(out, place->norm_id);
    if (place->left_on != DAY_NONE)
        fprintf(out, "; van de lijst op %s", dutch_day(place->left_on, left));
    if (place->reached_level)
        fprintf(out, "; al langer dan %u maanden", place->reached_level);
    if (place->on_arrival)
        fprintf(out, place->first_snapshot ? "; stond in de eerste levering al over de norm"
                                           : "; stond bij aankomst al over de norm");
    else if (place->first_snapshot)
        fprintf(out, "; uit de eerste levering");
    fprintf(out, ".\n");
}

static void write_circumstances(FILE *out, const struct place_alert *place) {
    char count[DUTCH_COUNT_SIZE];
    fprintf(out, "   Maatregel %s", maatregel_words(place->maatregel));
    if (maatregel_protects(place->maatregel) || place->gi.text[0])
        fprintf(out, ", GI %s", place->gi.text[0] ? place->gi.text : "onbekend");
    fprintf(out, "; overbrugging %s; urgentie %s; ", overbrugging_words(place->overbrugging),
            urgentie_words(place->urgentie));
    if (!place->other_places_known)
        fprintf(out, "andere plekken onbekend.\n");
    else if (place->other_places == 0)
        fprintf(out, "geen andere plek.\n");
    else
        fprintf(out, "%s.\n",
                dutch_count(place->other_places, "andere plek", "andere plekken", count));
}

static void write_references(FILE *out, const struct place_alert *place) {
    if (place->corrects)
        fprintf(out, "   Dit verbetert alert %" PRIu64 ".\n", place->corrects);
    if (place->withdraws_count == 0)
        return;
    fprintf(out, "   Dit trekt in: alert");
    for (size_t i = 0; i < place->withdraws_count; i++)
        fprintf(out, "%s %" PRIu64, i ? "," : "", place->withdraws[i]);
    fprintf(out, ".\n");
}

static void write_caller(FILE *out, const struct alert *alert) {
    char count[DUTCH_COUNT_SIZE];
    fprintf(out, "   Bel ");
    write_text(out, alert->aanbieder);
    fprintf(out, " (%s)", alert->agb.text);
    if (alert->telefoon.size > 0) {
        fprintf(out, ", ");
        write_text(out, alert->telefoon);
    }
    if (alert->mail.size > 0) {
        fprintf(out, ", ");
        write_text(out, alert->mail);
    }
    if (alert_concerns_place(alert->kind)) {
        fprintf(out, ", over plek ");
        write_text(out, alert->place.place_id);
    }
    if (alert->data_peilmoment)
        fprintf(out, "; gegevens van %s oud",
                dutch_count(alert->data_age_days, "dag", "dagen", count));
    fprintf(out, ".\n");
}

static void write_place(FILE *out, const struct alert *alert) {
    char count[DUTCH_COUNT_SIZE];
    fprintf(out, "; %s, %s; %s\n", hulpvorm_words(alert->place.hulpvorm),
            gemeente_words(alert->place.gemeente),
            dutch_count(alert->place.days_waited, "dag gewacht", "dagen gewacht", count));
    fprintf(out, "   Rang %u: ", alert->place.rank);
    write_text(out, alert->place.rank_sentence);
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
        fprintf(out, "%u  %-14s %4u dagen  %-23s %-21s ", place->rank, alert_kind_name(alert->kind),
                place->days_waited, hulpvorm_words(place->hulpvorm),
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
