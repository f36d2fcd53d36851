/* The worklist as one page: whom to phone first as cards, then a table per list. Nothing
 * is said by colour alone; without style the page still reads from top to bottom. */
#include "client/worklist_render.h"

#include "client/html.h"
#include "client/language.h"
#include "client/worklist_words.h"

static const char style[] =
    "@page{size:A4 landscape;margin:12mm}\n"
    ".cards{list-style:none;margin:1rem 0;padding:0;display:grid;gap:1rem;"
    "grid-template-columns:repeat(auto-fit,minmax(min(19rem,100%),1fr))}\n"
    ".card{border:2px solid #0b3861;border-top-width:.6rem;padding:.75rem 1rem;display:flex;"
    "flex-direction:column;break-inside:avoid}\n"
    ".card h3{margin:0}\n"
    ".days{font-size:1.1rem}.days strong{font-size:2rem;color:#0b3861}\n"
    ".call{font-size:1.1rem;border-top:1px solid #767676;padding-top:.5rem;margin-top:auto}\n"
    ".call a{font-size:1.25rem;font-weight:bold}\n"
    ".take{background:#f3f6f9;padding:.5rem}\n"
    ".take code{display:block;font-size:.9rem}\n"
    "nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;padding:0;list-style:none}\n"
    "td p{margin:0 0 .25rem}td:nth-child(2){white-space:nowrap}\n"
    ".places table{min-width:60rem}.places th:nth-child(1){width:12%}"
    ".places th:nth-child(2){width:11%}.places th:nth-child(3){width:16%}"
    ".places th:nth-child(4){width:29%}.places th:nth-child(5){width:15%}\n"
    "@media print{nav{display:none}.take{background:none;padding:0;border-top:1px solid #767676}"
    ".cards{grid-template-columns:repeat(3,1fr)}"
    "tbody th[scope=row]::before{content:'';display:inline-block;width:.8em;height:.8em;"
    "border:1px solid #1a1a1a;margin-right:.4em}}\n";

/* The part of the page that each list is, for links. */
static const char *const list_ids[WORKLIST_LISTS] = {
    [WORKLIST_NEW] = "nieuw",
    [WORKLIST_MINE] = "van-u",
    [WORKLIST_NOBODYS] = "van-niemand",
    [WORKLIST_BACK] = "terug",
};
#define DEPARTURES_ID "vertrokken"
#define OVERDUE_ID "navragen"

static void write_code(FILE *out, struct bytes text) {
    fputs("<code>", out);
    html_text(out, text);
    fputs("</code>", out);
}

/* ---- whom to phone */

static bool is_dialable(struct bytes telefoon) {
    static const char allowed[] = "0123456789+-() .";
    size_t digits = 0;
    for (size_t i = 0; i < telefoon.size; i++) {
        if (!telefoon.at[i] || !strchr(allowed, telefoon.at[i]))
            return false;
        digits += telefoon.at[i] >= '0' && telefoon.at[i] <= '9';
    }
    return digits > 2;
}

/* Digits and a plus; without the "(0)" that is not dialled after a country's number. */
static void write_dialled(FILE *out, struct bytes telefoon) {
    bool country = telefoon.at[0] == '+';
    for (size_t i = 0; i < telefoon.size; i++) {
        if (country && telefoon.size - i >= 3 && memcmp(telefoon.at + i, "(0)", 3) == 0)
            i += 2;
        else if (telefoon.at[i] == '+' || (telefoon.at[i] >= '0' && telefoon.at[i] <= '9'))
            fputc(telefoon.at[i], out);
    }
}

/* A link where it can be dialled: computers of a coordinator often have a telephone. */
static void write_telephone(FILE *out, struct bytes telefoon) {
    if (telefoon.size == 0) {
        fputs("telefoon onbekend", out);
        return;
    }
    if (!is_dialable(telefoon)) {
        html_text(out, telefoon);
        return;
    }
    fputs("<a href=\"tel:", out);
    write_dialled(out, telefoon);
    fputs("\">", out);
    html_text(out, telefoon);
    fputs("</a>", out);
}

static void write_stale(FILE *out, const struct place_row *row) {
    char count[DUTCH_COUNT_SIZE];
    if (row->stale)
        fprintf(out,
                "<p class=\"warning\"><strong>Let op:</strong> gegevens van %s oud. Vraag "
                "eerst of het nog klopt.</p>",
                dutch_count(row->data_age_days, "dag", "dagen", count));
}

