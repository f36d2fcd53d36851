/* Where alerts go: the screen, a file, a program, a digest. */
#ifndef WACHTPOST_CLIENT_ALERTS_TAKERS_H
#define WACHTPOST_CLIENT_ALERTS_TAKERS_H

#include "client/alerts/digest.h"
#include "client/alerts/jsonl.h"
#include "client/alerts/program.h"
#include "client/alerts/reading.h"

#include <stdio.h>

/* For a person, or as JSON, one value a line. What a broken output lost is gone: impatient. */
struct printing {
    FILE *out;
    bool json;
};
struct taker taker_print(struct printing *printing);

/* One line of JSON each, on disk before it counts. */
struct taker taker_jsonl(struct jsonl *jsonl);

/* Each alert by itself, as one line of JSON on the standard input of a program. */
struct taker taker_program(struct program *program);

/* Counted, and nothing more. */
struct taker taker_digest(struct digest *digest);

#endif
