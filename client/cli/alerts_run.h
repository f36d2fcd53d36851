/* wachtpost alerts after its options: from where one was to where the book ends, once or for
 * ever. */
#ifndef WACHTPOST_CLIENT_CLI_ALERTS_RUN_H
#define WACHTPOST_CLIENT_CLI_ALERTS_RUN_H

#include "client/cli/asking.h"

/* Texts are borrowed from the command line. */
struct alerts_wish {
    struct configuration configuration;
    unsigned needs; /* of the configuration */
    struct asking asking;
    uint32_t kinds, levels; /* as struct sieve's */
    bool follow, all, digest;
    const char *jsonl; /* path; NULL: no file */
    char *exec;        /* program; NULL: none */
    size_t word_count;
    char **words; /* for the program, behind its name */
    int64_t exec_timeout_ms;
};

/* The configuration is loaded; the one that is there afterwards is the caller's to free. */
enum exit_code alerts_run(struct alerts_wish *wish);

#endif
