#include "client/csv_fields.h"
#include "client/language.h"
#include "client/render_json_place.h"
#include "client/render_questions.h"
#include "client/render_words.h"

#include <inttypes.h>

/* What the note is about: nothing for the whole region. */
static void write_subject(FILE *out, const struct duiding *note) {
    if (note->agb.text[0])
        fprintf(out, _(", aanbieder %s"), note->agb.text);
    if (note->hulpvorm != HULPVORM_ONBEKEND)
        fprintf(out, ", %s", hulpvorm_words(note->hulpvorm));
    if (note->gemeente[0])
        fprintf(out, ", %s", gemeente_words(note->gemeente));
}

static void write_note(FILE *out, const struct duiding *note) {
    char from[DUTCH_DAY_SIZE], until[DUTCH_DAY_SIZE], recorded[DUTCH_INSTANT_SIZE];
    char who[SHOWN_TEXT_SIZE];
    fprintf(out, "%s %s", note->is_break ? _("Breuk") : _("Duiding"), dutch_day(note->from, from));
    if (note->until != note->from)
        fprintf(out, _(" t/m %s"), dutch_day(note->until, until));
    write_subject(out, note);
    fprintf(out, ": ");
    write_text(out, note->text);
    fprintf(out, _("\n   nummer %" PRIu64 ", door %s op %s\n"), note->event,
            shown_text(note->who, who), dutch_instant(note->recorded_at, recorded));
}

void render_duiding(FILE *out, const struct duiding *notes, size_t count) {
    for (size_t i = 0; i < count; i++)
        write_note(out, &notes[i]);
}

static void write_row(struct csv_fields *fields, const struct duiding *note) {
    csv_put_count(fields, note->event);
    csv_put_instant(fields, note->recorded_at);
    csv_put(fields, note->who);
    csv_put_day(fields, note->from);
    csv_put_day(fields, note->until);
    csv_put_text(fields, note->agb.text);
    csv_put_text(fields, note->hulpvorm ? hulpvorm_name(note->hulpvorm) : "");
    csv_put_text(fields, note->gemeente);
    csv_put_bool(fields, note->is_break);
    csv_put_prose(fields, note->text);
    csv_end_row(fields);
}

void render_duiding_csv(FILE *out, const struct duiding *notes, size_t count) {
    static const char *const names[] = {"gebeurtenis", "vastgelegd_op", "wie",      "van",
                                        "tot_en_met",  "aanbieder",     "hulpvorm", "gemeente",
                                        "breuk",       "tekst"};
    struct csv_fields fields = {.file = out, .separator = ','};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        csv_put_text(&fields, names[i]);
    csv_end_row(&fields);
    for (size_t i = 0; i < count; i++)
        write_row(&fields, &notes[i]);
}

json_t *json_duiding(const struct duiding *note) {
    struct json_builder b = json_builder_new();
    json_put_count(&b, "event", note->event);
    json_put_instant(&b, "recorded_at", note->recorded_at);
    json_put_text(&b, "who", note->who);
    json_put_day(&b, "from", note->from);
    json_put_day(&b, "until", note->until);
    json_put_name(&b, "agb_code", note->agb.text);
    json_put_name(&b, "hulpvorm", note->hulpvorm ? hulpvorm_name(note->hulpvorm) : "");
    json_put_name(&b, "gemeente", note->gemeente);
    json_put_bool(&b, "is_break", note->is_break);
    json_put_text(&b, "text", note->text);
    return json_builder_take(&b);
}

bool render_duiding_json(FILE *out, const struct duiding *note) {
    return json_print(out, json_duiding(note));
}
