#include "client/cli/intake.h"

#include "client/cli/staying.h"
#include "client/clock.h"
#include "client/durable.h"
#include "client/language.h"
#include "client/render.h"
#include "client/render_words.h"
#include "client/source/list_csv.h"
#include "client/wiping.h"
#include "proto/model/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* So many rows are named one by one; of more only how many. */
#define MAX_ROWS_NAMED 20
/* Reading a file goes less deep. */
#define READING_STACK_BYTES (128 * 1024)
/* A mapping is written by hand. */
#define MAX_MAPPING_BYTES (256 * 1024)

enum {
    KEY_PEILMOMENT = 512,
    KEY_FORMAT,
    KEY_OUTFLOW,
    KEY_CHECK,
    KEY_SHOW,
    KEY_DRY_RUN,
    KEY_ANY_AGB,
    KEY_OVERRULE
};

static const struct argp_option options[] = {
    {"check", KEY_CHECK, NULL, 0, N_("alleen nakijken; er wordt niets verstuurd"), 1},
    {"show", KEY_SHOW, NULL, 0, N_("toon wat er verstuurd zou worden; verstuurt niets"), 1},
    {"dry-run", KEY_DRY_RUN, NULL, 0, N_("toon wat er verandert sinds de vorige levering"), 1},
    {"outflow", KEY_OUTFLOW, N_("BESTAND"), 0, N_("wie vertrok, als tweede bestand"), 2},
    {"format", KEY_FORMAT, "csv|json", 0, N_("wat het is (standaard: naar de inhoud)"), 2},
    {"peilmoment", KEY_PEILMOMENT, N_("TIJDSTIP"), 0,
     N_("wanneer de lijst zo was, 2025-01-31T09:00:00Z (standaard: nu)"), 2},
    {"any-agb", KEY_ANY_AGB, NULL, 0, N_("lees alle rijen, welke AGB-code er ook staat"), 3},
    {"same", KEY_OVERRULE + DOUBT_SAME, NULL, 0, N_("ook als dit bestand al eerder is geleverd"),
     3},
    {"fewer", KEY_OVERRULE + DOUBT_FEWER, NULL, 0, N_("ook als meer dan de helft verdween"), 3},
    {"other", KEY_OVERRULE + DOUBT_OTHER, NULL, 0, N_("ook als bijna geen id bekend is"), 3},
    {"cut", KEY_OVERRULE + DOUBT_CUT, NULL, 0, N_("ook als het bestand afgebroken lijkt"), 3},
    {0},
};

static void take_name(struct intake *intake, char *arg, struct argp_state *state) {
    if (intake->file)
        argp_error(state, _("noem één bestand"));
    intake->file = arg;
}

