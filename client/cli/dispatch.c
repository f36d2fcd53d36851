#include "client/cli/dispatch.h"

#include "client/cli/session.h"
#include "client/clock.h"
#include "client/language.h"
#include "client/render.h"
#include "client/render_words.h"
#include "proto/model/limits.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- what a person is told */

static void show(struct dispatch *dispatch, const struct reply_head *head,
                 const struct receipt *receipt, const struct wachtlijst *list) {
    bool written = true;
    if (dispatch->configuration->json)
        written = render_receipt_json(stdout, head, receipt, list);
    else if (receipt)
        render_receipt(stdout, receipt, list);
    if (!written || fflush(stdout) != 0)
        dispatch->unwritten = true;
}

static void tell_rewind(const struct outbox_entry *entry, uint64_t expected) {
    fprintf(stderr,
            _("wachtpost: de server verwacht levering %" PRIu64 ", hier is het %" PRIu64 "\n"),
            expected, entry->sequence);
}

static void on_answer(void *context, const struct outbox_entry *entry,
                      const struct delivery_answer *answer) {
    struct dispatch *dispatch = context;
    const bool own = entry->request_id == dispatch->own;
    if (answer->head.status == ANSWER_GAP)
        tell_rewind(entry, answer->expected_sequence);
    if (answer->has_receipt || own)
        show(dispatch, &answer->head, answer->has_receipt ? &answer->receipt : NULL,
             own ? dispatch->list : NULL);
    dispatch->shown = dispatch->shown || own;
    if (!answer->has_receipt)
        (void)session_exit(&answer->head);
    if (answer->head.status == ANSWER_MALFORMED)
        fprintf(stderr, _("wachtpost: deze levering is opzij gezet en houdt wat erna komt niet op; "
                          "wachtpost outbox toont haar\n"));
}

static void on_wait(void *context, const struct outbox_entry *entry, const char *why,
                    int64_t wait_ms) {
    (void)context;
    (void)entry;
    const int64_t tenths = (wait_ms + 50) / 100;
    fprintf(stderr, _("wachtpost: %s (volgende poging over %" PRId64 ",%" PRId64 " seconden)\n"),
            why, tenths / 10, tenths % 10);
}

static void tell_how_many_wait(const struct outbox_standing *standing) {
    if (standing->waiting == 2)
        fprintf(stderr, _("wachtpost: er wacht nog een eerdere levering; die gaat eerst\n"));
    if (standing->waiting > 2)
        fprintf(stderr, _("wachtpost: er wachten nog %zu eerdere leveringen; die gaan eerst\n"),
                standing->waiting - 1);
}

static void tell_kept(const struct dispatch *dispatch) {
    if (dispatch->own)
        fprintf(stderr,
                _("wachtpost: de levering is bewaard in %s; de volgende push stuurt haar eerst\n"),
                outbox_folder(dispatch->outbox));
}

/* The sentences stand whole, one for each. */
static const struct advice {
    enum exit_code code;
    const char *sentence;
} advices[OUTBOX_STOP_COUNT] = {
    [OUTBOX_RUNS] = {EXIT_DONE, NULL},
    [OUTBOX_CONFLICT] =
        {EXIT_REFUSED,
         N_("De server kent onder dit nummer iets anders. Levert er nog een systeem, of is de map "
            "STATE gekopieerd of teruggezet? Zoek dat eerst uit. Neemt dit systeem het leveren "
            "over, geef dan eenmalig wachtpost outbox --new-epoch; wat wacht gaat dan mee. Was het "
            "een vergissing van de server, geef dan wachtpost outbox --retry.")},
    [OUTBOX_GAP] =
        {EXIT_REFUSED,
         N_("De server verwacht een eerdere levering, die hier niet (meer) bewaard is. Bel het "
            "Servicebureau: is de server teruggezet? Geef daarna eenmalig wachtpost outbox "
            "--new-epoch; wat wacht gaat dan mee.")},
    [OUTBOX_DENIED] = {EXIT_KEY_REFUSED,
                       N_("Deze sleutel mag voor deze AGB-code niet leveren, of nog niet. Vraag "
                          "het Servicebureau of beide zijn ingeschreven. Elke volgende push, en "
                          "wachtpost outbox --retry, probeert het opnieuw.")},
    [OUTBOX_RECEIPT] =
        {EXIT_REFUSED,
         N_("De server bevestigde iets anders dan er is verstuurd, of onleesbaar. Bel het "
            "Servicebureau. Elke volgende push, en wachtpost outbox --retry, probeert het "
            "opnieuw.")},
};

