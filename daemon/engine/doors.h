/* The doors the front opens: each a key of the server's and where it is served. */
#ifndef WACHTPOST_ENGINE_DOORS_H
#define WACHTPOST_ENGINE_DOORS_H

#include "daemon/front/link.h"
#include "daemon/settings/settings.h"
#include "proto/keys/keys.h"

struct doors;

/* Reads the seed of each door. Any failure of keys_seed_read with the complaint filled;
 * STATUS_NO_MEMORY. */
enum status doors_read(const struct process_settings *process, struct doors **doors,
                       struct complaint *complaint) MUST_CHECK;
void doors_free(struct doors **doors); /* accepts NULL */
/* The public key by which the server itself would sign, which it never does. */
void doors_sign_key(const struct doors *doors, uint8_t key[KEY_BYTES]);
/* The doors' part of *hello, which then points into `process`: the settings they were
 * read by. */
void doors_say(const struct doors *doors, const struct process_settings *process,
               struct link_hello *hello);

#endif
