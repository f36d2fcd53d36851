#include "client/lib/outbox.h"

#include "client/clock.h"
#include "client/lib/receipt.h"
#include "proto/model/limits.h"

#include <stdlib.h>
#include <unistd.h>

enum wachtpost_status wachtpost_outbox_open(const char *state_folder, const char *agb,
                                            struct wachtpost_outbox **outbox,
                                            struct wachtpost_error *error) {
    struct complaint complaint = {0};
    if (!state_folder || !*state_folder || !agb || !outbox)
        return lib_misuse(error, __func__);
    struct agb code;
    if (!agb_parse(bytes_of_text(agb), &code))
        return lib_say(error, WACHTPOST_BAD_INPUT, "Een AGB-code heeft precies acht cijfers.");
    struct wachtpost_outbox *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return lib_fail(error, STATUS_NO_MEMORY, NULL);
    fresh->owner = getpid();
    fresh->agb = code;
    fresh->arena = arena_new(MAX_REQUEST_MEMORY_BYTES);
    enum status status = fresh->arena ? keys_init() : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = outbox_open(state_folder, &code, NULL, &fresh->outbox, &complaint);
    if (status == STATUS_OK)
        *outbox = fresh;
    else
        wachtpost_outbox_close(&fresh);
    return lib_fail(error, status, &complaint);
}

void wachtpost_outbox_close(struct wachtpost_outbox **outbox) {
    if (!outbox || !*outbox)
        return;
    struct wachtpost_outbox *old = *outbox;
    *outbox = NULL;
    if (old->outbox)
        outbox_close(&old->outbox);
    arena_free(&old->arena);
    free(old);
}

static bool usable(const struct wachtpost_outbox *outbox) {
    return outbox && !lib_is_foreign(outbox->owner);
}

enum wachtpost_status wachtpost_outbox_add(struct wachtpost_outbox *outbox,
                                           struct wachtpost_snapshot *snapshot, uint64_t *delivery,
                                           struct wachtpost_error *error) {
    struct complaint complaint = {0};
    struct checked checked;
    if (!usable(outbox) || !snapshot)
        return lib_misuse(error, __func__);
    enum wachtpost_status right = snapshot_checked(snapshot, &checked, error);
    if (right != WACHTPOST_OK)
        return right;
    if (strcmp(checked.agb.text, outbox->agb.text) != 0)
        return lib_say(error, WACHTPOST_BAD_INPUT,
                       "Deze wachtlijst is van %s en hoort niet in de map van %s.",
                       checked.agb.text, outbox->agb.text);
    const struct delivery wanted = {.agb = checked.agb,
                                    .peilmoment = checked.peilmoment,
                                    .list = checked.list,
                                    .aanname_count = checked.aanname_count,
                                    .aanname = checked.aanname,
                                    .system_name = checked.system_name,
                                    .system_version = checked.system_version};
    struct outbox_entry entry;
    arena_reset(outbox->arena);
    enum status status =
        outbox_add(outbox->outbox, &wanted, clock_now(), outbox->arena, &entry, &complaint);
    if (status == STATUS_OK && delivery)
        *delivery = entry.request_id;
    return lib_fail(error, status, &complaint);
}

/* The receipt within the reply that was kept. */
static enum status read_kept(struct wachtpost_outbox *outbox, const struct outbox_entry *delivered,
                             struct wachtpost_receipt **receipt, struct complaint *complaint) {
    struct bytes body, reply;
    struct push_reply read;
    enum status status =
        outbox_read(outbox->outbox, delivered, outbox->arena, &body, &reply, complaint);
    if (status == STATUS_OK)
        status = wire_decode_push_reply(reply, outbox->arena, &read);
    if (status == STATUS_OK)
        status = receipt_read(read.receipt, receipt);
    return status == STATUS_MALFORMED ? STATUS_DAMAGED : status;
}

enum wachtpost_status wachtpost_outbox_receipt(struct wachtpost_outbox *outbox, uint64_t delivery,
                                               struct wachtpost_receipt **receipt,
                                               struct wachtpost_error *error) {
    struct complaint complaint = {0};
    struct outbox_entry entry;
    if (!usable(outbox) || !receipt)
        return lib_misuse(error, __func__);
    arena_reset(outbox->arena);
    enum status status = outbox_find(outbox->outbox, delivery, &entry, &complaint);
    if (status == STATUS_OK && entry.state == OUTBOX_WAITING)
        return lib_say(error, WACHTPOST_WAITING, "%s", "");
    if (status == STATUS_OK && entry.state == OUTBOX_SET_ASIDE)
        return lib_say(error, WACHTPOST_REFUSED,
                       "De server kon deze levering niet lezen; zij is apart gelegd.");
    if (status == STATUS_OK)
        status = read_kept(outbox, &entry, receipt, &complaint);
    return lib_fail(error, status, &complaint);
}

enum wachtpost_status wachtpost_outbox_stand(struct wachtpost_outbox *outbox,
                                             struct wachtpost_outbox_standing *standing,
                                             struct wachtpost_error *error) {
    struct complaint complaint = {0};
    struct outbox_standing stands;
    if (!usable(outbox))
        return lib_misuse(error, __func__);
    enum status status = outbox_standing(outbox->outbox, &stands, &complaint);
    if (status != STATUS_OK)
        return lib_fail(error, status, &complaint);
    const struct wachtpost_outbox_standing own = {
        .waiting = stands.waiting,
        .delivered = stands.delivered,
        .set_aside = stands.set_aside,
        .next_sequence = stands.next.sequence,
        .stopped_at = stands.stop == OUTBOX_RUNS ? 0 : stands.stopped_at,
        .stop = stands.stop == OUTBOX_RUNS ? "" : outbox_stop_name(stands.stop)};
    return struct_give(standing, &own, sizeof own) ? WACHTPOST_OK : lib_misuse(error, __func__);
}

enum wachtpost_status wachtpost_outbox_retry(struct wachtpost_outbox *outbox,
                                             struct wachtpost_error *error) {
    struct complaint complaint = {0};
    if (!usable(outbox))
        return lib_misuse(error, __func__);
    return lib_fail(error, outbox_stop(outbox->outbox, OUTBOX_RUNS, clock_now(), &complaint),
                    &complaint);
}
