#include "client/worklist_render.h"

#include "client/language.h"
#include "client/worklist_words.h"

size_t worklist_shown(const struct worklist_look *look, enum worklist_list list, size_t count) {
    bool all = look->most == 0 || list == WORKLIST_MINE;
    return all || count < look->most ? count : look->most;
}

static void write_title(FILE *out, const struct worklist *worklist) {
    const struct worklist_sources *sources = &worklist->sources;
    char day[DUTCH_LONG_DAY_SIZE], instant[DUTCH_INSTANT_SIZE], since[DUTCH_DAY_SIZE];
    char name[SHOWN_TEXT_SIZE], norm[SHOWN_TEXT_SIZE];
    fprintf(out,
            sources->name.size > 0 ? _("Werklijst van %s, voor %s\n") : _("Werklijst van %s\n"),
            dutch_long_day(sources->today, day), shown_text(sources->name, name));
    fprintf(out, _("Zoals bekend op %s; norm %s\n"), dutch_instant(sources->known_at, instant),
            shown_text(sources->norm_id, norm));
    if (sources->virtual_clock)
        fputs(_("GESPEELDE TIJD: deze server heeft een virtuele klok.\n"), out);
    if (sources->first_time)
        fprintf(out, _("Dit is uw eerste werklijst: als nieuw telt wat sinds %s is gemeld.\n"),
                dutch_day(day_of_instant(sources->since), since));
}

static void write_heading(FILE *out, const char *title, size_t count) {
    fprintf(out, "\n== %s (%zu)\n", title, count);
}

static void write_cut(FILE *out, size_t shown, size_t count) {
    if (shown < count)
        fprintf(out, _("   ... en nog %zu; alles met --rows 0\n"), count - shown);
}

/* Name, AGB-code, telephone and mail, as far as they are known. */
static void write_caller(FILE *out, struct bytes aanbieder, const struct agb *agb,
                         struct bytes telefoon, struct bytes mail) {
    char name[SHOWN_TEXT_SIZE], number[SHOWN_TEXT_SIZE];
    fprintf(out, telefoon.size > 0 ? _("bel %s (%s), %s") : _("bel %s (%s), telefoon onbekend"),
            shown_text(aanbieder, name), agb->text, shown_text(telefoon, number));
    if (mail.size > 0) {
        fprintf(out, ", ");
        write_text(out, mail);
    }
}

static void write_row_caller(FILE *out, const struct place_row *row) {
    char count[COUNT_WORDS_SIZE];
    write_caller(out, row->aanbieder, &row->agb, row->telefoon, row->mail);
    if (row->stale)
        fprintf(out, _("; LET OP: gegevens van %s oud, vraag of het nog klopt"),
                count_words(row->data_age_days, "dag", "dagen", count));
}

static void write_taken(FILE *out, const struct worklist *worklist, const struct taken *taken) {
    char words[WORKLIST_WORDS_SIZE];
    if (taken->state != TAKEN_NOBODY) {
        write_text(out, worklist_is_own(worklist, taken) ? bytes_of_text(_("u")) : taken->who);
        fprintf(out, ": ");
    }
    fprintf(out, "%s", worklist_taken_words(taken, words));
}

static void write_first(FILE *out, const struct worklist *worklist,
                        const struct worklist_look *look) {
    char words[WORKLIST_WORDS_SIZE], count[COUNT_WORDS_SIZE], id[SHOWN_TEXT_SIZE];
    fprintf(out, "\n%s.\n", worklist_first_words(worklist));
    for (size_t i = 0; i < worklist->first.count; i++) {
        const struct place_row *row = worklist->first.at[i].row;
        fprintf(out, _("\n%zu. %s, %s: %s; plek %s\n"), i + 1, hulpvorm_words(row->place.hulpvorm),
                gemeente_words(row->place.gemeente),
                count_words(row->days_waited, "dag gewacht", "dagen gewacht", count),
                shown_text(row->place.id, id));
        fprintf(out, _("   Rang %u: "), row->rank);
        write_rank_sentence(out, row->rank_sentence, row->days_waited);
        fprintf(out, "; %s\n   ", worklist_circumstances(row, words));
        write_row_caller(out, row);
        fprintf(out, "\n   ");
        worklist_write_take(out, write_text, row, look->configuration);
        fprintf(out, "\n");
    }
}

