/* One push, top to bottom: read the file, check all of it, send first what was left
 * unanswered, then number, write down, send and settle the new one. */
#include "client/cli/commands.h"
#include "client/cli/session.h"
#include "client/clock.h"
#include "client/delivery.h"
#include "client/durable.h"
#include "client/numbering.h"
#include "client/render.h"
#include "client/render_words.h"
#include "proto/model/limits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

/* So many rows are named one by one; of more only how many. */
#define MAX_ROWS_NAMED 20

static const char doc[] =
    "Lever een wachtlijst uit een CSV-bestand.\v"
    "Het bestand is de hele wachtlijst van dit moment, met wie er sinds de vorige keer vertrok; "
    "client/README.md beschrijft de kolommen. Staat er een fout in, dan worden alle fouten "
    "getoond en wordt niets verstuurd. Regels van gemeenten buiten de regio worden weggelaten, "
    "behalve wie vertrok.\n"
    "\n"
    "Er is nog geen wachtrij: alleen de laatste levering waarop geen antwoord kwam wordt bewaard. "
    "Bij eindcode 75 staat zij in de map STATE; de volgende push stuurt haar eerst, onder "
    "hetzelfde nummer, en daarna de nieuwe. Plan push dus zo in dat hij vanzelf terugkomt.";

enum { KEY_PEILMOMENT = 256, KEY_NEW_EPOCH, KEY_AANNAME };

static const struct argp_option options[] = {
    {"peilmoment", KEY_PEILMOMENT, "TIJDSTIP", 0,
     "wanneer de lijst zo was, 2025-01-31T09:00:00Z (standaard: nu)", 0},
    {"aanname", KEY_AANNAME, "HULPVORM=OPEN|STOP", 0,
     "of u voor een hulpvorm nieuwe kinderen aanneemt; mag vaker", 0},
    {"new-epoch", KEY_NEW_EPOCH, NULL, 0,
     "begin een nieuwe reeks: dit systeem neemt het leveren over", 0},
    {0},
};

struct push {
    struct configuration configuration;
    struct session session;
    const char *file;
    instant_t peilmoment;
    bool new_epoch;
    size_t aanname_count;
    struct raw_aanname aanname[HULPVORM_COUNT];
    struct csv_reading reading;
    struct numbering *numbering;
};

static bool parse_aanname(struct push *push, const char *text) {
    enum hulpvorm hulpvorm;
    enum aanname status;
    const char *equals = strchr(text, '=');
    if (!equals || push->aanname_count == HULPVORM_COUNT ||
        !hulpvorm_parse(bytes_of(text, (size_t)(equals - text)), &hulpvorm) ||
        hulpvorm == HULPVORM_ONBEKEND || !aanname_parse(bytes_of_text(equals + 1), &status))
        return false;
    push->aanname[push->aanname_count++] =
        (struct raw_aanname){.hulpvorm = (int32_t)hulpvorm, .status = (int32_t)status};
    return true;
}

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct push *push = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &push->configuration;
        return 0;
    case KEY_PEILMOMENT:
        if (!instant_parse(arg, &push->peilmoment))
            argp_error(state, "--peilmoment is geen tijdstip; schrijf 2025-01-31T09:00:00Z");
        return 0;
    case KEY_AANNAME:
        if (!parse_aanname(push, arg))
            argp_error(state, "--aanname %s klopt niet; schrijf bijvoorbeeld KDC=STOP", arg);
        return 0;
    case KEY_NEW_EPOCH:
        push->new_epoch = true;
        return 0;
    case ARGP_KEY_ARG:
        if (push->file)
            argp_error(state, "noem één CSV-bestand");
        push->file = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "noem het CSV-bestand");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void tell_unknown_columns(const struct csv_reading *reading) {
    if (reading->unknown_column_count == 0)
        return;
    fprintf(stderr, "wachtpost: deze kolommen horen niet bij de indeling en tellen niet mee:");
    for (size_t i = 0; i < reading->unknown_column_count; i++) {
        fprintf(stderr, "%s ", i ? "," : "");
        write_text(stderr, reading->unknown_columns[i]);
    }
    fputc('\n', stderr);
}

static enum exit_code tell_mistakes(const struct push *push) {
    const struct csv_reading *reading = &push->reading;
    char count[DUTCH_COUNT_SIZE];
    if (push->configuration.json)
        render_mistakes_json(stdout, reading->mistakes, reading->mistake_count);
    else
        render_mistakes(stderr, push->file, reading->mistakes, reading->mistake_count);
    fprintf(stderr, "wachtpost: %s in %s; er is niets verstuurd\n",
            dutch_count(reading->mistake_count, "fout", "fouten", count), push->file);
    return EXIT_BAD_DATA;
}

