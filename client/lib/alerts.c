/* The book of alerts, one alert at a time: the cursor moves behind the last one that the program
 * handled, also in the middle of a reply. */
#include "client/lib/alert.h"

#include "client/clock.h"
#include "client/durable.h"
#include "client/subscription.h"
#include "proto/model/limits.h"

#include <stdlib.h>
#include <unistd.h>

/* The pause after a failure that passes by itself, when no bell rings. */
#define RETRY_MS 1000

struct wachtpost_alerts {
    pid_t owner;
    struct wachtpost *wachtpost;
    struct connection *connection;
    struct bell *bell; /* from the first follow on */
    struct arena *arena;
    char *cursor_path;
    int lock;
    struct cursor cursor;
};

/* One call's wish. */
struct reading {
    wachtpost_alert_handler *handler;
    void *context;
    bool enough, not_handled; /* the handler's word */
    struct cursor behind;     /* the last one that it handled, without its incarnation */
};

static enum status take_folder(struct wachtpost_alerts *alerts, const char *folder,
                               const char *name, struct complaint *complaint) {
    char *lock_path = durable_path(folder, name, ".lock");
    alerts->cursor_path = durable_path(folder, name, ".cursor");
    enum status status = STATUS_NO_MEMORY;
    if (lock_path && alerts->cursor_path)
        status = durable_folder(folder, complaint);
    if (status == STATUS_OK)
        status = durable_lock(lock_path, &alerts->lock, complaint);
    if (status == STATUS_OK)
        status = cursor_read(alerts->cursor_path, &alerts->cursor, complaint);
    free(lock_path);
    return status;
}

static struct connection_options options_of(const struct wachtpost *wachtpost, const char *server) {
    struct connection_options options = {
        .server = server, .keys = wachtpost->keys, .first_request_id = lib_random_id()};
    memcpy(options.server_key, wachtpost->server_key, KEY_BYTES);
    return options;
}

/* The first of the addresses. */
static enum status dial(struct wachtpost_alerts *alerts, struct complaint *complaint) {
    const char *servers = alerts->wachtpost->servers + strspn(alerts->wachtpost->servers, " ");
    char *server = strndup(servers, strcspn(servers, " "));
    if (!server)
        return STATUS_NO_MEMORY;
    const struct connection_options options = options_of(alerts->wachtpost, server);
    enum status status =
        connection_open(alerts->wachtpost->network, &options, &alerts->connection, complaint);
    free(server);
    return status;
}

enum wachtpost_status wachtpost_alerts_open(struct wachtpost *wachtpost, const char *state_folder,
                                            const char *name, struct wachtpost_alerts **alerts,
                                            struct wachtpost_error *error) {
    struct complaint complaint = {0};
    if (!wachtpost || lib_is_foreign(wachtpost->owner) || !state_folder || !*state_folder ||
        !name || !*name || strchr(name, '/') || !alerts)
        return lib_misuse(error, __func__);
    struct wachtpost_alerts *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return lib_fail(error, STATUS_NO_MEMORY, NULL);
    fresh->owner = getpid();
    fresh->wachtpost = wachtpost;
    fresh->lock = -1;
    fresh->arena = arena_new(MAX_REQUEST_MEMORY_BYTES);
    enum status status = STATUS_NO_MEMORY;
    if (fresh->arena)
        status = take_folder(fresh, state_folder, name, &complaint);
    if (status == STATUS_OK)
        status = dial(fresh, &complaint);
    if (status == STATUS_OK)
        *alerts = fresh;
    else
        wachtpost_alerts_close(&fresh);
    return lib_fail(error, status, &complaint);
}

void wachtpost_alerts_close(struct wachtpost_alerts **alerts) {
    if (!alerts || !*alerts)
        return;
    struct wachtpost_alerts *old = *alerts;
    *alerts = NULL;
    /* The sockets of a parent are not a child's to touch. */
    if (!lib_is_foreign(old->owner)) {
        bell_close(&old->bell);
        connection_close(&old->connection);
    }
    arena_free(&old->arena);
    if (old->lock >= 0)
        close(old->lock);
    free(old->cursor_path);
    free(old);
}

/* Also when it did not move: then nothing is written. */
static enum status move_cursor(struct wachtpost_alerts *alerts, const struct cursor *cursor,
                               struct complaint *complaint) {
    if (!cursor->present)
        return STATUS_OK;
    if (alerts->cursor.present && alerts->cursor.number == cursor->number &&
        memcmp(alerts->cursor.incarnation, cursor->incarnation, INCARNATION_BYTES) == 0)
        return STATUS_OK;
    enum status status = cursor_write(alerts->cursor_path, cursor, complaint);
    if (status == STATUS_OK)
        alerts->cursor = *cursor;
    return status;
}

/* Shows one alert to the program. */
static enum status show(struct wachtpost_alerts *alerts, struct bytes body, struct reading *reading,
                        struct complaint *complaint) {
    struct alert alert;
    struct wachtpost_alert shown;
    enum status status = wire_decode_alert(body, alerts->arena, &alert);
    if (status == STATUS_MALFORMED)
        return complain(complaint, status, "De server gaf een onleesbare alert.");
    if (status == STATUS_OK && !alert_show(&alert, alerts->arena, &shown))
        status = STATUS_NO_MEMORY;
    if (status != STATUS_OK)
        return status;
    int said = reading->handler(reading->context, &shown);
    reading->enough = said != WACHTPOST_ALERT_HANDLED;
    reading->not_handled = said == WACHTPOST_ALERT_NOT_HANDLED;
    if (!reading->not_handled)
        reading->behind = (struct cursor){.present = true, .number = alert.number};
    return STATUS_OK;
}

