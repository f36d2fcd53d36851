/* Differences in words: a row each for whoever counts, a summary for a person. */
#include "client/language.h"
#include "client/report/differences.h"

#include "client/csv_fields.h"
#include "client/render_words.h"

const char *reason_words(enum reason reason) {
    static const char *const words[REASON_COUNT] = {
        [REASON_NORM] = N_("andere norm"),
        [REASON_REGION] = N_("mogelijk een andere regio-indeling"),
        [REASON_AANBIEDERS] = N_("aanbieders bijgekomen of afgevallen"),
        [REASON_LATE] = N_("later ontvangen leveringen"),
        [REASON_DROPPED] = N_("meer of minder aanbieders weggevallen"),
        [REASON_CORRECTED] = N_("verbeterd of aangevuld in een latere levering"),
    };
    return words[reason];
}

static const struct told nothing = {0};

/* "12" or "12,5"; false: no number. */
static bool tenths_of(struct bytes value, int64_t *tenths) {
    int64_t number = 0;
    size_t at = 0;
    while (at < value.size && at < 15 && value.at[at] >= '0' && value.at[at] <= '9')
        number = 10 * number + (value.at[at++] - '0');
    bool has_tenth = at > 0 && at + 2 == value.size && value.at[at] == ',';
    if (at == 0 || (at != value.size && !has_tenth))
        return false;
    *tenths = 10 * number + (has_tenth ? value.at[at + 1] - '0' : 0);
    return true;
}

static void put_change(struct csv_fields *fields, const struct told *then, const struct told *now) {
    int64_t before, after;
    char text[32] = "";
    if (tenths_of(then->value, &before) && tenths_of(now->value, &after)) {
        int64_t change = after - before, size = change < 0 ? -change : change;
        const char *sign = change < 0 ? "-" : "";
        if (size % 10)
            snprintf(text, sizeof text, "%s%lld.%lld", sign, (long long)size / 10,
                     (long long)size % 10);
        else
            snprintf(text, sizeof text, "%s%lld", sign, (long long)size / 10);
    }
    csv_put_text(fields, text);
}

/* The facts have a decimal comma, this file a point. */
static void put_value(struct csv_fields *fields, struct bytes value) {
    char text[32];
    size_t size = value.size < sizeof text ? value.size : sizeof text;
    for (size_t i = 0; i < size; i++)
        text[i] = value.at[i] == ',' ? '.' : (char)value.at[i];
    csv_put(fields, bytes_of(text, size));
}

void differences_write(FILE *out, const void *context) {
    const struct differences *differences = context;
    struct csv_fields fields = {.file = out, .separator = ','};
    fputs("kwartaal,onderwerp,code,naam,figuur,vastgesteld,nu,verschil,weergave_vastgesteld,"
          "weergave_nu,norm_vastgesteld,norm_nu,oorzaak,bron,verspreiding\n",
          out);
    for (size_t i = 0; i < differences->count; i++) {
        const struct difference *difference = &differences->difference[i];
        const struct told *then = difference->then ? difference->then : &nothing;
        const struct told *now = difference->now ? difference->now : &nothing;
        const struct told *any = difference->then ? then : now;
        csv_put(&fields, any->quarter);
        csv_put(&fields, any->subject);
        csv_put(&fields, any->code);
        csv_put(&fields, any->name);
        csv_put(&fields, any->figure);
        put_value(&fields, then->value);
        put_value(&fields, now->value);
        put_change(&fields, then, now);
        csv_put(&fields, then->presentation);
        csv_put(&fields, now->presentation);
        csv_put(&fields, then->norm);
        csv_put(&fields, now->norm);
        csv_put_text(&fields, reason_words(difference->reason));
        csv_put(&fields, any->source);
        csv_put(&fields, any->audience);
        csv_end_row(&fields);
    }
}

static void tell_pair(FILE *out, const char *name, const struct bytes sides[2]) {
    if (bytes_equal(sides[0], sides[1]))
        return;
    char then[SHOWN_TEXT_SIZE], now[SHOWN_TEXT_SIZE];
    fprintf(out, _("    %s: %s werd %s\n"), name,
            sides[0].size > 0 ? shown_text(sides[0], then) : _("(niet getoond)"),
            sides[1].size > 0 ? shown_text(sides[1], now) : _("(niet getoond)"));
}

