#include "client/report/chart.h"

#include "client/html.h"

#define WIDTH 760
#define NAMES_WIDTH 190
#define NUMBERS_WIDTH 100
#define BAR_HEIGHT 20
#define GROUPED_HEIGHT 15
#define GAP 9
#define LEGEND_HEIGHT 24
#define CHARACTER_WIDTH 8
#define LEGEND_ENTRY 26 /* its square and the space around */

struct plan {
    int left, width, row_height, legend_rows;
    uint64_t most; /* tenths over the whole width */
};

static const struct fact *value_at(const struct bar_chart *chart, size_t row, size_t part) {
    return &chart->values[row * chart->part_count + part];
}

static uint64_t shown(const struct fact *fact) {
    return fact->state == FACT_SHOWN ? fact->tenths : 0;
}

/* The longest bar. */
static uint64_t longest(const struct bar_chart *chart) {
    uint64_t most = 1;
    for (size_t row = 0; row < chart->row_count; row++) {
        uint64_t sum = 0;
        for (size_t part = 0; part < chart->part_count; part++) {
            uint64_t value = shown(value_at(chart, row, part));
            sum = chart->stacked ? sum + value : value > sum ? value : sum;
        }
        most = sum > most ? sum : most;
    }
    return most;
}

/* How many characters the words take; not bytes. */
static int characters(const char *words) {
    int count = 0;
    for (; *words; words++)
        count += ((unsigned char)*words & 0xC0) != 0x80;
    return count;
}

static int legend_width(const struct bar_chart *chart, size_t part) {
    return LEGEND_ENTRY + CHARACTER_WIDTH * characters(chart->parts[part]);
}

static int legend_rows(const struct bar_chart *chart) {
    int rows = 1, at = 0;
    for (size_t part = 0; part < chart->part_count; part++) {
        if (at > 0 && at + legend_width(chart, part) > WIDTH) {
            rows++;
            at = 0;
        }
        at += legend_width(chart, part);
    }
    return rows;
}

static struct plan plan_of(const struct bar_chart *chart) {
    int bars = chart->stacked ? BAR_HEIGHT : GROUPED_HEIGHT * (int)chart->part_count;
    return (struct plan){NAMES_WIDTH, WIDTH - NAMES_WIDTH - NUMBERS_WIDTH, bars + GAP,
                         legend_rows(chart), longest(chart)};
}

static int length_of(const struct plan *plan, uint64_t tenths) {
    return (int)((uint64_t)plan->width * tenths / plan->most);
}

/* The class of a part: shades before and beyond the norm, or colours. */
static const char *class_of(const struct bar_chart *chart, size_t part, char room[8]) {
    size_t shade = chart->split && part >= chart->split ? part - chart->split + 3 : part;
    snprintf(room, 8, chart->stacked ? "p%zu" : "g%zu", shade % 10);
    return room;
}

static void draw_legend(FILE *out, const struct bar_chart *chart) {
    int x = 0, y = 0;
    for (size_t part = 0; part < chart->part_count; part++) {
        char name[8];
        if (x > 0 && x + legend_width(chart, part) > WIDTH) {
            x = 0;
            y += LEGEND_HEIGHT;
        }
        fprintf(out, "<rect class=\"bar %s\" x=\"%d\" y=\"%d\" width=\"13\" height=\"13\"/>\n",
                class_of(chart, part, name), x + 1, y + 3);
        chart_words(out, x + 19, y + 14, "name", chart->parts[part]);
        x += legend_width(chart, part);
    }
}

static void draw_bar(FILE *out, const char *class_name, int x, int y, int width, int height) {
    if (width > 0)
        fprintf(out, "<rect class=\"bar %s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
                class_name, x, y, width, height);
}

/* The numbers stand in the parts that are wide enough, and the sum behind them unless a part
 * is hidden: then it would not be the sum. */
static void draw_stack(FILE *out, const struct plan *plan, const struct bar_chart *chart,
                       size_t row, int y) {
    uint64_t sum = 0;
    bool whole = true;
    for (size_t part = 0; part < chart->part_count; part++) {
        char name[8], number[FACT_TEXT_SIZE], inside[16];
        const struct fact *value = value_at(chart, row, part);
        int x = plan->left + length_of(plan, sum);
        int width = plan->left + length_of(plan, sum + shown(value)) - x;
        whole = whole && value->state != FACT_HIDDEN;
        sum += shown(value);
        draw_bar(out, class_of(chart, part, name), x, y, width, BAR_HEIGHT);
        fact_words(value, number);
        snprintf(inside, sizeof inside, "in %s", name);
        if (value->state == FACT_SHOWN && width > CHARACTER_WIDTH * characters(number))
            chart_words(out, x + width / 2, y + 15, inside, number);
    }
    if (!whole)
        chart_words(out, plan->left + length_of(plan, sum) + 6, y + 15, "tick", "en verborgen");
}

static void draw_group(FILE *out, const struct plan *plan, const struct bar_chart *chart,
                       size_t row, int y) {
    for (size_t part = 0; part < chart->part_count; part++, y += GROUPED_HEIGHT) {
        char name[8], number[FACT_TEXT_SIZE];
        const struct fact *value = value_at(chart, row, part);
        int width = length_of(plan, shown(value));
        draw_bar(out, class_of(chart, part, name), plan->left, y, width, GROUPED_HEIGHT - 2);
        chart_words(out, plan->left + width + 6, y + 11, "tick", fact_words(value, number));
    }
}

static void describe(FILE *out, const struct bar_chart *chart) {
    chart_describe(out, chart->id);
    fputs("Staafdiagram. ", out);
    for (size_t row = 0; row < chart->row_count; row++) {
        html_words(out, chart->rows[row]);
        for (size_t part = 0; part < chart->part_count; part++) {
            char number[FACT_TEXT_SIZE];
            fputs(part == 0 ? ": " : ", ", out);
            html_words(out, chart->parts[part]);
            fprintf(out, " %s", fact_words(value_at(chart, row, part), number));
        }
        fprintf(out, " %s. ", chart->unit);
    }
    chart_described(out);
}

void chart_bars(FILE *out, const struct bar_chart *chart) {
    struct plan plan = plan_of(chart);
    int top = plan.legend_rows * LEGEND_HEIGHT + GAP;
    ENSURE(chart->part_count <= MAX_CHART_PARTS);
    chart_open(out, chart->id, chart->title, WIDTH, top + plan.row_height * (int)chart->row_count);
    describe(out, chart);
    draw_legend(out, chart);
    for (size_t row = 0; row < chart->row_count; row++) {
        int y = top + plan.row_height * (int)row;
        chart_words(out, plan.left - 8, y + (plan.row_height - GAP) / 2 + 5, "end",
                    chart->rows[row]);
        if (chart->stacked)
            draw_stack(out, &plan, chart, row, y);
        else
            draw_group(out, &plan, chart, row, y);
    }
    chart_close(out);
}
