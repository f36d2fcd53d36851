/* The key of a cell: by what the places in it are the same. */
#ifndef WACHTPOST_DOMAIN_FIGURES_KEY_H
#define WACHTPOST_DOMAIN_FIGURES_KEY_H

#include "proto/model/figures.h"

#define MAX_KEY_BYTES 256

/* A key as it is written: the texts of the dimensions, each closed by a NUL, so that
 * comparing bytes compares dimension by dimension, a prefix first. */
struct key {
    size_t size;
    uint8_t text[MAX_KEY_BYTES];
};

static inline struct bytes key_bytes(const struct key *key) {
    return bytes_of(key->text, key->size);
}

/* What is onbekend gives an empty text. */
void key_write(struct key *key, const struct figures_question *question, const struct agb *agb,
               const struct place *place);
/* One text per dimension; they point into `written`. */
void key_read(struct bytes written, size_t by_count, struct bytes texts[DIMENSION_COUNT]);

#endif
