/* The files of a publication as one string of bytes, to be kept for ever: the same files
 * give the same bytes. Pure.
 *
 *   "wachtpost-publicatie 1" LF, then per file:
 *   name LF | number: bytes of the content | its lines, until there are so many bytes
 *   a line: number: bytes it begins with as the line before | number: bytes that follow | those
 *
 * A line ends with its LF (the last one may have none); the first of a file has an empty
 * line before it. A number is seven bits a byte, lowest first, the eighth set on all but
 * the last. Rows of facts begin alike, so that two CSV files of eight quarters take a
 * third of their room and stay below MAX_PUBLICATION_BYTES, and twenty lines of any
 * language read them back. */
#ifndef WACHTPOST_CLIENT_REPORT_ARCHIVE_H
#define WACHTPOST_CLIENT_REPORT_ARCHIVE_H

#include "client/report/files.h"

/* *packed is in the arena. STATUS_NO_MEMORY. */
enum status archive_pack(const struct report_files *files, struct arena *arena,
                         struct bytes *packed) MUST_CHECK;

/* Contents and names are in the arena. STATUS_MALFORMED: not made by archive_pack (names
 * are plain lower-case file names, each once). STATUS_NO_MEMORY. */
enum status archive_unpack(struct bytes packed, struct arena *arena,
                           struct report_files *files) MUST_CHECK;

#endif
