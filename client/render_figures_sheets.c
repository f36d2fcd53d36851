#include "client/render_figures_sheets.h"

#include "client/language.h"
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
        table_print(table, _("%" PRIu64 " van %u (%u verouderd)"), counted, coverage->expected,
                    coverage->stale);
    else
        table_print(table, _("%" PRIu64 " van %u"), counted, coverage->expected);
}

static void put_oldest(struct table *table, const struct figures *figures) {
    char day[DUTCH_DAY_SIZE];
    table_print(table, "%s", dutch_day(figures->coverage.oldest, day));
}

static const struct sheet_column main_columns[] = {
    {N_("plekken"), .figure = "wachtplekken"},
    {N_("jeugdigen"), .put = put_jeugdigen, .measure = MEASURE_JEUGDIGEN},
    {N_("boven norm"), .figure = "wachtplekken_schadelijk"},
    {N_("netto"), .figure = "wachtplekken_schadelijk_netto"},
    {"%", .figure = "aandeel_schadelijk"},
    {N_("gemiddeld"), .figure = "wachtdagen_gemiddeld"},
    {N_("mediaan"), .figure = "wachtdagen_mediaan"},
    {"p80", .figure = "wachtdagen_p80"},
    {"p92", .figure = "wachtdagen_p92"},
    {N_("langst"), .figure = "wachtdagen_langst"},
    {N_("instroom"), .figure = "instroom"},
    {N_("gestart"), .figure = "uitstroom_gestart"},
    {N_("opgeschoond"), .figure = "uitstroom_admin_opgeschoond"},
    {N_("overig uit"), .figure = "uitstroom_overig"},
    {N_("aanbieders"), .put = put_coverage},
    {N_("oudste"), .put = put_oldest},
};

static const struct sheet_column waiting_columns[] = {
    {"0-1", .figure = "wachtplekken_0_1_maanden"},
    {"1-2", .figure = "wachtplekken_1_2_maanden"},
    {"2-3", .figure = "wachtplekken_2_3_maanden"},
    {"3-6", .figure = "wachtplekken_3_6_maanden"},
    {"6-9", .figure = "wachtplekken_6_9_maanden"},
    {"9-12", .figure = "wachtplekken_9_12_maanden"},
    {"12+", .figure = "wachtplekken_12_plus_maanden"},
    {N_("zonder datum"), .figure = "wachtplekken_zonder_klok"},
    {N_("bescherming"), .figure = "wachtplekken_bescherming"},
    {N_("boven norm"), .figure = "wachtplekken_schadelijk_bescherming"},
    {N_("reclassering"), .figure = "wachtplekken_jeugdreclassering"},
    {N_("boven norm"), .figure = "wachtplekken_schadelijk_jeugdreclassering"},
    {N_("zonder eigen wens"), .figure = "wachtplekken_zonder_eigen_wens"},
    {N_("boven norm"), .figure = "wachtplekken_schadelijk_zonder_eigen_wens"},
};

static const struct sheet_column days_columns[] = {
    {N_("met plekken"), .figure = "aanbieders_met_plekken"},
    {N_("gemiddeld"), .figure = "aanbieders_3_maanden_gemiddeld"},
    {"%", .figure = "aandeel_aanbieders_3_maanden_gemiddeld"},
    {N_("langst"), .figure = "aanbieders_3_maanden_langst"},
    {"%", .figure = "aandeel_aanbieders_3_maanden_langst"},
    {"p80", .figure = "aanbieders_3_maanden_p80"},
    {"%", .figure = "aandeel_aanbieders_3_maanden_p80"},
};

