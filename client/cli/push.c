/* One push, top to bottom: read the file, check all of it, put it in the outbox, send what
 * waits there in order until this one has its receipt. */
#include "client/cli/commands.h"
#include "client/cli/dispatch.h"
#include "client/clock.h"
#include "client/durable.h"
#include "client/render.h"
#include "client/render_words.h"
#include "client/wiping.h"
#include "proto/model/limits.h"

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
    "De levering gaat eerst in de outbox, een map onder STATE. Vanaf dan gaat zij niet meer "
    "verloren: bij eindcode 75 stuurt de volgende push haar alsnog, op volgorde en onder haar "
    "eigen nummer. wachtpost outbox toont wat er wacht.";

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
    const char *file;
    instant_t peilmoment;
    bool new_epoch;
    size_t aanname_count;
    struct raw_aanname aanname[HULPVORM_COUNT];
    struct csv_reading reading;
    struct arena *arena; /* what was read lives here */
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
    push->arena = arena_new(MAX_REQUEST_MEMORY_BYTES);
    if (!push->arena)
        status = STATUS_NO_MEMORY;
    else if (is_folder(push->file))
        status = complain(&complaint, STATUS_BAD_INPUT, "%s is een map; noem één CSV-bestand",
                          push->file);
    else
        status = durable_read(push->file, MAX_CSV_BYTES, &content, &size, &complaint);
    if (status == STATUS_OK)
        status = wachtlijst_csv_read(bytes_of(content, size), push->peilmoment, push->arena,
                                     &push->reading);
    wiping_free(content);
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

/* From the outbox on nothing is lost, whatever happens. */
static enum exit_code deliver(struct push *push) {
    struct dispatch dispatch;
    const struct delivery delivery = {.peilmoment = push->peilmoment,
                                      .list = &push->reading.list,
                                      .aanname_count = push->aanname_count,
                                      .aanname = push->aanname};
    enum exit_code code = dispatch_open(&push->configuration, &dispatch);
    if (code == EXIT_DONE)
        code = dispatch_put(&dispatch, &delivery);
    if (code == EXIT_DONE && push->new_epoch)
        code = dispatch_new_epoch(&dispatch);
    if (code == EXIT_DONE)
        code = dispatch_send(&dispatch);
    dispatch_close(&dispatch);
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
    enum exit_code code = configuration_load(&push.configuration, DISPATCH_NEEDS);
    if (code == EXIT_DONE)
        code = read_file(&push);
    if (code == EXIT_DONE)
        code = deliver(&push);
    arena_free(&push.arena);
    configuration_fini(&push.configuration);
    return code;
}
