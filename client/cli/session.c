#include "client/cli/session.h"

#include "client/language.h"
#include "client/render_words.h"
#include "proto/model/limits.h"

#include <stdlib.h>

/* Another number for every process, so that no late reply is taken for a new one. */
static uint64_t random_request_id(void) {
    uint8_t random[SEED_BYTES];
    uint64_t id;
    keys_random_seed(random);
    memcpy(&id, random, sizeof id);
    return id;
}

struct connection_options session_options(const struct configuration *configuration,
                                          const char *endpoint) {
    struct connection_options options = {.server = endpoint,
                                         .keys = configuration->keys,
                                         .first_request_id = random_request_id(),
                                         .stop = configuration->stop};
    memcpy(options.server_key, configuration->server_key, KEY_BYTES);
    return options;
}

/* `server` may name several, for what is delivered; a question goes to the first. */
static char *first_endpoint(const char *servers) {
    const char *start = servers + strspn(servers, " \t");
    return strndup(start, strcspn(start, " \t"));
}

enum exit_code session_open(const struct configuration *configuration, struct session *session) {
    struct complaint complaint = {0};
    *session = (struct session){.network = network_new(),
                                .asker = {.arena = arena_new(MAX_REQUEST_MEMORY_BYTES),
                                          .timeout_ms = configuration->timeout_ms}};
    if (!session->network || !session->asker.arena)
        return exit_with(STATUS_NO_MEMORY, &complaint);
    char *first = first_endpoint(configuration->value[SETTING_SERVER]);
    if (!first)
        return exit_with(STATUS_NO_MEMORY, &complaint);
    struct connection_options options = session_options(configuration, first);
    enum status status =
        connection_open(session->network, &options, &session->asker.connection, &complaint);
    free(first);
    return status == STATUS_OK ? EXIT_DONE : exit_with(status, &complaint);
}

void session_close(struct session *session) {
    connection_close(&session->asker.connection);
    network_free(&session->network);
    arena_free(&session->asker.arena);
}

enum exit_code session_run(struct configuration *configuration, unsigned needs,
                           enum exit_code (*run)(void *wish, const struct session *session),
                           void *wish) {
    struct session session = {0};
    enum exit_code code = configuration_load(configuration, needs);
    if (code == EXIT_DONE)
        code = session_open(configuration, &session);
    if (code == EXIT_DONE)
        code = run(wish, &session);
    session_close(&session);
    configuration_fini(configuration);
    return code;
}

/* The server speaks Dutch, and may say it more exactly. */
struct bytes session_sentence(const struct reply_head *head) {
    if (head->sentence.size > 0 && language_now() == LANGUAGE_DUTCH)
        return head->sentence;
    return bytes_of_text(said(answer_sentence(head->status)));
}

enum exit_code session_exit(const struct reply_head *head) {
    enum exit_code code = exit_of_answer(head->status);
    if (code == EXIT_DONE)
        return code;
    fprintf(stderr, "wachtpost: %s: ", answer_name(head->status));
    write_text(stderr, session_sentence(head));
    fputc('\n', stderr);
    return code;
}

enum exit_code session_status(const struct session *session, struct status_reply *reply) {
    struct complaint complaint = {0};
    enum status status = ask_status(&session->asker, reply, &complaint);
    return status == STATUS_OK ? session_exit(&reply->head) : exit_with(status, &complaint);
}

const struct aanbieder_status *session_aanbieder(const struct status_reply *reply,
                                                 const struct agb *agb) {
    for (size_t i = 0; i < reply->aanbieder_count; i++)
        if (strcmp(reply->aanbieders[i].agb.text, agb->text) == 0)
            return &reply->aanbieders[i];
    return NULL;
}
