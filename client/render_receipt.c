#include "client/render.h"

#include "client/language.h"
#include "client/render_words.h"

#include <inttypes.h>

static const char *outcome_words(enum answer outcome) {
    switch (outcome) {
    case ANSWER_ACCEPTED:
        return _("Verwerkt");
    case ANSWER_HELD:
        return _("VASTGEHOUDEN");
    case ANSWER_REJECTED:
        return _("AFGEKEURD");
    case ANSWER_DISCARDED:
        return _("Weggegooid");
    case ANSWER_NONE:
    case ANSWER_OK:
    case ANSWER_DUPLICATE:
    case ANSWER_CONFLICT:
    case ANSWER_GAP:
    case ANSWER_MALFORMED:
    case ANSWER_DENIED:
    case ANSWER_LATER:
    case ANSWER_NOTHING_HELD:
    case ANSWER_STALE:
    case ANSWER_COUNT:
        break;
    }
    return answer_name(outcome);
}

static void write_balance(FILE *out, const struct receipt *receipt) {
    const bool accepted = receipt->outcome == ANSWER_ACCEPTED;
    /* Of a late one `open` is of now, what changed is of its own moment. */
    if (accepted && receipt->late)
        fprintf(out, _("   Op dat moment: %u nieuw, %u gewijzigd, %u van de lijst"),
                receipt->new_places, receipt->changed, receipt->left);
    else if (accepted)
        fprintf(out, _("   Open plekken: %u (was %u): %u nieuw, %u gewijzigd, %u van de lijst"),
                receipt->open, receipt->previous, receipt->new_places, receipt->changed,
                receipt->left);
    else
        fprintf(out, _("   Open plekken: %u"), receipt->open);
    if (receipt->completed)
        fprintf(out, _(", %u eerder vertrek aangevuld"), receipt->completed);
    fprintf(out, ".\n");
    if (receipt->late)
        fprintf(out, _("   Het peilmoment is ouder dan dat van een eerdere levering: dit verbetert "
                       "het verleden, niet de huidige lijst.\n"));
    if (receipt->outcome == ANSWER_HELD)
        fprintf(out,
                _("   %u van %u plekken zouden verdwijnen. Klopt dat, geef dan: wachtpost "
                  "confirm --apply. Klopt het niet: lever een juiste lijst.\n"),
                receipt->would_leave, receipt->previous);
    if (receipt->reject_reason != REJECT_NONE)
        fprintf(out, "   %s: %s\n", reject_reason_name(receipt->reject_reason),
                said(reject_reason_sentence(receipt->reject_reason)));
}

static void write_vanished(FILE *out, const struct receipt *receipt) {
    char count[COUNT_WORDS_SIZE];
    if (receipt->vanished_count == 0)
        return;
    fprintf(out, _("   Verdwenen zonder reden (%s):"),
            count_words(receipt->vanished_count, "plek", "plekken", count));
    for (size_t i = 0; i < receipt->vanished_count; i++) {
        fprintf(out, "%s ", i ? "," : "");
        write_text(out, receipt->vanished[i]);
    }
    fprintf(out, _(". Geef de reden in een volgende levering.\n"));
}

static void write_refused_line(FILE *out, const struct refused_line *line, uint32_t row) {
    for (enum fault_code code = FAULT_NONE; code < FAULT_CODE_COUNT; code++) {
        if (!line->faults.field[code])
            continue;
        if (row)
            fprintf(out, _("   Geweigerd: rij %u"), row);
        else if (line->section == SECTION_OUTFLOW)
            fprintf(out, _("   Geweigerd: uitstroom, regel %u"), line->index + 1);
        else
            fprintf(out, _("   Geweigerd: plekken, regel %u"), line->index + 1);
        if (line->id.size > 0) {
            fprintf(out, " (");
            write_text(out, line->id);
            fprintf(out, ")");
        }
        fprintf(out, ", %s, %s: %s\n", line->faults.field[code], fault_code_name(code),
                said(fault_sentence(code)));
    }
}

static void write_warnings(FILE *out, const struct receipt *receipt) {
    for (size_t i = 0; i < receipt->warning_count; i++) {
        fprintf(out, _("   Let op"));
        if (receipt->warnings[i].id.size > 0)
            fprintf(out, " (");
        write_text(out, receipt->warnings[i].id);
        fprintf(out, "%s: %s\n", receipt->warnings[i].id.size > 0 ? ")" : "",
                said(warning_sentence(receipt->warnings[i].code)));
    }
}

static void write_alert_counts(FILE *out, const struct receipt *receipt) {
    bool first = true;
    if (receipt->alert_count == 0)
        return;
    fprintf(out, _("   Alerts:"));
    for (enum alert_kind kind = ALERT_NONE; kind < ALERT_KIND_COUNT; kind++) {
        size_t count = 0;
        for (size_t i = 0; i < receipt->alert_count; i++)
            count += receipt->alerts[i].kind == kind;
        if (count > 0)
            fprintf(out, "%s %zu %s", first ? "" : ",", count, alert_kind_name(kind));
        first = first && count == 0;
    }
    fprintf(out, ".\n");
}

void render_receipt(FILE *out, const struct receipt *receipt, const struct wachtlijst *list) {
    char peilmoment[DUTCH_INSTANT_SIZE], recorded[DUTCH_INSTANT_SIZE];
    fprintf(out, _("%s: levering %" PRIu64 " van %s, peilmoment %s, ontvangen %s.\n"),
            outcome_words(receipt->outcome), receipt->sequence, receipt->agb.text,
            dutch_instant(receipt->peilmoment, peilmoment),
            dutch_instant(receipt->recorded_at, recorded));
    write_balance(out, receipt);
    write_vanished(out, receipt);
    for (size_t i = 0; i < receipt->refused_count; i++)
        write_refused_line(out, &receipt->refused[i], row_of_refused(&receipt->refused[i], list));
    write_warnings(out, receipt);
    write_alert_counts(out, receipt);
}

void render_mistakes(FILE *out, const char *file_name, const struct csv_mistake *mistakes,
                     size_t count) {
    for (size_t i = 0; i < count; i++) {
        fprintf(out, _("%s: rij %u"), file_name, mistakes[i].row);
        if (mistakes[i].column[0])
            fprintf(out, _(", kolom %s"), mistakes[i].column);
        fprintf(out, ", %s: %s\n", mistakes[i].kind,
                mistakes[i].told ? mistakes[i].told : said(mistakes[i].sentence));
    }
}
