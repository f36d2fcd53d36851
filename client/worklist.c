#include "client/worklist.h"

#include <stdlib.h>

struct making {
    const struct worklist_sources *sources;
    struct arena *arena;
    const struct place_row **by_id; /* by AGB-code and id */
    const struct alert **news;      /* of each row in the order of the sources, NULL: none */
    const struct alert **back;      /* likewise: what said that the place came back */
    uint64_t *withdrawn;            /* numbers of alerts, ascending */
    size_t withdrawn_count;
};

bool worklist_wants(const struct worklist_sources *sources, const struct alert *alert) {
    return alert_concerns_place(alert->kind) && alert->recorded_at >= sources->since;
}

static bool is_beyond(const struct worklist_sources *sources, const struct place_row *row) {
    return row->crossing != DAY_NONE && sources->today >= row->crossing;
}

bool worklist_beyond(const struct worklist *worklist, const struct place_row *row) {
    return is_beyond(&worklist->sources, row);
}

static bool somebody_has(const struct taken *taken) {
    return taken->state != TAKEN_NOBODY && taken->state != LOSGELATEN;
}

/* ---- looking up */

static int compare_place(const struct agb *agb, struct bytes id, const struct place_row *row) {
    int order = strcmp(agb->text, row->agb.text);
    return order ? order : bytes_compare(id, row->place.id);
}

static int compare_rows(const void *left, const void *right) {
    const struct place_row *const *a = left, *const *b = right;
    return compare_place(&(*a)->agb, (*a)->place.id, *b);
}

static int compare_alert_to_row(const void *key, const void *element) {
    const struct alert *alert = key;
    const struct place_row *const *row = element;
    return compare_place(&alert->agb, alert->place.place_id, *row);
}

/* The place an alert is about, if it is there. */
static const struct place_row *find_row(const struct making *m, const struct alert *alert) {
    const struct place_row **found = bsearch(alert, m->by_id, m->sources->row_count,
                                             sizeof(struct place_row *), compare_alert_to_row);
    return found ? *found : NULL;
}

