#include "daemon/domain/past_keep.h"

struct past_keeper past_keeper_of(struct arena *arena) {
    return (struct past_keeper){LIST_OF(arena, struct peil), LIST_OF(arena, struct spell),
                                LIST_OF(arena, struct flow)};
}

/* They come back with the past's other days. */
static void pass_over_days(void *context, day_t first_day, day_t last_day) {
    (void)context;
    (void)first_day;
    (void)last_day;
}

static void keep_peil(void *context, const struct peil *peil) {
    struct past_keeper *keeper = context;
    struct peil *kept = list_add(&keeper->peils);
    if (kept)
        *kept = *peil;
}

static void keep_spell(void *context, const struct spell *spell) {
    struct past_keeper *keeper = context;
    struct spell *kept = list_add(&keeper->spells);
    if (kept)
        *kept = *spell;
}

static void keep_flow(void *context, const struct flow *flow) {
    struct past_keeper *keeper = context;
    struct flow *kept = list_add(&keeper->flows);
    if (kept)
        *kept = *flow;
}

struct past_listener past_keeper_listener(struct past_keeper *keeper) {
    return (struct past_listener){keeper, pass_over_days, keep_peil, keep_spell, keep_flow};
}

enum status past_keeper_finish(const struct past_keeper *keeper, struct past *past) {
    if (keeper->peils.out_of_memory || keeper->spells.out_of_memory || keeper->flows.out_of_memory)
        return STATUS_NO_MEMORY;
    past->peil_count = keeper->peils.count;
    past->peils = keeper->peils.items;
    past->spell_count = keeper->spells.count;
    past->spells = keeper->spells.items;
    past->flow_count = keeper->flows.count;
    past->flows = keeper->flows.items;
    return STATUS_OK;
}
