/* A wachtpostd of its own in a fresh folder: virtual store, ephemeral ports on loopback,
 * its log in a file beside it. Stops when the bench ends, however it ends. */
#ifndef WACHTPOST_BENCH_INSTALLATION_H
#define WACHTPOST_BENCH_INSTALLATION_H

#include <sys/types.h>

#include "proto/keys/keys.h"

#define FOLDER_SIZE 512
#define ENDPOINT_SIZE 64

struct installation {
    const char *programs; /* the folder wachtpostd and wachtpostctl are in */
    char folder[FOLDER_SIZE], store[FOLDER_SIZE + 16];
    uint8_t server_key[KEY_BYTES];
    /* From installation_start on: */
    char requests[ENDPOINT_SIZE], bell[ENDPOINT_SIZE];
    pid_t daemon, engine, front;
};

/* Makes a fresh folder within `parent` and `wachtpostctl init` in it. */
void installation_make(struct installation *installation, const char *parent, const char *programs);

/* A fresh folder within `parent` with a copy of all that `made` holds, the folder of an
 * installation that has stopped. */
void installation_copy(struct installation *installation, const char *parent, const char *programs,
                       const char *made);

/* One participant with a new key and, for an aanbieder, its AGB-codes. Before start. */
void installation_enrol(const struct installation *installation, const char *name, const char *role,
                        const struct agb *agbs, size_t agb_count, struct secret_keys *keys);

/* The keys of somebody who was enrolled before. */
void installation_keys(const struct installation *installation, const char *name,
                       struct secret_keys *keys);

/* Returns when both halves are at work. */
void installation_start(struct installation *installation, instant_t now);
void installation_stop(struct installation *installation);
/* Removes the folder. */
void installation_remove(const struct installation *installation);

#endif
