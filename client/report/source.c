#include "client/report/source.h"

#include "client/language.h"

/* Arrays that are replaced by longer ones; the arena is short-lived. */
static enum status append_points(struct series *series, const struct figures_reply *reply,
                                 struct arena *arena) {
    struct figure_point *points =
        arena_array(arena, series->point_count + reply->point_count, sizeof *points);
    if (!points)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < series->point_count; i++)
        points[i] = series->points[i];
    for (size_t i = 0; i < reply->point_count; i++)
        points[series->point_count + i] = reply->points[i];
    series->points = points;
    series->point_count += reply->point_count;
    return STATUS_OK;
}

static void add_once(struct duiding *notes, size_t *count, const struct duiding *note) {
    size_t at = 0;
    while (at < *count && notes[at].event < note->event)
        at++;
    if (at < *count && notes[at].event == note->event)
        return;
    for (size_t i = *count; i > at; i--)
        notes[i] = notes[i - 1];
    notes[at] = *note;
    ++*count;
}

static enum status append_duiding(struct series *series, const struct figures_reply *reply,
                                  struct arena *arena) {
    size_t count = 0;
    struct duiding *notes =
        arena_array(arena, series->duiding_count + reply->duiding_count, sizeof *notes);
    if (!notes)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < series->duiding_count; i++)
        add_once(notes, &count, &series->duiding[i]);
    for (size_t i = 0; i < reply->duiding_count; i++)
        add_once(notes, &count, &reply->duiding[i]);
    series->duiding = notes;
    series->duiding_count = count;
    return STATUS_OK;
}

static enum status append(struct series *series, const struct figures_reply *reply,
                          struct arena *arena) {
    enum status status = append_points(series, reply, arena);
    return status == STATUS_OK ? append_duiding(series, reply, arena) : status;
}

enum status source_ask(const struct figures_source *source, const struct figures_question *question,
                       struct arena *arena, struct series *series, struct complaint *complaint) {
    struct figures_question next = *question;
    struct series found = {0};
    for (;;) {
        struct figures_reply reply = {0};
        enum status status = source->answer(source->context, &next, &reply, complaint);
        if (status == STATUS_OK)
            status = append(&found, &reply, arena);
        if (status != STATUS_OK)
            return status;
        found.as_known_at = next.as_known_at = reply.as_known_at;
        found.is_virtual = reply.head.virtual_clock;
        if (reply.next_from == DAY_NONE)
            break;
        if (reply.next_from <= next.from || reply.next_from > next.until)
            return complain(complaint, STATUS_MALFORMED,
                            _("de server gaf een reeks die niet verder "
                              "gaat"));
        next.from = reply.next_from;
    }
    *series = found;
    return STATUS_OK;
}
