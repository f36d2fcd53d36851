#include "proto/model/codes.h"

#include "proto/model/code_list.h"
#include "proto/model/words.h"

bool code_find(const struct code *codes, size_t count, struct bytes name, size_t *value) {
    for (size_t i = 0; i < count; i++) {
        if (bytes_equal(name, bytes_of_text(codes[i].name))) {
            *value = i;
            return true;
        }
    }
    return false;
}

static const struct code hulpvormen[HULPVORM_COUNT] = {
    [HULPVORM_ONBEKEND] = {"ONBEKEND", "onbekend"},
    [AMBULANT_JO] = {"AMBULANT_JO", "ambulant J&O"},
    [AMBULANTE_JEUGD_GGZ] = {"AMBULANTE_JEUGD_GGZ", "ambulante jeugd-GGZ"},
    [LVB_AMBULANT] = {"LVB_AMBULANT", "LVB ambulant"},
    [DYSLEXIE] = {"DYSLEXIE", "dyslexie"},
    [DAGBEHANDELING] = {"DAGBEHANDELING", "dagbehandeling"},
    [KDC] = {"KDC", "KDC"},
    [PLEEGZORG] = {"PLEEGZORG", "pleegzorg"},
    [GEZINSHUIS] = {"GEZINSHUIS", "gezinshuis"},
    [VERBLIJF_OPEN] = {"VERBLIJF_OPEN", "verblijf open"},
    [INTEGRALE_VERBLIJFSHULP] = {"INTEGRALE_VERBLIJFSHULP", "integrale verblijfshulp"},
    [JEUGDZORGPLUS] = {"JEUGDZORGPLUS", "JeugdzorgPlus"},
    [CRISIS] = {"CRISIS", "crisis"},
    [OVERIG] = {"OVERIG", "overig"},
};

static const struct code maatregelen[MAATREGEL_COUNT] = {
    [MAATREGEL_ONBEKEND] = {"ONBEKEND", N_("onbekend")},
    [MAATREGEL_GEEN] = {"GEEN", N_("geen")},
    [OTS] = {"OTS", N_("ots")},
    [VOORLOPIGE_OTS] = {"VOORLOPIGE_OTS", N_("voorlopige ots")},
    [VOOGDIJ] = {"VOOGDIJ", N_("voogdij")},
    [VOORLOPIGE_VOOGDIJ] = {"VOORLOPIGE_VOOGDIJ", N_("voorlopige voogdij")},
    [JEUGDRECLASSERING] = {"JEUGDRECLASSERING", N_("jeugdreclassering")},
};

static const struct code urgenties[URGENTIE_COUNT] = {
    [URGENTIE_ONBEKEND] = {.name = "ONBEKEND"}, [URGENTIE_REGULIER] = {.name = "REGULIER"},
    [URGENTIE_VERHOOGD] = {.name = "VERHOOGD"}, [URGENTIE_HOOG] = {.name = "HOOG"},
    [URGENTIE_CRISIS] = {.name = "CRISIS"},
};

static const struct code overbruggingen[OVERBRUGGING_COUNT] = {
    [OVERBRUGGING_ONBEKEND] = {"ONBEKEND", N_("onbekend")},
    [OVERBRUGGING_GEEN] = {"GEEN", N_("geen")},
    [OVERBRUGGING_AMBULANT] = {"AMBULANT", N_("ambulant")},
    [OVERBRUGGING_VERBLIJF_ELDERS] = {"VERBLIJF_ELDERS", N_("verblijf elders")},
    [OVERBRUGGING_CRISISPLEK] = {"CRISISPLEK", N_("crisisplek")},
};

static const struct code leeftijdsbanden[LEEFTIJDSBAND_COUNT] = {
    [LEEFTIJD_ONBEKEND] = {.name = "ONBEKEND"}, [LEEFTIJD_0_3] = {.name = "0_3"},
    [LEEFTIJD_4_11] = {.name = "4_11"},         [LEEFTIJD_12_17] = {.name = "12_17"},
    [LEEFTIJD_18_PLUS] = {.name = "18_PLUS"},
};

