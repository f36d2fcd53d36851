/* Two handles at once, each in a thread of its own: 20 deliveries each, of one place that changes.
 * Arguments: twice SERVER SERVER_KEY SEED_FILE AGB STATE_FOLDER. */
#include <wachtpost.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define DELIVERIES 20

struct one {
    char **words;
    struct wachtpost_error error;
    int accepted;
    int code;
};

/* The receipt as it is shown, and again from the bytes that a program may keep. */
static int same_receipt(const struct wachtpost_answer *answer) {
    struct wachtpost_receipt *again = NULL;
    struct wachtpost_receipt_summary shown, kept;
    wachtpost_receipt_summary_init(&shown);
    wachtpost_receipt_summary_init(&kept);
    int same = wachtpost_receipt_read(answer->receipt_bytes, answer->receipt_size, &again, NULL) ==
                   WACHTPOST_OK &&
               wachtpost_receipt_summarise(again, &kept) == WACHTPOST_OK &&
               wachtpost_receipt_summarise(answer->receipt, &shown) == WACHTPOST_OK &&
               kept.sequence == answer->sequence && shown.sequence == answer->sequence &&
               memcmp(kept.content_hash, shown.content_hash, sizeof kept.content_hash) == 0;
    wachtpost_receipt_free(&again);
    return same;
}

static void answered(void *context, const struct wachtpost_answer *answer) {
    struct one *one = context;
    one->accepted += answer->code == WACHTPOST_ANSWER_ACCEPTED && same_receipt(answer);
}

static enum wachtpost_status put(struct one *one, struct wachtpost_outbox *outbox, uint32_t day) {
    struct wachtpost_snapshot *snapshot = NULL;
    struct wachtpost_place place;
    wachtpost_place_init(&place);
    place.id = "T1";
    place.gemeente = "0518";
    place.hulpvorm = WACHTPOST_HULPVORM_KDC;
    place.aanmelddatum = 20250101 + day;
    enum wachtpost_status status =
        wachtpost_snapshot_new(one->words[3], wachtpost_now(), &snapshot, &one->error);
    if (status == WACHTPOST_OK)
        status = wachtpost_snapshot_place(snapshot, &place, &one->error);
    if (status == WACHTPOST_OK)
        status = wachtpost_outbox_add(outbox, snapshot, NULL, &one->error);
    wachtpost_snapshot_free(&snapshot);
    return status;
}

static enum wachtpost_status deliver(struct one *one, struct wachtpost *wachtpost,
                                     struct wachtpost_outbox *outbox) {
    struct wachtpost_sender *sender = NULL;
    struct wachtpost_listener listener;
    wachtpost_listener_init(&listener);
    listener.context = one;
    listener.answered = answered;
    enum wachtpost_status status =
        wachtpost_sender_open(wachtpost, outbox, &listener, &sender, &one->error);
    for (uint32_t day = 0; status == WACHTPOST_OK && day < DELIVERIES; day++) {
        status = put(one, outbox, day);
        if (status == WACHTPOST_OK)
            status = wachtpost_sender_run(sender, 0, 30000, &one->error);
    }
    wachtpost_sender_close(&sender);
    return status;
}

static void *run(void *argument) {
    struct one *one = argument;
    struct wachtpost *wachtpost = NULL;
    struct wachtpost_outbox *outbox = NULL;
    struct wachtpost_options options;
    wachtpost_options_init(&options);
    options.server = one->words[0];
    options.server_key = one->words[1];
    options.seed_file = one->words[2];
    enum wachtpost_status status = wachtpost_open(&options, &wachtpost, &one->error);
    if (status == WACHTPOST_OK)
        status = wachtpost_outbox_open(one->words[4], one->words[3], &outbox, &one->error);
    if (status == WACHTPOST_OK)
        status = deliver(one, wachtpost, outbox);
    wachtpost_outbox_close(&outbox);
    wachtpost_close(&wachtpost);
    one->code = status != WACHTPOST_OK || one->accepted != DELIVERIES;
    return NULL;
}

int main(int count, char **words) {
    pthread_t threads[2];
    struct one both[2] = {{.words = words + 1}, {.words = words + 6}};
    if (count != 11)
        return 64;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, run, &both[i]) != 0)
            return 70;
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 2; i++)
        if (both[i].code)
            fprintf(stderr, "%s: %d accepted: %s\n", both[i].words[3], both[i].accepted,
                    both[i].error.text);
    return both[0].code || both[1].code;
}
