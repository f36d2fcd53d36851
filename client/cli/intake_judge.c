/* A file against the one before it, and what is in it: the half of intake.h behind the reading. */
#include "client/cli/intake.h"

#include "client/durable.h"
#include "client/language.h"
#include "client/render_words.h"
#include "client/source/list_csv.h"
#include "proto/wire/wire.h"

#include <stdlib.h>
#include <unistd.h>

static enum status recall(struct outbox *outbox, struct arena *arena, struct intake_last *last,
                          struct complaint *complaint) {
    struct outbox_entry entry;
    struct bytes body;
    struct snapshot snapshot;
    enum status status = outbox_last(outbox, arena, &entry, &body, complaint);
    if (status == STATUS_OK)
        status = wire_decode_snapshot(body, arena, &snapshot);
    if (status == STATUS_ABSENT || (status == STATUS_OK && snapshot.too_many_lines))
        return STATUS_OK;
    if (status == STATUS_OK)
        *last =
            (struct intake_last){.known = true,
                                 .aanname_count = snapshot.aanname_count,
                                 .aanname = snapshot.aanname,
                                 .taken_at = entry.added_at,
                                 .waiting = entry.state == OUTBOX_WAITING ? entry.request_id : 0,
                                 .list = {.place_count = snapshot.place_count,
                                          .outflow_count = snapshot.outflow_count,
                                          .places = snapshot.places,
                                          .outflow = snapshot.outflow}};
    return status;
}

/* Whoever only looks makes no outbox. */
static bool has_outbox(const struct configuration *configuration) {
    const char *state = configuration->value[SETTING_STATE];
    char *path = state && configuration->agb.text[0]
                     ? durable_path(state, configuration->agb.text, ".outbox")
                     : NULL;
    bool there = path && access(path, F_OK) == 0;
    free(path);
    return there;
}

enum exit_code intake_recall(const struct configuration *configuration, struct outbox *outbox,
                             struct arena *arena, struct intake_last *last) {
    struct complaint complaint = {0};
    struct outbox *opened = NULL;
    enum status status = STATUS_OK;
    *last = (struct intake_last){.known = false};
    if (!outbox && !has_outbox(configuration))
        return EXIT_DONE;
    if (!outbox)
        status = outbox_open(configuration->value[SETTING_STATE], &configuration->agb, NULL,
                             &opened, &complaint);
    if (status == STATUS_OK)
        status = recall(outbox ? outbox : opened, arena, last, &complaint);
    outbox_close(&opened);
    return status == STATUS_OK ? EXIT_DONE : exit_with(status, &complaint);
}

enum exit_code intake_judge(const struct intake *intake, struct intake_taken *taken,
                            const struct intake_last *last, struct arena *arena, FILE *told) {
    const struct complaint nothing = {0};
    const struct doubt_facts facts = {
        .cut = taken->cut, .file_time = taken->file_time, .last_time = last->taken_at};
    struct comparison comparison;
    enum status status = last->known
                             ? list_compare(&last->list, &taken->reading.list, arena, &comparison)
                             : STATUS_OK;
    if (status != STATUS_OK)
        return exit_with(status, &nothing);
    enum doubt doubt = doubt_find(last->known ? &comparison : NULL, &facts, intake->overruled);
    taken->waiting = doubt == DOUBT_SAME ? last->waiting : 0;
    if (taken->waiting)
        fprintf(told, _("wachtpost: %s wacht al in de outbox\n"), intake->file);
    if (doubt == DOUBT_NONE || taken->waiting)
        return EXIT_DONE;
    fprintf(told, _("wachtpost: %s: %s; er is niets verstuurd\n"), intake->file,
            doubt_sentence(doubt));
    return EXIT_BAD_DATA;
}

void intake_praise(const struct intake *intake, const struct intake_taken *taken, FILE *told) {
    const struct wachtlijst *list = &taken->reading.list;
    fprintf(
        told,
        ngettext("wachtpost: %s is in orde: %zu plek, %zu vertrokken; er is niets verstuurd\n",
                 "wachtpost: %s is in orde: %zu plekken, %zu vertrokken; er is niets verstuurd\n",
                 list->place_count),
        intake->file, list->place_count, list->outflow_count);
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
    enum status status = list_compare(last->known ? &last->list : &nothing, &taken->reading.list,
                                      arena, &comparison);
    if (status == STATUS_OK && configuration->json)
        status = comparison_tell_json(&comparison, stdout);
    else if (status == STATUS_OK)
        comparison_tell(&comparison, stdout);
    return exit_shown(status);
}
