/* The code lists of domain.md section 4 and 6, numbered as on the wire. 0 is ONBEKEND
 * (or, for verdicts, "none"). Names are the contract's without their prefix. */
#ifndef WACHTPOST_MODEL_CODES_H
#define WACHTPOST_MODEL_CODES_H

#include "proto/model/bytes.h"
#include "proto/model/day.h"

enum hulpvorm {
    HULPVORM_ONBEKEND,
    AMBULANT_JO,
    AMBULANTE_JEUGD_GGZ,
    LVB_AMBULANT,
    DYSLEXIE,
    DAGBEHANDELING,
    KDC,
    PLEEGZORG,
    GEZINSHUIS,
    VERBLIJF_OPEN,
    INTEGRALE_VERBLIJFSHULP,
    JEUGDZORGPLUS,
    CRISIS,
    OVERIG,
    HULPVORM_COUNT
};
enum maatregel {
    MAATREGEL_ONBEKEND,
    MAATREGEL_GEEN,
    OTS,
    VOORLOPIGE_OTS,
    VOOGDIJ,
    VOORLOPIGE_VOOGDIJ,
    JEUGDRECLASSERING,
    MAATREGEL_COUNT
};
enum urgentie {
    URGENTIE_ONBEKEND,
    URGENTIE_REGULIER,
    URGENTIE_VERHOOGD,
    URGENTIE_HOOG,
    URGENTIE_CRISIS,
    URGENTIE_COUNT
};
enum overbrugging {
    OVERBRUGGING_ONBEKEND,
    OVERBRUGGING_GEEN,
    OVERBRUGGING_AMBULANT,
    OVERBRUGGING_VERBLIJF_ELDERS,
    OVERBRUGGING_CRISISPLEK,
    OVERBRUGGING_COUNT
};
enum leeftijdsband {
    LEEFTIJD_ONBEKEND,
    LEEFTIJD_0_3,
    LEEFTIJD_4_11,
    LEEFTIJD_12_17,
    LEEFTIJD_18_PLUS,
    LEEFTIJDSBAND_COUNT
};
enum regie { REGIE_ONBEKEND, REGIE_LOKAAL_TEAM, REGIE_GI, REGIE_AANBIEDER, REGIE_COUNT };
enum uitstroomreden {
    REDEN_ONBEKEND,
    GESTART,
    ELDERS_GESTART,
    ELDERS_GEPLAATST,
    TERUGGETROKKEN,
    NIET_PASSEND,
    CRISIS_OPGENOMEN,
    LEEFTIJD_18,
    VERHUISD,
    OVERLEDEN,
    ANDER_DOMEIN,
    ADMIN_OPGESCHOOND,
    ADMIN_FOUT,
    UITSTROOMREDEN_COUNT
};
enum aanname { AANNAME_ONBEKEND, AANNAME_OPEN, AANNAME_STOP, AANNAME_COUNT };
enum clock {
    CLOCK_NONE,
    CLOCK_OORSPRONKELIJKE_AANMELDDATUM,
    CLOCK_AANMELDDATUM,
    CLOCK_VERWIJSDATUM,
    CLOCK_TOEWIJZINGSDATUM,
    CLOCK_COMPLEET_DATUM, /* this and the next: only asked for in figures */
    CLOCK_MAATREGEL_START,
    CLOCK_COUNT
};
enum alert_kind {
    ALERT_NONE,
    DREIGEND,
    OVERSCHRIJDING,
    NIVEAU,
    INGETROKKEN,
    VAN_LIJST,
    STIL,
    AFWIJKEND,
    ALERT_KIND_COUNT
};
enum cause {
    CAUSE_NONE,
    CAUSE_DATUM,
    CAUSE_NORM,
    CAUSE_ADMIN_FOUT,
    CAUSE_OP_TIJD,
    CAUSE_TERUG,
    CAUSE_COUNT
};
enum helped { HELPED_NONE, HELPED_YES, HELPED_NO, HELPED_UNKNOWN, HELPED_COUNT };
enum hold_end { HOLD_STANDS, HOLD_APPLIED, HOLD_REPLACED, HOLD_DISCARDED, HOLD_END_COUNT };
enum rank_reason {
    RANK_NONE,
    RANK_URGENT,
    RANK_NIET_GEHOLPEN,
    RANK_ZONDER_OVERBRUGGING,
    RANK_WACHTDAGEN,
    RANK_REASON_COUNT
};

