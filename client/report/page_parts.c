#include "client/report/page.h"

#include "client/html.h"
#include "client/render_words.h"
#include "client/report/quarter.h"

const struct subject region_subject = {.by = BY_NOTHING};

const struct line *subject_line(const struct sheet *sheet, const struct subject *subject) {
    return subject->by == BY_NOTHING ? &sheet->region
                                     : &sheet->blocks[subject->block].lines[subject->at];
}

struct fact page_fact(const struct page *page, const struct line *line, const char *figure) {
    return fact_named(line, figure, page->sheets->audience, page->last->period.on);
}

enum hulpvorm subject_hulpvorm(const struct page *page, const struct subject *subject) {
    enum hulpvorm hulpvorm = HULPVORM_ONBEKEND;
    if (subject->by == BY_HULPVORM &&
        !hulpvorm_parse(subject_line(page->last, subject)->code, &hulpvorm))
        return HULPVORM_COUNT;
    return subject->by == BY_GEMEENTE ? HULPVORM_COUNT : hulpvorm;
}

/* What the first series says that says anything. */
static struct fact old_fact(const struct page *page, day_t day, const struct subject *subject,
                            const char *figure) {
    struct fact fact = {.state = FACT_NONE};
    for (size_t i = 0; fact.state == FACT_NONE && i < page->text->series_count; i++)
        fact = imported_fact(&page->text->series[i], day, figure_named(figure),
                             subject_hulpvorm(page, subject));
    return fact;
}

void page_trend(const struct page *page, const struct subject *subject, const char *figure,
                struct fact *facts) {
    const struct axis *axis = &page->axis;
    for (size_t i = 0; i < axis->own_from; i++)
        facts[i] = old_fact(page, axis->days[i], subject, figure);
    for (size_t i = axis->own_from; i < axis->count; i++) {
        const struct sheet *sheet = &page->sheets->sheet[i - axis->own_from];
        facts[i] = fact_named(subject_line(sheet, subject), figure, page->sheets->audience,
                              sheet->period.on);
    }
}

void section_open(const struct page *page, const char *id, const char *heading) {
    fprintf(page->out, "<section id=\"%s\" aria-labelledby=\"%s-kop\">\n<h2 id=\"%s-kop\">", id, id,
            id);
    html_words(page->out, heading);
    fputs("</h2>\n", page->out);
}

void section_close(const struct page *page) {
    fputs("</section>\n", page->out);
}

void paragraph(const struct page *page, const char *words) {
    fputs("<p>", page->out);
    html_words(page->out, words);
    fputs("</p>\n", page->out);
}

void row_open(const struct page *page) {
    fputs("<tr>", page->out);
}

void row_open_for(const struct page *page, const struct line *line) {
    fputs(line->by == BY_NOTHING ? "<tr class=\"total\">" : "<tr>", page->out);
}

void row_close(const struct page *page) {
    fputs("</tr>\n", page->out);
}

void cell_head(const struct page *page, const char *words) {
    fputs("<th scope=\"row\">", page->out);
    html_words(page->out, words);
    fputs("</th>", page->out);
}

void cell_words(const struct page *page, const char *words) {
    fputs("<td>", page->out);
    html_words(page->out, words);
    fputs("</td>", page->out);
}

void cell_fact(const struct page *page, struct fact fact, const char *unit) {
    char number[FACT_TEXT_SIZE];
    fprintf(page->out, "<td class=\"number%s\">%s%s</td>",
            fact.state == FACT_SHOWN ? "" : " absent", fact_words(&fact, number),
            fact.state == FACT_SHOWN ? unit : "");
}

/* Coverage counts aanbieders: it is shown, exactly, wherever its line is. */
void cells_coverage(const struct page *page, const struct line *line, day_t on) {
    enum audience audience = page->sheets->audience;
    struct fact expected = fact_named(line, "aanbieders_verwacht", audience, on);
    struct fact fresh = fact_named(line, "aanbieders_actueel", audience, on);
    struct fact stale = fact_named(line, "aanbieders_verouderd", audience, on);
    if (expected.state == FACT_SHOWN)
        fprintf(page->out, "<td class=\"number\">%llu van %llu</td>",
                (unsigned long long)((fresh.tenths + stale.tenths) / 10),
                (unsigned long long)(expected.tenths / 10));
    else
        cell_fact(page, expected, "");
    cell_fact(page, fact_named(line, "oudste_gegevens", audience, on), "");
}

bool line_lives(const struct page *page, const struct line *line) {
    static const char *const figures[] = {"wachtplekken", "instroom", "gestart_plekken"};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        struct fact fact = page_fact(page, line, figures[i]);
        if (!line->joined && fact.state == FACT_SHOWN && fact.tenths > 0)
            return true;
    }
    return false;
}