/* Two lines: what it is, and whom to phone. */
static void write_item(FILE *out, const struct worklist *worklist,
                       const struct worklist_item *item) {
    const struct place_row *row = item->row;
    char words[WORKLIST_WORDS_SIZE];
    fprintf(out, _("%u %5u dagen  %-23s %-21s "), row->rank, row->days_waited,
            hulpvorm_words(row->place.hulpvorm), gemeente_words(row->place.gemeente));
    write_text(out, row->place.id);
    if (item->news)
        fprintf(out, _("; nieuw: %s"), worklist_news_words(item, words));
    if (row->taken.state != TAKEN_NOBODY) {
        fprintf(out, "; ");
        write_taken(out, worklist, &row->taken);
    }
    fprintf(out, "\n  ");
    write_row_caller(out, row);
    fprintf(out, "\n");
}

static void write_list(FILE *out, const struct worklist *worklist, enum worklist_list list,
                       const struct worklist_look *look) {
    const struct worklist_heading heading = worklist_list_heading(worklist, list);
    const struct worklist_items *items = &worklist->lists[list];
    size_t shown = worklist_shown(look, list, items->count);
    write_heading(out, said(heading.title), items->count);
    if (items->count == 0)
        fprintf(out, "%s\n", said(heading.nothing));
    for (size_t i = 0; i < shown; i++)
        write_item(out, worklist, &items->at[i]);
    write_cut(out, shown, items->count);
}

static void write_departures(FILE *out, const struct worklist *worklist) {
    char words[WORKLIST_WORDS_SIZE];
    write_heading(out, said(worklist_departures_heading.title), worklist->departure_count);
    if (worklist->departure_count == 0)
        fprintf(out, "%s\n", said(worklist_departures_heading.nothing));
    for (size_t i = 0; i < worklist->departure_count; i++) {
        const struct alert *alert = worklist->departures[i].alert;
        fprintf(out, _("%u %5u dagen  %-23s %-21s "), alert->place.rank, alert->place.days_waited,
                hulpvorm_words(alert->place.hulpvorm), gemeente_words(alert->place.gemeente));
        write_text(out, alert->place.place_id);
        fprintf(out, "; %s", worklist_departure_words(alert, words));
        if (worklist->departures[i].taken) {
            fprintf(out, "; ");
            write_taken(out, worklist, worklist->departures[i].taken);
        }
        fprintf(out, "\n  ");
        write_caller(out, alert->aanbieder, &alert->agb, alert->telefoon, alert->mail);
        fprintf(out, "\n");
    }
}

static void write_overdue(FILE *out, const struct worklist *worklist) {
    char days[COUNT_WORDS_SIZE], places[COUNT_WORDS_SIZE];
    write_heading(out, said(worklist_overdue_heading.title), worklist->overdue_count);
    if (worklist->overdue_count == 0)
        fprintf(out, "%s\n", said(worklist_overdue_heading.nothing));
    for (size_t i = 0; i < worklist->overdue_count; i++) {
        const struct worklist_overdue *overdue = &worklist->overdue[i];
        const struct place_row *row = overdue->row;
        fprintf(out, _("gegevens van %s oud; %zu van %s over de norm\n  "),
                count_words(row->data_age_days, "dag", "dagen", days), overdue->beyond,
                count_words(overdue->places, "plek", "plekken", places));
        write_caller(out, row->aanbieder, &row->agb, row->telefoon, row->mail);
        fprintf(out, "\n");
    }
}

void render_worklist(FILE *out, const struct worklist *worklist, const struct worklist_look *look) {
    write_title(out, worklist);
    write_first(out, worklist, look);
    for (enum worklist_list list = 0; list < WORKLIST_LISTS; list++)
        write_list(out, worklist, list, look);
    write_departures(out, worklist);
    write_overdue(out, worklist);
}
