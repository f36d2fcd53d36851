#include "client/cli/watch_courier.h"

#include "client/cli/intake.h"
#include "client/clock.h"
#include "client/language.h"
#include "client/render.h"
#include "client/watch/files.h"
#include "proto/wire/wire.h"

#include <stdlib.h>

/* ---- taking in */

static enum verdict refuse(FILE *report) {
    fprintf(report,
            _("\nEr is niets verstuurd. Het bestand staat in de map %s. Verbeter het en zet het "
              "opnieuw in de map, of laat een nieuwe export maken. Noemt de melding hierboven een "
              "optie en klopt het bestand toch, lever het dan eenmalig met wachtpost push en die "
              "optie.\n"),
            REFUSED_FOLDER);
    return VERDICT_REFUSED;
}

static enum verdict later(FILE *report, const struct complaint *complaint) {
    fprintf(report,
            _("Het bestand kan nu niet worden geleverd: %s.\n"
              "Het blijft staan en wordt later nog eens geprobeerd.\n"),
            complaint->text[0] ? complaint->text : _("zie de meldingen van wachtpost watch"));
    return VERDICT_TRY_AGAIN;
}

static enum verdict promise(FILE *report) {
    fprintf(report, _("De levering is bewaard in de outbox en wordt verstuurd zodra de server "
                      "antwoordt. Dit bestand blijft staan tot haar ontvangstbewijs er is.\n"));
    return VERDICT_WAITING;
}

static enum exit_code read_and_judge(const struct post *post, const struct intake *intake,
                                     FILE *report, struct intake_taken *taken) {
    struct intake_last last;
    enum exit_code code =
        intake_read(intake, post->configuration, post->arena, report, report, taken);
    if (code == EXIT_DONE)
        code = intake_recall(post->configuration, post->outbox, post->arena, &last);
    if (code == EXIT_DONE)
        code = intake_judge(intake, taken, &last, post->arena, report);
    return code;
}

/* The same list that waits already goes once; this file is asked after like the other. */
static enum status put(const struct post *post, const struct intake *intake,
                       const struct intake_taken *taken, uint64_t *request_id,
                       struct complaint *complaint) {
    struct outbox_entry entry;
    const struct delivery delivery = {.peilmoment = intake->peilmoment,
                                      .list = &taken->reading.list};
    if (!taken->waiting)
        return outbox_add_as(post->outbox, *request_id, &delivery, clock_now(), post->arena, &entry,
                             complaint);
    *request_id = taken->waiting;
    return STATUS_OK;
}

static enum verdict take_in(void *context, const char *path, instant_t peilmoment, FILE *report,
                            uint64_t *request_id) {
    const struct post *post = context;
    const struct intake intake = {.file = path, .peilmoment = peilmoment};
    struct complaint complaint = {0};
    struct intake_taken taken;
    arena_reset(post->arena);
    enum exit_code code = read_and_judge(post, &intake, report, &taken);
    if (code == EXIT_BAD_DATA)
        return refuse(report);
    if (code != EXIT_DONE)
        return later(report, &complaint);
    if (put(post, &intake, &taken, request_id, &complaint) != STATUS_OK)
        return later(report, &complaint);
    return promise(report);
}

/* ---- asking after */

/* Two files may wait under one id. */
static size_t without_doubles(struct outbox_entry *entries, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || entries[kept - 1].request_id != entries[i].request_id)
            entries[kept++] = entries[i];
    return kept;
}

/* NULL: it was not looked for. */
static const struct outbox_entry *seen(const struct post *post, uint64_t request_id) {
    const struct outbox_entry wanted = {.request_id = request_id};
    if (post->seen_count == 0)
        return NULL;
    return bsearch(&wanted, post->seen, post->seen_count, sizeof wanted, outbox_by_request_id);
}

