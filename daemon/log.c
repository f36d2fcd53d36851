#include "daemon/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_BYTES = 2048, QUOTED_BYTES = 200 };

static _Atomic enum log_level loudest = LOG_LEVEL_INFO; /* the engine has two threads */

static const struct {
    const char *name;
    const char *journal_prefix;
} levels[] = {
    [LOG_LEVEL_ERROR] = {"error", "<3>"},
    [LOG_LEVEL_WARN] = {"warn", "<4>"},
    [LOG_LEVEL_INFO] = {"info", "<6>"},
    [LOG_LEVEL_DEBUG] = {"debug", "<7>"},
};

bool log_level_parse(const char *text, enum log_level *level) {
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (strcmp(text, levels[i].name) == 0) {
            *level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

void log_set_level(enum log_level level) {
    loudest = level;
}

/* systemd names the stream it listens to by device and inode. */
static bool journal_listens(void) {
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat ours;
    char text[48];
    if (stream == NULL || fstat(STDERR_FILENO, &ours) != 0)
        return false;
    snprintf(text, sizeof text, "%ju:%ju", (uintmax_t)ours.st_dev, (uintmax_t)ours.st_ino);
    return strcmp(stream, text) == 0;
}

/* Whatever was in the values: an event stays one line. */
static void keep_one_line(char *text) {
    for (; *text; text++) {
        if ((unsigned char)*text < ' ')
            *text = ' ';
    }
}

/* snprintf's result, held to what fits before the newline. */
static size_t fitted(size_t size, int written) {
    if (written < 0)
        return size;
    size_t end = size + (size_t)written;
    return end < LINE_BYTES - 2 ? end : LINE_BYTES - 2;
}

void log_event(enum log_level level, const char *event, const char *pairs, ...) {
    if (level > loudest)
        return;
    char line[LINE_BYTES];
    bool journal = journal_listens();
    size_t size = fitted(0, snprintf(line, sizeof line - 1, "%s%s%s ",
                                     journal ? levels[level].journal_prefix : levels[level].name,
                                     journal ? "" : " ", event));
    va_list arguments;
    va_start(arguments, pairs);
    size = fitted(size, vsnprintf(line + size, sizeof line - 1 - size, pairs, arguments));
    va_end(arguments);
    line[size] = '\0';
    keep_one_line(line);
    line[size++] = '\n';
    /* One write, so that the lines of three processes do not run into each other. A
     * log nobody takes is no reason to stop. */
    if (write(STDERR_FILENO, line, size) < 0)
        return;
}

const char *log_quote(struct bytes value, char room[LOG_QUOTE_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    char *to = room;
    size_t size = value.size < QUOTED_BYTES ? value.size : QUOTED_BYTES;
    *to++ = '"';
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = value.at[i];
        if (byte == '"' || byte == '\\') {
            *to++ = '\\';
            *to++ = (char)byte;
        } else if (byte >= ' ' && byte <= '~') {
            *to++ = (char)byte;
        } else {
            *to++ = '\\';
            *to++ = 'x';
            *to++ = digits[byte >> 4];
            *to++ = digits[byte & 15];
        }
    }
    memcpy(to, value.size > size ? "...\"" : "\"", value.size > size ? 5 : 2);
    return room;
}
