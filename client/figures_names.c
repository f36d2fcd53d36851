#include "client/figures_names.h"

#include <inttypes.h>
#include <stdio.h>

/* How a figure comes out of struct figures: which fields, by their offsets. */
enum shape {
    SHAPE_COUNT,   /* uint32_t at */
    SHAPE_SUM,     /* uint64_t at; rests on the uint32_t of */
    SHAPE_OUTFLOW, /* left[], all */
    SHAPE_OTHER,   /* left[], neither started nor cleaned up */
    SHAPE_SHARE,   /* uint32_t at, of the uint32_t of */
    SHAPE_MEAN,    /* uint64_t at, over the uint32_t of */
    SHAPE_RANK,    /* uint32_t at; means nothing while the uint32_t of is 0 */
    SHAPE_REACHED, /* uint32_t at; only where the bool known is set; rests on of */
    SHAPE_AGE      /* day_t at, up to the day itself */
};

struct entry {
    struct figure_name name;
    enum shape shape;
    size_t at, of, known;
};

#define AT(member) offsetof(struct figures, member)

#define COUNT(name, unit, measure, member, definition)                                             \
    { {name, definition, UNIT_##unit, MEASURE_##measure}, SHAPE_COUNT, AT(member), 0, 0 }
#define SHARE(name, measure, member, whole, definition)                                            \
    { {name, definition, UNIT_PROCENT, MEASURE_##measure}, SHAPE_SHARE, AT(member), AT(whole), 0 }
#define MEAN(name, measure, member, definition)                                                    \
    {                                                                                              \
        {name, definition, UNIT_DAGEN, MEASURE_##measure}, SHAPE_MEAN, AT(member.sum),             \
            AT(member.count), 0                                                                    \
    }
#define SUM(name, measure, member, definition)                                                     \
    {                                                                                              \
        {name, definition, UNIT_DAGEN, MEASURE_##measure}, SHAPE_SUM, AT(member.sum),              \
            AT(member.count), 0                                                                    \
    }
#define RANK(name, measure, days, member, definition)                                              \
    {                                                                                              \
        {name, definition, UNIT_DAGEN, MEASURE_##measure}, SHAPE_RANK, AT(days.member),            \
            AT(days.count), 0                                                                      \
    }
#define REACHED(name, member, definition)                                                          \
    {                                                                                              \
        {name, definition, UNIT_DAGEN, MEASURE_SURVIVAL}, SHAPE_REACHED,                           \
            AT(survival.member##_days), AT(survival.starts), AT(survival.member##_known)           \
    }

/* The same counts for each reading of "waiting". */
#define PLACES(suffix, reading, which)                                                             \
    COUNT("wachtplekken" suffix, PLEKKEN, WAITING, waiting[reading].places,                        \
          "Open wachtplekken aan het eind van de peildag" which "."),                              \
        COUNT("wachtplekken_schadelijk" suffix, PLEKKEN, WAITING, beyond[reading].places,          \
              "Open wachtplekken die op de peildag langer wachten dan de norm" which "."),         \
        SHARE("aandeel_schadelijk" suffix, WAITING, beyond[reading].places,                        \
              waiting[reading].places,                                                             \
              "Welk deel van de open wachtplekken langer wacht dan de norm" which ".")
#define JEUGDIGEN(suffix, reading, which)                                                          \
    COUNT("jeugdigen_minstens" suffix, JEUGDIGEN, JEUGDIGEN, waiting[reading].jeugdigen_lower,     \
          "Wachtende jeugdigen, ieder een keer, minstens" which                                    \
          ": plekken zonder pseudoniem horen mogelijk bij een jeugdige die al telt."),             \
        COUNT("jeugdigen_hoogstens" suffix, JEUGDIGEN, JEUGDIGEN,                                  \
              waiting[reading].jeugdigen_upper,                                                    \
              "Wachtende jeugdigen, ieder een keer, hoogstens" which                               \
              ": elke plek zonder pseudoniem telt als een eigen jeugdige."),                       \
        COUNT("jeugdigen_schadelijk_minstens" suffix, JEUGDIGEN, JEUGDIGEN,                        \
              beyond[reading].jeugdigen_lower,                                                     \
              "Jeugdigen die langer wachten dan de norm, ieder een keer, minstens" which "."),     \
        COUNT("jeugdigen_schadelijk_hoogstens" suffix, JEUGDIGEN, JEUGDIGEN,                       \
              beyond[reading].jeugdigen_upper,                                                     \
              "Jeugdigen die langer wachten dan de norm, ieder een keer, hoogstens" which ".")
#define READINGS(FIGURES)                                                                          \
    FIGURES("", WAITING_ALL, ""),                                                                  \
        FIGURES("_netto", WAITING_NETTO, ", zonder die met bekende overbruggingszorg"),            \
        FIGURES("_bescherming", WAITING_BESCHERMING, ", alleen met een beschermingsmaatregel"),    \
        FIGURES("_jeugdreclassering", WAITING_RECLASSERING, ", alleen met jeugdreclassering"),     \
        FIGURES("_zonder_eigen_wens", WAITING_ADJUSTED,                                            \
                ", zonder die waar het gezin zelf later wil beginnen")

#define BAND(name, index, words)                                                                   \
    COUNT("wachtplekken_" name "_maanden", PLEKKEN, WAITING, bands[index],                         \
          "Open wachtplekken die op de peildag " words " wachten.")
#define LEFT(name, reden, words)                                                                   \
    COUNT("uitstroom_" name, PLEKKEN, FLOWS, left[reden],                                          \
          "Wachtplekken die in de periode van de lijst gingen: " words ".")
#define PHASE(name, phase, words)                                                                  \
    COUNT("fase_" name "_plekken", PLEKKEN, REALISED, phases[phase].count,                         \
          "Wachtplekken met hulp gestart in de periode waarvan beide datums bekend zijn: " words   \
          "."),                                                                                    \
        SUM("fase_" name "_som", REALISED, phases[phase], "Dagen " words ", opgeteld."),           \
        MEAN("fase_" name "_gemiddeld", REALISED, phases[phase],                                   \
             "Gemiddeld aantal dagen " words ".")
#define TAKEN(name, state, words)                                                                  \
    COUNT("opvolging_" name, PLEKKEN, TAKEN, taken[state], "Open wachtplekken waarvan " words ".")
#define OBSTACLE(name, obstacle, words)                                                            \
    COUNT("belemmering_" name, PLEKKEN, TAKEN, obstacles[obstacle],                                \
          "Open wachtplekken waarbij als belemmering is genoemd: " words ".")

static const struct entry entries[] = {
    READINGS(PLACES),
    COUNT("wachtplekken_zonder_klok", PLEKKEN, WAITING, without_clock,
          "Open wachtplekken zonder de datum vanaf waar wordt geteld; zij tellen in geen enkel "
          "cijfer over dagen mee."),
    BAND("0_1", 0, "hoogstens een maand"),
    BAND("1_2", 1, "langer dan een tot en met twee maanden"),
    BAND("2_3", 2, "langer dan twee tot en met drie maanden"),
    BAND("3_6", 3, "langer dan drie tot en met zes maanden"),
    BAND("6_9", 4, "langer dan zes tot en met negen maanden"),
    BAND("9_12", 5, "langer dan negen tot en met twaalf maanden"),
    BAND("12_plus", 6, "langer dan twaalf maanden"),
    READINGS(JEUGDIGEN),
    COUNT("wachtdagen_plekken", PLEKKEN, DAYS, days.count,
          "Open wachtplekken waarvan bekend is sinds wanneer zij wachten; hierop rusten de "
          "wachtdagen."),
    SUM("wachtdagen_som", DAYS, days, "Dagen die er tot de peildag is gewacht, opgeteld."),
    MEAN("wachtdagen_gemiddeld", DAYS, days,
         "Hoeveel dagen de open wachtplekken tot de peildag gemiddeld wachten."),
    RANK("wachtdagen_mediaan", DAYS, days, median,
         "De helft van de open wachtplekken wacht tot de peildag hoogstens zoveel dagen."),
    RANK("wachtdagen_p80", DAYS, days, p80,
         "Acht van de tien open wachtplekken wachten tot de peildag hoogstens zoveel dagen."),
    RANK("wachtdagen_p92", DAYS, days, p92,
         "92 procent van de open wachtplekken wacht tot de peildag hoogstens zoveel dagen."),
    RANK("wachtdagen_langst", DAYS, days, longest,
         "Hoeveel dagen de langst wachtende open wachtplek tot de peildag wacht."),
    COUNT("aanbieders_met_plekken", AANBIEDERS, DAYS, aanbieders,
          "Aanbieders met meegetelde open wachtplekken waarvan bekend is sinds wanneer zij "
          "wachten."),
    COUNT("aanbieders_3_maanden_gemiddeld", AANBIEDERS, DAYS, aanbieders_mean,
          "Aanbieders met een wachttijd van drie maanden of meer, gemeten naar het gemiddelde."),
    COUNT("aanbieders_3_maanden_langst", AANBIEDERS, DAYS, aanbieders_longest,
          "Aanbieders met een wachttijd van drie maanden of meer, gemeten naar de langst "
          "wachtende."),
    COUNT("aanbieders_3_maanden_p80", AANBIEDERS, DAYS, aanbieders_p80,
          "Aanbieders met een wachttijd van drie maanden of meer, gemeten naar het 80e "
          "percentiel."),
    SHARE("aandeel_aanbieders_3_maanden_gemiddeld", DAYS, aanbieders_mean, aanbieders,
          "Welk deel van de aanbieders met plekken drie maanden of meer heeft, naar het "
          "gemiddelde."),
    SHARE("aandeel_aanbieders_3_maanden_langst", DAYS, aanbieders_longest, aanbieders,
          "Welk deel van de aanbieders met plekken drie maanden of meer heeft, naar de langst "
          "wachtende."),
    SHARE("aandeel_aanbieders_3_maanden_p80", DAYS, aanbieders_p80, aanbieders,
          "Welk deel van de aanbieders met plekken drie maanden of meer heeft, naar het 80e "
          "percentiel."),
    COUNT("instroom", PLEKKEN, FLOWS, inflow, "Wachtplekken die in de periode op de lijst kwamen."),
    {{"uitstroom", "Wachtplekken die in de periode van de lijst gingen, om welke reden ook.",
      UNIT_PLEKKEN, MEASURE_FLOWS},
     SHAPE_OUTFLOW,
     AT(left),
     0,
     0},
    LEFT("gestart", GESTART, "hulp gestart"),
    {{"uitstroom_overig",
      "Wachtplekken die in de periode van de lijst gingen zonder dat de hulp daar startte en "
      "zonder administratieve opschoning.",
      UNIT_PLEKKEN, MEASURE_FLOWS},
     SHAPE_OTHER,
     AT(left),
     0,
     0},
    LEFT("elders_gestart", ELDERS_GESTART, "hulp elders gestart"),
    LEFT("elders_geplaatst", ELDERS_GEPLAATST, "elders geplaatst door Zorglogistiek"),
    LEFT("teruggetrokken", TERUGGETROKKEN, "teruggetrokken"),
    LEFT("niet_passend", NIET_PASSEND, "hulp niet passend"),
    LEFT("crisis_opgenomen", CRISIS_OPGENOMEN, "in crisis opgenomen"),
    LEFT("leeftijd_18", LEEFTIJD_18, "18 jaar geworden"),
    LEFT("verhuisd", VERHUISD, "verhuisd"),
    LEFT("overleden", OVERLEDEN, "overleden"),
    LEFT("ander_domein", ANDER_DOMEIN, "naar een ander domein"),
    LEFT("admin_opgeschoond", ADMIN_OPGESCHOOND, "administratief opgeschoond"),
    LEFT("admin_fout", ADMIN_FOUT, "heeft nooit gewacht, te laat gemeld"),
    LEFT("onbekend", REDEN_ONBEKEND, "zonder bekende reden"),
    COUNT("gestart_plekken", PLEKKEN, REALISED, realised.count,
          "Wachtplekken waarvan de hulp in de periode startte, op de datum van de start; hierop "
          "rusten de dagen tot de start."),
    SUM("gestart_som", REALISED, realised, "Dagen gewacht tot de hulp startte, opgeteld."),
    MEAN("gestart_gemiddeld", REALISED, realised,
         "Hoeveel dagen er gemiddeld is gewacht tot de hulp startte."),
    RANK("gestart_mediaan", REALISED, realised, median,
         "Bij de helft van wie startte is hoogstens zoveel dagen gewacht."),
    RANK("gestart_p80", REALISED, realised, p80,
         "Bij acht van de tien van wie startte is hoogstens zoveel dagen gewacht."),
    RANK("gestart_p92", REALISED, realised, p92,
         "Bij 92 procent van wie startte is hoogstens zoveel dagen gewacht."),
    RANK("gestart_langst", REALISED, realised, longest,
         "Hoeveel dagen er het langst is gewacht door wie startte."),
    COUNT("gestart_binnen_norm", PLEKKEN, REALISED, realised_within,
          "Wachtplekken waarvan de hulp in de periode startte voordat de norm was bereikt."),
    SHARE("aandeel_gestart_binnen_norm", REALISED, realised_within, realised.count,
          "Welk deel van wie startte, startte voordat de norm was bereikt."),
    PHASE("verwijzing", PHASE_VERWIJZING, "van verwijsdatum tot aanmelddatum"),
    PHASE("aanmelding", PHASE_AANMELDING, "van aanmelddatum tot compleet_datum"),
    PHASE("toewijzing", PHASE_TOEWIJZING, "van compleet_datum tot toewijzingsdatum"),
    PHASE("intake", PHASE_INTAKE, "van toewijzingsdatum tot intakedatum"),
    PHASE("start", PHASE_START, "van intakedatum tot de start van de hulp"),
    TAKEN("niemand", TAKEN_NOBODY, "nog niemand heeft gezegd haar op te pakken"),
    TAKEN("opgepakt", OPGEPAKT, "een coördinator haar heeft opgepakt"),
    TAKEN("ingebracht", INGEBRACHT, "een coördinator haar bij het expertteam inbracht"),
    TAKEN("geplaatst", GEPLAATST, "een coördinator zegt dat er een plek is gevonden"),
    TAKEN("niet_mogelijk", NIET_MOGELIJK, "een coördinator zegt dat plaatsen niet mogelijk is"),
    TAKEN("losgelaten", LOSGELATEN, "de coördinator die haar had haar weer losliet"),
    OBSTACLE("geen", OBSTACLE_NONE, "niets"),
    OBSTACLE("geen_capaciteit", GEEN_CAPACITEIT, "geen capaciteit"),
    OBSTACLE("geen_passend_aanbod", GEEN_PASSEND_AANBOD, "geen passend aanbod"),
    OBSTACLE("financiering", FINANCIERING, "financiering"),
    OBSTACLE("toewijzing_ontbreekt", TOEWIJZING_ONTBREEKT, "toewijzing ontbreekt"),
    OBSTACLE("gezin", GEZIN, "gezin"),
    OBSTACLE("onderwijs", ONDERWIJS, "onderwijs"),
    OBSTACLE("anders", ANDERS, "anders"),
    COUNT("levenstafel_gestart", PLEKKEN, SURVIVAL, survival.starts,
          "Wachtplekken waarvan de hulp in het venster startte, crisis niet meegeteld."),
    COUNT("levenstafel_plekken", PLEKKEN, SURVIVAL, survival.at_risk,
          "Wachtplekken die in het venster open waren of vertrokken, crisis niet meegeteld; "
          "hierop rust de levenstafel."),
    REACHED("helft_begonnen_binnen", half,
            "De helft van de kinderen begon binnen zoveel dagen: levenstafel (Kaplan-Meier) "
            "waarin wie nog wacht meetelt zolang bekend."),
    REACHED("acht_van_tien_begonnen_binnen", eighty,
            "Acht van de tien kinderen begonnen binnen zoveel dagen: levenstafel (Kaplan-Meier) "
            "waarin wie nog wacht meetelt zolang bekend."),
    COUNT("aanbieders_verwacht", AANBIEDERS, NONE, coverage.expected,
          "Aanbieders van wie gegevens worden verwacht; in een deel: met plekken in dat deel."),
    COUNT("aanbieders_actueel", AANBIEDERS, NONE, coverage.fresh,
          "Aanbieders met gegevens die niet ouder zijn dan afgesproken."),
    COUNT("aanbieders_verouderd", AANBIEDERS, NONE, coverage.stale,
          "Aanbieders met gegevens tussen een en twee keer zo oud als afgesproken; zij tellen "
          "mee."),
    COUNT("aanbieders_weggevallen", AANBIEDERS, NONE, coverage.dropped,
          "Aanbieders met nog oudere gegevens of zonder; zij tellen niet mee."),
    COUNT("leveringen", LEVERINGEN, NONE, coverage.deliveries,
          "Verwerkte leveringen met een peilmoment in de periode."),
    {{"oudste_gegevens", "Hoeveel dagen het oudste meegetelde peilmoment voor de peildag ligt.",
      UNIT_DAGEN, MEASURE_NONE},
     SHAPE_AGE,
     AT(coverage.oldest),
     0,
     0},
};

const char *figure_unit_words(enum figure_unit unit) {
    static const char *const words[FIGURE_UNIT_COUNT] = {
        [UNIT_PLEKKEN] = "plekken",       [UNIT_JEUGDIGEN] = "jeugdigen",
        [UNIT_DAGEN] = "dagen",           [UNIT_AANBIEDERS] = "aanbieders",
        [UNIT_LEVERINGEN] = "leveringen", [UNIT_PROCENT] = "procent",
    };
    return words[unit];
}

size_t figure_name_count(void) {
    return sizeof entries / sizeof *entries;
}

const struct figure_name *figure_name(size_t figure) {
    return &entries[figure].name;
}

bool figure_name_find(const char *name, size_t *figure) {
    for (size_t i = 0; i < figure_name_count(); i++) {
        if (strcmp(entries[i].name.name, name) == 0) {
            *figure = i;
            return true;
        }
    }
    return false;
}

bool figure_asked(size_t figure, uint32_t measures) {
    enum measure measure = entries[figure].name.measure;
    return measure == MEASURE_NONE ||
           ((measures ? measures : MEASURES_USUAL) & MEASURE_BIT(measure));
}

static uint32_t count_at(const struct figures *figures, size_t offset) {
    uint32_t count;
    memcpy(&count, (const uint8_t *)figures + offset, sizeof count);
    return count;
}

static uint64_t sum_at(const struct figures *figures, size_t offset) {
    uint64_t sum;
    memcpy(&sum, (const uint8_t *)figures + offset, sizeof sum);
    return sum;
}

static bool flag_at(const struct figures *figures, size_t offset) {
    bool flag;
    memcpy(&flag, (const uint8_t *)figures + offset, sizeof flag);
    return flag;
}

static bool whole(uint64_t number, uint64_t rests_on, struct figure_value *value) {
    *value = (struct figure_value){number, 1, rests_on};
    return true;
}

static bool fraction(uint64_t numerator, uint32_t denominator, struct figure_value *value) {
    if (denominator == 0)
        return false;
    *value = (struct figure_value){numerator, denominator, denominator};
    return true;
}

static uint64_t outflow(const struct figures *figures, bool all) {
    uint64_t sum = 0;
    for (size_t reden = 0; reden < UITSTROOMREDEN_COUNT; reden++)
        if (all || (reden != GESTART && reden != ADMIN_OPGESCHOOND))
            sum += figures->left[reden];
    return sum;
}

static bool age(day_t oldest, day_t on, struct figure_value *value) {
    if (oldest == DAY_NONE)
        return false;
    uint64_t days = oldest < on ? (uint64_t)on - (uint64_t)oldest : 0;
    return whole(days, days, value);
}

bool figure_value(size_t figure, const struct figures *figures, day_t on,
                  struct figure_value *value) {
    const struct entry *entry = &entries[figure];
    uint64_t number;
    switch (entry->shape) {
    case SHAPE_COUNT:
        number = count_at(figures, entry->at);
        return whole(number, number, value);
    case SHAPE_SUM:
        number = sum_at(figures, entry->at);
        return whole(number, count_at(figures, entry->of), value);
    case SHAPE_OUTFLOW:
    case SHAPE_OTHER:
        number = outflow(figures, entry->shape == SHAPE_OUTFLOW);
        return whole(number, number, value);
    case SHAPE_SHARE:
        return fraction(count_at(figures, entry->at), count_at(figures, entry->of), value);
    case SHAPE_MEAN:
        return fraction(sum_at(figures, entry->at), count_at(figures, entry->of), value);
    case SHAPE_RANK:
        number = count_at(figures, entry->of);
        return number > 0 && whole(count_at(figures, entry->at), number, value);
    case SHAPE_REACHED:
        number = count_at(figures, entry->of);
        return flag_at(figures, entry->known) && whole(count_at(figures, entry->at), number, value);
    case SHAPE_AGE:
        return age(figures->coverage.oldest, on, value);
    }
    return false;
}

const char *figure_text(size_t figure, const struct figure_value *value, char mark,
                        char text[FIGURE_TEXT_SIZE]) {
    enum shape shape = entries[figure].shape;
    if (shape != SHAPE_SHARE && shape != SHAPE_MEAN) {
        snprintf(text, FIGURE_TEXT_SIZE, "%" PRIu64, value->numerator);
        return text;
    }
    uint64_t tenths_of = shape == SHAPE_SHARE ? 1000 : 10;
    uint64_t twice = 2 * value->denominator;
    uint64_t tenths = (2 * tenths_of * value->numerator + value->denominator) / twice;
    snprintf(text, FIGURE_TEXT_SIZE, "%" PRIu64 "%c%" PRIu64, tenths / 10, mark, tenths % 10);
    return text;
}
