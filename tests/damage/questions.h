/* Every kind of question about a house, so that each table of its store gets read: with the
 * same house, the same questions in the same order, byte for byte. */
#ifndef WACHTPOST_TESTS_DAMAGE_QUESTIONS_H
#define WACHTPOST_TESTS_DAMAGE_QUESTIONS_H

#include "tests/engine/house.h"

struct question {
    const char *name, *kind;
    enum who who;
    struct bytes body;
};

struct sayings {
    struct bytes told, untold; /* snapshots of De Maan: the last, and one that follows on it */
    uint8_t incarnation[INCARNATION_BYTES];
};

/* Those that change nothing, or nothing but the record of who asked. Names and bodies are in
 * the house's arena. */
struct question *questions_that_read(struct house *house, const struct sayings *sayings,
                                     size_t *count);
/* Those that write, each of which may change what the next one is answered. */
struct question *questions_that_write(struct house *house, const struct sayings *sayings,
                                      size_t *count);

#endif
