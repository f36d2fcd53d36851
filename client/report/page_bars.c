/* The sections with bars per hulpvorm: phases, obstacles, and waiting now next to waited
 * until help began. */
#include "client/report/page.h"

#include "client/html.h"

/* One row of names and one of numbers, for a chart over the hulpvormen that live. */
#define MAX_ROWS (HULPVORM_COUNT + 1)

struct bars {
    size_t count;
    char rooms[MAX_ROWS][LINE_NAME_SIZE];
    const char *names[MAX_ROWS];
    const struct line *lines[MAX_ROWS];
};

static void add_row(struct bars *bars, const struct line *line) {
    bars->lines[bars->count] = line;
    bars->names[bars->count] = line_name(line, bars->rooms[bars->count]);
    bars->count++;
}

/* Lines that show at least one of the figures, and the region. */
static void choose_rows(const struct page *page, const char *const *figures, size_t count,
                        struct bars *bars) {
    const struct block *block = &page->last->blocks[BLOCK_HULPVORM];
    bars->count = 0;
    for (size_t i = 0; i < block->count && bars->count + 1 < MAX_ROWS; i++) {
        bool any = false;
        for (size_t k = 0; k < count; k++)
            any = any || page_fact(page, &block->lines[i], figures[k]).state == FACT_SHOWN;
        if (any && line_lives(page, &block->lines[i]))
            add_row(bars, &block->lines[i]);
    }
    add_row(bars, &page->last->region);
}

static void tabulate(const struct page *page, const struct bar_chart *chart,
                     const struct bars *bars) {
    const char *heads[MAX_CHART_PARTS + 3] = {"hulpvorm"};
    const char *const coverage[] = {COVERAGE_HEADS};
    char id[64];
    snprintf(id, sizeof id, "%s-tabel", chart->id);
    for (size_t i = 0; i < chart->part_count; i++)
        heads[1 + i] = chart->parts[i];
    heads[1 + chart->part_count] = coverage[0];
    heads[2 + chart->part_count] = coverage[1];
    html_table_open(page->out, id, chart->title, heads, chart->part_count + 3);
    for (size_t row = 0; row < bars->count; row++) {
        row_open_for(page, bars->lines[row]);
        cell_head(page, bars->names[row]);
        for (size_t i = 0; i < chart->part_count; i++)
            cell_fact(page, chart->values[row * chart->part_count + i], "");
        cells_coverage(page, bars->lines[row], page->last->period.on);
        row_close(page);
    }
    html_table_close(page->out);
}

/* Fills rows, names and values of a chart over the lines that live. */
struct drawing {
    struct bars bars;
    struct fact values[MAX_ROWS * MAX_CHART_PARTS];
};

static void draw(const struct page *page, struct bar_chart *chart, const char *const *figures,
                 bool region_drawn, struct drawing *drawing) {
    choose_rows(page, figures, chart->part_count, &drawing->bars);
    for (size_t row = 0; row < drawing->bars.count; row++)
        for (size_t i = 0; i < chart->part_count; i++)
            drawing->values[row * chart->part_count + i] =
                page_fact(page, drawing->bars.lines[row], figures[i]);
    chart->rows = drawing->bars.names;
    chart->values = drawing->values;
    chart->row_count = drawing->bars.count - !region_drawn;
    if (chart->row_count == 0)
        return;
    fputs("<figure>\n", page->out);
    chart_bars(page->out, chart);
    fputs("</figure>\n", page->out);
}

void page_phases(const struct page *page) {
    static const char *const figures[PHASE_COUNT] = {
        "fase_verwijzing_gemiddeld", "fase_aanmelding_gemiddeld", "fase_toewijzing_gemiddeld",
        "fase_intake_gemiddeld", "fase_start_gemiddeld"};
    static const char *const parts[PHASE_COUNT] = {
        "verwijzing tot aanmelding", "aanmelding tot compleet", "compleet tot toewijzing",
        "toewijzing tot intake", "intake tot start"};
    struct bar_chart chart = {.id = "fasen-staaf",
                              .title =
                                  "Gemiddeld aantal dagen per fase van wie dit kwartaal startte",
                              .unit = "dagen",
                              .stacked = true,
                              .part_count = PHASE_COUNT,
                              .parts = parts};
    paragraph(page,
              "Van wie dit kwartaal met de hulp begon: hoeveel dagen er gemiddeld tussen twee "
              "stappen lagen. Elke fase rust op de plekken waarvan beide datums bekend zijn, "
              "dus niet elke fase op dezelfde kinderen; de som is daarom geen gemiddelde "
              "wachttijd.");
    struct drawing drawing;
    draw(page, &chart, figures, true, &drawing);
    tabulate(page, &chart, &drawing.bars);
}

