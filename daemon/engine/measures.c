#include "daemon/engine/measures.h"

#include "daemon/engine/exposition.h"
#include "daemon/engine/inside.h"
#include "daemon/engine/state.h"
#include "daemon/memory.h"

#include <stdio.h>

/* How many events back a backup is looked for, once: weeks of a whole region, gone through in
 * milliseconds. */
enum { MAX_LOOKED_BACK = 10000, LABELS_SIZE = 64 };

/* Of the store, as one transaction sees it. */
struct store_facts {
    bool known;
    uint64_t events, alerts, audit_lines;
    struct store_measure measure;
};

/* ---- looking */

static enum status sum_standing(struct engine *engine, const struct agb *agbs, size_t count) {
    int64_t silent = 0, held = 0;
    for (size_t i = 0; i < count; i++) {
        struct aanbieder_head head;
        arena_reset(engine->work);
        enum status status = state_load_head(engine, &agbs[i], &head);
        if (status != STATUS_OK)
            return status;
        const struct attention now = state_attention(&head);
        silent += now.silent;
        held += now.held;
    }
    engine->meters.silent = silent;
    engine->meters.held = held;
    engine->meters.knows_standing = true;
    return STATUS_OK;
}

/* Once for each process; from then on every change is counted (state_save). */
static enum status count_standing(struct engine *engine) {
    struct agb *agbs;
    size_t count;
    enum status status = state_every_aanbieder(engine, &agbs, &count);
    if (status != STATUS_OK)
        return status;
    /* Out of the arena that each head begins anew. */
    const struct bytes kept = arena_copy(engine->batch, bytes_of(agbs, count * sizeof *agbs));
    if (kept.at == NULL)
        return STATUS_NO_MEMORY;
    return sum_standing(engine, (const struct agb *)kept.at, count);
}

/* By headers alone. */
static enum status find_backup(struct engine *engine) {
    const uint64_t head = store_journal_head(engine->txn);
    const uint64_t before_first = head > MAX_LOOKED_BACK ? head - MAX_LOOKED_BACK : 0;
    instant_t found = 0;
    for (uint64_t number = head; number > before_first && found == 0; number--) {
        enum event_kind kind;
        enum status status = store_event_kind(engine->txn, number, &kind);
        if (status == STATUS_OK && kind == EVENT_CHECKPOINT)
            status = store_event_instant(engine->txn, number, &found);
        if (status != STATUS_OK)
            return status;
    }
    engine->meters.backup = found;
    engine->meters.knows_backup = true;
    return STATUS_OK;
}

static enum status look(struct engine *engine, struct store_facts *facts) {
    struct store_txn *txn = engine->txn;
    enum status status = store_measure(engine->store, &facts->measure);
    facts->events = store_journal_head(txn);
    facts->alerts = store_log_head(txn, TABLE_ALERT);
    facts->audit_lines = store_log_head(txn, TABLE_AUDIT);
    if (status == STATUS_OK && !engine->meters.knows_standing)
        status = count_standing(engine);
    if (status == STATUS_OK && !engine->meters.knows_backup)
        status = find_backup(engine);
    return status;
}

static struct store_facts look_into_store(struct engine *engine) {
    struct store_facts facts = {.known = false};
    enum status status = engine_begin(engine);
    if (status == STATUS_OK)
        status = look(engine, &facts);
    store_rollback(&engine->txn);
    facts.known = status == STATUS_OK;
    return facts;
}

/* ---- saying: the head */

static day_t today_by_the_clock(const struct engine *engine) {
    return day_of_instant(clock_now(engine->clock));
}

static void say_reasons(const struct engine *engine, bool has_front,
                        const struct store_facts *facts, struct exposition *to) {
    const struct clock_watch *watch = &engine->watch;
    char day[DAY_TEXT_SIZE];
    if (!facts->known)
        exposition_line(to, "unready the store cannot be read");
    if (engine->meters.last_failed)
        exposition_line(to, "unready the last batch could not be written");
    if (watch->committed.reason != HOLD_NONE)
        exposition_line(to, "unready the clock is held: %s",
                        hold_sentence(watch->committed.reason));
    else if (watch->waiting)
        exposition_line(to, "unready the clock is waited for: the kernel does not say yet that "
                            "something keeps it right");
    if (engine->committed_day < today_by_the_clock(engine))
        exposition_line(to, "unready the last day that was evaluated is %s",
                        day_text(engine->committed_day, day));
    if (!has_front)
        exposition_line(to, "unready no front is connected");
}

/* ---- saying: figures */

