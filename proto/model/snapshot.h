/* One delivery as it came off the wire: decoded, not yet checked. Dates are still
 * the sender's numbers, codes still the sender's integers, so that a wrong one can
 * be named. All pointers live as long as the arena it was decoded into. */
#ifndef WACHTPOST_MODEL_SNAPSHOT_H
#define WACHTPOST_MODEL_SNAPSHOT_H

#include "proto/model/place.h"

#define EPOCH_BYTES 16
#define HASH_BYTES 32

struct raw_place {
    struct bytes id, jeugdige, gemeente, gi;
    uint32_t jeugdige_epoch;
    int32_t hulpvorm, maatregel, urgentie, overbrugging, leeftijdsband, regie;
    uint32_t productcategorie, verwijzer;
    bool machtiging_uithuisplaatsing, eigen_wens;
    uint32_t maatregel_start, urgentie_datum, overbrugging_sinds, laatst_geverifieerd;
    uint32_t oorspronkelijke_aanmelddatum, aanmelddatum, verwijsdatum, toewijzingsdatum;
    uint32_t compleet_datum, intakedatum;
};

/* As a line would give it, without the pseudonym: it is told to nobody. Points into `place`. */
struct raw_place raw_of_place(const struct place *place);

struct raw_outflow {
    struct bytes id;
    int32_t reden;
    uint32_t datum;
    const struct raw_place *place; /* NULL: carries none */
};

struct raw_aanname {
    int32_t hulpvorm, status;
};

struct snapshot {
    struct bytes agb_code;
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence;
    bool supersedes;
    uint8_t superseded_epoch[EPOCH_BYTES];
    uint64_t superseded_sequence;
    instant_t peilmoment;
    size_t place_count, outflow_count, aanname_count;
    const struct raw_place *places;
    const struct raw_outflow *outflow;
    const struct raw_aanname *aanname;
    struct bytes system_name, system_version;
    /* More than MAX_SNAPSHOT_LINES: the counts tell how many, the arrays are NULL. */
    bool too_many_lines;
};

#endif
