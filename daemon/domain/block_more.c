/* One moment more: what a block says already is skimmed for what writing on must know. */
#include "daemon/domain/block_play.h"
#include "daemon/domain/block_write.h"

struct skim {
    struct block_writer *w;
    struct play play;
    bool *reinstated; /* of those who are there, by position */
    size_t count, capacity;
};

static bool has_room(struct skim *s) {
    if (s->count < s->capacity)
        return true;
    size_t capacity = s->capacity ? s->capacity * 2 : 256;
    bool *larger = arena_array(s->w->arena, capacity, sizeof *larger);
    if (larger == NULL)
        return false;
    if (s->count)
        memcpy(larger, s->reinstated, s->count);
    s->reinstated = larger;
    s->capacity = capacity;
    return true;
}

/* Those of the carry and those after it. */
static bool keep_codes(struct list *list, const struct play_codes *codes) {
    for (uint32_t i = 0; i < codes->count; i++) {
        uint32_t *added = list_add(list);
        if (added == NULL)
            return false;
        *added = codes->numbers[i];
    }
    return true;
}

static bool skim_carry(struct skim *s, const struct carry *carry) {
    struct carried carried;
    s->w->has_peil = carry->has_peil;
    s->w->inherited = carry->inherited;
    s->w->peil_at = carry->peil_at;
    s->w->aanname = carry->aanname;
    if (!play_traits(&s->play, carry, s->w->arena))
        return false;
    for (size_t i = 0; i < carry->count && !s->play.slim.damaged; i++) {
        play_carried(&s->play, &carried);
        if (!has_room(s))
            return false;
        s->reinstated[s->count++] = carried.reinstated;
    }
    return true;
}

static bool skim_turn(struct skim *s, const struct played_turn *turn) {
    size_t at = turn->position;
    if (turn->kind == TURN_OPENED) {
        if (!has_room(s))
            return false;
        memmove(s->reinstated + at + 1, s->reinstated + at, s->count++ - at);
    }
    if (turn->kind == TURN_OPENED || turn->kind == TURN_CHANGED)
        s->reinstated[at] = turn->flag;
    if (turn->kind == TURN_LEFT)
        memmove(s->reinstated + at, s->reinstated + at + 1, --s->count - at);
    return true;
}

static bool skim_moment(struct skim *s) {
    struct played_moment moment;
    struct played_turn turn = {0};
    play_moment(&s->play, &moment);
    for (size_t i = 0; i < moment.turn_count && play_turn(&s->play, &turn); i++)
        if (!skim_turn(s, &turn))
            return false;
    if (moment.new_aanname)
        s->w->aanname = moment.aanname;
    if (moment.applied) {
        s->w->has_peil = true;
        s->w->inherited = moment.inherited;
        s->w->peil_at = s->play.at;
    }
    return true;
}

/* The turns of the moment that is told anew. */
static bool note_told(struct skim *s, struct list *told) {
    struct played_moment moment;
    struct played_turn turn = {0};
    play_moment(&s->play, &moment);
    s->w->told_inherited = moment.inherited;
    for (size_t i = 0; i < moment.turn_count && play_turn(&s->play, &turn); i++) {
        struct played_turn *noted = list_add(told);
        if (noted == NULL)
            return false;
        *noted = turn;
    }
    return true;
}

/* Whether the next moment is one to go on with. */
static bool comes_before(const struct play *play, instant_t before) {
    struct play ahead = *play;
    struct played_moment moment;
    if (before == INSTANT_MAX)
        return true;
    play_moment(&ahead, &moment);
    return ahead.at < before;
}

/* What is written on begins where the heading says that this ends. */
static bool fits_heading(const struct skim *s, bool is_empty) {
    const struct block_heading *heading = &s->w->heading;
    return s->play.open_count == heading->open_count &&
           (is_empty || s->play.at == heading->last_moment);
}

/* What follows the version in a detail record. */
static enum status keep_detail(struct block_writer *w, struct bytes detail) {
    struct cursor cursor = cursor_of(detail);
    if (cursor_u64(&cursor) != BLOCK_VERSION || cursor.damaged)
        return STATUS_DAMAGED;
    w->detail = codec_writer(w->arena);
    codec_raw(&w->detail, (void *)(uintptr_t)cursor.at, (size_t)(cursor.end - cursor.at));
    return STATUS_OK;
}

static void keep_slim(struct block_writer *w, const uint8_t *from, const uint8_t *end) {
    w->slim = codec_writer(w->arena);
    codec_raw(&w->slim, (void *)(uintptr_t)from, (size_t)(end - from));
}

static enum status skim(struct skim *s, const struct block_record *record, instant_t before,
                        struct list *told) {
    struct block_writer *w = s->w;
    struct carry carry;
    struct cursor body = cursor_of(record->slim);
    cursor_heading(&body, &w->heading);
    play_begin(&s->play, record->slim, record->number, &w->heading, &carry);
    bool enough = !s->play.slim.damaged && skim_carry(s, &carry);
    const bool is_empty = !play_has_more(&s->play);
    while (enough && play_has_more(&s->play) && comes_before(&s->play, before))
        enough = skim_moment(s);
    w->begun = true;
    w->number = record->number;
    w->at = s->play.at;
    w->step = s->play.step;
    w->event = s->play.event;
    if (!s->play.slim.damaged) {
        keep_slim(w, body.at, s->play.slim.at);
        enough =
            enough && keep_codes(&w->wheres, &s->play.wheres) && keep_codes(&w->gis, &s->play.gis);
    }
    if (enough && play_has_more(&s->play))
        enough = note_told(s, told);
    if (s->play.slim.damaged || play_has_more(&s->play) || !fits_heading(s, is_empty))
        return STATUS_DAMAGED;
    return enough ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status block_writer_resume(struct block_writer *w, const struct block_record *record,
                                instant_t before, size_t detail_bytes, struct list *told) {
    struct skim s = {.w = w};
    ENSURE(detail_bytes <= record->detail.size);
    enum status status = skim(&s, record, before, told);
    return status == STATUS_OK ? keep_detail(w, bytes_of(record->detail.at, detail_bytes)) : status;
}

enum status block_write_moment(struct block_record *record, const struct block_entry *open,
                               size_t open_count, const struct block_moment *moment,
                               struct arena *arena) {
    struct block_writer w = block_writer_of(arena);
    struct skim s = {.w = &w};
    enum status status = STATUS_OK;
    if (record->slim.size)
        status = skim(&s, record, INSTANT_MAX, NULL);
    if (status == STATUS_OK && record->slim.size)
        status = keep_detail(&w, record->detail);
    if (status == STATUS_OK && (s.count != open_count || moment->at <= w.heading.last_moment))
        status = STATUS_DAMAGED;
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < open_count; i++) {
        struct block_entry *entry = list_add(&w.open);
        if (entry == NULL)
            return STATUS_NO_MEMORY;
        *entry = open[i];
        entry->reinstated = s.reinstated[i];
    }
    block_writer_add(&w, moment);
    status = block_writer_end(&w);
    if (status == STATUS_OK)
        *record = ((const struct block_record *)w.records.items)[w.records.count - 1];
    return status;
}
