/* What waits to be delivered, what was, and what to do when it stands still. */
#include "client/cli/commands.h"
#include "client/cli/dispatch.h"
#include "client/cli/outbox_show.h"
#include "client/durable.h"
#include "client/language.h"
#include "client/render_words.h"
#include "proto/model/limits.h"

#include <stdio.h>
#include <stdlib.h>

static const char doc[] =
    N_("Toon de outbox: wat er wacht, en wat er in de laatste dertig dagen is geleverd.\v"
       "Elke levering van push gaat eerst in de outbox en blijft daar tot de server haar "
       "bevestigde. Staat de outbox stil, dan zegt de melding waarom; push bewaart nieuwe "
       "leveringen ook dan.\n"
       "\n"
       "--retry en --new-epoch versturen daarna wat er wacht; hun eindcodes zijn die van push.\n"
       "\n"
       "Voorbeelden:\n"
       "  wachtpost outbox\n"
       "  wachtpost outbox --retry");

enum { KEY_RETRY = 256, KEY_NEW_EPOCH, KEY_EXPORT };

static const struct argp_option options[] = {
    {"retry", KEY_RETRY, NULL, 0,
     N_("probeer opnieuw wat stilstaat, en verstuur wat wacht of de server kwijt is"), 0},
    {"new-epoch", KEY_NEW_EPOCH, NULL, 0, N_("nieuwe reeks: deze outbox neemt het leveren over"),
     0},
    {"export", KEY_EXPORT, N_("MAP"), 0,
     N_("schrijf wat er is verstuurd, en de antwoorden, in deze map"), 0},
    {0},
};

enum wish { WISH_SHOW, WISH_RETRY, WISH_NEW_EPOCH, WISH_EXPORT };

struct request {
    struct configuration configuration;
    enum wish wish;
    const char *folder; /* to export to */
};

static void set_wish(struct request *request, enum wish wish, struct argp_state *state) {
    if (request->wish != WISH_SHOW)
        argp_error(state, _("geef een van --retry, --new-epoch en --export"));
    request->wish = wish;
}

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct request *request = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &request->configuration;
        return 0;
    case KEY_RETRY:
        set_wish(request, WISH_RETRY, state);
        return 0;
    case KEY_NEW_EPOCH:
        set_wish(request, WISH_NEW_EPOCH, state);
        return 0;
    case KEY_EXPORT:
        set_wish(request, WISH_EXPORT, state);
        request->folder = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- looking */

struct gathering {
    struct outbox_entry *entries; /* malloc'ed */
    size_t count, room;
};

static enum status gather(void *context, const struct outbox_entry *entry) {
    struct gathering *gathering = context;
    if (gathering->count == gathering->room) {
        size_t room = gathering->room ? 2 * gathering->room : 64;
        struct outbox_entry *larger = realloc(gathering->entries, room * sizeof *larger);
        if (!larger)
            return STATUS_NO_MEMORY;
        gathering->entries = larger;
        gathering->room = room;
    }
    gathering->entries[gathering->count++] = *entry;
    return STATUS_OK;
}

