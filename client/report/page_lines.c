/* The sections that go line by line: per hulpvorm and per gemeente. */
#include "client/report/page.h"

#include "client/html.h"

#include <inttypes.h>

/* "samen" says whom it stands for. */
static void cell_line(const struct page *page, const struct block *block, const struct line *line) {
    char room[LINE_NAME_SIZE];
    if (line->together == 0) {
        cell_head(page, line_name(line, room));
        return;
    }
    fputs("<th scope=\"row\">samen: ", page->out);
    bool any = false;
    for (size_t i = 0; i < block->count; i++) {
        if (!block->lines[i].joined)
            continue;
        fputs(any ? ", " : "", page->out);
        html_words(page->out, line_name(&block->lines[i], room));
        any = true;
    }
    fputs("</th>", page->out);
}

static void overview_row(const struct page *page, const struct block *block,
                         const struct line *line) {
    static const struct {
        const char *figure, *unit;
    } columns[] = {{"wachtplekken", ""},         {"wachtplekken_schadelijk", ""},
                   {"aandeel_schadelijk", "%"},  {"wachtplekken_schadelijk_netto", ""},
                   {"wachtdagen_gemiddeld", ""}, {"wachtdagen_mediaan", ""},
                   {"wachtdagen_p80", ""}};
    row_open_for(page, line);
    cell_line(page, block, line);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        cell_fact(page, page_fact(page, line, columns[i].figure), columns[i].unit);
    cells_coverage(page, line, page->last->period.on);
    row_close(page);
}

/* Every line of the last quarter that lives, those together, and the region. */
static void overview(const struct page *page, size_t at, const char *id, const char *caption,
                     const char *head) {
    const struct block *block = &page->last->blocks[at];
    const char *const heads[] = {head,
                                 "wachtplekken",
                                 "langer dan de norm",
                                 "aandeel",
                                 "daarvan netto",
                                 "dagen, gemiddeld",
                                 "dagen, mediaan",
                                 "dagen, 80% hoogstens",
                                 COVERAGE_HEADS};
    html_table_open(page->out, id, caption, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < block->count; i++)
        if (line_lives(page, &block->lines[i]) || block->lines[i].together > 0)
            overview_row(page, block, &block->lines[i]);
    overview_row(page, block, &page->last->region);
    html_table_close(page->out);
}

static bool has_together(const struct block *block) {
    return block->count > 0 && block->lines[block->count - 1].together > 0;
}

static void explain_together(const struct page *page, size_t at) {
    if (has_together(&page->last->blocks[at]))
        fputs(
            "<p class=\"note\">Regels met een klein aantal, en regels waaruit dat af te leiden zou "
            "zijn, staan samen op een regel.</p>\n",
            page->out);
}

/* Whether there is a point to draw in any quarter. */
static bool is_drawn(const struct page *page, const struct subject *subject) {
    struct fact facts[MAX_AXIS];
    page_trend(page, subject, "wachtplekken", facts);
    for (size_t i = 0; i < page->axis.count; i++)
        if (facts[i].state == FACT_SHOWN && facts[i].tenths > 0)
            return true;
    return false;
}

static void small_trend(const struct page *page, const struct subject *subject) {
    static const struct trend_column columns[] = {
        {"wachtplekken", "wachtplekken", true},
        {"wachtplekken_schadelijk", "boven de norm", true},
        {"wachtplekken_schadelijk_netto", "netto", true},
    };
    char id[32], title[160], room[LINE_NAME_SIZE];
    const char *name = line_name(subject_line(page->last, subject), room);
    snprintf(id, sizeof id, "hulpvorm-%zu", subject->at);
    snprintf(title, sizeof title, "%s: wachtplekken aan het eind van elk kwartaal", name);
    const struct trend trend = {.id = id,
                                .title = title,
                                .subject = *subject,
                                .small = true,
                                .column_count = sizeof columns / sizeof *columns,
                                .columns = columns};
    fputs("<div>\n<h3>", page->out);
    html_words(page->out, name);
    fputs("</h3>\n", page->out);
    page_trend_chart(page, &trend);
    fputs("</div>\n", page->out);
}

void page_hulpvormen(const struct page *page) {
    const struct block *block = &page->last->blocks[BLOCK_HULPVORM];
    overview(page, BLOCK_HULPVORM, "hulpvorm-overzicht",
             "Wachten per hulpvorm op de peildag; dagen zijn dagen tot nu toe", "hulpvorm");
    explain_together(page, BLOCK_HULPVORM);
    fputs("<div class=\"small\">\n", page->out);
    for (size_t i = 0; i < block->count; i++) {
        const struct subject subject = {BY_HULPVORM, BLOCK_HULPVORM, i};
        if (block->lines[i].together == 0 && is_drawn(page, &subject))
            small_trend(page, &subject);
    }
    fputs("</div>\n", page->out);
}

void page_gemeenten(const struct page *page) {
    paragraph(page, "De gemeente is die welke volgens het woonplaatsbeginsel verantwoordelijk is, "
                    "niet die waar de aanbieder zit.");
    overview(page, BLOCK_GEMEENTE, "gemeente-overzicht",
             "Wachten per gemeente op de peildag; dagen zijn dagen tot nu toe", "gemeente");
    explain_together(page, BLOCK_GEMEENTE);
}
