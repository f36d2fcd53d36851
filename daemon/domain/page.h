/* Inside the book: how one alert is written down and what then stands. Private to
 * book*.c. */
#ifndef WACHTPOST_DOMAIN_PAGE_H
#define WACHTPOST_DOMAIN_PAGE_H

#include "daemon/domain/book.h"

/* A new alert at the end of the page, numbered, with what every alert carries. NULL:
 * no memory, remembered. */
struct written *page_write(struct book *book, enum alert_kind kind, day_t due);

/* An alert about a place: also its fields, its telling, and who hears it. `wait` is
 * the wait it is about; `until` ends the days waited. */
struct place_alert *page_write_place(struct book *book, struct known_place *known,
                                     struct wait *wait, enum alert_kind kind, uint32_t level,
                                     day_t due, day_t until);

/* What stands. */
struct standing *told_find(struct told *told, enum alert_kind kind);
bool told_stands(const struct told *told, enum alert_kind kind, uint32_t level, day_t start);
void told_add(struct told *told, struct standing standing);
void told_drop(struct told *told, size_t index);
/* Nothing stands any more, and whoever was told has had the end. */
void told_clear(struct told *told);

#endif
