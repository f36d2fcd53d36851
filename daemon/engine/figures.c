/* FIGURES: what was so on a day or over a series, as known at an instant, within what the
 * sender may see. The counting itself is daemon/domain/figures.h's. */
#include "daemon/engine/figures.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/domain/figures.h"
#include "daemon/domain/narrow.h"
#include "daemon/engine/index.h"
#include "daemon/engine/known.h"
#include "proto/model/limits.h"
#include "proto/model/list.h"

/* One aanbieder's past at a time. */
#define PAST_MEMORY_BYTES ((size_t)256 << 20)

/* So many periods in one reply; fewer where each of them is looked at for itself, or brings
 * rows of its own. */
enum { MAX_PERIODS = 2000, MAX_PERIODS_OF_THEIR_OWN = 40 };

/* The filter, narrowed to what this participant may see. */
static enum status narrow(const struct participant *who, struct filter *filter, struct arena *arena,
                          bool *nothing) {
    *nothing = false;
    switch (authority_reach(MATTER_FIGURES, who->roles)) {
    case REACH_ALL:
        return STATUS_OK;
    case REACH_SCOPE:
        return narrow_to_scope(filter, &who->scope, arena, nothing);
    case REACH_OWN:
        return narrow_to_own(filter, who, arena, nothing);
    case REACH_NOTHING:
        break;
    }
    *nothing = true;
    return STATUS_OK;
}

static bool is_possible(const struct figures_question *question) {
    return question->from != DAY_NONE && question->until >= question->from &&
           question->until - question->from <= MAX_SERIES_DAYS &&
           question->survival_days <= MAX_SERIES_DAYS;
}

static size_t most_periods(const struct figures_question *question) {
    const uint32_t own = MEASURE_BIT(MEASURE_SURVIVAL) | MEASURE_BIT(MEASURE_AANNAME);
    return question->measures & own ? MAX_PERIODS_OF_THEIR_OWN : MAX_PERIODS;
}

struct counting {
    struct engine *engine;
    struct figures_question question;
    struct known known;
    struct figures_setting setting;
    /* What was asked and what may be seen have nothing in common, and the filter no meaning. */
    bool nothing;
    struct period *periods;
    size_t period_count;
    day_t next_from;
    struct block_range range; /* of days that must be known */
    struct arena *past;
};

static enum status list_periods(struct counting *c) {
    const struct figures_question *question = &c->question;
    size_t most = most_periods(question);
    c->periods = arena_array(c->engine->work, most, sizeof *c->periods);
    if (c->periods == NULL)
        return STATUS_NO_MEMORY;
    day_t from = question->from;
    while (from <= question->until && c->period_count < most) {
        c->periods[c->period_count] = period_at(question->step, from, question->until);
        from = c->periods[c->period_count++].on + 1;
    }
    c->next_from = from <= question->until ? from : DAY_NONE;
    return STATUS_OK;
}

/* A leaving may be shown long after its date, and its date may be told long after it was
 * shown, so what goes by the date must know all of them. */
struct block_range figures_range(const struct figures_question *question, day_t last) {
    const uint32_t dated = MEASURE_BIT(MEASURE_REALISED) | MEASURE_BIT(MEASURE_SURVIVAL);
    const uint32_t detailed = dated | MEASURE_BIT(MEASURE_JEUGDIGEN) | MEASURE_BIT(MEASURE_TAKEN);
    const uint32_t asked = question->measures;
    return (struct block_range){.first = question->from,
                                .last = last,
                                .flows = asked & MEASURE_BIT(MEASURE_FLOWS),
                                .all_flows = asked & dated,
                                .detail = (asked & detailed) || question->clock != CLOCK_NONE};
}

static enum status add_whole(struct counting *c, struct figures_work *work, const struct agb *agb) {
    struct past past;
    enum status status = known_past(c->engine, &c->known, agb, &c->range, c->past, &past);
    return status == STATUS_OK ? figures_add(work, &past) : status;
}

/* Counted while it is read, so that nothing of it need be kept. */
static enum status add_told(struct counting *c, struct figures_work *work, const struct agb *agb) {
    struct past about = {.agb = *agb, .first_day = DAY_NONE, .last_day = DAY_NONE};
    struct block_listener listener;
    enum status status = known_agreement(c->engine, &c->known, &about);
    if (status == STATUS_OK)
        status = figures_listen(work, &about, &listener);
    if (status == STATUS_OK)
        status = index_tell(c->engine, agb, &c->range, c->known.event, c->past, &listener);
    return status == STATUS_OK ? figures_heard(work) : status;
}

static enum status add_aanbieder(struct counting *c, struct figures_work *work,
                                 const struct agb *agb) {
    arena_reset(c->past);
    enum status status = engine_renew(c->engine);
    if (status != STATUS_OK)
        return status;
    return figures_can_listen(&c->question) ? add_told(c, work, agb) : add_whole(c, work, agb);
}

