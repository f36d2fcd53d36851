#include "daemon/domain/regio.h"

static bool names(const struct regio_rule *rule, struct bytes gemeente) {
    for (size_t i = 0; i < rule->gemeente_count; i++)
        if (bytes_equal(rule->gemeenten[i], gemeente))
            return true;
    return false;
}

static bool admits(const struct regio_rule *rule, struct bytes gemeente, enum hulpvorm hulpvorm,
                   day_t day) {
    if (rule->from != DAY_NONE && day < rule->from)
        return false;
    if (rule->until != DAY_NONE && day > rule->until)
        return false;
    if (rule->hulpvormen != 0 && !(rule->hulpvormen & (UINT32_C(1) << hulpvorm)))
        return false;
    return rule->gemeente_count ? names(rule, gemeente) : gemeente_in_region(gemeente, day);
}

bool regio_holds(const struct regio *regio, const char *gemeente, enum hulpvorm hulpvorm,
                 day_t day) {
    struct bytes code = bytes_of_text(gemeente);
    for (size_t i = 0; i < regio->count; i++)
        if (admits(&regio->rules[i], code, hulpvorm, day))
            return true;
    return regio->count == 0 && gemeente_in_region(code, day);
}
