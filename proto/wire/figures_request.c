/* The question of FIGURES. */
#include "proto/wire/filter.h"
#include "proto/wire/head.h"
#include "proto/wire/questions.h"

#include <wachtpost/v1/wachtpost.pb-c.h>

typedef Wachtpost__V1__FiguresRequest RequestMessage;

/* ---- out */

static void write_by(struct conversion *c, const struct figures_question *from,
                     RequestMessage *to) {
    ENSURE(from->by_count < DIMENSION_COUNT);
    to->by = convert_array(c, from->by_count, sizeof *to->by);
    for (size_t i = 0; to->by && i < from->by_count; i++)
        to->by[i] = (Wachtpost__V1__Dimension)from->by[i];
    to->n_by = from->by_count;
}

static void write_measures(struct conversion *c, const struct figures_question *from,
                           RequestMessage *to) {
    to->measures = convert_array(c, MEASURE_COUNT, sizeof *to->measures);
    for (int measure = MEASURE_NONE + 1; to->measures && measure < MEASURE_COUNT; measure++)
        if (from->measures & MEASURE_BIT(measure))
            to->measures[to->n_measures++] = (Wachtpost__V1__Measure)measure;
}

enum status wire_encode_figures_request(const struct figures_request *request, struct arena *arena,
                                        struct bytes *out) {
    struct conversion c = convert_in(arena);
    const struct figures_question *question = &request->question;
    RequestMessage message = WACHTPOST__V1__FIGURES_REQUEST__INIT;
    message.head = head_of_request(&c, request->made_at);
    message.from = day_to_number(question->from);
    message.until = day_to_number(question->until);
    message.step = (Wachtpost__V1__Step)question->step;
    write_by(&c, question, &message);
    write_measures(&c, question, &message);
    message.norm_id = convert_text(&c, question->norm_id);
    message.clock = (Wachtpost__V1__Clock)question->clock;
    message.filter = filter_to_message(&c, &question->filter);
    message.as_known_at = question->as_known_at;
    message.region_day = day_to_number(question->region_day);
    message.survival_days = question->survival_days;
    return convert_pack(&c, &message.base, NULL, out);
}

/* ---- in */

/* A code that asks for something: UNSPECIFIED is none in these lists. */
static int read_asked(struct conversion *c, int code, int count) {
    if (code == 0)
        convert_fail(c, STATUS_MALFORMED);
    return convert_code(c, code, count);
}

static void read_by(struct conversion *c, const RequestMessage *from, struct figures_question *to) {
    uint32_t seen = 0;
    to->by_count = 0;
    for (size_t i = 0; c->status == STATUS_OK && i < from->n_by; i++) {
        int dimension = read_asked(c, (int)from->by[i], DIMENSION_COUNT);
        if (seen & (UINT32_C(1) << dimension)) {
            convert_fail(c, STATUS_MALFORMED);
            return;
        }
        seen |= UINT32_C(1) << dimension;
        to->by[to->by_count++] = (enum dimension)dimension;
    }
}

static void read_measures(struct conversion *c, const RequestMessage *from,
                          struct figures_question *to) {
    to->measures = from->n_measures ? 0 : MEASURES_USUAL;
    for (size_t i = 0; i < from->n_measures; i++)
        to->measures |= MEASURE_BIT(read_asked(c, (int)from->measures[i], MEASURE_COUNT));
}

static void read_question(struct conversion *c, const RequestMessage *from,
                          struct figures_question *to) {
    to->from = convert_day(c, from->from);
    to->until = from->until ? convert_day(c, from->until) : to->from;
    to->step = (enum step)convert_code(c, (int)from->step, STEP_COUNT);
    read_by(c, from, to);
    read_measures(c, from, to);
    to->norm_id = bytes_of_text(from->norm_id);
    to->clock = (enum clock)convert_code(c, (int)from->clock, CLOCK_COUNT);
    filter_from_message(c, from->filter, &to->filter);
    to->as_known_at = from->as_known_at;
    to->region_day = convert_day(c, from->region_day);
    to->survival_days = from->survival_days;
}

enum status wire_decode_figures_request(struct bytes body, struct arena *arena,
                                        struct figures_request *out) {
    struct conversion c = convert_in(arena);
    RequestMessage message;
    struct figures_request request = {0};
    enum status status =
        convert_decode(&wachtpost__v1__figures_request__descriptor, body, arena, &message);
    if (status != STATUS_OK)
        return status;
    request.made_at = head_made_at(message.head);
    read_question(&c, &message, &request.question);
    if (c.status == STATUS_OK)
        *out = request;
    return c.status;
}
