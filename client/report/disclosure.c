/* What may leave the circle, figure by figure; what is not in the table below may not.
 *
 * The promise: from a publication, from all its files together and from several of them, no
 * count of 1 to 4 children can be derived, and nothing about days rests on fewer than ten. How
 * it is kept:
 *
 * - One truth. All files are written from the same marked lines with the same rounding, so
 *   that no file says more than another. Shares come from the rounded counts, not from the
 *   exact ones: 33.3% next to 15 would give away a 5.
 * - Within a table (places and those beyond the norm, per hulpvorm and per gemeente) small rows
 *   go together, as suppress.h promises for exact counts; rounding shows less still. A finer
 *   table (with and without overbrugging, the flows, what stands in the way) starts from the
 *   rows of that one: what is together there stays together, or the sum of the finer parts
 *   would tell the rows apart.
 * - What splits one number (bands, reasons, obstacles) is hidden in pairs or more.
 * - Over time waiting now is waiting then plus inflow less outflow. Each of those is rounded by
 *   itself, so that what they leave of an unpublished flow is known to six or more either way,
 *   wider than 1 to 4; and a line hidden at either end shows no flow between. A second
 *   publication of the same quarter would show which counts moved across the edge of a five:
 *   hence what is fixed stays, and differences are told in published numbers only.
 * - Days: means and percentiles in whole days, of ten or more, and those whose days are not
 *   shown are none or ten or more together. The longest wait is one child's: only the region's
 *   is shown, for the same number of days in two tables would say where that child lives and
 *   what it waits for.
 * - Numbers of jeugdigen cannot be added up, so nothing follows from them but for the region,
 *   where those waiting beyond the norm are part of all. */
#include "client/report/disclosure.h"

#include "client/report/disclosure_inside.h"

#define REGION (1u << BY_NOTHING)
#define HULPVORM (1u << BY_HULPVORM)
#define EVERYWHERE (REGION | HULPVORM | (1u << BY_GEMEENTE))

static const struct {
    const char *name;
    enum release release;
    unsigned where; /* bits (1 << dimension) */
} releases[] = {
    {"wachtplekken", RELEASE_COUNT, EVERYWHERE},
    {"wachtplekken_schadelijk", RELEASE_COUNT, EVERYWHERE},
    {"aandeel_schadelijk", RELEASE_SHARE, EVERYWHERE},
    {"wachtplekken_netto", RELEASE_COUNT, EVERYWHERE},
    {"wachtplekken_schadelijk_netto", RELEASE_COUNT, EVERYWHERE},
    {"aandeel_schadelijk_netto", RELEASE_SHARE, EVERYWHERE},
    {"wachtplekken_bescherming", RELEASE_COUNT, REGION},
    {"wachtplekken_schadelijk_bescherming", RELEASE_COUNT, REGION},
    {"wachtplekken_jeugdreclassering", RELEASE_COUNT, REGION},
    {"wachtplekken_schadelijk_jeugdreclassering", RELEASE_COUNT, REGION},
    {"wachtplekken_0_1_maanden", RELEASE_COUNT, REGION},
    {"wachtplekken_1_2_maanden", RELEASE_COUNT, REGION},
    {"wachtplekken_2_3_maanden", RELEASE_COUNT, REGION},
    {"wachtplekken_3_6_maanden", RELEASE_COUNT, REGION},
    {"wachtplekken_6_9_maanden", RELEASE_COUNT, REGION},
    {"wachtplekken_9_12_maanden", RELEASE_COUNT, REGION},
    {"wachtplekken_12_plus_maanden", RELEASE_COUNT, REGION},
    {"jeugdigen_minstens", RELEASE_COUNT, REGION},
    {"jeugdigen_hoogstens", RELEASE_COUNT, REGION},
    {"jeugdigen_schadelijk_minstens", RELEASE_COUNT, REGION},
    {"jeugdigen_schadelijk_hoogstens", RELEASE_COUNT, REGION},
    {"wachtdagen_gemiddeld", RELEASE_DAYS, EVERYWHERE},
    {"wachtdagen_mediaan", RELEASE_DAYS, EVERYWHERE},
    {"wachtdagen_p80", RELEASE_DAYS, EVERYWHERE},
    {"wachtdagen_p92", RELEASE_DAYS, EVERYWHERE},
    {"wachtdagen_langst", RELEASE_DAYS, REGION},
    {"aanbieders_met_plekken", RELEASE_PLAIN, REGION},
    {"aanbieders_3_maanden_gemiddeld", RELEASE_PLAIN, REGION},
    {"aanbieders_3_maanden_langst", RELEASE_PLAIN, REGION},
    {"aanbieders_3_maanden_p80", RELEASE_PLAIN, REGION},
    {"aandeel_aanbieders_3_maanden_gemiddeld", RELEASE_PLAIN, REGION},
    {"aandeel_aanbieders_3_maanden_langst", RELEASE_PLAIN, REGION},
    {"aandeel_aanbieders_3_maanden_p80", RELEASE_PLAIN, REGION},
    {"instroom", RELEASE_COUNT, REGION | HULPVORM},
    {"uitstroom", RELEASE_COUNT, REGION},
    {"uitstroom_gestart", RELEASE_COUNT, REGION | HULPVORM},
    {"uitstroom_overig", RELEASE_COUNT, REGION},
    {"uitstroom_admin_opgeschoond", RELEASE_COUNT, REGION},
    {"gestart_plekken", RELEASE_COUNT, REGION | HULPVORM},
    {"gestart_binnen_norm", RELEASE_COUNT, REGION | HULPVORM},
    {"aandeel_gestart_binnen_norm", RELEASE_SHARE, REGION | HULPVORM},
    {"gestart_gemiddeld", RELEASE_DAYS, REGION | HULPVORM},
    {"gestart_mediaan", RELEASE_DAYS, REGION | HULPVORM},
    {"gestart_p80", RELEASE_DAYS, REGION | HULPVORM},
    {"gestart_p92", RELEASE_DAYS, REGION | HULPVORM},
    {"fase_verwijzing_gemiddeld", RELEASE_DAYS, REGION | HULPVORM},
    {"fase_aanmelding_gemiddeld", RELEASE_DAYS, REGION | HULPVORM},
    {"fase_toewijzing_gemiddeld", RELEASE_DAYS, REGION | HULPVORM},
    {"fase_intake_gemiddeld", RELEASE_DAYS, REGION | HULPVORM},
    {"fase_start_gemiddeld", RELEASE_DAYS, REGION | HULPVORM},
    {"belemmering_geen", RELEASE_COUNT, REGION},
    {"belemmering_geen_capaciteit", RELEASE_COUNT, REGION | HULPVORM},
    {"belemmering_geen_passend_aanbod", RELEASE_COUNT, REGION | HULPVORM},
    {"belemmering_financiering", RELEASE_COUNT, REGION | HULPVORM},
    {"belemmering_toewijzing_ontbreekt", RELEASE_COUNT, REGION | HULPVORM},
    {"belemmering_gezin", RELEASE_COUNT, REGION | HULPVORM},
    {"belemmering_onderwijs", RELEASE_COUNT, REGION | HULPVORM},
    {"belemmering_anders", RELEASE_COUNT, REGION | HULPVORM},
    {"aanbieders_verwacht", RELEASE_PLAIN, EVERYWHERE},
    {"aanbieders_actueel", RELEASE_PLAIN, EVERYWHERE},
    {"aanbieders_verouderd", RELEASE_PLAIN, EVERYWHERE},
    {"aanbieders_weggevallen", RELEASE_PLAIN, EVERYWHERE},
    {"leveringen", RELEASE_PLAIN, EVERYWHERE},
    {"oudste_gegevens", RELEASE_PLAIN, EVERYWHERE},
};