/* Each as it was seen last, or with nothing but its id. */
static void list_in_hand(const struct post *post, const struct journal *journal,
                         struct outbox_entry *entries) {
    for (size_t i = 0; i < journal_count(journal); i++) {
        const uint64_t request_id = journal_at(journal, i)->request_id;
        const struct outbox_entry *before = seen(post, request_id);
        entries[i] = before ? *before : (struct outbox_entry){.request_id = request_id};
    }
}

/* Thousands may wait for a server that is away, and each is asked after in every round. */
static void look(void *context, const struct journal *journal) {
    struct post *post = context;
    struct complaint complaint = {0};
    size_t count = journal_count(journal);
    struct outbox_entry *entries = calloc(count + 1, sizeof *entries);
    post->looked = false;
    if (!entries)
        return;
    list_in_hand(post, journal, entries);
    qsort(entries, count, sizeof *entries, outbox_by_request_id);
    count = without_doubles(entries, count);
    post->looked =
        count == 0 || outbox_find_all(post->outbox, entries, count, &complaint) == STATUS_OK;
    post_free(post);
    post->seen = entries;
    post->seen_count = count;
}

/* The report of the receipt replaces the one of the promise, so what was left out is told again;
 * and the rows of refused lines can only be named from the file. One that cannot be read any more
 * leaves the report without. */
static const struct wachtlijst *read_again(const struct post *post, const char *path,
                                           const struct errand *errand, FILE *report,
                                           struct intake_taken *taken) {
    const struct intake intake = {.file = path, .peilmoment = errand->peilmoment, .check = true};
    char *notes = NULL;
    size_t size = 0;
    FILE *told = open_memstream(&notes, &size);
    enum exit_code code = EXIT_NOT_DELIVERED;
    if (told) {
        code = intake_read(&intake, post->configuration, post->arena, told, told, taken);
        if (fclose(told) == 0 && code == EXIT_DONE)
            fwrite(notes, 1, size, report);
    }
    free(notes);
    return code == EXIT_DONE ? &taken->reading.list : NULL;
}

static enum verdict tell_receipt(const struct post *post, const struct outbox_entry *delivered,
                                 const char *path, const struct errand *errand, FILE *report) {
    struct complaint complaint = {0};
    struct bytes body, reply;
    struct push_reply decoded;
    struct receipt receipt;
    struct intake_taken taken;
    arena_reset(post->arena);
    enum status status =
        outbox_read(post->outbox, delivered, post->arena, &body, &reply, &complaint);
    if (status == STATUS_OK)
        status = wire_decode_push_reply(reply, post->arena, &decoded);
    if (status == STATUS_OK)
        status = wire_decode_receipt(decoded.receipt, post->arena, &receipt);
    if (status != STATUS_OK)
        return VERDICT_WAITING; /* until it can be read */
    render_receipt(report, &receipt, read_again(post, path, errand, report, &taken));
    return receipt.outcome == ANSWER_REJECTED ? refuse(report) : VERDICT_DELIVERED;
}

static enum verdict ask_after(void *context, const char *path, const struct errand *errand,
                              FILE *report) {
    const struct post *post = context;
    const struct outbox_entry *entry = post->looked ? seen(post, errand->request_id) : NULL;
    if (entry && entry->generation == 0)
        return VERDICT_UNKNOWN;
    if (!entry || entry->state == OUTBOX_WAITING)
        return VERDICT_WAITING;
    if (entry->state == OUTBOX_DELIVERED)
        return tell_receipt(post, entry, path, errand, report);
    fprintf(report,
            _("De server kon deze levering niet lezen; wachtpost outbox toont haar. Bel het "
              "Servicebureau.\n"));
    return VERDICT_REFUSED;
}

struct courier post_courier(struct post *post) {
    return (struct courier){.context = post,
                            .fresh_id = outbox_fresh_request_id,
                            .take_in = take_in,
                            .ask_after = ask_after,
                            .look = look};
}

void post_free(struct post *post) {
    free(post->seen);
    post->seen = NULL;
    post->seen_count = 0;
}
