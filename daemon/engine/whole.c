#include "daemon/engine/whole.h"

#include <stdio.h>

#include "daemon/log.h"
#include "store/verify.h"

/* So many are logged; wachtpostctl verify tells all of them. */
enum { MOST_LOGGED = 20 };

struct findings {
    size_t count;
    char first[256];
};

static const char *name_of(enum store_table table) {
    return table < TABLE_COUNT ? store_table_name(table) : "meta";
}

/* Without the key: it is about a child. */
static void note(void *context, const struct store_finding *finding) {
    struct findings *findings = context;
    char room[LOG_QUOTE_SIZE];
    if (findings->count == 0)
        snprintf(findings->first, sizeof findings->first, "%s%s %s",
                 finding->key.size ? "a record of " : "", name_of(finding->table), finding->what);
    if (findings->count++ < MOST_LOGGED)
        log_event(LOG_LEVEL_ERROR, "store.damaged", "table=%s what=%s", name_of(finding->table),
                  log_quote(bytes_of_text(finding->what), room));
}

enum status store_is_whole(const struct store_options *options, struct complaint *complaint) {
    struct findings findings = {0};
    struct store_facts facts;
    const struct store_listener listener = {.found = note, .context = &findings};
    enum status status = store_verify(options, VERIFY_PRESENCE, &listener, &facts, complaint);
    if (status != STATUS_DAMAGED || findings.count == 0)
        return status;
    return complain(complaint, status,
                    "%s: damaged (%s; findings: %zu). Nothing was changed. `wachtpostctl verify` "
                    "names everything; put the directory aside and restore the latest backup with "
                    "`wachtpostctl restore`",
                    options->directory, findings.first, findings.count);
}
