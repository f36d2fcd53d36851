/* Writes configuration in the syntax it is read in. */
#ifndef WACHTPOST_SETTINGS_WRITER_H
#define WACHTPOST_SETTINGS_WRITER_H

#include <stdio.h>

#include "daemon/domain/participant.h"

/* In double quotes, escaped so that libconfuse reads back the same: any text without
 * NUL, line breaks included. */
void write_quoted(FILE *to, const char *text);

/* name = "text", and the lists of codes by their names, nothing of an empty one; each a
 * line, indented by so many spaces. */
void write_text(FILE *to, int indent, const char *name, const char *text);
void write_gemeenten(FILE *to, int indent, const struct bytes *gemeenten, size_t count);
void write_hulpvormen(FILE *to, int indent, uint32_t hulpvormen);

/* What a participant's file holds, each line indented by so many spaces. `lines` are
 * its registration lines. */
void write_participant(FILE *to, int indent, unsigned roles, const char *const *lines,
                       size_t line_count, const struct aanbieder *aanbieders,
                       size_t aanbieder_count, const struct scope *scope);

#endif
