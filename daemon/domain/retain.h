/* How long what is kept, and from which day on (domain.md section 8). Pure.
 *
 * The law's terms are the defaults and the most that can be configured. Every term is counted by
 * civil days: what is of day d is kept until clamp(d + term), that day included. */
#ifndef WACHTPOST_DOMAIN_RETAIN_H
#define WACHTPOST_DOMAIN_RETAIN_H

#include "proto/model/bytes.h"
#include "proto/model/day.h"

struct retention {
    uint32_t bodies_months; /* what was delivered and said, as it came */
    uint32_t places_months; /* a place after it left, with its alerts */
    uint32_t receipt_days;  /* which lines a receipt names */
    uint32_t audit_years;   /* who saw or did what */
    uint32_t backup_days;   /* how long keys stay that nothing is sealed with: backups need them */
};

/* The law's. */
extern const struct retention retention_most;
/* A late delivery may be about what was so 13 months ago (rules.md 3.2), which is never as far
 * back as days that are settled: 13 months, a block of days (block.h) and the days by which
 * months differ. */
#define RETENTION_LEAST_PLACES_MONTHS 16
/* An outbox sends again for 30 days. */
#define RETENTION_LEAST_RECEIPT_DAYS 31

bool retention_same(const struct retention *a, const struct retention *b);

/* Bodies go a week at a time, as one removal of an aanbieder's bodies costs nearly what one of
 * seven days' does: when the Monday of a week is too old, all of it is. So nothing is kept longer
 * than the term, and nothing goes more than six days earlier. The first day of which bodies are
 * still kept on `today`. */
day_t retain_bodies_from(const struct retention *retention, day_t today);
/* The first day of which receipts' lines or audit lines are. */
day_t retain_receipts_from(const struct retention *retention, day_t today);
day_t retain_audit_from(const struct retention *retention, day_t today);

/* Places are forgotten a block of days at a time, since the index (block.h) tells of a block as
 * a whole: when the first of its days is too old, all who left on one of them are. So nobody is
 * kept longer than the term, and nobody is forgotten more than a block earlier. The first day that
 * is not settled on `today`; everything before it is. */
day_t retain_settled_until(const struct retention *retention, day_t today);
/* On which day a place is forgotten of which the last was said on `day`. */
day_t retain_forgotten_on(const struct retention *retention, day_t day);

#endif
