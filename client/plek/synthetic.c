/* Pseudonyms that protect nobody, for children that do not exist. */
#include "client/plek/pseudonym.h"

#include "client/language.h"

#include <sodium.h>

/* Everybody may know it: equal numbers give equal pseudonyms everywhere, as the real ones will. */
static const char public_key[] = "wachtpost synthetic pseudonym; no secret";

static void hash(const struct bsn *bsn, struct pseudonym *pseudonym) {
    *pseudonym = (struct pseudonym){.known = true, .epoch = SYNTHETIC_EPOCH};
    crypto_generichash(pseudonym->at, sizeof pseudonym->at, (const uint8_t *)bsn->digits,
                       sizeof bsn->digits, (const uint8_t *)public_key, sizeof public_key - 1);
}

static enum status make_synthetic(void *context, const struct bsn *bsns, size_t count,
                                  struct pseudonym *pseudonyms, struct complaint *complaint) {
    const struct synthetic_store *store = context;
    bool is_virtual = false;
    enum status status = store->is_virtual(store->context, &is_virtual, complaint);
    if (status != STATUS_OK)
        return status;
    if (!is_virtual)
        return complain(complaint, STATUS_BAD_CONFIG,
                        _("pseudonym = synthetic is alleen voor een server met een virtuele klok: "
                          "zo'n pseudoniem beschermt niemand; zet pseudonym = none"));
    for (size_t i = 0; i < count; i++)
        hash(&bsns[i], &pseudonyms[i]);
    return STATUS_OK;
}

struct pseudonym_maker pseudonym_synthetic(struct synthetic_store *store) {
    return (struct pseudonym_maker){.reads_bsn = true, .make = make_synthetic, .context = store};
}
