/* A snapshot under test: its lines are sorted, each is held against the rules that the daemon
 * holds it against, doubles are found among what is left, and what has no mistake becomes the
 * list that is delivered. */
#include "client/lib/lines.h"

#include <stdlib.h>

static bool note(struct founds *founds, int32_t section, const struct line *line,
                 enum fault_code code, const char *field) {
    void *at = founds->at;
    if (!lines_grow(&at, founds->count, &founds->room, sizeof *founds->at))
        return false;
    founds->at = at;
    founds->at[founds->count++] = (struct found){section, line, field, code};
    return true;
}

static bool note_faults(struct founds *founds, int32_t section, struct line *line,
                        const struct line_faults *faults) {
    line->hides_id = faults->field[FAULT_ID] || faults->field[FAULT_BSN];
    for (enum fault_code code = FAULT_NONE; code < FAULT_CODE_COUNT; code++)
        if (faults->field[code] && !note(founds, section, line, code, faults->field[code]))
            return false;
    return true;
}

static int compare_lines(const void *a, const void *b) {
    const struct line *left = a, *right = b;
    int order = bytes_compare(left->place.id, right->place.id);
    return order ? order : (left->order > right->order) - (left->order < right->order);
}

static void sort(struct lines *lines) {
    if (lines->count > 1)
        qsort(lines->at, lines->count, sizeof *lines->at, compare_lines);
}

/* The lists under construction, and of each entry which line it was. */
struct draft {
    struct raw_place *places;
    struct raw_outflow *outflow;
    const struct line **place_lines, **outflow_lines;
    size_t place_count, outflow_count;
};

static bool draft_begin(struct wachtpost_snapshot *snapshot, struct draft *draft) {
    struct arena *arena = snapshot->checked;
    size_t places = snapshot->places.count, outflow = snapshot->outflow.count;
    *draft = (struct draft){
        .places = arena_array(arena, places, sizeof *draft->places),
        .outflow = arena_array(arena, outflow, sizeof *draft->outflow),
        .place_lines = arena_array(arena, places, sizeof *draft->place_lines),
        .outflow_lines = arena_array(arena, outflow, sizeof *draft->outflow_lines),
    };
    return draft->places && draft->outflow && draft->place_lines && draft->outflow_lines;
}

static bool take_place(struct wachtpost_snapshot *snapshot, day_t day, struct line *line,
                       struct draft *draft) {
    struct line_faults faults;
    struct place place;
    check_place(&line->place, day, false, &faults, &place);
    if (line_faults_only(&faults, FAULT_BUITEN_REGIO))
        return note_faults(&snapshot->left_out, WACHTPOST_SECTION_PLACES, line, &faults);
    draft->places[draft->place_count] = line->place;
    draft->place_lines[draft->place_count++] = line;
    return note_faults(&snapshot->mistakes, WACHTPOST_SECTION_PLACES, line, &faults);
}

/* The place that an outflow line carries stands there without an id of its own. */
static const struct raw_place *carried(struct arena *arena, const struct line *line) {
    struct raw_place *place = arena_alloc(arena, sizeof *place);
    if (place) {
        *place = line->place;
        place->id = bytes_of(NULL, 0);
    }
    return place;
}

static bool take_outflow(struct wachtpost_snapshot *snapshot, day_t day, struct line *line,
                         struct draft *draft) {
    const struct known_wait nothing_known = {.start = DAY_NONE};
    struct line_faults faults;
    struct leaving leaving;
    struct raw_outflow raw = {.id = line->place.id, .reden = line->reden, .datum = line->datum};
    if (line->has_place) {
        raw.place = carried(snapshot->checked, line);
        if (!raw.place)
            return false;
    }
    check_outflow(&raw, day, false, false, &nothing_known, &faults, &leaving);
    struct founds *founds = &snapshot->mistakes;
    /* A child outside the region is not ours to know, but that it left may be: its place may
     * stand open from before it moved. */
    if (line_faults_only(&faults, FAULT_BUITEN_REGIO)) {
        founds = &snapshot->left_out;
        raw.place = NULL;
    }
    draft->outflow[draft->outflow_count] = raw;
    draft->outflow_lines[draft->outflow_count++] = line;
    return note_faults(founds, WACHTPOST_SECTION_OUTFLOW, line, &faults);
}

static bool note_doubles(struct wachtpost_snapshot *snapshot, const struct draft *draft) {
    const bool *seen;
    const struct snapshot lists = {.place_count = draft->place_count,
                                   .outflow_count = draft->outflow_count,
                                   .places = draft->places,
                                   .outflow = draft->outflow};
    if (check_doubles(&lists, snapshot->checked, &seen) != STATUS_OK)
        return false;
    struct founds *mistakes = &snapshot->mistakes;
    bool noted = true;
    for (size_t i = 0; i < draft->place_count && noted; i++)
        noted = !seen[i] ||
                note(mistakes, WACHTPOST_SECTION_PLACES, draft->place_lines[i], FAULT_DUBBEL, "id");
    for (size_t j = 0; j < draft->outflow_count && noted; j++)
        noted = !seen[draft->place_count + j] || note(mistakes, WACHTPOST_SECTION_OUTFLOW,
                                                      draft->outflow_lines[j], FAULT_DUBBEL, "id");
    return noted;
}

