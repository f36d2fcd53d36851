/* The feed as files: the same rows twice, and what they mean. */
#include "client/report/startpunt.h"

#include "client/csv_fields.h"
#include "client/render_json_parts.h"
#include "client/render_words.h"

#include <stdlib.h>

static const char definition[] =
    "Levenstafel (Kaplan-Meier) van de wachtplekken die in het venster open waren of vertrokken, "
    "vanaf de aanmelddatum (anders de verwijsdatum of toewijzingsdatum); wie nog wacht of om een "
    "andere reden vertrok telt mee zolang bekend; crisis telt niet mee.";

static bool has_weeks(const struct startpunt_row *row) {
    return row->basis >= BASIS_AANBIEDER;
}

static bool half_known(const struct startpunt_row *row) {
    return has_weeks(row) && row->survival.half_known;
}

static bool eighty_known(const struct startpunt_row *row) {
    return has_weeks(row) && row->survival.eighty_known;
}

static const char *aanname_words(enum aanname aanname) {
    return aanname == AANNAME_OPEN ? "ja" : aanname == AANNAME_STOP ? "nee" : "onbekend";
}

#define SENTENCE_SIZE 256

/* What a parent reads. */
static const char *sentence_of(const struct startpunt_row *row, char text[SENTENCE_SIZE]) {
    bool region = row->basis == BASIS_REGION || row->basis == BASIS_REGION_LONG;
    const char *where = region ? "Te weinig gegevens van deze aanbieder; in de hele regio: d" : "D";
    char half[DUTCH_COUNT_SIZE], eighty[DUTCH_COUNT_SIZE];
    if (!has_weeks(row))
        return row->basis == BASIS_OLD ? "geen actuele gegevens" : "te weinig gegevens";
    dutch_count(startpunt_weeks(row->survival.half_days), "week", "weken", half);
    dutch_count(startpunt_weeks(row->survival.eighty_days), "week", "weken", eighty);
    if (!half_known(row))
        snprintf(text, SENTENCE_SIZE,
                 "%sat de helft van de kinderen is begonnen duurt langer dan nu te meten is.",
                 where);
    else if (!eighty_known(row))
        snprintf(text, SENTENCE_SIZE,
                 "%se helft van de kinderen begon binnen %s; hoe lang het voor acht van de tien "
                 "duurt is nog niet te meten.",
                 where, half);
    else
        snprintf(text, SENTENCE_SIZE,
                 "%se helft van de kinderen begon binnen %s, acht van de tien binnen %s.", where,
                 half, eighty);
    return text;
}

static json_t *weeks_or_null(bool known, uint32_t days) {
    return known ? json_integer(startpunt_weeks(days)) : json_null();
}

static json_t *row_json(const struct startpunt_row *row) {
    struct json_builder b = json_builder_new();
    char sentence[SENTENCE_SIZE];
    json_put_name(&b, "agb", row->agb.text);
    json_put_name(&b, "hulpvorm", hulpvorm_name(row->hulpvorm));
    json_put_name(&b, "hulpvorm_naam", hulpvorm_words(row->hulpvorm));
    json_put_name(&b, "neemt_aan", aanname_words(row->aanname));
    json_put(&b, "helft_binnen_weken", weeks_or_null(half_known(row), row->survival.half_days));
    json_put(&b, "acht_van_tien_binnen_weken",
             weeks_or_null(eighty_known(row), row->survival.eighty_days));
    json_put_name(&b, "gebaseerd_op", basis_name(row->basis));
    json_put_name(&b, "tekst", sentence_of(row, sentence));
    json_put_day(&b, "gegevens_van", row->data_on);
    return json_builder_take(&b);
}

static json_t *feed_json(const struct startpunt *startpunt) {
    struct json_builder b = json_builder_new();
    json_t *rows = json_array();
    for (size_t i = 0; i < startpunt->row_count; i++)
        rows = json_array_with(rows, row_json(&startpunt->rows[i]));
    json_put_day(&b, "peildatum", startpunt->on);
    json_put_instant(&b, "bekend_op", startpunt->as_known_at);
    json_put_bool(&b, "gespeeld", startpunt->is_virtual);
    json_put_name(&b, "definitie", definition);
    json_put(&b, "wachttijden", rows);
    return json_builder_take(&b);
}

static enum status add_json(const struct startpunt *startpunt, struct arena *arena,
                            struct report_files *files) {
    json_t *feed = feed_json(startpunt);
    char *text = feed ? json_dumps(feed, JSON_INDENT(1)) : NULL;
    struct bytes content = {0};
    if (text)
        content = arena_copy(arena, bytes_of_text(text));
    free(text);
    json_decref(feed);
    if (!content.at)
        return STATUS_NO_MEMORY;
    files->file[files->count++] = (struct report_file){"wachttijden.json", content};
    return STATUS_OK;
}

static void put_weeks(struct csv_fields *fields, bool known, uint32_t days) {
    if (known)
        csv_put_count(fields, startpunt_weeks(days));
    else
        csv_put_text(fields, "");
}

