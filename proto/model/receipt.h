/* What a PUSH or CONFIRM did, as the sender gets it (contract: Receipt). Plain
 * values; lists and ids point to memory of whoever made it. */
#ifndef WACHTPOST_MODEL_RECEIPT_H
#define WACHTPOST_MODEL_RECEIPT_H

#include "proto/model/check.h"
#include "proto/model/snapshot.h"

/* Numbered as StatusCode on the wire. */
enum answer {
    ANSWER_NONE,
    ANSWER_OK,
    ANSWER_ACCEPTED,
    ANSWER_HELD,
    ANSWER_REJECTED,
    ANSWER_DUPLICATE,
    ANSWER_CONFLICT,
    ANSWER_GAP,
    ANSWER_MALFORMED,
    ANSWER_DENIED,
    ANSWER_LATER,
    ANSWER_DISCARDED,
    ANSWER_NOTHING_HELD,
    ANSWER_STALE,
    ANSWER_COUNT
};
const char *answer_name(enum answer answer);
/* Dutch, for whoever gets it; "" where nothing needs saying. */
const char *answer_sentence(enum answer answer);

/* Numbered as on the wire. Tested in the order of rules.md 3.2, but TE_GROOT before VOLGORDE:
 * too many lines are not looked at. */
enum reject_reason {
    REJECT_NONE,
    REJECT_PEILMOMENT_TOEKOMST,
    REJECT_PEILMOMENT_TE_OUD,
    REJECT_VOLGORDE,
    REJECT_TE_GROOT,
    REJECT_BSN,
    REJECT_TE_VEEL_FOUT,
    REJECT_REASON_COUNT
};
const char *reject_reason_name(enum reject_reason reason);
const char *reject_reason_sentence(enum reject_reason reason); /* Dutch */

enum line_section { SECTION_NONE, SECTION_PLACES, SECTION_OUTFLOW };

struct refused_line {
    enum line_section section;
    uint32_t index;
    struct bytes id; /* empty when the id itself was refused (ID or BSN) */
    struct line_faults faults;
};

enum warning_code { WARNING_NONE, WARNING_MAATREGEL_ZONDER_GI, WARNING_AANNAME_CODE };
const char *warning_sentence(enum warning_code code); /* Dutch */

struct warning {
    enum warning_code code;
    struct bytes id; /* empty for WARNING_AANNAME_CODE */
};

struct alert_ref {
    uint64_t number;
    enum alert_kind kind;
    struct bytes place_id; /* empty for STIL and AFWIJKEND */
};

struct receipt {
    enum answer outcome; /* ACCEPTED, HELD, REJECTED or DISCARDED */
    struct agb agb;
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence;
    uint8_t content_hash[HASH_BYTES];
    instant_t peilmoment, recorded_at;
    uint64_t event;
    bool late;
    enum reject_reason reject_reason;
    uint32_t previous, open, new_places, changed, left, completed, would_leave;
    size_t vanished_count, refused_count, warning_count, alert_count;
    const struct bytes *vanished;
    const struct refused_line *refused;
    const struct warning *warnings;
    const struct alert_ref *alerts;
};

#endif