static void say_build(const struct engine *engine, struct exposition *to) {
    char labels[LABELS_SIZE];
    snprintf(labels, sizeof labels, "version=\"%s\",rules=\"%d\",virtual=\"%d\"", WACHTPOST_VERSION,
             RULES_VERSION, engine->clock->is_virtual);
    exposition_family(to, "wachtpost_build_info", "gauge",
                      "Which wachtpost this is; virtual 1 is a store that holds nobody real.");
    exposition_number(to, "wachtpost_build_info", labels, 1);
    exposition_family(to, "wachtpost_start_timestamp_seconds", "gauge",
                      "When the engine was started.");
    exposition_seconds(to, "wachtpost_start_timestamp_seconds", "", engine->opened_at);
}

static void say_snapshots(const struct meters *meters, struct exposition *to) {
    static const struct {
        enum answer answer;
        const char *labels;
    } outcomes[] = {
        {ANSWER_ACCEPTED, "outcome=\"accepted\""},   {ANSWER_HELD, "outcome=\"held\""},
        {ANSWER_REJECTED, "outcome=\"rejected\""},   {ANSWER_DUPLICATE, "outcome=\"duplicate\""},
        {ANSWER_CONFLICT, "outcome=\"conflict\""},   {ANSWER_GAP, "outcome=\"gap\""},
        {ANSWER_MALFORMED, "outcome=\"malformed\""}, {ANSWER_DENIED, "outcome=\"denied\""},
        {ANSWER_LATER, "outcome=\"later\""},
    };
    exposition_family(to, "wachtpost_snapshots_total", "counter",
                      "Deliveries (PUSH) by what they got for an answer.");
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
        exposition_number(to, "wachtpost_snapshots_total", outcomes[i].labels,
                          (int64_t)meters->snapshots[outcomes[i].answer]);
}

static void say_alerts(const struct meters *meters, struct exposition *to) {
    char labels[LABELS_SIZE];
    exposition_family(to, "wachtpost_alerts_total", "counter",
                      "Lines written to the alert log by kind, the whole region together; says "
                      "nothing of who waits, or how many.");
    for (enum alert_kind kind = ALERT_NONE + 1; kind < ALERT_KIND_COUNT; kind++) {
        snprintf(labels, sizeof labels, "kind=\"%s\"", alert_kind_name(kind));
        exposition_number(to, "wachtpost_alerts_total", labels, (int64_t)meters->alerts[kind]);
    }
}

static void say_refused(const struct engine *engine, struct exposition *to) {
    char labels[LABELS_SIZE];
    exposition_family(to, "wachtpost_refused_total", "counter",
                      "Requests and connections that were turned away, by who did so and why.");
    for (size_t i = 0; i < ENGINE_REFUSED_COUNT; i++) {
        snprintf(labels, sizeof labels, "half=\"engine\",reason=\"%s\"",
                 engine_refused_name((enum engine_refused)i));
        exposition_number(to, "wachtpost_refused_total", labels, (int64_t)engine->refused[i]);
    }
    for (size_t i = 0; i < LINK_REFUSED_COUNT; i++) {
        snprintf(labels, sizeof labels, "half=\"front\",reason=\"%s\"",
                 link_refused_name((enum link_refused)i));
        exposition_number(to, "wachtpost_refused_total", labels,
                          (int64_t)engine->front_refused.count[i]);
    }
}

static void say_batches(const struct meters *meters, struct exposition *to) {
    exposition_histogram(to, "wachtpost_receipt_duration_seconds",
                         "From reading a PUSH until its answer is on its way, in the engine.",
                         &meters->receipt);
    exposition_histogram(to, "wachtpost_commit_duration_seconds",
                         "Making a batch durable; as long as the disk takes.", &meters->commit);
    exposition_family(to, "wachtpost_failed_batches_total", "counter",
                      "Batches that could not be made durable; everybody in them got LATER.");
    exposition_number(to, "wachtpost_failed_batches_total", "", (int64_t)meters->batches_failed);
}

static instant_t evaluation_late_us(const struct engine *engine) {
    const instant_t late = clock_now(engine->clock) - instant_of_day(engine->committed_day + 1);
    return late > 0 ? late : 0;
}

static void say_time(const struct engine *engine, struct exposition *to) {
    const struct clock_watch *watch = &engine->watch;
    exposition_family(to, "wachtpost_evaluated_day_timestamp_seconds", "gauge",
                      "When the last day began that was evaluated.");
    exposition_seconds(to, "wachtpost_evaluated_day_timestamp_seconds", "",
                       instant_of_day(engine->committed_day));
    exposition_family(to, "wachtpost_evaluation_late_seconds", "gauge",
                      "Since the midnight of the first day that is to be evaluated; 0: none is.");
    exposition_seconds(to, "wachtpost_evaluation_late_seconds", "", evaluation_late_us(engine));
    exposition_family(to, "wachtpost_clock_held", "gauge",
                      "1 while the machine's clock is not believed, or is waited for.");
    exposition_number(to, "wachtpost_clock_held", "",
                      watch->committed.reason != HOLD_NONE || watch->waiting);
    exposition_family(to, "wachtpost_clock_holds_total", "counter",
                      "How often the clock was held.");
    exposition_number(to, "wachtpost_clock_holds_total", "", (int64_t)engine->meters.clock_holds);
}