static void tell_quarter(FILE *out, const struct quarter_change *change) {
    char count[COUNT_WORDS_SIZE];
    bool any = false;
    fputs("  ", out);
    write_text(out, change->quarter);
    fprintf(out, ": %s; ", count_words(change->count, "cijfer", "cijfers", count));
    for (enum reason reason = REASON_NORM; reason < REASON_COUNT; reason++) {
        if (!change->reasons[reason])
            continue;
        fprintf(out, "%s%s", any ? ", " : "", said(reason_words(reason)));
        any = true;
    }
    fputc('\n', out);
    tell_pair(out, _("wachtplekken"), change->places);
    tell_pair(out, _("langer dan de norm"), change->beyond);
    tell_pair(out, _("norm"), change->norm);
    tell_pair(out, _("leveringen over dit kwartaal"), change->deliveries);
    tell_pair(out, _("aanbieders verwacht"), change->expected);
    tell_pair(out, _("aanbieders weggevallen"), change->dropped);
}

/* Whether what was known then still gives what was said then. */
static void tell_repeat(FILE *out, const struct differences_story *story) {
    if (!story->repeated)
        fputs(_("Wat toen bekend was kon niet opnieuw worden opgevraagd.\n"), out);
    else if (story->repeated_count == 0)
        fputs(_("Opnieuw berekend met wat toen bekend was: precies gelijk. Elk verschil hieronder "
                "komt dus van wat later bekend werd.\n"),
              out);
    else
        fprintf(
            out,
            ngettext("Opnieuw berekend met wat toen bekend was: %zu cijfer wijkt af van wat is "
                     "vastgesteld. Dan is de bewaartermijn van plekken verstreken, is een plek "
                     "gewist, of rekent deze software anders dan de toenmalige; dat deel van de "
                     "verschillen hieronder heeft die oorzaak.\n",
                     "Opnieuw berekend met wat toen bekend was: %zu cijfers wijken af van wat is "
                     "vastgesteld. Dan is de bewaartermijn van plekken verstreken, is een plek "
                     "gewist, of rekent deze software anders dan de toenmalige; dat deel van de "
                     "verschillen hieronder heeft die oorzaak.\n",
                     story->repeated_count),
            story->repeated_count);
}

static void tell_added(FILE *out, const struct differences *differences) {
    for (size_t i = 0; i < differences->added_count; i++) {
        fputs(i == 0 ? _("Duiding die er sindsdien bij kwam (nummer,van,tot,breuk,...):\n  ")
                     : "  ",
              out);
        write_text(out, differences->added[i]);
        fputc('\n', out);
    }
}

/* What the numbers cannot tell, so that nobody reads it into them. */
static void tell_limits(FILE *out) {
    fputs(
        _("Hoe de oorzaak is bepaald: een andere norm en het aantal verwachte aanbieders staan bij "
          "de cijfers zelf; meer leveringen met een peilmoment in het kwartaal dan toen zijn later "
          "ontvangen; een hulpvorm of gemeente die geheel verdween of verscheen wijst op een "
          "andere regio-indeling; is dat alles gelijk, dan heeft een latere levering iets "
          "verbeterd of aangevuld. Komen oorzaken samen voor, dan is alleen de eerste genoemd.\n"),
        out);
}

void differences_tell(FILE *out, const struct differences_story *story) {
    const struct differences *differences = story->differences;
    char then[DUTCH_INSTANT_SIZE], now[DUTCH_INSTANT_SIZE];
    fprintf(out, _("%s is vastgesteld, zoals bekend op %s; vergeleken met wat bekend is op %s.\n"),
            story->name, dutch_instant(story->then, then), dutch_instant(story->now, now));
    tell_repeat(out, story);
    if (differences->count == 0)
        fprintf(out, _("Alle %zu cijfers zijn nu gelijk aan de vastgestelde.\n"),
                differences->compared);
    else
        fprintf(out, _("%zu van %zu cijfers verschillen (verschillen.csv):\n"), differences->count,
                differences->compared);
    for (size_t i = 0; i < differences->quarter_count; i++)
        tell_quarter(out, &differences->quarters[i]);
    tell_added(out, differences);
    if (differences->count > 0)
        tell_limits(out);
}
