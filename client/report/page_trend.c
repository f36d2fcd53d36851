/* A figure through the quarters: chart, notes and table. */
#include "client/report/page.h"

#include "client/html.h"
#include "client/render_words.h"
#include "client/report/quarter.h"

/* Notes about another hulpvorm or about one gemeente do not explain this line. */
static bool note_touches(const struct page *page, const struct duiding *note,
                         const struct subject *subject) {
    if (subject->by == BY_NOTHING || note->hulpvorm == HULPVORM_ONBEKEND)
        return true;
    return note->hulpvorm == subject_hulpvorm(page, subject);
}

#define MAX_MARKS 32
#define MARK_LABEL_SIZE 8

struct marks {
    size_t count;
    struct chart_mark mark[MAX_MARKS];
    char labels[MAX_MARKS][MARK_LABEL_SIZE];
    size_t notes[MAX_MARKS]; /* index of the note */
};

/* What a trend comes to: along its own axis, a row of facts for each column. */
struct course {
    struct axis axis;
    struct fact facts[MAX_TREND_COLUMNS][MAX_AXIS];
    struct marks marks;
};

static void add_mark(struct marks *marks, day_t day, bool is_break, size_t note,
                     const char *label) {
    struct chart_mark *mark = &marks->mark[marks->count];
    snprintf(marks->labels[marks->count], MARK_LABEL_SIZE, "%s", label);
    marks->notes[marks->count] = note;
    *mark = (struct chart_mark){day, marks->labels[marks->count], is_break};
    marks->count++;
}

/* Their numbers are those of the list of duiding. */
static void find_marks(const struct page *page, const struct trend *trend, struct marks *marks) {
    marks->count = 0;
    for (size_t i = 0; i < page->sheets->duiding_count && marks->count < MAX_MARKS; i++) {
        char label[MARK_LABEL_SIZE];
        const struct duiding *note = &page->sheets->duiding[i];
        snprintf(label, sizeof label, "%u", (unsigned)(i + 1) % 1000);
        if (note_touches(page, note, &trend->subject))
            add_mark(marks, note->from, note->is_break, i, label);
    }
}

static void write_note(const struct page *page, const struct duiding *note) {
    char day[DUTCH_DAY_SIZE];
    fprintf(page->out, "%s%s: ", dutch_day(note->from, day), note->is_break ? " (breuk)" : "");
    html_text(page->out, note->text);
}

static void caption(const struct page *page, const struct trend *trend,
                    const struct course *course) {
    const struct marks *marks = &course->marks;
    if (marks->count == 0 && course->axis.own_from == 0)
        return;
    fputs("<figcaption class=\"note\">", page->out);
    if (course->axis.own_from > 0)
        fputs(
            "Open tekens zijn oude kwartaalcijfers, op een andere manier verzameld; daarna breekt "
            "de reeks. ",
            page->out);
    for (size_t i = 0; i < marks->count; i++) {
        fprintf(page->out, "<a href=\"#duiding-%zu\">%s</a> ", marks->notes[i] + 1,
                marks->mark[i].label);
        if (!trend->small) {
            write_note(page, &page->sheets->duiding[marks->notes[i]]);
            fputs(". ", page->out);
        }
    }
    if (trend->small && marks->count > 0)
        fputs("zie Duiding. ", page->out);
    fputs("</figcaption>\n", page->out);
}

static void draw(const struct page *page, const struct trend *trend, const struct course *course) {
    struct chart_line lines[MAX_CHART_LINES];
    struct line_chart chart = {.id = trend->id,
                               .title = trend->title,
                               .small = trend->small,
                               .percent = trend->percent,
                               .day_count = course->axis.count,
                               .days = course->axis.days,
                               .own_from = course->axis.own_from,
                               .lines = lines,
                               .mark_count = course->marks.count,
                               .marks = course->marks.mark};
    for (size_t i = 0; i < trend->column_count; i++)
        if (trend->columns[i].drawn)
            lines[chart.line_count++] =
                (struct chart_line){trend->columns[i].name, course->facts[i]};
    chart_lines(page->out, &chart);
}

static void tabulate(const struct page *page, const struct trend *trend,
                     const struct course *course) {
    const char *heads[MAX_TREND_COLUMNS + 3] = {"kwartaal"};
    const char *const coverage[] = {COVERAGE_HEADS};
    char id[64];
    snprintf(id, sizeof id, "%s-tabel", trend->id);
    for (size_t i = 0; i < trend->column_count; i++)
        heads[1 + i] = trend->columns[i].name;
    heads[1 + trend->column_count] = coverage[0];
    heads[2 + trend->column_count] = coverage[1];
    html_table_open(page->out, id, trend->title, heads, trend->column_count + 3);
    for (size_t i = 0; i < course->axis.count; i++) {
        char quarter[QUARTER_TEXT_SIZE];
        row_open(page);
        cell_head(page, quarter_text(course->axis.days[i], quarter));
        for (size_t k = 0; k < trend->column_count; k++)
            cell_fact(page, course->facts[k][i], trend->percent ? "%" : "");
        if (i < course->axis.own_from)
            fputs("<td colspan=\"2\" class=\"absent number\">oude reeks</td>", page->out);
        else
            cells_coverage(
                page,
                subject_line(&page->sheets->sheet[i - course->axis.own_from], &trend->subject),
                course->axis.days[i]);
        row_close(page);
    }
    html_table_close(page->out);
}

/* Our own quarters, and the old ones in which some column says something. */
static void gather(const struct page *page, const struct trend *trend, struct course *course) {
    struct fact facts[MAX_TREND_COLUMNS][MAX_AXIS];
    course->axis.count = course->axis.own_from = 0;
    for (size_t k = 0; k < trend->column_count; k++)
        page_trend(page, &trend->subject, trend->columns[k].figure, facts[k]);
    for (size_t i = 0; i < page->axis.count; i++) {
        bool any = i >= page->axis.own_from;
        for (size_t k = 0; k < trend->column_count; k++)
            any = any || facts[k][i].state != FACT_NONE;
        if (!any)
            continue;
        for (size_t k = 0; k < trend->column_count; k++)
            course->facts[k][course->axis.count] = facts[k][i];
        course->axis.own_from += i < page->axis.own_from;
        course->axis.days[course->axis.count++] = page->axis.days[i];
    }
}

void page_trend_chart(const struct page *page, const struct trend *trend) {
    struct course course;
    ENSURE(trend->column_count <= MAX_TREND_COLUMNS);
    gather(page, trend, &course);
    find_marks(page, trend, &course.marks);
    fputs("<figure>\n", page->out);
    draw(page, trend, &course);
    caption(page, trend, &course);
    fputs("</figure>\n", page->out);
    tabulate(page, trend, &course);
}
