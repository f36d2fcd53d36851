/* The settings in force, and whom they name. Nothing in it changes once it is in use: new
 * settings are a new rulebook. The reader may still be looking at one that was replaced,
 * so it goes with the last that holds it. Held and let go by the engine's own thread
 * only, whoever looks. */
#ifndef WACHTPOST_ENGINE_RULEBOOK_H
#define WACHTPOST_ENGINE_RULEBOOK_H

#include "daemon/settings/settings.h"

/* An AGB-code and who stands behind it. */
struct registered {
    const struct aanbieder *aanbieder;
    const struct participant *participant;
};

/* A key and whose it is, whether it holds or not. */
struct key_holder {
    const struct participant_key *key;
    const struct participant *participant;
};

struct rulebook {
    unsigned holders;
    struct settings_file *file;
    const struct settings *settings;
    size_t registered_count; /* sorted by code */
    struct registered *registered;
    size_t key_holder_count; /* sorted by CURVE key, of which no two are the same */
    struct key_holder *key_holders;
};

/* Held once, by the caller. Takes the file over; STATUS_NO_MEMORY: it did not. */
enum status rulebook_new(struct settings_file **file, struct rulebook **rulebook) MUST_CHECK;
struct rulebook *rulebook_hold(struct rulebook *rulebook);
void rulebook_release(struct rulebook **rulebook); /* accepts NULL */

/* NULL: nobody delivers under that code. */
const struct registered *rulebook_find(const struct rulebook *rulebook, const struct agb *agb);
/* NULL: nobody has this CURVE key. */
const struct key_holder *rulebook_find_key(const struct rulebook *rulebook,
                                           const uint8_t curve[KEY_SIZE]);

#endif
