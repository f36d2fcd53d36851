/* A drop folder, watched for ever: rounds over the folder, and between them the outbox is emptied
 * a step at a time, so that neither waits for the other. */
#include "client/alerts/signals.h"
#include "client/cli/asking.h"
#include "client/cli/commands.h"
#include "client/cli/dispatch.h"
#include "client/cli/watch_courier.h"
#include "client/clock.h"
#include "client/durable.h"
#include "client/language.h"
#include "client/render_words.h"
#include "client/source/source.h"
#include "client/watch/files.h"
#include "proto/model/limits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

static const char doc[] =
    N_("Kijk steeds in een map, en lever ieder bestand dat daarin klaarstaat.\v"
       "Een bestand telt als klaar als twee keer kijken dezelfde grootte en tijd liet zien. Het "
       "peilmoment is het moment waarop het bestand voor het laatst veranderde. Naast ieder "
       "bestand komt een verslag, BESTAND.verslag.txt. Na het ontvangstbewijs wordt het bestand "
       "weggehaald; met fouten gaat het naar de map afgekeurd. Bestanden die met . of ~ beginnen "
       "of op .tmp of .part eindigen tellen niet.\n"
       "\n"
       "Is de server weg, dan blijft de levering bewaard in de outbox en gaat zij vanzelf "
       "alsnog. SIGTERM: watch eindigt met 0 na het bestand waar het mee bezig is. Voor meer "
       "AGB-codes draait watch meer keren, elk met een eigen map en --agb.\n"
       "\n"
       "Voorbeeld:\n"
       "  wachtpost watch --settle 60 --keep /mnt/wachtlijst");

#define USUAL_POLL_S 2
#define USUAL_SETTLE_S 2
#define MAX_WAIT_S 3600
/* After something that somebody must put right. */
#define STOPPED_RETRY_MS 60000
/* After a disk or an outbox that failed. */
#define FAILED_RETRY_MS 10000

enum { KEY_KEEP = 'k', KEY_POLL = 256, KEY_SETTLE };

static const struct argp_option options[] = {
    {"keep", KEY_KEEP, NULL, 0, N_("bewaar wat geleverd is, in de map geleverd"), 0},
    {"poll", KEY_POLL, N_("SECONDEN"), 0, N_("kijk om de zoveel seconden (standaard 2)"), 0},
    {"settle", KEY_SETTLE, N_("SECONDEN"), 0,
     N_("een bestand is klaar als het zo lang niet veranderde (standaard 2)"), 0},
    {0},
};

struct watching {
    struct configuration configuration;
    const char *folder;
    bool keep;
    int64_t poll_ms, settle_ms;
    struct network *network;
    struct arena *arena;
    struct outbox *outbox;
    struct sender *sender;
    struct post post;
    struct signals signals;
    int state_lock;
    struct watch watch;
    int64_t next_round_ms, next_step_ms;
    bool answered; /* since the last round: there may be files to clear away */
    /* What was told last, so that it is told once. */
    enum status told_round;
    enum outbox_stop told_stop;
    bool told_silence, told_refusal;
};

