#include "daemon/domain/past.h"

bool past_has_day(const struct past *past, day_t day) {
    return (past->first_day == DAY_NONE || day >= past->first_day) &&
           (past->last_day == DAY_NONE || day <= past->last_day);
}

const struct peil *past_in_force(const struct past *past, day_t day) {
    instant_t end = instant_of_day(day + 1);
    size_t begin = 0, after = past->peil_count;
    while (begin < after) {
        size_t middle = begin + (after - begin) / 2;
        if (past->peils[middle].peilmoment < end)
            begin = middle + 1;
        else
            after = middle;
    }
    return begin > 0 && past_has_day(past, day) ? &past->peils[begin - 1] : NULL;
}

const struct taking *spell_taking(const struct spell *spell, day_t day) {
    instant_t end = instant_of_day(day + 1);
    const struct taking *last = NULL;
    for (size_t i = 0; i < spell->taking_count && spell->takings[i].recorded_at < end; i++)
        last = &spell->takings[i];
    return last;
}
