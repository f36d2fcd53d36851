#include "client/cli/asking.h"
#include "client/cli/report.h"
#include "client/language.h"
#include "client/report/archive.h"
#include "client/report/differences.h"
#include "client/report/kenmerken.h"
#include "client/report/quarter.h"
#include "client/report/regiomonitor.h"

static const char doc[] =
    N_("Schrijf de regiomonitor van een kwartaal.\v"
       "De map krijgt regiomonitor.html (om te lezen), feiten.csv (voor Power BI), "
       "feiten-excel.csv, definities.csv, duiding.csv en kenmerken.csv. Gewoonlijk is alles "
       "openbaar: afgerond op vijftallen, met kleine aantallen verborgen. Met --kring staan er "
       "exacte cijfers in, alleen voor wie binnen de kring werkt; elk bestand zegt dat.\n"
       "\n"
       "Is het kwartaal vastgesteld (--vastgesteld), dan komt het voortaan byte voor byte zo "
       "terug, met verschillen.csv en een samenvatting van wat er sindsdien anders is en waarom.\n"
       "\n"
       "Voorbeeld:\n"
       "  wachtpost report regiomonitor --quarter 2025Q3 --output regiomonitor");

enum { KEY_QUARTER = 256, KEY_CIRCLE, KEY_FIX, KEY_AS_KNOWN_AT, KEY_SCOPE, KEY_SERIES };

static const struct argp_option options[] = {
    {"quarter", KEY_QUARTER, N_("KWARTAAL"), 0, N_("het kwartaal, bijvoorbeeld 2025Q3"), 1},
    {"output", 'o', N_("MAP"), 0, N_("de map om in te schrijven"), 1},
    {"kring", KEY_CIRCLE, NULL, 0, N_("exacte cijfers, alleen binnen de kring"), 2},
    {"vastgesteld", KEY_FIX, NULL, 0, N_("stel het kwartaal vast: het verandert niet meer"), 2},
    {"reeks", KEY_SERIES, N_("NAAM"), 0, N_("met deze oude kwartaalcijfers ervoor; mag vaker"), 3},
    {"scope", KEY_SCOPE, N_("DATUM"), 0, N_("met de regio zoals die op deze dag was"), 3},
    {"as-known-at", KEY_AS_KNOWN_AT, N_("MOMENT"), 0,
     N_("zoals het toen bekend was (standaard nu)"), 3},
    {0},
};

#define MAX_SERIES 8

struct wish {
    struct configuration configuration;
    const char *folder;
    bool fix;
    struct sheets_question question;
    size_t series_count;
    const char *series_names[MAX_SERIES]; /* without the prefix */
};

static void take_quarter(struct wish *wish, const struct argp_state *state, const char *arg) {
    if (!quarter_parse(bytes_of_text(arg), &wish->question.last))
        argp_error(state, _("geen kwartaal: %s; schrijf het als 2025Q3"), arg);
}

static void take_series(struct wish *wish, const struct argp_state *state, const char *arg) {
    if (wish->series_count == MAX_SERIES)
        argp_error(state, _("hoogstens %d reeksen"), MAX_SERIES);
    if (strncmp(arg, IMPORTED_PREFIX, strlen(IMPORTED_PREFIX)) == 0)
        arg += strlen(IMPORTED_PREFIX);
    wish->series_names[wish->series_count++] = arg;
}

