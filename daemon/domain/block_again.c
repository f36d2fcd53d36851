/* Another snapshot of the last moment: what it says replaces what that moment said. As long
 * as it only says other fields of who is there, the last moment is told anew from who was
 * there before it; what else can happen is left to whoever knows the rows. */
#include "daemon/domain/block_play.h"
#include "daemon/domain/block_read.h"
#include "daemon/domain/block_write.h"

struct retelling {
    struct arena *arena;
    struct block_entry *before, *now; /* without this moment, and with it as it was told */
    bool *said;                       /* by position of `now`: said anew */
    size_t before_count, now_count;
    struct list told; /* struct played_turn: the moment as it was told */
    struct list turns;
    size_t at, opened, left; /* how far: those of `now` before `at` are told */
};

static void add_turn(struct retelling *t, struct block_turn turn) {
    struct block_turn *added = list_add(&t->turns);
    if (added)
        *added = turn;
}

/* Has other fields than before this moment, if anybody said so. */
static void tell_change(struct retelling *t, bool told) {
    const struct block_entry *now = &t->now[t->at];
    const struct block_entry *before = &t->before[t->at + t->left - t->opened];
    if ((told || t->said[t->at]) && !block_entry_same(before, now))
        add_turn(t, (struct block_turn){.kind = TURN_CHANGED, .position = t->at, .entry = *now});
    t->at++;
}

static void tell_up_to(struct retelling *t, size_t position) {
    while (t->at < position)
        tell_change(t, false);
}

static void tell_turn(struct retelling *t, const struct played_turn *told) {
    struct block_turn turn = {.kind = told->kind,
                              .position = told->position,
                              .reden = told->reden,
                              .datum = told->datum,
                              .last = told->flag};
    tell_up_to(t, told->position);
    if (told->kind == TURN_CHANGED) {
        tell_change(t, true);
        return;
    }
    if (told->kind == TURN_OPENED) {
        turn.entry = t->now[t->at++];
        t->opened++;
    } else {
        t->left++;
    }
    add_turn(t, turn);
}

/* What was said anew, over what was told. False: not only other fields. */
static bool say_anew(struct retelling *t, const struct block_moment *moment) {
    const struct played_turn *told = t->told.items;
    for (size_t i = 0; i < moment->turn_count; i++) {
        const struct block_turn *turn = &moment->turns[i];
        if (turn->kind != TURN_CHANGED)
            return false;
        t->now[turn->position].place = turn->entry.place;
        t->now[turn->position].start = turn->entry.start;
        t->said[turn->position] = true;
    }
    for (size_t i = 0; i < t->told.count; i++)
        if (told[i].kind == TURN_PASSED)
            return false;
    return true;
}

static enum status retell(struct retelling *t, struct block_writer *w,
                          const struct block_moment *moment, struct block_record *record) {
    const struct played_turn *told = t->told.items;
    struct block_moment anew = *moment;
    anew.inherited = w->told_inherited;
    for (size_t i = 0; i < t->told.count; i++)
        tell_turn(t, &told[i]);
    tell_up_to(t, t->now_count);
    anew.turns = t->turns.items;
    anew.turn_count = t->turns.count;
    for (size_t i = 0; i < t->before_count; i++) {
        struct block_entry *entry = list_add(&w->open);
        if (entry)
            *entry = t->before[i];
    }
    block_writer_add(w, &anew);
    enum status status = block_writer_end(w);
    if (status != STATUS_OK || t->turns.out_of_memory)
        return STATUS_NO_MEMORY;
    *record = ((const struct block_record *)w->records.items)[w->records.count - 1];
    return STATUS_OK;
}

enum status block_write_again(struct block_record *record, const struct block_moment *moment,
                              struct arena *arena, bool *written) {
    struct block_writer w = block_writer_of(arena);
    struct retelling t = {.arena = arena,
                          .told = LIST_OF(arena, struct played_turn),
                          .turns = LIST_OF(arena, struct block_turn)};
    size_t detail_bytes, all_bytes;
    *written = false;
    enum status status =
        block_present(record, moment->at, arena, &t.before, &t.before_count, &detail_bytes);
    if (status == STATUS_OK)
        status = block_present(record, INSTANT_MAX, arena, &t.now, &t.now_count, &all_bytes);
    if (status == STATUS_OK)
        status = block_writer_resume(&w, record, moment->at, detail_bytes, &t.told);
    if (status != STATUS_OK)
        return status;
    t.said = arena_array(arena, t.now_count, sizeof *t.said);
    if (t.said == NULL)
        return STATUS_NO_MEMORY;
    *written = say_anew(&t, moment);
    return *written ? retell(&t, &w, moment, record) : STATUS_OK;
}
