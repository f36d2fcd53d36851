/* A fresh state folder with the secret 00 01 ... 1F in it, for one test. */
#ifndef WACHTPOST_TESTS_PLEK_INSTALLATION_H
#define WACHTPOST_TESTS_PLEK_INSTALLATION_H

#include "client/plek/register.h"

struct installation {
    char *folder;
    char *key_path;
    char *register_path;
    struct plek_secret *secret;
};

/* cmocka's setup and teardown: *state is the installation. */
int installation_setup(void **state);
int installation_teardown(void **state);

struct ecd_key installation_key(const char *dossier);
/* Opens the register, which must work. */
struct plek_register *installation_register(const struct installation *here, enum plek_use use);
/* The id the register gives this dossier, on row 2 of "lijst.csv". */
struct plek_id installation_take(struct plek_register *plekken, const char *dossier, day_t seen);
void installation_save(struct plek_register *plekken, day_t today);

#endif
