#include "client/alerts/digest.h"

#include "client/language.h"
#include "client/render_words.h"

/* Below it a count of children is not shown. */
#define LEAST_SHOWN 5
#define ROUNDED_TO 5
#define NUMBER_WORDS_SIZE 32

static void count_left(struct digest *digest, enum helped helped) {
    if (helped == HELPED_YES)
        digest->left_helped++;
    else
        digest->left_without++;
}

static void count_holder(struct digest *digest, const struct alert *alert) {
    bool ends = alert->holder.ends != 0;
    if (alert->kind == STIL)
        ends ? digest->heard++ : digest->silent++;
    else
        ends ? digest->settled++ : digest->held++;
}

void digest_count(struct digest *digest, const struct alert *alert) {
    if (digest->first && alert->recorded_at < *digest->now - MICROSECONDS_PER_DAY)
        return;
    switch (alert->kind) {
    case OVERSCHRIJDING:
        digest->over++;
        break;
    case NIVEAU:
        digest->levels++;
        break;
    case DREIGEND:
        digest->near++;
        break;
    case VAN_LIJST:
        count_left(digest, alert->place.helped);
        break;
    case INGETROKKEN:
        digest->withdrawn++;
        break;
    case STIL:
    case AFWIJKEND:
        count_holder(digest, alert);
        break;
    case ALERT_NONE:
    case ALERT_KIND_COUNT:
        break;
    }
}

static void write_children(FILE *out, const char *what, uint32_t count) {
    char words[NUMBER_WORDS_SIZE];
    snprintf(words, sizeof words, "%s", _("geen"));
    if (count >= LEAST_SHOWN)
        snprintf(words, sizeof words, _("ongeveer %u"),
                 (count + ROUNDED_TO / 2) / ROUNDED_TO * ROUNDED_TO);
    else if (count > 0)
        snprintf(words, sizeof words, _("minder dan %d"), LEAST_SHOWN);
    fprintf(out, "  %-46s %s\n", what, words);
}

static void write_aanbieders(FILE *out, const char *what, uint32_t count) {
    if (count > 0)
        fprintf(out, "  %-46s %u\n", what, count);
    else
        fprintf(out, "  %-46s %s\n", what, _("geen"));
}

static void write_head(FILE *out, const struct digest *digest) {
    char day[DUTCH_DAY_SIZE];
    fprintf(out,
            _("Subject: Wachtpost: samenvatting van %s\n"
              "MIME-Version: 1.0\n"
              "Content-Type: text/plain; charset=us-ascii\n"
              "Auto-Submitted: auto-generated\n"
              "\n"),
            dutch_day(day_of_instant(*digest->now), day));
    if (digest->virtual_clock)
        fprintf(out, _("Deze server loopt op een gespeelde klok: niets hiervan is echt.\n\n"));
    if (digest->first)
        fprintf(out, _("In de afgelopen 24 uur is over wachtplekken gemeld:\n\n"));
    else
        fprintf(out, _("Sinds de vorige samenvatting is over wachtplekken gemeld:\n\n"));
}

void render_digest(FILE *out, const struct digest *digest) {
    write_head(out, digest);
    write_children(out, _("wacht langer dan de norm"), digest->over);
    write_children(out, _("wacht nu 6, 9 of 12 maanden"), digest->levels);
    write_children(out, _("dreigt over de norm te gaan"), digest->near);
    write_children(out, _("van de lijst, geholpen"), digest->left_helped);
    write_children(out, _("van de lijst, niet geholpen of onbekend"), digest->left_without);
    write_children(out, _("ingetrokken"), digest->withdrawn);
    fprintf(out, _("\nOver aanbieders:\n\n"));
    write_aanbieders(out, _("levert niet zoals afgesproken"), digest->silent);
    write_aanbieders(out, _("levert weer"), digest->heard);
    write_aanbieders(out, _("levering vastgehouden"), digest->held);
    write_aanbieders(out, _("vastgehouden levering afgehandeld"), digest->settled);
    fprintf(out, _("\n"
                   "Over wie het gaat en wie u belt, ziet u met: wachtpost worklist\n"
                   "\n"
                   "Een e-mail kan bij anderen terechtkomen. Daarom staan aantallen van 1 tot\n"
                   "en met 4 er niet in, is de rest op vijf afgerond en is er geen totaal.\n"));
}