static void write_caller_cell(FILE *out, struct bytes aanbieder, const struct agb *agb,
                              struct bytes telefoon, struct bytes mail) {
    fputs("<td><p>", out);
    html_text(out, aanbieder);
    fputs("<br>", out);
    write_telephone(out, telefoon);
    fprintf(out, "</p><p class=\"note\">AGB %s", agb->text);
    if (mail.size > 0) {
        fputs("<br>", out);
        html_text(out, mail);
    }
    fputs("</p></td>", out);
}

/* ---- the first three */

static void write_card_call(FILE *out, const struct place_row *row) {
    fputs("<p class=\"call\">Bel ", out);
    html_text(out, row->aanbieder);
    fputs("<br>", out);
    write_telephone(out, row->telefoon);
    if (row->telefoon.size == 0 && row->mail.size > 0) {
        fputs("<br>", out);
        html_text(out, row->mail);
    }
    fputs("<br>over plek ", out);
    write_code(out, row->place.id);
    fputs("</p>", out);
}

static void write_card(FILE *out, size_t number, const struct place_row *row,
                       const struct worklist_look *look) {
    char words[WORKLIST_WORDS_SIZE];
    fprintf(out, "<li class=\"card\"><h3>%zu. ", number);
    html_words(out, hulpvorm_words(row->place.hulpvorm));
    fputs(", ", out);
    html_words(out, gemeente_words(row->place.gemeente));
    fprintf(out, "</h3>\n<p class=\"days\"><strong>%u</strong> %s gewacht</p>\n<p>Rang %u: ",
            row->days_waited, row->days_waited == 1 ? "dag" : "dagen", row->rank);
    html_text(out, row->rank_sentence);
    fputs(".</p>\n<p class=\"note\">", out);
    html_words(out, worklist_circumstances(row, words));
    fputs("</p>\n", out);
    write_stale(out, row);
    write_card_call(out, row);
    fputs("\n<p class=\"take\">Zo neemt u deze plek op u:<code>", out);
    worklist_write_take(out, html_text, row, look->configuration);
    fputs("</code></p></li>\n", out);
}

static void write_first(FILE *out, const struct worklist *worklist,
                        const struct worklist_look *look) {
    fputs("<section aria-labelledby=\"eerst\">\n<h2 id=\"eerst\">", out);
    html_words(out, worklist_first_words(worklist));
    fputs("</h2>\n", out);
    if (worklist->first.count > 0) {
        fputs("<ol class=\"cards\">\n", out);
        for (size_t i = 0; i < worklist->first.count; i++)
            write_card(out, i + 1, worklist->first.at[i].row, look);
        fputs("</ol>\n", out);
    }
    fputs("</section>\n", out);
}

/* ---- a table per list */

/* The headings of a table; each of them has a row per place or aanbieder. */
struct columns {
    size_t count;
    const char *at[6];
};

/* With a table when there is something to put in it. */
static void open_section(FILE *out, const char *id, const struct worklist_heading *heading,
                         size_t count, const struct columns *columns) {
    char caption_id[32];
    fprintf(out, "<section class=\"%s\" aria-labelledby=\"%s\">\n<h2 id=\"%s\">",
            columns->count == 6 ? "places" : "aanbieders", id, id);
    html_words(out, heading->title);
    fprintf(out, " (%zu)</h2>\n", count);
    snprintf(caption_id, sizeof caption_id, "%s-tabel", id);
    if (count > 0)
        html_table_open(out, caption_id, heading->meaning, columns->at, columns->count);
    else
        fprintf(out, "<p>%s</p>\n", heading->nothing);
}

static void close_section(FILE *out, size_t count, size_t shown) {
    if (count > 0)
        html_table_close(out);
    if (shown < count)
        fprintf(out,
                "<p>Hier staan de eerste %zu van %zu, op rang. Met <code>--rows 0</code> "
                "komt alles in de lijst.</p>\n",
                shown, count);
    fputs("</section>\n", out);
}

