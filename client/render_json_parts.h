/* Values as JSON: shared by the render_*_json functions. Each makes a new value, NULL
 * when there is no memory; json_object_set_new and _append_new take them over and hand
 * a failure on. */
#ifndef WACHTPOST_CLIENT_RENDER_JSON_PARTS_H
#define WACHTPOST_CLIENT_RENDER_JSON_PARTS_H

#include "proto/model/alert.h"
#include "proto/model/status.h"

#include <jansson.h>
#include <stdio.h>

/* Builds one object and remembers whether anything failed. */
struct json_builder {
    json_t *object;
    bool failed;
};
struct json_builder json_builder_new(void);
/* Takes `value` over, NULL included. */
void json_put(struct json_builder *builder, const char *name, json_t *value);
void json_put_count(struct json_builder *builder, const char *name, uint64_t value);
void json_put_bool(struct json_builder *builder, const char *name, bool value);
void json_put_name(struct json_builder *builder, const char *name, const char *value);
/* UTF-8 text, or hexadecimal when it is not. */
void json_put_text(struct json_builder *builder, const char *name, struct bytes value);
void json_put_hex(struct json_builder *builder, const char *name, const uint8_t *at, size_t size);
/* "2025-01-31" or null. */
void json_put_day(struct json_builder *builder, const char *name, day_t day);
/* ISO 8601 in UTC, or null for 0. */
void json_put_instant(struct json_builder *builder, const char *name, instant_t instant);
/* The object, or NULL when anything failed. */
json_t *json_builder_take(struct json_builder *builder);

json_t *json_text(struct bytes value);
json_t *json_alert(const struct alert *alert); /* in render_json.c */
/* Appends and hands a failure on: NULL (freed) when either is. */
json_t *json_array_with(json_t *array, json_t *value);

/* Consumes `value`. False: it was NULL or could not be written. */
bool json_write(FILE *out, json_t *value);
/* Likewise, and ends the line. */
bool json_print(FILE *out, json_t *value);

#endif