enum exit_code dispatch_tell_stop(const struct outbox_standing *standing) {
    const struct advice *advice = &advices[standing->stop];
    char since[DUTCH_INSTANT_SIZE];
    if (advice->sentence)
        fprintf(stderr, _("wachtpost: de outbox staat stil sinds %s (%s). %s\n"),
                dutch_instant(standing->stopped_at, since), outbox_stop_name(standing->stop),
                said(advice->sentence));
    return advice->code;
}

/* ---- opening and closing */

static enum status open_all(struct dispatch *dispatch, struct complaint *complaint) {
    const struct configuration *configuration = dispatch->configuration;
    enum status status = outbox_open(configuration->value[SETTING_STATE], &configuration->agb, NULL,
                                     &dispatch->outbox, complaint);
    if (status != STATUS_OK)
        return status;
    struct sender_options options = {
        .outbox = dispatch->outbox,
        .network = dispatch->network,
        .servers = configuration->value[SETTING_SERVER],
        .keys = configuration->keys,
        .listener = {.context = dispatch, .answered = on_answer, .waits = on_wait}};
    memcpy(options.server_key, configuration->server_key, KEY_BYTES);
    return sender_open(&options, &dispatch->sender, complaint);
}

enum exit_code dispatch_not_kept(enum exit_code code) {
    if (code != EXIT_NOT_DELIVERED)
        return code;
    fprintf(stderr,
            _("wachtpost: er is niets bewaard en niets verstuurd; probeer het opnieuw als dit "
              "is verholpen\n"));
    return EXIT_BAD_CONFIG;
}

enum exit_code dispatch_open(const struct configuration *configuration, struct dispatch *dispatch) {
    struct complaint complaint = {0};
    *dispatch = (struct dispatch){.configuration = configuration,
                                  .network = network_new(),
                                  .arena = arena_new(MAX_REQUEST_MEMORY_BYTES)};
    enum status status = STATUS_NO_MEMORY;
    if (dispatch->network && dispatch->arena)
        status = open_all(dispatch, &complaint);
    return status == STATUS_OK ? EXIT_DONE : dispatch_not_kept(exit_with(status, &complaint));
}

void dispatch_close(struct dispatch *dispatch) {
    sender_close(&dispatch->sender);
    outbox_close(&dispatch->outbox);
    network_free(&dispatch->network);
    arena_free(&dispatch->arena);
}

/* ---- delivering */

enum exit_code dispatch_put(struct dispatch *dispatch, const struct delivery *delivery) {
    struct complaint complaint = {0};
    struct outbox_entry entry;
    arena_reset(dispatch->arena);
    enum status status =
        outbox_add(dispatch->outbox, delivery, clock_now(), dispatch->arena, &entry, &complaint);
    if (status != STATUS_OK)
        return dispatch_not_kept(exit_with(status, &complaint));
    dispatch->own = entry.request_id;
    dispatch->list = delivery->list;
    dispatch->shown = false;
    return EXIT_DONE;
}

void dispatch_wait_for(struct dispatch *dispatch, uint64_t request_id) {
    dispatch->own = request_id;
    dispatch->list = NULL;
    dispatch->shown = false;
}

