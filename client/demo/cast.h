/* Who takes part in the demo: keys from the seed, a participant file for the daemon and
 * a seed file for whoever wants to look further. */
#ifndef WACHTPOST_DEMO_CAST_H
#define WACHTPOST_DEMO_CAST_H

#include "client/demo/region.h"
#include "proto/keys/keys.h"

#include <limits.h>

struct player {
    char name[32]; /* of its participant file */
    uint8_t seed[SEED_BYTES];
    struct secret_keys keys;
};

/* Where everything lies; what is the daemon's in SERVER_FOLDER below it. */
#define SERVER_FOLDER "wachtpostd"
struct folder {
    const char *path;
};
/* "PATH/format..." in the room, which is returned; cut when longer than PATH_MAX. */
const char *folder_file(const struct folder *folder, char room[PATH_MAX], const char *format, ...)
    PRINTF_LIKE(3, 4);
/* A folder in it, with mode 0700; one that is there already is fine. STATUS_IO. */
enum status folder_make(const struct folder *folder, const char *name,
                        struct complaint *complaint) MUST_CHECK;

struct player player_make(struct chance *chance, const char *name);
void player_wipe(struct player *player);

/* wachtpostd/deelnemers.d/NAME.conf and sleutels/NAME.seed. `aanbieder` is NULL for a player with
 * another role. STATUS_IO and what keys_seed_write returns. */
enum status player_enrol(const struct player *player, const struct folder *folder, const char *role,
                         const struct region_aanbieder *aanbieder,
                         struct complaint *complaint) MUST_CHECK;

/* NAME.conf, for `wachtpost -c`: who the player is to the daemon at its usual ports. */
enum status player_configure(const struct player *player, const struct folder *folder,
                             const uint8_t server_key[KEY_BYTES],
                             struct complaint *complaint) MUST_CHECK;

#define USUAL_PORT "tcp://127.0.0.1:7700"
#define USUAL_BELL_PORT "tcp://127.0.0.1:7701"

#endif