static void write_place_cells(FILE *out, struct bytes id, uint32_t days, day_t start,
                              enum hulpvorm hulpvorm, const char *gemeente) {
    char day[DUTCH_DAY_SIZE];
    fputs("<tr><th scope=\"row\">", out);
    write_code(out, id);
    fprintf(out, "</th><td><p><strong>%u</strong></p><p class=\"note\">sinds %s</p></td><td>", days,
            dutch_day(start, day));
    html_words(out, hulpvorm_words(hulpvorm));
    fputs("<br>", out);
    html_words(out, gemeente_words(gemeente));
    fputs("</td>", out);
}

static void write_taken_cell(FILE *out, const struct worklist *worklist,
                             const struct taken *taken) {
    char words[WORKLIST_WORDS_SIZE];
    fputs("<td>", out);
    if (taken && taken->state != TAKEN_NOBODY) {
        html_text(out, worklist_is_own(worklist, taken) ? bytes_of_text("u") : taken->who);
        fputs(": ", out);
        html_words(out, worklist_taken_words(taken, words));
    } else {
        fputs("niemand", out);
    }
    fputs("</td>", out);
}

static void write_reason_cell(FILE *out, const struct worklist_item *item) {
    char words[WORKLIST_WORDS_SIZE];
    fprintf(out, "<td><p>Rang %u: ", item->row->rank);
    html_text(out, item->row->rank_sentence);
    fputs("</p>", out);
    if (item->news) {
        fputs("<p><strong>Nieuw:</strong> ", out);
        html_words(out, worklist_news_words(item, words));
        fputs("</p>", out);
    }
    fputs("<p class=\"note\">", out);
    html_words(out, worklist_circumstances(item->row, words));
    fputs("</p>", out);
    write_stale(out, item->row);
    fputs("</td>", out);
}

static void write_item(FILE *out, const struct worklist *worklist,
                       const struct worklist_item *item) {
    const struct place_row *row = item->row;
    write_place_cells(out, row->place.id, row->days_waited, row->start, row->place.hulpvorm,
                      row->place.gemeente);
    write_reason_cell(out, item);
    write_taken_cell(out, worklist, &row->taken);
    write_caller_cell(out, row->aanbieder, &row->agb, row->telefoon, row->mail);
    fputs("</tr>\n", out);
}

static void write_list(FILE *out, const struct worklist *worklist, enum worklist_list list,
                       const struct worklist_look *look) {
    static const struct columns columns = {
        6, {"Plek", "Dagen gewacht", "Hulp en gemeente", "Waarom nu", "Wie heeft het", "Bel"}};
    const struct worklist_heading heading = worklist_list_heading(worklist, list);
    const struct worklist_items *items = &worklist->lists[list];
    size_t shown = worklist_shown(look, list, items->count);
    open_section(out, list_ids[list], &heading, items->count, &columns);
    for (size_t i = 0; i < shown; i++)
        write_item(out, worklist, &items->at[i]);
    close_section(out, items->count, shown);
}

static void write_departure(FILE *out, const struct worklist *worklist,
                            const struct worklist_departure *departure) {
    const struct alert *alert = departure->alert;
    const struct place_alert *place = &alert->place;
    char words[WORKLIST_WORDS_SIZE];
    write_place_cells(out, place->place_id, place->days_waited, place->start, place->hulpvorm,
                      place->gemeente);
    fputs("<td>", out);
    html_words(out, worklist_departure_words(alert, words));
    fputs("</td>", out);
    write_taken_cell(out, worklist, departure->taken);
    write_caller_cell(out, alert->aanbieder, &alert->agb, alert->telefoon, alert->mail);
    fputs("</tr>\n", out);
}

static void write_departures(FILE *out, const struct worklist *worklist) {
    static const struct columns columns = {
        6, {"Plek", "Dagen gewacht", "Hulp en gemeente", "Waarom eraf", "Wie had het", "Bel"}};
    size_t count = worklist->departure_count;
    open_section(out, DEPARTURES_ID, &worklist_departures_heading, count, &columns);
    for (size_t i = 0; i < count; i++)
        write_departure(out, worklist, &worklist->departures[i]);
    close_section(out, count, count);
}

