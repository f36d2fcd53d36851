/* What figures are made of, inside other messages. */
#ifndef WACHTPOST_WIRE_FIGURES_PARTS_H
#define WACHTPOST_WIRE_FIGURES_PARTS_H

#include "proto/model/figures.h"
#include "proto/wire/convert.h"

/* As protoc-c makes them. */
struct Wachtpost__V1__Days;
struct Wachtpost__V1__Coverage;
struct Wachtpost__V1__MonitorTable;
struct Wachtpost__V1__FigurePoint;

/* NULL when there is no room (remembered by the conversion). */
struct Wachtpost__V1__Days *days_to_message(struct conversion *c, const struct days *days);
struct Wachtpost__V1__Coverage *coverage_to_message(struct conversion *c,
                                                    const struct coverage *coverage);
/* An absent message (NULL) says that there is nothing. */
void days_from_message(const struct Wachtpost__V1__Days *message, struct days *days);
void coverage_from_message(struct conversion *c, const struct Wachtpost__V1__Coverage *message,
                           struct coverage *coverage);

/* NULL for BY_NOTHING too. */
struct Wachtpost__V1__MonitorTable *monitor_to_message(struct conversion *c,
                                                       const struct monitor_table *table);
/* An absent message is BY_NOTHING; one that is there has rows by something. */
void monitor_from_message(struct conversion *c, const struct Wachtpost__V1__MonitorTable *message,
                          struct monitor_table *table);

/* A FigurePoint's bytes, in the order of the contract, without protobuf-c: as its structs
 * 20,000 cells would first take some 30 MB. Each cell has `by_count` keys. Empty when
 * there is no room (remembered by the conversion). */
struct bytes figures_write_point(struct conversion *c, const struct figure_point *point,
                                 size_t by_count);
/* Malformed: no total, a cell without figures or with another number of keys. */
void figures_read_point(struct conversion *c, const struct Wachtpost__V1__FigurePoint *message,
                        size_t by_count, struct figure_point *point);

#endif
