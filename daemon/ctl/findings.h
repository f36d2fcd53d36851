/* What reading all of a store tells an operator: each finding on stdout, how far it is on a
 * terminal, and an end when he has had enough. */
#ifndef WACHTPOST_CTL_FINDINGS_H
#define WACHTPOST_CTL_FINDINGS_H

#include "daemon/settings/settings.h"
#include "store/verify.h"

struct findings {
    size_t count;
    unsigned ticks;
    bool shows_progress, stopped;
};

/* From now on SIGTERM, SIGINT and SIGHUP do not end this process but the reading. The findings
 * are printed for as long as the listener is used. */
struct store_listener findings_listener(struct findings *findings);
/* The exit code of what it came to, having said it: 0, 65 something was found, 74 it cannot be
 * read or is damaged beyond telling, 75 in use or interrupted. `path` is what was read. */
int findings_exit_code(const struct findings *findings, enum status status, const char *path,
                       const struct complaint *complaint);
/* The same where something was to be made out of it: 73 when that could not be. */
int findings_exit_code_of_making(const struct findings *findings, enum status status,
                                 const char *path, const struct complaint *complaint);

/* How much there is, until when, and whose key opens it; on stdout. */
void findings_print_facts(const struct store_facts *facts, const char *key_file);

/* The store's options as the configuration has them, with another directory when it is not NULL:
 * 0, or an exit code. They point into the file, which the caller frees in any case. */
int findings_options(const char *conf, const char *directory, struct settings_file **file,
                     struct store_options *options) MUST_CHECK;

/* Bytes in hexadecimal. `text` has room for two digits a byte and an end. */
const char *findings_hex(const uint8_t *bytes, size_t size, char *text);

#endif
