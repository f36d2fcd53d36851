/* One snapshot against what was known: what is new, changed, left, back (rules.md 4).
 * Pure: from the old state and the judged lines to the changes; says nothing to
 * anybody yet. apply(old, lines) merged into old is the new state. */
#ifndef WACHTPOST_DOMAIN_APPLY_H
#define WACHTPOST_DOMAIN_APPLY_H

#include "daemon/domain/lines.h"

/* What happened to one place id. Flags, since a change may be several at once. */
enum change_flag {
    CHANGE_NEW = 1 << 0,        /* a wait opened that is not an earlier one */
    CHANGE_REINSTATED = 1 << 1, /* an earlier wait is open again */
    CHANGE_FIELDS = 1 << 2,     /* open before and after, some field differs */
    CHANGE_START = 1 << 3,      /* ... the start day among them */
    CHANGE_LEFT = 1 << 4,
    CHANGE_VANISHED = 1 << 5,  /* left without an outflow line */
    CHANGE_MOVED = 1 << 6,     /* left by the exception of 2.2 */
    CHANGE_COMPLETED = 1 << 7, /* an earlier leaving got its reason and date */
    CHANGE_PASSED = 1 << 8,    /* came and left in between: no state is kept */
};

struct change {
    unsigned flags;
    const struct known_place *before; /* NULL: the id was unknown */
    struct known_place after;         /* CHANGE_PASSED: open == false, one departure, unkept */
    struct departure *last;           /* CHANGE_LEFT, _COMPLETED: the last one of `after` */
    /* CHANGE_REINSTATED: how that wait had left. CHANGE_COMPLETED: as it was before. */
    struct departure departure;
};

struct applied {
    size_t change_count;
    struct change *changes; /* sorted by id, each id once */
    uint32_t open_before, open_after;
    uint32_t new_places, changed, left, completed;
    size_t vanished_count;
    const struct bytes *vanished;
    /* For the hold-back (rules.md 3.4). */
    uint32_t hold_open;    /* n: open before, those of the exception left out */
    uint32_t hold_leaving; /* m */
    bool all_unexplained;  /* all of m vanished or ONBEKEND */
};

/* `known` as for lines_judge. `ref` names the snapshot and the event. In a late one
 * ADMIN_FOUT is an ordinary leaving (rules.md 4.3). STATUS_NO_MEMORY only. */
enum status apply_lines(const struct lines *lines, struct known_places known, bool late,
                        const struct snapshot_ref *ref, struct arena *arena,
                        struct applied *applied) MUST_CHECK;

/* Whether a snapshot that would do this is held back (rules.md 3.4). */
bool applied_looks_wrong(const struct applied *applied);

#endif
