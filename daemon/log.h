/* One line per event on stderr: `<level> event.name key=value ...`, with the level as
 * the sd-daemon prefix (<3> error .. <7> debug) when the journal listens. error =
 * someone must act, warn = look, info = one line per delivery and per change of life,
 * debug = the rest. Never a wachtplek: they are children. Besides main.c the only
 * mutable global of the daemon (the level). */
#ifndef WACHTPOST_DAEMON_LOG_H
#define WACHTPOST_DAEMON_LOG_H

#include "proto/model/bytes.h"
#include "proto/model/status.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* "error", "warn", "info", "debug". False: no such level. */
bool log_level_parse(const char *text, enum log_level *level);
void log_set_level(enum log_level level);

/* `pairs` is a printf format of ready key=value pairs; never empty. */
void log_event(enum log_level level, const char *event, const char *pairs, ...) PRINTF_LIKE(3, 4);

/* A foreign value, quoted and escaped to printable ASCII, cut at 200 bytes; the result
 * stands in `room`. */
#define LOG_QUOTE_SIZE 840
const char *log_quote(struct bytes value, char room[LOG_QUOTE_SIZE]);

#endif