static void tell_left_out(const struct csv_reading *reading) {
    char count[DUTCH_COUNT_SIZE];
    const size_t left_out = reading->left_out_count;
    if (left_out == 0)
        return;
    fprintf(stderr, "wachtpost: %s van een gemeente buiten de regio weggelaten: rij",
            dutch_count(left_out, "regel", "regels", count));
    for (size_t i = 0; i < left_out && i < MAX_ROWS_NAMED; i++)
        fprintf(stderr, "%s %u", i ? "," : "", reading->left_out_rows[i]);
    if (left_out > MAX_ROWS_NAMED)
        fprintf(stderr, " en nog %zu", left_out - MAX_ROWS_NAMED);
    fprintf(stderr,
            "; stond %s plek al op uw lijst, lever haar dan met uitstroomreden VERHUISD en een "
            "uitstroomdatum\n",
            left_out == 1 ? "deze" : "zo'n");
}

static bool is_folder(const char *path) {
    struct stat file;
    return stat(path, &file) == 0 && S_ISDIR(file.st_mode);
}

static enum exit_code read_file(struct push *push) {
    struct complaint complaint = {0};
    uint8_t *content = NULL;
    size_t size = 0;
    enum status status;
    if (is_folder(push->file))
        status = complain(&complaint, STATUS_BAD_INPUT, "%s is een map; noem één CSV-bestand",
                          push->file);
    else
        status = durable_read(push->file, MAX_CSV_BYTES, &content, &size, &complaint);
    if (status == STATUS_OK)
        status = wachtlijst_csv_read(bytes_of(content, size), push->peilmoment,
                                     push->session.asker.arena, &push->reading);
    free(content);
    if (status == STATUS_IO)
        status = STATUS_BAD_INPUT;
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    tell_unknown_columns(&push->reading);
    if (push->reading.mistake_count > 0)
        return tell_mistakes(push);
    tell_left_out(&push->reading);
    return EXIT_DONE;
}

static enum exit_code begin_epoch(struct push *push) {
    struct status_reply reply;
    enum exit_code code = session_status(&push->session, &reply);
    if (code != EXIT_DONE)
        return code;
    const struct agb *agb = &push->configuration.agb;
    const struct aanbieder_status *aanbieder = session_aanbieder(&reply, agb);
    if (!aanbieder) {
        fprintf(stderr, "wachtpost: deze sleutel levert niet voor %s\n", agb->text);
        return EXIT_KEY_REFUSED;
    }
    numbering_supersede(push->numbering, aanbieder->epoch, aanbieder->sequence);
    fprintf(stderr, "wachtpost: nieuwe reeks, na levering %" PRIu64 " van de vorige\n",
            aanbieder->sequence);
    return EXIT_DONE;
}

/* The numbers of here and there do not fit: what to do about it. */
static void advise(const struct push *push, const struct delivery_answer *answer) {
    if (answer->head.status == ANSWER_CONFLICT && numbering_is_first(push->numbering))
        fprintf(stderr,
                "wachtpost: voor %s is al eerder geleverd, vanuit een andere map of computer. Neem "
                "daarvan de map STATE over; neemt dit systeem het leveren over, geef dan eenmalig "
                "--new-epoch.\n",
                push->configuration.agb.text);
    else if (answer->head.status == ANSWER_CONFLICT)
        fprintf(stderr, "wachtpost: de server kent een ander verloop van deze reeks. Levert er nog "
                        "een systeem, of is de map STATE teruggezet? Geef eenmalig --new-epoch als "
                        "dit systeem het leveren overneemt.\n");
    else if (answer->head.status == ANSWER_GAP)
        fprintf(stderr,
                "wachtpost: de server verwacht levering %" PRIu64 ", hier is het %" PRIu64
                ". Is de server teruggezet? Geef eenmalig --new-epoch.\n",
                answer->expected_sequence, numbering_next(push->numbering).sequence);
}

static bool show(const struct push *push, const struct delivery_answer *answer,
                 const struct wachtlijst *list) {
    const struct receipt *receipt = answer->has_receipt ? &answer->receipt : NULL;
    if (push->configuration.json)
        return render_receipt_json(stdout, &answer->head, receipt, list) && fflush(stdout) == 0;
    if (receipt)
        render_receipt(stdout, receipt, list);
    return fflush(stdout) == 0;
}

