/* The answer to FIGURES. Points are written straight, behind the rest. */
#include "proto/wire/duiding.h"
#include "proto/wire/figures_parts.h"
#include "proto/wire/head.h"
#include "proto/wire/questions.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__FiguresReply ReplyMessage;
typedef Wachtpost__V1__Duiding DuidingMessage;

enum { POINTS_FIELD = 2 };

/* ---- out */

static void write_duiding(struct conversion *c, const struct figures_reply *from,
                          ReplyMessage *to) {
    to->duiding = convert_array(c, from->duiding_count, sizeof(DuidingMessage *));
    for (size_t i = 0; to->duiding && i < from->duiding_count; i++)
        to->duiding[i] = duiding_to_message(c, &from->duiding[i]);
    to->n_duiding = from->duiding_count;
}

static const struct bytes *write_points(struct conversion *c, const struct figures_reply *from) {
    struct bytes *points = convert_array(c, from->point_count, sizeof *points);
    ENSURE(from->by_count < DIMENSION_COUNT);
    for (size_t i = 0; points && i < from->point_count; i++)
        points[i] = figures_write_point(c, &from->points[i], from->by_count);
    return points;
}

enum status wire_encode_figures_reply(const struct figures_reply *reply, struct arena *arena,
                                      struct bytes *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message = WACHTPOST__V1__FIGURES_REPLY__INIT;
    struct embedded points = {POINTS_FIELD, reply->point_count, write_points(&c, reply)};
    message.head = head_to_message(&c, &reply->head);
    message.next_from = day_to_number(reply->next_from);
    message.as_known_at = reply->as_known_at;
    write_duiding(&c, reply, &message);
    message.monitor = monitor_to_message(&c, &reply->monitor);
    return convert_pack(&c, &message.base, &points, out);
}

/* ---- in */

/* As many as the first cell has keys; every other has to have the same. */
static size_t keys_per_cell(struct conversion *c, const ReplyMessage *from) {
    for (size_t i = 0; i < from->n_points; i++) {
        if (from->points[i]->n_cells == 0)
            continue;
        size_t count = from->points[i]->cells[0]->n_key;
        if (count < DIMENSION_COUNT)
            return count;
        convert_fail(c, STATUS_MALFORMED);
        break;
    }
    return 0;
}

static void read_points(struct conversion *c, const ReplyMessage *from, struct figures_reply *to) {
    struct figure_point *points = convert_array(c, from->n_points, sizeof *points);
    to->by_count = keys_per_cell(c, from);
    for (size_t i = 0; points && i < from->n_points; i++)
        figures_read_point(c, from->points[i], to->by_count, &points[i]);
    to->points = points;
    to->point_count = from->n_points;
}

static void read_duiding(struct conversion *c, const ReplyMessage *from, struct figures_reply *to) {
    struct duiding *duiding = convert_array(c, from->n_duiding, sizeof *duiding);
    for (size_t i = 0; duiding && i < from->n_duiding; i++)
        duiding_from_message(c, from->duiding[i], &duiding[i]);
    to->duiding = duiding;
    to->duiding_count = from->n_duiding;
}

enum status wire_decode_figures_reply(struct bytes body, struct arena *arena,
                                      struct figures_reply *out) {
    struct conversion c = convert_in(arena);
    ReplyMessage message;
    struct figures_reply reply;
    enum status status =
        convert_decode(&wachtpost__v1__figures_reply__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    head_from_message(&c, message.head, &reply.head);
    read_points(&c, &message, &reply);
    reply.next_from = convert_day(&c, message.next_from);
    reply.as_known_at = message.as_known_at;
    read_duiding(&c, &message, &reply);
    monitor_from_message(&c, message.monitor, &reply.monitor);
    if (c.status == STATUS_OK)
        *out = reply;
    return c.status;
}
