#include "client/worklist_gather.h"

#include "client/language.h"
#include "client/pages.h"

/* Grows by doubling; what it grew out of stays in the arena. */
struct growing {
    struct arena *arena;
    size_t item_size, count, room;
    void *at;
};

/* Room for one more, zeroed; NULL: none. */
static void *grow(struct growing *list) {
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 64;
        void *at = arena_array(list->arena, room, list->item_size);
        if (!at)
            return NULL;
        if (list->count > 0)
            memcpy(at, list->at, list->count * list->item_size);
        list->at = at;
        list->room = room;
    }
    return (char *)list->at + list->item_size * list->count++;
}

struct gathering {
    const struct asker *asker;
    struct arena *keep;
    struct cursor cursor;
    struct worklist_sources sources;
    struct growing alerts, taken;
    struct reply_head *head;
    struct complaint *complaint;
};

/* Who asks, and what time it is there. */
static enum status gather_self(struct gathering *g) {
    struct status_reply reply;
    enum status status = ask_status(g->asker, &reply, g->complaint);
    if (status != STATUS_OK)
        return status;
    *g->head = reply.head;
    g->sources.name = arena_copy(g->keep, reply.name);
    if (!g->sources.name.at)
        return STATUS_NO_MEMORY;
    g->sources.virtual_clock = reply.head.virtual_clock;
    g->sources.first_time = !g->cursor.present;
    if (g->sources.first_time)
        g->sources.since = reply.head.now - WORKLIST_FIRST_DAYS * MICROSECONDS_PER_DAY;
    return STATUS_OK;
}

/* ---- alerts */

/* A year of alerts passes by a first worklist: only what counts is kept. */
static enum status keep_alert(struct gathering *g, struct bytes body) {
    struct alert passing;
    enum status status = wire_decode_alert(body, g->asker->arena, &passing);
    if (status == STATUS_MALFORMED)
        return complain(g->complaint, status, _("de server gaf een onleesbare alert"));
    if (status != STATUS_OK || !worklist_wants(&g->sources, &passing))
        return status;
    struct bytes kept = arena_copy(g->keep, body);
    struct alert *alert = kept.at ? grow(&g->alerts) : NULL;
    return alert ? wire_decode_alert(kept, g->keep, alert) : STATUS_NO_MEMORY;
}

static enum status keep_taken(struct gathering *g, const struct taken_place *passing) {
    struct taken_place *taken = grow(&g->taken);
    if (!taken)
        return STATUS_NO_MEMORY;
    *taken = *passing;
    taken->place_id = arena_copy(g->keep, passing->place_id);
    taken->taken.who = arena_copy(g->keep, passing->taken.who);
    return taken->place_id.at && taken->taken.who.at ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status keep_alerts(struct gathering *g, const struct alerts_reply *reply) {
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < reply->alert_count; i++)
        status = keep_alert(g, reply->alerts[i]);
    for (size_t i = 0; status == STATUS_OK && i < reply->taken_count; i++)
        status = keep_taken(g, &reply->taken[i]);
    return status;
}

static enum status gather_alerts(struct gathering *g) {
    struct alerts_reply reply;
    do {
        arena_reset(g->asker->arena);
        enum status status = ask_alerts(g->asker, &g->cursor, 0, &reply, g->complaint);
        if (status != STATUS_OK)
            return status;
        *g->head = reply.head;
        if (reply.head.status != ANSWER_OK)
            return STATUS_OK;
        status = keep_alerts(g, &reply);
        if (status != STATUS_OK)
            return status;
        if (reply.cursor.present)
            g->cursor = reply.cursor;
    } while (reply.more);
    g->sources.alerts = g->alerts.at;
    g->sources.alert_count = g->alerts.count;
    g->sources.taken = g->taken.at;
    g->sources.taken_count = g->taken.count;
    return STATUS_OK;
}

static enum status gather_rows(struct gathering *g) {
    const struct places_request request = {.on = DAY_NONE};
    struct places_reply reply;
    arena_reset(g->asker->arena);
    enum status status = pages_places(g->asker, &request, &reply, g->complaint);
    if (status != STATUS_OK)
        return status;
    *g->head = reply.head;
    if (reply.head.status != ANSWER_OK)
        return STATUS_OK;
    g->sources.today = reply.on;
    g->sources.known_at = reply.as_known_at;
    g->sources.norm_id = reply.norm_id;
    g->sources.rows = reply.rows;
    g->sources.row_count = reply.row_count;
    return STATUS_OK;
}

enum status worklist_gather(const struct asker *asker, struct arena *keep, struct cursor *cursor,
                            struct worklist_sources *sources, struct reply_head *head,
                            struct complaint *complaint) {
    struct gathering g = {
        .asker = asker,
        .keep = keep,
        .cursor = *cursor,
        .alerts = {.arena = keep, .item_size = sizeof(struct alert)},
        .taken = {.arena = keep, .item_size = sizeof(struct taken_place)},
        .head = head,
        .complaint = complaint,
    };
    arena_reset(asker->arena);
    enum status status = gather_self(&g);
    if (status == STATUS_OK && head->status == ANSWER_OK)
        status = gather_alerts(&g);
    if (status == STATUS_OK && head->status == ANSWER_OK)
        status = gather_rows(&g);
    if (status != STATUS_OK || head->status != ANSWER_OK)
        return status;
    *sources = g.sources;
    *cursor = g.cursor;
    return STATUS_OK;
}
