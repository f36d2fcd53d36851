#include "client/plek/pseudonym.h"

static enum status make_none(void *context, const struct bsn *bsns, size_t count,
                             struct pseudonym *pseudonyms, struct complaint *complaint) {
    (void)context;
    (void)bsns;
    (void)complaint;
    for (size_t i = 0; i < count; i++)
        pseudonyms[i] = (struct pseudonym){.known = false};
    return STATUS_OK;
}

struct pseudonym_maker pseudonym_none(void) {
    return (struct pseudonym_maker){.reads_bsn = false, .make = make_none};
}

bool pseudonym_kind_parse(const char *name, enum pseudonym_kind *kind) {
    static const char *const names[] = {
        [PSEUDONYM_NONE] = "none", [PSEUDONYM_SYNTHETIC] = "synthetic"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) != 0)
            continue;
        *kind = (enum pseudonym_kind)i;
        return true;
    }
    return false;
}
