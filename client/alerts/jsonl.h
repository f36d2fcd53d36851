/* A file that gets one JSON value per line, and is read along by somebody else.
 *
 * Always true: what jsonl_append said OK to is on disk; after a crash at most the last line is
 * half, and opening the file removes it (nobody counted it as handled, so it comes again). A
 * file that was moved away (logrotate) or removed is made again at the next append; one that was
 * cut short in place goes on where it is. */
#ifndef WACHTPOST_CLIENT_ALERTS_JSONL_H
#define WACHTPOST_CLIENT_ALERTS_JSONL_H

#include "proto/model/bytes.h"
#include "proto/model/status.h"

struct jsonl;

/* Made with mode 0600 where it is missing, and locked. STATUS_BUSY: somebody else writes it.
 * STATUS_BAD_CONFIG: it cannot be written, or ends in half a line that is none of ours.
 * STATUS_IO, STATUS_FULL, STATUS_NO_MEMORY. */
enum status jsonl_open(const char *path, struct jsonl **jsonl,
                       struct complaint *complaint) MUST_CHECK;
void jsonl_close(struct jsonl **jsonl);

/* Whole lines, each with its newline; all of them or none. Failures as jsonl_open; the file may
 * be appended to again. */
enum status jsonl_append(struct jsonl *jsonl, struct bytes lines,
                         struct complaint *complaint) MUST_CHECK;

#endif
