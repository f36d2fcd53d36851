/* One place after the other (past_place.c), of which only what is asked for stays. */
#include "daemon/domain/past.h"

#include <stddef.h>
#include <stdlib.h>

#include "daemon/domain/block.h"
#include "daemon/domain/past_place.h"

struct past_builder {
    struct arena *arena;
    const struct past_range *range;
    uint64_t known_event;
    instant_t inherited_until;
    bool has_places; /* false: as known, this code had none yet */
    day_t first_day, last_day;
    uint64_t first_event, last_event;
    struct list peils, spells, flows;
    bool out_of_memory;
};

/* ---- the rows of snapshots themselves, and of succession */

static bool is_known(const struct past_builder *b, const struct history_row *row) {
    return row->event <= b->known_event;
}

static void take_peil(struct past_builder *b, const struct history_row *row) {
    struct peil *peil = list_add(&b->peils);
    struct bytes aanname = {NULL, 0};
    if (row->aanname) {
        aanname = arena_copy(b->arena, bytes_of(row->aanname, HULPVORM_COUNT));
        b->out_of_memory |= aanname.at == NULL;
    }
    if (peil)
        *peil = (struct peil){.peilmoment = row->from,
                              .event = row->event,
                              .inherited = row->from <= b->inherited_until,
                              .aanname = aanname.at};
}

static int compare_peils(const void *a, const void *b) {
    const struct peil *left = a, *right = b;
    if (left->peilmoment != right->peilmoment)
        return left->peilmoment < right->peilmoment ? -1 : 1;
    return (left->event > right->event) - (left->event < right->event);
}

/* Each peilmoment once, with the last word about it. */
static void order_peils(struct past_builder *b) {
    struct peil *peils = b->peils.items;
    size_t kept = 0;
    if (b->peils.count > 1)
        qsort(peils, b->peils.count, sizeof *peils, compare_peils);
    for (size_t i = 0; i < b->peils.count; i++)
        if (i + 1 == b->peils.count || peils[i + 1].peilmoment != peils[i].peilmoment)
            peils[kept++] = peils[i];
    b->peils.count = kept;
}

/* Rules.md 4.5. The rows before a succession are the old code's; before it was known, all
 * of them. */
static void take_succession(struct past_builder *b, const struct past_rows *rows) {
    const struct history_row *successor = NULL;
    for (size_t i = 0; i < rows->count; i++) {
        const struct history_row *row = &rows->at[i];
        if (row->kind == HISTORY_SUCCESSOR && (!successor || row->event > successor->event))
            successor = row;
        if (row->kind == HISTORY_SUCCEEDED && is_known(b, row)) {
            b->last_day = day_of_instant(row->from) - 1;
            b->last_event = row->event;
        }
    }
    b->has_places = successor == NULL || is_known(b, successor);
    if (successor == NULL || !b->has_places)
        return;
    b->first_day = day_of_instant(successor->from);
    b->first_event = successor->event;
    b->inherited_until = successor->until;
}

enum status past_builder_new(const struct past_range *range, uint64_t known_event,
                             const struct past_rows *of_snapshots, struct arena *arena,
                             struct past_builder **builder) {
    struct past_builder *b = arena_alloc(arena, sizeof *b);
    if (b == NULL)
        return STATUS_NO_MEMORY;
    *b = (struct past_builder){.arena = arena,
                               .range = range,
                               .known_event = known_event,
                               .inherited_until = INT64_MIN,
                               .has_places = true,
                               .first_day = DAY_NONE,
                               .last_day = DAY_NONE,
                               .peils = LIST_OF(arena, struct peil),
                               .spells = LIST_OF(arena, struct spell),
                               .flows = LIST_OF(arena, struct flow)};
    take_succession(b, of_snapshots);
    for (size_t i = 0; b->has_places && i < of_snapshots->count; i++)
        if (of_snapshots->at[i].kind == HISTORY_APPLIED && is_known(b, &of_snapshots->at[i]))
            take_peil(b, &of_snapshots->at[i]);
    order_peils(b);
    *builder = b;
    return b->out_of_memory || b->peils.out_of_memory ? STATUS_NO_MEMORY : STATUS_OK;
}

/* ---- what stays of a place */

/* Nothing of it is copied before something stays, and then once. */
struct keeping {
    struct past_builder *b;
    const struct place_key *key, *kept_key;
    const struct past_rows *rows;
    const struct place **kept; /* for each row */
    const struct past_takings *said;
};

static const struct place_key *keep_key(struct keeping *k) {
    struct place_key *copy = k->kept_key ? NULL : arena_alloc(k->b->arena, sizeof *copy);
    if (copy)
        *copy = *k->key;
    if (k->kept_key == NULL)
        k->kept_key = copy;
    k->b->out_of_memory |= k->kept_key == NULL;
    return k->kept_key;
}

/* Which row it stands in. */
static size_t row_of(const struct keeping *k, const struct place *place) {
    const uint8_t *first = (const uint8_t *)&k->rows->at[0].known.place;
    return (size_t)((const uint8_t *)place - first) / sizeof(struct history_row);
}

