/* Decoded values in the form proto/vectors shows them: only what is set, codes by
 * name, place ids as text, other bytes in hex. New references; sentences left out. */
#ifndef WACHTPOST_TESTS_WIRE_SHOWN_H
#define WACHTPOST_TESTS_WIRE_SHOWN_H

#include "proto/wire/wire.h"

#include <jansson.h>

json_t *shown_snapshot(const struct snapshot *snapshot);
json_t *shown_confirm(const struct confirm_request *request);
json_t *shown_alerts_request(const struct alerts_request *request);
json_t *shown_status_request(instant_t made_at);
json_t *shown_clock_request(const struct clock_request *request);
json_t *shown_push_reply(const struct push_reply *reply, const struct receipt *receipt);
json_t *shown_alerts_reply(const struct alerts_reply *reply, const struct alert *alerts);

/* How one value is put into an object; nothing when it is the default. */
void show_number(json_t *object, const char *key, int64_t value);
void show_flag(json_t *object, const char *key, bool value);
void show_text(json_t *object, const char *key, struct bytes text);
void show_hex(json_t *object, const char *key, struct bytes data);
void show_code(json_t *object, const char *key, const char *list, int value, const char *name);
void show_day(json_t *object, const char *key, day_t day);
void show_cursor(json_t *object, const struct cursor *cursor);
/* Takes over the list; nothing when it is empty. */
void show_list(json_t *object, const char *key, json_t *list);
json_t *shown_text(struct bytes text);

/* One of the messages above that is long enough for a file of its own. */
json_t *shown_alert(const struct alert *alert);

#endif
