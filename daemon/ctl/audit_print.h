/* Lines of the audit log as a table for the operator, or as JSON lines for another program. */
#ifndef WACHTPOST_CTL_AUDIT_PRINT_H
#define WACHTPOST_CTL_AUDIT_PRINT_H

#include "daemon/engine/audit_read.h"

/* The heading of the table. */
void audit_print_heading(void);
/* One line, on stdout; times as clocks in Amsterdam show them. */
void audit_print_row(uint64_t number, const struct audit_line *line, enum audit_match match);
/* Below it: how far the log goes and what stands for all of it. */
void audit_print_extent(const struct audit_extent *extent);

/* One object in a line, on stdout; times in UTC. What does not apply is left out. False: no memory,
 * or it cannot be written. */
bool audit_print_json(uint64_t number, const struct audit_line *line, enum audit_match match);

#endif