/* Another process sent it, and told its own standard output. */
static enum status show_kept_receipt(struct dispatch *dispatch, const struct outbox_entry *own,
                                     struct complaint *complaint) {
    struct bytes body, reply;
    struct push_reply decoded;
    struct receipt receipt;
    arena_reset(dispatch->arena);
    enum status status =
        outbox_read(dispatch->outbox, own, dispatch->arena, &body, &reply, complaint);
    if (status == STATUS_OK)
        status = wire_decode_push_reply(reply, dispatch->arena, &decoded);
    if (status == STATUS_OK)
        status = wire_decode_receipt(decoded.receipt, dispatch->arena, &receipt);
    if (status == STATUS_OK)
        show(dispatch, &decoded.head, &receipt, dispatch->list);
    return status;
}

/* What became of our own. Set aside, or gone with a question the daemon could not read. */
static enum exit_code conclude(struct dispatch *dispatch) {
    struct complaint complaint = {0};
    struct outbox_entry entry;
    enum status status = STATUS_OK;
    if (dispatch->own) {
        status = outbox_find(dispatch->outbox, dispatch->own, &entry, &complaint);
        if (status == STATUS_ABSENT || (status == STATUS_OK && entry.state != OUTBOX_DELIVERED))
            return EXIT_REFUSED;
        if (status == STATUS_OK && !dispatch->shown)
            status = show_kept_receipt(dispatch, &entry, &complaint);
    }
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    if (dispatch->own && entry.outcome == ANSWER_REJECTED)
        return EXIT_REFUSED;
    return dispatch->unwritten ? EXIT_NOT_DELIVERED : EXIT_DONE;
}

static enum exit_code conclude_stopped(struct dispatch *dispatch) {
    struct complaint complaint = {0};
    struct outbox_standing standing;
    enum status status = outbox_standing(dispatch->outbox, &standing, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    tell_kept(dispatch);
    return dispatch_tell_stop(&standing);
}

static enum exit_code conclude_run(struct dispatch *dispatch, enum sender_end end,
                                   const struct complaint *complaint) {
    enum exit_code code = EXIT_DONE;
    switch (end) {
    case SENDER_DONE:
        return conclude(dispatch);
    case SENDER_STOPPED:
        if (complaint->text[0])
            (void)exit_with(STATUS_MALFORMED, complaint);
        return conclude_stopped(dispatch);
    case SENDER_REFUSED:
        code = exit_with(STATUS_FORBIDDEN, complaint);
        break;
    case SENDER_TIMEOUT:
    case SENDER_ENOUGH:
        code = exit_with(STATUS_UNREACHABLE, complaint);
        break;
    }
    tell_kept(dispatch);
    return code;
}

enum exit_code dispatch_send(struct dispatch *dispatch) {
    struct complaint complaint = {0};
    struct outbox_standing standing;
    enum sender_end end;
    enum status status = outbox_standing(dispatch->outbox, &standing, &complaint);
    if (status == STATUS_OK && dispatch->own)
        tell_how_many_wait(&standing);
    if (status == STATUS_OK)
        status = sender_run(dispatch->sender, dispatch->own, dispatch->configuration->timeout_ms,
                            &end, &complaint);
    if (status == STATUS_OK)
        return conclude_run(dispatch, end, &complaint);
    enum exit_code code = exit_with(status, &complaint);
    tell_kept(dispatch);
    return code;
}

enum exit_code dispatch_new_epoch(struct dispatch *dispatch) {
    struct complaint complaint = {0};
    struct number superseded;
    enum status status = sender_begin_epoch(dispatch->sender, dispatch->configuration->timeout_ms,
                                            &superseded, &complaint);
    if (status == STATUS_OK) {
        fprintf(stderr, _("wachtpost: nieuwe reeks, na levering %" PRIu64 " van de vorige\n"),
                superseded.sequence);
        return EXIT_DONE;
    }
    enum exit_code code = exit_with(status, &complaint);
    fprintf(stderr, _("wachtpost: de nieuwe reeks is nog niet begonnen; probeer het straks opnieuw "
                      "met wachtpost outbox --new-epoch\n"));
    tell_kept(dispatch);
    return code;
}
