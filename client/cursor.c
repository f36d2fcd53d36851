/* The cursor file:
 *   wachtpost-cursor 1
 *   incarnation <32 hexadecimal digits>
 *   number <decimal>
 * Incarnation and number 0 are the beginning: no daemon gives such a cursor.
 */
#include "client/durable.h"
#include "client/hex.h"
#include "client/language.h"
#include "client/subscription.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_CURSOR_FILE_BYTES 256
#define CURSOR_FORMAT "wachtpost-cursor 1\nincarnation %32[0-9a-f]\nnumber %20" SCNu64 "\n%n"

static bool cursor_parse(const char *text, size_t size, struct cursor *cursor) {
    char incarnation[HEX_SIZE(INCARNATION_BYTES)];
    uint64_t number;
    int end = 0;
    if (sscanf(text, CURSOR_FORMAT, incarnation, &number, &end) != 2 || (size_t)end != size ||
        text[size - 1] != '\n')
        return false;
    const struct cursor beginning = {0};
    *cursor = (struct cursor){.number = number};
    if (!hex_parse(incarnation, cursor->incarnation, INCARNATION_BYTES))
        return false;
    cursor->present =
        number != 0 || memcmp(cursor->incarnation, beginning.incarnation, INCARNATION_BYTES) != 0;
    return true;
}

enum status cursor_read(const char *path, struct cursor *cursor, struct complaint *complaint) {
    uint8_t *content = NULL;
    size_t size = 0;
    enum status status = durable_read(path, MAX_CURSOR_FILE_BYTES, &content, &size, complaint);
    if (status == STATUS_ABSENT) {
        *cursor = (struct cursor){0};
        return STATUS_OK;
    }
    if (status == STATUS_TOO_LARGE ||
        (status == STATUS_OK && !cursor_parse((const char *)content, size, cursor)))
        status = complain(complaint, STATUS_DAMAGED,
                          _("%s is geen leesbare cursor; verwijder het bestand om alle alerts "
                            "opnieuw te lezen"),
                          path);
    free(content);
    return status;
}

enum status cursor_write(const char *path, const struct cursor *cursor,
                         struct complaint *complaint) {
    char incarnation[HEX_SIZE(INCARNATION_BYTES)], text[MAX_CURSOR_FILE_BYTES];
    const struct cursor beginning = {0};
    if (!cursor->present)
        cursor = &beginning;
    hex_text(bytes_of(cursor->incarnation, INCARNATION_BYTES), incarnation);
    snprintf(text, sizeof text, "wachtpost-cursor 1\nincarnation %s\nnumber %" PRIu64 "\n",
             incarnation, cursor->number);
    const struct bytes content = bytes_of_text(text);
    return durable_replace(path, &content, 1, complaint);
}
