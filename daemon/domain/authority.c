#include "daemon/domain/authority.h"

#define NO REACH_NOTHING
#define OWN REACH_OWN
#define SCOPE REACH_SCOPE
#define ALL REACH_ALL

#define READS .reads = true
#define ON_RECORD .on_record = true
#define WAITS .waits = true

/* design.md section 4. Matters of one kind stand together. */
/* clang-format off */
static const struct authority authorities[MATTER_COUNT] = {
/*                                         aanbieder coordin. analist monitor beheer klok */
{MATTER_PUSH,             "PUSH",        {OWN,      NO,      NO,     NO,     NO,    NO}, WAITS},
{MATTER_CONFIRM,          "CONFIRM",     {OWN,      NO,      NO,     NO,     ALL,   NO}, ON_RECORD, WAITS},
{MATTER_ALERTS,           "ALERTS",      {NO,       SCOPE,   NO,     NO,     NO,    NO}, READS, ON_RECORD},
{MATTER_AANBIEDER_ALERTS, "ALERTS",      {OWN,      SCOPE,   NO,     NO,     ALL,   NO}, READS, ON_RECORD},
{MATTER_STATUS,           "STATUS",      {OWN,      OWN,     OWN,    OWN,    ALL,   OWN}, READS},
{MATTER_ALERT_HEAD,       "STATUS",      {NO,       ALL,     NO,     NO,     ALL,   NO}, READS},
{MATTER_HOUSE,            "STATUS",      {NO,       NO,      NO,     NO,     ALL,   NO}, READS},
{MATTER_CLOCK,            "CLOCK",       {NO,       NO,      NO,     NO,     NO,    ALL}, .reads = false},
{MATTER_PLACES,           "PLACES",      {OWN,      SCOPE,   NO,     NO,     NO,    NO}, READS, ON_RECORD},
{MATTER_ELSEWHERE,        "PLACES",      {NO,       SCOPE,   NO,     NO,     NO,    NO}, READS, ON_RECORD},
{MATTER_HISTORY,          "HISTORY",     {OWN,      SCOPE,   NO,     NO,     NO,    NO}, READS, ON_RECORD},
{MATTER_FIGURES,          "FIGURES",     {OWN,      SCOPE,   ALL,    NO,     ALL,   NO}, READS, WAITS},
{MATTER_TABLES,           "FIGURES",     {NO,       NO,      NO,     ALL,    NO,    NO}, READS, WAITS},
{MATTER_TAKE,             "TAKE",        {NO,       SCOPE,   NO,     NO,     NO,    NO}, ON_RECORD, WAITS},
{MATTER_DUIDING,          "DUIDING",     {OWN,      NO,      NO,     NO,     ALL,   NO}, ON_RECORD, WAITS},
{MATTER_PUBLICATION,      "PUBLICATION", {NO,       NO,      ALL,    NO,     ALL,   NO}, READS, ON_RECORD, WAITS},
};
/* clang-format on */

const struct authority *authority_find(struct bytes kind) {
    for (size_t i = 0; i < MATTER_COUNT; i++)
        if (bytes_equal(kind, bytes_of_text(authorities[i].kind)))
            return &authorities[i];
    return NULL;
}

const struct authority *authority_of(enum matter matter) {
    return &authorities[matter];
}

enum reach authority_reach(enum matter matter, unsigned roles) {
    enum reach widest = REACH_NOTHING;
    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (roles & (1U << i) && authorities[matter].reach[i] > widest)
            widest = authorities[matter].reach[i];
    return widest;
}

static bool is_kind(const struct authority *authority, const struct authority *kind) {
    return strcmp(authority->kind, kind->kind) == 0;
}

bool authority_may_ask(const struct authority *kind, unsigned roles) {
    for (size_t i = kind->matter; i < MATTER_COUNT && is_kind(&authorities[i], kind); i++)
        if (authority_reach((enum matter)i, roles) != REACH_NOTHING)
            return true;
    return false;
}

static bool has(enum matter matter, unsigned roles, enum reach reach) {
    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (roles & (1U << i) && authorities[matter].reach[i] == reach)
            return true;
    return false;
}

static bool reaches_own(enum matter matter, const struct participant *who, const struct agb *agb) {
    return has(matter, who->roles, REACH_OWN) && participant_aanbieder(who, agb) != NULL;
}

bool authority_admits_aanbieder(enum matter matter, const struct participant *who,
                                const struct agb *agb) {
    return has(matter, who->roles, REACH_ALL) || reaches_own(matter, who, agb) ||
           (has(matter, who->roles, REACH_SCOPE) && scope_admits_aanbieder_alerts(&who->scope));
}

bool authority_admits_place(enum matter matter, const struct participant *who,
                            const struct agb *agb, const struct party *parties, size_t count) {
    if (has(matter, who->roles, REACH_ALL) || reaches_own(matter, who, agb))
        return true;
    if (!has(matter, who->roles, REACH_SCOPE))
        return false;
    for (size_t i = 0; i < count; i++)
        if (scope_admits_party(&who->scope, &parties[i]))
            return true;
    return false;
}
