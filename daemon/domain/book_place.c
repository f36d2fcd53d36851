#include "daemon/domain/page.h"

#include <stdlib.h>

/* One open place whose wait just began, came back, got another start day or another
 * norm: what of it stands is weighed against what is true today (rules.md 5.2 a-d, 7). */
struct weighing {
    struct book *book;
    struct known_place *known;
    struct told *told;
    day_t start, crossing;
};

static struct weighing weigh(struct book *book, struct known_place *known) {
    return (struct weighing){.book = book,
                             .known = known,
                             .told = &known->wait.told,
                             .start = known->wait.start,
                             .crossing = norm_crossing(book->norm, known->wait.start)};
}

static struct place_alert *say(struct weighing *w, enum alert_kind kind, uint32_t level,
                               day_t due) {
    struct place_alert *alert =
        page_write_place(w->book, w->known, &w->known->wait, kind, level, due, w->book->today);
    if (alert && kind != INGETROKKEN)
        told_add(w->told, (struct standing){kind, level, w->start, w->book->next_number - 1});
    return alert;
}

static int compare_numbers(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

static void name_withdrawn(struct place_alert *alert, uint64_t number) {
    if (alert == NULL || number == 0)
        return;
    ENSURE(alert->withdraws_count < MAX_WITHDRAWN);
    alert->withdraws[alert->withdraws_count++] = number;
    qsort(alert->withdraws, alert->withdraws_count, sizeof alert->withdraws[0], compare_numbers);
}

static size_t level_index(uint32_t months) {
    size_t index = 0;
    while (index < LEVEL_COUNT && level_months[index] != months)
        index++;
    return index;
}

static bool level_reached(const struct weighing *w, size_t index) {
    day_t day = norm_level(w->book->norm, index, w->start);
    return day != DAY_NONE && day <= w->book->today;
}

static bool is_true(const struct weighing *w, const struct standing *standing) {
    if (standing->kind == OVERSCHRIJDING)
        return w->crossing <= w->book->today;
    if (standing->kind == NIVEAU)
        return level_reached(w, level_index(standing->level));
    return w->crossing - (day_t)w->book->norm->warning_days <= w->book->today;
}

/* 5.2 a: past the crossing and not said yet for this start day. */
static bool must_tell_crossing(const struct weighing *w) {
    return w->book->today >= w->crossing && !told_stands(w->told, OVERSCHRIJDING, 0, w->start);
}

/* 5.2 b. */
static bool must_warn(const struct weighing *w) {
    return norm_threatens(w->book->norm, w->start, w->book->today) &&
           !told_stands(w->told, DREIGEND, 0, w->start);
}

/* 5.2 c: one INGETROKKEN for everything that is no longer true and that a or b will
 * not correct. */
static void withdraw_untrue(struct weighing *w, enum cause cause) {
    bool warn = must_warn(w);
    if (must_tell_crossing(w) && told_find(w->told, OVERSCHRIJDING))
        return;
    struct place_alert *alert = NULL;
    for (size_t i = 0; i < w->told->count;) {
        const struct standing *standing = &w->told->standing[i];
        if (is_true(w, standing) || (warn && standing->kind == DREIGEND)) {
            i++;
            continue;
        }
        if (alert == NULL && (alert = say(w, INGETROKKEN, 0, w->book->today)) == NULL)
            return;
        alert->cause = cause;
        name_withdrawn(alert, standing->number);
        told_drop(w->told, i);
    }
}

/* The highest level reached, as an index + 1; 0: none. */
static size_t highest_level(const struct weighing *w) {
    size_t level = LEVEL_COUNT;
    while (level > 0 && !level_reached(w, level - 1))
        level--;
    return level;
}

static void tell_crossing(struct weighing *w) {
    const struct standing *earlier = told_find(w->told, OVERSCHRIJDING);
    uint64_t corrects = earlier ? earlier->number : 0;
    size_t level = highest_level(w);
    if (earlier)
        w->told->count = 0;
    struct place_alert *alert = say(w, OVERSCHRIJDING, 0, w->crossing);
    if (alert == NULL)
        return;
    alert->on_arrival = true;
    alert->corrects = corrects;
    alert->reached_level = level ? level_months[level - 1] : 0;
    w->told->counted = COUNTED_DREIGEND | ((1u << level) - 1);
}

static void warn_ahead(struct weighing *w) {
    struct standing *earlier = told_find(w->told, DREIGEND);
    uint64_t corrects = earlier ? earlier->number : 0;
    if (earlier)
        told_drop(w->told, (size_t)(earlier - w->told->standing));
    struct place_alert *alert =
        say(w, DREIGEND, 0, w->crossing - (day_t)w->book->norm->warning_days);
    if (alert)
        alert->corrects = corrects;
}

static bool level_told(const struct weighing *w, size_t index) {
    return (w->told->counted & (1u << index)) ||
           told_stands(w->told, NIVEAU, level_months[index], w->start);
}

/* 5.2 d: the highest level passed that was not told. */
static void tell_passed_level(struct weighing *w) {
    if (told_find(w->told, OVERSCHRIJDING) == NULL)
        return;
    for (size_t level = highest_level(w); level > 0; level--) {
        if (!level_reached(w, level - 1) || level_told(w, level - 1))
            continue;
        say(w, NIVEAU, level_months[level - 1], norm_level(w->book->norm, level - 1, w->start));
        w->told->counted |= (1u << (level - 1)) - 1;
        return;
    }
}

static void settle_parties(struct told *told) {
    if (told->count == 0)
        told_clear(told);
}

static void arrive(struct book *book, struct known_place *known, enum cause cause) {
    struct weighing w = weigh(book, known);
    withdraw_untrue(&w, cause);
    if (must_tell_crossing(&w))
        tell_crossing(&w);
    if (must_warn(&w))
        warn_ahead(&w);
    tell_passed_level(&w);
    settle_parties(w.told);
    known->next_due = norm_next_due(book->norm, w.start, book->today);
}

/* 5.2 g: it came back after a VAN_LIJST. */
static void withdraw_leaving(struct book *book, struct change *change) {
    struct weighing w = weigh(book, &change->after);
    struct place_alert *alert = say(&w, INGETROKKEN, 0, book->today);
    if (alert == NULL)
        return;
    alert->cause = CAUSE_TERUG;
    name_withdrawn(alert, change->departure.van_lijst);
}

/* What is said about a leaving: page_write_place with the departure's wait. */
static struct place_alert *say_left(struct book *book, struct change *change,
                                    enum alert_kind kind) {
    return page_write_place(book, &change->after, &change->last->wait, kind, 0, book->today,
                            change->last->datum);
}

/* Everything told about the wait turned out wrong, its VAN_LIJST too. */
static void withdraw_all(struct book *book, struct change *change, enum cause cause) {
    struct told *told = &change->last->wait.told;
    struct place_alert *alert = say_left(book, change, INGETROKKEN);
    if (alert == NULL)
        return;
    alert->cause = cause;
    for (size_t i = 0; i < told->count; i++)
        name_withdrawn(alert, told->standing[i].number);
    name_withdrawn(alert, change->last->van_lijst);
    told_clear(told);
    change->last->van_lijst = 0;
}

static void tell_left(struct book *book, struct change *change) {
    struct place_alert *alert = say_left(book, change, VAN_LIJST);
    if (alert == NULL)
        return;
    alert->reden = change->last->reden;
    alert->left_on = change->last->datum;
    alert->helped = uitstroomreden_helped(change->last->reden);
    alert->corrects = change->last->van_lijst;
    change->last->van_lijst = book->next_number - 1;
}

/* 5.2 e; and f, since that asks what e would have said. */
static void leave(struct book *book, struct change *change) {
    const struct departure *last = change->last;
    struct told *told = &change->last->wait.told;
    if (told->count == 0)
        return;
    if (last->reden == ADMIN_FOUT) {
        withdraw_all(book, change, CAUSE_ADMIN_FOUT);
        return;
    }
    if (told_find(told, OVERSCHRIJDING) == NULL)
        return;
    bool in_time = last->datum < norm_crossing(book->norm, last->wait.start);
    if (in_time && uitstroomreden_helped(last->reden) != HELPED_UNKNOWN)
        withdraw_all(book, change, CAUSE_OP_TIJD);
    else
        tell_left(book, change);
}

static bool leaving_differs(const struct change *change) {
    return change->last->reden != change->departure.reden ||
           change->last->datum != change->departure.datum;
}

void book_change(struct book *book, struct change *change) {
    if (change->flags & CHANGE_REINSTATED && change->departure.van_lijst != 0)
        withdraw_leaving(book, change);
    if (change->flags & (CHANGE_NEW | CHANGE_REINSTATED))
        arrive(book, &change->after, CAUSE_NORM);
    else if (change->flags & CHANGE_START)
        arrive(book, &change->after, CAUSE_DATUM);
    else if (change->flags & CHANGE_LEFT)
        leave(book, change);
    else if (change->flags & CHANGE_COMPLETED && leaving_differs(change))
        leave(book, change);
}

bool book_norm(struct book *book, struct known_place *known) {
    arrive(book, known, CAUSE_NORM);
    return true;
}

static void day_alert(struct weighing *w, enum alert_kind kind, size_t level_at, day_t due) {
    uint32_t level = kind == NIVEAU ? level_months[level_at] : 0;
    unsigned counted = kind == DREIGEND ? COUNTED_DREIGEND : kind == NIVEAU ? 1u << level_at : 0;
    if (due == w->book->today && !(w->told->counted & counted) &&
        !told_stands(w->told, kind, level, w->start))
        say(w, kind, level, due);
}

bool book_day(struct book *book, struct known_place *known) {
    if (known->next_due == DAY_NONE || known->next_due > book->today)
        return false;
    struct weighing w = weigh(book, known);
    if (book->norm->warning_days > 0)
        day_alert(&w, DREIGEND, 0, w.crossing - (day_t)book->norm->warning_days);
    day_alert(&w, OVERSCHRIJDING, 0, w.crossing);
    for (size_t i = 0; i < LEVEL_COUNT; i++)
        day_alert(&w, NIVEAU, i, norm_level(book->norm, i, w.start));
    known->next_due = norm_next_due(book->norm, w.start, book->today);
    return true;
}