static enum status add_all(struct counting *c, struct figures_work *work) {
    struct agb *agbs;
    size_t count;
    enum status status = state_every_aanbieder(c->engine, &agbs, &count);
    for (size_t i = 0; status == STATUS_OK && i < count && !c->nothing; i++)
        if (filter_admits_aanbieder(&c->question.filter, &agbs[i]))
            status = add_aanbieder(c, work, &agbs[i]);
    return status;
}

static enum status count(struct counting *c, struct figures_reply *out, enum answer *answer) {
    struct figures_work *work;
    struct figure_point *points = NULL;
    enum status status = list_periods(c);
    if (status != STATUS_OK)
        return status;
    c->range = figures_range(&c->question, c->periods[c->period_count - 1].on);
    status = figures_begin(&c->setting, c->periods, c->period_count, c->engine->work, &work);
    if (status == STATUS_OK)
        status = add_all(c, work);
    if (status != STATUS_OK)
        return status;
    out->point_count = figures_cut(work, MAX_CELLS_PER_REPLY);
    if (out->point_count == 0) {
        *answer = engine_refused_body(c->engine);
        return STATUS_OK;
    }
    status = figures_finish(work, &points);
    out->points = points;
    out->next_from =
        out->point_count < c->period_count ? c->periods[out->point_count].from : c->next_from;
    out->as_known_at = c->known.instant;
    return status;
}

/* The rules as known; false: no norm has the id that was asked for. */
static bool settle(struct counting *c) {
    const struct rules_settings *rules = c->known.rules;
    c->setting = (struct figures_setting){.question = &c->question,
                                          .norms = rules->norms,
                                          .norm_count = rules->norm_count,
                                          .regio = &rules->regio};
    if (c->question.norm_id.size > 0)
        c->setting.norm = known_norm(&c->known, c->question.norm_id);
    return c->question.norm_id.size == 0 || c->setting.norm != NULL;
}

static enum status answer_question(struct counting *c, const struct participant *who,
                                   struct figures_reply *out, enum answer *answer) {
    enum status status = narrow(who, &c->question.filter, c->engine->work, &c->nothing);
    if (status == STATUS_OK)
        status = known_open(c->engine, c->question.as_known_at, &c->known);
    if (status != STATUS_OK)
        return status;
    if (!settle(c)) {
        *answer = engine_refused_body(c->engine);
        return STATUS_OK;
    }
    c->past = arena_new(PAST_MEMORY_BYTES);
    status = c->past ? count(c, out, answer) : STATUS_NO_MEMORY;
    if (status != STATUS_OK || *answer != ANSWER_OK || c->nothing)
        return status;
    const bool is_own = authority_reach(MATTER_FIGURES, who->roles) == REACH_OWN;
    const struct participant *limited = is_own ? who : NULL;
    return duiding_touching(c->engine, &c->question, c->known.event, limited, &out->duiding,
                            &out->duiding_count);
}

enum status figures_count(struct engine *engine, const struct participant *who,
                          const struct figures_question *question, struct figures_reply *out,
                          enum answer *answer) {
    struct counting counting = {.engine = engine, .question = *question};
    enum status status = STATUS_OK;
    out->next_from = DAY_NONE;
    out->by_count = question->by_count;
    if (!is_possible(question))
        *answer = engine_refused_body(engine);
    else
        status = answer_question(&counting, who, out, answer);
    known_close(&counting.known);
    arena_free(&counting.past);
    if (*answer != ANSWER_OK)
        *out = (struct figures_reply){.next_from = DAY_NONE};
    return status;
}

/* Nothing but a monitor: gets fixed tables only, which are written when first asked for. */
static bool is_monitor(const struct participant *who) {
    return authority_reach(MATTER_FIGURES, who->roles) == REACH_NOTHING;
}

enum status engine_figures(struct engine *engine, const struct sender *sender, struct arena *arena,
                           struct bytes *reply) {
    struct figures_request asked;
    struct figures_reply out = {.next_from = DAY_NONE};
    enum status status = wire_decode_figures_request(sender->request->body, engine->work, &asked);
    if (status == STATUS_NO_MEMORY)
        return status;
    enum answer answer =
        status == STATUS_OK ? engine_admit(engine, asked.made_at) : engine_refused_body(engine);
    status = STATUS_OK;
    if (answer == ANSWER_OK)
        status = is_monitor(sender->participant)
                     ? monitor_answer(engine, &asked.question, &out, &answer)
                     : figures_count(engine, sender->participant, &asked.question, &out, &answer);
    out.head = engine_head(engine, answer);
    return status == STATUS_OK ? wire_encode_figures_reply(&out, arena, reply) : status;
}
