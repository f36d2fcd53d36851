/* What a command needs to keep dossiers and BSNs in the building: the register of the place ids,
 * and who makes pseudonyms. */
#ifndef WACHTPOST_CLIENT_CLI_STAYING_H
#define WACHTPOST_CLIENT_CLI_STAYING_H

#include "client/cli/configuration.h"
#include "client/source/source.h"

/* Plain value; all zero is none of it. */
struct staying {
    enum pseudonym_kind kind;
    bool only_looks;
    struct plek_secret *secret;
    struct plek_register *plekken; /* NULL: there is no plek_key */
    struct bsn_list *bsns;         /* NULL: nobody reads BSNs */
};

/* As the configuration says; the register is not changed when the command only looks. Close it in
 * any case. STATUS_BAD_CONFIG, and as plek_secret_read and plek_register_open. */
enum status staying_open(const struct configuration *configuration, bool only_looks,
                         struct staying *staying, struct complaint *complaint) MUST_CHECK;
void staying_close(struct staying *staying);

/* Has the pseudonyms made for what was read without mistakes. Whoever only looks gets none, and is
 * told so. Fails as a pseudonym_maker does. */
enum status staying_pseudonyms(const struct staying *staying,
                               const struct configuration *configuration, struct source *source,
                               struct source_reading *reading, FILE *told,
                               struct complaint *complaint) MUST_CHECK;

/* Makes durable what the ids of this day's list stand for, before they leave. */
enum status staying_save(struct staying *staying, day_t day,
                         struct complaint *complaint) MUST_CHECK;

#endif
