/* What a backup holds, for the journal: wachtpostctl says it when the file stands. */
#include "daemon/engine/checkpoint.h"
#include "daemon/engine/command.h"
#include "daemon/engine/inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool read_number(const char *text, uint64_t *number) {
    char *end = NULL;
    errno = 0;
    *number = strtoull(text, &end, 10);
    return errno == 0 && *text >= '0' && *text <= '9' && *end == '\0';
}

static bool read_hash(const char *text, uint8_t hash[CHECKPOINT_HASH_BYTES]) {
    if (strlen(text) != 2 * CHECKPOINT_HASH_BYTES ||
        strspn(text, "0123456789abcdef") != 2 * CHECKPOINT_HASH_BYTES)
        return false;
    for (size_t i = 0; i < CHECKPOINT_HASH_BYTES; i++) {
        const char digits[] = {text[2 * i], text[2 * i + 1], '\0'};
        hash[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return true;
}

/* checkpoint EVENT HASH */
enum status command_checkpoint(struct command *command) {
    struct checkpoint checkpoint;
    if (command->count != 3 || !read_number(command->words[1], &checkpoint.event) ||
        !read_hash(command->words[2], checkpoint.hash))
        return STATUS_MALFORMED;
    enum status status = engine_checkpoint(command->engine, &checkpoint);
    if (status == STATUS_BAD_INPUT)
        command_say(command, "there is no event %s in this journal", command->words[1]);
    return status;
}