/* Settles what the answer settles, then shows it. `list` explains the rows; NULL: these
 * bytes went out before. Then DENIED settles nothing: the silent try may have been
 * taken before the access went. */
static enum exit_code conclude(struct push *push, const struct delivery_answer *answer,
                               const struct wachtlijst *list) {
    struct complaint complaint = {0};
    enum answer reply = answer->head.status;
    enum status status = STATUS_OK;
    advise(push, answer);
    if (delivery_used_number(reply) || delivery_is_hopeless(reply) ||
        (reply == ANSWER_DENIED && answer->first_try && list))
        status = numbering_settle(push->numbering, delivery_used_number(reply), &complaint);
    bool shown = show(push, answer, list);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    if (answer->has_receipt && answer->receipt.outcome == ANSWER_REJECTED)
        return EXIT_REFUSED;
    enum exit_code code = session_exit(&answer->head);
    return code == EXIT_DONE && !shown ? EXIT_NOT_DELIVERED : code;
}

static enum exit_code send(struct push *push, uint64_t request_id, struct bytes body,
                           const struct wachtlijst *list) {
    struct delivery_answer answer;
    struct complaint complaint = {0};
    enum status status = delivery_send(&push->session.asker, request_id, body, &answer, &complaint);
    if (status == STATUS_OK)
        return conclude(push, &answer, list);
    enum exit_code code = exit_with(status, &complaint);
    fprintf(stderr, "wachtpost: de levering is bewaard in %s; de volgende push stuurt haar eerst\n",
            push->configuration.value[SETTING_STATE]);
    return code;
}

/* What an earlier push left unanswered goes first. EXIT_DONE: go on with the new one,
 * also when the server took the number and rejected what it held. */
static enum exit_code send_pending(struct push *push) {
    uint64_t request_id;
    struct bytes body;
    if (!numbering_pending(push->numbering, &request_id, &body))
        return EXIT_DONE;
    fprintf(stderr, "wachtpost: eerst de vorige levering, waarop geen antwoord kwam\n");
    enum exit_code code = send(push, request_id, body, NULL);
    if (code == EXIT_REFUSED && !numbering_pending(push->numbering, &request_id, &body))
        return EXIT_DONE;
    if (code != EXIT_DONE)
        fprintf(stderr, "wachtpost: %s is nog niet verstuurd en niet bewaard; lever het opnieuw\n",
                push->file);
    return code;
}

static enum exit_code send_new(struct push *push) {
    struct complaint complaint = {0};
    struct arena *arena = push->session.asker.arena;
    const struct delivery delivery = {.agb = push->configuration.agb,
                                      .number = numbering_next(push->numbering),
                                      .peilmoment = push->peilmoment,
                                      .list = &push->reading.list,
                                      .aanname_count = push->aanname_count,
                                      .aanname = push->aanname};
    struct bytes body;
    enum status status = delivery_encode(&delivery, arena, &body);
    if (status == STATUS_OK && body.size > MAX_BODY_BYTES)
        status = complain(&complaint, STATUS_TOO_LARGE, "de levering is groter dan %d MiB",
                          MAX_BODY_BYTES >> 20);
    uint64_t request_id = connection_request_id(push->session.asker.connection);
    if (status == STATUS_OK)
        status = numbering_under_way(push->numbering, request_id, body, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    return send(push, request_id, body, &push->reading.list);
}

static enum exit_code deliver(struct push *push) {
    struct complaint complaint = {0};
    enum status status = numbering_open(push->configuration.value[SETTING_STATE],
                                        &push->configuration.agb, &push->numbering, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    enum exit_code code = push->new_epoch ? begin_epoch(push) : EXIT_DONE;
    if (code == EXIT_DONE)
        code = send_pending(push);
    if (code == EXIT_DONE)
        code = send_new(push);
    numbering_close(&push->numbering);
    return code;
}

int command_push(int argc, char **argv) {
    static const struct argp_child children[] = {{.argp = &configuration_argp}, {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse,
                                     .args_doc = "BESTAND.csv",
                                     .doc = doc,
                                     .children = children};
    struct push push = {.peilmoment = clock_now()};
    configuration_init(&push.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &push);
    enum exit_code code = configuration_load(
        &push.configuration, SESSION_NEEDS | NEEDS(SETTING_AGB) | NEEDS(SETTING_STATE));
    if (code == EXIT_DONE)
        code = session_open(&push.configuration, &push.session);
    if (code == EXIT_DONE)
        code = read_file(&push);
    if (code == EXIT_DONE)
        code = deliver(&push);
    session_close(&push.session);
    configuration_fini(&push.configuration);
    return code;
}
