#include "daemon/domain/norm.h"

#include <stdio.h>
#include <string.h>

#include "proto/model/status.h"

const uint32_t level_months[LEVEL_COUNT] = {6, 9, 12};

day_t norm_crossing(const struct norm *norm, day_t start) {
    if (norm->days > 0)
        return start + (day_t)norm->days + 1;
    return day_add_months(start, (int)norm->months) + (norm->inclusive ? 0 : 1);
}

/* Norms in days announce their levels the way `3m` does: the day after (rules.md 1.3). */
day_t norm_level(const struct norm *norm, size_t index, day_t start) {
    if (!norm->levels[index])
        return DAY_NONE;
    bool inclusive = norm->inclusive && norm->days == 0;
    day_t day = day_add_months(start, (int)level_months[index]) + (inclusive ? 0 : 1);
    return day > norm_crossing(norm, start) ? day : DAY_NONE;
}

bool norm_threatens(const struct norm *norm, day_t start, day_t today) {
    day_t crossing = norm_crossing(norm, start);
    return crossing - (day_t)norm->warning_days <= today && today < crossing;
}

day_t norm_next_due(const struct norm *norm, day_t start, day_t after) {
    day_t crossing = norm_crossing(norm, start);
    if (norm->warning_days > 0 && crossing - (day_t)norm->warning_days > after)
        return crossing - (day_t)norm->warning_days;
    if (crossing > after)
        return crossing;
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        day_t level = norm_level(norm, i, start);
        if (level != DAY_NONE && level > after)
            return level;
    }
    return DAY_NONE;
}

const struct norm *norm_on(const struct norm *norms, size_t count, day_t day) {
    ENSURE(count > 0);
    const struct norm *in_force = &norms[0];
    for (size_t i = 1; i < count && norms[i].from <= day; i++)
        in_force = &norms[i];
    return in_force;
}

const char *norm_words(const struct norm *norm, char text[NORM_TEXT_SIZE]) {
    char rule[64], levels[32] = "";
    if (norm->days > 0)
        snprintf(rule, sizeof rule, "meer dan %u dagen", norm->days);
    else
        snprintf(rule, sizeof rule,
                 norm->inclusive ? "%u maanden of meer" : "langer dan %u maanden", norm->months);
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        size_t used = strlen(levels);
        if (norm->levels[i])
            snprintf(levels + used, sizeof levels - used, "%s%u", used ? ", " : "",
                     level_months[i]);
    }
    snprintf(text, NORM_TEXT_SIZE, "%s; niveaus %s; waarschuwing %u dagen vooraf", rule,
             levels[0] ? levels : "geen", norm->warning_days);
    return text;
}
