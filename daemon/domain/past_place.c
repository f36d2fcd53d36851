/* Three steps per place id: *paint* (rows in the order of recording, each over what lay
 * there before, as a timeline of segments), *void* (waits that never were), *compare*
 * (segments that follow each other: who came, who left, who stayed). */
#include "daemon/domain/past_place.h"

#include <stdlib.h>

/* From `from` until before `until` this row says what was so. */
struct segment {
    const struct history_row *row;
    instant_t from, until;
    bool opens; /* its wait was not open in the state that the row changed */
};

/* A row whose segment another for the same peilmoment took away. */
struct covered {
    const struct history_row *row;
    instant_t peilmoment;
    bool opens;
};

/* A wait that left, under whichever code. */
struct gone {
    uint64_t wait;
    instant_t at;
};

struct builder {
    struct arena *arena;
    uint64_t known_event;
    instant_t inherited_until; /* peilmomenten up to here were delivered under another code */
    const struct history_row *rows;
    size_t row_count;
    struct list segments, covered, gone, spells, flows;
    bool out_of_memory;
};

/* ---- what the rows of one id say about a wait */

static bool is_known(const struct builder *b, const struct history_row *row) {
    return row->event <= b->known_event;
}

/* ADMIN_FOUT of this wait stands: said, and not taken back by an event that reinstated it
 * (rules.md 4.3). */
static bool is_voided(const struct builder *b, uint64_t wait) {
    bool voided = false;
    for (size_t i = 0; i < b->row_count && is_known(b, &b->rows[i]); i++) {
        const struct history_row *row = &b->rows[i];
        if (row->kind == HISTORY_COMPLETED)
            voided |= row->voided == wait;
        if (row->kind != HISTORY_STATE)
            continue;
        const struct departure *last = known_place_last_departure(&row->known);
        if (last && last->voids && last->event == row->event && last->wait.name == wait)
            voided = true;
        else if (row->known.open && row->known.wait.name == wait)
            voided = false;
    }
    return voided;
}

struct said {
    enum uitstroomreden reden;
    day_t datum;
};

/* The reason and date of a leaving, as last recorded. */
static struct said said_of(const struct builder *b, const struct departure *departure) {
    struct said said = {departure->reden, departure->datum};
    for (size_t i = 0; i < b->row_count && is_known(b, &b->rows[i]); i++)
        if (b->rows[i].kind == HISTORY_COMPLETED && b->rows[i].leaving == departure->event)
            said = (struct said){b->rows[i].reden, b->rows[i].datum};
    return said;
}

/* How a wait had left by the state of `row`; ONBEKEND without a date when it says nothing. */
static struct said leaving_of(const struct builder *b, const struct history_row *row,
                              uint64_t wait) {
    for (size_t i = row ? row->known.departure_count : 0; i > 0; i--)
        if (row->known.departures[i - 1].wait.name == wait)
            return said_of(b, &row->known.departures[i - 1]);
    return (struct said){REDEN_ONBEKEND, DAY_NONE};
}

/* ---- painting */

static const struct segment *segment_until(const struct builder *b, instant_t until) {
    const struct segment *segments = b->segments.items;
    for (size_t i = 0; i < b->segments.count; i++)
        if (segments[i].from < until && until <= segments[i].until)
            return &segments[i];
    return NULL;
}

static const struct segment *segment_at(const struct builder *b, instant_t at) {
    const struct segment *segments = b->segments.items;
    for (size_t i = 0; i < b->segments.count; i++)
        if (segments[i].from <= at && at < segments[i].until)
            return &segments[i];
    return NULL;
}

static void put_segment(struct list *list, struct segment segment) {
    if (segment.from >= segment.until)
        return;
    struct segment *at = list_add(list);
    if (at)
        *at = segment;
}

static void note_covered(struct builder *b, const struct segment *under,
                         const struct history_row *row) {
    if (under->from != row->from || under->row->from != row->from)
        return;
    struct covered *covered = list_add(&b->covered);
    if (covered)
        *covered = (struct covered){under->row, row->from, under->opens};
}

/* What a row says, over what was so then; NULL: nothing was. */
static struct segment segment_of(const struct history_row *row, const struct segment *under) {
    bool was_open =
        under && under->row->known.open && under->row->known.wait.name == row->known.wait.name;
    return (struct segment){row, row->from, row->until, row->known.open && !was_open};
}

