/* Decoded values in the form proto/vectors shows them: only what is set, codes by
 * name, place ids as text, other bytes in hex. New references; sentences left out. */
#ifndef WACHTPOST_TESTS_WIRE_SHOWN_H
#define WACHTPOST_TESTS_WIRE_SHOWN_H

#include "proto/wire/questions.h"

#include <jansson.h>

json_t *shown_snapshot(const struct snapshot *snapshot);
json_t *shown_confirm(const struct confirm_request *request);
json_t *shown_alerts_request(const struct alerts_request *request);
json_t *shown_status_request(instant_t made_at);
json_t *shown_clock_request(const struct clock_request *request);
json_t *shown_push_reply(const struct push_reply *reply, const struct receipt *receipt);
json_t *shown_alerts_reply(const struct alerts_reply *reply, const struct alert *alerts);
json_t *shown_take_request(const struct take_request *request);
json_t *shown_take_reply(const struct take_reply *reply);
json_t *shown_places_request(const struct places_request *request);
json_t *shown_places_reply(const struct places_reply *reply);
json_t *shown_history_request(const struct history_request *request);
json_t *shown_history_reply(const struct history_reply *reply);
json_t *shown_figures_request(const struct figures_request *request);
json_t *shown_figures_reply(const struct figures_reply *reply);
json_t *shown_duiding_request(const struct duiding_request *request);
json_t *shown_duiding_reply(const struct duiding_reply *reply);
json_t *shown_publication_request(const struct publication_request *request);
json_t *shown_publication_reply(const struct publication_reply *reply);

/* How one value is put into an object; nothing when it is the default. */
void show_number(json_t *object, const char *key, int64_t value);
void show_flag(json_t *object, const char *key, bool value);
void show_text(json_t *object, const char *key, struct bytes text);
void show_hex(json_t *object, const char *key, struct bytes data);
void show_code(json_t *object, const char *key, const char *list, int value, const char *name);
void show_day(json_t *object, const char *key, day_t day);
void show_clock(json_t *object, enum clock clock);
void show_cursor(json_t *object, const struct cursor *cursor);
/* Takes over the list; nothing when it is empty. */
void show_list(json_t *object, const char *key, json_t *list);
/* The same for an object. */
void show_message(json_t *object, const char *key, json_t *message);
void show_filter(json_t *object, const struct filter *filter);
json_t *shown_text(struct bytes text);

/* A message with its head in it. */
json_t *with_head(instant_t made_at);
json_t *with_reply_head(const struct reply_head *head);

/* Parts of the messages above that are needed in more than one file. */
json_t *shown_alert(const struct alert *alert);
json_t *shown_duiding(const struct duiding *duiding);

#endif
