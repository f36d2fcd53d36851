#include "client/cli/staying.h"

#include "client/cli/session.h"
#include "client/language.h"
#include "proto/model/limits.h"

#include <stdio.h>
#include <stdlib.h>

/* Reading the largest list takes a tenth of it. */
#define PLEK_WAIT_MS 10000

static enum status open_register(const struct configuration *configuration, struct staying *staying,
                                 struct complaint *complaint) {
    const enum plek_use use = staying->only_looks ? PLEK_TO_LOOK : PLEK_TO_CHANGE;
    enum status status =
        plek_secret_read(configuration->value[SETTING_PLEK_KEY], &staying->secret, complaint);
    if (status == STATUS_OK)
        status = plek_register_open(configuration->value[SETTING_STATE], staying->secret, use,
                                    PLEK_WAIT_MS, &staying->plekken, complaint);
    return status;
}

enum status staying_open(const struct configuration *configuration, bool only_looks,
                         struct staying *staying, struct complaint *complaint) {
    const char *maker = configuration->value[SETTING_PSEUDONYM];
    *staying = (struct staying){.kind = PSEUDONYM_NONE, .only_looks = only_looks};
    if (maker && !pseudonym_kind_parse(maker, &staying->kind))
        return complain(complaint, STATUS_BAD_CONFIG,
                        _("pseudonym klopt niet; het hoort none of synthetic te zijn"));
    if (staying->kind != PSEUDONYM_NONE) {
        staying->bsns = bsn_list_new(MAX_SNAPSHOT_LINES);
        if (!staying->bsns)
            return STATUS_NO_MEMORY;
    }
    if (!configuration->value[SETTING_PLEK_KEY])
        return STATUS_OK;
    return open_register(configuration, staying, complaint);
}

void staying_close(struct staying *staying) {
    bsn_list_free(&staying->bsns);
    plek_register_close(&staying->plekken);
    plek_secret_free(&staying->secret);
}

/* Asks the server itself. */
static enum status ask_virtual(void *context, bool *is_virtual, struct complaint *complaint) {
    struct session session = {0};
    struct status_reply reply;
    enum status status = session_open(context, &session) == EXIT_DONE ? STATUS_OK : STATUS_IO;
    if (status == STATUS_OK)
        status = ask_status(&session.asker, &reply, complaint);
    if (status == STATUS_OK)
        *is_virtual = reply.head.virtual_clock;
    session_close(&session);
    return status;
}

static enum status make(const struct staying *staying, const struct configuration *configuration,
                        struct source *source, struct source_reading *reading,
                        struct complaint *complaint) {
    const size_t count = bsn_list_count(staying->bsns);
    struct synthetic_store store = {ask_virtual, (void *)configuration};
    const struct pseudonym_maker maker = pseudonym_synthetic(&store);
    struct pseudonym *made = calloc(count, sizeof *made);
    if (!made)
        return STATUS_NO_MEMORY;
    enum status status =
        maker.make(maker.context, bsn_list_all(staying->bsns), count, made, complaint);
    if (status == STATUS_OK)
        status = source_give_pseudonyms(source, made, reading);
    free(made);
    return status;
}

enum status staying_pseudonyms(const struct staying *staying,
                               const struct configuration *configuration, struct source *source,
                               struct source_reading *reading, FILE *told,
                               struct complaint *complaint) {
    if (!staying->bsns || bsn_list_count(staying->bsns) == 0)
        return STATUS_OK;
    if (!staying->only_looks)
        return make(staying, configuration, source, reading, complaint);
    fprintf(told, _("wachtpost: pseudoniemen worden pas bij het leveren gemaakt\n"));
    return STATUS_OK;
}

enum status staying_save(struct staying *staying, day_t day, struct complaint *complaint) {
    if (!staying->plekken || staying->only_looks || plek_register_count(staying->plekken) == 0)
        return STATUS_OK;
    return plek_register_save(staying->plekken, day, complaint);
}