static const struct code regies[REGIE_COUNT] = {
    [REGIE_ONBEKEND] = {.name = "ONBEKEND"},
    [REGIE_LOKAAL_TEAM] = {.name = "LOKAAL_TEAM"},
    [REGIE_GI] = {.name = "GI"},
    [REGIE_AANBIEDER] = {.name = "AANBIEDER"},
};

static const struct code uitstroomredenen[UITSTROOMREDEN_COUNT] = {
    [REDEN_ONBEKEND] = {"ONBEKEND", N_("reden onbekend")},
    [GESTART] = {"GESTART", N_("hulp gestart")},
    [ELDERS_GESTART] = {"ELDERS_GESTART", N_("hulp elders gestart")},
    [ELDERS_GEPLAATST] = {"ELDERS_GEPLAATST", N_("elders geplaatst door Zorglogistiek")},
    [TERUGGETROKKEN] = {"TERUGGETROKKEN", N_("teruggetrokken")},
    [NIET_PASSEND] = {"NIET_PASSEND", N_("hulp niet passend")},
    [CRISIS_OPGENOMEN] = {"CRISIS_OPGENOMEN", N_("in crisis opgenomen")},
    [LEEFTIJD_18] = {"LEEFTIJD_18", N_("18 jaar geworden")},
    [VERHUISD] = {"VERHUISD", N_("verhuisd")},
    [OVERLEDEN] = {"OVERLEDEN", N_("overleden")},
    [ANDER_DOMEIN] = {"ANDER_DOMEIN", N_("naar een ander domein")},
    [ADMIN_OPGESCHOOND] = {"ADMIN_OPGESCHOOND", N_("administratief opgeschoond")},
    [ADMIN_FOUT] = {"ADMIN_FOUT", N_("heeft nooit gewacht")},
};

static const struct code aannames[AANNAME_COUNT] = {
    [AANNAME_ONBEKEND] = {.name = "ONBEKEND"},
    [AANNAME_OPEN] = {.name = "OPEN"},
    [AANNAME_STOP] = {.name = "STOP"},
};

static const struct code rank_reasons[RANK_REASON_COUNT] = {
    [RANK_NONE] = {.name = "NONE"},
    [RANK_URGENT] = {.name = "URGENT"},
    [RANK_NIET_GEHOLPEN] = {.name = "NIET_GEHOLPEN"},
    [RANK_ZONDER_OVERBRUGGING] = {.name = "ZONDER_OVERBRUGGING"},
    [RANK_WACHTDAGEN] = {.name = "WACHTDAGEN"},
};

CODE_NAMES(hulpvorm, hulpvormen)
CODE_NAMES(maatregel, maatregelen)
CODE_NAMES(urgentie, urgenties)
CODE_NAMES(overbrugging, overbruggingen)
CODE_NAMES(leeftijdsband, leeftijdsbanden)
CODE_NAMES(regie, regies)
CODE_NAMES(uitstroomreden, uitstroomredenen)
CODE_NAMES(aanname, aannames)
CODE_WORDS(hulpvorm, hulpvormen)
CODE_WORDS(maatregel, maatregelen)
CODE_WORDS(overbrugging, overbruggingen)
CODE_WORDS(uitstroomreden, uitstroomredenen)

const char *rank_reason_name(enum rank_reason value) {
    return rank_reasons[value].name;
}

bool rank_reason_parse(struct bytes name, enum rank_reason *value) {
    size_t found;
    if (!code_find(rank_reasons, RANK_REASON_COUNT, name, &found) || found == RANK_NONE)
        return false;
    *value = (enum rank_reason)found;
    return true;
}

const char *alert_kind_name(enum alert_kind value) {
    static const char *const names[ALERT_KIND_COUNT] = {
        [ALERT_NONE] = "NONE", [DREIGEND] = "DREIGEND",       [OVERSCHRIJDING] = "OVERSCHRIJDING",
        [NIVEAU] = "NIVEAU",   [INGETROKKEN] = "INGETROKKEN", [VAN_LIJST] = "VAN_LIJST",
        [STIL] = "STIL",       [AFWIJKEND] = "AFWIJKEND",
    };
    return names[value];
}

