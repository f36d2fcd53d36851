/* Small numbers for names: 0, 1, 2, ... in the order in which they first come. Exact:
 * two names are the same only when every byte is. In an arena. */
#ifndef WACHTPOST_DOMAIN_FIGURES_INTERN_H
#define WACHTPOST_DOMAIN_FIGURES_INTERN_H

#include "daemon/domain/figures_gather.h"

struct interned {
    uint32_t number, size;
    uint8_t at[];
};

struct intern {
    struct gathering names; /* of struct interned *, by number */
    size_t capacity;        /* a power of two */
    struct intern_slot {
        uint64_t hash;
        struct interned *there; /* NULL: free */
    } * slots;
};

struct intern intern_of(struct arena *arena);
/* False: no memory. A new name is copied. */
bool intern_number(struct intern *intern, struct bytes name, uint32_t *number);
/* False: it has no number. */
bool intern_find(const struct intern *intern, struct bytes name, uint32_t *number);

static inline size_t intern_count(const struct intern *intern) {
    return intern->names.count;
}

static inline struct bytes intern_name(const struct intern *intern, uint32_t number) {
    const struct interned *there =
        *(const struct interned *const *)gathering_at(&intern->names, number);
    return bytes_of(there->at, there->size);
}

#endif
