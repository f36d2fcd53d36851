#include "daemon/domain/lines.h"

#include <stdlib.h>

#include "proto/model/limits.h"
#include "proto/model/text.h"

/* The arrays a judgement fills, each large enough for every line. */
struct judging {
    const struct snapshot *snapshot;
    struct known_places known;
    day_t day;
    const bool *seen;
    struct place *places;
    struct leaving *leavings;
    struct refused_line *refused;
    struct warning *warnings;
    struct bytes *kept, *moved;
    struct lines *lines;
};

static bool reserve(struct judging *j, struct arena *arena) {
    size_t places = j->snapshot->place_count, outflow = j->snapshot->outflow_count;
    size_t all = places + outflow;
    j->places = arena_array(arena, places, sizeof *j->places);
    j->leavings = arena_array(arena, outflow, sizeof *j->leavings);
    j->refused = arena_array(arena, all, sizeof *j->refused);
    j->warnings = arena_array(arena, places + j->snapshot->aanname_count, sizeof *j->warnings);
    j->kept = arena_array(arena, all, sizeof *j->kept);
    j->moved = arena_array(arena, places, sizeof *j->moved);
    return j->places && j->leavings && j->refused && j->warnings && j->kept && j->moved;
}

static void refuse(struct judging *j, enum line_section section, size_t index, struct bytes id,
                   const struct line_faults *faults) {
    struct lines *lines = j->lines;
    bool outside_only = line_faults_only(faults, FAULT_BUITEN_REGIO);
    /* A BSN never travels back, and what is no id names nothing. */
    bool nameless = faults->field[FAULT_ID] || faults->field[FAULT_BSN];
    j->refused[lines->refused_count++] = (struct refused_line){
        section, (uint32_t)index, nameless ? (struct bytes){NULL, 0} : id, *faults};
    lines->refused_outside_only += outside_only;
    if (faults->field[FAULT_DUBBEL] || id.size == 0)
        return;
    if (section == SECTION_PLACES && outside_only)
        j->moved[lines->moved_count++] = id;
    else
        j->kept[lines->kept_count++] = id;
}

static void warn(struct judging *j, enum warning_code code, struct bytes id) {
    j->warnings[j->lines->warning_count++] = (struct warning){code, id};
}

static void judge_place(struct judging *j, size_t index) {
    const struct raw_place *raw = &j->snapshot->places[index];
    struct line_faults faults;
    struct place *place = &j->places[j->lines->place_count];
    check_place(raw, j->day, j->seen[index], &faults, place);
    if (line_faults_any(&faults)) {
        refuse(j, SECTION_PLACES, index, raw->id, &faults);
        return;
    }
    j->lines->place_count++;
    if (place->maatregel > MAATREGEL_GEEN && place->gi.text[0] == '\0')
        warn(j, WARNING_MAATREGEL_ZONDER_GI, place->id);
}

static void judge_outflow(struct judging *j, size_t index) {
    const struct raw_outflow *raw = &j->snapshot->outflow[index];
    struct known_wait known = known_place_wait(known_places_find(j->known, raw->id));
    struct line_faults faults;
    struct leaving *leaving = &j->leavings[j->lines->leaving_count];
    check_outflow(raw, j->day, j->seen[j->snapshot->place_count + index], true, &known, &faults,
                  leaving);
    if (line_faults_any(&faults))
        refuse(j, SECTION_OUTFLOW, index, raw->id, &faults);
    else
        j->lines->leaving_count++;
}

static void judge_aanname(struct judging *j) {
    for (size_t i = 0; i < j->snapshot->aanname_count; i++) {
        const struct raw_aanname *aanname = &j->snapshot->aanname[i];
        if (aanname->hulpvorm <= 0 || aanname->hulpvorm >= HULPVORM_COUNT || aanname->status < 0 ||
            aanname->status >= AANNAME_COUNT)
            warn(j, WARNING_AANNAME_CODE, (struct bytes){NULL, 0});
    }
}

static int compare_ids(const void *a, const void *b) {
    return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

enum status lines_judge(const struct snapshot *snapshot, struct known_places known,
                        struct arena *arena, struct lines *lines) {
    struct lines found = {0};
    struct judging j = {.snapshot = snapshot,
                        .known = known,
                        .day = day_of_instant(snapshot->peilmoment),
                        .lines = &found};
    if (snapshot->too_many_lines) {
        *lines = found;
        return STATUS_OK;
    }
    enum status status = check_doubles(snapshot, arena, &j.seen);
    if (status != STATUS_OK)
        return status;
    if (!reserve(&j, arena))
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < snapshot->place_count; i++)
        judge_place(&j, i);
    for (size_t i = 0; i < snapshot->outflow_count; i++)
        judge_outflow(&j, i);
    judge_aanname(&j);
    /* Refused places and outflow were met one list after the other. */
    if (found.kept_count > 1)
        qsort(j.kept, found.kept_count, sizeof *j.kept, compare_ids);
    found.places = j.places;
    found.leavings = j.leavings;
    found.refused = j.refused;
    found.warnings = j.warnings;
    found.kept = j.kept;
    found.moved = j.moved;
    *lines = found;
    return STATUS_OK;
}

static bool mostly_refused(const struct snapshot *snapshot, const struct lines *lines) {
    size_t wrong = lines->refused_count - lines->refused_outside_only;
    return wrong >= 10 && 2 * wrong > snapshot->place_count + snapshot->outflow_count;
}

enum reject_reason lines_reject(const struct snapshot *snapshot, const struct lines *lines,
                                instant_t now) {
    day_t day = day_of_instant(snapshot->peilmoment);
    if (snapshot->peilmoment > now + MAX_CLOCK_SKEW_US)
        return REJECT_PEILMOMENT_TOEKOMST;
    if (day_add_months(day, MAX_PEILMOMENT_MONTHS) < day_of_instant(now))
        return REJECT_PEILMOMENT_TE_OUD;
    if (!snapshot->too_many_lines && !check_sorted(snapshot))
        return REJECT_VOLGORDE;
    if (snapshot->too_many_lines)
        return REJECT_TE_GROOT;
    if (text_holds_bsn(snapshot->system_name) || text_holds_bsn(snapshot->system_version))
        return REJECT_BSN;
    if (mostly_refused(snapshot, lines))
        return REJECT_TE_VEEL_FOUT;
    return REJECT_NONE;
}