const char *cause_name(enum cause value) {
    static const char *const names[CAUSE_COUNT] = {
        [CAUSE_NONE] = "NONE",       [CAUSE_DATUM] = "DATUM",
        [CAUSE_NORM] = "NORM",       [CAUSE_ADMIN_FOUT] = "ADMIN_FOUT",
        [CAUSE_OP_TIJD] = "OP_TIJD", [CAUSE_TERUG] = "TERUG",
    };
    return names[value];
}

const char *helped_name(enum helped value) {
    static const char *const names[HELPED_COUNT] = {
        [HELPED_NONE] = "NONE",
        [HELPED_YES] = "YES",
        [HELPED_NO] = "NO",
        [HELPED_UNKNOWN] = "UNKNOWN",
    };
    return names[value];
}

const char *hold_end_name(enum hold_end value) {
    static const char *const names[HOLD_END_COUNT] = {
        [HOLD_STANDS] = "STANDS",
        [HOLD_APPLIED] = "APPLIED",
        [HOLD_REPLACED] = "REPLACED",
        [HOLD_DISCARDED] = "DISCARDED",
    };
    return names[value];
}

bool productcategorie_known(uint32_t value) {
    return value == 0 || (value >= 31 && value <= 38) || (value >= 40 && value <= 55);
}

bool verwijzer_known(uint32_t value) {
    return value <= 6 || value == 8;
}

bool maatregel_protects(enum maatregel value) {
    return value >= OTS && value <= VOORLOPIGE_VOOGDIJ;
}

enum helped uitstroomreden_helped(enum uitstroomreden value) {
    static const enum helped helped[UITSTROOMREDEN_COUNT] = {
        [REDEN_ONBEKEND] = HELPED_UNKNOWN,
        [GESTART] = HELPED_YES,
        [ELDERS_GESTART] = HELPED_YES,
        [ELDERS_GEPLAATST] = HELPED_YES,
        [TERUGGETROKKEN] = HELPED_NO,
        [NIET_PASSEND] = HELPED_NO,
        [CRISIS_OPGENOMEN] = HELPED_NO,
        [LEEFTIJD_18] = HELPED_NO,
        [VERHUISD] = HELPED_NO,
        [OVERLEDEN] = HELPED_NO,
        [ANDER_DOMEIN] = HELPED_NO,
        [ADMIN_OPGESCHOOND] = HELPED_UNKNOWN,
        [ADMIN_FOUT] = HELPED_NO,
    };
    return helped[value];
}

/* In the order of their codes; `until` is the last day in the region, as a number. */
static const struct gemeente {
    const char *code, *naam;
    uint32_t until;
} gemeenten[] = {
    {"0503", "Delft", 99991231},
    {"0518", "Den Haag", 99991231},
    {"0603", "Rijswijk", 99991231},
    {"0626", "Voorschoten", 20231231},
    {"0629", "Wassenaar", 99991231},
    {"0637", "Zoetermeer", 99991231},
    {"1783", "Westland", 99991231},
    {"1842", "Midden-Delfland", 99991231},
    {"1916", "Leidschendam-Voorburg", 99991231},
    {"1926", "Pijnacker-Nootdorp", 99991231},
};

size_t gemeente_count(void) {
    return sizeof gemeenten / sizeof *gemeenten;
}

static const struct gemeente *find_gemeente(struct bytes code) {
    for (size_t i = 0; code.size == 4 && i < gemeente_count(); i++)
        if (memcmp(code.at, gemeenten[i].code, 4) == 0)
            return &gemeenten[i];
    return NULL;
}

bool gemeente_in_region(struct bytes code, day_t day) {
    const struct gemeente *gemeente = find_gemeente(code);
    return gemeente && day <= day_of_number(gemeente->until);
}

const char *gemeente_naam(struct bytes code) {
    const struct gemeente *gemeente = find_gemeente(code);
    return gemeente ? gemeente->naam : NULL;
}

const char *gemeente_code(size_t index) {
    return gemeenten[index].code;
}
