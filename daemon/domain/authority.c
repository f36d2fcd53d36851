#include "daemon/domain/authority.h"

#define NO REACH_NOTHING
#define OWN REACH_OWN
#define SCOPE REACH_SCOPE
#define ALL REACH_ALL

#define READS .reads = true
#define WAITS .waits = true

/* design.md section 4. Matters of one kind stand together. */
/* clang-format off */
static const struct authority authorities[MATTER_COUNT] = {
/*                                         aanbieder coordin. analist monitor beheer klok */
{"PUSH",        MATTER_PUSH,             {OWN,      NO,      NO,     NO,     NO,    NO}, WAITS},
{"CONFIRM",     MATTER_CONFIRM,          {OWN,      NO,      NO,     NO,     ALL,   NO}, WAITS},
{"ALERTS",      MATTER_ALERTS,           {NO,       SCOPE,   NO,     NO,     NO,    NO}, READS},
{"ALERTS",      MATTER_AANBIEDER_ALERTS, {OWN,      SCOPE,   NO,     NO,     ALL,   NO}, READS},
{"STATUS",      MATTER_STATUS,           {OWN,      OWN,     OWN,    OWN,    ALL,   OWN}, READS},
{"STATUS",      MATTER_ALERT_HEAD,       {NO,       ALL,     NO,     NO,     ALL,   NO}, READS},
{"STATUS",      MATTER_HOUSE,            {NO,       NO,      NO,     NO,     ALL,   NO}, READS},
{"CLOCK",       MATTER_CLOCK,            {NO,       NO,      NO,     NO,     NO,    ALL}, .reads = false},
{"PLACES",      MATTER_PLACES,           {OWN,      SCOPE,   NO,     NO,     NO,    NO}, READS},
{"PLACES",      MATTER_ELSEWHERE,        {NO,       SCOPE,   NO,     NO,     NO,    NO}, READS},
{"HISTORY",     MATTER_HISTORY,          {OWN,      SCOPE,   NO,     NO,     NO,    NO}, READS},
{"FIGURES",     MATTER_FIGURES,          {OWN,      SCOPE,   ALL,    NO,     ALL,   NO}, READS},
{"FIGURES",     MATTER_TABLES,           {NO,       NO,      NO,     ALL,    NO,    NO}, READS},
{"TAKE",        MATTER_TAKE,             {NO,       SCOPE,   NO,     NO,     NO,    NO}, WAITS},
{"DUIDING",     MATTER_DUIDING,          {OWN,      NO,      NO,     NO,     ALL,   NO}, WAITS},
{"PUBLICATION", MATTER_PUBLICATION,      {NO,       NO,      ALL,    NO,     ALL,   NO}, READS},
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
