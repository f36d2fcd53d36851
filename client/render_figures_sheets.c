#include "client/render_figures_sheets.h"

#include "client/render_words.h"

#include <inttypes.h>

static void put_jeugdigen(struct table *table, const struct figures *figures) {
    const struct count *count = &figures->waiting[WAITING_ALL];
    if (count->jeugdigen_lower == count->jeugdigen_upper)
        table_print(table, "%u", count->jeugdigen_upper);
    else
        table_print(table, "%u-%u", count->jeugdigen_lower, count->jeugdigen_upper);
}

static void put_coverage(struct table *table, const struct figures *figures) {
    const struct coverage *coverage = &figures->coverage;
    uint64_t counted = (uint64_t)coverage->fresh + coverage->stale;
    if (coverage->stale > 0)
        table_print(table, "%" PRIu64 " van %u (%u verouderd)", counted, coverage->expected,
                    coverage->stale);
    else
        table_print(table, "%" PRIu64 " van %u", counted, coverage->expected);
}

static void put_oldest(struct table *table, const struct figures *figures) {
    char day[DUTCH_DAY_SIZE];
    table_print(table, "%s", dutch_day(figures->coverage.oldest, day));
}

static const struct sheet_column main_columns[] = {
    {"plekken", .figure = "wachtplekken"},
    {"jeugdigen", .put = put_jeugdigen, .measure = MEASURE_JEUGDIGEN},
    {"boven norm", .figure = "wachtplekken_schadelijk"},
    {"netto", .figure = "wachtplekken_schadelijk_netto"},
    {"%", .figure = "aandeel_schadelijk"},
    {"gemiddeld", .figure = "wachtdagen_gemiddeld"},
    {"mediaan", .figure = "wachtdagen_mediaan"},
    {"p80", .figure = "wachtdagen_p80"},
    {"p92", .figure = "wachtdagen_p92"},
    {"langst", .figure = "wachtdagen_langst"},
    {"instroom", .figure = "instroom"},
    {"gestart", .figure = "uitstroom_gestart"},
    {"opgeschoond", .figure = "uitstroom_admin_opgeschoond"},
    {"overig uit", .figure = "uitstroom_overig"},
    {"aanbieders", .put = put_coverage},
    {"oudste", .put = put_oldest},
};

static const struct sheet_column waiting_columns[] = {
    {"0-1", .figure = "wachtplekken_0_1_maanden"},
    {"1-2", .figure = "wachtplekken_1_2_maanden"},
    {"2-3", .figure = "wachtplekken_2_3_maanden"},
    {"3-6", .figure = "wachtplekken_3_6_maanden"},
    {"6-9", .figure = "wachtplekken_6_9_maanden"},
    {"9-12", .figure = "wachtplekken_9_12_maanden"},
    {"12+", .figure = "wachtplekken_12_plus_maanden"},
    {"zonder datum", .figure = "wachtplekken_zonder_klok"},
    {"bescherming", .figure = "wachtplekken_bescherming"},
    {"boven norm", .figure = "wachtplekken_schadelijk_bescherming"},
    {"reclassering", .figure = "wachtplekken_jeugdreclassering"},
    {"boven norm", .figure = "wachtplekken_schadelijk_jeugdreclassering"},
    {"zonder eigen wens", .figure = "wachtplekken_zonder_eigen_wens"},
    {"boven norm", .figure = "wachtplekken_schadelijk_zonder_eigen_wens"},
};

static const struct sheet_column days_columns[] = {
    {"met plekken", .figure = "aanbieders_met_plekken"},
    {"gemiddeld", .figure = "aanbieders_3_maanden_gemiddeld"},
    {"%", .figure = "aandeel_aanbieders_3_maanden_gemiddeld"},
    {"langst", .figure = "aanbieders_3_maanden_langst"},
    {"%", .figure = "aandeel_aanbieders_3_maanden_langst"},
    {"p80", .figure = "aanbieders_3_maanden_p80"},
    {"%", .figure = "aandeel_aanbieders_3_maanden_p80"},
};

