/* The sections that follow the region through the quarters. */
#include "client/report/page.h"

#include "client/html.h"
#include "client/report/quarter.h"

static void tabulate(const struct page *page, const struct bar_chart *chart) {
    const char *heads[1 + MAX_CHART_PARTS + 2] = {"kwartaal"};
    const char *const coverage[] = {COVERAGE_HEADS};
    char id[64];
    for (size_t i = 0; i < chart->part_count; i++)
        heads[1 + i] = chart->parts[i];
    heads[1 + chart->part_count] = coverage[0];
    heads[2 + chart->part_count] = coverage[1];
    snprintf(id, sizeof id, "%s-tabel", chart->id);
    html_table_open(page->out, id, chart->title, heads, chart->part_count + 3);
    for (size_t row = 0; row < chart->row_count; row++) {
        const struct sheet *sheet = &page->sheets->sheet[row];
        row_open(page);
        cell_head(page, chart->rows[row]);
        for (size_t i = 0; i < chart->part_count; i++)
            cell_fact(page, chart->values[row * chart->part_count + i], "");
        cells_coverage(page, &sheet->region, sheet->period.on);
        row_close(page);
    }
    html_table_close(page->out);
}

/* A bar per quarter and the table under it; `figures` are those of the chart's parts. */
static void draw(const struct page *page, const struct bar_chart *wanted,
                 const char *const *figures) {
    char rooms[REPORT_QUARTERS][QUARTER_TEXT_SIZE];
    const char *rows[REPORT_QUARTERS];
    struct fact values[REPORT_QUARTERS * MAX_CHART_PARTS];
    struct bar_chart chart = *wanted;
    chart.row_count = page->sheets->count;
    for (size_t row = 0; row < chart.row_count; row++) {
        const struct sheet *sheet = &page->sheets->sheet[row];
        rows[row] = quarter_text(sheet->period.on, rooms[row]);
        for (size_t i = 0; i < chart.part_count; i++)
            values[row * chart.part_count + i] =
                fact_named(&sheet->region, figures[i], page->sheets->audience, sheet->period.on);
    }
    chart.rows = rows;
    chart.values = values;
    fputs("<figure>\n", page->out);
    chart_bars(page->out, &chart);
    fputs("</figure>\n", page->out);
    tabulate(page, &chart);
}

void page_bands(const struct page *page) {
    static const char *const figures[BAND_COUNT] = {
        "wachtplekken_0_1_maanden",    "wachtplekken_1_2_maanden", "wachtplekken_2_3_maanden",
        "wachtplekken_3_6_maanden",    "wachtplekken_6_9_maanden", "wachtplekken_9_12_maanden",
        "wachtplekken_12_plus_maanden"};
    static const char *const parts[BAND_COUNT] = {"tot 1 maand", "1–2",  "2–3",       "3–6",
                                                  "6–9",         "9–12", "12 en meer"};
    const struct bar_chart chart = {.id = "hoelang-staaf",
                                    .title =
                                        "Open wachtplekken naar maanden wachten, per kwartaaleinde",
                                    .unit = "plekken",
                                    .stacked = true,
                                    .split = 3,
                                    .part_count = BAND_COUNT,
                                    .parts = parts};
    paragraph(page, "In maanden tot de peildag. Blauw wacht nog geen drie maanden; oranje wacht "
                    "langer dan drie maanden.");
    draw(page, &chart, figures);
}

void page_flows(const struct page *page) {
    static const char *const figures[] = {"instroom", "uitstroom_gestart", "uitstroom_overig",
                                          "uitstroom_admin_opgeschoond"};
    static const char *const parts[] = {"kwam op de lijst", "vertrok: hulp gestart",
                                        "vertrok om een andere reden", "opgeschoond"};
    const struct bar_chart chart = {.id = "stromen-staaf",
                                    .title = "In- en uitstroom van wachtplekken per kwartaal",
                                    .unit = "plekken",
                                    .part_count = sizeof parts / sizeof *parts,
                                    .parts = parts};
    paragraph(page, "Van de lijst zijn is iets anders dan geholpen zijn; wie administratief is "
                    "opgeschoond staat apart. In het kwartaal waarin een aanbieder voor het eerst "
                    "levert telt zijn hele wachtlijst als instroom.");
    draw(page, &chart, figures);
}

void page_bescherming(const struct page *page) {
    static const struct trend_column columns[] = {
        {"wachtplekken_schadelijk_bescherming", "beschermingsmaatregel", true},
        {"wachtplekken_schadelijk_jeugdreclassering", "jeugdreclassering", true},
        {"wachtplekken_bescherming", "ook binnen de norm: bescherming", false},
        {"wachtplekken_jeugdreclassering", "ook binnen de norm: reclassering", false},
    };
    const struct trend trend = {
        .id = "bescherming-lijn",
        .title = "Wachtplekken van kinderen met een maatregel, langer dan de norm",
        .subject = region_subject,
        .column_count = sizeof columns / sizeof *columns,
        .columns = columns};
    paragraph(page, "De lijn van de doorbraakaanpak: kinderen met een beschermingsmaatregel (ots, "
                    "voogdij en de voorlopige vormen ervan) die langer wachten dan de norm. "
                    "Jeugdreclassering staat apart.");
    page_trend_chart(page, &trend);
}

void page_aanbieders(const struct page *page) {
    static const struct trend_column columns[] = {
        {"aandeel_aanbieders_3_maanden_gemiddeld", "naar het gemiddelde", true},
        {"aandeel_aanbieders_3_maanden_p80", "naar het 80e percentiel", true},
        {"aandeel_aanbieders_3_maanden_langst", "naar de langst wachtende", true},
    };
    const struct trend trend = {.id = "aanbieders-lijn",
                                .title =
                                    "Aandeel aanbieders met een wachttijd van drie maanden of meer",
                                .subject = region_subject,
                                .percent = true,
                                .column_count = sizeof columns / sizeof *columns,
                                .columns = columns};
    paragraph(page, "Van de aanbieders bij wie iemand wacht. Of een aanbieder drie maanden of meer "
                    "wachttijd heeft, hangt ervan af wat men zijn wachttijd noemt: daarom drie "
                    "lezingen naast elkaar.");
    page_trend_chart(page, &trend);
}
