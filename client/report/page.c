#include "client/report/page.h"

#include "client/html.h"
#include "client/render_words.h"
#include "client/report/quarter.h"

static const char style[] =
    "figure{margin:1rem 0}figcaption{margin:.25rem 0}\n"
    "figure svg{max-width:60rem}.small figure svg{max-width:34rem}\n"
    "thead th:not(:first-child){text-align:right}.words thead th{text-align:left}\n"
    "td.absent{color:#4a4a4a;font-size:.85rem}\n"
    "th[scope=row]{font-weight:400;color:#1a1a1a}tr.total th,tr.total td{font-weight:700}\n"
    "th,td{padding-right:.25rem}td:not(:first-child),thead th:not(:first-child)"
    "{padding-left:.6rem}\n"
    "#gestart table{font-size:.8rem}\n"
    "nav ul,.key{list-style:none;padding:0;margin:1rem 0}\n"
    "nav ul{columns:3 15rem}nav li{margin:.2rem 0}\n"
    ".key{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:1rem}"
    "\n"
    ".key li{border:1px solid #767676;border-top:.4rem solid #0b3861;padding:.75rem 1rem}\n"
    ".key b{display:block;font-size:2rem;line-height:1.2;color:#0b3861}\n"
    ".small{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:"
    "1rem "
    "2.5rem}\n"
    ".small>div{min-width:0}.small table{font-size:.75rem}.small h3{margin-bottom:.25rem}\n"
    "ol.notes li{margin:.5rem 0;max-width:50rem}\n"
    "@media print{table,.small table{font-size:.7rem}th,td{padding:.25rem .25rem .25rem 0}"
    "td:not(:first-child),thead "
    "th:not(:first-child){padding-left:.4rem}.small{grid-template-columns:1fr 1fr}figure,.key "
    "li,.small>div"
    "{break-inside:avoid}nav{display:none}}\n";

static const struct {
    const char *id, *heading;
    void (*write)(const struct page *page);
} sections[] = {
    {"kort", "In het kort", page_summary},
    {"regio", "De hele regio", page_region},
    {"hulpvormen", "Per hulpvorm", page_hulpvormen},
    {"gemeenten", "Per gemeente", page_gemeenten},
    {"hoelang", "Hoe lang er wordt gewacht", page_bands},
    {"gestart", "Nu wachten, en gewacht tot de hulp begon", page_realised},
    {"stromen", "Wie erbij kwam en wie vertrok", page_flows},
    {"bescherming", "Kinderen met een maatregel", page_bescherming},
    {"aanbieders", "Aanbieders met een lange wachttijd", page_aanbieders},
    {"fasen", "Waar de dagen heen gaan", page_phases},
    {"belemmeringen", "Wat in de weg staat", page_obstacles},
    {"dekking", "Dekking en ouderdom van de gegevens", page_coverage},
    {"duiding", "Duiding en breuken", page_duiding},
    {"verantwoording", "Verantwoording", page_account},
};
#define SECTION_COUNT (sizeof sections / sizeof *sections)

/* Quarters of the old series before our own, oldest first, the nearest when there are too
 * many. */
static void add_old(struct axis *axis, day_t day, day_t before) {
    size_t at = 0;
    if (day >= before)
        return;
    while (at < axis->count && axis->days[at] < day)
        at++;
    if (at < axis->count && axis->days[at] == day)
        return;
    if (axis->count == MAX_AXIS - REPORT_QUARTERS) {
        if (at == 0)
            return;
        memmove(axis->days, axis->days + 1, --axis->count * sizeof *axis->days);
        at--;
    }
    memmove(axis->days + at + 1, axis->days + at, (axis->count - at) * sizeof *axis->days);
    axis->days[at] = day;
    axis->count++;
}

static void add_own(struct axis *axis, const struct sheets *sheets) {
    axis->own_from = axis->count;
    for (size_t i = 0; i < sheets->count; i++)
        axis->days[axis->count++] = sheets->sheet[i].period.on;
}

static void find_axis(struct page *page) {
    for (size_t i = 0; i < page->text->series_count; i++)
        for (size_t k = 0; k < page->text->series[i].count; k++)
            add_old(&page->axis, page->text->series[i].values[k].last,
                    page->sheets->sheet[0].period.on);
    add_own(&page->axis, page->sheets);
}

static void write_head(const struct page *page) {
    char quarter[QUARTER_WORDS_SIZE], day[DUTCH_DAY_SIZE], instant[DUTCH_INSTANT_SIZE];
    const struct sheets *sheets = page->sheets;
    fprintf(page->out,
            "<header>\n<h1>Regiomonitor jeugdhulp</h1>\n<p class=\"lead\">Wachten op jeugdhulp in "
            "Haaglanden, %s. Peildatum %s.</p>\n",
            quarter_words(page->last->period.on, quarter), dutch_day(page->last->period.on, day));
    if (sheets->is_virtual)
        fputs("<p class=\"warning\">Gespeelde gegevens: deze kinderen bestaan niet.</p>\n",
              page->out);
    fprintf(page->out, "<p%s>", sheets->audience == AUDIENCE_CIRCLE ? " class=\"warning\"" : "");
    html_words(page->out, audience_words(sheets->audience));
    fprintf(page->out, "</p>\n<p class=\"note\">%s, zoals bekend op %s.%s Norm: ",
            page->text->fixed ? "Vastgestelde cijfers" : "Nog niet vastgestelde cijfers",
            dutch_instant(sheets->as_known_at, instant),
            sheets->region_day == DAY_NONE ? "" : " Alle kwartalen voor een en dezelfde regio:");
    if (sheets->region_day != DAY_NONE)
        fprintf(page->out, " zoals op %s.", dutch_day(sheets->region_day, day));
    html_text(page->out, norm_words(page->text, page->last->norm_id));
    fputs(".</p>\n</header>\n<nav aria-label=\"Onderdelen\">\n<ul>\n", page->out);
    for (size_t i = 0; i < SECTION_COUNT; i++)
        fprintf(page->out, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id,
                sections[i].heading);
    fputs("</ul>\n</nav>\n", page->out);
}

void page_write(FILE *out, const void *publication_text) {
    const struct publication_text *text = publication_text;
    struct page page = {
        .out = out, .text = text, .sheets = text->sheets, .last = sheets_last(text->sheets)};
    char title[96], quarter[QUARTER_WORDS_SIZE], css[sizeof style + CHART_STYLE_SIZE];
    snprintf(title, sizeof title, "Regiomonitor jeugdhulp, %s%s",
             quarter_words(page.last->period.on, quarter),
             text->sheets->audience == AUDIENCE_CIRCLE ? " (alleen binnen de kring)" : "");
    snprintf(css, sizeof css, "%s%s", style, chart_style);
    find_axis(&page);
    html_open(out, &(struct html_page){title, css});
    write_head(&page);
    fputs("<main id=\"inhoud\">\n", out);
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        section_open(&page, sections[i].id, sections[i].heading);
        sections[i].write(&page);
        section_close(&page);
    }
    fputs("</main>\n", out);
    html_close(out);
}