void page_obstacles(const struct page *page) {
    static const char *const figures[] = {
        "belemmering_geen_capaciteit", "belemmering_geen_passend_aanbod",
        "belemmering_financiering",    "belemmering_toewijzing_ontbreekt",
        "belemmering_gezin",           "belemmering_onderwijs",
        "belemmering_anders"};
    static const char *const parts[] = {
        "geen capaciteit", "geen passend aanbod", "financiering", "toewijzing ontbreekt",
        "gezin",           "onderwijs",           "anders"};
    struct bar_chart chart = {.id = "belemmering-staaf",
                              .title =
                                  "Wat coördinatoren noemen als belemmering, open wachtplekken",
                              .unit = "plekken",
                              .stacked = true,
                              .part_count = sizeof parts / sizeof *parts,
                              .parts = parts};
    paragraph(page, "Wat coördinatoren het laatst van een open wachtplek hebben gezegd: welke hulp "
                    "ontbreekt waar. Plekken waarvan niets is gezegd staan hier niet bij.");
    struct drawing drawing;
    draw(page, &chart, figures, false, &drawing);
    tabulate(page, &chart, &drawing.bars);
}

/* The share beyond the norm of those who started, from the share within it. */
static struct fact beyond_share(const struct page *page, const struct line *line) {
    struct fact fact = page_fact(page, line, "aandeel_gestart_binnen_norm");
    if (fact.state == FACT_SHOWN)
        fact.tenths = 1000 - fact.tenths;
    return fact;
}

static void tabulate_both(const struct page *page, const char *caption, const struct bars *bars) {
    static const char *const figures[] = {
        "wachtplekken",    "wachtdagen_gemiddeld", "wachtdagen_mediaan", "wachtdagen_p80",
        "gestart_plekken", "gestart_gemiddeld",    "gestart_mediaan",    "gestart_p80"};
    static const char *const heads[] = {"hulpvorm",
                                        "nu: plekken",
                                        "nu: gemiddeld",
                                        "nu: mediaan",
                                        "nu: 80% hoogstens",
                                        "nu: boven de norm",
                                        "gestart: plekken",
                                        "gestart: gemiddeld",
                                        "gestart: mediaan",
                                        "gestart: 80% hoogstens",
                                        "gestart: boven de norm",
                                        COVERAGE_HEADS};
    enum { HALF = 4 };
    html_table_open(page->out, "gestart-tabel", caption, heads, sizeof heads / sizeof *heads);
    for (size_t row = 0; row < bars->count; row++) {
        const struct line *line = bars->lines[row];
        row_open_for(page, line);
        cell_head(page, bars->names[row]);
        for (size_t i = 0; i < HALF; i++)
            cell_fact(page, page_fact(page, line, figures[i]), "");
        cell_fact(page, page_fact(page, line, "aandeel_schadelijk"), "%");
        for (size_t i = HALF; i < 2 * HALF; i++)
            cell_fact(page, page_fact(page, line, figures[i]), "");
        cell_fact(page, beyond_share(page, line), "%");
        cells_coverage(page, line, page->last->period.on);
        row_close(page);
    }
    html_table_close(page->out);
}

/* Waiting now and waited until help began are different children: both, next to each other. */
void page_realised(const struct page *page) {
    static const char *const figures[] = {"wachtdagen_mediaan", "gestart_mediaan"};
    static const char *const parts[] = {"wie nu wacht, tot nu toe",
                                        "wie dit kwartaal begon, tot de start"};
    struct bar_chart chart = {.id = "gestart-staaf",
                              .title = "Mediaan van het aantal dagen wachten, per hulpvorm",
                              .unit = "dagen",
                              .part_count = 2,
                              .parts = parts};
    struct drawing drawing;
    paragraph(page,
              "Dit zijn verschillende kinderen. Wie nu wacht heeft de hulp nog niet: de dagen "
              "tellen tot de peildag en lopen door. Wie dit kwartaal begon is klaar met "
              "wachten: de dagen tellen tot de start. De helft wacht of wachtte hoogstens de "
              "mediaan.");
    draw(page, &chart, figures, true, &drawing);
    tabulate_both(page, "Wie nu wacht en wie dit kwartaal begon, in dagen", &drawing.bars);
}