/* Of the options that every command has. */
static void refuse_strangers(const struct configuration *configuration, struct argp_state *state) {
    if (configuration->json)
        argp_error(state, _("--json hoort niet bij watch: een verslag is voor een mens"));
    if (configuration->timeout_ms != 0)
        argp_error(state, _("--timeout hoort niet bij watch: het blijft het proberen"));
    if (configuration->value[SETTING_BELL])
        argp_error(state, _("--bell hoort niet bij watch: het luistert niet naar alerts"));
}

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct watching *watching = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &watching->configuration;
        return 0;
    case KEY_KEEP:
        watching->keep = true;
        return 0;
    case KEY_POLL:
        watching->poll_ms = 1000 * (int64_t)asking_number(state, "--poll", arg, 1, MAX_WAIT_S);
        return 0;
    case KEY_SETTLE:
        watching->settle_ms = 1000 * (int64_t)asking_number(state, "--settle", arg, 1, MAX_WAIT_S);
        return 0;
    case ARGP_KEY_ARG:
        if (watching->folder)
            argp_error(state, _("noem één map"));
        watching->folder = arg;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, _("noem de map"));
        return 0;
    case ARGP_KEY_END:
        refuse_strangers(&watching->configuration, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- what an operator is told */

static void tell_verdict(void *context, const char *name, enum verdict verdict) {
    char shown[SHOWN_TEXT_SIZE];
    (void)context;
    shown_text(bytes_of_text(name), shown);
    switch (verdict) {
    case VERDICT_WAITING:
        fprintf(stderr, _("wachtpost: %s is bewaard in de outbox\n"), shown);
        return;
    case VERDICT_DELIVERED:
        fprintf(stderr, _("wachtpost: %s is geleverd; het ontvangstbewijs staat in het verslag\n"),
                shown);
        return;
    case VERDICT_REFUSED:
        fprintf(stderr,
                _("wachtpost: %s is afgekeurd; waarom staat in het verslag in de map afgekeurd\n"),
                shown);
        return;
    case VERDICT_TRY_AGAIN:
        fprintf(stderr,
                _("wachtpost: %s kan nu niet worden geleverd; waarom staat in het verslag\n"),
                shown);
        return;
    case VERDICT_UNKNOWN:
        return; /* nothing was done to it */
    }
}

static void on_answer(void *context, const struct outbox_entry *entry,
                      const struct delivery_answer *answer) {
    struct watching *watching = context;
    fprintf(stderr, _("wachtpost: levering %" PRIu64 ": %s\n"), entry->sequence,
            said(answer_sentence(answer->head.status)));
    watching->told_silence = watching->told_refusal = false;
    watching->told_stop = OUTBOX_RUNS;
    watching->answered = true;
}

/* Not after each answer: a round looks at all that waits. While the sending goes on, one comes as
 * often as ever. */
static void clear_away_soon(struct watching *watching) {
    if (watching->answered)
        watching->next_round_ms = 0;
}

static void on_wait(void *context, const struct outbox_entry *entry, const char *why,
                    int64_t wait_ms) {
    struct watching *watching = context;
    (void)entry;
    (void)wait_ms;
    if (!watching->told_silence)
        fprintf(stderr, _("wachtpost: %s; ik blijf het proberen\n"), why);
    watching->told_silence = true;
    clear_away_soon(watching);
}

static void tell_stop(struct watching *watching) {
    struct complaint complaint = {0};
    struct outbox_standing standing;
    if (outbox_standing(watching->outbox, &standing, &complaint) != STATUS_OK ||
        standing.stop == watching->told_stop)
        return;
    (void)dispatch_tell_stop(&standing);
    watching->told_stop = standing.stop;
}

/* ---- the rounds */

static bool is_asked(void *context) {
    const struct watching *watching = context;
    return signals_waiting(&watching->signals);
}

/* EXIT_DONE: go on. */
static enum exit_code do_round(struct watching *watching, int64_t now_ms) {
    struct complaint complaint = {0};
    watching->next_round_ms = now_ms + watching->poll_ms;
    watching->answered = false;
    enum status status = watch_round(&watching->watch, clock_now(), now_ms, &complaint);
    if (status == STATUS_BUSY)
        return exit_with(status, &complaint);
    if (status != watching->told_round && status != STATUS_OK)
        (void)exit_with(status, &complaint);
    else if (status != watching->told_round)
        fprintf(stderr, _("wachtpost: de map is weer te gebruiken\n"));
    watching->told_round = status;
    return EXIT_DONE;
}

static int64_t after_step(struct watching *watching, const struct sender_step *step,
                          const struct complaint *complaint) {
    if (!step->over)
        return step->wait_ms;
    clear_away_soon(watching);
    switch (step->end) {
    case SENDER_REFUSED:
        if (!watching->told_refusal)
            (void)exit_with(STATUS_FORBIDDEN, complaint);
        watching->told_refusal = true;
        return STOPPED_RETRY_MS;
    case SENDER_STOPPED:
        tell_stop(watching);
        return STOPPED_RETRY_MS;
    case SENDER_DONE:
    case SENDER_TIMEOUT:
    case SENDER_ENOUGH:
        break;
    }
    return step->wait_ms;
}

static void send_some(struct watching *watching, int64_t now_ms) {
    struct complaint complaint = {0};
    struct sender_step step;
    enum status status = sender_step(watching->sender, &step, &complaint);
    int64_t wait_ms = FAILED_RETRY_MS;
    if (status == STATUS_OK)
        wait_ms = after_step(watching, &step, &complaint);
    else if (status != STATUS_BUSY) /* another process is sending, and as good */
        on_wait(watching, NULL, complaint.text, wait_ms);
    watching->next_step_ms = now_ms + wait_ms;
}

static enum exit_code watch_on(struct watching *watching) {
    while (signals_take(&watching->signals) != ASKED_END) {
        int64_t now_ms = clock_monotonic_ms();
        enum exit_code code = EXIT_DONE;
        if (now_ms >= watching->next_round_ms)
            code = do_round(watching, now_ms);
        if (code != EXIT_DONE)
            return code;
        if (now_ms >= watching->next_step_ms)
            send_some(watching, now_ms);
        int64_t next_ms = watching->next_step_ms < watching->next_round_ms
                              ? watching->next_step_ms
                              : watching->next_round_ms;
        now_ms = clock_monotonic_ms();
        signals_wait(&watching->signals, next_ms > now_ms ? next_ms - now_ms : 0);
    }
    return EXIT_DONE;
}

/* ---- opening and closing */

/* STATE/AGB.watch and its lock: what is in hand is known here alone. */
static enum status open_journal(struct watching *watching, struct complaint *complaint) {
    const struct configuration *configuration = &watching->configuration;
    const char *state = configuration->value[SETTING_STATE];
    char *lock_path = durable_path(state, configuration->agb.text, ".watch.lock");
    enum status status = STATUS_NO_MEMORY;
    if (lock_path)
        status = durable_lock(lock_path, &watching->state_lock, complaint);
    if (status == STATUS_BUSY)
        complain(complaint, status, _("er loopt al een wachtpost watch voor %s met deze --state"),
                 configuration->agb.text);
    if (status == STATUS_OK)
        status =
            journal_open(state, configuration->agb.text, NULL, &watching->watch.journal, complaint);
    free(lock_path);
    return status;
}

static enum status open_post(struct watching *watching, struct complaint *complaint) {
    const struct configuration *configuration = &watching->configuration;
    enum status status = outbox_open(configuration->value[SETTING_STATE], &configuration->agb, NULL,
                                     &watching->outbox, complaint);
    if (status != STATUS_OK)
        return status;
    struct sender_options wanted = {
        .outbox = watching->outbox,
        .network = watching->network,
        .servers = configuration->value[SETTING_SERVER],
        .keys = configuration->keys,
        .listener = {.context = watching, .answered = on_answer, .waits = on_wait}};
    memcpy(wanted.server_key, configuration->server_key, KEY_BYTES);
    watching->post = (struct post){
        .configuration = configuration, .outbox = watching->outbox, .arena = watching->arena};
    return sender_open(&wanted, &watching->sender, complaint);
}

static enum status open_all(struct watching *watching, struct complaint *complaint) {
    watching->network = network_new();
    watching->arena = arena_new(MAX_REQUEST_MEMORY_BYTES);
    watching->watch = (struct watch){.folder = watching->folder,
                                     .seen = folder_new(watching->settle_ms),
                                     .courier = post_courier(&watching->post),
                                     .keep = watching->keep,
                                     .max_bytes = MAX_SOURCE_BYTES,
                                     .enough = is_asked,
                                     .tell = tell_verdict,
                                     .context = watching};
    if (!watching->network || !watching->arena || !watching->watch.seen)
        return STATUS_NO_MEMORY;
    enum status status = signals_open(true, &watching->signals);
    if (status == STATUS_OK)
        status = open_post(watching, complaint);
    if (status == STATUS_OK)
        status = open_journal(watching, complaint);
    if (status == STATUS_OK)
        status = lock_take(watching->folder, &watching->watch.lock, complaint);
    return status;
}

static void close_all(struct watching *watching) {
    lock_release(&watching->watch.lock);
    journal_close(&watching->watch.journal);
    folder_free(&watching->watch.seen);
    if (watching->state_lock >= 0)
        close(watching->state_lock);
    sender_close(&watching->sender);
    post_free(&watching->post);
    outbox_close(&watching->outbox);
    network_free(&watching->network);
    arena_free(&watching->arena);
    signals_close(&watching->signals);
    configuration_fini(&watching->configuration);
}

static enum exit_code open_and_watch(struct watching *watching) {
    struct complaint complaint = {0};
    enum status status = open_all(watching, &complaint);
    return status == STATUS_OK ? watch_on(watching) : exit_with(status, &complaint);
}

int command_watch(int argc, char **argv) {
    static const struct argp_child children[] = {{.argp = &configuration_argp}, {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse,
                                     .args_doc = N_("MAP"),
                                     .doc = doc,
                                     .children = children};
    struct watching watching = {.poll_ms = 1000 * USUAL_POLL_S,
                                .settle_ms = 1000 * USUAL_SETTLE_S,
                                .state_lock = -1,
                                .signals = {.descriptor = -1}};
    configuration_init(&watching.configuration);
    const int64_t usual_timeout_ms = watching.configuration.timeout_ms;
    watching.configuration.timeout_ms = 0; /* so that one that is given shows */
    argp_parse(&argp, argc, argv, 0, NULL, &watching);
    watching.configuration.timeout_ms = usual_timeout_ms;
    enum exit_code code = configuration_load(&watching.configuration, DISPATCH_NEEDS);
    if (code == EXIT_DONE)
        code = open_and_watch(&watching);
    close_all(&watching);
    return code;
}