static void check_whole(const struct wish *wish, const struct argp_state *state) {
    if (wish->question.last == DAY_NONE)
        argp_error(state, _("noem met --quarter het kwartaal, bijvoorbeeld 2025Q3"));
    if (!wish->folder)
        argp_error(state, _("noem met -o de map om in te schrijven"));
}

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct wish *wish = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &wish->configuration;
        return 0;
    case KEY_QUARTER:
        take_quarter(wish, state, arg);
        return 0;
    case 'o':
        wish->folder = arg;
        return 0;
    case KEY_CIRCLE:
        wish->question.audience = AUDIENCE_CIRCLE;
        return 0;
    case KEY_FIX:
        wish->fix = true;
        return 0;
    case KEY_SERIES:
        take_series(wish, state, arg);
        return 0;
    case KEY_SCOPE:
        wish->question.region_day = asking_day(state, "--scope", arg);
        return 0;
    case KEY_AS_KNOWN_AT:
        wish->question.as_known_at = asking_instant(state, "--as-known-at", arg);
        return 0;
    case ARGP_KEY_END:
        check_whole(wish, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* One run. */
struct work {
    const struct wish *wish;
    const struct session *session;
    struct figures_source source;
    struct arena *arena;
    char name[REGIOMONITOR_NAME_SIZE];
    struct status_reply server;
    struct imported series[MAX_SERIES];
    size_t series_count;
    struct complaint complaint;
};

static enum status fetch_series(struct work *work, struct bytes name) {
    struct publication kept;
    struct imported_reading reading;
    bool there;
    enum status status = report_fetch(work->session, name, &there, &kept, &work->complaint);
    if (status == STATUS_OK && !there)
        return complain(&work->complaint, STATUS_ABSENT,
                        _("er is geen reeks %.*s; maak haar met report import"), (int)name.size,
                        (const char *)name.at);
    if (status == STATUS_OK)
        status = imported_read(kept.content, kept.name, INT32_MAX, work->arena, &reading);
    if (status == STATUS_OK && reading.mistake_count > 0)
        return complain(&work->complaint, STATUS_MALFORMED,
                        _("%.*s is geen reeks zoals report import die bewaart"), (int)name.size,
                        (const char *)name.at);
    if (status == STATUS_OK)
        work->series[work->series_count++] = reading.series;
    return status;
}

static enum status fetch_named_series(struct work *work) {
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < work->wish->series_count; i++) {
        char name[MAX_NAME_BYTES + sizeof IMPORTED_PREFIX];
        snprintf(name, sizeof name, "%s%s", IMPORTED_PREFIX, work->wish->series_names[i]);
        struct bytes kept = arena_copy(work->arena, bytes_of_text(name));
        status = kept.at ? fetch_series(work, kept) : STATUS_NO_MEMORY;
    }
    return status;
}

static enum status make(struct work *work, const struct sheets_question *question, bool fixed,
                        struct report_files *files, instant_t *known_at) {
    const struct regiomonitor_wish wish = {.question = *question,
                                           .series_count = work->series_count,
                                           .series = work->series,
                                           .norm_count = work->server.norm_count,
                                           .norms = work->server.norms,
                                           .fixed = fixed};
    return regiomonitor_make(&work->source, &wish, work->arena, files, known_at, &work->complaint);
}

static enum readers readers_of(const struct work *work) {
    return work->wish->question.audience == AUDIENCE_PUBLIC ? READERS_ALL : READERS_OWNER;
}

/* What is fixed is kept first: what cannot be kept must not lie about being fixed. */
static enum status write_new(struct work *work, struct report_files *files) {
    struct bytes packed;
    instant_t known_at;
    bool fix = work->wish->fix;
    enum status status = fetch_named_series(work);
    if (status == STATUS_OK)
        status = make(work, &work->wish->question, fix, files, &known_at);
    if (status == STATUS_OK && fix)
        status = archive_pack(files, work->arena, &packed);
    if (status == STATUS_OK && fix)
        status = report_fix(work->session, bytes_of_text(work->name), packed, &work->complaint);
    if (status == STATUS_OK)
        status = files_write(files, work->wish->folder, readers_of(work), &work->complaint);
    return status;
}

/* Asks again as was asked then: for the same region, with the same series. */
static enum status recall_question(struct work *work, const struct report_files *fixed,
                                   struct sheets_question *question, instant_t *then) {
    const struct report_file *file = files_find(fixed, REGIOMONITOR_KENMERKEN);
    char text[INSTANT_TEXT_SIZE] = "", day[DAY_TEXT_SIZE] = "";
    struct bytes known_at, region, name;
    if (!file || !kenmerk_find(file->content, KENMERK_KNOWN_AT, 0, &known_at) ||
        !kenmerk_find(file->content, KENMERK_REGION_DAY, 0, &region) ||
        known_at.size >= sizeof text || region.size >= sizeof day)
        return STATUS_MALFORMED;
    memcpy(text, known_at.at, known_at.size);
    memcpy(day, region.at, region.size);
    question->region_day = DAY_NONE;
    if (!instant_parse(text, then) || (day[0] && !day_parse(day, &question->region_day)))
        return STATUS_MALFORMED;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < MAX_SERIES &&
                       kenmerk_find(file->content, KENMERK_SERIES, i, &name);
         i++)
        status = fetch_series(work, name);
    return status;
}

