#include "daemon/domain/page.h"

#include <string.h>

enum { FIRST_CAPACITY = 16 };

static bool make_room(struct book *book) {
    if (book->count < book->capacity)
        return true;
    size_t capacity = book->capacity ? book->capacity * 2 : FIRST_CAPACITY;
    struct written *larger = arena_array(book->arena, capacity, sizeof *larger);
    if (larger == NULL)
        return false;
    if (book->count)
        memcpy(larger, book->written, book->count * sizeof *larger);
    book->written = larger;
    book->capacity = capacity;
    return true;
}

struct written *page_write(struct book *book, enum alert_kind kind, day_t due) {
    if (!make_room(book)) {
        book->out_of_memory = true;
        return NULL;
    }
    struct written *written = &book->written[book->count++];
    *written = (struct written){.alert = {.number = book->next_number++,
                                          .kind = kind,
                                          .due = due,
                                          .recorded_at = book->recorded_at,
                                          .agb = book->agb}};
    if (book->data_peilmoment != PEILMOMENT_NONE) {
        day_t age = day_of_instant(book->recorded_at) - day_of_instant(book->data_peilmoment);
        written->alert.data_peilmoment = book->data_peilmoment;
        written->alert.data_age_days = age > 0 ? (uint32_t)age : 0;
    }
    return written;
}

/* Counts one more telling and returns its number; 0: no memory. */
static uint32_t count_telling(struct book *book, struct known_place *known, enum alert_kind kind,
                              uint32_t level, day_t start) {
    size_t count = known->telling_count;
    struct telling *copy = arena_array(book->arena, count + 1, sizeof *copy);
    if (copy == NULL)
        return 0;
    if (count)
        memcpy(copy, known->tellings, count * sizeof *copy);
    size_t at = 0;
    while (at < count &&
           !(copy[at].start == start && copy[at].kind == kind && copy[at].level == level))
        at++;
    if (at == count) {
        copy[at] = (struct telling){start, kind, level, 0};
        known->telling_count++;
    }
    known->tellings = copy;
    return ++copy[at].count;
}

static bool same_party(const struct party *a, const struct party *b) {
    return strcmp(a->gemeente, b->gemeente) == 0 && strcmp(a->gi.text, b->gi.text) == 0 &&
           a->hulpvorm == b->hulpvorm;
}

/* Whoever was told before, and whoever is concerned now. */
static bool add_party(struct book *book, struct told *told, const struct place *place) {
    struct party now = party_of(place);
    for (size_t i = 0; i < told->party_count; i++)
        if (same_party(&told->parties[i], &now))
            return true;
    struct party *copy = arena_array(book->arena, told->party_count + 1, sizeof *copy);
    if (copy == NULL)
        return false;
    if (told->party_count)
        memcpy(copy, told->parties, told->party_count * sizeof *copy);
    copy[told->party_count++] = now;
    told->parties = copy;
    return true;
}

static void copy_facts(struct place_alert *alert, const struct place *place) {
    alert->place_id = place->id;
    alert->hulpvorm = place->hulpvorm;
    memcpy(alert->gemeente, place->gemeente, sizeof alert->gemeente);
    alert->maatregel = place->maatregel;
    alert->gi = place->gi;
    alert->urgentie = place->urgentie;
    alert->overbrugging = place->overbrugging;
    alert->oorspronkelijke_aanmelddatum = place->oorspronkelijke_aanmelddatum;
    alert->aanmelddatum = place->aanmelddatum;
    alert->verwijsdatum = place->verwijsdatum;
    alert->toewijzingsdatum = place->toewijzingsdatum;
    alert->left_on = DAY_NONE;
    (void)place_start(place, &alert->clock);
}

struct place_alert *page_write_place(struct book *book, struct known_place *known,
                                     struct wait *wait, enum alert_kind kind, uint32_t level,
                                     day_t due, day_t until) {
    struct written *written = page_write(book, kind, due);
    if (written == NULL)
        return NULL;
    struct place_alert *alert = &written->alert.place;
    copy_facts(alert, &known->place);
    alert->start = wait->start;
    alert->crossing = norm_crossing(book->norm, wait->start);
    alert->norm_id = bytes_of_text(book->norm->id);
    alert->level = level;
    alert->telling = count_telling(book, known, kind, level, wait->start);
    alert->days_waited = until > wait->start ? (uint32_t)(until - wait->start) : 0;
    alert->first_snapshot = book->first_snapshot;
    alert->snapshot = wait->opened_by;
    written->about_open = known->open;
    written->has_pseudonym = known->place.has_pseudonym;
    written->pseudonym_epoch = known->place.pseudonym_epoch;
    memcpy(written->pseudonym, known->place.pseudonym, sizeof written->pseudonym);
    if (alert->telling == 0 || !add_party(book, &wait->told, &known->place)) {
        book->out_of_memory = true;
        return NULL;
    }
    written->parties = wait->told.parties;
    written->party_count = wait->told.party_count;
    return alert;
}

struct standing *told_find(struct told *told, enum alert_kind kind) {
    for (size_t i = 0; i < told->count; i++)
        if (told->standing[i].kind == kind)
            return &told->standing[i];
    return NULL;
}

bool told_stands(const struct told *told, enum alert_kind kind, uint32_t level, day_t start) {
    for (size_t i = 0; i < told->count; i++) {
        const struct standing *standing = &told->standing[i];
        if (standing->kind == kind && standing->level == level && standing->start == start)
            return true;
    }
    return false;
}

void told_add(struct told *told, struct standing standing) {
    ENSURE(told->count < MAX_STANDING);
    told->standing[told->count++] = standing;
}

void told_drop(struct told *told, size_t index) {
    if (told->standing[index].kind == OVERSCHRIJDING)
        told->counted = 0;
    told->standing[index] = told->standing[--told->count];
}

void told_clear(struct told *told) {
    *told = (struct told){0};
}
