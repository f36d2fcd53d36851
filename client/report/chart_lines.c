#include "client/report/chart.h"

#include "client/html.h"
#include "client/render_words.h"
#include "client/report/quarter.h"

/* Where things are. */
struct frame {
    int width, height, left, right, top, bottom; /* of the picture; of the plot inside it */
    uint64_t step, most;                         /* tenths */
};

#define LABEL_HEIGHT 16
#define QUARTER_WIDTH 46

static uint64_t largest(const struct line_chart *chart) {
    uint64_t most = 0;
    for (size_t i = 0; i < chart->line_count; i++)
        for (size_t k = 0; k < chart->day_count; k++)
            if (chart->lines[i].points[k].state == FACT_SHOWN &&
                chart->lines[i].points[k].tenths > most)
                most = chart->lines[i].points[k].tenths;
    return most;
}

static struct frame frame_of(const struct line_chart *chart) {
    static const struct frame wide = {780, 300, 58, 570, 26, 256, 0, 0};
    static const struct frame narrow = {430, 210, 50, 292, 22, 168, 0, 0};
    struct frame frame = chart->small ? narrow : wide;
    uint64_t most = largest(chart);
    frame.step = chart_step(most);
    frame.most = most == 0 ? frame.step : (most + frame.step - 1) / frame.step * frame.step;
    return frame;
}

static int x_of(const struct frame *frame, const struct line_chart *chart, day_t day) {
    day_t first = chart->days[0], last = chart->days[chart->day_count - 1];
    if (first == last)
        return (frame->left + frame->right) / 2;
    return frame->left +
           (int)((int64_t)(frame->right - frame->left) * (day - first) / (last - first));
}

static int y_of(const struct frame *frame, uint64_t tenths) {
    uint64_t height = (uint64_t)(frame->bottom - frame->top);
    return frame->bottom - (int)(height * tenths / frame->most);
}

static void draw_grid(FILE *out, const struct frame *frame, bool percent) {
    for (uint64_t at = 0; at <= frame->most; at += frame->step) {
        char number[FACT_TEXT_SIZE], words[FACT_TEXT_SIZE + 1];
        struct fact fact = {.tenths = at, .state = FACT_SHOWN};
        int y = y_of(frame, at);
        snprintf(words, sizeof words, "%s%s", fact_words(&fact, number), percent ? "%" : "");
        fprintf(out, "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n",
                at == 0 ? "axis" : "grid", frame->left, y, frame->right, y);
        chart_words(out, frame->left - 6, y + 4, "tick end", words);
    }
}

/* Every quarter that has room, the last one always. */
static void draw_quarters(FILE *out, const struct frame *frame, const struct line_chart *chart) {
    int next = frame->width;
    for (size_t i = chart->day_count; i-- > 0;) {
        char quarter[QUARTER_TEXT_SIZE];
        int x = x_of(frame, chart, chart->days[i]);
        if (x > next)
            continue;
        quarter_text(chart->days[i], quarter);
        chart_words(out, x, frame->bottom + 17, "tick middle", quarter + 4);
        quarter[4] = '\0';
        chart_words(out, x, frame->bottom + 32, "tick middle", quarter);
        next = x - QUARTER_WIDTH;
    }
}

static void draw_upright(FILE *out, const struct frame *frame, int x, bool is_break,
                         const char *label) {
    fprintf(out, "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n",
            is_break ? "break" : "mark", x, frame->top - 6, x, frame->bottom);
    chart_words(out, x, frame->top - 9, "tick middle", label);
}

/* Halfway between the last old aggregate and the first quarter measured here. */
static void draw_boundary(FILE *out, const struct frame *frame, const struct line_chart *chart) {
    if (chart->own_from == 0 || chart->own_from == chart->day_count)
        return;
    int before = x_of(frame, chart, chart->days[chart->own_from - 1]);
    int after = x_of(frame, chart, chart->days[chart->own_from]);
    draw_upright(out, frame, (before + after) / 2, true, "breuk");
}

/* Marks outside the plot happened before the first quarter ended: they stand at its edge. */
static void draw_marks(FILE *out, const struct frame *frame, const struct line_chart *chart) {
    for (size_t i = 0; i < chart->mark_count; i++) {
        int x = x_of(frame, chart, chart->marks[i].day);
        x = x < frame->left ? frame->left : x > frame->right ? frame->right : x;
        draw_upright(out, frame, x, chart->marks[i].is_break, chart->marks[i].label);
    }
}

static bool breaks_between(const struct line_chart *chart, size_t i) {
    if (i == chart->own_from)
        return true;
    for (size_t k = 0; k < chart->mark_count; k++)
        if (chart->marks[k].is_break && chart->marks[k].day > chart->days[i - 1] &&
            chart->marks[k].day <= chart->days[i])
            return true;
    return false;
}

static void draw_path(FILE *out, const struct frame *frame, const struct line_chart *chart,
                      size_t line) {
    const struct fact *points = chart->lines[line].points;
    bool pen_down = false, any = false;
    for (size_t i = 0; i < chart->day_count; i++) {
        if (i > 0 && breaks_between(chart, i))
            pen_down = false;
        if (points[i].state == FACT_SHOWN) {
            if (!any)
                fprintf(out, "<path class=\"line l%zu\" d=\"", line);
            fprintf(out, "%c%d %d", pen_down ? 'L' : 'M', x_of(frame, chart, chart->days[i]),
                    y_of(frame, points[i].tenths));
            any = true;
        }
        pen_down = points[i].state == FACT_SHOWN;
    }
    if (any)
        fputs("\"/>\n", out);
}

