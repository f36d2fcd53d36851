/* What somebody wants to know who has an id on the phone. */
#ifndef WACHTPOST_CLIENT_PLEK_LOOK_H
#define WACHTPOST_CLIENT_PLEK_LOOK_H

#include "client/plek/register.h"

enum plek_finding {
    PLEK_FOUND,
    PLEK_UNKNOWN,  /* an id, but not in the register */
    PLEK_MISHEARD, /* no id; the places are those of which it may be the id, misheard */
    PLEK_NONSENSE  /* not even nearly an id */
};

struct plek_answer {
    enum plek_finding finding;
    size_t count; /* one when it was found */
    const struct plek_place *places[PLEK_NEAR_MAX];
};

/* The places are the register's. */
struct plek_answer plek_look(const struct plek_register *plekken, struct bytes text);

#endif