static const struct place *keep_place(struct keeping *k, const struct place *place) {
    const struct place **kept = &k->kept[row_of(k, place)];
    struct place *copy = *kept ? NULL : arena_alloc(k->b->arena, sizeof *copy);
    if (copy) {
        *copy = *place;
        copy->id = arena_copy(k->b->arena, place->id);
        k->b->out_of_memory |= copy->id.at == NULL;
    }
    if (*kept == NULL)
        *kept = copy;
    k->b->out_of_memory |= *kept == NULL;
    return *kept;
}

static bool is_about(const struct keeping *k, const struct taking *taking, uint64_t wait) {
    return taking->wait == wait && taking->event <= k->b->known_event;
}

static void keep_takings(struct keeping *k, struct spell *spell) {
    size_t count = 0;
    for (size_t i = 0; i < k->said->count; i++)
        count += is_about(k, &k->said->at[i], spell->wait);
    struct taking *takings = count ? arena_array(k->b->arena, count, sizeof *takings) : NULL;
    k->b->out_of_memory |= count > 0 && takings == NULL;
    for (size_t i = 0; takings && i < k->said->count; i++) {
        const struct taking *taking = &k->said->at[i];
        if (!is_about(k, taking, spell->wait))
            continue;
        struct taking *kept = &takings[spell->taking_count++];
        *kept = *taking;
        kept->who = arena_copy(k->b->arena, taking->who);
        k->b->out_of_memory |= kept->who.at == NULL;
    }
    spell->takings = takings;
}

/* Also what began and ended within one day of the range. */
static bool is_within(const struct past_range *range, const struct spell *spell) {
    return day_of_instant(spell->from) <= range->last &&
           (spell->until == INSTANT_MAX || day_of_instant(spell->until) >= range->first);
}

/* Whether it goes on with the one that was kept last, of the same place and wait. */
static bool goes_on(const struct keeping *k, const struct spell *last, const struct spell *spell) {
    const struct block_entry before = {.place = last->place, .start = last->start};
    const struct block_entry after = {.place = spell->place, .start = spell->start};
    return k->b->range->joined && last->key == k->kept_key && last->wait == spell->wait &&
           last->until == spell->from && last->reinstated == spell->reinstated &&
           block_entry_same(&before, &after);
}

static void keep_spell(struct keeping *k, const struct spell *spell) {
    struct spell *spells = k->b->spells.items;
    size_t count = k->b->spells.count;
    if (!is_within(k->b->range, spell))
        return;
    if (count > 0 && k->kept_key && goes_on(k, &spells[count - 1], spell)) {
        spells[count - 1].until = spell->until;
        return;
    }
    struct spell *kept = list_add(&k->b->spells);
    if (kept == NULL)
        return;
    *kept = *spell;
    kept->key = keep_key(k);
    kept->place = keep_place(k, spell->place);
    keep_takings(k, kept);
}

static void keep_flow(struct keeping *k, const struct flow *flow) {
    const struct past_range *range = k->b->range;
    const bool in_range = flow->shown >= range->first && flow->shown <= range->last;
    const bool asked = range->all_flows || (range->flows && in_range);
    struct flow *kept = asked ? list_add(&k->b->flows) : NULL;
    if (kept == NULL)
        return;
    *kept = *flow;
    kept->key = keep_key(k);
    kept->place = keep_place(k, flow->place);
}

enum status past_builder_add(struct past_builder *builder, const struct place_key *key,
                             const struct past_rows *rows, const struct past_takings *takings,
                             struct arena *scratch) {
    const struct place_rows all = {rows->count, rows->at, builder->known_event,
                                   builder->inherited_until};
    struct place_past past;
    if (!builder->has_places)
        return STATUS_OK;
    enum status status = past_place_build(&all, scratch, &past);
    if (status != STATUS_OK)
        return status;
    struct keeping k = {.b = builder, .key = key, .rows = rows, .said = takings};
    k.kept = arena_array(scratch, rows->count, sizeof *k.kept);
    if (k.kept == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < past.spell_count && !builder->out_of_memory; i++)
        keep_spell(&k, &past.spells[i]);
    for (size_t i = 0; i < past.flow_count && !builder->out_of_memory; i++)
        keep_flow(&k, &past.flows[i]);
    return builder->out_of_memory || builder->spells.out_of_memory || builder->flows.out_of_memory
               ? STATUS_NO_MEMORY
               : STATUS_OK;
}

void past_builder_finish(const struct past_builder *builder, struct past *past) {
    past->first_day = builder->first_day;
    past->last_day = builder->last_day;
    past->first_event = builder->first_event;
    past->last_event = builder->last_event;
    past->peil_count = builder->peils.count;
    past->peils = builder->peils.items;
    past->spell_count = builder->spells.count;
    past->spells = builder->spells.items;
    past->flow_count = builder->flows.count;
    past->flows = builder->flows.items;
}
