#include "client/language.h"
#include "client/place_fields.h"
#include "client/render_questions.h"
#include "client/render_taken.h"
#include "client/table.h"

#include <inttypes.h>

static const struct table_column columns[] = {
    {N_("rang"), true},      {N_("dagen"), true},           {N_("hulpvorm"), false},
    {N_("gemeente"), false}, {N_("plek"), false},           {N_("aanbieder"), false},
    {N_("telefoon"), false}, {N_("wie heeft haar"), false}, {N_("waarom"), false}};

/* The reason of the rank, and what else a coordinator should know before phoning. */
static void put_reason(struct table *table, const struct place_row *row) {
    char others[COUNT_WORDS_SIZE], age[COUNT_WORDS_SIZE];
    others[0] = age[0] = 0;
    if (row->other_places > 0)
        count_words(row->other_places, "andere plek", "andere plekken", others);
    if (row->stale)
        count_words(row->data_age_days, "dag oud", "dagen oud", age);
    table_print(table, "%.*s%s%s%s%s%s", (int)row->rank_sentence.size,
                text_start(row->rank_sentence), others[0] ? "; " : "", others,
                row->reinstated ? _("; terug op de lijst") : "", row->stale ? _("; gegevens ") : "",
                age);
}

static void put_row(struct table *table, const struct place_row *row) {
    table_print(table, "%u", row->rank);
    table_print(table, "%u", row->days_waited);
    table_put(table, bytes_of_text(hulpvorm_words(row->place.hulpvorm)));
    table_put(table, bytes_of_text(gemeente_words(row->place.gemeente)));
    table_put(table, row->place.id);
    table_put(table, row->aanbieder);
    table_put(table, row->telefoon);
    table_put_taken(table, &row->taken);
    put_reason(table, row);
}

static void write_heading(FILE *out, const struct places_reply *reply) {
    char day[DUTCH_DAY_SIZE], instant[DUTCH_INSTANT_SIZE], norm[SHOWN_TEXT_SIZE];
    fprintf(out, _("Wachtplekken op %s, zoals bekend op %s"), dutch_day(reply->on, day),
            dutch_instant(reply->as_known_at, instant));
    if (reply->norm_id.size > 0) /* the other places of a jeugdige have none */
        fprintf(out, _(", norm %s"), shown_text(reply->norm_id, norm));
    fprintf(out, "\n\n");
}

/* How many, and how to go on. */
static void write_count(FILE *out, const struct places_reply *reply) {
    char count[COUNT_WORDS_SIZE], instant[INSTANT_TEXT_SIZE];
    if (reply->next_offset == 0) {
        fprintf(out, "%s\n", count_words(reply->count, "plek", "plekken", count));
        return;
    }
    fprintf(out,
            _("%zu van %s getoond. Verder met --offset %u --as-known-at %s, of alles met --all.\n"),
            reply->row_count, count_words(reply->count, "plek", "plekken", count),
            reply->next_offset, instant_text(reply->as_known_at, instant));
}

enum status render_places(FILE *out, const struct places_reply *reply, struct arena *arena) {
    struct table table = table_new(arena, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < reply->row_count; i++)
        put_row(&table, &reply->rows[i]);
    write_heading(out, reply);
    if (reply->row_count > 0) {
        enum status status = table_write(out, &table);
        if (status != STATUS_OK)
            return status;
        fputc('\n', out);
    }
    write_count(out, reply);
    return STATUS_OK;
}

static void write_header(struct csv_fields *fields) {
    static const char *const before[] = {
        "rang",     "rang_reden", "rang_zin", "dagen", "wacht_sinds", "klok", "schadelijk_vanaf",
        "agb_code", "aanbieder",  "telefoon", "mail"};
    static const char *const after[] = {"andere_plekken", "terug", "peilmoment", "dagen_oud",
                                        "verouderd"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        csv_put_text(fields, before[i]);
    for (size_t field = 0; field < place_field_count(); field++)
        csv_put_text(fields, place_field_name(field));
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        csv_put_text(fields, after[i]);
    csv_put_taken_names(fields);
    csv_end_row(fields);
}

static void write_rank(struct csv_fields *fields, const struct place_row *row) {
    csv_put_count(fields, row->rank);
    csv_put_text(fields, rank_reason_name(row->rank_reason));
    csv_put(fields, row->rank_sentence);
    csv_put_count(fields, row->days_waited);
    csv_put_day(fields, row->start);
    csv_put_text(fields, clock_name(row->clock));
    csv_put_day(fields, row->crossing);
    csv_put_text(fields, row->agb.text);
    csv_put(fields, row->aanbieder);
    csv_put(fields, row->telefoon);
    csv_put(fields, row->mail);
}

static void write_row(struct csv_fields *fields, const struct place_row *row) {
    char room[CSV_TEXT_SIZE];
    write_rank(fields, row);
    for (size_t field = 0; field < place_field_count(); field++)
        csv_put(fields, place_field_text(field, &row->place, room));
    if (row->other_places_known)
        csv_put_count(fields, row->other_places);
    else
        csv_put_text(fields, "");
    csv_put_bool(fields, row->reinstated);
    csv_put_instant(fields, row->data_peilmoment);
    csv_put_count(fields, row->data_age_days);
    csv_put_bool(fields, row->stale);
    csv_put_taken(fields, &row->taken);
    csv_end_row(fields);
}

void render_places_csv(FILE *out, const struct places_reply *reply) {
    struct csv_fields fields = {.file = out, .separator = ','};
    write_header(&fields);
    for (size_t i = 0; i < reply->row_count; i++)
        write_row(&fields, &reply->rows[i]);
}
