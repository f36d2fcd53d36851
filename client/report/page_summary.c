/* The page's first screen: the numbers that matter, how they moved, and where. */
#include "client/report/page.h"

#include "client/html.h"

#include <inttypes.h>

/* `share` (may be NULL) follows in words. */
static void key_number(const struct page *page, const char *figure, const char *unit,
                       const char *words, const char *share, const char *share_words) {
    char number[FACT_TEXT_SIZE];
    struct fact fact = page_fact(page, &page->last->region, figure);
    fprintf(page->out, "<li><b>%s%s</b> ", fact_words(&fact, number),
            fact.state == FACT_SHOWN ? unit : "");
    html_words(page->out, words);
    if (share) {
        struct fact part = page_fact(page, &page->last->region, share);
        if (part.state == FACT_SHOWN) {
            fprintf(page->out, ", %s%% ", fact_words(&part, number));
            html_words(page->out, share_words);
        }
    }
    fputs("</li>\n", page->out);
}

static void key_coverage(const struct page *page) {
    const struct line *region = &page->last->region;
    struct fact expected = page_fact(page, region, "aanbieders_verwacht");
    struct fact fresh = page_fact(page, region, "aanbieders_actueel");
    struct fact stale = page_fact(page, region, "aanbieders_verouderd");
    struct fact oldest = page_fact(page, region, "oudste_gegevens");
    char number[FACT_TEXT_SIZE];
    fprintf(page->out, "<li><b>%" PRIu64 " van %" PRIu64 "</b> aanbieders in beeld",
            (fresh.tenths + stale.tenths) / 10, expected.tenths / 10);
    if (stale.tenths > 0)
        fprintf(page->out, ", van wie %s met verouderde gegevens", fact_words(&stale, number));
    if (oldest.state == FACT_SHOWN)
        fprintf(page->out, "; oudste gegevens %s dagen", fact_words(&oldest, number));
    fputs("</li>\n", page->out);
}

/* One figure of the sheet so many quarters back; none where the page does not reach. */
static struct fact earlier(const struct page *page, const char *figure, size_t back) {
    if (back >= page->sheets->count)
        return (struct fact){.state = FACT_NONE};
    const struct sheet *sheet = &page->sheets->sheet[page->sheets->count - 1 - back];
    return fact_named(&sheet->region, figure, page->sheets->audience, sheet->period.on);
}

static void tell_change(const struct page *page, const char *figure, size_t back,
                        const char *when) {
    struct fact now = earlier(page, figure, 0), then = earlier(page, figure, back);
    char number[FACT_TEXT_SIZE];
    if (now.state != FACT_SHOWN || then.state != FACT_SHOWN)
        return;
    struct fact change = now;
    change.tenths = now.tenths > then.tenths ? now.tenths - then.tenths : then.tenths - now.tenths;
    if (change.tenths == 0)
        fprintf(page->out, " Dat is %s %s.", now.rounded ? "ongeveer evenveel als" : "evenveel als",
                when);
    else
        fprintf(page->out, " Dat is %s%s %s dan %s.", now.rounded ? "ongeveer " : "",
                fact_words(&change, number), now.tenths > then.tenths ? "meer" : "minder", when);
}

static void tell_trend(const struct page *page, const char *figure, const char *words) {
    char number[FACT_TEXT_SIZE];
    struct fact fact = page_fact(page, &page->last->region, figure);
    if (fact.state != FACT_SHOWN)
        return;
    fprintf(page->out, "<p>%s %s.", fact_words(&fact, number), words);
    tell_change(page, figure, 1, "een kwartaal eerder");
    tell_change(page, figure, 4, "een jaar eerder");
    fputs("</p>\n", page->out);
}

#define TOP_COUNT 3