/* Another shape for each line. */
static void draw_dot(FILE *out, size_t line, int x, int y, bool old) {
    const char *style = old ? " old" : "";
    switch (line) {
    case 0:
        fprintf(out, "<circle class=\"dot l0%s\" cx=\"%d\" cy=\"%d\" r=\"4\"/>\n", style, x, y);
        break;
    case 1:
        fprintf(out, "<rect class=\"dot l1%s\" x=\"%d\" y=\"%d\" width=\"8\" height=\"8\"/>\n",
                style, x - 4, y - 4);
        break;
    case 2:
        fprintf(out, "<path class=\"dot l2%s\" d=\"M%d %dl5 9h-10z\"/>\n", style, x, y - 5);
        break;
    default:
        fprintf(out, "<path class=\"dot l3%s\" d=\"M%d %dl5 5l-5 5l-5 -5z\"/>\n", style, x, y - 5);
    }
}

static void draw_dots(FILE *out, const struct frame *frame, const struct line_chart *chart,
                      size_t line) {
    for (size_t i = 0; i < chart->day_count; i++) {
        const struct fact *point = &chart->lines[line].points[i];
        if (point->state == FACT_SHOWN)
            draw_dot(out, line, x_of(frame, chart, chart->days[i]), y_of(frame, point->tenths),
                     i < chart->own_from);
    }
}

static const struct fact *last_shown(const struct line_chart *chart, size_t line) {
    for (size_t i = chart->day_count; i-- > 0;)
        if (chart->lines[line].points[i].state == FACT_SHOWN)
            return &chart->lines[line].points[i];
    return NULL;
}

struct label {
    size_t line;
    int y;
};

/* From top to bottom, each at least a line's height below the one before, and inside. */
static size_t place_labels(const struct frame *frame, const struct line_chart *chart,
                           struct label labels[MAX_CHART_LINES]) {
    size_t count = 0;
    for (size_t line = 0; line < chart->line_count; line++) {
        const struct fact *last = last_shown(chart, line);
        if (!last)
            continue;
        struct label label = {line, y_of(frame, last->tenths) + 4};
        size_t at = count++;
        for (; at > 0 && labels[at - 1].y > label.y; at--)
            labels[at] = labels[at - 1];
        labels[at] = label;
    }
    for (size_t i = 1; i < count; i++)
        if (labels[i].y < labels[i - 1].y + LABEL_HEIGHT)
            labels[i].y = labels[i - 1].y + LABEL_HEIGHT;
    int over = count > 0 ? labels[count - 1].y - frame->bottom - 4 : 0;
    for (size_t i = 0; over > 0 && i < count; i++)
        labels[i].y -= over;
    return count;
}

static void draw_labels(FILE *out, const struct frame *frame, const struct line_chart *chart) {
    struct label labels[MAX_CHART_LINES];
    size_t count = place_labels(frame, chart, labels);
    for (size_t i = 0; i < count; i++) {
        draw_dot(out, labels[i].line, frame->right + 14, labels[i].y - 4, false);
        chart_words(out, frame->right + 23, labels[i].y, "name", chart->lines[labels[i].line].name);
    }
}

static void describe_line(FILE *out, const struct line_chart *chart, size_t line) {
    const struct fact *points = chart->lines[line].points;
    char number[FACT_TEXT_SIZE], day[DUTCH_DAY_SIZE];
    const char *unit = chart->percent ? "%" : "";
    size_t first = 0, last = chart->day_count;
    while (first < chart->day_count && points[first].state != FACT_SHOWN)
        first++;
    while (last > first && points[last - 1].state != FACT_SHOWN)
        last--;
    html_words(out, chart->lines[line].name);
    if (first == last) {
        fputs(": geen getoonde cijfers. ", out);
        return;
    }
    fprintf(out, ": %s%s op %s", fact_words(&points[first], number), unit,
            dutch_day(chart->days[first], day));
    if (last - 1 > first)
        fprintf(out, ", %s%s op %s", fact_words(&points[last - 1], number), unit,
                dutch_day(chart->days[last - 1], day));
    fputs(". ", out);
}

static void describe(FILE *out, const struct line_chart *chart) {
    char day[DUTCH_DAY_SIZE];
    chart_describe(out, chart->id);
    fputs("Lijndiagram per kwartaaleinde. ", out);
    for (size_t line = 0; line < chart->line_count; line++)
        describe_line(out, chart, line);
    if (chart->own_from > 0)
        fputs("Links van de breuk staan oude kwartaalcijfers. ", out);
    for (size_t i = 0; i < chart->mark_count; i++) {
        fprintf(out, "Lijn %s op %s: ", chart->marks[i].label, dutch_day(chart->marks[i].day, day));
        fputs(chart->marks[i].is_break ? "breuk in de reeks. " : "duiding. ", out);
    }
    chart_described(out);
}

void chart_lines(FILE *out, const struct line_chart *chart) {
    struct frame frame = frame_of(chart);
    ENSURE(chart->day_count > 0 && chart->line_count <= MAX_CHART_LINES);
    chart_open(out, chart->id, chart->title, frame.width, frame.height);
    describe(out, chart);
    draw_grid(out, &frame, chart->percent);
    draw_quarters(out, &frame, chart);
    draw_boundary(out, &frame, chart);
    draw_marks(out, &frame, chart);
    for (size_t line = 0; line < chart->line_count; line++) {
        draw_path(out, &frame, chart, line);
        draw_dots(out, &frame, chart, line);
    }
    draw_labels(out, &frame, chart);
    chart_close(out);
}