static error_t parse(int key, char *arg, struct argp_state *state) {
    struct intake *intake = state->input;
    if (key > KEY_OVERRULE && key < KEY_OVERRULE + DOUBT_COUNT) {
        intake->overruled |= DOUBT_BIT(key - KEY_OVERRULE);
        return 0;
    }
    switch (key) {
    case KEY_PEILMOMENT:
        if (!instant_parse(arg, &intake->peilmoment))
            argp_error(state, _("--peilmoment is geen tijdstip; schrijf 2025-01-31T09:00:00Z"));
        return 0;
    case KEY_FORMAT:
        if (!source_format_parse(bytes_of_text(arg), &intake->format))
            argp_error(state, _("--format is csv of json"));
        return 0;
    case KEY_OUTFLOW:
        intake->outflow = arg;
        return 0;
    case KEY_CHECK:
        intake->check = true;
        return 0;
    case KEY_SHOW:
        intake->show = true;
        return 0;
    case KEY_DRY_RUN:
        intake->dry_run = true;
        return 0;
    case KEY_ANY_AGB:
        intake->any_agb = true;
        return 0;
    case ARGP_KEY_ARG:
        take_name(intake, arg, state);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, _("noem het bestand met de wachtlijst"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp intake_argp = {.options = options, .parser = parse};

bool intake_only_looks(const struct intake *intake) {
    return intake->check || intake->show || intake->dry_run;
}

/* A line on a terminal, for what takes longer than a second. */
struct progress {
    instant_t since;
    bool shown;
};

static void show_progress(void *context, uint32_t row) {
    struct progress *progress = context;
    if (clock_now() - progress->since < MICROSECONDS_PER_SECOND)
        return;
    fputc('\r', stderr);
    fprintf(stderr, _("wachtpost: rij %u wordt gelezen"), row);
    progress->shown = true;
}

static void end_progress(const struct progress *progress) {
    if (progress->shown)
        fprintf(stderr, "\r%*s\r", 40, "");
}

/* malloc'ed, as durable_read. */
static enum status read_stdin(uint8_t **content, size_t *size, struct complaint *complaint) {
    size_t room = MAX_SOURCE_BYTES + 1;
    uint8_t *at = malloc(room);
    ssize_t got = 1;
    *size = 0;
    while (at && *size < room && got > 0) {
        got = read(STDIN_FILENO, at + *size, room - *size);
        if (got > 0)
            *size += (size_t)got;
        else if (got < 0 && errno == EINTR)
            got = 1;
    }
    *content = at;
    if (!at)
        return STATUS_NO_MEMORY;
    if (got < 0)
        return complain(complaint, STATUS_IO, _("de invoer kan niet worden gelezen"));
    if (*size == room)
        return complain(complaint, STATUS_TOO_LARGE, _("de invoer is groter dan %d MiB"),
                        MAX_SOURCE_BYTES >> 20);
    return STATUS_OK;
}

static enum status read_file(const char *path, uint8_t **content, size_t *size,
                             instant_t *file_time, struct complaint *complaint) {
    struct stat file;
    *file_time = 0;
    if (strcmp(path, "-") == 0)
        return read_stdin(content, size, complaint);
    if (stat(path, &file) == 0 && S_ISDIR(file.st_mode))
        return complain(complaint, STATUS_BAD_INPUT, _("%s is een map; noem één bestand"), path);
    enum status status = durable_read(path, MAX_SOURCE_BYTES, content, size, complaint);
    if (status == STATUS_OK && stat(path, &file) == 0)
        *file_time = file.st_mtim.tv_sec * MICROSECONDS_PER_SECOND + file.st_mtim.tv_nsec / 1000;
    return status == STATUS_IO ? STATUS_BAD_INPUT : status;
}

static enum status read_mapping(const char *path, struct arena *arena, struct mapping *mapping,
                                struct complaint *complaint) {
    uint8_t *content = NULL;
    size_t size;
    struct complaint detail = {0};
    enum status status = durable_read(path, MAX_MAPPING_BYTES, &content, &size, complaint);
    if (status == STATUS_OK)
        status = mapping_read((const char *)content, arena, mapping, &detail);
    else if (status != STATUS_NO_MEMORY)
        status = STATUS_BAD_CONFIG;
    if (detail.text[0])
        status = complain(complaint, STATUS_BAD_CONFIG, "mapping %s: %s", path, detail.text);
    free(content);
    return status;
}

static void tell_dropped(const struct source_part_reading *part, FILE *told) {
    if (part->dropped_count == 0)
        return;
    fprintf(told, _("wachtpost: deze kolommen horen niet bij de indeling en tellen niet mee:"));
    for (size_t i = 0; i < part->dropped_count; i++) {
        fprintf(told, "%s ", i ? "," : "");
        write_text(told, part->dropped[i].name);
        if (part->dropped[i].resembles)
            fprintf(told, _(" (hernoem haar tot %s als u dat bedoelt)"),
                    part->dropped[i].resembles);
    }
    fputc('\n', told);
}

static void tell_left_out(const struct source_part_reading *part, FILE *told) {
    const size_t left_out = part->left_out_count;
    if (left_out == 0)
        return;
    fprintf(told,
            ngettext("wachtpost: %zu regel van een gemeente buiten de regio weggelaten: rij",
                     "wachtpost: %zu regels van een gemeente buiten de regio weggelaten: rij",
                     left_out),
            left_out);
    for (size_t i = 0; i < left_out && i < MAX_ROWS_NAMED; i++)
        fprintf(told, "%s %u", i ? "," : "", part->left_out_rows[i]);
    if (left_out > MAX_ROWS_NAMED)
        fprintf(told, _(" en nog %zu"), left_out - MAX_ROWS_NAMED);
    fputs(left_out == 1
              ? _("; stond deze plek al op uw lijst, lever haar dan met uitstroomreden VERHUISD en "
                  "een uitstroomdatum\n")
              : _("; stond zo'n plek al op uw lijst, lever haar dan met uitstroomreden VERHUISD en "
                  "een uitstroomdatum\n"),
          told);
}

static void tell_part(const struct source_part_reading *part, FILE *told) {
    tell_dropped(part, told);
    tell_left_out(part, told);
    if (part->other_agb_count > 0)
        fprintf(told,
                ngettext("wachtpost: %zu rij met een andere AGB-code overgeslagen\n",
                         "wachtpost: %zu rijen met een andere AGB-code overgeslagen\n",
                         part->other_agb_count),
                part->other_agb_count);
}

static enum exit_code tell_mistakes(const struct intake *intake, bool as_json,
                                    const struct source_reading *reading, FILE *told, FILE *json) {
    const char *const files[SOURCE_PART_COUNT] = {intake->file, intake->outflow};
    for (size_t i = 0; i < SOURCE_PART_COUNT; i++) {
        const struct source_part_reading *part = &reading->parts[i];
        if (part->mistake_count == 0)
            continue;
        if (as_json)
            render_mistakes_json(json, part->mistakes, part->mistake_count);
        else
            render_mistakes(told, files[i], part->mistakes, part->mistake_count);
        fprintf(told,
                ngettext("wachtpost: %zu fout in %s; er is niets verstuurd\n",
                         "wachtpost: %zu fouten in %s; er is niets verstuurd\n",
                         part->mistake_count),
                part->mistake_count, files[i]);
    }
    return EXIT_BAD_DATA;
}

static enum status read_parts(const struct intake *intake, struct source *source,
                              struct intake_taken *taken, struct complaint *complaint) {
    const char *const files[SOURCE_PART_COUNT] = {intake->file, intake->outflow};
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < SOURCE_PART_COUNT; i++) {
        uint8_t *content = NULL;
        size_t size = 0;
        instant_t file_time = 0;
        if (!files[i])
            continue;
        status = read_file(files[i], &content, &size, &file_time, complaint);
        if (status == STATUS_OK)
            status = source_read(source, bytes_of(content, size), (enum source_part)i);
        if (i == SOURCE_LIST)
            taken->file_time = file_time;
        wiping_free(content);
    }
    return status;
}

/* What is read along with the file. */
static enum status prepare(const struct configuration *configuration, struct arena *arena,
                           struct mapping **mapping, struct complaint *complaint) {
    const char *path = configuration->value[SETTING_MAPPING];
    *mapping = NULL;
    if (!path)
        return STATUS_OK;
    *mapping = arena_alloc(arena, sizeof **mapping);
    return *mapping ? read_mapping(path, arena, *mapping, complaint) : STATUS_NO_MEMORY;
}

/* From the files to a list that may leave; what it stands for here is durable then. */
static enum status take(const struct intake *intake, const struct configuration *configuration,
                        struct arena *scratch, struct staying *staying, FILE *told,
                        struct intake_taken *taken, struct complaint *complaint) {
    struct mapping *mapping;
    struct progress progress = {.since = clock_now()};
    bool has_agb = configuration->agb.text[0] != 0 && !intake->any_agb;
    enum status status = prepare(configuration, scratch, &mapping, complaint);
    if (status != STATUS_OK)
        return status;
    const struct source_options wanted = {.peilmoment = intake->peilmoment,
                                          .format = intake->format,
                                          .mapping = mapping,
                                          .agb = has_agb ? &configuration->agb : NULL,
                                          .plekken = staying->plekken,
                                          .files = {intake->file, intake->outflow},
                                          .bsns = staying->bsns,
                                          .progress = isatty(STDERR_FILENO) ? show_progress : NULL,
                                          .context = &progress};
    struct source *source = source_new(scratch, &wanted);
    status = source ? read_parts(intake, source, taken, complaint) : STATUS_NO_MEMORY;
    end_progress(&progress);
    if (status == STATUS_OK)
        status = source_finish(source, &taken->reading);
    if (status != STATUS_OK || source_has_mistakes(&taken->reading))
        return status;
    status = staying_pseudonyms(staying, configuration, source, &taken->reading, told, complaint);
    if (status == STATUS_OK)
        status = staying_save(staying, day_of_instant(intake->peilmoment), complaint);
    return status;
}

static enum exit_code tell(const struct intake *intake, bool as_json,
                           const struct source_reading *reading, FILE *told, FILE *json) {
    bool mistakes = source_has_mistakes(reading);
    for (size_t i = 0; i < SOURCE_PART_COUNT; i++) {
        if (mistakes)
            tell_dropped(&reading->parts[i], told);
        else
            tell_part(&reading->parts[i], told);
    }
    return mistakes ? tell_mistakes(intake, as_json, reading, told, json) : EXIT_DONE;
}

/* All that is read stands in an arena of its own, which is wiped: it may hold BSNs. */
enum exit_code intake_read(const struct intake *intake, const struct configuration *configuration,
                           struct arena *arena, FILE *told, FILE *json,
                           struct intake_taken *taken) {
    struct complaint complaint = {0};
    struct staying staying = {0};
    struct arena *scratch = arena_new(MAX_REQUEST_MEMORY_BYTES);
    *taken = (struct intake_taken){.cut = false};
    enum status status =
        scratch ? staying_open(configuration, intake_only_looks(intake), &staying, &complaint)
                : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = take(intake, configuration, scratch, &staying, told, taken, &complaint);
    if (status == STATUS_OK)
        status = source_keep(&taken->reading, arena, &taken->reading);
    staying_close(&staying);
    arena_free_wiped(&scratch);
    keys_wipe_stack(READING_STACK_BYTES);
    if (status != STATUS_OK)
        return exit_with(status, &complaint);
    for (size_t i = 0; i < SOURCE_PART_COUNT; i++)
        taken->cut = taken->cut || taken->reading.parts[i].cut_row > 0;
    return tell(intake, configuration->json, &taken->reading, told, json);
}
