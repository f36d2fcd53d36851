/* Random values of every message, and whether two are the same in every field. */
#ifndef WACHTPOST_TESTS_WIRE_VALUES_H
#define WACHTPOST_TESTS_WIRE_VALUES_H

#include "proto/wire/wire.h"
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

/* The same scalar, bytes, array of bytes (a fixed size) in both. */
#define SAME(field) (a->field == b->field)
#define SAME_BYTES(field) bytes_equal(a->field, b->field)
#define SAME_FIXED(field) (memcmp(&a->field, &b->field, sizeof a->field) == 0)

#endif
