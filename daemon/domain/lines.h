/* The lines of one snapshot, judged: which count, which are refused and why
 * (rules.md section 2). Pure. */
#ifndef WACHTPOST_DOMAIN_LINES_H
#define WACHTPOST_DOMAIN_LINES_H

#include "daemon/domain/wachtlijst.h"
#include "proto/model/receipt.h"

struct lines {
    size_t place_count, leaving_count, refused_count, warning_count, moved_count;
    struct place *places;               /* sorted by id, valid */
    struct leaving *leavings;           /* sorted by id, valid */
    const struct refused_line *refused; /* in order of the lines */
    const struct warning *warnings;     /* in order of the lines, then of aanname */
    size_t kept_count;
    const struct bytes *kept;    /* sorted ids on refused lines: those places stay (2.2) */
    const struct bytes *moved;   /* sorted ids on places lines refused with BUITEN_REGIO only */
    size_t refused_outside_only; /* of `refused`: BUITEN_REGIO and nothing else */
};

/* `known` is the state before the snapshot: every open place and every place that
 * left whose id stands on a line. Sorted results presume a sorted snapshot; with an
 * unsorted one only `refused` and the counts mean anything. STATUS_NO_MEMORY only. */
enum status lines_judge(const struct snapshot *snapshot, struct known_places known,
                        struct arena *arena, struct lines *lines) MUST_CHECK;

/* The first reason for which the snapshot as a whole is REJECTED (rules.md 3.2), or
 * REJECT_NONE. */
enum reject_reason lines_reject(const struct snapshot *snapshot, const struct lines *lines,
                                instant_t now);

#endif
