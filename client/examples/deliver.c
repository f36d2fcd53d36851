/* Delivers a wachtlijst: from an array to a receipt.
 *
 *   cc deliver.c $(pkg-config --cflags --libs wachtpost) -o deliver
 *   ./deliver SERVER SERVER_KEY SEED_FILE AGB STATE_FOLDER
 *
 * The five come from your configuration. The seed file is made once (`wachtpost keygen`, or
 * wachtpost_seed_make); the operator of the server enrols its registration line and gives you the
 * server's address and key. The state folder is yours to keep: it numbers the deliveries.
 *
 * Run it every day, and again when it ends with 75. C11 and C++17. */
#include <wachtpost.h>

#include <stdio.h>
#include <stdlib.h>

/* How your system has it. A day is a number, an empty text is not known. */
struct row {
    const char *id; /* of the place, not of the child: meaning nothing, the same while it waits */
    const char *gemeente, *hulpvorm, *urgentie;
    unsigned aanmelddatum;
};

static const struct row waiting[] = {
    {"K7QXM2P9", "0518", "KDC", "HOOG", 20250131},
    {"B3TR8WZ4", "0503", "DAGBEHANDELING", "", 20250214},
    {"H5NC6VYA", "1783", "KDC", "REGULIER", 20250303},
};

/* With what `error` says on stderr. */
static int give_up(const char *doing, const struct wachtpost_error *error) {
    fprintf(stderr, "deliver: %s: %s (%s)\n", doing, error->text,
            wachtpost_status_name(error->status));
    return error->status == WACHTPOST_UNREACHABLE ? 75 : 1;
}

/* One place. Whatever is not filled in is not known. A code that is in no list becomes -1, and the
 * check names it: do not silently make ONBEKEND of it. */
static struct wachtpost_place place_of(const struct row *row, unsigned line) {
    struct wachtpost_place place;
    wachtpost_place_init(&place);
    place.id = row->id;
    place.gemeente = row->gemeente;
    place.hulpvorm = wachtpost_code("hulpvorm", row->hulpvorm);
    place.urgentie = row->urgentie[0] ? wachtpost_code("urgentie", row->urgentie) : 0;
    place.aanmelddatum = row->aanmelddatum;
    place.line = line; /* comes back with a mistake, to find the row again */
    return place;
}

/* The whole list as it stands now. Who is missing from it has left; tell why with
 * wachtpost_snapshot_outflow, or the server counts it as left for an unknown reason. */
static enum wachtpost_status fill(struct wachtpost_snapshot *snapshot,
                                  struct wachtpost_error *error) {
    enum wachtpost_status status = wachtpost_snapshot_system(snapshot, "Voorbeeld", "1.0", error);
    for (unsigned i = 0; status == WACHTPOST_OK && i < sizeof waiting / sizeof *waiting; i++) {
        const struct wachtpost_place place = place_of(&waiting[i], i + 1);
        status = wachtpost_snapshot_place(snapshot, &place, error);
    }
    if (status == WACHTPOST_OK)
        status = wachtpost_snapshot_aanname(snapshot, WACHTPOST_HULPVORM_KDC,
                                            WACHTPOST_AANNAME_OPEN, error);
    return status;
}

/* All of them at once, so that they can be put right at once. */
static void tell_mistakes(const struct wachtpost_snapshot *snapshot) {
    struct wachtpost_mistake mistake;
    wachtpost_mistake_init(&mistake);
    for (size_t i = 0; wachtpost_snapshot_mistake(snapshot, i, &mistake) == WACHTPOST_OK; i++)
        fprintf(stderr, "deliver: row %u (%s), %s, %s: %s\n", (unsigned)mistake.line, mistake.id,
                mistake.field, mistake.code, mistake.sentence);
}

/* What the server did with it. A list that is HELD is delivered all the same: the server has it, to
 * send it again would change nothing, and it counts as soon as somebody confirms it. So this ends
 * with 0, and tells the person who must look; as for the lines that were refused while the rest
 * counts. REJECTED is different: the list must be put right and delivered anew. */
