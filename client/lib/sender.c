#include "client/outbox/sender.h"
#include "client/lib/outbox.h"
#include "client/lib/receipt.h"

#include <stdlib.h>
#include <unistd.h>

/* How soon to look again whether another process is done, or the disk works again. */
#define WAIT_FOR_OTHERS_MS 1000

struct wachtpost_sender {
    pid_t owner;
    struct wachtpost_outbox *outbox;
    struct wachtpost_listener listener;
    struct sender *sender;
};

/* The receipt's bytes as they came, which is what a program can keep. */
static struct bytes receipt_bytes(const struct delivery_answer *answer, struct arena *arena) {
    struct push_reply reply;
    if (!answer->has_receipt || wire_decode_push_reply(answer->reply, arena, &reply) != STATUS_OK)
        return bytes_of(NULL, 0);
    return reply.receipt;
}

/* Without memory for it the answer is shown without its receipt; the outbox has that. */
static void show(const struct wachtpost_sender *sender, const struct outbox_entry *entry,
                 const struct delivery_answer *answer, struct arena *arena) {
    struct wachtpost_receipt *receipt = NULL;
    const struct bytes bytes = receipt_bytes(answer, arena);
    const char *sentence = lib_text(arena, answer->head.sentence);
    if (bytes.size > 0 && receipt_read(bytes, &receipt) != STATUS_OK)
        receipt = NULL;
    const struct wachtpost_answer shown = {.size = sizeof shown,
                                           .delivery = entry->request_id,
                                           .sequence = entry->sequence,
                                           .receipt = receipt,
                                           .receipt_bytes = bytes.at,
                                           .receipt_size = bytes.size,
                                           .name = answer_name(answer->head.status),
                                           .sentence = sentence ? sentence : "",
                                           .code = (int32_t)answer->head.status};
    sender->listener.answered(sender->listener.context, &shown);
    wachtpost_receipt_free(&receipt);
}

static void answered(void *context, const struct outbox_entry *entry,
                     const struct delivery_answer *answer) {
    const struct wachtpost_sender *sender = context;
    if (!sender->listener.answered)
        return;
    arena_reset(sender->outbox->arena);
    show(sender, entry, answer, sender->outbox->arena);
}

static bool enough(void *context) {
    const struct wachtpost_sender *sender = context;
    return sender->listener.enough && sender->listener.enough(sender->listener.context) != 0;
}

enum wachtpost_status wachtpost_sender_open(struct wachtpost *wachtpost,
                                            struct wachtpost_outbox *outbox,
                                            const struct wachtpost_listener *listener,
                                            struct wachtpost_sender **sender,
                                            struct wachtpost_error *error) {
    struct complaint complaint = {0};
    struct wachtpost_listener given = {.size = sizeof given};
    if (!wachtpost || lib_is_foreign(wachtpost->owner) || !outbox ||
        lib_is_foreign(outbox->owner) || !sender ||
        (listener && !struct_take(&given, sizeof given, listener)))
        return lib_misuse(error, __func__);
    struct wachtpost_sender *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return lib_fail(error, STATUS_NO_MEMORY, NULL);
    *fresh = (struct wachtpost_sender){.owner = getpid(), .outbox = outbox, .listener = given};
    struct sender_options options = {
        .outbox = outbox->outbox,
        .network = wachtpost->network,
        .servers = wachtpost->servers,
        .keys = wachtpost->keys,
        .listener = {.context = fresh, .answered = answered, .enough = enough}};
    memcpy(options.server_key, wachtpost->server_key, KEY_BYTES);
    enum status status = sender_open(&options, &fresh->sender, &complaint);
    if (status == STATUS_OK)
        *sender = fresh;
    else
        wachtpost_sender_close(&fresh);
    return lib_fail(error, status, &complaint);
}

void wachtpost_sender_close(struct wachtpost_sender **sender) {
    if (!sender || !*sender)
        return;
    struct wachtpost_sender *old = *sender;
    *sender = NULL;
    /* The sockets of a parent are not a child's to touch. */
    if (old->sender && !lib_is_foreign(old->owner))
        sender_close(&old->sender);
    free(old);
}