static enum exit_code show(const struct request *request, struct outbox *outbox,
                           const struct gathering *gathering, struct arena *arena) {
    struct complaint complaint = {0};
    struct outbox_view view = {.agb = outbox_agb(outbox),
                               .folder = outbox_folder(outbox),
                               .entries = gathering->entries,
                               .count = gathering->count};
    enum status status = outbox_standing(outbox, &view.standing, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    status = request->configuration.json ? outbox_show_json(stdout, &view)
                                         : outbox_show(stdout, &view, arena);
    enum exit_code code = exit_shown(status);
    (void)dispatch_tell_stop(&view.standing);
    return code;
}

static enum status export_file(const struct request *request, const struct outbox_entry *entry,
                               const char *what, struct bytes content,
                               struct complaint *complaint) {
    char *path = NULL;
    if (asprintf(&path, "%s/%s-%08u-%020llu.%s.pb", request->folder,
                 request->configuration.agb.text, entry->generation,
                 (unsigned long long)entry->sequence, what) < 0)
        return STATUS_NO_MEMORY;
    enum status status = durable_replace(path, &content, 1, complaint);
    free(path);
    return status;
}

static enum status export_one(const struct request *request, struct outbox *outbox,
                              const struct outbox_entry *entry, struct arena *arena,
                              struct complaint *complaint) {
    struct bytes body, reply;
    arena_reset(arena);
    enum status status = outbox_read(outbox, entry, arena, &body, &reply, complaint);
    if (status == STATUS_OK)
        status = export_file(request, entry, "snapshot", body, complaint);
    if (status == STATUS_OK && reply.size > 0)
        status = export_file(request, entry, "receipt", reply, complaint);
    return status;
}

static enum exit_code export_all(const struct request *request, struct outbox *outbox,
                                 const struct gathering *gathering, struct arena *arena) {
    struct complaint complaint = {0};
    enum status status = durable_folder(request->folder, &complaint);
    for (size_t i = 0; status == STATUS_OK && i < gathering->count; i++)
        status = export_one(request, outbox, &gathering->entries[i], arena, &complaint);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    fprintf(stderr,
            ngettext("wachtpost: %zu levering geschreven in %s\n",
                     "wachtpost: %zu leveringen geschreven in %s\n", gathering->count),
            gathering->count, request->folder);
    return EXIT_DONE;
}

/* Before the first delivery; but most often it is another code or folder than was meant, for which
 * none should be made. */
static enum exit_code tell_absent(const struct request *request) {
    struct complaint complaint = {0};
    return exit_with(
        complain(&complaint, STATUS_ABSENT,
                 _("er is geen outbox van %s in %s; kloppen --agb en --state? De eerste push "
                   "maakt hem"),
                 request->configuration.agb.text, request->configuration.value[SETTING_STATE]),
        &complaint);
}

/* Without the network: to look asks nobody. */
static enum exit_code look(const struct request *request) {
    struct complaint complaint = {0};
    struct gathering gathering = {0};
    struct outbox *outbox = NULL;
    struct arena *arena = arena_new(MAX_REQUEST_MEMORY_BYTES);
    enum status status = STATUS_NO_MEMORY;
    if (arena)
        status = outbox_open(request->configuration.value[SETTING_STATE],
                             &request->configuration.agb, NULL, &outbox, &complaint);
    if (status == STATUS_OK)
        status = outbox_visit(outbox, gather, &gathering, &complaint);
    enum exit_code code;
    if (status != STATUS_OK)
        code = exit_with(status, &complaint);
    else if (request->wish == WISH_EXPORT)
        code = export_all(request, outbox, &gathering, arena);
    else
        code = show(request, outbox, &gathering, arena);
    free(gathering.entries);
    outbox_close(&outbox);
    arena_free(&arena);
    return code;
}

/* ---- sending */

static enum exit_code begin(const struct request *request, struct dispatch *dispatch) {
    struct complaint complaint = {0};
    if (request->wish == WISH_NEW_EPOCH)
        return dispatch_new_epoch(dispatch);
    enum status status = outbox_stop(dispatch->outbox, OUTBOX_RUNS, 0, &complaint);
    if (status == STATUS_OK)
        status = sender_make_whole(dispatch->sender, request->configuration.timeout_ms, &complaint);
    return status == STATUS_OK ? EXIT_DONE : exit_with(status, &complaint);
}

static enum exit_code send(const struct request *request) {
    struct dispatch dispatch;
    enum exit_code code = dispatch_open(&request->configuration, &dispatch);
    if (code == EXIT_DONE)
        code = begin(request, &dispatch);
    if (code == EXIT_DONE)
        code = dispatch_send(&dispatch);
    dispatch_close(&dispatch);
    return code;
}

int command_outbox(int argc, char **argv) {
    static const struct argp_child children[] = {{.argp = &configuration_argp}, {0}};
    static const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    struct request request = {.wish = WISH_SHOW};
    configuration_init(&request.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &request);
    const bool sends = request.wish == WISH_RETRY || request.wish == WISH_NEW_EPOCH;
    enum exit_code code = configuration_load(
        &request.configuration, sends ? DISPATCH_NEEDS : NEEDS(SETTING_AGB) | NEEDS(SETTING_STATE));
    if (code == EXIT_DONE && request.wish != WISH_NEW_EPOCH &&
        !outbox_is_there(request.configuration.value[SETTING_STATE], &request.configuration.agb))
        code = tell_absent(&request);
    else if (code == EXIT_DONE)
        code = sends ? send(&request) : look(&request);
    configuration_fini(&request.configuration);
    return code;
}
