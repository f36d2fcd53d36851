/* HISTORY: every version of one place, on both axes: when it was so, and when it was
 * known. */
#include "daemon/engine/rows.h"
#include "daemon/engine/takings.h"

#include <string.h>

#include "daemon/engine/audit.h"
#include "proto/wire/questions.h"

struct question {
    struct engine *engine;
    const struct participant *who;
    const struct history_request *asked;
    struct past_rows rows;
};

/* Whoever was entitled to some version of it gets all of them. */
static bool may_see(const struct question *q) {
    const struct history_row *rows = q->rows.at;
    bool may = false;
    for (size_t i = 0; i < q->rows.count; i++) {
        struct party party = party_of(&rows[i].known.place);
        bool has_fields = rows[i].kind != HISTORY_COMPLETED;
        may |= authority_admits_place(MATTER_HISTORY, q->who, &q->asked->agb, &party, has_fields);
    }
    return may;
}

static void tell_leaving(const struct departure *departure, struct place_version *version) {
    version->wait = departure->wait.name;
    version->start = departure->wait.start;
    version->reden = departure->reden;
    version->left_on = departure->datum;
}

static void tell_state(const struct history_row *row, struct place_version *version) {
    const struct known_place *known = &row->known;
    version->valid_from = row->from;
    version->valid_until = row->until;
    version->late = row->until != INSTANT_MAX;
    if (row->kind == HISTORY_PASSED && known->departure_count > 0) {
        version->kind = VERSION_PASSED;
        tell_leaving(&known->departures[0], version);
    } else if (known->open) {
        version->kind = VERSION_OPEN;
        version->wait = known->wait.name;
        version->start = known->wait.start;
    } else {
        version->kind = VERSION_LEFT;
        if (known->departure_count > 0)
            tell_leaving(&known->departures[known->departure_count - 1], version);
    }
    version->has_place = version->kind != VERSION_LEFT;
    version->place = known->place;
    if (version->has_place)
        place_start(&known->place, &version->clock);
}

/* Which wait a leaving ended that was completed later: the row that showed it says so. */
static void tell_completed(const struct question *q, const struct history_row *row,
                           struct place_version *version) {
    const struct history_row *rows = q->rows.at;
    version->kind = VERSION_COMPLETED;
    for (size_t i = 0; i < q->rows.count; i++)
        for (size_t k = 0; k < rows[i].known.departure_count; k++)
            if (rows[i].known.departures[k].event == row->leaving)
                tell_leaving(&rows[i].known.departures[k], version);
    version->reden = row->reden;
    version->left_on = row->datum;
}

static enum status tell(const struct question *q, const struct history_row *row,
                        struct place_version *version) {
    *version = (struct place_version){
        .event = row->event, .valid_until = INSTANT_MAX, .start = DAY_NONE, .left_on = DAY_NONE};
    if (row->kind == HISTORY_COMPLETED) {
        tell_completed(q, row, version);
    } else {
        tell_state(row, version);
    }
    return store_event_instant(q->engine->txn, row->event, &version->recorded_at);
}

static enum status tell_versions(const struct question *q, struct history_reply *out) {
    const struct history_row *rows = q->rows.at;
    enum status status = STATUS_OK;
    struct place_version *versions = arena_array(q->engine->work, q->rows.count, sizeof *versions);
    if (versions == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < q->rows.count && status == STATUS_OK; i++)
        status = tell(q, &rows[i], &versions[i]);
    out->versions = versions;
    out->version_count = q->rows.count;
    return status;
}

/* Coordinators' words are among coordinators. */
static enum status tell_takings(const struct question *q, struct history_reply *out) {
    const struct taking *takings;
    size_t count;
    if (authority_reach(MATTER_TAKE, q->who->roles) == REACH_NOTHING)
        return STATUS_OK;
    enum status status = takings_of(q->engine, &q->asked->agb, q->asked->place_id, q->engine->work,
                                    &takings, &count);
    struct taken *told = arena_array(q->engine->work, count, sizeof *told);
    if (status != STATUS_OK || told == NULL)
        return status != STATUS_OK ? status : STATUS_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        told[i] = taken_of(&takings[i]);
    out->taken = told;
    out->taken_count = count;
    return STATUS_OK;
}

/* Which place is on record by its blind: the log names no child, and yet answers who saw
 * this one. */
static enum status audit(const struct question *q, const struct history_reply *out) {
    struct audit_line line = {.act = bytes_of_text("HISTORY"),
                              .outcome = ANSWER_OK,
                              .agb = q->asked->agb,
                              .has_plek = true,
                              .plek = rows_place_key(q->engine->store, q->asked->place_id),
                              .rows = out->version_count};
    return engine_audit(q->engine, q->who, &line);
}

static enum status answer_question(struct question *q, struct history_reply *out,
                                   enum answer *answer) {
    const struct place_key key = rows_place_key(q->engine->store, q->asked->place_id);
    enum status status = rows_load(q->engine->txn, &q->asked->agb, &key, q->engine->work, &q->rows);
    if (status == STATUS_OK && !may_see(q)) {
        *answer = engine_out_of_scope(q->engine);
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        status = tell_versions(q, out);
    if (status == STATUS_OK)
        status = tell_takings(q, out);
    if (status != STATUS_OK)
        return status;
    return audit(q, out);
}

enum status engine_history(struct engine *engine, const struct sender *sender, struct arena *arena,
                           struct bytes *reply) {
    struct history_request asked;
    struct history_reply out = {0};
    enum status status = wire_decode_history_request(sender->request->body, engine->work, &asked);
    if (status == STATUS_NO_MEMORY)
        return status;
    enum answer answer =
        status == STATUS_OK ? engine_admit(engine, asked.made_at) : engine_refused_body(engine);
    status = STATUS_OK;
    struct question q = {.engine = engine, .asked = &asked};
    if (answer == ANSWER_OK) {
        q.who = sender->participant;
        status = answer_question(&q, &out, &answer);
    }
    out.head = engine_head(engine, answer);
    return status == STATUS_OK ? wire_encode_history_reply(&out, arena, reply) : status;
}
