/* Random values of every message, and whether two are the same in every field. */
#ifndef WACHTPOST_TESTS_WIRE_VALUES_H
#define WACHTPOST_TESTS_WIRE_VALUES_H

#include "proto/wire/questions.h"
#include "tests/wire/dice.h"

struct snapshot random_snapshot(struct dice *dice);
bool same_snapshot(const struct snapshot *a, const struct snapshot *b);

struct receipt random_receipt(struct dice *dice);
bool same_receipt(const struct receipt *a, const struct receipt *b);

struct alert random_alert(struct dice *dice);
bool same_alert(const struct alert *a, const struct alert *b);

struct reply_head random_head(struct dice *dice);
bool same_head(const struct reply_head *a, const struct reply_head *b);

struct push_reply random_push_reply(struct dice *dice);
bool same_push_reply(const struct push_reply *a, const struct push_reply *b);

struct confirm_request random_confirm(struct dice *dice);
bool same_confirm(const struct confirm_request *a, const struct confirm_request *b);

struct alerts_request random_alerts_request(struct dice *dice);
bool same_alerts_request(const struct alerts_request *a, const struct alerts_request *b);

struct alerts_reply random_alerts_reply(struct dice *dice);
bool same_alerts_reply(const struct alerts_reply *a, const struct alerts_reply *b);

struct status_reply random_status_reply(struct dice *dice);
bool same_status_reply(const struct status_reply *a, const struct status_reply *b);

struct clock_request random_clock_request(struct dice *dice);
struct clock_reply random_clock_reply(struct dice *dice);

struct take_request random_take_request(struct dice *dice);
bool same_take_request(const struct take_request *a, const struct take_request *b);
struct take_reply random_take_reply(struct dice *dice);
bool same_take_reply(const struct take_reply *a, const struct take_reply *b);

struct places_request random_places_request(struct dice *dice);
bool same_places_request(const struct places_request *a, const struct places_request *b);
struct places_reply random_places_reply(struct dice *dice);
bool same_places_reply(const struct places_reply *a, const struct places_reply *b);

struct history_request random_history_request(struct dice *dice);
bool same_history_request(const struct history_request *a, const struct history_request *b);
struct history_reply random_history_reply(struct dice *dice);
bool same_history_reply(const struct history_reply *a, const struct history_reply *b);

struct duiding_request random_duiding_request(struct dice *dice);
bool same_duiding_request(const struct duiding_request *a, const struct duiding_request *b);
struct duiding_reply random_duiding_reply(struct dice *dice);
bool same_duiding_reply(const struct duiding_reply *a, const struct duiding_reply *b);

struct publication_request random_publication_request(struct dice *dice);
bool same_publication_request(const struct publication_request *a,
                              const struct publication_request *b);
struct publication_reply random_publication_reply(struct dice *dice);
bool same_publication_reply(const struct publication_reply *a, const struct publication_reply *b);

struct figures_request random_figures_request(struct dice *dice);
bool same_figures_request(const struct figures_request *a, const struct figures_request *b);
struct figures_reply random_figures_reply(struct dice *dice);
bool same_figures_reply(const struct figures_reply *a, const struct figures_reply *b);

struct monitor_table random_monitor_table(struct dice *dice);
bool same_monitor_table(const struct monitor_table *a, const struct monitor_table *b);

/* What several of them carry. */
struct filter random_filter(struct dice *dice);
bool same_filter(const struct filter *a, const struct filter *b);
struct taken random_taken(struct dice *dice);
bool same_taken(const struct taken *a, const struct taken *b);
struct duiding random_duiding(struct dice *dice);
bool same_duiding(const struct duiding *a, const struct duiding *b);

/* The same scalar, bytes, array of bytes (a fixed size) in both. */
#define SAME(field) (a->field == b->field)
#define SAME_BYTES(field) bytes_equal(a->field, b->field)
#define SAME_FIXED(field) (memcmp(&a->field, &b->field, sizeof a->field) == 0)

#endif
