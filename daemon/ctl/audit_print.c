#include "daemon/ctl/audit_print.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { HEX_SIZE = 2 * STORE_LOG_HASH_BYTES + 1 };

static const char *hex(const uint8_t *at, size_t size, char text[HEX_SIZE]) {
    for (size_t i = 0; i < size; i++)
        snprintf(text + 2 * i, 3, "%02x", at[i]);
    return text;
}

static const char *party_name(enum audit_party party) {
    static const char *const names[AUDIT_PARTY_COUNT] = {[AUDIT_PARTICIPANT] = "participant",
                                                         [AUDIT_OPERATOR] = "operator",
                                                         [AUDIT_STRANGER] = "stranger"};
    return names[party];
}

static bool is_refusal(const struct audit_line *line) {
    return line->refused.reason.size > 0;
}

/* ---- the table */

/* What others wrote must not move the cursor. */
static int print_text(struct bytes text) {
    for (size_t i = 0; i < text.size; i++)
        putchar(text.at[i] >= ' ' && text.at[i] != 0x7f ? text.at[i] : '?');
    return (int)text.size;
}

static void print_column(struct bytes text, int width) {
    const int printed = text.size > 0 ? print_text(text) : print_text(bytes_of_text("-"));
    printf("%*s", printed < width ? width - printed + 1 : 1, "");
}

enum { ACT_WIDTH = 11, OUTCOME_WIDTH = 12, ABOUT_WIDTH = 8, WHO_WIDTH = 16 };

void audit_print_heading(void) {
    printf("%8s  %-25s  %-*s %-*s %-*s %-*s %5s  %s\n", "number", "when", WHO_WIDTH, "who",
           ACT_WIDTH, "what", OUTCOME_WIDTH, "outcome", ABOUT_WIDTH, "about", "rows", "question");
}

static void print_refused(const struct audit_line *line) {
    const struct audit_refused *refused = &line->refused;
    char first[INSTANT_TEXT_SIZE];
    fputs("refused: ", stdout);
    print_text(refused->reason);
    if (refused->count > 1)
        printf(", %" PRIu64 " times since %s", refused->count,
               instant_local_text(refused->first, first));
    if (line->question.size > 0) {
        fputs(", ", stdout);
        print_text(line->question);
    }
    if (refused->unwritten > 0)
        printf(", and %" PRIu64 " others before it that are in no line", refused->unwritten);
}

static void print_question(const struct audit_line *line) {
    char text[HEX_SIZE], instant[INSTANT_TEXT_SIZE];
    print_text(line->question);
    if (line->has_plek)
        printf(" plek=%s", hex(line->plek.bytes, sizeof line->plek.bytes, text));
    if (line->purpose != PURPOSE_NONE)
        printf(" purpose=%s", purpose_name(line->purpose));
    if (line->as_known_at != 0)
        printf(" as_known_at=%s", instant_text(line->as_known_at, instant));
    if (line->persoon.size > 0) {
        fputs(" persoon=", stdout);
        print_text(line->persoon);
    }
}

void audit_print_row(uint64_t number, const struct audit_line *line, enum audit_match match) {
    char when[INSTANT_TEXT_SIZE];
    const bool is_participant = line->party == AUDIT_PARTICIPANT;
    printf("%8" PRIu64 "  %-25s  ", number, instant_local_text(line->instant, when));
    print_column(is_participant ? line->participant : bytes_of_text(party_name(line->party)),
                 WHO_WIDTH);
    print_column(line->act, ACT_WIDTH);
    print_column(bytes_of_text(answer_name(line->outcome)), OUTCOME_WIDTH);
    print_column(bytes_of_text(line->agb.text), ABOUT_WIDTH);
    printf("%5" PRIu64 "  ", line->rows);
    if (is_refusal(line))
        print_refused(line);
    else
        print_question(line);
    puts(match == AUDIT_MAYBE ? " (a list that may have shown it)" : "");
}

void audit_print_extent(const struct audit_extent *extent) {
    char text[HEX_SIZE];
    if (extent->first > extent->last)
        puts("\nThere is no line.");
    else
        printf("\nLines %" PRIu64 " to %" PRIu64 " are there and follow one another.\n",
               extent->first, extent->last);
    printf("What stands for all of them: %s\n", hex(extent->hash, sizeof extent->hash, text));
}

/* ---- JSON */

struct object {
    json_t *json;
    bool failed;
};

static void put(struct object *object, const char *name, json_t *value) {
    object->failed |= json_object_set_new(object->json, name, value) != 0;
}

static void put_text(struct object *object, const char *name, struct bytes text) {
    if (text.size > 0)
        put(object, name, json_stringn((const char *)text.at, text.size));
}

static void put_count(struct object *object, const char *name, uint64_t count) {
    put(object, name, json_integer((json_int_t)count));
}

static void put_instant(struct object *object, const char *name, instant_t instant) {
    char text[INSTANT_TEXT_SIZE];
    if (instant != 0)
        put(object, name, json_string(instant_text(instant, text)));
}

static void put_refused(struct object *object, const struct audit_refused *refused) {
    struct object inner = {json_object(), false};
    put_text(&inner, "reason", refused->reason);
    put_count(&inner, "count", refused->count);
    put_instant(&inner, "first", refused->first);
    put_count(&inner, "unwritten", refused->unwritten);
    object->failed |= inner.failed;
    put(object, "refused", inner.json);
}

static void put_line(struct object *object, const struct audit_line *line) {
    char text[HEX_SIZE];
    put_instant(object, "instant", line->instant);
    put(object, "party", json_string(party_name(line->party)));
    put_text(object, "participant", line->participant);
    put_text(object, "persoon", line->persoon);
    put_text(object, "act", line->act);
    put(object, "outcome", json_string(answer_name(line->outcome)));
    put_text(object, "aanbieder", bytes_of_text(line->agb.text));
    if (line->has_plek)
        put(object, "plek", json_string(hex(line->plek.bytes, sizeof line->plek.bytes, text)));
    put_text(object, "question", line->question);
    put_instant(object, "as_known_at", line->as_known_at);
    put_count(object, "rows", line->rows);
    if (line->purpose != PURPOSE_NONE)
        put(object, "purpose", json_string(purpose_name(line->purpose)));
    if (is_refusal(line))
        put_refused(object, &line->refused);
}

bool audit_print_json(uint64_t number, const struct audit_line *line, enum audit_match match) {
    struct object object = {json_object(), false};
    put_count(&object, "number", number);
    put_line(&object, line);
    if (match == AUDIT_MAYBE)
        put(&object, "maybe", json_true());
    const bool written = !object.failed && json_dumpf(object.json, stdout, JSON_COMPACT) == 0;
    json_decref(object.json);
    return written && putchar('\n') != EOF;
}
