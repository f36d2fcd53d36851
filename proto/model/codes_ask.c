/* The code lists of what people ask and say about places and figures. */
#include "proto/model/code_list.h"
#include "proto/model/words.h"

static const struct code taken_states[TAKEN_STATE_COUNT] = {
    [TAKEN_NOBODY] = {"NIEMAND", N_("niemand")},
    [OPGEPAKT] = {"OPGEPAKT", N_("opgepakt")},
    [INGEBRACHT] = {"INGEBRACHT", N_("ingebracht bij het expertteam")},
    [GEPLAATST] = {"GEPLAATST", N_("geplaatst")},
    [NIET_MOGELIJK] = {"NIET_MOGELIJK", N_("niet mogelijk")},
    [LOSGELATEN] = {"LOSGELATEN", N_("losgelaten")},
};

static const struct code obstacles[OBSTACLE_COUNT] = {
    [OBSTACLE_NONE] = {"GEEN", N_("niets genoemd")},
    [GEEN_CAPACITEIT] = {"GEEN_CAPACITEIT", N_("geen capaciteit")},
    [GEEN_PASSEND_AANBOD] = {"GEEN_PASSEND_AANBOD", N_("geen passend aanbod")},
    [FINANCIERING] = {"FINANCIERING", N_("financiering")},
    [TOEWIJZING_ONTBREEKT] = {"TOEWIJZING_ONTBREEKT", N_("toewijzing ontbreekt")},
    [GEZIN] = {"GEZIN", N_("gezin")},
    [ONDERWIJS] = {"ONDERWIJS", N_("onderwijs")},
    [ANDERS] = {"ANDERS", N_("anders")},
};

static const struct code purposes[PURPOSE_COUNT] = {
    [PURPOSE_NONE] = {.name = "GEEN"},
    [AFSTEMMEN] = {.name = "AFSTEMMEN"},
    [PLAATSEN] = {.name = "PLAATSEN"},
    [DUBBEL] = {.name = "DUBBEL"},
};

static const struct code dimensions[DIMENSION_COUNT] = {
    [BY_NOTHING] = {.name = "NIETS"},
    [BY_AANBIEDER] = {.name = "AANBIEDER"},
    [BY_HULPVORM] = {.name = "HULPVORM"},
    [BY_GEMEENTE] = {.name = "GEMEENTE"},
    [BY_MAATREGEL] = {.name = "MAATREGEL"},
    [BY_GI] = {.name = "GI"},
    [BY_URGENTIE] = {.name = "URGENTIE"},
    [BY_PRODUCTCATEGORIE] = {.name = "PRODUCTCATEGORIE"},
    [BY_LEEFTIJDSBAND] = {.name = "LEEFTIJDSBAND"},
};

static const struct code steps[STEP_COUNT] = {
    [STEP_ONE] = {.name = "EEN"},          [STEP_DAY] = {.name = "DAG"},
    [STEP_WEEK] = {.name = "WEEK"},        [STEP_MONTH] = {.name = "MAAND"},
    [STEP_QUARTER] = {.name = "KWARTAAL"},
};

static const struct code measures[MEASURE_COUNT] = {
    [MEASURE_NONE] = {.name = "GEEN"},           [MEASURE_WAITING] = {.name = "WACHTEND"},
    [MEASURE_JEUGDIGEN] = {.name = "JEUGDIGEN"}, [MEASURE_DAYS] = {.name = "DAGEN"},
    [MEASURE_FLOWS] = {.name = "STROMEN"},       [MEASURE_REALISED] = {.name = "GEREALISEERD"},
    [MEASURE_TAKEN] = {.name = "OPGEPAKT"},      [MEASURE_SURVIVAL] = {.name = "OVERLEVING"},
    [MEASURE_AANNAME] = {.name = "AANNAME"},
};

static const struct code clocks[CLOCK_COUNT] = {
    [CLOCK_NONE] = {.name = "none"},
    [CLOCK_OORSPRONKELIJKE_AANMELDDATUM] = {.name = "oorspronkelijke_aanmelddatum"},
    [CLOCK_AANMELDDATUM] = {.name = "aanmelddatum"},
    [CLOCK_VERWIJSDATUM] = {.name = "verwijsdatum"},
    [CLOCK_TOEWIJZINGSDATUM] = {.name = "toewijzingsdatum"},
    [CLOCK_COMPLEET_DATUM] = {.name = "compleet_datum"},
    [CLOCK_MAATREGEL_START] = {.name = "maatregel_start"},
};

CODE_NAMES(taken_state, taken_states)
CODE_NAMES(obstacle, obstacles)
CODE_NAMES(purpose, purposes)
CODE_NAMES(dimension, dimensions)
CODE_NAMES(step, steps)
CODE_NAMES(measure, measures)
CODE_NAMES(clock, clocks)
CODE_WORDS(taken_state, taken_states)
CODE_WORDS(obstacle, obstacles)
