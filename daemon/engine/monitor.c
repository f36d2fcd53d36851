/* What a monitor gets: a fixed list of tables, at month ends, under the norm in force,
 * suppressed once and kept, so that nothing can be derived by asking twice. */
#include "daemon/domain/monitor.h"

#include <stdio.h>
#include <string.h>

#include "daemon/domain/pack_said.h"
#include "daemon/engine/figures.h"

#define TABLE_NAME_SIZE 64

/* The analist's eyes, for the exact figures behind a table. */
static const struct participant behind_the_table = {.name = "wachtpost", .roles = ROLE_ANALIST};

/* One dimension that has a table, one past month's end, and nothing else. */
static bool is_fixed(const struct figures_question *question, day_t today) {
    const struct filter *filter = &question->filter;
    bool filtered = filter->aanbieder_count || filter->gemeente_count || filter->gi_count ||
                    filter->hulpvormen || filter->maatregelen || filter->urgenties;
    day_t on = question->until;
    return question->by_count == 1 && monitor_has_table(question->by[0]) && !filtered &&
           question->from == on && on != DAY_NONE && on < today &&
           period_at(STEP_MONTH, on, on + 1).on == on && question->norm_id.size == 0 &&
           question->clock == CLOCK_NONE && question->as_known_at == 0 &&
           question->region_day == DAY_NONE;
}

static struct bytes name_of(enum dimension by, day_t on, char name[TABLE_NAME_SIZE]) {
    char day[DAY_TEXT_SIZE];
    snprintf(name, TABLE_NAME_SIZE, "monitor/%s/%s", dimension_name(by), day_text(on, day));
    return bytes_of_text(name);
}

static enum status make(struct engine *engine, const struct figures_question *asked,
                        struct monitor_table *table, enum answer *answer) {
    struct figures_question question = *asked;
    struct figures_reply exact = {0};
    question.step = STEP_ONE;
    question.measures =
        MEASURE_BIT(MEASURE_WAITING) | MEASURE_BIT(MEASURE_JEUGDIGEN) | MEASURE_BIT(MEASURE_DAYS);
    enum status status = figures_count(engine, &behind_the_table, &question, &exact, answer);
    if (status == STATUS_OK && *answer == ANSWER_OK)
        status = monitor_suppress(&exact.points[0], question.by[0], engine->work, table);
    table->recorded_at = engine_next_instant(engine);
    return status;
}

/* An event of its own, whose body is the table: there is no request to sign. */
static enum status keep(struct engine *engine, enum dimension by, day_t on, struct bytes content) {
    struct published kept;
    char name[TABLE_NAME_SIZE];
    return publication_keep(engine, name_of(by, on, name), bytes_of_text(behind_the_table.name),
                            content, content, &kept);
}

static enum status make_and_keep(struct engine *engine, const struct figures_question *question,
                                 struct monitor_table *table, enum answer *answer) {
    struct bytes content;
    enum status status = make(engine, question, table, answer);
    if (status != STATUS_OK || *answer != ANSWER_OK)
        return status;
    status = wire_encode_monitor_table(table, engine->work, &content);
    if (status == STATUS_OK)
        status = keep(engine, question->by[0], question->until, content);
    return status;
}

/* All tables of that day at once: of the same places, so that they share their total and
 * nothing delivered in between shows in one and not in another. */
static enum status make_all(struct engine *engine, const struct figures_question *asked,
                            struct monitor_table *table, enum answer *answer) {
    struct figures_question question = *asked;
    enum status status = STATUS_OK;
    for (enum dimension by = BY_AANBIEDER; by < DIMENSION_COUNT; by++) {
        struct monitor_table made = {.on = DAY_NONE};
        if (!monitor_has_table(by) || status != STATUS_OK || *answer != ANSWER_OK)
            continue;
        question.by[0] = by;
        status = make_and_keep(engine, &question, &made, answer);
        if (by == asked->by[0])
            *table = made;
    }
    return status;
}

enum status monitor_keep_again(struct engine *engine, struct bytes content) {
    struct monitor_table table;
    enum status status = wire_decode_monitor_table(content, engine->work, &table);
    if (status == STATUS_OK && (!monitor_has_table(table.by) || table.on == DAY_NONE))
        status = STATUS_MALFORMED;
    if (status == STATUS_OK)
        status = keep(engine, table.by, table.on, content);
    return status == STATUS_MALFORMED ? STATUS_DAMAGED : status;
}

enum status monitor_answer(struct engine *engine, const struct figures_question *question,
                           struct figures_reply *out, enum answer *answer) {
    struct published kept;
    char text[TABLE_NAME_SIZE];
    if (!is_fixed(question, day_of_instant(engine->now))) {
        *answer = engine_out_of_scope(engine);
        return STATUS_OK;
    }
    struct bytes name = name_of(question->by[0], question->until, text);
    enum status status = publication_find(engine, name, &kept);
    if (status == STATUS_OK)
        status = wire_decode_monitor_table(kept.content, engine->work, &out->monitor);
    else if (status == STATUS_ABSENT && !engine_leave_to_batch(engine))
        status = make_all(engine, question, &out->monitor, answer);
    out->as_known_at = out->monitor.recorded_at;
    return status;
}
