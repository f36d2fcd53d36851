/* An aanbieder's state between the store and the domain: read for a decision, written
 * after it. */
#ifndef WACHTPOST_ENGINE_STATE_H
#define WACHTPOST_ENGINE_STATE_H

#include "daemon/engine/inside.h"

/* What of an aanbieder somebody at the Servicebureau should look at, for meters.h. */
struct attention {
    bool silent, held;
};
static inline struct attention state_attention(const struct aanbieder_head *head) {
    return (struct attention){.silent = head->active && head->stil != 0,
                              .held = head->held.event != 0};
}

struct aanbieder_state {
    struct aanbieder_head head;
    struct known_places open;
    struct attention was; /* by its record in the store; state_load and state_save keep it */
};

/* Whose place, and which: the keys of TABLE_LEFT, and how those of TABLE_TAKEN begin, which
 * end with the event that recorded it. */
#define PLACE_KEY_BYTES (AGB_DIGITS + STORE_BLIND_BYTES)
#define PLACE_EVENT_KEY_BYTES (PLACE_KEY_BYTES + 8)
struct bytes state_place_key(const struct engine *engine, const struct agb *agb, struct bytes id,
                             uint8_t key[PLACE_KEY_BYTES]);
static inline uint64_t state_event_of_key(struct bytes key) {
    return store_u64_of_key(key.at + PLACE_KEY_BYTES);
}

/* STATUS_ABSENT: never enrolled. */
enum status state_load(struct engine *engine, const struct agb *agb,
                       struct aanbieder_state *state) MUST_CHECK;
/* The same, with all of it in `arena` instead of engine->work. */
enum status state_load_into(struct engine *engine, const struct agb *agb, struct arena *arena,
                            struct aanbieder_state *state) MUST_CHECK;
enum status state_load_head(struct engine *engine, const struct agb *agb,
                            struct aanbieder_head *head) MUST_CHECK;
/* Writes head and open places, and keeps the due index with them: open_count and
 * next_due are worked out here. `was_due` is the next_due that stands in the index. */
enum status state_save(struct engine *engine, struct aanbieder_state *state,
                       day_t was_due) MUST_CHECK;

/* Every id that stands on a line and could be known, sorted, in engine->work; of too many lines,
 * which were not read, none. STATUS_NO_MEMORY. */
enum status state_line_ids(struct engine *engine, const struct snapshot *snapshot,
                           struct bytes **ids, size_t *count) MUST_CHECK;
/* What is known now about every id on a line and every open place. */
enum status state_known_now(struct engine *engine, const struct aanbieder_state *state,
                            const struct snapshot *snapshot, struct known_places *known) MUST_CHECK;

/* The changes of an applied snapshot: places that left, the count of each jeugdige's
 * places, and history from the peilmoment on; state->open becomes the new list. The
 * head is the caller's to save. */
enum status state_write_changes(struct engine *engine, struct aanbieder_state *state,
                                const struct applied *applied, const struct snapshot *snapshot,
                                const struct snapshot_ref *ref) MUST_CHECK;

/* Every AGB-code that was ever enrolled, in order. */
enum status state_every_aanbieder(struct engine *engine, struct agb **agbs,
                                  size_t *count) MUST_CHECK;
/* Those with something due on or before a day, in order of code, each once. */
enum status state_due(struct engine *engine, day_t day, struct agb **agbs,
                      size_t *count) MUST_CHECK;
/* Open places of one jeugdige, by pseudonym as kept. */
enum status state_places_of_jeugdige(struct engine *engine, uint32_t epoch,
                                     const uint8_t pseudonym[PSEUDONYM_BYTES],
                                     uint32_t *count) MUST_CHECK;

/* history.c: what was so. */
/* That a snapshot was applied for its peilmoment, late or not, and who takes new children. */
enum status history_note_applied(struct engine *engine, const struct agb *agb,
                                 const struct snapshot *snapshot, uint64_t event) MUST_CHECK;
/* That one code succeeded another: from `instant` on the heir has the places; peilmomenten
 * up to `inherited_until` were delivered under the old code. */
enum status history_note_succession(struct engine *engine, const struct agb *old,
                                    const struct agb *heir, uint64_t event, instant_t instant,
                                    instant_t inherited_until) MUST_CHECK;
/* One change, true from `from` until before `until`. */
enum status history_note_change(struct engine *engine, const struct agb *agb,
                                const struct change *change, uint64_t event, instant_t from,
                                instant_t until) MUST_CHECK;
/* The state in force at the peilmoment of a snapshot as known now: the open places, and of those
 * that are not open the ones that the snapshot names; and the next applied peilmoment after it
 * (INSTANT_MAX: none). */
enum status history_state_at(struct engine *engine, const struct agb *agb,
                             const struct snapshot *snapshot, struct known_places *known,
                             instant_t *next) MUST_CHECK;
/* Succession: the new code inherits the history and what coordinators said of it, the old one
 * keeps its own. */
enum status history_inherit(struct engine *engine, const struct agb *from,
                            const struct agb *to) MUST_CHECK;
/* What a late snapshot completed has another reason and date in the present too (rules.md 5.3);
 * after its history was written. */
enum status state_complete_late(struct engine *engine, struct aanbieder_state *state,
                                const struct applied *applied) MUST_CHECK;
enum status state_move_left(struct engine *engine, const struct agb *from,
                            const struct agb *to) MUST_CHECK;

/* publish.c: a book's page into the alert log. Fills in contact data, other places and
 * rank; `refs` for the receipt, in `work`. */
enum status engine_publish(struct engine *engine, struct book *book,
                           const struct alert_ref **refs) MUST_CHECK;
/* A page for one event about one aanbieder. */
struct book engine_book(struct engine *engine, const struct aanbieder_head *head, day_t today,
                        instant_t instant);

#endif
