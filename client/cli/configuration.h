/* What a command needs to know before it can talk: from wachtpost.conf, overridden by
 * options of the same names on the command line. */
#ifndef WACHTPOST_CLIENT_CLI_CONFIGURATION_H
#define WACHTPOST_CLIENT_CLI_CONFIGURATION_H

#include "client/cli/exits.h"
#include "proto/keys/keys.h"

#include <argp.h>

enum setting {
    SETTING_SERVER,     /* tcp://..., requests; several with spaces between */
    SETTING_BELL,       /* tcp://..., the bell */
    SETTING_SERVER_KEY, /* Z85 */
    SETTING_KEY,        /* path of the seed file */
    SETTING_AGB,        /* whose wachtlijst */
    SETTING_STATE,      /* folder for outbox and cursor */
    SETTING_PLEK_KEY,   /* path of the secret of the place ids */
    SETTING_MAPPING,    /* path of what the columns of the export mean */
    SETTING_PSEUDONYM,  /* who makes pseudonyms of BSNs: none, synthetic */
    SETTING_COUNT
};
#define NEEDS(setting) (1u << (setting))

struct configuration {
    const char *file;           /* -c, or NULL for the usual place */
    char *value[SETTING_COUNT]; /* malloc'ed or NULL */
    bool found[SETTING_COUNT];  /* in the file, not on the command line */
    int stop;                   /* a connection's (struct connection_options) */
    bool json;
    int64_t timeout_ms;
    /* Filled by configuration_load, as far as they were needed. */
    uint8_t server_key[KEY_BYTES];
    struct secret_keys *keys;
    struct agb agb;
};

/* The options, as a child of a command's own argp; its input is the configuration. */
extern const struct argp configuration_argp;

void configuration_init(struct configuration *configuration);
/* Frees, and wipes the keys. */
void configuration_fini(struct configuration *configuration);

/* Reads the file, fills what the options left open and checks what is needed; every
 * mistake is told on stderr. EXIT_DONE or EXIT_BAD_CONFIG. */
enum exit_code configuration_load(struct configuration *configuration, unsigned needs);

/* Makes *fresh from the same options and the file as it is now, and loads it; free it in any
 * case. */
enum exit_code configuration_again(const struct configuration *had, unsigned needs,
                                   struct configuration *fresh);

#endif