static const struct sheet_column flow_columns[] = {
    {N_("gestart"), .figure = "uitstroom_gestart"},
    {N_("elders gestart"), .figure = "uitstroom_elders_gestart"},
    {N_("elders geplaatst"), .figure = "uitstroom_elders_geplaatst"},
    {N_("teruggetrokken"), .figure = "uitstroom_teruggetrokken"},
    {N_("niet passend"), .figure = "uitstroom_niet_passend"},
    {N_("crisis"), .figure = "uitstroom_crisis_opgenomen"},
    {N_("18 jaar"), .figure = "uitstroom_leeftijd_18"},
    {N_("verhuisd"), .figure = "uitstroom_verhuisd"},
    {N_("overleden"), .figure = "uitstroom_overleden"},
    {N_("ander domein"), .figure = "uitstroom_ander_domein"},
    {N_("opgeschoond"), .figure = "uitstroom_admin_opgeschoond"},
    {N_("nooit gewacht"), .figure = "uitstroom_admin_fout"},
    {N_("onbekend"), .figure = "uitstroom_onbekend"},
};

static const struct sheet_column realised_columns[] = {
    {N_("gestart"), .figure = "gestart_plekken"},
    {N_("gemiddeld"), .figure = "gestart_gemiddeld"},
    {N_("mediaan"), .figure = "gestart_mediaan"},
    {"p80", .figure = "gestart_p80"},
    {"p92", .figure = "gestart_p92"},
    {N_("langst"), .figure = "gestart_langst"},
    {N_("binnen norm"), .figure = "gestart_binnen_norm"},
    {"%", .figure = "aandeel_gestart_binnen_norm"},
    {N_("verwijzing"), .figure = "fase_verwijzing_gemiddeld"},
    {N_("aanmelding"), .figure = "fase_aanmelding_gemiddeld"},
    {N_("toewijzing"), .figure = "fase_toewijzing_gemiddeld"},
    {N_("intake"), .figure = "fase_intake_gemiddeld"},
    {N_("start"), .figure = "fase_start_gemiddeld"},
};

static const struct sheet_column taken_columns[] = {
    {N_("niemand"), .figure = "opvolging_niemand"},
    {N_("opgepakt"), .figure = "opvolging_opgepakt"},
    {N_("ingebracht"), .figure = "opvolging_ingebracht"},
    {N_("geplaatst"), .figure = "opvolging_geplaatst"},
    {N_("niet mogelijk"), .figure = "opvolging_niet_mogelijk"},
    {N_("losgelaten"), .figure = "opvolging_losgelaten"},
    {N_("capaciteit"), .figure = "belemmering_geen_capaciteit"},
    {N_("aanbod"), .figure = "belemmering_geen_passend_aanbod"},
    {N_("financiering"), .figure = "belemmering_financiering"},
    {N_("toewijzing"), .figure = "belemmering_toewijzing_ontbreekt"},
    {N_("gezin"), .figure = "belemmering_gezin"},
    {N_("onderwijs"), .figure = "belemmering_onderwijs"},
    {N_("anders"), .figure = "belemmering_anders"},
};

static const struct sheet_column survival_columns[] = {
    {N_("helft begon binnen"), .figure = "helft_begonnen_binnen"},
    {N_("acht van tien binnen"), .figure = "acht_van_tien_begonnen_binnen"},
    {N_("gestart"), .figure = "levenstafel_gestart"},
    {N_("gevolgd"), .figure = "levenstafel_plekken"},
};

#define COLUMNS(columns) columns, sizeof columns / sizeof *columns

const struct sheet figures_sheets[FIGURES_SHEET_COUNT] = {
    {NULL, MEASURE_NONE, COLUMNS(main_columns)},
    {N_("Wachtplekken naar maanden, met maatregel en zonder eigen wens"), MEASURE_WAITING,
     COLUMNS(waiting_columns)},
    {N_("Aanbieders met drie maanden of meer, naar gemiddelde, langste en p80"), MEASURE_DAYS,
     COLUMNS(days_columns)},
    {N_("Van de lijst, naar reden"), MEASURE_FLOWS, COLUMNS(flow_columns)},
    {N_("Gewacht tot de start, in dagen; daarna gemiddeld per fase"), MEASURE_REALISED,
     COLUMNS(realised_columns)},
    {N_("Wie heeft ze, en wat staat er in de weg"), MEASURE_TAKEN, COLUMNS(taken_columns)},
    {N_("Levenstafel, in dagen"), MEASURE_SURVIVAL, COLUMNS(survival_columns)},
};