/* One reply's alerts; then the cursor goes behind what was handled of it. */
static enum status take_reply(struct wachtpost_alerts *alerts, const struct alerts_reply *reply,
                              struct reading *reading, struct complaint *complaint) {
    enum status status = STATUS_OK;
    size_t shown = 0;
    reading->behind = (struct cursor){.present = false};
    while (shown < reply->alert_count && status == STATUS_OK && !reading->enough)
        status = show(alerts, reply->alerts[shown++], reading, complaint);
    struct cursor behind = reading->behind;
    memcpy(behind.incarnation, reply->cursor.incarnation, INCARNATION_BYTES);
    if (status == STATUS_OK && shown == reply->alert_count && !reading->not_handled)
        behind = reply->cursor;
    enum status moved = move_cursor(alerts, &behind, complaint);
    return status == STATUS_OK ? moved : status;
}

/* What the daemon said instead of alerts, in its own words. */
static enum wachtpost_status refusal(const struct reply_head *head, struct wachtpost_error *error) {
    enum wachtpost_status status = WACHTPOST_REFUSED;
    if (head->status == ANSWER_DENIED)
        status = WACHTPOST_KEY_REFUSED;
    if (head->status == ANSWER_LATER)
        status = WACHTPOST_UNREACHABLE;
    return lib_say(error, status, "%.*s", (int)head->sentence.size,
                   (const char *)head->sentence.at);
}

/* Everything there is now. */
static enum wachtpost_status fetch(struct wachtpost_alerts *alerts, int64_t deadline_ms,
                                   struct reading *reading, struct wachtpost_error *error) {
    struct alerts_reply reply;
    do {
        struct complaint complaint = {0};
        int64_t left_ms = deadline_ms - clock_monotonic_ms();
        const struct asker asker = {alerts->connection, alerts->arena, left_ms > 0 ? left_ms : 0};
        arena_reset(alerts->arena);
        enum status status = ask_alerts(&asker, &alerts->cursor, 0, &reply, &complaint);
        if (status == STATUS_OK && reply.head.status != ANSWER_OK)
            return refusal(&reply.head, error);
        if (status == STATUS_OK)
            status = take_reply(alerts, &reply, reading, &complaint);
        if (status != STATUS_OK)
            return lib_fail(error, status, &complaint);
        if (reading->not_handled)
            return lib_say(error, WACHTPOST_NOT_HANDLED, "%s", "");
    } while (reply.more && !reading->enough);
    return WACHTPOST_OK;
}

static bool usable(const struct wachtpost_alerts *alerts, wachtpost_alert_handler *handler) {
    return alerts && handler && !lib_is_foreign(alerts->owner);
}

enum wachtpost_status wachtpost_alerts_fetch(struct wachtpost_alerts *alerts, int64_t timeout_ms,
                                             wachtpost_alert_handler *handler, void *context,
                                             struct wachtpost_error *error) {
    if (!usable(alerts, handler))
        return lib_misuse(error, __func__);
    struct reading reading = {.handler = handler, .context = context};
    return fetch(alerts, clock_monotonic_ms() + lib_timeout(timeout_ms), &reading, error);
}

static enum status open_bell(struct wachtpost_alerts *alerts, struct complaint *complaint) {
    const struct wachtpost *wachtpost = alerts->wachtpost;
    if (alerts->bell)
        return STATUS_OK;
    if (!wachtpost->bell)
        return complain(complaint, STATUS_BAD_CONFIG, "Er is geen adres van de bel gegeven.");
    const struct connection_options options = options_of(wachtpost, wachtpost->bell);
    return bell_open(wachtpost->network, &options, &alerts->bell, complaint);
}

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

enum wachtpost_status wachtpost_alerts_follow(struct wachtpost_alerts *alerts, int64_t timeout_ms,
                                              wachtpost_alert_handler *handler, void *context,
                                              struct wachtpost_error *error) {
    struct complaint complaint = {0};
    struct reading reading = {.handler = handler, .context = context};
    if (!usable(alerts, handler))
        return lib_misuse(error, __func__);
    const int64_t deadline_ms = clock_monotonic_ms() + lib_timeout(timeout_ms);
    enum status status = open_bell(alerts, &complaint);
    while (status == STATUS_OK) {
        enum wachtpost_status fetched = fetch(alerts, deadline_ms, &reading, error);
        bool waiting = fetched == WACHTPOST_UNREACHABLE;
        if ((fetched != WACHTPOST_OK && !waiting) || reading.enough)
            return fetched;
        int64_t left_ms = deadline_ms - clock_monotonic_ms();
        if (left_ms <= 0)
            return WACHTPOST_OK;
        status =
            bell_wait(alerts->bell, least(left_ms, waiting ? RETRY_MS : ALERT_POLL_INTERVAL_MS));
    }
    return lib_fail(error, status, &complaint);
}