/* Nearly always at the end, on what lasted until further notice. */
static bool paint_at_end(struct builder *b, const struct history_row *row) {
    struct segment *segments = b->segments.items;
    size_t count = b->segments.count;
    if (row->until != INSTANT_MAX || (count > 0 && segments[count - 1].from >= row->from))
        return false;
    struct segment *under = count > 0 ? &segments[count - 1] : NULL;
    if (under && under->until <= row->from)
        under = NULL;
    if (under)
        under->until = row->from;
    put_segment(&b->segments, segment_of(row, under));
    return true;
}

static void paint(struct builder *b, const struct history_row *row) {
    if (paint_at_end(b, row))
        return;
    struct list old = b->segments;
    const struct segment *segments = old.items;
    const struct segment segment = segment_of(row, segment_at(b, row->from));
    struct list painted = LIST_OF(b->arena, struct segment);
    bool placed = false;
    for (size_t i = 0; i < old.count; i++) {
        struct segment before = segments[i], after = segments[i];
        if (before.until > row->from && before.from < row->until)
            note_covered(b, &segments[i], row);
        if (before.until > row->from)
            before.until = row->from;
        if (after.from < row->until)
            after.from = row->until;
        put_segment(&painted, before);
        if (!placed && segments[i].until > row->from) {
            put_segment(&painted, segment);
            placed = true;
        }
        put_segment(&painted, after);
    }
    if (!placed)
        put_segment(&painted, segment);
    b->out_of_memory |= painted.out_of_memory;
    b->segments = painted;
}

/* ---- comparing */

static uint64_t open_wait(const struct builder *b, const struct segment *segment) {
    if (segment == NULL || !segment->row->known.open)
        return 0;
    uint64_t wait = segment->row->known.wait.name;
    return is_voided(b, wait) ? 0 : wait;
}

/* NULL: not this code's to count, or no memory. */
static struct flow *add_flow(struct builder *b, instant_t at, bool left,
                             const struct history_row *row, const struct wait *wait,
                             struct said said) {
    struct gone *gone = left ? list_add(&b->gone) : NULL;
    struct flow *flow = at > b->inherited_until ? list_add(&b->flows) : NULL;
    if (gone)
        *gone = (struct gone){wait->name, at};
    if (flow)
        *flow = (struct flow){.left = left,
                              .place = &row->known.place,
                              .wait = wait->name,
                              .start = wait->start,
                              .shown_at = at,
                              .shown = day_of_instant(at),
                              .reden = left ? said.reden : REDEN_ONBEKEND,
                              .datum = left ? said.datum : DAY_NONE};
    return flow;
}

/* Between two states that follow each other at `at`; either may be NULL: not there. */
static void compare(struct builder *b, const struct segment *earlier, const struct segment *later,
                    instant_t at) {
    uint64_t before = open_wait(b, earlier), after = open_wait(b, later);
    const struct said none = {REDEN_ONBEKEND, DAY_NONE};
    if (before == after)
        return;
    if (before)
        add_flow(b, at, true, earlier->row, &earlier->row->known.wait,
                 leaving_of(b, later ? later->row : NULL, before));
    if (after)
        add_flow(b, at, false, later->row, &later->row->known.wait, none);
}

/* Waits that one snapshot opened and another for the same peilmoment closed: in neither
 * the state before that moment nor the one at it. */
static void compare_covered(struct builder *b, const struct covered *covered, uint64_t before,
                            const struct segment *at) {
    const struct known_place *known = &covered->row->known;
    const struct said none = {REDEN_ONBEKEND, DAY_NONE};
    uint64_t wait = known->open ? known->wait.name : 0;
    if (wait == 0 || wait == before || wait == open_wait(b, at) || is_voided(b, wait))
        return;
    add_flow(b, covered->peilmoment, false, covered->row, &known->wait, none);
    add_flow(b, covered->peilmoment, true, covered->row, &known->wait,
             leaving_of(b, at ? at->row : NULL, wait));
}

static bool is_same_stay(const struct covered *a, const struct covered *b) {
    return a->peilmoment == b->peilmoment && b->row->known.open &&
           a->row->known.wait.name == b->row->known.wait.name;
}

/* Each wait once a moment, if some snapshot opened it then: with the fields it had last. */
static void compare_all_covered(struct builder *b) {
    const struct covered *covered = b->covered.items;
    for (size_t i = 0; i < b->covered.count; i++) {
        bool opens = false, again = false;
        for (size_t k = 0; k < b->covered.count; k++) {
            bool same = is_same_stay(&covered[i], &covered[k]);
            opens |= same && covered[k].opens;
            again |= same && k > i;
        }
        if (opens && !again)
            compare_covered(b, &covered[i], open_wait(b, segment_until(b, covered[i].peilmoment)),
                            segment_at(b, covered[i].peilmoment));
    }
}

