/* Prints what the model says of every day from 1990-01-01 to 2040-12-31, for days.py
 * to compare: day, three months on, ten years back, its first instant, and the civil
 * day at that instant and one microsecond before. */
#include <inttypes.h>
#include <stdio.h>

#include "proto/model/day.h"

int main(void) {
    day_t last = day_of_civil(2040, 12, 31);
    for (day_t day = day_of_civil(1990, 1, 1); day <= last; day++) {
        instant_t midnight = instant_of_day(day);
        printf("%" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRId64 " %" PRIu32 " %" PRIu32 "\n",
               day_to_number(day), day_to_number(day_add_months(day, 3)),
               day_to_number(day_add_months(day, -120)), midnight,
               day_to_number(day_of_instant(midnight)),
               day_to_number(day_of_instant(midnight - 1)));
    }
    return 0;
}
