/* A file against the one before it, and what is in it: the half of intake.h behind the reading. */
#include "client/cli/intake.h"

#include "client/render_words.h"
#include "client/source/list_csv.h"
#include "proto/wire/wire.h"

enum status intake_last_list(struct bytes body, struct arena *arena, struct wachtlijst *list) {
    struct snapshot snapshot;
    enum status status = wire_decode_snapshot(body, arena, &snapshot);
    if (status == STATUS_OK && snapshot.too_many_lines)
        status = STATUS_MALFORMED;
    if (status == STATUS_OK)
        *list = (struct wachtlijst){.place_count = snapshot.place_count,
                                    .outflow_count = snapshot.outflow_count,
                                    .places = snapshot.places,
                                    .outflow = snapshot.outflow};
    return status;
}

enum exit_code intake_judge(const struct intake *intake, const struct intake_taken *taken,
                            const struct intake_last *last, struct arena *arena, FILE *told) {
    const struct complaint nothing = {0};
    const struct doubt_facts facts = {
        .cut = taken->cut, .file_time = taken->file_time, .last_time = last->taken_at};
    struct comparison comparison;
    enum status status =
        last->list ? list_compare(last->list, &taken->reading.list, arena, &comparison) : STATUS_OK;
    if (status != STATUS_OK)
        return exit_with(status, &nothing);
    enum doubt doubt = doubt_find(last->list ? &comparison : NULL, &facts, intake->overruled);
    if (doubt == DOUBT_NONE)
        return EXIT_DONE;
    fprintf(told, "wachtpost: %s: %s; er is niets verstuurd\n", intake->file,
            doubt_sentence(doubt));
    return EXIT_BAD_DATA;
}

void intake_praise(const struct intake *intake, const struct intake_taken *taken, FILE *told) {
    const struct wachtlijst *list = &taken->reading.list;
    char waiting[DUTCH_COUNT_SIZE];
    fprintf(told, "wachtpost: %s is in orde: %s, %zu vertrokken; er is niets verstuurd\n",
            intake->file, dutch_count(list->place_count, "plek", "plekken", waiting),
            list->outflow_count);
}

enum exit_code intake_show(const struct configuration *configuration,
                           const struct intake_taken *taken) {
    const struct wachtlijst *list = &taken->reading.list;
    return exit_shown(configuration->json ? list_json_write(list, stdout)
                                          : list_csv_write(list, stdout));
}

enum exit_code intake_compare(const struct configuration *configuration,
                              const struct intake_taken *taken, const struct intake_last *last,
                              struct arena *arena) {
    const struct wachtlijst nothing = {0};
    struct comparison comparison;
    enum status status =
        list_compare(last->list ? last->list : &nothing, &taken->reading.list, arena, &comparison);
    if (status == STATUS_OK && configuration->json)
        status = comparison_tell_json(&comparison, stdout);
    else if (status == STATUS_OK)
        comparison_tell(&comparison, stdout);
    return exit_shown(status);
}