static bool usable(const struct wachtpost_sender *sender) {
    return sender && !lib_is_foreign(sender->owner);
}

/* Why an outbox is stopped, and what to do. */
static enum wachtpost_status say_stopped(const struct wachtpost_sender *sender,
                                         struct wachtpost_error *error) {
    static const char *const sentences[OUTBOX_STOP_COUNT] = {
        [OUTBOX_RUNS] = "De server weigert.",
        [OUTBOX_CONFLICT] =
            "De server kent een ander verloop van deze leveringen: er levert nog een systeem voor "
            "deze aanbieder, of de map is een oude kopie. Neemt dit systeem het leveren over, "
            "begin dan een nieuwe reeks.",
        [OUTBOX_GAP] = "De server mist leveringen die hier niet meer bewaard zijn. Begin een "
                       "nieuwe reeks.",
        [OUTBOX_DENIED] = "Deze sleutel mag niet leveren voor deze aanbieder; is hij door het "
                          "Servicebureau ingeschreven?",
        [OUTBOX_RECEIPT] = "Het antwoord van de server hoort niet bij wat is verstuurd; bel het "
                           "Servicebureau.",
    };
    struct complaint complaint = {0};
    struct outbox_standing stands;
    enum status status = outbox_standing(sender->outbox->outbox, &stands, &complaint);
    if (status != STATUS_OK)
        return lib_fail(error, status, &complaint);
    return lib_say(error, stands.stop == OUTBOX_DENIED ? WACHTPOST_KEY_REFUSED : WACHTPOST_REFUSED,
                   "%s", sentences[stands.stop]);
}

static enum wachtpost_status say_end(const struct wachtpost_sender *sender, enum sender_end end,
                                     const struct complaint *complaint,
                                     struct wachtpost_error *error) {
    switch (end) {
    case SENDER_DONE:
        return WACHTPOST_OK;
    case SENDER_TIMEOUT:
        return lib_fail(error, STATUS_UNREACHABLE, complaint);
    case SENDER_ENOUGH:
        return lib_say(error, WACHTPOST_WAITING, "%s", "");
    case SENDER_REFUSED:
        return lib_fail(error, STATUS_FORBIDDEN, complaint);
    case SENDER_STOPPED:
        break;
    }
    return say_stopped(sender, error);
}

enum wachtpost_status wachtpost_sender_run(struct wachtpost_sender *sender, uint64_t delivery,
                                           int64_t timeout_ms, struct wachtpost_error *error) {
    struct complaint complaint = {0};
    enum sender_end end;
    if (!usable(sender))
        return lib_misuse(error, __func__);
    enum status status =
        sender_run(sender->sender, delivery, lib_timeout(timeout_ms), &end, &complaint);
    if (status != STATUS_OK)
        return lib_fail(error, status, &complaint);
    return say_end(sender, end, &complaint, error);
}

enum wachtpost_status wachtpost_sender_step(struct wachtpost_sender *sender, int64_t *wait_ms,
                                            struct wachtpost_error *error) {
    struct complaint complaint = {0};
    struct sender_step step;
    if (!usable(sender) || !wait_ms)
        return lib_misuse(error, __func__);
    enum status status = sender_step(sender->sender, &step, &complaint);
    *wait_ms = status == STATUS_OK ? step.wait_ms : WAIT_FOR_OTHERS_MS;
    if (status != STATUS_OK)
        return lib_fail(error, status, &complaint);
    if (!step.over)
        return lib_say(error, WACHTPOST_WAITING, "%s", "");
    return say_end(sender, step.end, &complaint, error);
}

enum wachtpost_status wachtpost_sender_begin_epoch(struct wachtpost_sender *sender,
                                                   int64_t timeout_ms,
                                                   struct wachtpost_error *error) {
    struct complaint complaint = {0};
    struct number superseded;
    if (!usable(sender))
        return lib_misuse(error, __func__);
    return lib_fail(
        error, sender_begin_epoch(sender->sender, lib_timeout(timeout_ms), &superseded, &complaint),
        &complaint);
}
