#include "daemon/domain/refusals.h"

#include <stdio.h>
#include <string.h>

#define HOUR_US (INT64_C(3600) * MICROSECONDS_PER_SECOND)
/* What is left of an hour's lines is for who has had none in it. */
#define MAX_SUMS_PER_HOUR (MAX_REFUSED_LINES_PER_HOUR / 2)

/* ---- counting */

static struct refusal_sum *find(struct refusals *refusals, const struct refusal *refusal) {
    for (size_t i = 0; i < refusals->used; i++) {
        struct refusal_sum *sum = &refusals->of[i];
        if (strcmp(sum->reason, refusal->reason) == 0 &&
            strcmp(sum->participant, refusal->participant) == 0)
            return sum;
    }
    return NULL;
}

/* A place of its own: a new one, or that of somebody who has been quiet. */
static struct refusal_sum *find_room(struct refusals *refusals, instant_t monotonic) {
    if (refusals->used < MAX_REFUSALS)
        return &refusals->of[refusals->used++];
    for (size_t i = 0; i < MAX_REFUSALS; i++)
        if (refusals->of[i].count == 0 && refusals->of[i].due <= monotonic)
            return &refusals->of[i];
    return NULL;
}

/* Kinds are capitals; what else came is not for the log to repeat. */
static void copy_act(struct bytes act, char copy[REFUSALS_ACT_SIZE]) {
    size_t size = 0;
    while (size < act.size && size + 1 < REFUSALS_ACT_SIZE) {
        const uint8_t letter = act.at[size];
        copy[size++] = letter >= 'A' && letter <= 'Z' ? (char)letter : '?';
    }
    copy[size] = '\0';
}

static void begin_sum(struct refusal_sum *sum, const struct refusal *refusal, instant_t monotonic) {
    const size_t size = strnlen(refusal->participant, sizeof sum->participant - 1);
    *sum = (struct refusal_sum){.reason = refusal->reason, .due = monotonic};
    memcpy(sum->participant, refusal->participant, size);
}

/* Whether a source stands in "from=A,B,C". */
static bool names(const char *sources, struct bytes source) {
    const char *at = strchr(sources, '=');
    while (at) {
        const char *next = strchr(++at, ',');
        const size_t size = next ? (size_t)(next - at) : strlen(at);
        if (bytes_equal(bytes_of(at, size), source))
            return true;
        at = next;
    }
    return false;
}

/* The first few; then "...", which says that there were others. */
static void add_source(char sources[REFUSALS_SOURCES_SIZE], struct bytes source) {
    const struct bytes others = bytes_of_text("...");
    const size_t used = strlen(sources);
    const char *before = used == 0 ? "from=" : ",";
    if (source.size == 0 || names(sources, source) || names(sources, others))
        return;
    if (used + strlen(before) + source.size + sizeof ",..." > REFUSALS_SOURCES_SIZE)
        source = others;
    snprintf(sources + used, REFUSALS_SOURCES_SIZE - used, "%s%.*s", before, (int)source.size,
             (const char *)source.at);
}

void refusals_note(struct refusals *refusals, const struct refusal *refusal, instant_t now,
                   instant_t monotonic) {
    char act[REFUSALS_ACT_SIZE];
    struct refusal_sum *sum = find(refusals, refusal);
    if (sum == NULL) {
        sum = find_room(refusals, monotonic);
        if (sum == NULL) {
            refusals->unwritten += refusal->count;
            return;
        }
        begin_sum(sum, refusal, monotonic);
    }
    copy_act(refusal->act, act);
    if (sum->count == 0) {
        sum->first = now;
        memcpy(sum->act, act, sizeof act);
        sum->sources[0] = '\0';
    } else if (strcmp(sum->act, act) != 0) {
        sum->act[0] = '\0'; /* several */
    }
    add_source(sum->sources, refusal->source);
    sum->outcome = refusal->outcome;
    sum->last = now;
    sum->count += refusal->count;
}

/* ---- writing */

static instant_t hour_ends(const struct refusals *refusals) {
    return refusals->hour_began + HOUR_US;
}

/* When this one may be written. */
static instant_t may_write(const struct refusals *refusals, const struct refusal_sum *sum) {
    const unsigned most = sum->lines == 0 ? MAX_REFUSED_LINES_PER_HOUR : MAX_SUMS_PER_HOUR;
    if (sum->count == 0)
        return INSTANT_MAX;
    if (refusals->lines >= most && hour_ends(refusals) > sum->due)
        return hour_ends(refusals);
    return sum->due;
}

static struct refusal_sum *next(struct refusals *refusals) {
    struct refusal_sum *earliest = NULL;
    for (size_t i = 0; i < refusals->used; i++) {
        struct refusal_sum *sum = &refusals->of[i];
        if (sum->count > 0 &&
            (earliest == NULL || may_write(refusals, sum) < may_write(refusals, earliest)))
            earliest = sum;
    }
    return earliest;
}

instant_t refusals_due(const struct refusals *refusals) {
    instant_t due = INSTANT_MAX;
    for (size_t i = 0; i < refusals->used; i++) {
        const instant_t mine = may_write(refusals, &refusals->of[i]);
        due = mine < due ? mine : due;
    }
    return due;
}

static void begin_hour(struct refusals *refusals, instant_t monotonic) {
    refusals->hour_began = monotonic;
    refusals->lines = 0;
    for (size_t i = 0; i < refusals->used; i++)
        refusals->of[i].lines = 0;
}

static struct audit_line line_of(const struct refusal_sum *sum) {
    return (struct audit_line){.instant = sum->last,
                               .party = sum->participant[0] ? AUDIT_PARTICIPANT : AUDIT_STRANGER,
                               .participant = bytes_of_text(sum->participant),
                               .act = bytes_of_text(sum->act),
                               .outcome = sum->outcome,
                               .question = bytes_of_text(sum->sources),
                               .refused = {bytes_of_text(sum->reason), sum->count, sum->first, 0}};
}

bool refusals_take(struct refusals *refusals, instant_t monotonic, struct audit_line *line) {
    if (refusals->lines > 0 && monotonic >= hour_ends(refusals))
        begin_hour(refusals, monotonic);
    else if (refusals->lines == 0)
        refusals->hour_began = monotonic;
    struct refusal_sum *sum = next(refusals);
    if (sum == NULL || may_write(refusals, sum) > monotonic)
        return false;
    *line = line_of(sum);
    line->refused.unwritten = refusals->unwritten;
    refusals->unwritten = 0;
    refusals->lines++;
    sum->lines++;
    sum->count = 0;
    sum->due = monotonic + REFUSALS_SUM_US;
    return true;
}

void refusals_hurry(struct refusals *refusals, instant_t monotonic) {
    begin_hour(refusals, monotonic);
    for (size_t i = 0; i < refusals->used; i++)
        refusals->of[i].due = monotonic;
}