enum release disclosure_release(size_t figure, enum dimension by) {
    for (size_t i = 0; i < sizeof releases / sizeof *releases; i++)
        if ((releases[i].where & (1u << by)) &&
            strcmp(releases[i].name, figure_name(figure)->name) == 0)
            return releases[i].release;
    return RELEASE_NEVER;
}

void show(struct line *line, const char *name) {
    line->shown[figure_named(name)] = true;
}

void show_if(bool may, struct line *line, const char *name) {
    if (may)
        show(line, name);
}

static const char *const coverage_figures[] = {"aanbieders_verwacht",  "aanbieders_actueel",
                                               "aanbieders_verouderd", "aanbieders_weggevallen",
                                               "leveringen",           "oudste_gegevens"};
static const char *const waited_figures[] = {"wachtdagen_gemiddeld", "wachtdagen_mediaan",
                                             "wachtdagen_p80", "wachtdagen_p92"};
static const char *const realised_figures[] = {"gestart_gemiddeld", "gestart_mediaan",
                                               "gestart_p80", "gestart_p92"};

#define SHOW_EACH(line, names)                                                                     \
    for (size_t i = 0; i < sizeof(names) / sizeof *(names); i++)                                   \
    show(line, (names)[i])

void show_coverage(struct line *line) {
    SHOW_EACH(line, coverage_figures);
}

void show_waited(struct line *line) {
    SHOW_EACH(line, waited_figures);
}

void show_realised(struct line *line) {
    SHOW_EACH(line, realised_figures);
}

const char *const phase_figures[PHASE_COUNT] = {
    [PHASE_VERWIJZING] = "fase_verwijzing_gemiddeld",
    [PHASE_AANMELDING] = "fase_aanmelding_gemiddeld",
    [PHASE_TOEWIJZING] = "fase_toewijzing_gemiddeld",
    [PHASE_INTAKE] = "fase_intake_gemiddeld",
    [PHASE_START] = "fase_start_gemiddeld",
};

const char *const obstacle_figures[OBSTACLE_COUNT] = {
    [OBSTACLE_NONE] = "belemmering_geen",
    [GEEN_CAPACITEIT] = "belemmering_geen_capaciteit",
    [GEEN_PASSEND_AANBOD] = "belemmering_geen_passend_aanbod",
    [FINANCIERING] = "belemmering_financiering",
    [TOEWIJZING_ONTBREEKT] = "belemmering_toewijzing_ontbreekt",
    [GEZIN] = "belemmering_gezin",
    [ONDERWIJS] = "belemmering_onderwijs",
    [ANDERS] = "belemmering_anders",
};

static void show_all(struct line *line) {
    for (size_t figure = 0; figure < figure_name_count(); figure++)
        line->shown[figure] = figure_asked(figure, REPORT_MEASURES);
}

static void show_sheet(struct sheet *sheet) {
    show_all(&sheet->region);
    for (size_t block = 0; block < BLOCK_COUNT; block++)
        for (size_t i = 0; i < sheet->blocks[block].count; i++)
            show_all(&sheet->blocks[block].lines[i]);
}

enum status disclosure_apply(struct sheets *sheets, size_t at, struct arena *arena) {
    struct sheet *sheet = &sheets->sheet[at];
    const struct sheet *before = at > 0 ? &sheets->sheet[at - 1] : NULL;
    if (sheets->audience == AUDIENCE_CIRCLE) {
        show_sheet(sheet);
        return STATUS_OK;
    }
    enum status status = disclose_region(&sheet->region, arena);
    for (size_t block = 0; status == STATUS_OK && block < BLOCK_COUNT; block++)
        status = disclose_block(&sheet->region, &sheet->blocks[block],
                                before ? &before->blocks[block] : NULL, arena);
    return status;
}
