#include "client/render_json_parts.h"

#include "client/hex.h"

#include <stdlib.h>

struct json_builder json_builder_new(void) {
    json_t *object = json_object();
    return (struct json_builder){.object = object, .failed = !object};
}

void json_put(struct json_builder *builder, const char *name, json_t *value) {
    if (builder->failed)
        json_decref(value);
    else
        builder->failed = json_object_set_new(builder->object, name, value) != 0;
}

void json_put_count(struct json_builder *builder, const char *name, uint64_t value) {
    json_put(builder, name, json_integer((json_int_t)value));
}

void json_put_bool(struct json_builder *builder, const char *name, bool value) {
    json_put(builder, name, json_boolean(value));
}

void json_put_name(struct json_builder *builder, const char *name, const char *value) {
    json_put(builder, name, json_string(value));
}

json_t *json_text(struct bytes value) {
    json_t *text = json_stringn((const char *)value.at, value.size);
    if (text || value.size == 0)
        return text;
    char *digits = malloc(HEX_SIZE(value.size));
    if (digits)
        text = json_string(hex_text(value, digits));
    free(digits);
    return text;
}

void json_put_text(struct json_builder *builder, const char *name, struct bytes value) {
    json_put(builder, name, value.size > 0 ? json_text(value) : json_string(""));
}

void json_put_hex(struct json_builder *builder, const char *name, const uint8_t *at, size_t size) {
    char digits[HEX_SIZE(HASH_BYTES)];
    ENSURE(size <= HASH_BYTES);
    json_put(builder, name, json_string(hex_text(bytes_of(at, size), digits)));
}

void json_put_day(struct json_builder *builder, const char *name, day_t day) {
    char text[DAY_TEXT_SIZE];
    json_put(builder, name, day == DAY_NONE ? json_null() : json_string(day_text(day, text)));
}

void json_put_instant(struct json_builder *builder, const char *name, instant_t instant) {
    char text[INSTANT_TEXT_SIZE];
    json_put(builder, name, instant == 0 ? json_null() : json_string(instant_text(instant, text)));
}

json_t *json_builder_take(struct json_builder *builder) {
    json_t *object = builder->object;
    builder->object = NULL;
    if (!builder->failed)
        return object;
    json_decref(object);
    return NULL;
}

json_t *json_array_with(json_t *array, json_t *value) {
    if (!array) {
        json_decref(value);
        return NULL;
    }
    if (json_array_append_new(array, value) == 0)
        return array;
    json_decref(array);
    return NULL;
}

bool json_write(FILE *out, json_t *value) {
    if (!value)
        return false;
    bool written = json_dumpf(value, out, JSON_COMPACT) == 0;
    json_decref(value);
    return written;
}

bool json_print(FILE *out, json_t *value) {
    bool written = json_write(out, value);
    if (written)
        fputc('\n', out);
    return written;
}
