#include "client/place_fields.h"
#include "client/render_questions.h"
#include "client/render_taken.h"

#include <inttypes.h>

static const char *kind_words(enum version_kind kind) {
    static const char *const words[VERSION_KIND_COUNT] = {
        [VERSION_NONE] = "onbekend",
        [VERSION_OPEN] = "op de lijst",
        [VERSION_LEFT] = "van de lijst",
        [VERSION_COMPLETED] = "vertrek aangevuld",
        [VERSION_PASSED] = "tussen twee leveringen gekomen en vertrokken",
    };
    return words[kind];
}

static void write_heading(FILE *out, size_t number, const struct place_version *version) {
    char recorded[DUTCH_INSTANT_SIZE], from[DUTCH_INSTANT_SIZE], until[DUTCH_INSTANT_SIZE];
    char left[DUTCH_DAY_SIZE];
    fprintf(out, "%zu. Bekend sinds %s (gebeurtenis %" PRIu64 "): %s", number,
            dutch_instant(version->recorded_at, recorded), version->event,
            kind_words(version->kind));
    if (version->kind != VERSION_OPEN)
        fprintf(out, ", %s, op %s", uitstroomreden_words(version->reden),
                dutch_day(version->left_on, left));
    fprintf(out, "%s\n   Geldt van %s", version->late ? " (nagekomen)" : "",
            dutch_instant(version->valid_from, from));
    if (version->valid_until == INSTANT_MAX)
        fprintf(out, " tot nader order\n");
    else
        fprintf(out, " tot %s\n", dutch_instant(version->valid_until, until));
}

static void write_value(FILE *out, struct bytes text) {
    if (text.size > 0)
        write_text(out, text);
    else
        fputs("leeg", out);
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
    const char *before = "   Veranderd: ";
    bool any = false;
    for (size_t field = 1; field < place_field_count(); field++) {
        struct bytes was = place_field_words(field, old, old_room);
        struct bytes is = place_field_words(field, place, room);
        if (bytes_equal(was, is))
            continue;
        fprintf(out, "%s%s van ", any ? ", " : before, place_field_title(field, title));
        write_value(out, was);
        fputs(" naar ", out);
        write_value(out, is);
        any = true;
    }
    fputs(any ? "\n" : "   Niets veranderd\n", out);
}

/* When the wait began, where that is news. */
static void write_start(FILE *out, const struct place_version *version,
                        const struct place_version *previous) {
    char start[DUTCH_DAY_SIZE];
    bool again = previous && previous->wait != version->wait;
    if (version->start == DAY_NONE || (previous && !again && previous->start == version->start))
        return;
    fprintf(out, "   %s %s (%s)\n", again ? "Wacht opnieuw, sinds" : "Wacht sinds",
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
    char instant[DUTCH_INSTANT_SIZE];
    fprintf(out, "   %s %s door ", dutch_instant(taken->recorded_at, instant),
            taken_state_words(taken->state));
    write_text(out, taken->who);
    if (taken->obstacle != OBSTACLE_NONE)
        fprintf(out, "; belemmering: %s", obstacle_words(taken->obstacle));
    fputc('\n', out);
}

void render_history(FILE *out, const struct history_request *request,
                    const struct history_reply *reply) {
    const struct place_version *known = NULL;
    fputs("Plek ", out);
    write_text(out, request->place_id);
    fprintf(out, " van %s, in de volgorde waarin het bekend werd\n\n", request->agb.text);
    for (size_t i = 0; i < reply->version_count; i++) {
        const struct place_version *version = &reply->versions[i];
        write_version(out, i + 1, version, i > 0 ? version - 1 : NULL, known);
        if (version->has_place)
            known = version;
    }
    fputs(reply->taken_count > 0 ? "\nOpvolging\n" : "\nNiemand zei iets over deze plek.\n", out);
    for (size_t i = 0; i < reply->taken_count; i++)
        write_taking(out, &reply->taken[i]);
}
