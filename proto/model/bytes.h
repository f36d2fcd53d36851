/* A view of bytes somebody else owns. Never NUL-terminated, may be empty. */
#ifndef WACHTPOST_MODEL_BYTES_H
#define WACHTPOST_MODEL_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
    const uint8_t *at;
    size_t size;
};

static inline struct bytes bytes_of(const void *at, size_t size) {
    return (struct bytes){at, size};
}

static inline struct bytes bytes_of_text(const char *text) {
    return (struct bytes){(const uint8_t *)text, text ? strlen(text) : 0};
}

/* <0, 0, >0: bytewise, a prefix sorts first. The order of place ids everywhere. */
static inline int bytes_compare(struct bytes a, struct bytes b) {
    size_t common = a.size < b.size ? a.size : b.size;
    int order = common ? memcmp(a.at, b.at, common) : 0;
    if (order != 0)
        return order;
    return (a.size > b.size) - (a.size < b.size);
}

static inline bool bytes_equal(struct bytes a, struct bytes b) {
    return a.size == b.size && bytes_compare(a, b) == 0;
}

#endif
