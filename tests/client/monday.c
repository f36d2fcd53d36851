#include "monday.h"

#define TODAY 20150      /* 2025-03-03 */
#define SEVEN 1740981600 /* that day, 07:00 in Amsterdam, in seconds */
#define SECONDS INT64_C(1000000)
#define DAYS_AGO(days) ((SEVEN - (days)*INT64_C(86400)) * SECONDS)

#define TEXT(text)                                                                                 \
    { (const uint8_t *)(text), sizeof(text) - 1 }
#define ZON                                                                                        \
    .agb = {"06010713"}, .aanbieder = TEXT("KDC De Zonnehoek"), .telefoon = TEXT("070 1234567"),   \
    .mail = TEXT("wachtlijst@zonnehoek.example")
#define DUIN                                                                                       \
    .agb = {"41410101"}, .aanbieder = TEXT("Praktijk Duinzicht"),                                  \
    .telefoon = TEXT("+31 (0)15 7654321")
#define LELIE                                                                                      \
    .agb = {"73730202"}, .aanbieder = TEXT("Stichting De Waterlelie & Co"),                        \
    .telefoon = TEXT("079 7654321")
#define BRUG .agb = {"98980404"}, .aanbieder = TEXT("De Brug"), .mail = TEXT("info@debrug.example")
#define PLACE(id_, hulpvorm_, gemeente_)                                                           \
    .id = TEXT(id_), .hulpvorm = (hulpvorm_), .gemeente = (gemeente_),                             \
    .maatregel_start = DAY_NONE, .urgentie_datum = DAY_NONE, .overbrugging_sinds = DAY_NONE,       \
    .laatst_geverifieerd = DAY_NONE, .oorspronkelijke_aanmelddatum = DAY_NONE,                     \
    .aanmelddatum = DAY_NONE, .verwijsdatum = DAY_NONE, .toewijzingsdatum = DAY_NONE,              \
    .compleet_datum = DAY_NONE, .intakedatum = DAY_NONE
#define FRESH .data_peilmoment = DAYS_AGO(1), .data_age_days = 1
#define OLD .data_peilmoment = DAYS_AGO(40), .data_age_days = 40, .stale = true
#define WAITS(days, past)                                                                          \
    .days_waited = (days), .start = TODAY - (days), .crossing = TODAY - (past),                    \
    .clock = CLOCK_AANMELDDATUM
#define RANK(number, why, words)                                                                   \
    .rank = (number), .rank_reason = (why), .rank_sentence = TEXT(words)
#define TAKEN(how, name, days)                                                                     \
    .taken = {.state = (how), .who = TEXT(name), .recorded_at = DAYS_AGO(days)}

static const struct place_row rows[] = {
    {ZON, FRESH, WAITS(187, 95), RANK(1, RANK_URGENT, "urgentie crisis; 187 dagen gewacht"),
     .place = {PLACE("K7QX2M9A", KDC, "0518"), .urgentie = URGENTIE_CRISIS, .maatregel = OTS,
               .gi = {"91910303"}, .overbrugging = OVERBRUGGING_AMBULANT},
     .other_places_known = true, .other_places = 1},
    {LELIE, OLD, WAITS(160, 68), RANK(1, RANK_URGENT, "beschermingsmaatregel; 160 dagen gewacht"),
     .place = {PLACE("wl 2025/0017", INTEGRALE_VERBLIJFSHULP, "1916"),
               .maatregel = VOORLOPIGE_VOOGDIJ, .machtiging_uithuisplaatsing = true,
               .overbrugging = OVERBRUGGING_GEEN}},
    {DUIN, FRESH, WAITS(93, 1), RANK(1, RANK_URGENT, "beschermingsmaatregel; 93 dagen gewacht"),
     .place = {PLACE("P4RT7B2C", AMBULANTE_JEUGD_GGZ, "0503"), .maatregel = OTS},
     .other_places_known = true, TAKEN(LOSGELATEN, "bram", 2)},
    {ZON, FRESH, WAITS(280, 188),
     RANK(3, RANK_ZONDER_OVERBRUGGING, "geen overbrugging; 280 dagen gewacht"),
     .place = {PLACE("H2MM8D4E", KDC, "0637"), .overbrugging = OVERBRUGGING_GEEN},
     .taken = {.state = INGEBRACHT,
               .obstacle = GEEN_CAPACITEIT,
               .who = TEXT("anna"),
               .recorded_at = DAYS_AGO(6)}},
    {DUIN, FRESH, WAITS(120, 28),
     RANK(3, RANK_ZONDER_OVERBRUGGING, "overbrugging onbekend; 120 dagen gewacht"),
     .reinstated = true, .place = {PLACE("T9VV3F6G", AMBULANTE_JEUGD_GGZ, "0603")}},
    {LELIE, OLD, WAITS(100, 8),
     RANK(3, RANK_ZONDER_OVERBRUGGING, "geen overbrugging; 100 dagen gewacht"),
     .place = {PLACE("wl 2025/0031", VERBLIJF_OPEN, "1783"), .overbrugging = OVERBRUGGING_GEEN,
               .eigen_wens = true}},
    {DUIN, FRESH, WAITS(184, 92), RANK(4, RANK_WACHTDAGEN, "wachtdagen; 184 dagen gewacht"),
     .place = {PLACE("B6NN5H8J", AMBULANTE_JEUGD_GGZ, "0503"),
               .overbrugging = OVERBRUGGING_AMBULANT},
     TAKEN(OPGEPAKT, "bram", 1)},
    {BRUG, FRESH, WAITS(80, -12), RANK(4, RANK_WACHTDAGEN, "wachtdagen; 80 dagen gewacht"),
     .place = {PLACE("C3WW6K2L", DAGBEHANDELING, "0629"), .overbrugging = OVERBRUGGING_AMBULANT}},
    {ZON, FRESH, WAITS(20, -72), RANK(4, RANK_WACHTDAGEN, "wachtdagen; 20 dagen gewacht"),
     .place = {PLACE("D5YY7M4N", KDC, "1842"), .overbrugging = OVERBRUGGING_AMBULANT}},
};

