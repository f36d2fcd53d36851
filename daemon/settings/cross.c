#include "daemon/settings/rules.h"

#include <stdlib.h>

/* Something only one may have, and who says so where. */
struct claim {
    struct bytes what;
    struct bytes rest; /* two claims with the same rest too have been complained about */
    struct where where;
    const struct participant *by;
};

struct claims {
    struct claim *at;
    size_t count;
};

struct check {
    const struct rules_settings *rules;
    const struct origin *origins;
    struct collector *collector;
    struct claims signs, curves, codes, predecessors;
};

static struct where at_line(const struct origin *origin, unsigned line) {
    struct where where = origin->file;
    where.line = line;
    return where;
}

static void claim(struct claims *claims, struct bytes what, struct where where,
                  const struct participant *by) {
    claims->at[claims->count++] = (struct claim){.what = what, .where = where, .by = by};
}

static bool make_room(struct claims *claims, struct arena *arena, size_t count) {
    claims->at = arena_array(arena, count, sizeof *claims->at);
    return claims->at != NULL;
}

static bool make_rooms(struct check *check, struct arena *arena) {
    size_t keys = 0, codes = 0;
    for (size_t i = 0; i < check->rules->participant_count; i++) {
        keys += check->rules->participants[i].key_count;
        codes += check->rules->participants[i].aanbieder_count;
    }
    return make_room(&check->signs, arena, keys) && make_room(&check->curves, arena, keys) &&
           make_room(&check->codes, arena, codes) && make_room(&check->predecessors, arena, codes);
}

static void claim_keys(struct check *check, const struct participant *by,
                       const struct origin *origin) {
    for (size_t i = 0; i < by->key_count; i++) {
        struct where where = at_line(origin, origin->key_lines[i]);
        claim(&check->signs, bytes_of(by->keys[i].sign, KEY_SIZE), where, by);
        claim(&check->curves, bytes_of(by->keys[i].curve, KEY_SIZE), where, by);
        check->curves.at[check->curves.count - 1].rest = bytes_of(by->keys[i].sign, KEY_SIZE);
    }
}

/* A code that is none has been complained about and is empty. */
static void claim_codes(struct check *check, const struct participant *by,
                        const struct origin *origin) {
    for (size_t i = 0; i < by->aanbieder_count; i++) {
        const struct aanbieder *aanbieder = &by->aanbieders[i];
        struct bytes code = bytes_of_text(aanbieder->agb.text);
        if (code.size == 0)
            continue;
        claim(&check->codes, code, at_line(origin, origin->aanbieder_lines[i]), by);
        struct bytes predecessor = bytes_of_text(aanbieder->opvolger_van.text);
        if (predecessor.size == 0)
            continue;
        claim(&check->predecessors, predecessor, at_line(origin, origin->opvolger_lines[i]), by);
        check->predecessors.at[check->predecessors.count - 1].rest = code;
    }
}

static int by_what(const void *a, const void *b) {
    const struct claim *x = a, *y = b;
    int order = bytes_compare(x->what, y->what);
    if (order != 0)
        return order;
    if (x->where.order != y->where.order)
        return x->where.order < y->where.order ? -1 : 1;
    return (x->where.line > y->where.line) - (x->where.line < y->where.line);
}

static void sort(struct claims *claims) {
    qsort(claims->at, claims->count, sizeof *claims->at, by_what);
}

static void refuse_twice(struct check *check, const struct claims *claims, const char *sentence) {
    for (size_t i = 1; i < claims->count; i++) {
        const struct claim *first = &claims->at[i - 1], *second = &claims->at[i];
        bool told = second->rest.size > 0 && bytes_equal(first->rest, second->rest);
        if (bytes_equal(first->what, second->what) && !told)
            collector_add(check->collector, second->where, "%s; it is in %s:%u too", sentence,
                          first->where.file, first->where.line);
    }
}

/* Empty: it succeeds nobody. */
static struct bytes predecessor_of(const struct check *check, struct bytes code) {
    for (size_t i = 0; i < check->predecessors.count; i++)
        if (bytes_equal(check->predecessors.at[i].rest, code))
            return check->predecessors.at[i].what;
    return (struct bytes){0};
}

static bool succeeds_itself(const struct check *check, struct bytes code) {
    struct bytes at = predecessor_of(check, code);
    for (size_t i = 0; at.size > 0 && i < check->predecessors.count; i++) {
        if (bytes_equal(at, code))
            return true;
        at = predecessor_of(check, at);
    }
    return false;
}

static bool claimed(const struct claims *claims, struct bytes what) {
    for (size_t i = 0; i < claims->count; i++)
        if (bytes_equal(claims->at[i].what, what))
            return true;
    return false;
}

static void check_succession(struct check *check, const struct claim *succession, bool whole) {
    struct bytes predecessor = succession->what, code = succession->rest;
    if (whole && !claimed(&check->codes, predecessor))
        collector_add(check->collector, succession->where,
                      "opvolger_van %.*s is nobody's AGB-code; leave an aanbieder section for it, "
                      "in the predecessor's file or in this one",
                      (int)predecessor.size, (const char *)predecessor.at);
    else if (succeeds_itself(check, code))
        collector_add(check->collector, succession->where,
                      "%.*s would succeed itself; opvolger_van names the one that stops",
                      (int)code.size, (const char *)code.at);
}

void cross_check(const struct rules_settings *rules, const struct origin *origins, bool whole,
                 struct arena *scratch, struct collector *collector) {
    struct check check = {.rules = rules, .origins = origins, .collector = collector};
    if (!make_rooms(&check, scratch)) {
        collector_no_memory(collector);
        return;
    }
    for (size_t i = 0; i < rules->participant_count; i++) {
        claim_keys(&check, &rules->participants[i], &origins[i]);
        claim_codes(&check, &rules->participants[i], &origins[i]);
    }
    sort(&check.signs);
    sort(&check.curves);
    sort(&check.codes);
    sort(&check.predecessors);
    refuse_twice(&check, &check.signs, "this key may be used once only");
    refuse_twice(&check, &check.curves, "the second half of this key may be used once only");
    refuse_twice(&check, &check.codes, "this AGB-code may have one section only");
    refuse_twice(&check, &check.predecessors, "opvolger_van: this one can be succeeded once only");
    for (size_t i = 0; i < check.predecessors.count; i++)
        check_succession(&check, &check.predecessors.at[i], whole);
}