static int compare_founds(const void *a, const void *b) {
    const struct found *left = a, *right = b;
    if (left->section != right->section)
        return left->section < right->section ? -1 : 1;
    int order = compare_lines(left->line, right->line);
    return order ? order : (left->code > right->code) - (left->code < right->code);
}

static bool check_lines(struct wachtpost_snapshot *snapshot) {
    const day_t day = day_of_instant(snapshot->peilmoment);
    struct draft draft;
    if (!draft_begin(snapshot, &draft))
        return false;
    for (size_t i = 0; i < snapshot->places.count; i++)
        if (!take_place(snapshot, day, &snapshot->places.at[i], &draft))
            return false;
    for (size_t i = 0; i < snapshot->outflow.count; i++)
        if (!take_outflow(snapshot, day, &snapshot->outflow.at[i], &draft))
            return false;
    if (!note_doubles(snapshot, &draft))
        return false;
    if (snapshot->mistakes.count > 1)
        qsort(snapshot->mistakes.at, snapshot->mistakes.count, sizeof *snapshot->mistakes.at,
              compare_founds);
    snapshot->list = (struct wachtlijst){.place_count = draft.place_count,
                                         .outflow_count = draft.outflow_count,
                                         .places = draft.places,
                                         .outflow = draft.outflow};
    return true;
}

enum wachtpost_status wachtpost_snapshot_check(struct wachtpost_snapshot *snapshot,
                                               struct wachtpost_error *error) {
    if (!snapshot || lib_is_foreign(snapshot->owner))
        return lib_misuse(error, __func__);
    snapshot->is_checked = false;
    snapshot->mistakes.count = snapshot->left_out.count = 0;
    arena_reset(snapshot->checked);
    sort(&snapshot->places);
    sort(&snapshot->outflow);
    if (!check_lines(snapshot)) {
        snapshot->mistakes.count = snapshot->left_out.count = 0;
        return lib_fail(error, STATUS_NO_MEMORY, NULL);
    }
    snapshot->is_checked = true;
    if (snapshot->mistakes.count == 1)
        return lib_say(error, WACHTPOST_BAD_INPUT, "Er is een fout in deze levering.");
    if (snapshot->mistakes.count > 1)
        return lib_say(error, WACHTPOST_BAD_INPUT, "Er zijn %zu fouten in deze levering.",
                       snapshot->mistakes.count);
    return WACHTPOST_OK;
}

enum wachtpost_status snapshot_checked(struct wachtpost_snapshot *snapshot, struct checked *checked,
                                       struct wachtpost_error *error) {
    enum wachtpost_status status = wachtpost_snapshot_check(snapshot, error);
    if (status == WACHTPOST_OK)
        *checked = (struct checked){.agb = snapshot->agb,
                                    .peilmoment = snapshot->peilmoment,
                                    .list = &snapshot->list,
                                    .aanname_count = snapshot->aanname_count,
                                    .aanname = snapshot->aanname,
                                    .system_name = snapshot->system_name,
                                    .system_version = snapshot->system_version};
    return status;
}

static enum wachtpost_status show(const struct founds *founds, size_t index,
                                  struct wachtpost_mistake *mistake) {
    if (index >= founds->count)
        return WACHTPOST_ABSENT;
    const struct found *found = &founds->at[index];
    const char *id = found->line->hides_id ? "" : (const char *)found->line->place.id.at;
    const struct wachtpost_mistake own = {.id = id,
                                          .field = found->field,
                                          .code = fault_code_name(found->code),
                                          .sentence = fault_sentence(found->code),
                                          .section = found->section,
                                          .line = found->line->number};
    return struct_give(mistake, &own, sizeof own) ? WACHTPOST_OK : WACHTPOST_MISUSE;
}

size_t wachtpost_snapshot_mistakes(const struct wachtpost_snapshot *snapshot) {
    return snapshot ? snapshot->mistakes.count : 0;
}

enum wachtpost_status wachtpost_snapshot_mistake(const struct wachtpost_snapshot *snapshot,
                                                 size_t index, struct wachtpost_mistake *mistake) {
    return snapshot ? show(&snapshot->mistakes, index, mistake) : WACHTPOST_MISUSE;
}

size_t wachtpost_snapshot_left_out(const struct wachtpost_snapshot *snapshot) {
    return snapshot ? snapshot->left_out.count : 0;
}

enum wachtpost_status wachtpost_snapshot_left_out_line(const struct wachtpost_snapshot *snapshot,
                                                       size_t index,
                                                       struct wachtpost_mistake *line) {
    return snapshot ? show(&snapshot->left_out, index, line) : WACHTPOST_MISUSE;
}
