/* Small numbers for names: 0, 1, 2, ... in the order in which they first come. Exact:
 * two names are the same only when every byte is. In an arena. */
#ifndef WACHTPOST_DOMAIN_FIGURES_INTERN_H
#define WACHTPOST_DOMAIN_FIGURES_INTERN_H

#include "daemon/domain/figures_gather.h"

struct intern {
    struct gathering names; /* of struct interned, by number */
    size_t capacity;        /* a power of two */
    uint32_t *slots;        /* number + 1; 0: free */
};

struct interned {
    struct bytes name;
    uint64_t hash;
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
    return ((const struct interned *)gathering_at(&intern->names, number))->name;
}

#endif