#define TOLD(number_, kind_, days)                                                                 \
    .number = (number_), .kind = (kind_), .recorded_at = DAYS_AGO(days), .due = TODAY - (days)
#define ABOUT(id, waited)                                                                          \
    .place_id = TEXT(id), .start = TODAY - (waited), .days_waited = (waited),                      \
    .clock = CLOCK_AANMELDDATUM, .left_on = DAY_NONE, .norm_id = TEXT("3m"), .telling = 1

static const struct alert alerts[] = {
    {TOLD(101, OVERSCHRIJDING, 1), DUIN, .place = {ABOUT("P4RT7B2C", 93)}},
    {TOLD(102, VAN_LIJST, 3), DUIN,
     .place = {ABOUT("T9VV3F6G", 120), .reden = REDEN_ONBEKEND, .helped = HELPED_UNKNOWN}},
    {TOLD(103, VAN_LIJST, 2), ZON,
     .place = {.place_id = TEXT("F8ZZ4P6Q"),
               .start = TODAY - 142,
               .left_on = TODAY - 2,
               .days_waited = 140,
               .clock = CLOCK_AANMELDDATUM,
               .reden = TERUGGETROKKEN,
               .helped = HELPED_NO,
               .hulpvorm = KDC,
               .gemeente = "0518",
               RANK(2, RANK_NIET_GEHOLPEN, "van de lijst zonder hulp; 140 dagen gewacht")}},
    {TOLD(104, VAN_LIJST, 2), DUIN,
     .place = {ABOUT("G1QQ8R3S", 99), .reden = GESTART, .helped = HELPED_YES,
               .hulpvorm = AMBULANTE_JEUGD_GGZ, .gemeente = "0503"}},
    {TOLD(105, INGETROKKEN, 1), DUIN,
     .place = {ABOUT("T9VV3F6G", 120), .cause = CAUSE_TERUG, .withdraws_count = 1,
               .withdraws = {102}}},
    {TOLD(106, NIVEAU, 1), DUIN, .place = {ABOUT("B6NN5H8J", 184), .level = 6}},
    {TOLD(107, DREIGEND, 0), BRUG, .place = {ABOUT("C3WW6K2L", 80)}},
};

static const struct taken_place taken[] = {
    {{"06010713"},
     TEXT("F8ZZ4P6Q"),
     {.state = OPGEPAKT, .who = TEXT("anna"), .recorded_at = DAYS_AGO(9)}},
};

struct worklist_sources monday(void) {
    return (struct worklist_sources){
        .name = bytes_of_text("anna"),
        .today = TODAY,
        .known_at = DAYS_AGO(0),
        .norm_id = bytes_of_text("3m"),
        .row_count = sizeof rows / sizeof *rows,
        .alert_count = sizeof alerts / sizeof *alerts,
        .taken_count = sizeof taken / sizeof *taken,
        .rows = rows,
        .alerts = alerts,
        .taken = taken,
    };
}