static const struct sheet_column flow_columns[] = {
    {"gestart", .figure = "uitstroom_gestart"},
    {"elders gestart", .figure = "uitstroom_elders_gestart"},
    {"elders geplaatst", .figure = "uitstroom_elders_geplaatst"},
    {"teruggetrokken", .figure = "uitstroom_teruggetrokken"},
    {"niet passend", .figure = "uitstroom_niet_passend"},
    {"crisis", .figure = "uitstroom_crisis_opgenomen"},
    {"18 jaar", .figure = "uitstroom_leeftijd_18"},
    {"verhuisd", .figure = "uitstroom_verhuisd"},
    {"overleden", .figure = "uitstroom_overleden"},
    {"ander domein", .figure = "uitstroom_ander_domein"},
    {"opgeschoond", .figure = "uitstroom_admin_opgeschoond"},
    {"nooit gewacht", .figure = "uitstroom_admin_fout"},
    {"onbekend", .figure = "uitstroom_onbekend"},
};

static const struct sheet_column realised_columns[] = {
    {"gestart", .figure = "gestart_plekken"},
    {"gemiddeld", .figure = "gestart_gemiddeld"},
    {"mediaan", .figure = "gestart_mediaan"},
    {"p80", .figure = "gestart_p80"},
    {"p92", .figure = "gestart_p92"},
    {"langst", .figure = "gestart_langst"},
    {"binnen norm", .figure = "gestart_binnen_norm"},
    {"%", .figure = "aandeel_gestart_binnen_norm"},
    {"verwijzing", .figure = "fase_verwijzing_gemiddeld"},
    {"aanmelding", .figure = "fase_aanmelding_gemiddeld"},
    {"toewijzing", .figure = "fase_toewijzing_gemiddeld"},
    {"intake", .figure = "fase_intake_gemiddeld"},
    {"start", .figure = "fase_start_gemiddeld"},
};

static const struct sheet_column taken_columns[] = {
    {"niemand", .figure = "opvolging_niemand"},
    {"opgepakt", .figure = "opvolging_opgepakt"},
    {"ingebracht", .figure = "opvolging_ingebracht"},
    {"geplaatst", .figure = "opvolging_geplaatst"},
    {"niet mogelijk", .figure = "opvolging_niet_mogelijk"},
    {"losgelaten", .figure = "opvolging_losgelaten"},
    {"capaciteit", .figure = "belemmering_geen_capaciteit"},
    {"aanbod", .figure = "belemmering_geen_passend_aanbod"},
    {"financiering", .figure = "belemmering_financiering"},
    {"toewijzing", .figure = "belemmering_toewijzing_ontbreekt"},
    {"gezin", .figure = "belemmering_gezin"},
    {"onderwijs", .figure = "belemmering_onderwijs"},
    {"anders", .figure = "belemmering_anders"},
};

static const struct sheet_column survival_columns[] = {
    {"helft begon binnen", .figure = "helft_begonnen_binnen"},
    {"acht van tien binnen", .figure = "acht_van_tien_begonnen_binnen"},
    {"gestart", .figure = "levenstafel_gestart"},
    {"gevolgd", .figure = "levenstafel_plekken"},
};

#define COLUMNS(columns) columns, sizeof columns / sizeof *columns

const struct sheet figures_sheets[FIGURES_SHEET_COUNT] = {
    {NULL, MEASURE_NONE, COLUMNS(main_columns)},
    {"Wachtplekken naar maanden, met maatregel en zonder eigen wens", MEASURE_WAITING,
     COLUMNS(waiting_columns)},
    {"Aanbieders met drie maanden of meer, naar gemiddelde, langste en p80", MEASURE_DAYS,
     COLUMNS(days_columns)},
    {"Van de lijst, naar reden", MEASURE_FLOWS, COLUMNS(flow_columns)},
    {"Gewacht tot de start, in dagen; daarna gemiddeld per fase", MEASURE_REALISED,
     COLUMNS(realised_columns)},
    {"Wie heeft ze, en wat staat er in de weg", MEASURE_TAKEN, COLUMNS(taken_columns)},
    {"Levenstafel, in dagen", MEASURE_SURVIVAL, COLUMNS(survival_columns)},
};