/* How many of the fixed figures what was known then no longer gives; false: not to be asked. */
static bool repeat(struct work *work, const struct report_files *fixed,
                   struct sheets_question question, instant_t then, size_t *differing) {
    struct report_files again;
    struct differences differences;
    instant_t known_at;
    question.as_known_at = then;
    enum status status = make(work, &question, true, &again, &known_at);
    if (status == STATUS_OK)
        status = differences_find(fixed, &again, work->arena, &differences);
    *differing = status == STATUS_OK ? differences.count : 0;
    return status == STATUS_OK;
}

static enum status compare(struct work *work, struct report_files *files,
                           struct differences *differences) {
    struct sheets_question question = work->wish->question;
    struct report_files present;
    struct differences_story story = {.differences = differences, .name = work->name};
    enum status status = recall_question(work, files, &question, &story.then);
    if (status == STATUS_OK)
        status = make(work, &question, true, &present, &story.now);
    if (status == STATUS_OK)
        status = differences_find(files, &present, work->arena, differences);
    if (status == STATUS_OK)
        status = files_add(files, "verschillen.csv", differences_write, differences, work->arena);
    if (status != STATUS_OK)
        return status;
    story.repeated = repeat(work, files, question, story.then, &story.repeated_count);
    if (!work->wish->configuration.json)
        differences_tell(stdout, &story);
    return STATUS_OK;
}

/* What was fixed was asked for one region and with certain series; so it stays. */
static void say_ignored(const struct work *work) {
    if (work->wish->series_count > 0 || work->wish->question.region_day != DAY_NONE)
        fprintf(stderr, _("wachtpost: %s is vastgesteld; --reeks en --scope zijn die van toen\n"),
                work->name);
}

/* The fixed files as they are; when comparing fails they are there all the same. */
static enum status write_fixed(struct work *work, struct bytes packed, struct report_files *files,
                               struct differences *differences) {
    say_ignored(work);
    enum status status = archive_unpack(packed, work->arena, files);
    if (status == STATUS_MALFORMED)
        return complain(&work->complaint, status, _("%s is niet door wachtpost vastgesteld"),
                        work->name);
    if (status == STATUS_OK)
        status = files_write(files, work->wish->folder, readers_of(work), &work->complaint);
    if (status == STATUS_OK)
        status = compare(work, files, differences);
    if (status == STATUS_OK)
        status = files_write(files, work->wish->folder, readers_of(work), &work->complaint);
    return status;
}

static enum exit_code finish(struct work *work) {
    struct publication kept;
    struct report_files files = {0};
    struct differences differences = {0};
    bool there = false;
    enum status status =
        report_fetch(work->session, bytes_of_text(work->name), &there, &kept, &work->complaint);
    if (status == STATUS_OK && there)
        status = write_fixed(work, kept.content, &files, &differences);
    else if (status == STATUS_OK)
        status = write_new(work, &files);
    if (status != STATUS_OK)
        return exit_with(status, &work->complaint);
    const struct report_done done = {
        work->name,           work->wish->folder, &files, there || work->wish->fix,
        differences.compared, differences.count};
    return report_tell(&done, work->wish->configuration.json);
}

static enum exit_code run(void *context, const struct session *session) {
    const struct wish *wish = context;
    struct work work = {.wish = wish,
                        .session = session,
                        .source = report_source(session),
                        .arena = session->asker.arena};
    regiomonitor_name(wish->question.last, wish->question.audience, work.name);
    enum exit_code code = session_status(session, &work.server);
    return code == EXIT_DONE ? finish(&work) : code;
}

int report_regiomonitor(int argc, char **argv) {
    static const struct argp_child children[] = {{.argp = &configuration_argp}, {0}};
    static const struct argp argp = {
        .options = options, .parser = parse, .doc = doc, .children = children};
    struct wish wish = {.question = {.last = DAY_NONE, .region_day = DAY_NONE}};
    configuration_init(&wish.configuration);
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    return session_run(&wish.configuration, SESSION_NEEDS, run, &wish);
}