/* Those with most beyond the norm, of the ones that are shown. */
static size_t top_lines(const struct page *page, const struct line *top[TOP_COUNT]) {
    const struct block *block = &page->last->blocks[BLOCK_HULPVORM];
    size_t count = 0;
    for (size_t i = 0; i < block->count; i++) {
        const struct line *line = &block->lines[i];
        struct fact fact = page_fact(page, line, "wachtplekken_schadelijk");
        if (line->together > 0 || fact.state != FACT_SHOWN || fact.tenths == 0)
            continue;
        size_t at = count;
        while (at > 0 &&
               page_fact(page, top[at - 1], "wachtplekken_schadelijk").tenths < fact.tenths)
            at--;
        if (at == TOP_COUNT)
            continue;
        count += count < TOP_COUNT;
        for (size_t k = count - 1; k > at; k--)
            top[k] = top[k - 1];
        top[at] = line;
    }
    return count;
}

static void tell_top(const struct page *page) {
    const struct line *top[TOP_COUNT];
    size_t count = top_lines(page, top);
    if (count == 0)
        return;
    fputs("<p>De meeste plekken langer dan de norm: ", page->out);
    for (size_t i = 0; i < count; i++) {
        char number[FACT_TEXT_SIZE], share[FACT_TEXT_SIZE], room[LINE_NAME_SIZE];
        struct fact beyond = page_fact(page, top[i], "wachtplekken_schadelijk");
        struct fact part = page_fact(page, top[i], "aandeel_schadelijk");
        fputs(i == 0 ? "" : i + 1 == count ? " en " : ", ", page->out);
        html_words(page->out, line_name(top[i], room));
        fprintf(page->out, " (%s, %s%% van wie daar wacht)", fact_words(&beyond, number),
                fact_words(&part, share));
    }
    fputs(".</p>\n", page->out);
}

void page_summary(const struct page *page) {
    fputs("<ul class=\"key\">\n", page->out);
    key_number(page, "wachtplekken", "", "wachtplekken open", NULL, NULL);
    key_number(page, "wachtplekken_schadelijk", "", "wachten langer dan de norm (bruto)",
               "aandeel_schadelijk", "van alle plekken");
    key_number(page, "wachtplekken_schadelijk_netto", "",
               "daarvan zonder overbruggingszorg (netto)", "aandeel_schadelijk_netto",
               "van de plekken zonder overbrugging");
    key_number(page, "wachtplekken_schadelijk_bescherming", "",
               "met een beschermingsmaatregel langer dan de norm", NULL, NULL);
    key_number(page, "gestart_plekken", "", "keer begon de hulp dit kwartaal",
               "aandeel_gestart_binnen_norm", "binnen de norm");
    key_coverage(page);
    fputs("</ul>\n", page->out);
    tell_trend(page, "wachtplekken_schadelijk", "plekken wachten langer dan de norm");
    tell_trend(page, "wachtplekken", "plekken staan in totaal open");
    tell_top(page);
}

void page_region(const struct page *page) {
    static const struct trend_column columns[] = {
        {"wachtplekken", "wachtplekken", true},
        {"wachtplekken_schadelijk", "boven de norm, bruto", true},
        {"wachtplekken_schadelijk_netto", "boven de norm, netto", true},
        {"jeugdigen_minstens", "jeugdigen, minstens", false},
        {"jeugdigen_hoogstens", "jeugdigen, hoogstens", false},
        {"jeugdigen_schadelijk_hoogstens", "jeugdigen boven de norm, hoogstens", false},
    };
    const struct trend trend = {.id = "regio-lijn",
                                .title = "Wachtplekken in de regio aan het eind van elk kwartaal",
                                .subject = region_subject,
                                .column_count = sizeof columns / sizeof *columns,
                                .columns = columns};
    paragraph(page, "Bruto zijn alle plekken; netto zijn de plekken zonder bekende "
                    "overbruggingszorg. Een jeugdige kan op meer dan een plek wachten en telt als "
                    "jeugdige maar een keer; zonder pseudoniem is niet te zien of twee plekken van "
                    "dezelfde jeugdige zijn, vandaar minstens en hoogstens.");
    page_trend_chart(page, &trend);
}
