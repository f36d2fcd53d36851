/* That somebody reads the audit log is on record, before he is shown it: by wachtpostctl, that
 * is. Who may read the machine's files can read a copy of them elsewhere, which no log knows. */
#include <stdio.h>

#include "daemon/engine/audit.h"
#include "daemon/engine/command.h"
#include "daemon/engine/rows.h"

/* audit QUESTION [AGB PLEK] */
enum status command_audit(struct command *command) {
    struct engine *engine = command->engine;
    char detail[1024];
    struct agb agb;
    if (command->count != 2 && command->count != 4)
        return STATUS_MALFORMED;
    snprintf(detail, sizeof detail, "uid=%u%s%s", command->uid, command->words[1][0] ? " " : "",
             command->words[1]);
    if (command->count == 2)
        return engine_audit_operator(engine, "AUDIT", detail);
    if (!agb_parse(bytes_of_text(command->words[2]), &agb))
        return STATUS_MALFORMED;
    const struct place_key plek = rows_place_key(engine->store, bytes_of_text(command->words[3]));
    return engine_audit_operator_place(engine, "AUDIT", &agb, &plek, detail);
}
