/* With alerts: who has the places they are about. Nearly always nobody, so an aanbieder of
 * whom nothing was ever said costs one look. */
#include <string.h>

#include "daemon/engine/takings.h"
#include "proto/model/list.h"
#include "proto/wire/questions.h"

struct telling_who {
    struct engine *engine;
    struct agb last;   /* the aanbieder looked at last */
    bool any;          /* of whom something was said */
    struct agb loaded; /* whose open places are in engine->scratch */
    struct known_places open;
    struct list found;
};

static enum status anything_said(struct telling_who *t, const struct agb *agb) {
    if (strcmp(t->last.text, agb->text) == 0)
        return STATUS_OK;
    t->last = *agb;
    return takings_any(t->engine, bytes_of(agb->text, AGB_DIGITS), &t->any);
}

static bool told_already(const struct telling_who *t, const struct alert *alert) {
    const struct taken_place *found = t->found.items;
    for (size_t i = 0; i < t->found.count; i++)
        if (strcmp(found[i].agb.text, alert->agb.text) == 0 &&
            bytes_equal(found[i].place_id, alert->place.place_id))
            return true;
    return false;
}

/* Alerts of one aanbieder mostly come together, and its list may be long. */
static enum status load_open(struct telling_who *t, const struct agb *agb) {
    struct aanbieder_state state;
    if (strcmp(t->loaded.text, agb->text) == 0)
        return STATUS_OK;
    t->loaded = (struct agb){.text = ""};
    arena_reset(t->engine->scratch);
    enum status status = state_load_into(t->engine, agb, t->engine->scratch, &state);
    if (status != STATUS_OK)
        return status;
    t->loaded = *agb;
    t->open = state.open;
    return STATUS_OK;
}

/* The name of the wait that is open now, 0: none. */
static enum status wait_of(struct telling_who *t, const struct alert *alert, uint64_t *wait) {
    *wait = 0;
    enum status status = load_open(t, &alert->agb);
    if (status != STATUS_OK)
        return status;
    const struct known_place *known = known_places_find(t->open, alert->place.place_id);
    if (known)
        *wait = known->wait.name;
    return STATUS_OK;
}

/* The last word about the wait that is open now; a place that left is nobody's. */
static enum status tell_of(struct telling_who *t, const struct alert *alert) {
    struct arena *arena = t->engine->work;
    const struct taking *takings;
    size_t count;
    uint64_t wait = 0;
    enum status status =
        takings_of(t->engine, &alert->agb, alert->place.place_id, arena, &takings, &count);
    if (status == STATUS_OK && count > 0)
        status = wait_of(t, alert, &wait);
    if (status != STATUS_OK)
        return status;
    while (count > 0 && takings[count - 1].wait != wait)
        count--;
    struct taken_place *told = count > 0 ? list_add(&t->found) : NULL;
    if (told)
        *told =
            (struct taken_place){alert->agb, alert->place.place_id, taken_of(&takings[count - 1])};
    return t->found.out_of_memory ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status takings_with_alerts(struct engine *engine, const struct agb *agbs,
                                struct alerts_reply *reply) {
    struct telling_who t = {.engine = engine, .found = LIST_OF(engine->work, struct taken_place)};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < reply->alert_count && status == STATUS_OK; i++) {
        struct alert alert;
        status = anything_said(&t, &agbs[i]);
        if (status != STATUS_OK || !t.any)
            continue;
        status = wire_decode_alert(reply->alerts[i], engine->work, &alert);
        if (status == STATUS_OK && alert_concerns_place(alert.kind) && !told_already(&t, &alert))
            status = tell_of(&t, &alert);
    }
    reply->taken = t.found.items;
    reply->taken_count = t.found.count;
    return status;
}
