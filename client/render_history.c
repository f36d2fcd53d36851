#include "client/language.h"
#include "client/place_fields.h"
#include "client/render_questions.h"
#include "client/render_taken.h"

#include <inttypes.h>

static const char *kind_words(enum version_kind kind) {
    static const char *const words[VERSION_KIND_COUNT] = {
        [VERSION_NONE] = N_("onbekend"),
        [VERSION_OPEN] = N_("op de lijst"),
        [VERSION_LEFT] = N_("van de lijst"),
        [VERSION_COMPLETED] = N_("vertrek aangevuld"),
        [VERSION_PASSED] = N_("tussen twee leveringen gekomen en vertrokken"),
    };
    return said(words[kind]);
}

static void write_heading(FILE *out, size_t number, const struct place_version *version) {
    char recorded[DUTCH_INSTANT_SIZE], from[DUTCH_INSTANT_SIZE], until[DUTCH_INSTANT_SIZE];
    char left[DUTCH_DAY_SIZE];
    fprintf(out, _("%zu. Bekend sinds %s (gebeurtenis %" PRIu64 "): %s"), number,
            dutch_instant(version->recorded_at, recorded), version->event,
            kind_words(version->kind));
    if (version->kind != VERSION_OPEN)
        fprintf(out, _(", %s, op %s"), said(uitstroomreden_words(version->reden)),
                dutch_day(version->left_on, left));
    fprintf(out, version->late ? _(" (nagekomen)\n   Geldt van %s") : _("\n   Geldt van %s"),
            dutch_instant(version->valid_from, from));
    if (version->valid_until == INSTANT_MAX)
        fputs(_(" tot nader order\n"), out);
    else
        fprintf(out, _(" tot %s\n"), dutch_instant(version->valid_until, until));
}

static const char *value_words(struct bytes text, char room[SHOWN_TEXT_SIZE]) {
    return text.size > 0 ? shown_text(text, room) : _("leeg");
}

/* Every field that says something. */
static void write_fields(FILE *out, const struct place *place) {
    char title[CSV_TEXT_SIZE], room[CSV_TEXT_SIZE];
    const char *before = "   ";
    for (size_t field = 1; field < place_field_count(); field++) {
        struct bytes text = place_field_words(field, place, room);
        if (text.size == 0)
            continue;
        fprintf(out, "%s%s ", before, place_field_title(field, title));
        write_text(out, text);
        before = ", ";
    }
    fputc('\n', out);
}

/* Only the fields that differ. */
static void write_changes(FILE *out, const struct place *old, const struct place *place) {
    char title[CSV_TEXT_SIZE], old_room[CSV_TEXT_SIZE], room[CSV_TEXT_SIZE];
    char was_room[SHOWN_TEXT_SIZE], is_room[SHOWN_TEXT_SIZE];
    bool any = false;
    for (size_t field = 1; field < place_field_count(); field++) {
        struct bytes was = place_field_words(field, old, old_room);
        struct bytes is = place_field_words(field, place, room);
        if (bytes_equal(was, is))
            continue;
        fputs(any ? ", " : _("   Veranderd: "), out);
        fprintf(out, _("%s van %s naar %s"), place_field_title(field, title),
                value_words(was, was_room), value_words(is, is_room));
        any = true;
    }
    fputs(any ? "\n" : _("   Niets veranderd\n"), out);
}

/* When the wait began, where that is news. */
static void write_start(FILE *out, const struct place_version *version,
                        const struct place_version *previous) {
    char start[DUTCH_DAY_SIZE];
    bool again = previous && previous->wait != version->wait;
    if (version->start == DAY_NONE || (previous && !again && previous->start == version->start))
        return;
    fprintf(out, again ? _("   Wacht opnieuw, sinds %s (%s)\n") : _("   Wacht sinds %s (%s)\n"),
            dutch_day(version->start, start), clock_name(version->clock));
}

/* `known` is the last version that showed the fields, NULL before the first. */
static void write_version(FILE *out, size_t number, const struct place_version *version,
                          const struct place_version *previous, const struct place_version *known) {
    write_heading(out, number, version);
    write_start(out, version, previous);
    if (version->has_place && known)
        write_changes(out, &known->place, &version->place);
    else if (version->has_place)
        write_fields(out, &version->place);
}

static void write_taking(FILE *out, const struct taken *taken) {
    char instant[DUTCH_INSTANT_SIZE], who[SHOWN_TEXT_SIZE];
    fprintf(out, _("   %s %s door %s"), dutch_instant(taken->recorded_at, instant),
            said(taken_state_words(taken->state)), shown_text(taken->who, who));
    if (taken->obstacle != OBSTACLE_NONE)
        fprintf(out, _("; belemmering: %s"), said(obstacle_words(taken->obstacle)));
    fputc('\n', out);
}

void render_history(FILE *out, const struct history_request *request,
                    const struct history_reply *reply) {
    const struct place_version *known = NULL;
    char id[SHOWN_TEXT_SIZE];
    fprintf(out, _("Plek %s van %s, in de volgorde waarin het bekend werd\n\n"),
            shown_text(request->place_id, id), request->agb.text);
    for (size_t i = 0; i < reply->version_count; i++) {
        const struct place_version *version = &reply->versions[i];
        write_version(out, i + 1, version, i > 0 ? version - 1 : NULL, known);
        if (version->has_place)
            known = version;
    }
    fputs(reply->taken_count > 0 ? _("\nOpvolging\n") : _("\nNiemand zei iets over deze plek.\n"),
          out);
    for (size_t i = 0; i < reply->taken_count; i++)
        write_taking(out, &reply->taken[i]);
}
