/* What a reader needs to judge the numbers by: coverage, duiding and the account. */
#include "client/report/page.h"

#include "client/html.h"
#include "client/render_words.h"
#include "client/report/disclosure.h"
#include "client/report/quarter.h"

void page_coverage(const struct page *page) {
    static const char *const figures[] = {"aanbieders_verwacht",  "aanbieders_actueel",
                                          "aanbieders_verouderd", "aanbieders_weggevallen",
                                          "leveringen",           "oudste_gegevens"};
    static const char *const heads[] = {"kwartaal",
                                        "verwacht",
                                        "actueel",
                                        "verouderd",
                                        "weggevallen",
                                        "leveringen",
                                        "oudste gegevens, dagen"};
    paragraph(page,
              "Een aanbieder die langer zwijgt dan afgesproken telt nog mee tot twee keer die "
              "tijd (verouderd) en valt dan weg. Een lager totaal kan dus ook betekenen dat er "
              "minder te zien is.");
    html_table_open(page->out, "dekking-tabel", "Aanbieders en leveringen per kwartaal", heads,
                    sizeof heads / sizeof *heads);
    for (size_t i = 0; i < page->sheets->count; i++) {
        const struct sheet *sheet = &page->sheets->sheet[i];
        char quarter[QUARTER_TEXT_SIZE];
        row_open(page);
        cell_head(page, quarter_text(sheet->period.on, quarter));
        for (size_t k = 0; k < sizeof figures / sizeof *figures; k++)
            cell_fact(
                page,
                fact_named(&sheet->region, figures[k], page->sheets->audience, sheet->period.on),
                "");
        row_close(page);
    }
    html_table_close(page->out);
}

/* "1 januari 2024 tot en met ..., ambulant J&O, Delft (breuk)" */
static void write_reach(const struct page *page, const struct duiding *note) {
    char from[DUTCH_DAY_SIZE], until[DUTCH_DAY_SIZE];
    fprintf(page->out, "<strong>%s", dutch_day(note->from, from));
    if (note->until != note->from && note->until != DAY_NONE)
        fprintf(page->out, " tot en met %s", dutch_day(note->until, until));
    if (note->hulpvorm != HULPVORM_ONBEKEND) {
        fputs(", ", page->out);
        html_words(page->out, hulpvorm_words(note->hulpvorm));
    }
    if (note->gemeente[0]) {
        fputs(", ", page->out);
        html_words(page->out, gemeente_words(note->gemeente));
    }
    if (note->agb.text[0])
        fprintf(page->out, ", aanbieder %s", note->agb.text);
    fprintf(page->out, "%s</strong>: ", note->is_break ? " (breuk)" : "");
}

void page_duiding(const struct page *page) {
    if (page->sheets->duiding_count == 0) {
        paragraph(page, "Bij deze kwartalen is geen duiding vastgelegd.");
        return;
    }
    paragraph(page, "De nummers staan ook bij de lijnen in de grafieken. Bij een breuk zijn de "
                    "cijfers ervoor en erna niet zonder meer te vergelijken.");
    fputs("<ol class=\"notes\">\n", page->out);
    for (size_t i = 0; i < page->sheets->duiding_count; i++) {
        fprintf(page->out, "<li id=\"duiding-%zu\">", i + 1);
        write_reach(page, &page->sheets->duiding[i]);
        html_text(page->out, page->sheets->duiding[i].text);
        fputs("</li>\n", page->out);
    }
    fputs("</ol>\n", page->out);
}

static void explain_public(const struct page *page) {
    paragraph(page,
              "Aantallen kinderen en plekken zijn afgerond op het dichtstbijzijnde vijftal, elk "
              "op zichzelf: onderdelen tellen daarom niet precies op tot het totaal. "
              "Percentages zijn berekend uit afgeronde aantallen.");
    paragraph(page, "Aantallen van 1 tot en met 4 zijn verborgen, en ook wat ze door aftrekken zou "
                    "verraden. Verborgen betekent dus niet dat het er weinig zijn. Gemiddelden en "
                    "percentielen staan er alleen waar ze op tien of meer rusten.");
}

static void list_definitions(const struct page *page) {
    static const char *const heads[] = {"cijfer", "betekenis"};
    fputs("<h3>Wat elk cijfer betekent</h3>\n<div class=\"words\">\n", page->out);
    html_table_open(page->out, "definities", "De cijfers in feiten.csv", heads, 2);
    for (size_t figure = 0; figure < figure_name_count(); figure++) {
        if (!figure_asked(figure, REPORT_MEASURES) ||
            (page->sheets->audience == AUDIENCE_PUBLIC &&
             disclosure_release(figure, BY_NOTHING) == RELEASE_NEVER))
            continue;
        row_open(page);
        cell_head(page, figure_name(figure)->name);
        cell_words(page, figure_name(figure)->definition);
        row_close(page);
    }
    html_table_close(page->out);
    fputs("</div>\n", page->out);
}

void page_account(const struct page *page) {
    paragraph(page,
              "De klok begint op de aanmelddatum (anders de verwijsdatum of de "
              "toewijzingsdatum) en stopt pas als de hulp begint of de plek van de lijst gaat. "
              "Overbruggingszorg stopt haar niet, een wens van het gezin ook niet.");
    paragraph(page,
              "Een plek is een kind dat op een vorm van hulp bij een aanbieder wacht. Cijfers "
              "van een peildag gelden voor het einde van die dag; in- en uitstroom en starts "
              "voor het kwartaal.");
    if (page->sheets->audience == AUDIENCE_PUBLIC)
        explain_public(page);
    paragraph(page, "Alle cijfers staan in feiten.csv (voor Power BI) en feiten-excel.csv (voor "
                    "Excel), een per rij; definities.csv zegt wat elk betekent en duiding.csv wat "
                    "erbij is aangetekend.");
    list_definitions(page);
}
