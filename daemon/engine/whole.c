#include "daemon/engine/whole.h"

#include "daemon/log.h"
#include "store/verify.h"

/* So many are logged; wachtpostctl verify tells all of them. */
enum { MOST_LOGGED = 20 };

static const char *name_of(enum store_table table) {
    return table < TABLE_COUNT ? store_table_name(table) : "meta";
}

/* Without the key: it is about a child. */
static void note(void *context, const struct store_finding *finding) {
    size_t *count = context;
    char room[LOG_QUOTE_SIZE];
    if ((*count)++ < MOST_LOGGED)
        log_event(LOG_LEVEL_ERROR, "store.damaged", "table=%s what=%s", name_of(finding->table),
                  log_quote(bytes_of_text(finding->what), room));
}

/* The last line is short enough to be logged whole. */
enum status store_is_whole(const struct store_options *options, struct complaint *complaint) {
    size_t found = 0;
    struct store_facts facts;
    const struct store_listener listener = {.found = note, .context = &found};
    enum status status = store_verify(options, VERIFY_PRESENCE, &listener, &facts, complaint);
    if (found == 0)
        return status;
    return complain(complaint, status,
                    "%s: damaged; `wachtpostctl verify` names what, and when it is put aside "
                    "`wachtpostctl restore` makes it again",
                    options->directory);
}
