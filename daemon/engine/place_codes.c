#include "daemon/engine/place_codes.h"

#include "proto/model/list.h"

static enum status find_heir(struct engine *engine, const struct agb *agb, struct agb *heir) {
    struct aanbieder_head head = {.opgevolgd = *agb};
    enum status status = STATUS_OK;
    while (status == STATUS_OK && head.opgevolgd.text[0] != '\0') {
        *heir = head.opgevolgd;
        status = state_load_head(engine, heir, &head);
    }
    return status;
}

enum status place_codes_of(struct engine *engine, const struct agb *agb, struct arena *arena,
                           struct place_codes *codes) {
    struct list found = LIST_OF(arena, struct agb);
    struct agb *agbs;
    size_t count = 0;
    enum status status = find_heir(engine, agb, &codes->now);
    if (status == STATUS_OK)
        status = state_every_aanbieder(engine, &agbs, &count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct agb heir;
        status = find_heir(engine, &agbs[i], &heir);
        if (status != STATUS_OK || memcmp(heir.text, codes->now.text, AGB_DIGITS) != 0)
            continue;
        struct agb *added = list_add(&found);
        if (added)
            *added = agbs[i];
    }
    codes->count = found.count;
    codes->at = found.items;
    return status == STATUS_OK && found.out_of_memory ? STATUS_NO_MEMORY : status;
}
