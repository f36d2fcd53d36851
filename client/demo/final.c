#include "client/demo/final.h"

#include "client/demo/papers.h"
#include "client/language.h"
#include "client/render.h"

#include <inttypes.h>
#include <stdlib.h>

#define SHOWN 12

/* Somebody still has to act on it: not for a child that was helped, nor for what turned
 * out to be wrong. */
static bool asks_for_action(const struct alert *alert) {
    return alert_concerns_place(alert->kind) && alert->kind != INGETROKKEN &&
           alert->place.helped != HELPED_YES;
}

/* By rank, then by days waited, then by number: as design and daemon say. */
static int compare(const void *left, const void *right) {
    const struct alert *a = left, *b = right;
    if (a->place.rank != b->place.rank)
        return a->place.rank < b->place.rank ? -1 : 1;
    if (a->place.days_waited != b->place.days_waited)
        return a->place.days_waited > b->place.days_waited ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* Those that ask for action to the front; how many they are. */
static size_t pick(struct book *book) {
    size_t kept = 0;
    for (size_t i = 0; i < book->today_count; i++) {
        if (!asks_for_action(&book->today[i]))
            continue;
        struct alert alert = book->today[kept];
        book->today[kept++] = book->today[i];
        book->today[i] = alert;
    }
    qsort(book->today, kept, sizeof *book->today, compare);
    return kept;
}

static size_t count_today(const struct book *book, enum alert_kind kind, enum helped helped) {
    size_t count = 0;
    for (size_t i = 0; i < book->today_count; i++)
        count += book->today[i].kind == kind && book->today[i].place.helped == helped;
    return count;
}

static void show_last_day(struct play *play) {
    FILE *out = play->screen.out;
    struct book *book = &play->book;
    char words[DAY_WORDS_SIZE];
    size_t asking = pick(book);
    fprintf(out, _("\n%s, zeven uur: dit ziet een coördinator van Zorglogistiek\n"),
            day_words_long(play->first_day + play->days, words));
    fprintf(out, _("%zu nieuwe alerts die om iemand vragen; de eerste voluit, dan op volgorde\n\n"),
            asking);
    if (asking > 0)
        render_alert(out, &book->today[0]);
    for (size_t i = 1; i < asking && i < SHOWN; i++)
        render_alert_line(out, &book->today[i]);
    if (asking > SHOWN)
        fprintf(out, _("   ... en nog %zu\n"), asking - SHOWN);
    fprintf(out, _("Verder vandaag: %zu geholpen en van de lijst, %zu ingetrokken.\n"),
            count_today(book, VAN_LIJST, HELPED_YES), count_today(book, INGETROKKEN, HELPED_NONE));
}

static void show_counts(const struct play *play) {
    static const char *const meaning[ALERT_KIND_COUNT] = {
        [DREIGEND] = N_("over twee weken voorbij de norm"),
        [OVERSCHRIJDING] = N_("langer dan drie maanden"),
        [NIVEAU] = N_("langer dan 6, 9 of 12 maanden"),
        [INGETROKKEN] = N_("bleek niet waar"),
        [VAN_LIJST] = N_("was voorbij de norm en is weg"),
        [STIL] = N_("een aanbieder levert niet, of weer"),
        [AFWIJKEND] = N_("een levering vastgehouden, of afgehandeld")};
    FILE *out = play->screen.out;
    fprintf(out, _("\nDe alerts van het kwartaal  eerste dag    daarna\n"));
    for (size_t kind = DREIGEND; kind < ALERT_KIND_COUNT; kind++) {
        char first[NUMBER_TEXT_SIZE], later[NUMBER_TEXT_SIZE];
        fprintf(out, "   %-22s %12s %9s  %s\n", alert_kind_name((enum alert_kind)kind),
                number_text(play->book.first_day[kind], first),
                number_text(play->book.later[kind], later), said(meaning[kind]));
    }
}

static void show_deliveries(const struct play *play) {
    const struct counts *counts = &play->counts;
    char open[NUMBER_TEXT_SIZE], delivered[NUMBER_TEXT_SIZE], files[NUMBER_TEXT_SIZE];
    uint64_t crossings = play->book.later[OVERSCHRIJDING] * 10 / (uint64_t)play->days;
    fprintf(play->screen.out,
            _("\n%s plekken open; %" PRIu64 ",%" PRIu64 " kinderen per dag over de norm.\n"),
            number_text(counts->open, open), crossings / 10, crossings % 10);
    fprintf(play->screen.out, _("Cijfers en regiomonitor tellen wat de regio samen inkoopt: zonder "
                                "ambulante hulp in Den Haag.\n"));
    fprintf(play->screen.out,
            _("%s leveringen uit %s bestanden; vastgehouden: %" PRIu64
              ", regels geweigerd: %" PRIu64
              ",\nvoor verzending teruggegeven met rij en kolom van de fout: %" PRIu64 ".\n"),
            number_text(counts->deliveries, delivered), number_text(counts->files, files),
            counts->held, counts->refused_lines, counts->returned_files);
}

/* "bin/" of how the reader called us. */
static void print_beside(FILE *out, const char *program, const char *other) {
    const char *slash = strrchr(program, '/');
    fprintf(out, "  %.*s%s", slash ? (int)(slash + 1 - program) : 0, program, other);
}

static void show_way(const struct play *play, const char *program) {
    FILE *out = play->screen.out;
    const char *folder = play->folder.path;
    char day[DAY_TEXT_SIZE];
    day_text(play->first_day + play->days, day);
    fprintf(out, _("\nAlles ligt in %s:\n"), folder);
    fprintf(
        out,
        _("  werklijst.html                        wat de coördinator vandaag te doen heeft\n"));
    if (papers_have_monitor(play))
        fprintf(out,
                _("  regiomonitor/regiomonitor.html        het kwartaal in cijfers, en als CSV "
                  "ernaast\n"));
    fprintf(out,
            _("  startpunt/                            wachttijden voor verwijzers en ouders\n"));
    fprintf(out, _("  aanbieders/AGB/wachtlijst-DATUM.csv   wat elke aanbieder leverde\n"));
    fprintf(out, _("  sleutels/, wachtpostd/deelnemers.d/   wie meedoet, en waarmee\n"));
    fprintf(out, _("  wachtpostd/, wachtpostd.log           de daemon, een regel per levering\n"));
    fprintf(out, _("De daemon is gestopt. Zo start hij weer, en zo kijkt u verder:\n"));
    print_beside(out, program, "wachtpostd");
    fprintf(out, " -c %s/" SERVER_FOLDER "/wachtpostd.conf --virtual-clock %s &\n", folder, day);
    print_beside(out, program, "wachtpost");
    fprintf(out, " worklist -c %s/%s.conf\n", folder, play->coordinator.name);
    print_beside(out, program, "wachtpost");
    fprintf(out, " figures -c %s/%s.conf --on %s --by gemeente\n", folder, play->analist.name, day);
    print_beside(out, program, "wachtpost");
    fprintf(out, " status -c %s/%s.conf\n", folder, play->steward.name);
    fprintf(out, "  kill %%1\n");
}

void final_screen(struct play *play, const char *program) {
    show_last_day(play);
    show_counts(play);
    show_deliveries(play);
    show_way(play, program);
    fflush(play->screen.out);
}
