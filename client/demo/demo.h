/* `wachtpost demo`: a quarter of a synthetic region, with the real daemon, real keys and
 * real files, on a clock that the demo moves. */
#ifndef WACHTPOST_DEMO_DEMO_H
#define WACHTPOST_DEMO_DEMO_H

#include <stdbool.h>
#include <stdint.h>

struct demo_options {
    const char *program;   /* argv[0]: how the reader will call us again */
    const char *directory; /* made here; must not exist, or be empty */
    uint64_t seed;         /* the same seed gives the same screen, byte for byte */
    bool quick;            /* fewer aanbieders, four weeks */
};

#define DEMO_DEFAULT_DIRECTORY "wachtpost-demo"
#define DEMO_DEFAULT_SEED 1

/* Writes to stdout, complains on stderr, ends every child it started, also on SIGINT and
 * SIGTERM. Returns an exit code of <sysexits.h>; 130 when interrupted. */
int demo_run(const struct demo_options *options);

#endif
