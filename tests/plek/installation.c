#include "installation.h"

#include "client/durable.h"
#include "proto/keys/keys.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

int installation_setup(void **state) {
    const char *base = getenv("TMPDIR");
    struct installation *here = calloc(1, sizeof *here);
    uint8_t seed[SEED_BYTES];
    for (size_t i = 0; i < sizeof seed; i++)
        seed[i] = (uint8_t)i;
    if (!here || keys_init() != STATUS_OK ||
        asprintf(&here->folder, "%s/plek-XXXXXX", base ? base : P_tmpdir) < 0 ||
        !mkdtemp(here->folder))
        return -1;
    here->key_path = durable_path(here->folder, "plek", ".key");
    here->register_path = durable_path(here->folder, "plek", ".register");
    *state = here;
    return keys_seed_write(here->key_path, seed, NULL) == STATUS_OK &&
                   plek_secret_read(here->key_path, &here->secret, NULL) == STATUS_OK
               ? 0
               : -1;
}

int installation_teardown(void **state) {
    struct installation *here = *state;
    DIR *folder = opendir(here->folder);
    for (const struct dirent *entry; folder && (entry = readdir(folder));)
        if (entry->d_name[0] != '.')
            unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder)
        closedir(folder);
    const int left = rmdir(here->folder);
    plek_secret_free(&here->secret);
    free(here->folder);
    free(here->key_path);
    free(here->register_path);
    free(here);
    return left;
}

struct ecd_key installation_key(const char *dossier) {
    struct ecd_key key = {0};
    assert_true(ecd_key_read(bytes_of_text(dossier), bytes_of_text(""), &key));
    return key;
}

struct plek_register *installation_register(const struct installation *here, enum plek_use use) {
    struct plek_register *plekken = NULL;
    struct complaint complaint = {0};
    assert_int_equal(plek_register_open(here->folder, here->secret, use, 0, &plekken, &complaint),
                     STATUS_OK);
    return plekken;
}

struct plek_id installation_take(struct plek_register *plekken, const char *dossier, day_t seen) {
    const struct ecd_key key = installation_key(dossier);
    struct plek_id id = {0};
    assert_int_equal(plek_register_take(plekken, &key, bytes_of_text("lijst.csv"), 2, seen, &id),
                     STATUS_OK);
    return id;
}

void installation_save(struct plek_register *plekken, day_t today) {
    struct complaint complaint = {0};
    assert_int_equal(plek_register_save(plekken, today, &complaint), STATUS_OK);
}
