/* What wachtpostctl does on its own, put on record in the audit log. */
#ifndef WACHTPOST_CTL_RECORD_H
#define WACHTPOST_CTL_RECORD_H

#include "daemon/engine/audit_record.h"
#include "daemon/engine/checkpoint.h"
#include "daemon/settings/settings.h"

/* By the daemon that has the store, or straight into it, unless it has an older format, in which it
 * is left. Before anything is shown that may not be seen without that: 0, or an exit code, having
 * told why. */
int ctl_record(const char *conf, const struct audit_deed *deed);
/* The same, when this process has the store. */
int ctl_record_in(struct store *store, const char *act, const char *detail);

/* After something was done, which stays so: tells when it cannot be put on record. */
void ctl_record_done(const char *conf, const char *act, const char *detail);
/* After a verification: by the daemon, if there is one. Else it stays off the record, since it
 * shows nobody a child, and a file that was just held to be doubtful is not written to. */
void ctl_record_verified(const char *conf, const struct process_settings *process);
/* As ctl_record_done, with the file it was about. */
void ctl_record_file(const char *conf, const char *act, const char *path);
/* What a backup holds, as an event of the journal: by the daemon that has the store, or straight
 * into it. 0, or an exit code, having told why. */
int ctl_record_checkpoint(const char *conf, const struct checkpoint *checkpoint);

#endif
