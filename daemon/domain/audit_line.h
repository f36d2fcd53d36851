/* A line of the audit log: who did or saw what, when, and with what outcome. It names no
 * child: a place stands in it as its blind, and a list by the question that was asked, so
 * that who may have seen a child is found by asking again. Pure.
 *
 * Texts of a line that was unpacked point into the record. */
#ifndef WACHTPOST_DOMAIN_AUDIT_LINE_H
#define WACHTPOST_DOMAIN_AUDIT_LINE_H

#include "daemon/domain/past.h"
#include "proto/model/receipt.h"

enum audit_party {
    AUDIT_PARTICIPANT,
    AUDIT_OPERATOR, /* on the daemon's own machine */
    AUDIT_STRANGER, /* nobody the settings know */
    AUDIT_PARTY_COUNT
};

/* Attempts that came to nothing. One line may stand for many. */
struct audit_refused {
    struct bytes reason; /* "signature"; empty: the line is about no refusal */
    uint64_t count;
    instant_t first;    /* the last is the line's own instant */
    uint64_t unwritten; /* others before this line, about which there is none */
};

struct audit_line {
    instant_t instant;
    enum audit_party party;
    struct bytes participant; /* the name of its file; empty for who is none */
    struct bytes persoon;     /* who that is; empty: not known */
    struct bytes act;         /* "PLACES", "BACKUP"; empty: several or none known */
    enum answer outcome;
    struct agb agb; /* whom it was about; empty: several, or nobody in particular */
    bool has_plek;
    struct place_key plek;
    struct bytes question; /* what was asked or done, "on=2025-06-02 rows=..." */
    instant_t as_known_at; /* 0: does not apply */
    uint64_t rows;         /* of children's that left the house */
    enum purpose purpose;
    struct audit_refused refused;
};

/* TABLE_AUDIT. Packing: STATUS_NO_MEMORY only. Unpacking also takes what version 1 wrote,
 * whose sentence becomes the question: STATUS_DAMAGED, STATUS_NO_MEMORY. */
enum status pack_audit_line(const struct audit_line *line, struct arena *arena,
                            struct bytes *record) MUST_CHECK;
enum status unpack_audit_line(struct bytes record, struct arena *arena,
                              struct audit_line *line) MUST_CHECK;

/* What somebody looks for; what is empty or 0 matches every line. */
struct audit_wish {
    struct bytes participant, act;
    struct agb agb;
    instant_t from, until; /* until: before this instant; 0: no limit */
    bool refused;          /* nothing but refusals */
    bool has_plek;         /* of `agb` */
    struct place_key plek;
    /* ... and the alerts that were ever made about that place, ascending. */
    const uint64_t *alerts;
    size_t alert_count;
};

enum audit_match {
    AUDIT_NO,
    AUDIT_MAYBE, /* an answer with a list, which may have shown the place */
    AUDIT_YES
};
enum audit_match audit_match(const struct audit_wish *wish, const struct audit_line *line);

/* "after=3 until=9", the question of an ALERTS line: alerts beyond `after` up to `until`. */
#define AUDIT_ALERTS_FORMAT "after=%llu until=%llu"

#endif