/* Who has a place, and what stands in the way of help (domain.md section 6, Taken). */
enum taken_state {
    TAKEN_NOBODY,
    OPGEPAKT,
    INGEBRACHT,
    GEPLAATST,
    NIET_MOGELIJK,
    LOSGELATEN,
    TAKEN_STATE_COUNT
};
enum obstacle {
    OBSTACLE_NONE,
    GEEN_CAPACITEIT,
    GEEN_PASSEND_AANBOD,
    FINANCIERING,
    TOEWIJZING_ONTBREEKT,
    GEZIN,
    ONDERWIJS,
    ANDERS,
    OBSTACLE_COUNT
};
/* Why somebody may see where else a jeugdige waits. */
enum purpose { PURPOSE_NONE, AFSTEMMEN, PLAATSEN, DUBBEL, PURPOSE_COUNT };
/* By what figures are grouped, over which periods, and what is counted. */
enum dimension {
    BY_NOTHING,
    BY_AANBIEDER,
    BY_HULPVORM,
    BY_GEMEENTE,
    BY_MAATREGEL,
    BY_GI,
    BY_URGENTIE,
    BY_PRODUCTCATEGORIE,
    BY_LEEFTIJDSBAND,
    DIMENSION_COUNT
};
enum step { STEP_ONE, STEP_DAY, STEP_WEEK, STEP_MONTH, STEP_QUARTER, STEP_COUNT };
enum measure {
    MEASURE_NONE,
    MEASURE_WAITING,
    MEASURE_JEUGDIGEN,
    MEASURE_DAYS,
    MEASURE_FLOWS,
    MEASURE_REALISED,
    MEASURE_TAKEN,
    MEASURE_SURVIVAL,
    MEASURE_AANNAME,
    MEASURE_COUNT
};

/* Machine names ("AMBULANT_JO"; 0 is "ONBEKEND", for verdicts "NONE") and, where a person
 * reads, Dutch words ("ambulant J&O"). Static; the value must be inside its list. */
const char *hulpvorm_name(enum hulpvorm value);
const char *hulpvorm_words(enum hulpvorm value);
const char *maatregel_name(enum maatregel value);
const char *maatregel_words(enum maatregel value);
const char *urgentie_name(enum urgentie value);
const char *overbrugging_name(enum overbrugging value);
const char *overbrugging_words(enum overbrugging value);
const char *leeftijdsband_name(enum leeftijdsband value);
const char *regie_name(enum regie value);
const char *uitstroomreden_name(enum uitstroomreden value);
const char *uitstroomreden_words(enum uitstroomreden value);
const char *aanname_name(enum aanname value);
const char *clock_name(enum clock value); /* the field's name: "aanmelddatum" */
const char *alert_kind_name(enum alert_kind value);
const char *cause_name(enum cause value);
const char *helped_name(enum helped value);
const char *hold_end_name(enum hold_end value);
const char *rank_reason_name(enum rank_reason value);
const char *taken_state_name(enum taken_state value);
const char *taken_state_words(enum taken_state value);
const char *obstacle_name(enum obstacle value);
const char *obstacle_words(enum obstacle value);
const char *purpose_name(enum purpose value);
const char *dimension_name(enum dimension value); /* "AANBIEDER", ... */
const char *step_name(enum step value);
const char *measure_name(enum measure value);

/* The reverse, for CSV and configuration: the name, exactly. False: no such code. */
bool hulpvorm_parse(struct bytes name, enum hulpvorm *value);
bool maatregel_parse(struct bytes name, enum maatregel *value);
bool urgentie_parse(struct bytes name, enum urgentie *value);
bool overbrugging_parse(struct bytes name, enum overbrugging *value);
bool leeftijdsband_parse(struct bytes name, enum leeftijdsband *value);
bool regie_parse(struct bytes name, enum regie *value);
bool uitstroomreden_parse(struct bytes name, enum uitstroomreden *value);
bool aanname_parse(struct bytes name, enum aanname *value);
bool rank_reason_parse(struct bytes name, enum rank_reason *value);
bool clock_parse(struct bytes name, enum clock *value);
bool taken_state_parse(struct bytes name, enum taken_state *value);
bool obstacle_parse(struct bytes name, enum obstacle *value);
bool purpose_parse(struct bytes name, enum purpose *value);
bool dimension_parse(struct bytes name, enum dimension *value);
bool step_parse(struct bytes name, enum step *value);
bool measure_parse(struct bytes name, enum measure *value);

/* iJw JZ020 and COD327; 0 is ONBEKEND and belongs to both. */
bool productcategorie_known(uint32_t value);
bool verwijzer_known(uint32_t value);

/* A beschermingsmaatregel is every maatregel but jeugdreclassering (and geen). */
bool maatregel_protects(enum maatregel value);
/* Whether leaving for this reason helped (domain.md section 6, VAN_LIJST). */
enum helped uitstroomreden_helped(enum uitstroomreden value);

/* The ten (nine since 2024) gemeenten of the region on a day; code is four digits. */
bool gemeente_in_region(struct bytes code, day_t day);
/* Its name, or NULL when it never belonged to the region. */
const char *gemeente_naam(struct bytes code);
size_t gemeente_count(void);
const char *gemeente_code(size_t index);

#endif
