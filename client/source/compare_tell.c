#include "client/csv_columns.h"
#include "client/language.h"
#include "client/render_words.h"
#include "client/source/compare.h"

#include <jansson.h>

static void tell_fields(uint32_t fields, FILE *out) {
    const char *between = ": ";
    for (size_t column = 0; column < COLUMN_COUNT; column++) {
        if (!(fields & UINT32_C(1) << column))
            continue;
        fprintf(out, "%s%s", between, csv_column_name(column));
        between = ", ";
    }
}

static void tell_change(const struct list_change *change, FILE *out) {
    static const char *const words[CHANGE_COUNT] = {N_("nieuw"), N_("gewijzigd"), N_("vertrokken"),
                                                    N_("verdwenen")};
    fprintf(out, "  %-10s ", said(words[change->kind]));
    write_text(out, change->id);
    if (change->kind == CHANGE_LEFT)
        fprintf(out, ": %s", said(uitstroomreden_words(change->reden)));
    tell_fields(change->fields, out);
    fputc('\n', out);
}

void comparison_tell(const struct comparison *comparison, FILE *out) {
    const size_t *counts = comparison->counts;
    char before[COUNT_WORDS_SIZE], after[COUNT_WORDS_SIZE];
    fprintf(out, _("Vorige levering: %s; deze: %s.\n"),
            count_words(comparison->before_count, "plek", "plekken", before),
            count_words(comparison->after_count, "plek", "plekken", after));
    fprintf(
        out,
        _("%zu nieuw, %zu gewijzigd, %zu vertrokken met een reden of datum, %zu verdwenen zonder "
          "reden, %zu gelijk.\n"),
        counts[CHANGE_NEW], counts[CHANGE_CHANGED], counts[CHANGE_LEFT], counts[CHANGE_GONE],
        comparison->known_count - counts[CHANGE_CHANGED]);
    for (size_t i = 0; i < comparison->change_count; i++)
        tell_change(&comparison->changes[i], out);
}

static json_t *fields_json(uint32_t fields) {
    json_t *names = json_array();
    for (size_t column = 0; names && column < COLUMN_COUNT; column++)
        if (fields & UINT32_C(1) << column)
            json_array_append_new(names, json_string(csv_column_name(column)));
    return names;
}

static json_t *change_json(const struct list_change *change) {
    static const char *const words[CHANGE_COUNT] = {"new", "changed", "left", "gone"};
    json_t *object = json_pack("{s:s, s:s%}", "change", words[change->kind], "id",
                               (const char *)change->id.at, change->id.size);
    if (object && change->kind == CHANGE_CHANGED)
        json_object_set_new(object, "fields", fields_json(change->fields));
    if (object && change->kind == CHANGE_LEFT)
        json_object_set_new(object, "uitstroomreden",
                            json_string(uitstroomreden_name(change->reden)));
    return object;
}

enum status comparison_tell_json(const struct comparison *comparison, FILE *out) {
    json_t *changes = json_array();
    bool made = changes != NULL;
    for (size_t i = 0; made && i < comparison->change_count; i++)
        made = json_array_append_new(changes, change_json(&comparison->changes[i])) == 0;
    json_t *whole =
        json_pack("{s:I, s:I, s:b, s:o*}", "before", (json_int_t)comparison->before_count, "after",
                  (json_int_t)comparison->after_count, "identical", comparison->identical,
                  "changes", changes);
    made = made && whole && json_dumpf(whole, out, JSON_COMPACT) == 0;
    fputc('\n', out);
    json_decref(whole);
    if (ferror(out))
        return STATUS_IO;
    return made ? STATUS_OK : STATUS_NO_MEMORY;
}
