/* Writes configuration in the syntax it is read in. */
#ifndef WACHTPOST_SETTINGS_WRITER_H
#define WACHTPOST_SETTINGS_WRITER_H

#include <stdio.h>

#include "daemon/domain/participant.h"

/* In double quotes, escaped so that libconfuse reads back the same: any text without
 * NUL, line breaks included. */
void write_quoted(FILE *to, const char *text);

/* name = "text", name = "2027-01-31" (nothing for DAY_NONE), and the lists of codes by their names,
 * nothing of an empty one; each a line, indented by so many spaces. */
void write_text(FILE *to, int indent, const char *name, const char *text);
void write_date(FILE *to, int indent, const char *name, day_t day);
void write_gemeenten(FILE *to, int indent, const struct bytes *gemeenten, size_t count);
void write_hulpvormen(FILE *to, int indent, uint32_t hulpvormen);

/* What a participant's file holds, each line indented by so many spaces. */
void write_participant(FILE *to, int indent, const struct participant *participant);

#endif