static void write_overdue_row(FILE *out, const struct worklist_overdue *overdue) {
    char peilmoment[DUTCH_INSTANT_SIZE], count[DUTCH_COUNT_SIZE];
    const struct place_row *row = overdue->row;
    fputs("<tr><th scope=\"row\">", out);
    html_text(out, row->aanbieder);
    fprintf(out, "</th><td><p><strong>%s</strong></p><p class=\"note\">van %s</p></td>",
            dutch_count(row->data_age_days, "dag oud", "dagen oud", count),
            dutch_instant(row->data_peilmoment, peilmoment));
    fprintf(out, "<td>%zu</td><td>%zu</td>", overdue->beyond, overdue->places);
    write_caller_cell(out, row->aanbieder, &row->agb, row->telefoon, row->mail);
    fputs("</tr>\n", out);
}

static void write_overdue(FILE *out, const struct worklist *worklist) {
    static const struct columns columns = {
        5, {"Aanbieder", "Gegevens", "Plekken over de norm", "Plekken in alles", "Bel"}};
    size_t count = worklist->overdue_count;
    open_section(out, OVERDUE_ID, &worklist_overdue_heading, count, &columns);
    for (size_t i = 0; i < count; i++)
        write_overdue_row(out, &worklist->overdue[i]);
    close_section(out, count, count);
}

/* ---- the page */

static void write_header(FILE *out, const struct worklist *worklist) {
    const struct worklist_sources *sources = &worklist->sources;
    char day[DUTCH_LONG_DAY_SIZE], instant[DUTCH_INSTANT_SIZE], since[DUTCH_DAY_SIZE];
    fprintf(out, "<header>\n<h1>Werklijst van %s</h1>\n<p class=\"lead\">",
            dutch_long_day(sources->today, day));
    if (sources->name.size > 0) {
        fputs("Voor ", out);
        html_text(out, sources->name);
        fputs(". ", out);
    }
    fprintf(out, "Zoals bekend op %s; norm ", dutch_instant(sources->known_at, instant));
    html_text(out, sources->norm_id);
    fputs(".</p>\n", out);
    if (sources->virtual_clock)
        fputs("<p class=\"warning\"><strong>Gespeelde tijd:</strong> deze lijst komt van een "
              "server met een virtuele klok.</p>\n",
              out);
    if (sources->first_time)
        fprintf(out,
                "<p class=\"warning\">Dit is uw eerste werklijst: als nieuw telt wat sinds "
                "%s is gemeld.</p>\n",
                dutch_day(day_of_instant(sources->since), since));
    fputs("<p class=\"note\">Vertrouwelijk: een plek leidt naar een kind. Deel deze lijst alleen "
          "met wie erover gaat, en ruim bestand en papier daarna op.</p>\n</header>\n",
          out);
}

static void write_link(FILE *out, const char *id, const char *title, size_t count) {
    fprintf(out, "<li><a href=\"#%s\">", id);
    html_words(out, title);
    fprintf(out, " (%zu)</a></li>\n", count);
}

static void write_navigation(FILE *out, const struct worklist *worklist) {
    fputs("<nav aria-label=\"Op deze pagina\">\n<ul>\n", out);
    for (enum worklist_list list = 0; list < WORKLIST_LISTS; list++)
        write_link(out, list_ids[list], worklist_list_heading(worklist, list).title,
                   worklist->lists[list].count);
    write_link(out, DEPARTURES_ID, worklist_departures_heading.title, worklist->departure_count);
    write_link(out, OVERDUE_ID, worklist_overdue_heading.title, worklist->overdue_count);
    fputs("</ul>\n</nav>\n", out);
}

/* A page is a Dutch document, whoever has it made. */
void render_worklist_html(FILE *out, const struct worklist *worklist,
                          const struct worklist_look *look) {
    const enum language before = language_switch(LANGUAGE_DUTCH);
    char day[DUTCH_LONG_DAY_SIZE], title[DUTCH_LONG_DAY_SIZE + 32];
    snprintf(title, sizeof title, "Werklijst van %s", dutch_long_day(worklist->sources.today, day));
    const struct html_page page = {.title = title, .style = style};
    html_open(out, &page);
    write_header(out, worklist);
    write_navigation(out, worklist);
    fputs("<main id=\"inhoud\">\n", out);
    write_first(out, worklist, look);
    for (enum worklist_list list = 0; list < WORKLIST_LISTS; list++)
        write_list(out, worklist, list, look);
    write_departures(out, worklist);
    write_overdue(out, worklist);
    fputs("</main>\n", out);
    html_close(out);
    language_switch(before);
}
