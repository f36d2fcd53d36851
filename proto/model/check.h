/* One line of a snapshot: what is wrong with it (rules.md section 2). The same code
 * runs at the aanbieder before sending and in the daemon before believing.
 *
 * Pure. A line that passes becomes a struct place (or leaving) that the rest of the
 * code can trust: known codes, real dates, a start day. */
#ifndef WACHTPOST_MODEL_CHECK_H
#define WACHTPOST_MODEL_CHECK_H

#include "proto/model/arena.h"
#include "proto/model/snapshot.h"

/* In the order in which a receipt names them; numbered as on the wire. */
enum fault_code {
    FAULT_NONE,
    FAULT_ID,
    FAULT_DUBBEL,
    FAULT_DATUM,
    FAULT_GEEN_STARTDATUM,
    FAULT_TOEKOMST,
    FAULT_TE_OUD,
    FAULT_GEMEENTE,
    FAULT_BUITEN_REGIO,
    FAULT_CODE,
    FAULT_PSEUDONIEM,
    FAULT_BSN,
    FAULT_UITSTROOMDATUM,
    FAULT_ONBEKENDE_PLEK,
    FAULT_CODE_COUNT
};

/* Per code the first field in the order of the contract ("aanmelddatum",
 * "place.gemeente"), static text; NULL where the code does not apply. */
struct line_faults {
    const char *field[FAULT_CODE_COUNT];
};

bool line_faults_any(const struct line_faults *faults);
/* Exactly this code and no other. */
bool line_faults_only(const struct line_faults *faults, enum fault_code code);
const char *fault_code_name(enum fault_code code);
/* A Dutch sentence that says what to do; `field` as in line_faults. */
const char *fault_sentence(enum fault_code code);

/* What is known of a line's id before the snapshot. */
struct known_wait {
    bool open;
    bool left_onbekend; /* not open, and its last leaving was with ONBEKEND */
    day_t start;        /* of the open wait or of that leaving's; else DAY_NONE */
};

/* Tests a places line of a snapshot with its peilmoment on `day`. `seen` says that
 * the id stood earlier in the snapshot. `place` is filled as far as it is valid;
 * trust it only when no fault was found. `place->id` points into `raw`. */
void check_place(const struct raw_place *raw, day_t day, bool seen, struct line_faults *faults,
                 struct place *place);

struct leaving {
    struct bytes id;
    enum uitstroomreden reden;
    day_t datum;
    bool carries_place; /* false for an open id: a carried place is ignored there */
    struct place place;
};

/* Tests an outflow line. `known` is the state before the snapshot (all false when
 * the caller cannot know, as at the aanbieder: then ONBEKENDE_PLEK and
 * UITSTROOMDATUM against a known start are left out by `state_known` = false). */
void check_outflow(const struct raw_outflow *raw, day_t day, bool seen, bool state_known,
                   const struct known_wait *known, struct line_faults *faults,
                   struct leaving *leaving);

/* Marks which lines' ids stood earlier in the snapshot, places before outflow:
 * `seen[i]` for place i, `seen[place_count + j]` for outflow j. Lines without an id
 * are never doubles. STATUS_NO_MEMORY only. This and check_sorted ENSURE that the
 * snapshot has lines (not too_many_lines). */
enum status check_doubles(const struct snapshot *snapshot, struct arena *arena, const bool **seen);

/* Who takes new children, per hulpvorm: enum aanname, HULPVORM_COUNT of them; what lies
 * outside its lists does not count, of a hulpvorm that stands twice the last. False: the
 * snapshot says nothing about it. */
bool snapshot_aanname(const struct snapshot *snapshot, uint8_t aanname[HULPVORM_COUNT]);

/* Places and outflow each sorted by id, bytewise, never descending. */
bool check_sorted(const struct snapshot *snapshot);

#endif