static int compare_numbers(const void *left, const void *right) {
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static bool stands(const struct making *m, const struct alert *alert) {
    return !bsearch(&alert->number, m->withdrawn, m->withdrawn_count, sizeof *m->withdrawn,
                    compare_numbers);
}

static enum status make_room(struct making *m) {
    const struct worklist_sources *s = m->sources;
    m->by_id = arena_array(m->arena, s->row_count, sizeof(struct place_row *));
    m->news = arena_array(m->arena, s->row_count, sizeof(struct alert *));
    m->back = arena_array(m->arena, s->row_count, sizeof(struct alert *));
    m->withdrawn = arena_array(m->arena, s->alert_count, (MAX_WITHDRAWN + 1) * sizeof(uint64_t));
    return m->by_id && m->news && m->back && m->withdrawn ? STATUS_OK : STATUS_NO_MEMORY;
}

static void index_rows(struct making *m) {
    for (size_t i = 0; i < m->sources->row_count; i++)
        m->by_id[i] = &m->sources->rows[i];
    qsort(m->by_id, m->sources->row_count, sizeof(struct place_row *), compare_rows);
}

static void note_withdrawn(struct making *m) {
    for (size_t i = 0; i < m->sources->alert_count; i++) {
        const struct place_alert *place = &m->sources->alerts[i].place;
        if (!alert_concerns_place(m->sources->alerts[i].kind))
            continue;
        if (place->corrects)
            m->withdrawn[m->withdrawn_count++] = place->corrects;
        for (size_t w = 0; w < place->withdraws_count; w++)
            m->withdrawn[m->withdrawn_count++] = place->withdraws[w];
    }
    qsort(m->withdrawn, m->withdrawn_count, sizeof *m->withdrawn, compare_numbers);
}

/* ---- what is new of each place */

static bool is_news(enum alert_kind kind) {
    return kind == DREIGEND || kind == OVERSCHRIJDING || kind == NIVEAU;
}

/* Told by the return itself, not by a later day: also when the wait that came back had
 * been voided, so that nothing stood that could be withdrawn. */
static bool tells_return(const struct alert *alert, const struct place_row *row) {
    if (alert->kind == INGETROKKEN)
        return alert->place.cause == CAUSE_TERUG;
    return row->reinstated &&
           (alert->kind == DREIGEND || (alert->kind == OVERSCHRIJDING && alert->place.on_arrival));
}

static void note_alert(struct making *m, const struct alert *alert) {
    const struct place_row *row = find_row(m, alert);
    if (!row || row->start != alert->place.start)
        return;
    size_t at = (size_t)(row - m->sources->rows);
    if (is_news(alert->kind))
        m->news[at] = alert;
    if (tells_return(alert, row))
        m->back[at] = alert;
}

static void note_alerts(struct making *m) {
    for (size_t i = 0; i < m->sources->alert_count; i++) {
        const struct alert *alert = &m->sources->alerts[i];
        if (worklist_wants(m->sources, alert) && stands(m, alert))
            note_alert(m, alert);
    }
}

/* ---- the lists of places */

static bool is_mine(const struct worklist_sources *sources, const struct place_row *row) {
    return sources->name.size > 0 && somebody_has(&row->taken) &&
           bytes_equal(row->taken.who, sources->name);
}

static bool belongs(const struct making *m, enum worklist_list list, size_t at) {
    const struct place_row *row = &m->sources->rows[at];
    switch (list) {
    case WORKLIST_NEW:
        return m->news[at] && !m->back[at];
    case WORKLIST_MINE:
        return is_mine(m->sources, row);
    case WORKLIST_NOBODYS:
        return is_beyond(m->sources, row) && !somebody_has(&row->taken);
    case WORKLIST_BACK:
        return m->back[at];
    case WORKLIST_LISTS:
        break;
    }
    return false;
}

static enum status make_list(const struct making *m, enum worklist_list list,
                             struct worklist_items *items) {
    size_t count = 0;
    for (size_t i = 0; i < m->sources->row_count; i++)
        count += belongs(m, list, i);
    struct worklist_item *at = arena_array(m->arena, count, sizeof *at);
    if (!at)
        return STATUS_NO_MEMORY;
    *items = (struct worklist_items){.at = at};
    for (size_t i = 0; i < m->sources->row_count; i++)
        if (belongs(m, list, i))
            at[items->count++] =
                (struct worklist_item){&m->sources->rows[i], m->back[i] ? m->back[i] : m->news[i]};
    return STATUS_OK;
}

/* ---- who left */

static bool is_departure(const struct making *m, const struct alert *alert) {
    return alert->kind == VAN_LIJST && alert->place.helped != HELPED_YES &&
           worklist_wants(m->sources, alert) && stands(m, alert);
}

static const struct taken *who_had(const struct worklist_sources *sources,
                                   const struct alert *alert) {
    for (size_t i = sources->taken_count; i-- > 0;) {
        const struct taken_place *place = &sources->taken[i];
        if (strcmp(place->agb.text, alert->agb.text) == 0 &&
            bytes_equal(place->place_id, alert->place.place_id))
            return somebody_has(&place->taken) ? &place->taken : NULL;
    }
    return NULL;
}

/* As the daemon ranks alerts. */
static int compare_departures(const void *left, const void *right) {
    const struct alert *a = ((const struct worklist_departure *)left)->alert;
    const struct alert *b = ((const struct worklist_departure *)right)->alert;
    if (a->place.rank != b->place.rank)
        return a->place.rank < b->place.rank ? -1 : 1;
    if (a->place.days_waited != b->place.days_waited)
        return a->place.days_waited > b->place.days_waited ? -1 : 1;
    return compare_numbers(&a->number, &b->number);
}

static enum status make_departures(const struct making *m, struct worklist *worklist) {
    const struct worklist_sources *s = m->sources;
    size_t count = 0;
    for (size_t i = 0; i < s->alert_count; i++)
        count += is_departure(m, &s->alerts[i]);
    struct worklist_departure *at = arena_array(m->arena, count, sizeof *at);
    if (!at)
        return STATUS_NO_MEMORY;
    count = 0;
    for (size_t i = 0; i < s->alert_count; i++)
        if (is_departure(m, &s->alerts[i]))
            at[count++] = (struct worklist_departure){&s->alerts[i], who_had(s, &s->alerts[i])};
    qsort(at, count, sizeof *at, compare_departures);
    worklist->departures = at;
    worklist->departure_count = count;
    return STATUS_OK;
}

/* ---- whose data are old */

/* How many rows from `at` on, in the order of AGB-codes, are one aanbieder's. */
static size_t count_same_aanbieder(const struct making *m, size_t at) {
    size_t end = at;
    while (end < m->sources->row_count &&
           strcmp(m->by_id[end]->agb.text, m->by_id[at]->agb.text) == 0)
        end++;
    return end - at;
}

static int compare_overdue(const void *left, const void *right) {
    const struct worklist_overdue *a = left, *b = right;
    if (a->beyond != b->beyond)
        return a->beyond > b->beyond ? -1 : 1;
    if (a->row->data_age_days != b->row->data_age_days)
        return a->row->data_age_days > b->row->data_age_days ? -1 : 1;
    return strcmp(a->row->agb.text, b->row->agb.text);
}

static enum status make_overdue(const struct making *m, struct worklist *worklist) {
    size_t most = 0, count = 0, rows = m->sources->row_count;
    for (size_t i = 0; i < rows; i += count_same_aanbieder(m, i))
        most += m->by_id[i]->stale;
    struct worklist_overdue *at = arena_array(m->arena, most, sizeof *at);
    if (!at)
        return STATUS_NO_MEMORY;
    for (size_t i = 0, same; i < rows; i += same) {
        same = count_same_aanbieder(m, i);
        if (!m->by_id[i]->stale)
            continue;
        struct worklist_overdue *overdue = &at[count++];
        *overdue = (struct worklist_overdue){.row = m->by_id[i], .places = same};
        for (size_t j = i; j < i + same; j++)
            overdue->beyond += is_beyond(m->sources, m->by_id[j]);
    }
    qsort(at, count, sizeof *at, compare_overdue);
    worklist->overdue = at;
    worklist->overdue_count = count;
    return STATUS_OK;
}

enum status worklist_make(const struct worklist_sources *sources, struct arena *arena,
                          struct worklist *worklist) {
    struct making m = {.sources = sources, .arena = arena};
    struct worklist made = {.sources = *sources};
    enum status status = make_room(&m);
    if (status != STATUS_OK)
        return status;
    index_rows(&m);
    note_withdrawn(&m);
    note_alerts(&m);
    for (enum worklist_list list = 0; status == STATUS_OK && list < WORKLIST_LISTS; list++)
        status = make_list(&m, list, &made.lists[list]);
    if (status == STATUS_OK)
        status = make_departures(&m, &made);
    if (status == STATUS_OK)
        status = make_overdue(&m, &made);
    if (status != STATUS_OK)
        return status;
    made.first = made.lists[WORKLIST_NOBODYS];
    if (made.first.count > WORKLIST_FIRST)
        made.first.count = WORKLIST_FIRST;
    *worklist = made;
    return STATUS_OK;
}