static size_t aanbieders_enrolled(const struct engine *engine) {
    const struct rules_settings *rules = engine_rules(engine);
    size_t count = 0;
    for (size_t i = 0; i < rules->participant_count; i++)
        if (!participant_is_revoked(&rules->participants[i]))
            count += rules->participants[i].aanbieder_count;
    return count;
}

static void say_aanbieders(const struct engine *engine, struct exposition *to) {
    exposition_family(to, "wachtpost_aanbieders", "gauge",
                      "AGB-codes that are expected to deliver.");
    exposition_number(to, "wachtpost_aanbieders", "", (int64_t)aanbieders_enrolled(engine));
    if (!engine->meters.knows_standing)
        return;
    exposition_family(to, "wachtpost_aanbieders_silent", "gauge",
                      "AGB-codes that did not deliver within their interval.");
    exposition_number(to, "wachtpost_aanbieders_silent", "", engine->meters.silent);
    exposition_family(to, "wachtpost_aanbieders_held", "gauge",
                      "AGB-codes of which a delivery is held back.");
    exposition_number(to, "wachtpost_aanbieders_held", "", engine->meters.held);
}

static void say_gauge(struct exposition *to, const char *name, const char *help, uint64_t value) {
    exposition_family(to, name, "gauge", help);
    exposition_number(to, name, "", (int64_t)value);
}

static void say_store(const struct engine *engine, const struct store_facts *facts,
                      struct exposition *to) {
    say_gauge(to, "wachtpost_journal_head", "Number of the last event; the store's own.",
              facts->events);
    say_gauge(to, "wachtpost_alert_head", "Number of the last alert; the store's own.",
              facts->alerts);
    say_gauge(to, "wachtpost_audit_head", "Number of the last audit line; the store's own.",
              facts->audit_lines);
    say_gauge(to, "wachtpost_store_bytes", "How much of its map the store has ever used.",
              facts->measure.used_bytes);
    say_gauge(to, "wachtpost_store_map_bytes", "How large the store can become (map_mib).",
              facts->measure.map_bytes);
    say_gauge(to, "wachtpost_store_readers", "Transactions that read the store.",
              facts->measure.readers);
    say_gauge(to, "wachtpost_store_readers_max", "How many of them there can be.",
              facts->measure.most_readers);
    exposition_family(to, "wachtpost_backup_timestamp_seconds", "gauge",
                      "When the last backup was put on record, or, of one made before this engine "
                      "started, when the event before it was; 0: none was found.");
    exposition_seconds(to, "wachtpost_backup_timestamp_seconds", "", engine->meters.backup);
}

static void say_halves(const struct engine *engine, bool has_front, struct exposition *to) {
    const struct link_measures *front = &engine->front_measures;
    say_gauge(to, "wachtpost_front_connected", "1 while a front is connected to the engine.",
              has_front);
    say_gauge(to, "wachtpost_connections", "Connections that the front has in hand.",
              front->connections);
    exposition_family(
        to, "wachtpost_heap_bytes", "gauge",
        "Memory that malloc has from the system; without the store, which is mapped.");
    exposition_number(to, "wachtpost_heap_bytes", "half=\"engine\"", (int64_t)memory_of_heap());
    if (has_front && front->memory_bytes > 0)
        exposition_number(to, "wachtpost_heap_bytes", "half=\"front\"",
                          (int64_t)front->memory_bytes);
}

enum status engine_measures(struct engine *engine, bool has_front, struct arena *arena,
                            struct bytes *text) {
    struct exposition to;
    enum status status = exposition_begin(arena, MAX_MEASURES_BYTES, &to);
    if (status != STATUS_OK)
        return status;
    const struct store_facts facts = look_into_store(engine);
    exposition_line(&to, "wachtpost-measures 1");
    exposition_line(&to, "listen %s", engine_process_settings(engine)->metrics);
    say_reasons(engine, has_front, &facts, &to);
    exposition_line(&to, "%s", "");
    say_build(engine, &to);
    say_snapshots(&engine->meters, &to);
    say_alerts(&engine->meters, &to);
    say_refused(engine, &to);
    say_batches(&engine->meters, &to);
    say_time(engine, &to);
    say_aanbieders(engine, &to);
    if (facts.known)
        say_store(engine, &facts, &to);
    say_halves(engine, has_front, &to);
    return exposition_end(&to, text);
}
