/* The half of wachtpostd.conf that says how this process runs. */
#ifndef WACHTPOST_SETTINGS_PROCESS_H
#define WACHTPOST_SETTINGS_PROCESS_H

#include "daemon/settings/reader.h"

/* Relative paths begin at the folder of `conf_path`. Complains about what is no
 * endpoint, a path too long for a socket, and a private key that others may read. */
void process_read(struct reader *reader, const struct section *root, const char *conf_path,
                  struct process_settings *process);

#endif