static void write_csv(FILE *out, const void *context) {
    const struct startpunt *startpunt = context;
    struct csv_fields fields = {.file = out, .separator = ','};
    fputs("peildatum,agb,hulpvorm,hulpvorm_naam,neemt_aan,helft_binnen_weken,"
          "acht_van_tien_binnen_weken,gebaseerd_op,tekst,gegevens_van\n",
          out);
    for (size_t i = 0; i < startpunt->row_count; i++) {
        const struct startpunt_row *row = &startpunt->rows[i];
        char sentence[SENTENCE_SIZE];
        csv_put_day(&fields, startpunt->on);
        csv_put_text(&fields, row->agb.text);
        csv_put_text(&fields, hulpvorm_name(row->hulpvorm));
        csv_put_text(&fields, hulpvorm_words(row->hulpvorm));
        csv_put_text(&fields, aanname_words(row->aanname));
        put_weeks(&fields, half_known(row), row->survival.half_days);
        put_weeks(&fields, eighty_known(row), row->survival.eighty_days);
        csv_put_text(&fields, basis_name(row->basis));
        csv_put_text(&fields, sentence_of(row, sentence));
        csv_put_day(&fields, row->data_on);
        csv_end_row(&fields);
    }
}

static const char readme[] =
    "## Bestanden\n\n"
    "- `wachttijden.json`: een object met `peildatum`, `bekend_op` (UTC), `gespeeld` (waar als het "
    "geen echte kinderen zijn), `definitie` en de lijst "
    "`wachttijden`.\n"
    "- `wachttijden.csv`: dezelfde lijst; komma's, UTF-8, een rij met namen.\n\n"
    "## Velden\n\n"
    "| veld | betekenis |\n|---|---|\n"
    "| `agb` | AGB-code van de aanbieder, acht cijfers, tekst |\n"
    "| `hulpvorm`, `hulpvorm_naam` | de vorm van hulp, als code en in woorden; crisishulp staat er "
    "niet bij |\n"
    "| `neemt_aan` | of de aanbieder voor deze hulp nieuwe kinderen aanneemt: `ja`, `nee` of "
    "`onbekend` |\n"
    "| `helft_binnen_weken` | de helft van de kinderen begon binnen zoveel weken; leeg (null) als "
    "dat "
    "niet te zeggen is |\n"
    "| `acht_van_tien_binnen_weken` | hetzelfde voor acht van de tien kinderen |\n"
    "| `gebaseerd_op` | waarop de weken rusten, zie hieronder |\n"
    "| `tekst` | een zin om te tonen |\n"
    "| `gegevens_van` | de dag waarvan de gegevens van de aanbieder zijn; leeg als zij te lang "
    "geleden zijn |\n\n"
    "## Waarop de weken rusten\n\n"
    "| `gebaseerd_op` | betekenis |\n|---|---|\n"
    "| `aanbieder_90_dagen` | deze aanbieder, de laatste 90 dagen, tien starts of meer |\n"
    "| `aanbieder_365_dagen` | minder dan tien starts in 90 dagen: deze aanbieder, 365 dagen |\n"
    "| `regio_90_dagen` | ook in 365 dagen minder dan tien: deze hulpvorm in de hele regio, 90 "
    "dagen |\n"
    "| `regio_365_dagen` | ook dat minder dan tien: deze hulpvorm in de hele regio, 365 dagen |\n"
    "| `te_weinig_gegevens` | ook dan minder dan tien: geen weken |\n"
    "| `gegevens_te_oud` | de gegevens van de aanbieder zijn ouder dan 14 dagen: geen weken, en "
    "niet "
    "of er kinderen worden aangenomen |\n\n"
    "De weken van de regio rusten alleen op aanbieders met gegevens van hoogstens 14 dagen oud.\n\n"
    "## Hoe het is berekend\n\n";

static const char readme_end[] =
    "\n\nVan dagen naar hele weken is naar boven afgerond. Deze weken zeggen hoe lang het duurde "
    "voor "
    "wie in het venster wachtte of begon. Zij beloven niets over een volgend kind: of er plek is "
    "hangt "
    "af van de vraag en van `neemt_aan`. Aantallen kinderen staan er niet in.\n";

static void write_readme(FILE *out, const void *context) {
    const struct startpunt *startpunt = context;
    char day[DAY_TEXT_SIZE], instant[INSTANT_TEXT_SIZE];
    fprintf(
        out,
        "# Wachttijden voor Startpunt Jeugdhulp\n\n"
        "Hoe snel kinderen in Haaglanden met hulp begonnen, per aanbieder en hulpvorm. Peildatum "
        "%s, zoals bekend op %s.%s\n\n",
        day_text(startpunt->on, day), instant_text(startpunt->as_known_at, instant),
        startpunt->is_virtual ? " Gespeelde gegevens: deze kinderen bestaan niet." : "");
    fputs(readme, out);
    fputs(definition, out);
    fputs(readme_end, out);
}

enum status startpunt_files(const struct startpunt *startpunt, struct arena *arena,
                            struct report_files *files) {
    struct report_files made = {0};
    enum status status = add_json(startpunt, arena, &made);
    if (status == STATUS_OK)
        status = files_add(&made, "wachttijden.csv", write_csv, startpunt, arena);
    if (status == STATUS_OK)
        status = files_add(&made, "LEESMIJ.md", write_readme, startpunt, arena);
    if (status == STATUS_OK)
        *files = made;
    return status;
}
