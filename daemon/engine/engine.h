/* The engine: owns the store and the decisions; no libzmq, no network.
 *
 * Its life is a row of batches: begin, answer every request that is there, commit,
 * and only then send the answers. What a request did is durable before anybody
 * hears of it; a batch that could not be committed is as if it had never been read.
 * The loop around it (serve.c) owns the socket; the engine only sees requests. */
#ifndef WACHTPOST_ENGINE_ENGINE_H
#define WACHTPOST_ENGINE_ENGINE_H

#include "daemon/clock.h"
#include "daemon/front/link.h"
#include "daemon/settings/settings.h"

struct engine;

/* Reads the configuration, opens the store and brings both together: a difference
 * between files and journal becomes an event. `clock` is borrowed and must outlive
 * the engine; a virtual clock is moved to the store's last instant if that is later.
 * STATUS_BAD_CONFIG with `mistakes` filled, or any failure of store_open or of
 * store_is_whole with the complaint filled (also: virtual store without virtual clock, and the
 * reverse). */
enum status engine_open(const char *config_path, struct timepiece *clock, struct engine **engine,
                        struct mistakes *mistakes, struct complaint *complaint) MUST_CHECK;
void engine_close(struct engine **engine);

const struct process_settings *engine_process_settings(const struct engine *engine);
/* For LINK_HELLO and LINK_TABLE; pointers live until the next engine_reload. The table holds the
 * keys that are good today, so another day is another table. */
enum status engine_hello(struct engine *engine, struct link_hello *hello) MUST_CHECK;
enum status engine_table(struct engine *engine, struct arena *arena,
                         struct link_table *table) MUST_CHECK;
/* Between batches: the civil day of the next event. */
day_t engine_today(const struct engine *engine);

/* SIGHUP: reads the files again, outside a batch. With mistakes nothing changes. */
enum status engine_reload(struct engine *engine, struct mistakes *mistakes,
                          struct complaint *complaint) MUST_CHECK;

/* One batch. engine_answer never fails: every request gets a reply body (in `arena`;
 * empty only when even LATER found no memory). */
enum status engine_begin(struct engine *engine) MUST_CHECK;
void engine_answer(struct engine *engine, const struct link_request *request, struct arena *arena,
                   struct bytes *reply);
/* Whether this request is one for the reader (reader.h) instead of engine_answer, after the
 * batch in which it came: of a kind that never writes, or does so now and then and leaves
 * that to a batch (engine_leave_to_batch). */
bool engine_only_reads(const struct link_request *request);
/* Evaluates the days that have come; part of a batch. */
void engine_tick(struct engine *engine);
/* STATUS_OK: durable, send the replies; `ring` says whether alerts were written.
 * STATUS_FULL: nothing happened, answer LATER (engine_later) and go on.
 * Anything else: exit without answering. Always ends the batch. */
enum status engine_commit(struct engine *engine, bool *ring) MUST_CHECK;
void engine_later(const struct engine *engine, struct arena *arena, struct bytes *reply);
/* For an answer larger than any reply: MALFORMED, since asking again does not help. */
void engine_too_much(const struct engine *engine, struct arena *arena, struct bytes *reply);

/* When engine_tick has something to do again: the midnight after the last day that
 * was evaluated and committed; at once when the clock is waited for, or was set; INSTANT_MAX
 * with a virtual clock, or while it is held. */
instant_t engine_next_tick(const struct engine *engine);

/* Whether the next event would fall on a day that is not evaluated yet: its instant is now,
 * or just after the last event's. */
bool engine_day_is_due(const struct engine *engine);

/* When the next batch, if only for that, puts refused attempts on record, on the monotonic
 * clock; INSTANT_MAX: none wait. And before the end, or before the log is read: now. */
instant_t engine_next_record(const struct engine *engine);
void engine_hurry_record(struct engine *engine);
/* Part of a batch: that the log goes on from here, by which store, or ends. A START without a STOP
 * before it tells of a crash; another incarnation, of a backup that was restored. */
enum engine_life { ENGINE_STARTS, ENGINE_STOPS };
enum status engine_record_life(struct engine *engine, enum engine_life life) MUST_CHECK;

/* Between batches, for whoever watches over the daemon (measures.h). A PUSH that was told LATER
 * before it came to engine_answer; that the answers of the batches since the last time are on
 * their way, so long after the questions were read; what the front says of itself, zeros: it is
 * gone. */
void engine_note_put_off(struct engine *engine, const struct link_request *request);
void engine_note_sent(struct engine *engine, instant_t duration_us);
void engine_note_front(struct engine *engine, const struct link_measures *measures);

/* What the front turned away since it started, for STATUS and the audit log. */
void engine_note_refused(struct engine *engine, const struct link_turned_away *refused);
/* Between two batches, when there is time: a step of what keeps the store's keys, once a day and
 * as long as they are due. STATUS_OK also when the key file could not be written, which is
 * logged; any other failure: exit. */
bool engine_keys_are_due(const struct engine *engine);
/* They have been for more than a day: now and then a step must be taken even though others wait,
 * `under_load`, a smaller one. */
bool engine_keys_are_overdue(const struct engine *engine);
enum status engine_keep_keys(struct engine *engine, bool under_load) MUST_CHECK;
/* Whether the key of a request asks more than it may (rates.h): counted, and to be told LATER
 * before anything is done for it. `batch` numbers the turns of the loop. */
bool engine_is_too_often(struct engine *engine, const struct link_request *request, uint64_t batch);
/* Between batches, for an operator: how far the days are evaluated, and why they are not if the
 * clock may not decide (static; NULL: it may). */
struct engine_state {
    day_t evaluated;
    const char *held;
};
struct engine_state engine_state(const struct engine *engine);
/* Every minute: clears readers that died, and says so again while the clock is held. */
void engine_each_minute(struct engine *engine);

#endif