static void compare_segments(struct builder *b) {
    const struct segment *segments = b->segments.items;
    const struct segment *earlier = NULL;
    for (size_t i = 0; i < b->segments.count; i++) {
        bool adjoins = earlier && earlier->until == segments[i].from;
        if (earlier && !adjoins)
            compare(b, earlier, NULL, earlier->until);
        compare(b, adjoins ? earlier : NULL, &segments[i], segments[i].from);
        earlier = &segments[i];
    }
    if (earlier && earlier->until != INSTANT_MAX)
        compare(b, earlier, NULL, earlier->until);
}

/* In order of time; at one moment a wait comes before it leaves. */
static int compare_shown(const void *a, const void *b) {
    const struct flow *left = a, *right = b;
    if (left->shown_at != right->shown_at)
        return left->shown_at < right->shown_at ? -1 : 1;
    return (int)left->left - (int)right->left;
}

/* Of each wait of this place the last leaving, unless it is open in the last state. */
static void mark_last(struct builder *b, size_t first) {
    struct flow *flows = b->flows.items;
    uint64_t open = open_wait(b, segment_at(b, INSTANT_MAX - 1));
    for (size_t i = first; i < b->flows.count; i++) {
        bool last = flows[i].left && flows[i].wait != open;
        for (size_t k = i + 1; k < b->flows.count; k++)
            last = last && !(flows[k].left && flows[k].wait == flows[i].wait);
        flows[i].last = last;
    }
}

/* ---- one place id, from its rows to spells and flows */

static bool left_before(const struct builder *b, uint64_t wait, instant_t at) {
    const struct gone *gone = b->gone.items;
    for (size_t i = 0; i < b->gone.count; i++)
        if (gone[i].wait == wait && gone[i].at <= at)
            return true;
    return false;
}

static void spells_of(struct builder *b) {
    const struct segment *segments = b->segments.items;
    for (size_t i = 0; i < b->segments.count; i++) {
        uint64_t wait = open_wait(b, &segments[i]);
        struct spell *spell = wait ? list_add(&b->spells) : NULL;
        if (spell == NULL)
            continue;
        const struct known_place *known = &segments[i].row->known;
        *spell = (struct spell){.place = &known->place,
                                .wait = wait,
                                .start = known->wait.start,
                                .from = segments[i].from,
                                .until = segments[i].until};
        spell->reinstated = left_before(b, wait, spell->from);
    }
}

/* Came and left in between; late: an ordinary leaving even with ADMIN_FOUT. */
static void pass(struct builder *b, const struct history_row *row) {
    const struct departure *only = row->known.departures;
    bool late = row->until != INSTANT_MAX;
    const struct said none = {REDEN_ONBEKEND, DAY_NONE};
    if (row->known.departure_count == 0 || (only->reden == ADMIN_FOUT && !late))
        return;
    add_flow(b, row->from, false, row, &only->wait, none);
    struct flow *left =
        add_flow(b, row->from, true, row, &only->wait, (struct said){only->reden, only->datum});
    if (left)
        left->last = true;
}

static void build_place(struct builder *b) {
    size_t first_flow;
    for (size_t i = 0; i < b->row_count && is_known(b, &b->rows[i]); i++)
        if (b->rows[i].kind == HISTORY_PASSED)
            pass(b, &b->rows[i]);
        else if (b->rows[i].kind == HISTORY_STATE)
            paint(b, &b->rows[i]);
    first_flow = b->flows.count;
    compare_segments(b);
    compare_all_covered(b);
    if (b->flows.count > first_flow)
        qsort((struct flow *)b->flows.items + first_flow, b->flows.count - first_flow,
              sizeof(struct flow), compare_shown);
    mark_last(b, first_flow);
    spells_of(b);
}

enum status past_place_build(const struct place_rows *rows, struct arena *scratch,
                             struct place_past *past) {
    struct builder b = {.arena = scratch,
                        .known_event = rows->known_event,
                        .inherited_until = rows->inherited_until,
                        .rows = rows->at,
                        .row_count = rows->count,
                        .segments = LIST_OF(scratch, struct segment),
                        .covered = LIST_OF(scratch, struct covered),
                        .gone = LIST_OF(scratch, struct gone),
                        .spells = LIST_OF(scratch, struct spell),
                        .flows = LIST_OF(scratch, struct flow)};
    build_place(&b);
    if (b.out_of_memory || b.segments.out_of_memory || b.covered.out_of_memory ||
        b.gone.out_of_memory || b.spells.out_of_memory || b.flows.out_of_memory)
        return STATUS_NO_MEMORY;
    *past = (struct place_past){b.spells.count, b.flows.count, b.spells.items, b.flows.items};
    return STATUS_OK;
}
