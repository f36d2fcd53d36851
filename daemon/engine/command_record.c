/* What wachtpostctl does by itself and the audit log has to know: the daemon that has the store
 * writes it down. Who may read the machine's files can read a copy of them elsewhere, which no log
 * knows. */
#include <stdio.h>
#include <string.h>

#include "daemon/engine/audit.h"
#include "daemon/engine/audit_record.h"
#include "daemon/engine/command.h"
#include "daemon/engine/rows.h"

static bool is_act(const char *word) {
    static const char *const acts[] = {AUDIT_ACTS};
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (strcmp(acts[i], word) == 0)
            return true;
    return false;
}

/* Who reads the log finds in it what until then was only counted. */
static void complete_for(struct engine *engine, const char *act) {
    if (strcmp(act, "AUDIT") == 0)
        engine_hurry_record(engine);
}

/* record ACT DETAIL [AGB PLEK] */
enum status command_record(struct command *command) {
    struct engine *engine = command->engine;
    char detail[AUDIT_DETAIL_SIZE];
    struct agb agb;
    if ((command->count != 3 && command->count != 5) || !is_act(command->words[1]))
        return STATUS_MALFORMED;
    complete_for(engine, command->words[1]);
    audit_detail(detail, command->uid, command->words[2]);
    if (command->count == 3)
        return engine_audit_operator(engine, command->words[1], detail);
    if (!agb_parse(bytes_of_text(command->words[3]), &agb))
        return STATUS_MALFORMED;
    const struct place_key plek = rows_place_key(engine->store, bytes_of_text(command->words[4]));
    return engine_audit_operator_place(engine, command->words[1], &agb, &plek, detail);
}