static int tell_receipt(const struct wachtpost_receipt *receipt) {
    struct wachtpost_receipt_summary summary;
    struct wachtpost_mistake mistake;
    wachtpost_receipt_summary_init(&summary);
    wachtpost_mistake_init(&mistake);
    if (wachtpost_receipt_summarise(receipt, &summary) != WACHTPOST_OK)
        return 1;
    printf("%s: delivery %llu of %s: %u open, %u new, %u changed, %u left\n",
           wachtpost_code_name("answer", summary.outcome), (unsigned long long)summary.sequence,
           summary.agb, (unsigned)summary.open, (unsigned)summary.new_places,
           (unsigned)summary.changed, (unsigned)summary.left);
    for (size_t i = 0; wachtpost_receipt_mistake(receipt, i, &mistake) == WACHTPOST_OK; i++)
        printf("refused: %s, %s: %s\n", mistake.id, mistake.field, mistake.sentence);
    for (size_t i = 0; i < wachtpost_receipt_vanished(receipt); i++)
        printf("vanished without a reason: %s\n", wachtpost_receipt_vanished_id(receipt, i));
    if (summary.outcome == WACHTPOST_ANSWER_HELD)
        printf("held back: %u would leave at once; it counts when somebody confirms it "
               "(wachtpost confirm), or deliver a right list\n",
               (unsigned)summary.would_leave);
    if (summary.outcome == WACHTPOST_ANSWER_REJECTED)
        printf("%s\n", summary.reject_sentence);
    return summary.outcome == WACHTPOST_ANSWER_REJECTED ? 1 : 0;
}

/* Into the outbox. From WACHTPOST_OK on it is safe, whatever happens to this program. */
static int put(struct wachtpost_outbox *outbox, const char *agb, uint64_t *delivery) {
    struct wachtpost_error error;
    struct wachtpost_snapshot *snapshot = NULL;
    int code = 0;
    if (wachtpost_snapshot_new(agb, wachtpost_now(), &snapshot, &error) != WACHTPOST_OK)
        return give_up("the list", &error);
    if (fill(snapshot, &error) != WACHTPOST_OK) {
        code = give_up("the list", &error);
    } else if (wachtpost_outbox_add(outbox, snapshot, delivery, &error) != WACHTPOST_OK) {
        tell_mistakes(snapshot);
        code = give_up("the list", &error);
    }
    wachtpost_snapshot_free(&snapshot);
    return code;
}

/* Sends what waits, earlier deliveries first, until ours has its receipt. */
static int deliver(struct wachtpost *wachtpost, struct wachtpost_outbox *outbox,
                   uint64_t delivery) {
    struct wachtpost_error error;
    struct wachtpost_sender *sender = NULL;
    struct wachtpost_receipt *receipt = NULL;
    int code;
    if (wachtpost_sender_open(wachtpost, outbox, NULL, &sender, &error) != WACHTPOST_OK)
        return give_up("the server", &error);
    if (wachtpost_sender_run(sender, delivery, 30000, &error) != WACHTPOST_OK)
        code = give_up("sending (the list is safe in the outbox)", &error);
    else if (wachtpost_outbox_receipt(outbox, delivery, &receipt, &error) != WACHTPOST_OK)
        code = give_up("the receipt", &error);
    else
        code = tell_receipt(receipt);
    wachtpost_receipt_free(&receipt);
    wachtpost_sender_close(&sender);
    return code;
}

int main(int count, char **words) {
    struct wachtpost_error error;
    struct wachtpost_options options;
    struct wachtpost *wachtpost = NULL;
    struct wachtpost_outbox *outbox = NULL;
    uint64_t delivery = 0;
    int code;
    if (count != 6) {
        fprintf(stderr, "usage: deliver SERVER SERVER_KEY SEED_FILE AGB STATE_FOLDER\n");
        return 64;
    }
    wachtpost_options_init(&options);
    options.server = words[1];
    options.server_key = words[2];
    options.seed_file = words[3];
    if (wachtpost_open(&options, &wachtpost, &error) != WACHTPOST_OK)
        return give_up("the key", &error);
    if (wachtpost_outbox_open(words[5], words[4], &outbox, &error) != WACHTPOST_OK)
        code = give_up("the outbox", &error);
    else
        code = put(outbox, words[4], &delivery);
    if (code == 0)
        code = deliver(wachtpost, outbox, delivery);
    wachtpost_outbox_close(&outbox);
    wachtpost_close(&wachtpost);
    return code;
}
