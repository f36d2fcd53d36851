#include "daemon/domain/retain.h"

#include "daemon/domain/block.h"

const struct retention retention_most = {.bodies_months = 13,
                                         .places_months = 24,
                                         .receipt_days = 400,
                                         .audit_years = 5,
                                         .backup_days = 31};

enum { MONTHS_IN_A_YEAR = 12, DAYS_MONTHS_DIFFER = 3, DAYS_IN_A_WEEK = 7 };
enum { SOME_MONDAY = 4 }; /* 5 January 1970 */

bool retention_same(const struct retention *a, const struct retention *b) {
    return a->bodies_months == b->bodies_months && a->places_months == b->places_months &&
           a->receipt_days == b->receipt_days && a->audit_years == b->audit_years &&
           a->backup_days == b->backup_days;
}

/* The first day whose clamp(day + months) is not before today: a few days around the one that is
 * so many months back. */
static day_t kept_from(day_t today, uint32_t months) {
    day_t day = day_add_months(today, -(int)months) - DAYS_MONTHS_DIFFER;
    while (day_add_months(day, (int)months) < today)
        day++;
    return day;
}

/* The first Monday on or after a day. */
static day_t next_monday(day_t day) {
    day_t since = (day - SOME_MONDAY) % DAYS_IN_A_WEEK;
    if (since < 0)
        since += DAYS_IN_A_WEEK;
    return since == 0 ? day : day + DAYS_IN_A_WEEK - since;
}

day_t retain_bodies_from(const struct retention *retention, day_t today) {
    return next_monday(kept_from(today, retention->bodies_months));
}

day_t retain_receipts_from(const struct retention *retention, day_t today) {
    return today - (day_t)retention->receipt_days;
}

day_t retain_audit_from(const struct retention *retention, day_t today) {
    return kept_from(today, retention->audit_years * MONTHS_IN_A_YEAR);
}

/* Of the block of the last day that is too old, all days. */
day_t retain_settled_until(const struct retention *retention, day_t today) {
    const day_t too_old = kept_from(today, retention->places_months) - 1;
    return (block_of_day(too_old) + 1) * BLOCK_DAYS;
}

day_t retain_forgotten_on(const struct retention *retention, day_t day) {
    const day_t first = block_of_day(day) * BLOCK_DAYS;
    return day_add_months(first, (int)retention->places_months) + 1;
}
