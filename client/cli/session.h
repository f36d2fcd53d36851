/* A command's conversation with the daemon: network, connection and memory together. */
#ifndef WACHTPOST_CLIENT_CLI_SESSION_H
#define WACHTPOST_CLIENT_CLI_SESSION_H

#include "client/ask.h"
#include "client/cli/configuration.h"

struct session {
    struct network *network;
    struct asker asker;
};

/* What every session needs. */
#define SESSION_NEEDS (NEEDS(SETTING_SERVER) | NEEDS(SETTING_SERVER_KEY) | NEEDS(SETTING_KEY))

/* Tells on stderr what is wrong. Close it in any case. */
enum exit_code session_open(const struct configuration *configuration, struct session *session);
void session_close(struct session *session);

/* The life of a command after its options: loads the configuration, opens a session, runs,
 * and closes and frees both. `run` tells on stderr what is wrong. */
enum exit_code session_run(struct configuration *configuration, unsigned needs,
                           enum exit_code (*run)(void *wish, const struct session *session),
                           void *wish);

/* Options for another endpoint (the bell) with the same keys. */
struct connection_options session_options(const struct configuration *configuration,
                                          const char *endpoint);

/* What the server knows of us. Tells on stderr why when it is not EXIT_DONE; the reply
 * lives as long as the session's arena. */
enum exit_code session_status(const struct session *session, struct status_reply *reply);
/* What it says about one AGB-code; NULL: this key does not deliver for it. */
const struct aanbieder_status *session_aanbieder(const struct status_reply *reply,
                                                 const struct agb *agb);

/* What the server says of its answer; in another language than its own Dutch, what we know of
 * the answer. As long as the head lives. */
struct bytes session_sentence(const struct reply_head *head);

/* Says that sentence on stderr unless the answer is EXIT_DONE's, and gives the
 * exit code. */
enum exit_code session_exit(const struct reply_head *head);

#endif
