/* One push, top to bottom: read the file, check all of it, put it in the outbox, send what
 * waits there in order until this one has its receipt. */
#include "client/cli/commands.h"
#include "client/cli/dispatch.h"
#include "client/cli/intake.h"
#include "client/clock.h"
#include "client/language.h"
#include "client/render.h"
#include "client/render_words.h"
#include "proto/model/limits.h"

static const char doc[] =
    N_("Lever een wachtlijst uit een bestand (CSV of JSON-regels; - is de invoer).\v"
       "Het bestand is de hele wachtlijst van dit moment, met wie er sinds de vorige keer "
       "vertrok. Staat er een fout in, dan worden alle fouten getoond en wordt niets verstuurd. "
       "De levering gaat eerst in de outbox: bij eindcode 75 stuurt de volgende push haar "
       "alsnog.\n"
       "\n"
       "Voorbeelden:\n"
       "  wachtpost push --check lijst.csv\n"
       "  wachtpost push --outflow vertrokken.csv --aanname KDC=STOP lijst.csv");

enum { KEY_NEW_EPOCH = 256, KEY_AANNAME };

static const struct argp_option options[] = {
    {"aanname", KEY_AANNAME, N_("HULPVORM=OPEN|STOP"), 0,
     N_("neemt u hiervoor kinderen aan; mag vaker"), 0},
    {"new-epoch", KEY_NEW_EPOCH, NULL, 0, N_("nieuwe reeks: dit systeem neemt het leveren over"),
     0},
    {0},
};

struct push {
    struct configuration configuration;
    struct intake intake;
    bool new_epoch;
    size_t aanname_count;
    struct raw_aanname aanname[HULPVORM_COUNT];
    struct intake_taken taken;
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
        state->child_inputs[0] = &push->intake;
        state->child_inputs[1] = &push->configuration;
        return 0;
    case KEY_AANNAME:
        if (!parse_aanname(push, arg))
            argp_error(state, _("--aanname %s klopt niet; schrijf bijvoorbeeld KDC=STOP"), arg);
        return 0;
    case KEY_NEW_EPOCH:
        push->new_epoch = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Nothing is needed but the file, not even a configuration; whose list it is counts where that
 * is said, and what went before where that is known. */
static enum exit_code look(struct push *push) {
    const struct intake *intake = &push->intake;
    unsigned needs = intake->dry_run ? NEEDS(SETTING_AGB) : 0;
    struct intake_last last;
    enum exit_code code = configuration_load(&push->configuration, needs);
    if (code == EXIT_DONE && push->configuration.value[SETTING_AGB])
        code = configuration_load(&push->configuration, NEEDS(SETTING_AGB));
    if (code == EXIT_DONE)
        code = intake_read(intake, &push->configuration, push->arena, stderr, stdout, &push->taken);
    if (code == EXIT_DONE)
        code = intake_recall(&push->configuration, NULL, push->arena, &last);
    if (code == EXIT_DONE && intake->dry_run)
        code = intake_compare(&push->configuration, &push->taken, &last, push->arena);
    if (code == EXIT_DONE)
        code = intake_judge(intake, &push->taken, &last, push->arena, stderr);
    if (code == EXIT_DONE && intake->show)
        code = intake_show(&push->configuration, &push->taken);
    if (code == EXIT_DONE && intake->check)
        intake_praise(intake, &push->taken, stderr);
    return code;
}

/* The same list with another aanname is another delivery. */
static bool same_aanname(const struct push *push, const struct intake_last *last) {
    bool same = push->aanname_count == last->aanname_count;
    for (size_t i = 0; same && i < push->aanname_count; i++)
        same = push->aanname[i].hulpvorm == last->aanname[i].hulpvorm &&
               push->aanname[i].status == last->aanname[i].status;
    return same;
}

/* Into the outbox; or it is there. */
static enum exit_code put_in(struct push *push, struct dispatch *dispatch) {
    struct intake_last last;
    const struct delivery delivery = {.peilmoment = push->intake.peilmoment,
                                      .list = &push->taken.reading.list,
                                      .aanname_count = push->aanname_count,
                                      .aanname = push->aanname};
    enum exit_code code = intake_recall(&push->configuration, dispatch->outbox, push->arena, &last);
    if (code == EXIT_DONE)
        code = intake_judge(&push->intake, &push->taken, &last, push->arena, stderr);
    if (code != EXIT_DONE)
        return dispatch_not_kept(code);
    if (!push->taken.waiting || !same_aanname(push, &last))
        return dispatch_put(dispatch, &delivery);
    dispatch_wait_for(dispatch, push->taken.waiting);
    return EXIT_DONE;
}

/* From the outbox on nothing is lost, whatever happens. */
static enum exit_code deliver(struct push *push) {
    struct dispatch dispatch;
    enum exit_code code = dispatch_open(&push->configuration, &dispatch);
    if (code == EXIT_DONE)
        code = put_in(push, &dispatch);
    if (code == EXIT_DONE && push->new_epoch)
        code = dispatch_new_epoch(&dispatch);
    if (code == EXIT_DONE)
        code = dispatch_send(&dispatch);
    dispatch_close(&dispatch);
    return code;
}

static enum exit_code read_and_deliver(struct push *push) {
    enum exit_code code = configuration_load(&push->configuration, DISPATCH_NEEDS);
    if (code == EXIT_DONE)
        code = intake_read(&push->intake, &push->configuration, push->arena, stderr, stdout,
                           &push->taken);
    return code == EXIT_DONE ? deliver(push) : dispatch_not_kept(code);
}

int command_push(int argc, char **argv) {
    static const struct argp_child children[] = {
        {.argp = &intake_argp}, {.argp = &configuration_argp}, {0}};
    static const struct argp argp = {.options = options,
                                     .parser = parse,
                                     .args_doc = N_("BESTAND"),
                                     .doc = doc,
                                     .children = children};
    const struct complaint nothing = {0};
    struct push push = {.intake.peilmoment = clock_now(),
                        .arena = arena_new(MAX_REQUEST_MEMORY_BYTES)};
    configuration_init(&push.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &push);
    enum exit_code code = !push.arena                       ? exit_with(STATUS_NO_MEMORY, &nothing)
                          : intake_only_looks(&push.intake) ? look(&push)
                                                            : read_and_deliver(&push);
    arena_free(&push.arena);
    configuration_fini(&push.configuration);
    return code;
}
